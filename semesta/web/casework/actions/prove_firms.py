"""What the newest lists and file prove about firms: a compliance case ends well only by them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from semesta.web.casework.actions.prove import BY_FILE, EVERYWHERE
from semesta.web.casework.export import firm_action_id
from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmAct, FirmEnd
from semesta.web.core.acting import acting
from semesta.web.core.published.shown import Shown, shown_to
from semesta.web.core.published.tables.models import FirmOutcome

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
        said = {
            row["action_id"]: str(row["outcome"])
            for row in shown.rows(FirmOutcome).values("action_id", "outcome").iterator()
        }
        found: dict[str, list[int]] = {}
        for pk in ComplianceCase.unscoped.filter(is_open=True).values_list("pk", flat=True):
            if (outcome := said.get(firm_action_id(pk))) is not None:
                found.setdefault(outcome, []).append(pk)
        settled = found.pop("settled", [])
        _settle(settled, shown)
        for outcome, numbers in found.items():
            _tell(numbers, outcome, shown)
    return ProvedFirms(len(settled), sum(map(len, found.values())))


def _settle(numbers: list[int], shown: Shown) -> None:
    now = timezone.now()
    for start in range(0, len(numbers), PART):
        cases = ComplianceCase.unscoped.filter(pk__in=numbers[start : start + PART])
        ComplianceStep.unscoped.bulk_create(
            ComplianceStep(case_id=pk, area_code=area, act=FirmAct.CLOSED, on=shown.month, at=now)
            for pk, area in cases.values_list("pk", "area_code")
        )
        cases.update(
            is_open=False, closed_reason=FirmEnd.SETTLED, closed_at=now, file_says="settled", judged_month=shown.month,
            version=F("version") + 1,
        )  # fmt: skip


def _tell(numbers: list[int], outcome: str, shown: Shown) -> None:
    for start in range(0, len(numbers), PART):
        ComplianceCase.unscoped.filter(pk__in=numbers[start : start + PART]).update(
            file_says=outcome, judged_month=shown.month, version=F("version") + 1
        )
