"""The map of an area's parts, each a link to its page; drawn where we hold the shapes."""

from __future__ import annotations

from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.utils.translation import gettext as _

from semesta.flow.report import region_charts
from semesta.flow.report.maps import map_breaks, shapes
from semesta.flow.report.theme import DIVERGING
from semesta.web.core.charts import drawn, drawn_with_links
from semesta.web.core.places import DISTRICT, REGENCY, area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview.parts import area_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.web.desks.overview.districts import Chosen
    from semesta.web.desks.overview.seen import Seen

SHAPED = "16.71"
"""The city whose kecamatan and kelurahan we hold the shapes of."""
SEQUENCE = ("#f6ead6", "#ecd3a9", "#dcae72", "#bf7a34", "#9a5620", "#7a3b0c")
"""Paper to brown: the more people without cover the darker; the order survives black-and-white print."""


def map_of(seen: Seen, chosen: Chosen, shares: Mapping[str, float | None]) -> dict[str, Any] | None:
    """svg with links, the same without (for a phone), and its words; None where we have no shapes."""
    held = _shapes(seen.area)
    if not held:
        return None
    known = sorted(value for value in shares.values() if value is not None)
    if not known:
        return None
    breaks, colours = _scale(chosen, known)
    table = pa.table({"code": list(shares), "share": pa.array(list(shares.values()), pa.float64())})
    spec = region_charts.choropleth(language(), table, {"features": held}, None, title=chosen.title, breaks=breaks)
    layer = spec["layer"][0]
    layer["mark"]["strokeWidth"] = 1
    layer["encoding"]["color"]["scale"]["range"] = list(colours)
    if breaks[-1] - breaks[0] < len(breaks) / 100:
        layer["encoding"]["color"]["legend"]["labelExpr"] = _one_decimal()
    label = _label(chosen, shares)
    plain = drawn(spec, "map-plain", label)
    for feature, shape in zip(layer["data"]["values"], held, strict=True):
        feature["href"] = f"#{shape['properties']['kode']}"
    layer["encoding"]["href"] = {"field": "href", "type": "nominal"}
    links = {
        code: (area_url(code, chosen.key), f"{area_name(code)}: {numbers().percent(share, 1)}")
        for code, share in shares.items()
        if seen.may_see(code)
    }
    return {"svg": drawn_with_links(spec, "map", label, links), "narrow": plain, "describe": label}


def _shapes(area: str) -> list[dict[str, Any]]:
    """Outlines of the parts of an area, drawn with their code."""
    if area == SHAPED and len(area) == REGENCY:
        return list(shapes("palembang_kecamatan")["features"])
    if area.startswith(SHAPED + ".") and len(area) == DISTRICT:
        every = shapes("palembang_kelurahan")["features"]
        return [one for one in every if one["properties"]["kode"].startswith(area + ".")]
    return []


def _scale(chosen: Chosen, known: list[float]) -> tuple[list[float], tuple[str, ...]]:
    """Five breaks and six colours: around the threshold where there is one, else by sixths of the areas."""
    if chosen.required is not None and chosen.better == "higher":
        return map_breaks(chosen.required), DIVERGING
    cuts = quantiles(known, n=6, method="inclusive") if len(known) > 1 else [known[0]] * 5
    for place in range(1, len(cuts)):
        cuts[place] = max(cuts[place], cuts[place - 1] + 1e-6)
    return [round(cut, 6) for cut in cuts], SEQUENCE


def _one_decimal() -> str:
    if language() == "en":
        return "isFinite(datum.value) ? format(datum.value * 100, '.1f') + '%' : ''"
    return "isFinite(datum.value) ? replace(format(datum.value * 100, '.1f'), '.', ',') + '\u00a0%' : ''"


def _label(chosen: Chosen, shares: Mapping[str, float | None]) -> str:
    known = {code: share for code, share in shares.items() if share is not None}
    low, high = min(known, key=lambda code: known[code]), max(known, key=lambda code: known[code])
    return _("%(title)s in %(count)s areas, from %(low)s (%(low_name)s) to %(high)s (%(high_name)s)") % {
        "title": chosen.title, "count": len(known), "low": numbers().percent(known[low], 1), "low_name": area_name(low),
        "high": numbers().percent(known[high], 1), "high_name": area_name(high),
    }  # fmt: skip
