"""A test that is skipped proves nothing: what a machine lacks is a failure that says what to install."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
SKIPS = re.compile(r"\b(?:pytest|mark)\.(?:skip|skipif|importorskip|xfail)\b|\b(?:SkipTest|skipUnless|skipTest)\b")


def test_no_test_can_be_skipped_or_fail_on_purpose() -> None:
    places = {path.relative_to(TESTS): path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    found = [str(path) for path, text in places.items() if path.name != Path(__file__).name and SKIPS.search(text)]
    assert found == []
