"""Plans side by side: what was asked and what came out."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.report import budget_charts
from semesta.web.casework.queries import budget as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.charts import drawn
from semesta.web.core.reading import language, numbers
from semesta.web.desks.budget import words
from semesta.web.desks.budget.seen import Seen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import BudgetPlan
    from semesta.web.core.access import OfficeRequest

MOST = 4


@needs("budget.read", area=Area.IN_QUERY)
def compare(request: OfficeRequest) -> HttpResponse:
    """Up to four answered plans named by `rencana`, in the order of asking."""
    seen = Seen(request)
    numbers_asked = [int(text) for text in request.GET.getlist("rencana") if text.isdecimal() and len(text) < 12]
    held = queries.budget_plans(seen.scope).filter(pk__in=numbers_asked[: MOST * 2], result__isnull=False)
    found = sorted(held, key=lambda one: one.pk)[:MOST]
    page: dict[str, Any] = {
        **seen.frame,
        "table": _table(found) if len(found) > 1 else None,
        "charts": _charts(found) if len(found) > 1 else [],
    }
    return render(request, "budget/compare.html", page)


def _name(one: BudgetPlan) -> str:
    return one.title or _("Plan %(number)s") % {"number": one.pk}


def _charts(found: list[BudgetPlan]) -> list[dict[str, str]]:
    """Month by month under each plan: the share of active residents, and what the city has paid so far."""
    names = [f"{one.pk}: {_name(one)}" for one in found]
    shares, paid = [], []
    for name, one in zip(names, found, strict=True):
        result = one.result or {}
        people, months = result["population"] or 1, result["months"]
        points = [(result["month"], result["start"]["active"]), *((each["month"], each["active"]) for each in months)]
        shares += [{"on": month, "value": active / people, "name": name} for month, active in points]
        sums = accumulate(each["rupiah"] for each in months)
        paid += [
            {"on": each["month"], "value": rupiah, "name": name} for each, rupiah in zip(months, sums, strict=True)
        ]
    drawings = []
    for key, title, rows, money in (
        ("plans", _("Share of active residents under each plan"), shares, False),
        ("costs", _("What the city has paid so far under each plan"), paid, True),
    ):
        spec = budget_charts.side_by_side(language(), rows, names=names, money=money)
        drawings.append({"title": title, "svg": drawn(spec, key, title), "describe": title})
    return drawings


def _table(found: list[BudgetPlan]) -> c.Table:
    told = numbers()

    def month(text: str | None) -> str:
        return told.month(date.fromisoformat(text)) if text else _("not within the months")

    lines: list[tuple[c.Cell, list[Any]]] = []

    def line(title: str, of: Any) -> None:
        cells = [of(one) for one in found]
        mark = "" if len({str(cell) for cell in cells}) == 1 else _("differs")
        lines.append((c.Cell(title, note=mark), cells))

    def share(one: BudgetPlan, what: str) -> str:
        result = one.result or {}
        return told.percent(result["months"][-1][what] / (result["population"] or 1))

    def by_route(route: str) -> Any:
        return lambda one: told.whole(sum(part["people"] for part in one.result["starts"] if part["route"] == route))

    line(_("Aim"), lambda one: words.aim_of(one.question))
    line(_("Money"), lambda one: told.rupiah(one.question["rupiah"]))
    line(_("To the month"), lambda one: month(one.question["until"]))
    line(_("No kelurahan below"), lambda one: told.percent(one.question["village_share"], 0))
    line(_("The poorest first"), lambda one: _("yes") if one.question["poorest_first"] else _("no"))
    line(_("Run"), lambda one: one.run_id)
    line(_("Reached"), lambda one: month(one.result["reached"]))
    line(_("Costs the city"), lambda one: told.rupiah(one.result["cost"]))
    line(_("The next point of activity"), lambda one: told.rupiah(one.result["point"]))
    line(_("Activity in the end"), lambda one: share(one, "active"))
    line(_("Coverage in the end"), lambda one: share(one, "registered"))
    line(_("Registered by the city in the end"), lambda one: share(one, "pemda"))
    routes = dict.fromkeys(part["route"] for one in found for part in (one.result or {})["starts"])
    for route in routes:
        line(words.route_name(route), by_route(route))
    columns = (
        c.Column(_("What")), *(c.Column(_name(one)) for one in found),
    )  # fmt: skip
    return c.Table(_("Side by side"), columns, [c.Row((title, *cells)) for title, cells in lines])
