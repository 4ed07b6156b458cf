"""The compliance ladder of an employer (R5.2, R5.3): imbauan, teguran 1 and 2, fine, refusal of public services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from semesta.rules.working_days import after_working_days, certain_between, next_working_day, working_days_between
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.rules.load import Rules

STEPS = ("imbauan", "teguran_1", "teguran_2", "denda", "tmp2t")
LENGTHS = {"imbauan": "appeal_letter_workday", "teguran_1": "warning_workday", "teguran_2": "warning_workday"}


@dataclass(frozen=True)
class LadderStep:
    """One step: the first day it may be taken, the day it was, its last day, the law; `sure`: holidays are decreed.

    `state`: taken (runs), over (its last day has passed), next (may be taken now), later.
    """

    name: str
    from_on: date
    taken_on: date | None
    due_on: date | None
    state: str
    law: str
    days_left: int | None
    sure: bool


def ladder(rules: Rules, taken: Mapping[str, date], on: date, *, strict: bool = True) -> tuple[LadderStep, ...]:
    """All steps as they stand on a day; `taken` gives the day the firm got each letter, by step.

    Steps not yet taken are laid one behind the other, as early as each may be. A Fault for a step taken too early,
    before an earlier one, or after `on`. Not `strict`: a step taken too early stands as it is: it was lawful by the
    holidays known when it was taken.
    """
    _check(taken, on)
    found: list[LadderStep] = []
    free = taken["imbauan"] if "imbauan" in taken else next_working_day(rules, on - timedelta(days=1))
    for name in STEPS:
        day = taken.get(name)
        if strict and day is not None and day < free:
            raise Fault(f"{title(name)} tanggal {day:%d-%m-%Y} terlalu awal: paling cepat {free:%d-%m-%Y}")
        due = _due(rules, name, day or free)
        found.append(_step(rules, name, free, day, due, on, found))
        if due is not None:
            free = next_working_day(rules, due) if name in LENGTHS else due + timedelta(days=1)
    return tuple(found)


def _check(taken: Mapping[str, date], on: date) -> None:
    unknown = sorted(set(taken) - set(STEPS))
    if unknown:
        raise Fault(f"Langkah {unknown[0]} tidak dikenal: pilih {', '.join(STEPS)}")
    missing = False
    for name in STEPS:
        if name in taken and missing:
            raise Fault(f"{title(name)} tidak dapat dicatat sebelum langkah sebelumnya")
        if name in taken and taken[name] > on:
            raise Fault(f"{title(name)} tanggal {taken[name]:%d-%m-%Y} belum terjadi pada {on:%d-%m-%Y}")
        missing = missing or name not in taken


def _due(rules: Rules, name: str, day: date) -> date | None:
    """The last day of a step: working days for letters, calendar days for the fine; a proposal has none."""
    if name in LENGTHS:
        return after_working_days(rules, day, rules.whole(LENGTHS[name], day))
    if name == "denda":
        return day + timedelta(days=rules.whole("employer_fine_max_day", day) - 1)
    return None


def _step(
    rules: Rules, name: str, free: date, day: date | None, due: date | None, on: date, before: list[LadderStep]
) -> LadderStep:
    if day is not None:
        state = "over" if due is not None and on > due else "taken"
    else:
        ready = all(step.taken_on is not None for step in before)
        state = "next" if ready and on >= free else "later"
    left = None
    if state == "taken" and due is not None:
        left = working_days_between(rules, on, due) if name in LENGTHS else (due - on).days
    law = {"denda": "employer_fine_share", "tmp2t": "tmp2t_list"}.get(name) or LENGTHS[name]
    sure = certain_between(day or free, due or day or free) and all(step.sure for step in before)
    return LadderStep(name, free, day, due, state, rules.law_of(law, day or free), left, sure)


def fine_rupiah(rules: Rules, due_rupiah: int, months: int, on: date) -> int:
    """The fine for so many months on the contributions that should have been paid; half a rupiah is rounded up."""
    if due_rupiah < 0 or months < 0:
        raise Fault("Iuran terutang dan jumlah bulan tidak boleh di bawah nol")
    return int(due_rupiah * rules.share("employer_fine_share", on) * months + 0.5)


def title(name: str) -> str:
    """The Indonesian name of a step."""
    return {
        "imbauan": "Surat imbauan", "teguran_1": "Surat teguran pertama", "teguran_2": "Surat teguran kedua",
        "denda": "Pengenaan denda", "tmp2t": "Usulan tidak mendapat pelayanan publik tertentu",
    }[name]  # fmt: skip
