"""All that writes what citizens ask about their data, and breaches; clocks come from the rules (req 58, R9.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.casework.models import Breach, Right, SubjectRequest, SubjectState, SubjectStep
from semesta.web.casework.queries.subjects import affected_by
from semesta.web.core.audit.events import note
from semesta.web.core.models import Organisation

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.core.scope import Scope

_NEXT = {
    SubjectState.OPEN: {SubjectState.FORWARDED, SubjectState.ANSWERED},
    SubjectState.FORWARDED: {SubjectState.ANSWERED},
    SubjectState.ANSWERED: {SubjectState.TOLD},
    SubjectState.TOLD: set(),
}  # fmt: skip


def _may(scope: Scope) -> None:
    if not scope.may("subjects.handle"):
        raise PermissionError("subjects.handle")


def clock(rule: str, start: datetime) -> datetime:
    """When the hours of a rule are over: 3x24 h from the moment, nights and holidays included."""
    return start + timedelta(hours=int(load_rules().value(rule, timezone.localtime(start).date())))


def receive(
    scope: Scope, *, right: str, person_id: int, area_code: str, wish: str, identity_checked: str, received_at: datetime
) -> SubjectRequest:
    """A request is written down and its clock runs. A Fault for an unknown right or a future moment."""
    _may(scope)
    if not scope.covers(area_code):
        raise PermissionError("outside the scope")
    if right not in Right.values or received_at > timezone.now():
        raise Fault(_("Name what is asked for and a moment that has passed."))
    if not (wish.strip() and identity_checked.strip()):
        raise Fault(_("Write what the citizen says and how identity was checked."))
    made: SubjectRequest = SubjectRequest.unscoped.create(
        area_code=area_code, right=right, person_key=str(person_id), received_at=received_at,
        due_at=clock("correction_hour", received_at), identity_checked=identity_checked.strip()[:200],
        wish=wish.strip()[:500],
    )  # fmt: skip
    _step(made, SubjectState.OPEN, scope, wish)
    return made


def _step(request: SubjectRequest, state: str, scope: Scope, text: str) -> None:
    SubjectStep.unscoped.create(
        area_code=request.area_code, request=request, state=state, by_id=scope.user_id,
        organisation=scope.organisation_name, at=timezone.now(), text=text.strip()[:500],
    )  # fmt: skip


def _move(request: SubjectRequest, state: SubjectState, scope: Scope, text: str, version: int, **values: Any) -> None:
    _may(scope)
    if state not in _NEXT[SubjectState(request.state)]:
        raise Fault(_("The request does not stand where this can be done."))
    mine = SubjectRequest.objects.within(scope).filter(pk=request.pk, version=version, state=request.state)
    if not mine.update(state=state, version=F("version") + 1, **values):
        raise Fault(_("Somebody else worked on this request meanwhile. Look again."))
    _step(request, state, scope, text)


def forward(request: SubjectRequest, owner: Organisation, scope: Scope, *, version: int) -> None:
    """With the office that owns the data; the clock goes on."""
    if not scope.covers(owner.area_code):
        raise PermissionError("outside the scope")
    _move(request, SubjectState.FORWARDED, scope, owner.name, version, owner=owner)


def answer(request: SubjectRequest, scope: Scope, *, granted: bool, text: str, version: int) -> None:
    """Answered; a refusal needs its reason, and so does a grant (what was done)."""
    if not text.strip():
        raise Fault(_("Write the answer: what was done, or why not."))
    _move(request, SubjectState.ANSWERED, scope, text, version, granted=granted, answer=text.strip()[:500])


def tell(request: SubjectRequest, scope: Scope, *, how: str, version: int) -> None:
    """The citizen knows the answer; the clock stands."""
    if not how.strip():
        raise Fault(_("Write how the citizen was told."))
    _move(request, SubjectState.TOLD, scope, how, version, told_at=timezone.now())


def note_copy(request: SubjectRequest, scope: Scope) -> None:
    """Written down that a copy of everything about the person was made for the citizen."""
    _may(scope)
    note("subject copy made", key=request.receipt, facts={"right": str(request.right)})


def record_breach(scope: Scope, **given: Any) -> Breach:
    """A breach with its clock; whom it concerns is counted. A Fault for times that do not fit."""
    _may(scope)
    if not given["happened_from"] <= given["happened_to"] <= given["found_at"] <= timezone.now():
        raise Fault(_("It happened from, to, was found: in this order and not in the future."))
    made: Breach = Breach.unscoped.create(
        area_code=scope.areas[0], due_at=clock("breach_notice_hour", given["found_at"]), written_by_id=scope.user_id,
        written_at=timezone.now(), **given,
    )  # fmt: skip
    made.affected_count = len(affected_by(scope, made))
    made.save(update_fields=["affected_count"])
    return made


def told_of_breach(breach: Breach, scope: Scope, who: str, *, version: int) -> None:
    """`who` ('authority' or 'people') has been told now."""
    _may(scope)
    column = {"authority": "authority_told_at", "people": "people_told_at"}[who]
    mine = Breach.objects.within(scope).filter(pk=breach.pk, version=version, **{f"{column}__isnull": True})
    if not mine.update(**{column: timezone.now(), "version": F("version") + 1}):
        raise Fault(_("Somebody else worked on this request meanwhile. Look again."))
