"""A file that an office sends on a page, read as the files of the inbox are: its rows, of one kind."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings

from semesta.formats.read import land


def rows_of(name: str, content: bytes, kind: str) -> tuple[list[dict[str, Any]], int] | None:
    """The rows as the formats of this kind name them, and how many rows could not be read; None: no such file.

    A Fault for a file that cannot be opened safely. Nothing of the file stays.
    """
    folder = Path(settings.WEB_FOLDER) / "landing-work"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        path = Path(work) / (Path(name).name or "berkas")
        path.write_bytes(content)
        parts = [part for part in land(path, Path(work) / "landed") if part.kind == kind]
        if not parts:
            return None
        rows = [row for part in parts for row in pq.read_table(part.path).to_pylist()]
        return rows, sum(part.rejected_count for part in parts)
