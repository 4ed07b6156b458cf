"""Doubtful pairs that wait for a person, what was decided today, and what speaks for and against a pair."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from semesta.flow.home import Home
from semesta.link.explain import Evidence, explain
from semesta.link.model import Model, read_model
from semesta.web.casework.models import DoubtDecision
from semesta.web.core.published.tables.models import Doubt

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Today:
    """What was decided within the scope since midnight."""

    same: int
    different: int
    later: int
    taken_back: int
    waits_for_second: int


def waiting(shown: Shown) -> QuerySet[Doubt]:
    """Pairs without a decision, and pairs that wait for the second of two deciders; the likeliest first.

    Put aside this month (`later`) comes again with the next month.
    """
    scope = shown.scope
    decided = DoubtDecision.objects.within(scope).filter(
        resident_nik=OuterRef("nik"), psnoka=OuterRef("psnoka"), taken_back_at__isnull=True
    )
    mine_waits = Q(needs_second=True, second_by__isnull=True) & ~Q(by_id=scope.user_id)
    put_aside_before = Q(decision="later") & ~Q(month=shown.month)
    done = decided.exclude(mine_waits).exclude(put_aside_before)
    rows = shown.rows(Doubt).filter(~Exists(done))
    return rows.order_by("-probability", "member_id", "resident_id")


def opinion_of(scope: Scope, doubt: Doubt) -> DoubtDecision | None:
    """What a colleague decided about the pair, while a second decider is waited for."""
    rows = DoubtDecision.objects.within(scope).filter(
        resident_nik=doubt.nik, psnoka=doubt.psnoka, taken_back_at__isnull=True, needs_second=True
    )
    found: DoubtDecision | None = rows.select_related("by").first()
    return found


def today_of(scope: Scope) -> Today:
    """Counts of the day in one statement."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    stands = Q(taken_back_at__isnull=True)
    rows = DoubtDecision.objects.within(scope).filter(Q(at__gte=midnight) | Q(taken_back_at__gte=midnight))
    found = rows.aggregate(
        same=Count("id", filter=stands & Q(decision="same")),
        different=Count("id", filter=stands & Q(decision="different")),
        later=Count("id", filter=stands & Q(decision="later")),
        taken_back=Count("id", filter=~stands),
        waits_for_second=Count("id", filter=stands & Q(needs_second=True, second_by__isnull=True)),
    )
    return Today(**found)


def decided_lately(scope: Scope, number: int = 20) -> list[DoubtDecision]:
    """The newest decisions within the scope, taken back or not."""
    return list(DoubtDecision.objects.within(scope).select_related("by", "second_by").order_by("-id")[:number])


def evidence_of(run_id: str, pattern: str | None) -> tuple[Evidence, ...]:
    """What each field says for or against the pair, in bits, by the model of the run; () when that is gone."""
    path = Home(Path(settings.SEMESTA_HOME)).run(run_id) / "2_link" / "model.json"
    return explain(pattern, _model(path)) if pattern and path.exists() else ()


@lru_cache(maxsize=4)
def _model(path: Path) -> Model:
    """A run's model never changes."""
    return read_model(path)
