"""The published tables of one run as a report reads them: small ones whole, large ones only as counts."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from semesta.engines.base import Engine


@dataclass(frozen=True)
class Tables:
    """One run folder and an engine to count in. A table that the run did not write reads as empty."""

    run_dir: Path
    engine: Engine

    def path(self, name: str) -> Path | None:
        """The Parquet file (or folder of files, from Spark) of a relation."""
        return next(iter(sorted(self.run_dir.glob(f"[0-9]_*/{name}.parquet"))), None)

    def columns(self, name: str) -> tuple[str, ...]:
        """Column names of a relation; none when it was not written."""
        path = self.path(name)
        if path is None:
            return ()
        first = next(iter(sorted(path.glob("*.parquet")))) if path.is_dir() else path
        return tuple(pq.read_schema(first).names)

    def small(self, name: str, filters: Sequence[tuple[str, str, Any]] | None = None) -> list[dict[str, Any]]:
        """All rows of a small relation, those that pass `filters` (column, comparison, value)."""
        path = self.path(name)
        if path is None:
            return []
        rows: list[dict[str, Any]] = pq.read_table(path, filters=list(filters) if filters else None).to_pylist()
        return rows

    def rows(self, name: str, select: str) -> list[tuple[Any, ...]]:
        """Rows of a SELECT over relation `name`, written `{relation}` in it; none when it was not written."""
        with self._seen(name) as seen:
            return [] if seen is None else self.engine.rows(select.format(relation=seen))

    def arrow(self, name: str, select: str) -> pa.Table:
        """The same as an Arrow table; one without columns when the relation was not written."""
        with self._seen(name) as seen:
            return pa.table({}) if seen is None else self.engine.arrow(select.format(relation=seen))

    @contextmanager
    def _seen(self, name: str) -> Iterator[str | None]:
        path = self.path(name)
        if path is None:
            yield None
            return
        seen = f"report_{name}"
        self.engine.read_parquet(seen, [path])
        try:
            yield seen
        finally:
            self.engine.drop(seen)

    def manifest(self) -> dict[str, Any]:
        """manifest.json, or nothing."""
        return held_json(self.run_dir / "manifest.json")

    def timings(self) -> dict[str, float]:
        """Seconds by step, as far as they are known."""
        return {str(name): float(spent) for name, spent in held_json(self.run_dir / "timings.json").items()}


def held_json(path: Path) -> dict[str, Any]:
    """The JSON object of a file; empty when there is no file."""
    if not path.exists():
        return {}
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held
