"""NIK: sixteen digits PPRRSS DDMMYY XXXX, what they tell, and what offices do to them (data-formats.md section 1).

PPRRSS is the district of first issue, which never changes; DD has 40 added for women; the century is not in it.
The SQL functions nik_bare, nik_of and nik_damage of the engines give the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from semesta.terms.region import nik_region_codes

# In the order in which one code is chosen when a text has several.
DAMAGES = {
    "kosong": "NIK kosong",
    "notasi_ilmiah": "NIK dalam notasi ilmiah (1,67E+15): digit hilang",
    "bukan_angka": "NIK berisi huruf atau tanda lain",
    "sementara": "NIK sementara atau pengisi (diawali 0, satu angka berulang, 1234567890123456)",
    "kurang_digit": "NIK kurang dari 16 digit",
    "lebih_digit": "NIK lebih dari 16 digit",
    "pembulatan_excel": "NIK dibulatkan Excel: digit terakhir hilang",
    "tanggal_mustahil": "Tanggal lahir dalam NIK tidak mungkin ada",
    "wilayah_tak_dikenal": "Kode wilayah NIK tidak ada dalam daftar mana pun",
    "ekor_titik_nol": "NIK berekor .0",
    "tanda_kutip": "NIK dengan tanda kutip",
    "spasi_tersembunyi": "NIK dengan spasi tersembunyi atau tanda pemisah",
}
NEVER_USABLE = frozenset(
    {"kosong", "notasi_ilmiah", "bukan_angka", "sementara", "kurang_digit", "lebih_digit", "pembulatan_excel"}
)
COSMETIC = frozenset({"ekor_titik_nol", "tanda_kutip", "spasi_tersembunyi"})

_QUOTES = "'`’‘\"“”"
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]+)")
_TAIL = re.compile(r"[.,]0+(?=\s*$)")
_NOT_DIGIT = re.compile(r"[^0-9]")
_LETTER_OR_DIGIT = re.compile(r"[0-9A-Za-z]")
_LONGEST_MONTH_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Nik:
    """One NIK as sent: `value` (16 digits, None when they cannot be trusted) and every named damage, gravest first."""

    text: str | None
    value: str | None
    damages: tuple[str, ...]
    candidates: tuple[str, ...] = ()

    @property
    def damage(self) -> str:
        """The gravest damage; '' when there is none."""
        return self.damages[0] if self.damages else ""

    @property
    def issue_region(self) -> str | None:
        """The district of first issue, with dots: `16.71.04`; None without a value."""
        return f"{self.value[:2]}.{self.value[2:4]}.{self.value[4:6]}" if self.value else None

    @property
    def sex(self) -> str | None:
        """'L' or 'P' as the day of birth tells; None without a value or with an impossible date."""
        if self.value is None or "tanggal_mustahil" in self.damages:
            return None
        return "P" if int(self.value[6:8]) > 40 else "L"

    def birth_on(self, latest: date) -> date | None:
        """The birth date in the NIK, taken in the last hundred years before `latest`; None when it cannot be.

        The century is not in a NIK: somebody born in 1920 reads as 2020 from 2020 on. Compare with `agrees_with`.
        """
        days = [day for day in self._birth_days() if day <= latest]
        return max(days) if days else None

    def agrees_with(self, birth_on: date | None, sex: str | None) -> bool | None:
        """True when the NIK's day, month, two-digit year and sex are these; a None is not compared.

        None when nothing could be compared. A difference is a finding, not a fault: a corrected birth date leaves the
        NIK as it was.
        """
        if self.sex is None or (birth_on is None and sex is None):
            return None
        same_day = birth_on is None or birth_on in self._birth_days()
        return same_day and (sex is None or sex == self.sex)

    def _birth_days(self) -> Iterator[date]:
        if self.value is None or "tanggal_mustahil" in self.damages:
            return
        day, month, year = int(self.value[6:8]) % 40, int(self.value[8:10]), int(self.value[10:12])
        for century in (1800, 1900, 2000, 2100):
            if not (month == 2 and day == 29 and century != 2000 and year == 0):
                yield date(century + year, month, day)


def parse_nik(text: str | None, *, rounded_column: bool = False) -> Nik:
    """One NIK text. Cosmetic damage keeps the value; rounding and scientific notation never do, they offer candidates.

    `rounded_column`: the column bears Excel's fingerprint (`is_rounded_column`), so a last digit 0 is not trusted.
    """
    found = list(_damages(text, rounded_column))
    damages = tuple(code for code in DAMAGES if code in found)
    usable = not NEVER_USABLE.intersection(damages)
    return Nik(text, _bare(text) if usable else None, damages, tuple(_candidates(text, damages)))


def is_rounded_column(number_count: int, last_zero_count: int) -> bool:
    """True when a column's 16-digit numbers were rounded by Excel: at least 20 of them and 9 of 10 end in 0.

    About 1 in 10 serials ends in 0 by itself.
    """
    return number_count >= 20 and last_zero_count * 10 >= number_count * 9


def date_possible(value: str) -> bool:
    """True when digits 7 to 12 can be a birth date in some century (29 February in years divisible by four)."""
    day, month, year = int(value[6:8]), int(value[8:10]), int(value[10:12])
    day -= 40 if day > 40 else 0
    if (day, month) == (29, 2) and year % 4:
        return False
    return 1 <= month <= 12 and 1 <= day <= _LONGEST_MONTH_DAY[month - 1]


def _bare(text: str | None) -> str:
    """The digits without what a spreadsheet put around them; text with letters stays as it is."""
    plain = text or ""
    return plain if re.search(r"[A-Za-z]", plain) else _NOT_DIGIT.sub("", _TAIL.sub("", plain))


def _scientific(text: str | None) -> re.Match[str] | None:
    return _SCIENTIFIC.fullmatch((text or "").strip().strip(_QUOTES).strip())


def _filler(bare: str) -> bool:
    return bare.startswith("0") or len(set(bare)) == 1 or bare == "1234567890123456"


def _damages(text: str | None, rounded_column: bool) -> Iterator[str]:
    bare = _bare(text)
    if not _LETTER_OR_DIGIT.search(text or ""):
        yield "kosong"
    elif _scientific(text):
        yield "notasi_ilmiah"
    elif not bare.isascii() or not bare.isdigit():
        yield "bukan_angka"
    else:
        yield from _digit_damages(bare, rounded_column)
        yield from _cosmetic_damages(text or "")


def _digit_damages(bare: str, rounded_column: bool) -> Iterator[str]:
    if bare.startswith("0") or (len(bare) == 16 and _filler(bare)):
        yield "sementara"
    elif len(bare) != 16:
        yield "kurang_digit" if len(bare) < 16 else "lebih_digit"
    else:
        if bare.endswith("0000") or (rounded_column and bare.endswith("0")):
            yield "pembulatan_excel"
        if not date_possible(bare):
            yield "tanggal_mustahil"
        if bare[:6] not in nik_region_codes():
            yield "wilayah_tak_dikenal"


def _cosmetic_damages(text: str) -> Iterator[str]:
    rest = text.strip(" ")
    if _TAIL.search(rest):
        yield "ekor_titik_nol"
        rest = _TAIL.sub("", rest)
    if any(quote in rest for quote in _QUOTES):
        yield "tanda_kutip"
        rest = "".join(sign for sign in rest if sign not in _QUOTES)
    if _NOT_DIGIT.search(rest):
        yield "spasi_tersembunyi"


def _candidates(text: str | None, damages: tuple[str, ...]) -> Iterator[str]:
    """The ten numbers that Excel's 15 digits may have been; nothing when fewer digits are left. A proposal only."""
    known = ""
    if "pembulatan_excel" in damages:
        known = _bare(text)[:15]
    elif "notasi_ilmiah" in damages and (found := _scientific(text)) and int(found[3]) == 15:
        known = (found[1] + (found[2] or ""))[:15]
    if len(known) == 15:
        yield from (known + str(last) for last in range(10))
