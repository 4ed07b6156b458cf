"""What happened to a case, from the audit trail, its notes and papers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.web.casework.models import Case, CaseAttachment, CaseNote, OfficeTurn
from semesta.web.core.models import AuditEntry, User

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.core.scope import Scope

TOLD = (
    "state", "assignee_id", "office", "route", "reason", "due_on", "waiting_for", "claim", "closed_reason", "priority",
    "to_confirm",
)  # fmt: skip
"""Columns whose change is worth telling."""
AT_MOST = 60


@dataclass(frozen=True)
class Happening:
    """One change of a case: who (None: a file), when, and (column, before, after)."""

    at: datetime
    by: User | None
    purpose: str
    changes: tuple[tuple[str, Any, Any], ...]
    opened: bool = False


def happenings(case: Case) -> list[Happening]:
    """The case's changes, newest first. The caller found the case within a scope."""
    entries = list(AuditEntry.objects.filter(about="casework_case", key=str(case.pk)).order_by("-id")[:AT_MOST])
    people = User.objects.in_bulk({int(one.actor) for one in entries if one.actor.isdigit()})
    return [_happening(one, people) for one in entries if _changes(one) or one.kind == "insert"]


def _happening(entry: AuditEntry, people: dict[int, User]) -> Happening:
    by = people.get(int(entry.actor)) if entry.actor.isdigit() else None
    return Happening(entry.at, by, entry.purpose, _changes(entry), entry.kind == "insert")


def _changes(entry: AuditEntry) -> tuple[tuple[str, Any, Any], ...]:
    if entry.kind != "update":
        return ()
    before, after = json.loads(entry.old or "{}"), json.loads(entry.new or "{}")
    pairs = ((name, before.get(name), after.get(name)) for name in TOLD)
    return tuple((name, old, new) for name, old, new in pairs if _plain(old) != _plain(new))


def _plain(value: Any) -> Any:
    """SQLite tells a flag as 0 or 1."""
    return int(value) if isinstance(value, bool) else value


def notes_of(scope: Scope, case: Case) -> list[CaseNote]:
    """Notes, newest first."""
    return list(CaseNote.objects.within(scope).filter(case=case).select_related("by").order_by("-id"))


def papers_of(scope: Scope, case: Case) -> list[CaseAttachment]:
    """Papers that are there, oldest first."""
    rows = CaseAttachment.objects.within(scope).filter(case=case, removed_at__isnull=True)
    return list(rows.select_related("by").order_by("id"))


def turns_of(scope: Scope, case: Case) -> list[OfficeTurn]:
    """The offices that had or have the case, in order; before the first hand-over, its first office alone."""
    rows = list(OfficeTurn.objects.within(scope).filter(case=case).select_related("by").order_by("id"))
    return rows or [OfficeTurn(case=case, office=case.office, from_at=case.opened_at, due_on=case.due_on)]
