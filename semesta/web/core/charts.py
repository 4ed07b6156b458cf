"""Charts drawn once: the same content is the same drawing, kept in this process and under HOME/web/charts."""

from __future__ import annotations

import hashlib
import json
import os
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from semesta.flow.report.draw import VEGA_LITE_VERSION, svg

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_FILES = 2_000
LINK = re.compile(r'<a xlink:href="[^"]*?#([^"]+)">')


def drawn(spec: Mapping[str, Any], name: str, label: str) -> SafeString:
    """The chart as one `<svg>` that scales to its place; `name` begins its ids, `label` is its text alternative."""
    return mark_safe(_drawn(json.dumps(spec, ensure_ascii=False, sort_keys=True), name, label))  # noqa: S308 our drawing


def drawn_with_links(
    spec: Mapping[str, Any], name: str, label: str, links: Mapping[str, tuple[str, str]]
) -> SafeString:
    """A chart in which a mark with `href` '#key' leads to `links[key]`: (address, what is said of it).

    A mark without such a link stays a plain drawing. The chart is a group of links, no single image.
    """
    art = drawn(spec, name, label).replace('role="img"', 'role="group"', 1)

    def linked(found: re.Match[str]) -> str:
        address, said = links.get(found[1], ("", ""))
        if not address:
            return "<a>"
        return f'<a href="{escape(address)}" aria-label="{escape(said)}"><title>{escape(said)}</title>'

    return mark_safe(LINK.sub(linked, art))  # noqa: S308 our drawing; what stands in links is escaped


@lru_cache(maxsize=64)
def _drawn(content: str, name: str, label: str) -> str:
    key = hashlib.sha256(f"{VEGA_LITE_VERSION}\0{name}\0{label}\0{content}".encode()).hexdigest()
    path = Path(settings.WEB_FOLDER) / "charts" / f"{key}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        art = svg(json.loads(content), name=name, label=label)
        _keep(path, art)
        return art


def _keep(path: Path, art: str) -> None:
    """The drawing is there whole; the oldest go when there are more than KEPT_FILES."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(art, encoding="utf-8")
    beside.replace(path)
    held = sorted(path.parent.glob("*.svg"), key=lambda one: one.stat().st_mtime)
    for old in held[:-KEPT_FILES]:
        old.unlink(missing_ok=True)
