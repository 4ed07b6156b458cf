"""Letters of the ladder as PDF: written for the next step, kept by the digest of their content, and never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.firms.letters import firm_letter
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.terms.region import place_name
from semesta.web.casework.actions.papers import keep
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.ladder import standing_of
from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmLetter
from semesta.web.casework.queries.employers import firm_of
from semesta.web.core.audit.events import note

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.published.tables.models import EmployerWork
    from semesta.web.core.scope import Scope

DOTS_OF_REGENCY = 1


@dataclass(frozen=True)
class Branch:
    """Where a letter comes from (flow/firms/letters.Sender)."""

    area_name: str
    run_id: str


def write_letter(
    shown: Shown, scope: Scope, pk: int, *, dated_on: date, number: str = "", due_rupiah: int | None = None
) -> FirmLetter:
    """The letter of the case's next step stands, with what the shown run says of the firm; the same letter stands once.

    A Fault when the ladder does not allow the step on that day, when a fine lacks what was due, or when the firm has no
    finding any more. LookupError: no such case within the scope.
    """
    with for_purpose(scope, "employers.warn", "compliance: write a letter"):
        case = ComplianceCase.objects.within(scope).filter(pk=pk, is_open=True).first()
        if case is None:
            raise LookupError("no such open case here")
        firm = firm_of(shown, case.firm_id)
        if firm is None:
            raise Fault(_("The newest lists show no finding for this firm: no letter is written."))
        written = ComplianceStep.objects.within(scope).filter(case_id=pk).order_by("id")
        standing = standing_of(written, timezone.localdate())
        if standing.next_step is None:
            raise Fault(_("The ladder ends here: no further letter follows."))
        step = standing.next_step.name
        content = firm_letter(
            load_rules(), Branch(place_name(_regency(case.area_code)), shown.run_id), _row(firm), step, dated_on,
            standing.taken, due_rupiah, number,
        )  # fmt: skip
        return _kept(shown, scope, case, step, dated_on, number, content)


def note_taken(letter: FirmLetter) -> None:
    """The trail holds that the letter was taken."""
    facts = {"step": letter.step, "sha256": letter.sha256, "run": letter.run_id}
    note("letter to a firm taken", key=str(letter.case_id), facts=facts)


def _kept(
    shown: Shown, scope: Scope, case: ComplianceCase, step: str, dated_on: date, number: str, content: bytes
) -> FirmLetter:
    digest = hashlib.sha256(content).hexdigest()
    held: FirmLetter | None = FirmLetter.objects.within(scope).filter(case=case, sha256=digest).first()
    if held is not None:
        return held
    keep(content, digest)
    made: FirmLetter = FirmLetter.unscoped.create(
        case=case, area_code=case.area_code, step=step, number=number[:100], dated_on=dated_on, run_id=shown.run_id,
        size=len(content), sha256=digest, by_id=scope.user_id, organisation=scope.organisation_name, at=timezone.now(),
    )  # fmt: skip
    return made


def _regency(area_code: str) -> str:
    """16.71.04.1002 lies in 16.71."""
    return ".".join(area_code.split(".")[: DOTS_OF_REGENCY + 1])


def _row(firm: EmployerWork) -> dict[str, Any]:
    """The firm as letters take it (a row of FirmReport.work)."""
    names = ("firm_key", "name", "address", "finding", "worker_card_count", "low_wage_count", "arrears_month_count",
             "missing_worker_count")  # fmt: skip
    return {**{name: getattr(firm, name) for name in names}, "worker_count": firm.worker_count_elsewhere}
