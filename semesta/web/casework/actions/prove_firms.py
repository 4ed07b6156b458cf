"""What the newest lists and file prove about firms: a compliance case ends well only by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from semesta.web.casework.actions.prove import BY_FILE
from semesta.web.casework.export import firm_action_id
from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmAct, FirmEnd
from semesta.web.core.acting import acting
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import FirmOutcome
from semesta.web.core.scope import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

PART = 500


@dataclass(frozen=True)
class ProvedFirms:
    """Cases that the file closed, and open ones of which it says something else."""

    settled: int
    told: int


def prove_firms() -> ProvedFirms:
    """After another run is shown: cases of firms that the run shows settled are closed; the others say what it shows.

    A case of which the run was not told yet (opened since) stays as it is. By the tables' owner, who sees all.
    """
    with acting(BY_FILE):
        shown = shown_to(EVERYWHERE)
        rows = shown.rows(FirmOutcome).values_list("action_id", "outcome")
        return prove_by({name: str(outcome) for name, outcome in rows.iterator()}, shown.month)


def prove_by(said: Mapping[str, str], month: date) -> ProvedFirms:
    """The same by outcomes of 7_proof/firm_outcome of a month, by the number of what was told."""
    found: dict[str, list[int]] = {}
    for pk in ComplianceCase.unscoped.filter(is_open=True).values_list("pk", flat=True):
        if (outcome := said.get(firm_action_id(pk))) is not None:
            found.setdefault(outcome, []).append(pk)
    settled = found.pop("settled", [])
    _settle(settled, month)
    for outcome, numbers in found.items():
        _tell(numbers, outcome, month)
    return ProvedFirms(len(settled), sum(map(len, found.values())))


def _settle(numbers: list[int], month: date) -> None:
    now = timezone.now()
    for start in range(0, len(numbers), PART):
        cases = ComplianceCase.unscoped.filter(pk__in=numbers[start : start + PART])
        ComplianceStep.unscoped.bulk_create(
            ComplianceStep(case_id=pk, area_code=area, act=FirmAct.CLOSED, on=month, at=now)
            for pk, area in cases.values_list("pk", "area_code")
        )
        cases.update(
            is_open=False, closed_reason=FirmEnd.SETTLED, closed_at=now, file_says="settled", judged_month=month,
            version=F("version") + 1,
        )  # fmt: skip


def _tell(numbers: list[int], outcome: str, month: date) -> None:
    for start in range(0, len(numbers), PART):
        cases = ComplianceCase.unscoped.filter(pk__in=numbers[start : start + PART])
        cases.exclude(file_says=outcome, judged_month=month).update(
            file_says=outcome, judged_month=month, version=F("version") + 1
        )
