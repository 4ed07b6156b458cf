"""Outreach sessions: written down, put right, and what somebody who was there still needs (R7.1, R7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.models import OutreachSession, SessionFollowUp
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.models import Membership
from semesta.web.core.places import VILLAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.web.core.scope import Scope

FIELDS = ("kind", "held_on", "place", "area_code", "agent_id", "audience_count", "topics", "asked_count",
          "question_count", "right_before", "right_after", "note")  # fmt: skip


def keep_session(
    scope: Scope, values: Mapping[str, Any], session: OutreachSession | None = None, version: int = 0
) -> OutreachSession:
    """A new session with these values (FIELDS), or the held one put right. ChangedMeanwhile when its version is not
    the one read; a Refusal for what cannot be.
    """
    with for_purpose(scope, "outreach.write", "write down an outreach session"):
        told = _checked(scope, {name: values[name] for name in FIELDS})
        if session is None:
            made: OutreachSession = OutreachSession.unscoped.create(
                **told, user_id=scope.user_id, organisation=scope.organisation_name
            )
            return made
        stands = OutreachSession.objects.within(scope).filter(pk=session.pk, version=version)
        if not stands.update(**told, version=F("version") + 1):
            raise ChangedMeanwhile(_("Somebody changed this session meanwhile. Look at it again."))
        session.refresh_from_db()
        return session


def _checked(scope: Scope, told: dict[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    if not scope.covers(told["area_code"]) or len(told["area_code"]) != VILLAGE:
        raise Refusal(_("Choose a kelurahan in your area."))
    if told["held_on"] > today:
        raise Refusal(_("A session is written down when it was held, not before."))
    if told["asked_count"] > told["audience_count"]:
        raise Refusal(_("More people took the quiz than were there."))
    answers = told["asked_count"] * told["question_count"]
    if any((told[name] or 0) > answers for name in ("right_before", "right_after")):
        raise Refusal(_("More right answers than were given: %(answers)s at most.") % {"answers": answers})
    if not _works_here(told["agent_id"], told["area_code"]):
        raise Refusal(_("Whoever held the session has no post in that kelurahan."))
    if not answers:
        told |= {"asked_count": 0, "question_count": 0, "right_before": None, "right_after": None}
    return told


def _works_here(user_id: int, area: str) -> bool:
    """Whenever: sessions held before the office came to this application are written down, too."""
    held = Membership.objects.filter(user_id=user_id).values_list("area_code", flat=True)
    return any(not one or area == one or area.startswith(one + ".") for one in held)


def follow_up(scope: Scope, session: OutreachSession, person_id: int, area_code: str, topic: str) -> bool:
    """The person still needs this after the session; False when it stood there already.

    `area_code` is where the person lives, within the scope; the caller has found the person and noted the look.
    """
    with for_purpose(scope, "outreach.write", "follow up after an outreach session"):
        if not scope.covers(area_code):
            raise PermissionError("a person outside the scope")
        _row, new = SessionFollowUp.unscoped.get_or_create(
            session=session, person_id=person_id, topic=topic,
            defaults={"area_code": area_code, "user_id": scope.user_id},
        )  # fmt: skip
        return bool(new)


def end_follow_up(scope: Scope, pk: int) -> bool:
    """What was needed is done; False when it was already, or lies outside the scope."""
    with for_purpose(scope, "outreach.write", "follow up after an outreach session"):
        waiting = SessionFollowUp.objects.within(scope).filter(pk=pk, done_at__isnull=True)
        return bool(waiting.update(done_at=timezone.now(), done_by_id=scope.user_id))
