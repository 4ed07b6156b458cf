"""The map of arrears by kecamatan or kelurahan, where we hold the shapes. Shares of few people are not drawn."""

from __future__ import annotations

from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.utils.translation import gettext as _

from semesta.flow.report import region_charts
from semesta.flow.report.maps import shapes
from semesta.web.core.charts import drawn
from semesta.web.core.places import DISTRICT, VILLAGE, area_name
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.casework.queries.outreach import Arrears

SHAPED = "16.71."
"""The city whose kecamatan and kelurahan we hold the shapes of."""
SHAPES = {DISTRICT: "palembang_kecamatan", VILLAGE: "palembang_kelurahan"}
COLOURS = ("#f6ead6", "#ecd3a9", "#dcae72", "#bf7a34", "#9a5620", "#7a3b0c")
"""Paper to brown: the more arrears the darker; the order survives black-and-white print."""
LEAST_AREAS = 2


def told_share(one: Arrears, hide: int) -> float | None:
    """The share in arrears; None where it would tell about fewer than `hide` people."""
    return None if 0 < one.arrears < hide or one.payers < hide else one.arrears / one.payers


def heat_map(held: Sequence[Arrears], length: int, hide: int) -> dict[str, Any] | None:
    """svg and its words, of areas whose codes have so many characters; None where we have no shapes, or too few areas
    to compare.
    """
    shares = {
        one.area_code: share
        for one in held
        if len(one.area_code) == length and one.area_code.startswith(SHAPED)
        and (share := told_share(one, hide)) is not None
    }  # fmt: skip
    if length not in SHAPES or len(shares) < LEAST_AREAS:
        return None
    cuts = quantiles(sorted(shares.values()), n=6, method="inclusive")
    for place in range(1, len(cuts)):
        cuts[place] = max(cuts[place], cuts[place - 1] + 1e-6)
    title = _("Share of self-payers in arrears")
    table = pa.table({"code": list(shares), "share": pa.array(list(shares.values()), pa.float64())})
    spec = region_charts.choropleth(
        language(), table, {"features": shapes(SHAPES[length])["features"]},
        shapes(SHAPES[DISTRICT]) if length == VILLAGE else None, title=title,
        breaks=[round(cut, 6) for cut in cuts],
    )  # fmt: skip
    spec["layer"][0]["encoding"]["color"]["scale"]["range"] = list(COLOURS)
    low, high = min(shares, key=lambda code: shares[code]), max(shares, key=lambda code: shares[code])
    say = _("Arrears from %(low)s of self-payers (%(low_name)s) to %(high)s (%(high_name)s)") % {
        "low": numbers().percent(shares[low], 1), "low_name": area_name(low),
        "high": numbers().percent(shares[high], 1), "high_name": area_name(high),
    }  # fmt: skip
    return {"svg": drawn(spec, f"arrears-{length}", say), "describe": say}
