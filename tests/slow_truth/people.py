"""Made-up humans: a register row, a card, and what lists and rules say, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

AS_OF = date(2025, 5, 1)
RULES = {
    "child_age_limit_year": 21,
    "child_student_age_limit_year": 25,
    "newborn_window_day": 28,
    "phk_guarantee_month": 6,
    "reactivation_window_month": 6,
    "rehab_min_arrears_month": 4,
    "mandiri_wait_day": 14,
    "dtsen_pbi_decile_max": 5,
    "upcoming_warning_day": 60,
    "pbpu_pemda_contribution_rupiah": 35000,
    "pbpu_help_pemda_rupiah": 2800,
}
STATED = (
    None, None, None, "PREMI", "PBI_DIKELUARKAN", "PEMDA_DIKELUARKAN", "PPU_KELUAR", "PPU_PHK", "ANAK_USIA",
    "MENINGGAL", "PINDAH", "GANDA", "NIK_TIDAK_VALID", "BELUM_BAYAR_PERTAMA", "MENUNGGU_TMT", "EMPLOYER_ARREARS",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the register."""

    nik: str | None
    nkk: str
    birth_on: date | None
    register_status: str
    duplicate_row: bool


@dataclass(frozen=True)
class Card:
    """A row of the membership file."""

    psnoka: str
    segment: str
    status: str
    reason_stated: str | None
    start_on: date | None
    end_on: date | None
    pisa: str | None
    ward_class: str | None
    employer_code: str | None
    arrears_month_count: int | None
    birth_on: date | None


@dataclass(frozen=True)
class Decree:
    """A line of a deactivation decree."""

    effective_on: date
    decile: int | None
    catastrophic: bool


@dataclass(frozen=True)
class Human:
    """One human of the reconciled city: at least a row or a card."""

    person_id: int
    row: Row | None
    card: Card | None
    has_doubt: bool
    decree: Decree | None
    own_decile: int | None
    has_wage: bool


def city(seed: int, count: int) -> list[Human]:
    """`count` humans in families of up to four; the same seed gives the same city."""
    dice = random.Random(seed)  # noqa: S311 the same draw each time
    return [_human(dice, number) for number in range(1, count + 1)]


def _day(dice: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def _birth(dice: random.Random) -> date | None:
    kind = dice.random()
    if kind < 0.05:
        return None
    if kind < 0.2:
        return _day(dice, date(2025, 3, 1), AS_OF)
    if kind < 0.5:
        return _day(dice, date(2000, 1, 1), date(2005, 1, 1))
    return _day(dice, date(1940, 1, 1), date(2020, 1, 1))


def _human(dice: random.Random, number: int) -> Human:
    row = _row(dice, number) if dice.random() < 0.9 else None
    card = _card(dice, number) if row is None or dice.random() < 0.75 else None
    decree = None
    if card and card.segment == "PBI_APBN" and dice.random() < 0.5:
        effective = _day(dice, date(2024, 9, 1), date(2025, 5, 1))
        decree = Decree(effective, dice.choice((None, 2, 5, 6, 9)), dice.random() < 0.2)
    nik = row.nik if row else None
    decile = dice.choice((None, None, 1, 5, 6, 10)) if nik else None
    return Human(number, row, card, dice.random() < 0.1, decree, decile, nik is not None and dice.random() < 0.1)


def _row(dice: random.Random, number: int) -> Row:
    nik = None if dice.random() < 0.1 else f"16710407039{number:05d}"
    status = dice.choice(("LIVING",) * 8 + ("DEAD", "MOVED", "MISSING", "INVALID"))
    return Row(nik, f"16710412011{number // 4:05d}", _birth(dice), status, dice.random() < 0.05)


def _guaranteed(dice: random.Random, segment: str) -> str | None:
    return "PPU_PHK" if segment == "PPU" and dice.random() < 0.1 else None


def _card(dice: random.Random, number: int) -> Card:
    segment = dice.choice(("PBI_APBN", "PBPU_PEMDA", "PPU", "PPU", "PBPU", "BP", "UNKNOWN"))
    status = dice.choice(("ACTIVE", "ACTIVE", "INACTIVE", "INACTIVE", "UNKNOWN"))
    return Card(
        psnoka=f"{number:013d}",
        segment=segment,
        status=status,
        reason_stated=dice.choice(STATED) if status == "INACTIVE" else _guaranteed(dice, segment),
        start_on=dice.choice((None, date(2014, 1, 1), date(2025, 4, 25), date(2025, 6, 1))),
        end_on=dice.choice((None, date(2050, 1, 1), date(2025, 6, 15), date(2024, 10, 1), date(2025, 3, 31))),
        pisa=dice.choice((None, "1", "3", "4", "4")),
        ward_class=dice.choice((None, "1", "2", "3")),
        employer_code=dice.choice((None, "00000021", "00000022")) if segment == "PPU" else None,
        arrears_month_count=dice.choice((None, 0, 1, 4, 24)),
        birth_on=_birth(dice),
    )
