"""Specs become inline SVG: one process, no browser, no network; safe under a strict content policy."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.flow.report.charts import Spec

VEGA_LITE_VERSION = "6.4"
OPENING = re.compile(r"^<svg[^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\" viewBox=\"([^\"]+)\"[^>]*>")
GEOMETRY = re.compile(r' (d|transform|points|x1|x2|y1|y2|x|y|width|height)="([^"]*)"')
LONG_NUMBER = re.compile(r"(\d+\.\d{2})\d+")


def shortened(attribute: str, value: str) -> str:
    """The attribute with coordinates cut to two decimals; words of the chart are never touched."""
    return f' {attribute}="{LONG_NUMBER.sub(lambda found: found[1], value)}"'


@lru_cache(maxsize=1)
def converter() -> Any:
    """The Vega engine, loaded once (about a second)."""
    import vl_convert

    return vl_convert


def svg(spec: Spec, *, name: str, label: str) -> str:
    """The chart as one `<svg role="img">` that scales to its place.

    Its ids begin with `name`, so that many charts fit on one page; `label` is its text alternative.
    """
    drawn: str = converter().vegalite_to_svg(spec, vl_version=VEGA_LITE_VERSION)
    match = OPENING.match(drawn)
    if match is None:
        raise ValueError(f"unexpected SVG for chart {name}: {drawn[:120]}")
    body = drawn[match.end() :]
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", body)
    body = re.sub(r' (?:style|class|aria-[a-z]+|role|pointer-events)="[^"]*"', "", body)
    body = GEOMETRY.sub(lambda found: shortened(found[1], found[2]), body)
    head = f'<svg role="img" aria-label="{escape(label, quote=True)}" viewBox="{match[3]}" xmlns="http://www.w3.org/2000/svg">'
    return head + body


def drawings(specs: Mapping[str, tuple[Spec, str]]) -> dict[str, str]:
    """All charts (name → spec, label) drawn one after the other."""
    return {name: svg(spec, name=name, label=label) for name, (spec, label) in specs.items()}
