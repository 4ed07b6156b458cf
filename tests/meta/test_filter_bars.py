"""A filter bar swaps a part of its page: without that part its filters would do nothing where scripts run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "semesta" / "web"
PAGES = {
    str(path.relative_to(WEB)): text for path in sorted(WEB.rglob("*.html"))
    if "{% filter_bar " in (text := path.read_text(encoding="utf-8"))
}  # fmt: skip
TARGET = re.compile(r'{% filter_bar \S+ \S+ (?:target=)?"(\w+)"')


@pytest.mark.parametrize("page", PAGES)
def test_what_a_filter_bar_swaps_is_on_its_page(page):
    named = TARGET.search(PAGES[page])
    assert f'id="{named[1] if named else "results"}"' in PAGES[page]
