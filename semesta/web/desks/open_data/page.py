"""Open data for people: the figures of a city and its parts, month by month, with the files to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pyarrow as pa
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.flow.report.region_charts import ranked_dots
from semesta.web.casework.queries.open_data import open_indicators
from semesta.web.core import components as c
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.charts import drawn
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.open_data.files import contents, released_for
from semesta.web.desks.open_data.package import licence_of
from semesta.web.desks.open_data.records import figures_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from semesta.web.desks.open_data.files import Released
    from semesta.web.desks.open_data.records import Figure

LEAST_DOTS = 2


@needs(PUBLIC, area=Area.NONE)
def open_data(request: HttpRequest) -> HttpResponse:
    """The chosen indicator and month of an area and its parts; 404 while nothing is released."""
    shown = released_for(request)
    if shown is None:
        return render(request, "open_data/page.html", {"nothing": True}, status=404)
    asked = request.GET
    name = asked.get("ukuran", "") if asked.get("ukuran", "") in open_indicators() else "coverage"
    month = next((one for one in shown.months if f"{one.month:%Y-%m}" == asked.get("bulan")), shown.months[-1])
    held = {(one.area, one.indicator): one for one in figures_of([month])}
    areas = sorted({area for area, _indicator in held})
    area = asked.get("wilayah", "") if asked.get("wilayah", "") in areas else shown.page.area_code
    parts = [held[code, name] for code in areas if code.rpartition(".")[0] == area]
    spoken = f"{month.month:%Y-%m}"
    page: dict[str, Any] = {
        "name": area_name(area), "city": area_name(shown.page.area_code), "month": month, "months": shown.months,
        "above": _above(area, shown.page.area_code, name, spoken), "title": title_of(name),
        "filters": _filters(shown, name, spoken, area), "own": _own([held[area, one] for one in open_indicators()]),
        "parts": _parts(parts, name, spoken) if parts else None,
        "dots": _dots(parts, name) if month == shown.months[-1] else None, "files": _files(shown),
        "licence": licence_of(shown.page), "publisher": shown.page.publisher or area_name(shown.page.area_code),
        "hide_below": max(one.hide_below for one in shown.months),
    }  # fmt: skip
    return render(request, "open_data/page.html", page)


def title_of(name: str) -> str:
    """The indicator's title in the reader's language."""
    indicator = open_indicators()[name]
    return indicator.title_en if language() == "en" else indicator.title_id


def _address(area: str, name: str, month: str) -> str:
    return f"{reverse('open_data')}?{urlencode({'wilayah': area, 'ukuran': name, 'bulan': month})}"


def _above(area: str, city: str, name: str, month: str) -> list[tuple[str, str]]:
    """(name, address) of the areas above, the widest first."""
    codes = [area[:length] for length in range(len(city), len(area)) if area[length] == "."]
    return [(area_name(code), _address(code, name, month)) for code in codes]


def _filters(shown: Released, name: str, month: str, area: str) -> list[c.Filter]:
    areas = [c.Choice(area, area_name(area))]
    if area != shown.page.area_code:
        areas.append(c.Choice(shown.page.area_code, area_name(shown.page.area_code)))
    months = [c.Choice(f"{one.month:%Y-%m}", numbers().month(one.month)) for one in reversed(shown.months)]
    return [
        c.Filter("ukuran", _("Figure"), "choice", name, [c.Choice(one, title_of(one)) for one in open_indicators()]),
        c.Filter("bulan", _("Month"), "choice", month, months),
        c.Filter("wilayah", _("Area"), "choice", area, areas),
    ]


def _cells(one: Figure, *, drawn_as_bar: bool = False) -> tuple[c.Cell, c.Cell, c.Cell]:
    """Share, people counted, what they are divided by; a word where one is hidden."""
    hidden = c.Cell(_("hidden"), badge=True, tone="quiet")
    share = hidden if one.hidden else c.Cell(one.value, share=one.value if drawn_as_bar else None)
    counts = [hidden if count is None else c.Cell(count) for count in (one.numerator, one.denominator)]
    return share, counts[0], counts[1]


def _columns(first: str) -> tuple[c.Column, ...]:
    return (
        c.Column(first), c.Column(_("Share"), "percent"), c.Column(_("People counted"), "whole"),
        c.Column(_("Divided by"), "whole"),
    )  # fmt: skip


def _own(figures: list[Figure]) -> c.Table:
    """Every indicator of the area in this month."""
    rows = [c.Row((title_of(one.indicator), *_cells(one))) for one in figures]
    return c.Table(_("All figures of this area"), _columns(_("Figure")), rows)


def _parts(figures: list[Figure], name: str, month: str) -> c.Table:
    """The areas one level below by the chosen indicator."""
    rows = [
        c.Row((area_name(one.area), *_cells(one, drawn_as_bar=True)), url=_address(one.area, name, month))
        for one in figures
    ]
    return c.Table(title_of(name), _columns(_("Area")), rows)


def _dots(figures: list[Figure], name: str) -> dict[str, str] | None:
    """The parts in order of their share; None where fewer than two are told."""
    known = [(one.area, one.value) for one in figures if one.value is not None]
    if len(known) < LEAST_DOTS:
        return None
    labels = [numbers().percent(value, 1) for _area, value in known]
    table = pa.table({
        "name": [area_name(area) for area, _value in known],
        "share": pa.array([value for _area, value in known], pa.float64()), "label": labels,
    })  # fmt: skip
    low, high = min(known, key=lambda one: one[1]), max(known, key=lambda one: one[1])
    say = _("%(title)s: from %(low)s (%(low_name)s) to %(high)s (%(high_name)s)") % {
        "title": title_of(name), "low": numbers().percent(low[1], 1), "low_name": area_name(low[0]),
        "high": numbers().percent(high[1], 1), "high_name": area_name(high[0]),
    }  # fmt: skip
    spec = ranked_dots(language(), table, title=title_of(name), threshold=None)
    return {"svg": drawn(spec, "open", say), "describe": say}


def _files(shown: Released) -> list[tuple[str, str, str]]:
    """(title, address, size)."""
    held = contents(shown)
    titles = {"csv": "CSV", "json": "JSON", "package": _("Description of the columns (datapackage.json)")}
    return [
        (
            titles[kind],
            reverse(f"open_data_{kind}"),
            _("%(size)s kB") % {"size": numbers().whole(-(-len(text) // 1000))},
        )
        for kind, text in held.items()
    ]
