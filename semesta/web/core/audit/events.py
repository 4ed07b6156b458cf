"""Events of the trail that are no change of a row: signing in, refusals, looks at people, exports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.web.core.acting import acting_now
from semesta.web.core.models import AuditEntry, Look
from semesta.web.core.models.audit import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope


def note(event: str, *, key: str = "", facts: dict[str, Any] | None = None, actor: str | None = None) -> None:
    """The trail holds this event with the actor of the moment; `facts` without a person's data."""
    who = acting_now()
    AuditEntry.objects.create(
        at=timezone.now(), kind=EntryKind.EVENT, about=event, key=key,
        new=json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else None,
        actor=who.actor if actor is None else actor, organisation=who.organisation, purpose=who.purpose,
    )  # fmt: skip


def look_at_list(
    request: OfficeRequest, people: Iterable[tuple[str, str]], purpose: str, columns: Iterable[str] = ()
) -> None:
    """Written down in one statement: the user saw these people, (number in the run, area), in a list, and why."""
    look_of(request.scope, people, purpose, columns)


def look_of(scope: Scope, people: Iterable[tuple[str, str]], purpose: str, columns: Iterable[str] = ()) -> None:
    """The same for who looks without a request of a page. PermissionError outside the scope."""
    now, seen = timezone.now(), " ".join(sorted(columns))
    listed = list(people)
    if not all(scope.covers(area) for _, area in listed):
        raise PermissionError("a look outside the scope")
    Look.unscoped.bulk_create(
        Look(
            at=now, person_key=key, area_code=area, user_id=scope.user_id, organisation=scope.organisation_name,
            purpose=purpose[:200], columns=seen,
        )
        for key, area in listed
    )  # fmt: skip


def look(request: OfficeRequest, person_key: str, area_code: str, purpose: str, columns: Iterable[str] = ()) -> None:
    """Written down: the user looked at this person (by number in the run) of that area, why, and at which columns.

    Called before the columns are read: a look that cannot be written down does not happen. One statement; the trigger
    on the table puts it into the sealed trail. `area_code` must lie within the scope (PostgreSQL refuses otherwise).
    """
    scope = request.scope
    if not scope.covers(area_code):
        raise PermissionError("a look outside the scope")
    Look.unscoped.create(
        at=timezone.now(), person_key=person_key, area_code=area_code, user_id=scope.user_id,
        organisation=scope.organisation_name, purpose=purpose, columns=" ".join(sorted(columns)),
    )  # fmt: skip
