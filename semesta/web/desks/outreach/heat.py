"""The map of arrears by kecamatan, where we hold the shapes."""

from __future__ import annotations

from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.utils.translation import gettext as _

from semesta.flow.report import region_charts
from semesta.flow.report.maps import shapes
from semesta.web.core.charts import drawn
from semesta.web.core.places import DISTRICT, area_name
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.casework.queries.outreach import Arrears

SHAPED = "16.71."
"""The city whose kecamatan we hold the shapes of."""
COLOURS = ("#f6ead6", "#ecd3a9", "#dcae72", "#bf7a34", "#9a5620", "#7a3b0c")
"""Paper to brown: the more arrears the darker; the order survives black-and-white print."""
LEAST_AREAS = 2


def heat_map(held: Sequence[Arrears]) -> dict[str, Any] | None:
    """svg and its words; None where we have no shapes, or too few areas to compare."""
    shares = {
        one.area_code: one.arrears / one.payers
        for one in held
        if len(one.area_code) == DISTRICT and one.area_code.startswith(SHAPED)
    }
    if len(shares) < LEAST_AREAS:
        return None
    cuts = quantiles(sorted(shares.values()), n=6, method="inclusive")
    for place in range(1, len(cuts)):
        cuts[place] = max(cuts[place], cuts[place - 1] + 1e-6)
    title = _("Share of self-payers in arrears")
    table = pa.table({"code": list(shares), "share": pa.array(list(shares.values()), pa.float64())})
    spec = region_charts.choropleth(
        language(), table, {"features": shapes("palembang_kecamatan")["features"]}, None, title=title,
        breaks=[round(cut, 6) for cut in cuts],
    )  # fmt: skip
    spec["layer"][0]["encoding"]["color"]["scale"]["range"] = list(COLOURS)
    low, high = min(shares, key=lambda code: shares[code]), max(shares, key=lambda code: shares[code])
    say = _("Arrears from %(low)s of self-payers (%(low_name)s) to %(high)s (%(high_name)s)") % {
        "low": numbers().percent(shares[low], 1), "low_name": area_name(low),
        "high": numbers().percent(shares[high], 1), "high_name": area_name(high),
    }  # fmt: skip
    return {"svg": drawn(spec, "arrears", say), "describe": say}
