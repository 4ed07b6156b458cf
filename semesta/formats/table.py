"""A table found in a file: its heading and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from semesta.formats.heading import Heading
from semesta.formats.landing import Batch


@dataclass(frozen=True)
class Table:
    """Rows in batches, in file order; `first_line` is the number of the line (or sheet row) before the first record."""

    heading: Heading
    batches: Iterator[Batch]
    first_line: int
    notes: tuple[str, ...]
