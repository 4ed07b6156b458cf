"""Which day or month a file is about: by its own columns, else the words above its titles, else its name (a hint)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from semesta.terms.fault import Fault
from semesta.terms.month import Month

_SEMESTER = re.compile(r"semester\s*(ii|i|2|1)\b\D{0,15}(20\d\d)", re.IGNORECASE)
_DAY_WORD_YEAR = re.compile(r"\b(\d{1,2})[\s_.-]+([a-z]{3,9})[\s_.-]+(20\d\d)\b", re.IGNORECASE)
_DAY_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})[-/._](\d{1,2})[-/._](20\d\d)(?!\d)")
_YEAR_MONTH_DAY = re.compile(r"(?<!\d)(20\d\d)([-/._]?)(\d\d)\2(\d\d)(?!\d)")
_WORD_YEAR = re.compile(r"([a-z]{3,9})[\s_.-]*(?:tahun)?[\s_.-]*(20\d\d)(?!\d)", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)[-/._ ]?(\d\d)(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(\d\d)[-/._ ](20\d\d)(?!\d)")


def date_in(text: str) -> date | None:
    """The day (or first day of the month, or last day of the semester) named in a line or a file name."""
    plain = text.replace("_", " ")
    if found := _SEMESTER.search(plain):
        return date(int(found[2]), 12, 31) if found[1].lower() in {"ii", "2"} else date(int(found[2]), 6, 30)
    for found in _DAY_WORD_YEAR.finditer(plain):
        if (month := Month.number_of(found[2])) and (day := _day(found[3], month, found[1])):
            return day
    for pattern, (year, number, of_month) in ((_DAY_MONTH_YEAR, (3, 2, 1)), (_YEAR_MONTH_DAY, (1, 3, 4))):
        for found in pattern.finditer(text):
            if day := _day(found[year], found[number], found[of_month]):
                return day
    for found in _WORD_YEAR.finditer(plain):
        if (month := Month.number_of(found[1])) and (day := _day(found[2], month, 1)):
            return day
    for pattern, (year, number) in ((_YEAR_MONTH, (1, 2)), (_MONTH_YEAR, (2, 1))):
        for found in pattern.finditer(text):
            if day := _day(found[year], found[number], 1):
                return day
    return None


def month_in(cells: Sequence[str]) -> date | None:
    """First day of the month named by these cells together: (`MEI`, `2025`), (`5`, `2025`), (`2025-05`,)."""
    texts = [cell.strip().removesuffix(".0") for cell in cells]
    if len(texts) == 2 and re.fullmatch(r"(19|20)\d\d", texts[1]):
        number = Month.number_of(texts[0])
        if number is not None:
            return date(int(texts[1]), number, 1)
    try:
        return Month.parse(texts[0]).first_day
    except Fault:
        return None


def commonest_month(rows: Iterable[tuple[str | None, ...]]) -> date | None:
    """The month that most rows name; of equals the latest."""
    counts: Counter[tuple[str, ...]] = Counter(tuple(cell or "" for cell in row) for row in rows)
    months: Counter[date] = Counter()
    for cells, count in counts.items():
        if day := month_in([cell for cell in cells if cell] or [""]):
            months[day] += count
    return max(months, key=lambda day: (months[day], day), default=None)


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
