"""DuckDB, embedded: the default engine. Nothing to install, one process, spills to a folder when memory is short."""

# ruff: noqa: S608  (SQL is put together here and nowhere above; identifiers and texts pass through quoted())
from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

FUNCTIONS = Path(__file__).parent / "functions" / "duckdb.sql"
ROW_GROUP_ROWS = 122_880
NEVER = "1TB"
"""Of changes after which relations in memory would be packed anew: nothing here changes a row once it is made."""
INEXACT_TYPES = ("HUGEINT", "UHUGEINT")


class DuckEngine:
    """An `Engine` on one in-memory DuckDB connection.

    `memory_limit` is DuckDB's own spelling ('3GB'); beyond it work spills to `temp_folder`.
    Results do not depend on `threads`.
    """

    name = "duckdb"

    def __init__(
        self, *, memory_limit: str | None = None, threads: int | None = None, temp_folder: Path | None = None
    ) -> None:
        self._connection = duckdb.connect(":memory:")
        self._one_at_a_time = threading.Lock()
        self._kinds: dict[str, str] = {}
        settings: dict[str, str | int] = {
            "autoinstall_known_extensions": "false",
            "checkpoint_threshold": NEVER,
            "enable_progress_bar": "false",
            "python_enable_replacements": "false",
            "TimeZone": "UTC",
        }
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        if threads is not None:
            settings["threads"] = threads
        if temp_folder is not None:
            settings["temp_directory"] = str(temp_folder)
        for key, value in settings.items():
            self._run(f"SET {key} = {quoted_text(str(value))}")
        if FUNCTIONS.exists():
            self._run(FUNCTIONS.read_text(encoding="utf-8"))

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        try:
            rows: list[tuple[Any, ...]] = self._connection.execute(sql).fetchall()
        except duckdb.OutOfMemoryException as error:
            raise Fault(
                "Memori tidak cukup untuk langkah ini; yang sudah selesai tersimpan. Jalankan lagi di mesin dengan"
                " memori lebih besar, atau dengan berkas per kabupaten/kota"
            ) from error
        return rows

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT (small results only)."""
        return self._run(select)

    def arrow(self, select: str) -> pa.Table:
        """All rows of a SELECT as an Arrow table."""
        return self._connection.sql(select).to_arrow_table()

    def described(self, select: str) -> list[tuple[str, str]]:
        """(column, type in DuckDB's spelling) of a SELECT, in order. A LookupError names what it asks for in vain."""
        cursor = self._cursor()
        try:
            return [(row[0], row[1]) for row in cursor.execute(f"DESCRIBE {select}").fetchall()]
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise LookupError(str(error)) from error
        finally:
            cursor.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same relations; two threads may ask at once (DuckDB refuses instead)."""
        with self._one_at_a_time:
            return self._connection.cursor()

    def batches(self, select: str, row_count: int) -> Iterator[pa.RecordBatch]:
        """The rows of a SELECT in batches of at most about `row_count`, never all in memory; on a cursor of its own, so
        that several may be read at a time.
        """
        cursor = self._cursor()
        try:
            yield from cursor.sql(select).to_arrow_reader(row_count)
        finally:
            cursor.close()

    def tuples(self, select: str, row_count: int) -> Iterator[list[tuple[Any, ...]]]:
        """As `batches`, in plain Python values."""
        cursor = self._cursor()
        try:
            cursor.execute(select)
            while rows := cursor.fetchmany(row_count):
                yield rows
        finally:
            cursor.close()

    def register(self, name: str, table: pa.Table) -> None:
        """A small in-memory table becomes relation `name` (copied: `table` may be let go)."""
        self.drop(name)
        self._connection.register("registered_arrow", table)
        try:
            self._run(f"CREATE TABLE {quoted(name)} AS SELECT * FROM registered_arrow")
        finally:
            self._connection.unregister("registered_arrow")
        self._kinds[name.lower()] = "TABLE"

    def read_parquet(self, name: str, paths: Sequence[Path]) -> None:
        """Relation `name` is the union (by column name) of these Parquet files or folders of Parquet files."""
        files = ", ".join(quoted_text(file) for path in paths for file in parquet_files(path))
        self.view(name, f"SELECT * FROM read_parquet([{files}], union_by_name = true)")

    def view(self, name: str, select: str) -> None:
        """Relation `name` is this SELECT, evaluated when used."""
        self.drop(name)
        self._run(f"CREATE VIEW {quoted(name)} AS {select}")
        self._kinds[name.lower()] = "VIEW"

    def materialise(self, name: str, select: str) -> None:
        """Relation `name` is this SELECT, evaluated now and kept until dropped or the engine is closed."""
        self._run(f"CREATE OR REPLACE TABLE {quoted('materialised ' + name)} AS {select}")
        self.drop(name)
        self._run(f"ALTER TABLE {quoted('materialised ' + name)} RENAME TO {quoted(name)}")
        self._kinds[name.lower()] = "TABLE"

    def write_parquet(self, select: str, path: Path, order_by: Sequence[str] = ()) -> int:
        """Rows of a SELECT written to the file `path`, sorted; their count. The same rows give the same bytes.

        Raises ValueError for a column whose type Parquet cannot hold exactly (a sum of BIGINT is HUGEINT: cast it).
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(path.name + ".unfinished")
        order = f" ORDER BY {', '.join(map(quoted, order_by))}" if order_by else ""
        ((count,),) = self._run(
            f"COPY (SELECT * FROM ({select}\n){order}) TO {quoted_text(str(beside))}"
            f" (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {ROW_GROUP_ROWS}, WRITE_BLOOM_FILTER FALSE)"
        )
        if "double" in map(str, pq.read_schema(beside).types):
            self._check_types(select, beside, path)
        beside.replace(path)
        return int(count)

    def _check_types(self, select: str, beside: Path, path: Path) -> None:
        for column, kind, *_ in self._run(f"DESCRIBE {select}"):
            if kind in INEXACT_TYPES:
                beside.unlink()
                raise ValueError(f"{path.stem}.{column} is {kind}: cast it to BIGINT")

    def columns(self, name: str) -> list[tuple[str, str]]:
        """(column, type in DuckDB's spelling) of relation `name`, in order."""
        return [(row[0], row[1]) for row in self._run(f"DESCRIBE {quoted(name)}")]

    def digest(self, name: str) -> str:
        """A digest of the rows of relation `name` in any order."""
        ((count, total),) = self._run(f"SELECT count(*), sum(hash(t)) FROM {quoted(name)} AS t")
        return f"{count}-{total or 0:x}"

    def drop(self, name: str) -> None:
        """Relation `name` is gone; no error if it was not there."""
        kind = self._kinds.pop(name.lower(), None)
        if kind is not None:
            self._run(f"DROP {kind} {quoted(name)}")

    def close(self) -> None:
        """Everything held is released."""
        self._connection.close()


def parquet_files(path: Path) -> list[str]:
    """The Parquet files of a path: itself, or the files in that folder, sorted by name."""
    if path.is_dir():
        return sorted(str(file) for file in path.glob("*.parquet"))
    return [str(path)]


def quoted(name: str) -> str:
    """An identifier that cannot end early."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A string literal that cannot end early."""
    return "'" + text.replace("'", "''") + "'"
