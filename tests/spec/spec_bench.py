"""A bench on which one relation at a time meets the tables of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from spec_file import Case, SpecError, Table, value

from semesta.engines.graph import reads
from semesta.relations.load import load_relations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.engines.base import Engine

ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "SMALLINT": pa.int16(), "TINYINT": pa.int8(),
    "DOUBLE": pa.float64(), "FLOAT": pa.float32(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip
Columns = tuple[tuple[str, str], ...]


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a DuckDB type."""
    if kind.endswith("[]"):
        return pa.list_(arrow_type(kind[:-2]))
    return ARROW[kind]


def empty_table(columns: Columns) -> pa.Table:
    """No rows, these columns."""
    return pa.schema([(name, arrow_type(kind)) for name, kind in columns]).empty_table()


def typed_table(table: Table, columns: Columns, file: str) -> pa.Table:
    """The rows of a given table under all declared columns; what it does not name is NULL."""
    kinds = dict(columns)
    for name in table.columns:
        if name not in kinds:
            raise SpecError(f"{file}:{table.line}: {table.relation} has no column {name}")
    place = {name: at for at, name in enumerate(table.columns)}
    return pa.table({
        name: pa.array(
            [value(row[place[name]], kind) if name in place else None for row in table.rows], arrow_type(kind)
        )
        for name, kind in columns
    })  # fmt: skip


class Bench:
    """An engine, and the columns of everything a relation may read."""

    def __init__(self, engine: Engine, columns: Mapping[str, Columns]) -> None:
        self.engine = engine
        self.columns = columns
        self._relations = {relation.name: relation for relation in load_relations()}
        self._empty: set[str] = set()

    def check(self, case: Case) -> None:
        """Assert that the case holds on this engine."""
        for then in case.then:
            kinds = dict(self.columns[then.relation])
            unknown = [name for name in then.columns if name not in kinds]
            if unknown:
                raise SpecError(f"{case.file}:{then.line}: {then.relation} has no column {unknown[0]}")
            wanted = [
                tuple(value(cell, kinds[name]) for name, cell in zip(then.columns, row, strict=True))
                for row in then.rows
            ]
            found = self._found(case, then)
            assert comparable(found) == comparable(wanted), difference(then.columns, found, wanted)

    def _found(self, case: Case, then: Table) -> list[tuple[Any, ...]]:
        sql = self._relations[then.relation].sql
        for name in case.given:
            if name not in reads(sql):
                raise SpecError(f"{case.file}:{case.line}: {then.relation} does not read {name}")
        for name in reads(sql):
            self._lay(name, case)
        return self.engine.rows(f"SELECT {', '.join(then.columns)} FROM (\n{sql}\n) AS answer")  # noqa: S608 names of ours

    def _lay(self, name: str, case: Case) -> None:
        given = case.given.get(name)
        if given is None:
            self.lay_empty(name)
            return
        self.engine.register(name, typed_table(given, self.columns[name], case.file))
        self._empty.discard(name)

    def lay_empty(self, name: str) -> None:
        """Relation `name` exists without rows."""
        if name not in self._empty:
            self.engine.register(name, empty_table(self.columns[name]))
            self._empty.add(name)


def comparable(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows in an order of their own, doubles to nine digits."""
    rounded = [tuple(float(f"{cell:.9g}") if isinstance(cell, float) else cell for cell in row) for row in rows]
    return sorted(rounded, key=lambda row: [(cell is None, str(type(cell)), str(cell)) for cell in row])


def difference(columns: Sequence[str], found: Sequence[tuple[Any, ...]], wanted: Sequence[tuple[Any, ...]]) -> str:
    """Both tables, one row a line."""
    lines = [" | ".join(columns)]
    for title, rows in (("found", found), ("wanted", wanted)):
        lines += [title, *(" | ".join("" if cell is None else str(cell) for cell in row) for row in comparable(rows))]
    return "\n".join(["", *lines])
