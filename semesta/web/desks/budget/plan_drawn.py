"""A plan's answer as drawings and tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from semesta.flow.report import budget_charts, region_charts
from semesta.flow.report.maps import shapes
from semesta.plan.people import UNKNOWN_DECILE
from semesta.web.core import components as c
from semesta.web.core.charts import drawn
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.budget import words

SHAPED = "16.71"
"""The city whose kelurahan we hold the shapes of."""
SEQUENCE = ("#eef3f3", "#cfe0e1", "#a5c8cb", "#6fa6ac", "#357a84", "#0b4f5c")
FEWEST_ON_MAP = 20
CURVE_LEAST = 2

Found = dict[str, Any]


def drawings(found: Found) -> dict[str, dict[str, str]]:
    """People by month and route; the path to the aim; the price of points; the kelurahan on a map."""
    made = {"path": _path(found)}
    if found["starts"]:
        made["starts"] = _starts(found)
    if len(_steps(found)) >= CURVE_LEAST and any(one["value"] for one in _steps(found)):
        made["prices"] = _prices(found)
    if drawn_map := _map(found):
        made["map"] = drawn_map
    return made


def _starts(found: Found) -> dict[str, str]:
    names = list(dict.fromkeys(one["route"] for one in sorted(found["starts"], key=lambda one: one["route"])))
    rows = [
        {"on": one["month"], "part": words.route_name(one["route"]), "value": one["people"],
         "order": names.index(one["route"])}
        for one in found["starts"]
    ]  # fmt: skip
    # A month without a start keeps its place.
    rows += [{"on": one["month"], "part": rows[0]["part"], "value": 0, "order": 0} for one in found["months"]]
    colours = dict(zip(map(words.route_name, names), budget_charts.ROUTE_COLOURS, strict=False))
    label = _("People who start, by month and route")
    spec = budget_charts.stacked_months(language(), rows, colours=colours, money=False)
    return {"svg": drawn(spec, "starts", label), "describe": label}


def _path(found: Found) -> dict[str, str]:
    population = found["population"] or 1
    rows = [{"on": found["month"], "value": found["start"]["active"] / population}]
    rows += [{"on": one["month"], "value": one["active"] / population} for one in found["months"]]
    aim = found["needed"]["active"] / population
    label = _("Share of active residents to the end of the plan; aim %(aim)s") % {"aim": numbers().percent(aim)}
    spec = budget_charts.path_to_aim(
        language(), rows, aim=aim, label=_("aim %(aim)s") % {"aim": numbers().percent(aim)}
    )
    return {"svg": drawn(spec, "path", label), "describe": label}


def _steps(found: Found) -> list[dict[str, Any]]:
    """From point to point: what one more point costs there; ends where no plan is found."""
    if found["reached"] is None:
        return []
    steps, points, cost = [], 0.0, found["cost"]
    for more, rupiah in found["curve"]:
        if rupiah is None:
            break
        price = round((rupiah - cost) / (more - points))
        steps.append({"from": points, "to": more, "value": price, "label": "", "total": rupiah})
        points, cost = more, rupiah
    size, _name = budget_charts.unit(language(), [one["value"] for one in steps])
    for one in steps:
        one["label"] = numbers().decimal(one["value"] / size, 1)
    return steps


def _prices(found: Found) -> dict[str, str]:
    label = _("What one more point of activity costs, the further the dearer")
    spec = budget_charts.point_prices(language(), _steps(found), title=_("points of activity above the aim"))
    return {"svg": drawn(spec, "prices", label), "describe": label}


def _map(found: Found) -> dict[str, str] | None:
    """Share of residents who start, by kelurahan; None where we hold no shapes or few kelurahan are known."""
    shares = {
        one["code"]: sum(one["routes"].values()) / one["population"]
        for one in found["villages"]
        if one["code"].startswith(SHAPED + ".") and one["population"]
    }
    if len(shares) < FEWEST_ON_MAP or not any(shares.values()):
        return None
    known = sorted(shares.values())
    breaks = [known[round(part * (len(known) - 1) / 6)] for part in range(1, 6)]
    for place in range(1, 5):
        breaks[place] = max(breaks[place], breaks[place - 1] + 1e-4)
    table = pa.table({"code": list(shares), "share": pa.array(list(shares.values()), pa.float64())})
    title = _("residents who start")
    spec = region_charts.choropleth(
        language(), table, shapes("palembang_kelurahan"), None, title=title, breaks=[round(one, 4) for one in breaks]
    )
    layer = spec["layer"][0]
    layer["encoding"]["color"]["scale"]["range"] = list(SEQUENCE)
    if breaks[-1] < 0.06:
        sign = "'%'" if language() == "en" else "'\u00a0%'"
        text = "format(datum.value * 100, '.1f')"
        text = text if language() == "en" else f"replace({text}, '.', ',')"
        layer["encoding"]["color"]["legend"]["labelExpr"] = f"isFinite(datum.value) ? {text} + {sign} : ''"
    most = max(shares, key=lambda code: shares[code])
    label = _("Residents who start, by kelurahan; most in %(name)s (%(share)s)") % {
        "name": area_name(most), "share": numbers().percent(shares[most], 1),
    }  # fmt: skip
    return {"svg": drawn(spec, "villages", label), "describe": label}


def months_table(found: Found) -> c.Table:
    """Played month by month."""
    population = found["population"] or 1
    starts: dict[str, int] = {}
    for one in found["starts"]:
        starts[one["month"]] = starts.get(one["month"], 0) + one["people"]
    columns = (
        c.Column(_("Month")), c.Column(_("People who start"), "whole"), c.Column(_("Active"), "whole"),
        c.Column(_("Activity"), "percent"), c.Column(_("Coverage"), "percent"),
        c.Column(_("Registered by the city"), "percent"), c.Column(_("Costs the city"), "rupiah"),
    )  # fmt: skip
    rows = [
        c.Row((
            numbers().month(date.fromisoformat(one["month"])), starts.get(one["month"], 0), one["active"],
            one["active"] / population, one["registered"] / population, one["pemda"] / population, one["rupiah"],
        ))
        for one in found["months"]
    ]  # fmt: skip
    total = (_("Together"), sum(starts.values()), None, None, None, None, found["cost"])
    return c.Table(_("Month by month"), columns, rows, total=total)


def routes_table(found: Found) -> c.Table:
    """People by route and month."""
    months = [one["month"] for one in found["months"]]
    held: dict[str, dict[str, int]] = {}
    for one in found["starts"]:
        held.setdefault(one["route"], {})[one["month"]] = one["people"]
    months = [month for month in months if any(month in told for told in held.values())]
    columns = (
        c.Column(_("Route")), *(c.Column(numbers().month(date.fromisoformat(month)), "whole") for month in months),
        c.Column(_("Together"), "whole"),
    )  # fmt: skip
    rows = [
        c.Row((words.route_name(route), *(told.get(month) for month in months), sum(told.values())))
        for route, told in sorted(held.items(), key=lambda item: -sum(item[1].values()))
    ]
    empty = c.Empty(_("Nobody starts"), _("The aim is met already, or nothing can be done within the limits."))
    return c.Table(_("By route and month"), columns, rows, empty=empty)


def villages_table(found: Found) -> c.Table:
    """Every kelurahan: activity today and in the end, people by route; most people first."""
    columns = (
        c.Column(_("Kelurahan")), c.Column(_("Residents"), "whole"), c.Column(_("Activity today"), "percent"),
        c.Column(_("In the end"), "percent"), c.Column(_("People who start"), "whole"), c.Column(_("By which route")),
    )  # fmt: skip
    rows = []
    for one in sorted(found["villages"], key=lambda one: -sum(one["routes"].values())):
        name = area_name(one["code"]) if one["code"] != "?" else _("Kelurahan not known")
        ways = ", ".join(
            f"{words.route_name(route)} {numbers().whole(people)}" for route, people in one["routes"].items()
        )
        share = one["population"] or 1
        rows.append(c.Row((
            name, one["population"], one["active"] / share, c.Cell(one["after"] / share, share=one["after"] / share),
            sum(one["routes"].values()), ways,
        )))  # fmt: skip
    return c.Table(_("By kelurahan"), columns, rows)


def deciles_table(found: Found) -> c.Table:
    """People by decile of the socio-economic register."""
    rows = [
        c.Row((_("not known") if decile == UNKNOWN_DECILE else _("decile %(number)s") % {"number": decile}, people))
        for decile, people in found["deciles"]
    ]
    return c.Table(_("By decile"), (c.Column(_("Decile")), c.Column(_("People who start"), "whole")), rows)


def prices_table(found: Found) -> c.Table:
    """The least cost of so many points more, and what one more point costs from there."""
    by_end = {one["to"]: one for one in _steps(found)}
    columns = (
        c.Column(_("Points more")), c.Column(_("Costs the city"), "rupiah"), c.Column(_("One more point"), "rupiah"),
    )  # fmt: skip
    rows = [
        c.Row((
            f"+{numbers().decimal(more, 1)}",
            rupiah if rupiah is not None else None,
            by_end[more]["value"] if more in by_end else c.Cell(None, note=_("beyond the money or the limits")),
        ))
        for more, rupiah in found["curve"]
    ]  # fmt: skip
    return c.Table(_("Price of more points of activity"), columns, rows)
