"""Decisions on doubtful pairs: by a person, with the evidence as it stood, taken back when somebody thinks better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.models import DoubtDecision
from semesta.web.casework.models.doubts import Decision

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.published.tables.models import Doubt
    from semesta.web.core.scope import Scope


def decide(shown: Shown, doubt: Doubt, decision: str, evidence: dict[str, Any]) -> DoubtDecision:
    """The decision stands; the second of two deciders who agree makes it count. An earlier one is taken back.

    LookupError for a register row without NIK or a card without number: no run could find the pair again.
    """
    scope = shown.scope
    if decision not in Decision.values:
        raise ValueError(f"no decision {decision!r}")
    if not (doubt.nik and doubt.psnoka):
        raise LookupError("the pair has no numbers by which the next run would know it")
    with for_purpose(scope, "doubts.decide", f"decide a doubt: {decision}"):
        earlier = _standing(scope, doubt.nik, doubt.psnoka)
        if earlier is not None and _seconds(earlier, decision, scope.user_id):
            DoubtDecision.objects.within(scope).filter(pk=earlier.pk).update(
                second_by_id=scope.user_id, second_at=timezone.now()
            )
            return _again(scope, earlier.pk)
        if earlier is not None:
            _take_back(scope, earlier.pk)
        made: DoubtDecision = DoubtDecision.unscoped.create(
            area_code=doubt.area_code, resident_nik=doubt.nik, psnoka=doubt.psnoka, person_id=doubt.person_id,
            decision=decision, purpose="is this one person", evidence=evidence, month=shown.month,
            run_id=shown.run_id, by_id=scope.user_id, at=timezone.now(),
            needs_second=decision != Decision.LATER and deciders_asked(timezone.localdate()) > 1,
        )  # fmt: skip
        return made


def take_back(scope: Scope, pk: int) -> DoubtDecision:
    """The decision counts no more; the next run scores the pair as if nobody had decided."""
    with for_purpose(scope, "doubts.decide", "take a decision on a doubt back"):
        decision = DoubtDecision.objects.within(scope).filter(pk=pk, taken_back_at__isnull=True).first()
        if decision is None:
            raise LookupError("no such decision here")
        _take_back(scope, pk)
        return _again(scope, pk)


def take_back_last(scope: Scope) -> DoubtDecision | None:
    """The user's own newest decision of today is taken back; None when there is none."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = DoubtDecision.objects.within(scope).filter(by_id=scope.user_id, at__gte=today, taken_back_at__isnull=True)
    last = mine.order_by("-id").values_list("pk", flat=True).first()
    return take_back(scope, last) if last is not None else None


def deciders_asked(on: date) -> int:
    """How many people a decision needs."""
    return load_rules().whole("doubt_decider_count", on)


def _again(scope: Scope, pk: int) -> DoubtDecision:
    row: DoubtDecision = DoubtDecision.objects.within(scope).get(pk=pk)
    return row


def _standing(scope: Scope, nik: str, psnoka: str) -> DoubtDecision | None:
    rows = DoubtDecision.objects.within(scope).filter(resident_nik=nik, psnoka=psnoka, taken_back_at__isnull=True)
    found: DoubtDecision | None = rows.first()
    return found


def _seconds(earlier: DoubtDecision, decision: str, user_id: int) -> bool:
    waits = earlier.needs_second and earlier.second_by_id is None
    return waits and earlier.decision == decision and earlier.by_id != user_id


def _take_back(scope: Scope, pk: int) -> None:
    rows = DoubtDecision.objects.within(scope).filter(pk=pk, taken_back_at__isnull=True)
    rows.update(taken_back_at=timezone.now(), taken_back_by_id=scope.user_id)
