"""Asking what reaching people did, and keeping the answer beside the question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from semesta.flow.home import Home
from semesta.flow.publish import read_pointer
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.flows import city_of
from semesta.web.casework.models import Basis, OutreachEffect
from semesta.web.casework.refusal import Refusal
from semesta.web.core.acting import acting
from semesta.web.core.jobs import queue

if TYPE_CHECKING:
    from datetime import date, datetime

    from semesta.web.core.acting import Acting
    from semesta.web.core.scope import Scope

EFFECT = "outreach.effect"
MOST_SENTENCE = 300


def ask_effect(scope: Scope, basis: str, before: date, after: date, now: datetime) -> OutreachEffect:
    """A job works out the effect between two published months; the same question of the same runs is asked once.

    A Refusal for who sees only a part of the city, and for months that are not published or not in order.
    """
    with for_purpose(scope, "outreach.send", "ask what outreach did"):
        area = city_of(scope.areas[0]) if scope.areas and scope.areas[0] else ""
        if not area or not scope.covers(area):
            raise Refusal(_("The effect is worked out for the whole city; your area is a part of it."))
        runs = read_pointer(Home(settings.SEMESTA_HOME)).months
        if basis not in Basis.values or before not in runs or after not in runs or before >= after:
            raise Refusal(_("Choose two published months, the earlier one first."))
        held = OutreachEffect.objects.within(scope).filter(
            area_code=area, basis=basis, before_run=runs[before], after_run=runs[after]
        )
        known: OutreachEffect | None = held.filter(made_at__isnull=True).first()
        if known is not None:
            return known
        made: OutreachEffect = OutreachEffect.unscoped.create(
            area_code=area, basis=basis, before=before, after=after, before_run=runs[before], after_run=runs[after],
            asked_by_id=scope.user_id, asked_at=now,
        )  # fmt: skip
        job = queue.ask(EFFECT, {"effect": made.pk}, scope=scope, area_code=area, now=now)
        OutreachEffect.objects.within(scope).filter(pk=made.pk).update(job=job)
        made.job = job
        return made


def keep_effect(who: Acting, pk: int, result: dict[str, Any] | None, sentence: str, now: datetime) -> None:
    """The answer, or why there is none; one that is there stays."""
    with acting(who):
        OutreachEffect.unscoped.filter(pk=pk, made_at__isnull=True).update(
            result=_plain(result), sentence=sentence[:MOST_SENTENCE], made_at=now
        )


def _plain(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """Days as texts: JSON has none."""
    return result and {name: value.isoformat() if hasattr(value, "isoformat") else value
                       for name, value in result.items()}  # fmt: skip
