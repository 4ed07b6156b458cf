"""Two runs held against each other, table by table: what one has and the other has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.engines.duck import DuckEngine

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.engines.base import Engine

PLACES = 9
"""Doubles are compared to so many digits behind the point: engines add them up in different orders."""


@dataclass(frozen=True)
class Difference:
    """Rows of one table that only one run has; `columns` differ in name where they are not ''."""

    table: str
    only_first: int
    only_second: int
    columns: str = ""


def differences(first: Path, second: Path) -> tuple[Difference, ...]:
    """Every table of two run folders (from whatever engine) whose rows are not the same; () when all are equal."""
    names = {str(path.relative_to(run)) for run in (first, second) for path in run.glob("[0-9]_*/*.parquet")}
    engine = DuckEngine()
    try:
        found = [_difference(engine, name, first / name, second / name) for name in sorted(names)]
    finally:
        engine.close()
    return tuple(one for one in found if one.only_first or one.only_second or one.columns)


def _difference(engine: Engine, name: str, first: Path, second: Path) -> Difference:
    if not first.exists() or not second.exists():
        return Difference(name, int(first.exists()), int(second.exists()), "only one run has this table")
    columns = []
    for side, path in (("first_side", first), ("second_side", second)):
        engine.read_parquet(side, [path])
        columns.append(sorted(engine.columns(side)))
    if [column for column, _ in columns[0]] != [column for column, _ in columns[1]]:
        return Difference(name, 0, 0, ", ".join(sorted({c for c, _ in columns[0]} ^ {c for c, _ in columns[1]})))
    shown = ", ".join(
        f"round({column}, {PLACES}) AS {column}" if "DOUBLE" in (kind, other) else column
        for (column, kind), (_, other) in zip(columns[0], columns[1], strict=True)
    )

    def only(one: str, other: str) -> int:
        select = f"SELECT {shown} FROM {one} EXCEPT ALL SELECT {shown} FROM {other}"  # noqa: S608 names of ours
        return int(engine.rows(f"SELECT count(*) FROM ({select})")[0][0])  # noqa: S608 names of ours

    return Difference(name, only("first_side", "second_side"), only("second_side", "first_side"))
