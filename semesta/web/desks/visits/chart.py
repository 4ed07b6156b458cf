"""Intervals drawn: what the visits found, from and to, and the register's figure beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.flow.report.charts import PERCENT, chart
from semesta.flow.report.theme import GOLD, RIVER
from semesta.web.core.charts import drawn
from semesta.web.core.reading import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from semesta.measure.estimate.interval import Interval

WIDE, NARROW = 620, 200


def intervals(lines: Sequence[tuple[str, Interval, float]], name: str, describe: str) -> tuple[SafeString, SafeString]:
    """(wide, for a phone): a line per share, its interval with a dot in it, the register's figure as a diamond."""
    return _drawn(lines, name, describe, WIDE), _drawn(lines, f"{name}-narrow", describe, NARROW)


def _drawn(lines: Sequence[tuple[str, Interval, float]], name: str, describe: str, width: int) -> SafeString:
    visits, register = _("visits, 95 % interval"), _("register")
    values = [
        {"what": what, "low": one.low, "value": one.value, "high": one.high, "said": said, "by": visits, "of": register}
        for what, one, said in lines
    ]
    y: dict[str, Any] = {
        "field": "what", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 150, "grid": False},
    }  # fmt: skip
    x = {
        "field": "low", "type": "quantitative", "title": None, "scale": {"zero": False, "nice": True},
        "axis": {"labelExpr": PERCENT[language()], "tickCount": 5},
    }  # fmt: skip
    colour = {
        "type": "nominal", "title": None, "scale": {"domain": [visits, register], "range": [RIVER, GOLD]},
        "legend": {"orient": "bottom", "columns": 1, "symbolType": "circle"},
    }  # fmt: skip
    body = {
        "width": width, "height": {"step": 26}, "data": {"values": values},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 3},
             "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "color": {**colour, "field": "by"}}},
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
             "encoding": {"x": {**x, "field": "value"}, "y": y, "color": {**colour, "field": "by"}}},
            {"mark": {"type": "point", "filled": True, "size": 80, "shape": "diamond", "opacity": 1},
             "encoding": {"x": {**x, "field": "said"}, "y": y, "color": {**colour, "field": "of"}}},
        ],
    }  # fmt: skip
    return drawn(chart(language(), body), name, describe)
