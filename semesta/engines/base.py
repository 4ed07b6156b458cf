"""What every engine can do. Relations, linkage and measures talk to this and to nothing below it.

All SQL handed to an engine is written in the DuckDB dialect; an engine that speaks another one translates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa


class Engine(Protocol):
    """A place where SELECTs run. Names are unqualified; one namespace per engine."""

    name: str

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT (small results only)."""
        ...

    def arrow(self, select: str) -> pa.Table:
        """All rows of a SELECT as an Arrow table."""
        ...

    def register(self, name: str, table: pa.Table) -> None:
        """A small in-memory table becomes relation `name`."""
        ...

    def read_parquet(self, name: str, paths: Sequence[Path]) -> None:
        """Relation `name` is the union (by column name) of these Parquet files or folders of Parquet files."""
        ...

    def view(self, name: str, select: str) -> None:
        """Relation `name` is this SELECT, evaluated when used."""
        ...

    def materialise(self, name: str, select: str) -> None:
        """Relation `name` is this SELECT, evaluated now and kept until dropped or the engine is closed."""
        ...

    def write_parquet(self, select: str, path: Path, order_by: Sequence[str] = ()) -> int:
        """Rows of a SELECT written to `path` (a file on DuckDB, a folder of files on Spark), sorted; their count.

        The target appears only when complete (written beside it, then renamed).
        """
        ...

    def columns(self, name: str) -> list[tuple[str, str]]:
        """(column, type in DuckDB's spelling) of relation `name`, in order."""
        ...

    def drop(self, name: str) -> None:
        """Relation `name` is gone; no error if it was not there."""
        ...

    def close(self) -> None:
        """Everything held is released."""
        ...
