"""The waiting list: who comes first, and why, in words; no points, the same list each time (req 31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from semesta.rules.load import load_rules
from semesta.rules.proposals import priority
from semesta.web.casework.models import HealthGround, ProposalLine
from semesta.web.casework.models.proposals import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Place:
    """A line of the list with its reasons, the deciding one first."""

    line: ProposalLine
    reasons: tuple[str, ...]


def criteria(scope: Scope) -> list[str]:
    """Names of the criteria that order this reader's list: health only for who may see it."""
    return [one.name for one in priority() if not one.needs or scope.sees(one.needs)]


def newborn_since(on: date) -> date:
    """Born on or after this day: within the newborn's window."""
    return on - timedelta(days=load_rules().whole("newborn_window_day", on))


def waiting(scope: Scope, step: str = "decide") -> QuerySet[ProposalLine]:
    """Lines that wait for this step, first come first: ordered as rules/proposal/priority.yaml says."""
    on = timezone.localdate()
    rows: QuerySet[ProposalLine] = ProposalLine.objects.within(scope).filter(step=step, open=True)
    rows = rows.exclude(kind=Kind.REMOVE).annotate(
        is_newborn=_flag(Q(kind=Kind.NEWBORN) | Q(birth_on__gte=newborn_since(on), birth_on__lte=on))
    )
    order: dict[str, list[Any]] = {
        "newborn": [F("is_newborn").desc()],
        "decile": [F("decile").asc(nulls_last=True)],
        "clock": [F("deadline_on").asc(nulls_last=True)],
        "family": [F("completes_family").desc()],
        "waiting": [F("sent_at").asc(nulls_last=True)],
    }
    if "health" in criteria(scope):
        rows = rows.annotate(health_first=Exists(HealthGround.unscoped.filter(line=OuterRef("pk"))))
        order["health"] = [F("health_first").desc()]
    return rows.order_by(*(part for name in criteria(scope) for part in order[name]), "id")


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def places(scope: Scope, first: int, count: int) -> list[Place]:
    """`count` places of the list from place `first` (0: the top), each with its reasons."""
    seen = criteria(scope)
    return [Place(line, reasons(line, seen)) for line in waiting(scope)[first : first + count]]


def reasons(line: Any, seen: list[str]) -> tuple[str, ...]:
    """What speaks for a line, in the order of the criteria."""
    days = max((timezone.now() - line.sent_at).days, 0) if line.sent_at else 0
    told = {
        "health": _("catastrophic illness or in care now") if getattr(line, "health_first", False) else "",
        "newborn": _("newborn within 28 days") if line.is_newborn else "",
        "decile": _("decile %(n)s") % {"n": line.decile} if line.decile else _("no decile known"),
        "clock": _("deadline %(day)s") % {"day": f"{line.deadline_on:%d-%m-%Y}"} if line.deadline_on else "",
        "family": _("completes a family that is covered") if line.completes_family else "",
        "waiting": ngettext("waiting %(n)s day", "waiting %(n)s days", days) % {"n": days},
    }
    return tuple(told[name] for name in seen if told[name])


def skipped(scope: Scope, chosen: list[int]) -> int:
    """How many who stand before the last of the chosen are not chosen themselves."""
    wanted, passed, missed = set(chosen), 0, 0
    for number in waiting(scope).values_list("pk", flat=True).iterator():
        if number in wanted:
            passed += 1
            if passed == len(wanted):
                return missed
        else:
            missed += 1
    return missed
