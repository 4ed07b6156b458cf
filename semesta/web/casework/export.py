"""The file by which the office tells the next run what it did (formats/files/semesta_action.yaml).

The office is one more organisation that sends us files: the run reads decisions on doubts, and 7_proof tells what
became of claimed outcomes. The file holds all there is to tell each time and replaces the one before.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from semesta.flow.home import write_whole
from semesta.web.casework.models import Case, CaseKind, ComplianceCase, DoubtDecision, ToldPatient
from semesta.web.casework.models.doubts import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

FILE = "semesta_action.csv"
COLUMNS = (
    "action_id", "action", "person_key", "nik", "psnoka", "resident_nik", "decision", "decided_by", "decided_at",
    "route", "due_on", "note", "firm_key", "finding",
)  # fmt: skip
Row = dict[str, str]


def write_actions(inbox: Path) -> int:
    """`inbox`/semesta_action.csv holds every decision that counts or once counted, every claim, every patient that a
    facility told of, and every compliance case; how many rows. No file is made when there is nothing to tell.

    Runs as the tables' owner: it tells of all areas. A decision taken back is told as `withdrawn`.
    """
    rows = sorted([*_decisions(), *_claims(), *_told_patients(), *_firms()], key=lambda row: row["action_id"])
    path = inbox / FILE
    if rows or path.exists():
        written = io.StringIO()
        writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        if not path.exists() or path.read_text(encoding="utf-8") != written.getvalue():
            write_whole(path, written.getvalue())
    return len(rows)


def action_id_of(case_id: int, claimed_month: date | None) -> str:
    """The name under which a claim is told: one per case and month of claiming."""
    return f"case-{case_id}-{claimed_month:%Y-%m}"


def _decisions() -> Iterator[Row]:
    """One row per pair: the decision that stands, else that the last one was withdrawn."""
    counted = Q(needs_second=False) | Q(second_by__isnull=False)
    told = DoubtDecision.unscoped.filter(counted).exclude(decision=Decision.LATER).order_by("id")
    newest = {(one.resident_nik, one.psnoka): one for one in told.iterator()}
    for (nik, psnoka), one in newest.items():
        withdrawn = one.taken_back_at is not None
        yield {
            "action_id": f"doubt-{one.pk}", "action": "decide_doubt", "person_key": str(one.person_id or ""),
            "psnoka": psnoka, "resident_nik": nik, "decision": "withdrawn" if withdrawn else one.decision,
            "decided_by": f"user-{(one.taken_back_by_id if withdrawn else one.by_id)}",
            "decided_at": _moment(one.taken_back_at or one.second_at or one.at),
        }  # fmt: skip


def _claims() -> Iterator[Row]:
    """By the number of the person; of somebody whom no file knew when a visit found them, by the NIK of the door."""
    known = Q(person_id__isnull=False) | Q(kind=CaseKind.FOUND, subject__startswith="n")
    claimed = Case.unscoped.exclude(claim="").filter(known, claimed_at__isnull=False)
    for case in claimed.order_by("id").iterator():
        yield {
            "action_id": action_id_of(case.pk, case.claimed_month), "action": "claim",
            "person_key": str(case.person_id or ""), "nik": "" if case.person_id else case.subject[1:],
            "decision": case.claim, "decided_by": f"user-{case.assignee_id or ''}",
            "decided_at": _moment(case.claimed_at), "route": case.route.upper(),
            "due_on": f"{case.due_on:%Y-%m-%d}" if case.due_on else "",
        }  # fmt: skip


def _told_patients() -> Iterator[Row]:
    """One row per patient whom a facility's program told of: linked with whom and how surely, and what differs."""
    for one in ToldPatient.unscoped.select_related("client").order_by("id").iterator():
        yield {
            "action_id": f"told-{one.pk}", "action": "patient_told", "person_key": str(one.person_id or ""),
            "nik": one.nik, "decision": one.grade or "unknown", "decided_by": f"program-{one.client.public_id}",
            "decided_at": _moment(one.changed_at), "note": one.differs,
        }  # fmt: skip


def firm_action_id(pk: int) -> str:
    """The name under which a compliance case is told."""
    return f"firm-{pk}"


def _firms() -> Iterator[Row]:
    """One row per compliance case: the last step of the ladder, or why the case was closed."""
    for case in ComplianceCase.unscoped.order_by("id").iterator():
        yield {
            "action_id": firm_action_id(case.pk), "action": "comply",
            "decision": case.closed_reason or case.step or "opened",
            "decided_by": f"user-{case.acted_by_id}" if case.acted_by_id else "", "decided_at": _moment(case.acted_at),
            "route": "EMPLOYER", "due_on": f"{case.due_on:%Y-%m-%d}" if case.due_on else "",
            "firm_key": case.firm_key, "finding": case.finding,
        }  # fmt: skip


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M:%S") if at else ""
