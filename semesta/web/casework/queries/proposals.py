"""Lines of proposals as an office sees them: by tab, by key, within the scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from semesta.rules.proposals import flows
from semesta.web.casework.models import ProposalLine
from semesta.web.casework.models.proposals import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope

PER_PAGE = 50
TABS: dict[str, tuple[str, ...]] = {
    "todo": (),
    "draft": ("draft",),
    "under_way": ("sent", "verified", "decided", "listed", "exported", "accepted"),
    "returned": ("returned", "rejected"),
    "active": ("active", "removed"),
    "closed": ("refused", "withdrawn"),
}
"""States by tab; 'todo' is what waits for a step that the reader's role may do."""


@dataclass(frozen=True)
class Wanted:
    """Filters of the queue, each a GET parameter; '' asks for everything."""

    tab: str = "todo"
    kind: str = ""
    step: str = ""
    checks: str = ""
    area: str = ""
    before: int = 0


def visible(scope: Scope) -> QuerySet[ProposalLine]:
    """Lines that this office may see: in scope, no draft of another office; BPJS Kesehatan only what it was sent."""
    rows: QuerySet[ProposalLine] = ProposalLine.objects.within(scope).select_related("proposal")
    rows = rows.exclude(Q(state=State.DRAFT) & ~Q(proposal__organisation=scope.organisation_name))
    if only_bpjs(scope):
        rows = rows.filter(bpjs_file__isnull=False)
    return rows


def only_bpjs(scope: Scope) -> bool:
    """The role answers proposals and does nothing else with them."""
    own = {"proposals.write", "proposals.validate", "proposals.decide"}
    return scope.may("proposals.reply") and not any(scope.may(one) for one in own)


def my_steps(scope: Scope) -> list[str]:
    """Names of the steps that the role may do, in the order of work; 'propose' counts for what came back."""
    held = {step.name: step.permission for flow in flows().values() for step in flow.steps}
    return [name for name, permission in held.items() if scope.may(permission)]


def _todo(scope: Scope) -> Q:
    steps = set(my_steps(scope)) - {"propose"}
    back = Q(state=State.RETURNED) if scope.may("proposals.write") else Q(pk__in=[])
    return Q(step__in=steps) & ~Q(state=State.DRAFT) | back


def tab_counts(scope: Scope) -> dict[str, int]:
    """Lines by tab, and by step under 'step:<name>'; one query."""
    counts = dict.fromkeys(TABS, 0)
    todo = set(my_steps(scope)) - {"propose"}
    for row in visible(scope).order_by().values("state", "step").annotate(count=Count("id")):
        state, step, count = row["state"], row["step"], row["count"]
        for tab, states in TABS.items():
            counts[tab] += count if state in states else 0
        if step and state != State.DRAFT:
            counts[f"step:{step}"] = counts.get(f"step:{step}", 0) + count
        if (step in todo and state != State.DRAFT) or (state == State.RETURNED and scope.may("proposals.write")):
            counts["todo"] += count
    return counts


def page(scope: Scope, wanted: Wanted) -> tuple[list[ProposalLine], bool]:
    """One page of lines, newest first, and whether there are older ones."""
    rows = visible(scope)
    rows = rows.filter(_todo(scope)) if wanted.tab == "todo" else rows.filter(state__in=TABS[wanted.tab])
    rows = rows.filter(kind=wanted.kind) if wanted.kind else rows
    rows = rows.filter(step=wanted.step) if wanted.step else rows
    if wanted.checks == "blocked":
        rows = rows.filter(blocked=True)
    elif wanted.checks == "passed":
        rows = rows.filter(blocked=False, checked_at__isnull=False)
    if wanted.area and scope.covers(wanted.area):
        rows = rows.filter(area_code__startswith=wanted.area)
    if wanted.before:
        rows = rows.filter(pk__lt=wanted.before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    return found[:PER_PAGE], len(found) > PER_PAGE


def lines_of(scope: Scope, proposal: Any) -> QuerySet[ProposalLine]:
    """Lines of one proposal, in the order in which they were put on it."""
    return visible(scope).filter(proposal=proposal).order_by("pk")


def at_step(scope: Scope, step: str, kinds: Sequence[str] = ()) -> QuerySet[ProposalLine]:
    """Lines that wait for a step, longest first."""
    rows = visible(scope).filter(step=step).exclude(state=State.DRAFT)
    return (rows.filter(kind__in=kinds) if kinds else rows).order_by("at_step_since", "pk")
