"""Who was reached between two runs, what came of it, and what sessions left, by kelurahan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from semesta.flow.home import Home
from semesta.flow.manifest import read_manifest
from semesta.web.casework.models import (
    Basis,
    MessageRecipient,
    Outcome,
    OutreachEffect,
    OutreachSession,
    SessionFollowUp,
)

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope


def people_reached(home: Path, held: OutreachEffect) -> set[int] | None:
    """Numbers of the people reached after the day of the earlier run, to the day of the later one; None for visits,
    which the files tell. Of the whole area of the question, for the worker.
    """
    if held.basis == Basis.VISITS:
        return None
    first, last = (
        date.fromisoformat(str(read_manifest(Home(home).run(run))["as_of"]))
        for run in (held.before_run, held.after_run)
    )
    inside = Q(area_code=held.area_code) | Q(area_code__startswith=held.area_code + ".")
    if held.basis == Basis.SESSIONS:
        met = SessionFollowUp.unscoped.filter(inside, session__held_on__gt=first, session__held_on__lte=last)
        return set(met.values_list("person_id", flat=True))
    sent = MessageRecipient.unscoped.filter(inside, outcome=Outcome.SENT, at__gt=_end_of(first), at__lte=_end_of(last))
    return set(sent.values_list("person_id", flat=True))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def effects(scope: Scope) -> QuerySet[OutreachEffect]:
    """Newest first."""
    found: QuerySet[OutreachEffect] = OutreachEffect.objects.within(scope).select_related("asked_by", "job")
    return found


@dataclass(frozen=True)
class Held:
    """Sessions of one kelurahan: how many, how many people, who took the quiz, the share of right answers before and
    after among those who were asked both times.
    """

    area_code: str
    sessions: int
    audience: int
    asked: int
    answers: int
    right_before: int
    right_after: int

    @property
    def before(self) -> float | None:
        """Share of right answers before; None where nobody was asked."""
        return self.right_before / self.answers if self.answers else None

    @property
    def after(self) -> float | None:
        """Share of right answers after: the understanding score."""
        return self.right_after / self.answers if self.answers else None


_BOTH = Q(right_before__isnull=False, right_after__isnull=False)


def sessions_by_area(scope: Scope) -> list[Held]:
    """Kelurahan in which a session was held, by code."""
    rows = OutreachSession.objects.within(scope).order_by("area_code").values_list("area_code")
    counted = rows.annotate(
        sessions=Count("pk"), people=Sum("audience_count"), asked=Sum("asked_count", filter=_BOTH, default=0),
        answers=Sum(F("asked_count") * F("question_count"), filter=_BOTH, default=0),
        before=Sum("right_before", filter=_BOTH, default=0), after=Sum("right_after", filter=_BOTH, default=0),
    )  # fmt: skip
    return [Held(*row) for row in counted]
