"""Months: `Month(2025, 5)` is Mei 2025; the data carry its first day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from semesta.terms.fault import Fault

_INDONESIAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_OTHER = {
    "pebruari": 2, "peb": 2, "nopember": 11, "nop": 11, "agt": 8, "ags": 8, "agus": 8, "agu": 8, "sept": 9,
    "jul": 7, "jun": 6, "des": 12, "okt": 10, "mrt": 3,
}  # fmt: skip
_NUMBER_OF_WORD = _OTHER | {
    name.lower(): number
    for names in (_INDONESIAN, _ENGLISH, [name[:3] for name in _INDONESIAN], [name[:3] for name in _ENGLISH])
    for number, name in enumerate(names, 1)
}
_ISO = re.compile(r"(\d{4})[-/. ]?(\d{1,2})(?:[-/. ]\d{1,2})?")
_NUMBERS = re.compile(r"(?:\d{1,2}[-/. ])?(\d{1,2})[-/. ](\d{4})")
_WORDS = re.compile(r"(?:\d{1,2}[-/. ]+)?([a-z]+)\.?[-/ ,]+(\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; `month + 1`, `later - earlier` (months), `Month.between`, ordered by time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"{self.year}-{self.number}")

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which that day lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2025-05`, `202505`, `2025-05-31`, `05/2025`, `Mei 2025`, `MAY-2025`, `31 Mei 2025`; else a Fault."""
        plain = text.strip().lower()
        number = year = 0
        if found := _ISO.fullmatch(plain):
            year, number = int(found[1]), int(found[2])
        elif found := _NUMBERS.fullmatch(plain):
            year, number = int(found[2]), int(found[1])
        elif found := _WORDS.fullmatch(plain):
            year, number = int(found[2]), _NUMBER_OF_WORD.get(found[1], 0)
        if not (1 <= number <= 12 and year):
            raise Fault(f"Bulan '{text}' tidak dapat dibaca")
        return cls(year, number)

    @staticmethod
    def number_of(word: str) -> int | None:
        """1 to 12 of `Mei`, `may`, `5`, `05`, `Pebruari`, `Agt`; None when it is no month."""
        plain = word.strip().lower().rstrip(".")
        number = int(plain) if plain.isdecimal() else _NUMBER_OF_WORD.get(plain, 0)
        return number if 1 <= number <= 12 else None

    @staticmethod
    def between(first: Month, last: Month) -> Iterator[Month]:
        """Every month from first to last, both included; nothing when last is earlier."""
        return (first + step for step in range(last - first + 1))

    @property
    def first_day(self) -> date:
        """The day by which the data name this month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """28th to 31st."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def title_id(self) -> str:
        """`Mei 2025`."""
        return f"{_INDONESIAN[self.number - 1]} {self.year}"

    @property
    def title_en(self) -> str:
        """`May 2025`."""
        return f"{_ENGLISH[self.number - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __add__(self, months: int) -> Month:
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def __sub__(self, other: Month) -> int:
        return (self.year - other.year) * 12 + self.number - other.number
