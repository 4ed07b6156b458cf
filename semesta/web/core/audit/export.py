"""The trail as a file: JSON lines, every block (`S {…}`), then every entry (`E {…}`), then every look (`L {…}`)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from semesta.web.core.audit.chain import blocks, lines
from semesta.web.core.audit.exported import ENTRY, LOOK, SEAL
from semesta.web.core.audit.seal import ENTRIES, LOOKS

if TYPE_CHECKING:
    from pathlib import Path


def export_trail(path: Path) -> int:
    """`path` holds the trail of the database; how many entries and looks."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for block in blocks():
            file.write(SEAL + json.dumps(asdict(block), ensure_ascii=False) + "\n")
        for over, mark in ((ENTRIES, ENTRY), (LOOKS, LOOK)):
            for line in lines(over):
                file.write(mark + line + "\n")
                count += 1
    return count
