"""An exported trail, checked by anybody: needs no database and no Django."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from semesta.terms.fault import Fault
from semesta.web.core.audit.seal import Finding, Sealed, check, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEAL, ENTRY, LOOK = "S ", "E ", "L "


def check_file(path: Path, known_seal: str | None = None) -> Finding:
    """The trail in an exported file; a Fault when the file is no such export."""
    return check(_blocks(path), _rows(path, ENTRY), numbered(_rows(path, LOOK)), known_seal=known_seal)


def _blocks(path: Path) -> Iterator[Sealed]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith(SEAL):
                yield Sealed(**json.loads(line[len(SEAL) :]))
            elif not line.startswith((ENTRY, LOOK)):
                raise Fault("Bukan berkas jejak audit", f"{path.name} baris {number}")


def _rows(path: Path, mark: str) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(mark):
                yield line[len(mark) :].rstrip("\n")
