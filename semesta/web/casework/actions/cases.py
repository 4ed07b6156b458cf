"""What people do with a case. Each action names the version that its user saw, and is one transaction with its purpose.

`Conflict`: somebody changed the case meanwhile; nothing was written. LookupError: no such case within the scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.clocks import promised_on
from semesta.web.casework.models import Case, CaseNote, OfficeTurn
from semesta.web.casework.models.cases import OPEN_STATES, SAID_BY_PEOPLE
from semesta.web.casework.words import CLAIMS
from semesta.web.core.models import User
from semesta.web.core.models.people import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope


class Conflict(Exception):
    """The case is not as its user saw it: `now` the row as it stands, `tried` what was to be written."""

    def __init__(self, now: Case, tried: dict[str, Any]) -> None:
        super().__init__(f"case {now.pk} is at version {now.version}")
        self.now, self.tried = now, tried


def take(scope: Scope, pk: int, version: int) -> None:
    """The user works on the case themselves."""
    with for_purpose(scope, "cases.act", "take a case"):
        _change(scope, pk, version, {"assignee_id": scope.user_id, "state": "working"})


def assign(scope: Scope, pk: int, version: int, officer: User | None) -> None:
    """The case is the officer's; None: nobody's. The officer must hold a post in the case's area."""
    with for_purpose(scope, "cases.assign", "assign a case"):
        case = _found(scope, pk)
        if officer is not None and not may_hold(officer, case.area_code):
            raise ValueError("the officer holds no post in the area of the case")
        state = ("new" if officer is None else "assigned") if case.state in {"new", "assigned"} else case.state
        _change(scope, pk, version, {"assignee_id": officer.pk if officer else None, "state": state})


def wait_for(scope: Scope, pk: int, version: int, what: str) -> None:
    """The case waits for something that somebody else does."""
    with for_purpose(scope, "cases.act", "a case waits"):
        _change(scope, pk, version, {"state": "waiting", "waiting_for": _said(what)[:200]})


def go_on(scope: Scope, pk: int, version: int) -> None:
    """The case is worked on again."""
    with for_purpose(scope, "cases.act", "go on with a case"):
        _change(scope, pk, version, {"state": "working", "waiting_for": ""})


def claim(
    scope: Scope, pk: int, version: int, outcome: str, month: date, text: str = "", starts_on: date | None = None
) -> None:
    """The user claims an outcome in the month shown; a later file proves or refutes it, not before `starts_on`."""
    if outcome not in CLAIMS:
        raise ValueError(f"no outcome {outcome!r}")
    with for_purpose(scope, "cases.act", f"claim {outcome}"):
        now = timezone.now()
        values = {
            "state": "claimed", "claim": outcome, "claimed_at": now, "claimed_month": month, "waiting_for": "",
            "claim_starts_on": starts_on, "assignee_id": scope.user_id,
        }  # fmt: skip
        _note(scope, _change(scope, pk, version, values), text)


def close(scope: Scope, pk: int, version: int, reason: str, text: str = "") -> None:
    """The case is closed for a reason that a person says; a new finding of the files opens it again."""
    if reason not in SAID_BY_PEOPLE:
        raise ValueError(f"no reason {reason!r}")
    with for_purpose(scope, "cases.act", f"close: {reason}"):
        case = _found(scope, pk)
        if reason == "confirmed" and not case.to_confirm:
            raise ValueError("no active card waits to be confirmed")
        changed = _change(
            scope, pk, version,
            {"state": "closed", "closed_reason": reason, "closed_at": timezone.now(), "to_confirm": False},
        )  # fmt: skip
        _note(scope, changed, text)


def reopen(scope: Scope, pk: int, version: int, why: str) -> None:
    """A closed case is worked on again: an appeal, or a mistake."""
    with for_purpose(scope, "cases.act", "open a case again"):
        case = _found(scope, pk)
        if case.is_open:
            raise ValueError("the case is open")
        values = {
            "state": "working", "closed_reason": "", "closed_at": None, "claim": "", "claimed_at": None,
            "claimed_month": None, "claim_starts_on": None, "reopened_count": case.reopened_count + 1,
            "assignee_id": scope.user_id,
        }  # fmt: skip
        changed = _change(scope, pk, version, values, only_open=False)
        _note(scope, changed, _said(why))


def hand_over(scope: Scope, pk: int, version: int, office: str, reason: str, due_on: date | None = None) -> None:
    """It is another office's turn, with its own clock; nobody there has the case yet."""
    if office not in OrganisationKind.values:
        raise ValueError(f"no office {office!r}")
    with for_purpose(scope, "cases.act", "hand a case over"):
        case = _found(scope, pk)
        if office == case.office:
            raise ValueError("the office has the case")
        now, today = timezone.now(), timezone.localdate()
        changed = _change(scope, pk, version, {"office": office, "assignee_id": None, "state": "new"})
        open_turn = OfficeTurn.objects.within(scope).filter(case_id=pk, to_at__isnull=True)
        if not open_turn.update(to_at=now):
            OfficeTurn.unscoped.create(
                case=changed, area_code=changed.area_code, office=case.office, from_at=case.opened_at, to_at=now,
                due_on=case.due_on,
            )  # fmt: skip
        OfficeTurn.unscoped.create(
            case=changed, area_code=changed.area_code, office=office, from_at=now, by_id=scope.user_id,
            due_on=due_on or promised_on(case.route, today) or case.due_on, reason=_said(reason)[:300],
        )  # fmt: skip


def add_note(scope: Scope, pk: int, text: str) -> None:
    """The note stands at the case; it needs no version, as it changes nothing that somebody else wrote."""
    with for_purpose(scope, "cases.act", "note on a case"):
        _note(scope, _found(scope, pk), _said(text))


def assign_all(scope: Scope, shares: Sequence[tuple[int, Sequence[tuple[int, int]]]]) -> tuple[int, int]:
    """Each officer gets the cases (number, version seen) of their share; how many were given, and how many somebody
    else changed meanwhile, which stay as they are.
    """
    given = asked = 0
    officers = {user.pk: user for user in User.objects.filter(pk__in=[pk for pk, _ in shares], is_active=True)}
    with for_purpose(scope, "cases.assign", "share out cases"):
        for officer_id, cases in shares:
            for pk, version in cases:
                asked += 1
                row = Case.objects.within(scope).filter(pk=pk, version=version, state__in=OPEN_STATES)
                area = row.values_list("area_code", "state").first()
                if area is None or not may_hold(officers[officer_id], area[0]):
                    continue
                state = "assigned" if area[1] in {"new", "assigned"} else area[1]
                given += row.update(assignee_id=officer_id, state=state, version=version + 1)
    return given, asked - given


def may_hold(officer: User, area_code: str) -> bool:
    """The officer holds, today, a post that works cases in this area."""
    from semesta.web.core.scope import posts_of

    posts = officer.__dict__.setdefault("semesta_posts", posts_of(officer, timezone.localdate()))
    return officer.is_active and any(post.may("cases.act") and post.covers(area_code) for post in posts)


# -- one case


def _rows(scope: Scope, pk: int) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.within(scope)
    return rows.filter(pk=pk)


def _found(scope: Scope, pk: int) -> Case:
    case = _rows(scope, pk).first()
    if case is None:
        raise LookupError("no such case here")
    return case


def _change(scope: Scope, pk: int, version: int, values: dict[str, Any], *, only_open: bool = True) -> Case:
    """The case with these values and the next version; Conflict when it is not at `version`, or closed meanwhile."""
    rows = _rows(scope, pk).filter(version=version)
    if only_open:
        rows = rows.filter(state__in=OPEN_STATES)
    if not rows.update(version=version + 1, **values):
        raise Conflict(_found(scope, pk), values)
    return _found(scope, pk)


def _note(scope: Scope, case: Case, text: str) -> None:
    if text.strip():
        CaseNote.unscoped.create(
            case=case, area_code=case.area_code, at=timezone.now(), by_id=scope.user_id, text=text.strip()[:2000]
        )


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing was said")
    return text.strip()
