"""Questions to the optimiser: asking one, and those that were asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.terms.month import Month
from semesta.web.casework.actions.budget import ask_plan
from semesta.web.casework.queries import budget as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.jobs.models import JobState
from semesta.web.core.published.tables.models import Person
from semesta.web.core.reading import numbers
from semesta.web.desks.budget import words
from semesta.web.desks.budget.plan_form import PlanForm, initial_of
from semesta.web.desks.budget.seen import Seen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import BudgetPlan
    from semesta.web.core.access import OfficeRequest

SHOWN = 50
STATES: dict[str, c.Tone] = {
    JobState.DONE: "good", JobState.FAILED: "warn", JobState.CANCELLED: "quiet", JobState.WAITING: "info",
    JobState.RUNNING: "info",
}  # fmt: skip


@needs("budget.read", area=Area.IN_QUERY)
def plans(request: OfficeRequest) -> HttpResponse:
    """The form and the list; posting the form asks. `seperti` fills the form with an earlier question."""
    seen = Seen(request)
    asked = list(queries.budget_plans(seen.scope)[:SHOWN])
    page: dict[str, Any] = {**seen.frame, "table": _table(asked), "may": seen.may_write and seen.shown is not None}
    if seen.may_write and seen.shown is not None:
        first = (Month.of(seen.shown.month) + 1).first_day
        form = PlanForm(seen.rules, first, _waiting(seen), request.POST or None, initial=_initial(request, first))
        if request.method == "POST" and form.is_valid():
            try:
                made = ask_plan(
                    seen.scope, seen.shown.run_id, form.question(), form.cleaned_data["title"], timezone.now()
                )
                return redirect("budget_plan", made.pk)
            except Fault as fault:
                form.add_error(None, str(fault))
        page |= {"form": form, "month": seen.shown.month, "run_id": seen.shown.run_id}
    return render(request, "budget/plans.html", page)


def _waiting(seen: Seen) -> dict[str, int]:
    """People without active cover by their next route, in what is published; counted once per publication."""
    if seen.shown is None:
        return {}
    key = (seen.shown.run_id, seen.shown.number, seen.scope.areas)
    if key not in _WAITING:
        rows = seen.shown.rows(Person).filter(route__isnull=False, upcoming=False)
        counted = rows.order_by().values_list("route").annotate(n=Count("*"))
        while len(_WAITING) >= KEPT:
            _WAITING.pop(next(iter(_WAITING)), None)
        _WAITING[key] = {str(route): int(people) for route, people in counted}
    return _WAITING[key]


KEPT = 8
_WAITING: dict[tuple[str, int, tuple[str, ...]], dict[str, int]] = {}


def _initial(request: OfficeRequest, first: date) -> dict[str, Any]:
    like = request.GET.get("seperti", "")
    held = queries.budget_plan(request.scope, int(like)) if like.isdecimal() and len(like) < 12 else None
    if held is not None:
        return initial_of(held.question)
    last = date(first.year + (first.month > 6), 12, 1)
    return {
        "until": last, "aim": request.GET.get("sasaran", ""), "poorest_first": True, "urgent_first": True,
        "curve": True, "rupiah": _whole(request.GET.get("rupiah", "")),
    }  # fmt: skip


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 15 else None


def _table(asked: list[BudgetPlan]) -> c.Table:
    columns = (
        c.Column(_("Plan")), c.Column(_("Aim")), c.Column(_("Money"), "rupiah_short"), c.Column(_("Reached")),
        c.Column(_("Costs"), "rupiah_short"), c.Column(_("State")), c.Column(_("Asked"), "moment"),
    )  # fmt: skip
    rows = []
    for one in asked:
        result = one.result or {}
        reached = numbers().month(date.fromisoformat(result["reached"])) if result.get("reached") else (
            _("not within the months") if result else None)  # fmt: skip
        state = one.job.state if one.job else JobState.DONE
        rows.append(c.Row(
            (
                c.Cell(one.title or _("Plan %(number)s") % {"number": one.pk}, note=one.run_id),
                words.aim_of(one.question), one.question["rupiah"], reached, result.get("cost"),
                c.Cell(str(JobState(state).label), tone=STATES[state], badge=True),
                c.Cell(one.asked_at, note=f"{one.asked_by.name}, {one.organisation}"),
            ),
            reverse("budget_plan", args=[one.pk]), str(one.pk),
        ))  # fmt: skip
    empty = c.Empty(_("No plan yet"), _("Ask below: a plan takes seconds, in a large city minutes."), icon="proposal")
    return c.Table(_("Plans that were asked for"), columns, rows, empty=empty, pick_name="rencana", pick_form="compare")
