"""The two sides made ready: one row per record with the columns that comparisons read."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.link.compare import BLOCK_PARTS, NAME_FIELDS, NAME_PARTS
from semesta.link.words import build_dictionary, clean, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

TEXT_FIELDS = ("place", "address")


def prepare_sides(engine: Engine, left: tuple[str, str], right: tuple[str, str], fields: Sequence[str]) -> None:
    """Relations left[1] and right[1] hold the rows of left[0] and right[0] (column `key` and raw columns named like
    `fields`) with names, places and addresses made comparable; other columns pass through.
    """
    names = [name for name in fields if name in NAME_FIELDS]
    if names:
        sources = (left[0], right[0])
        build_dictionary(engine, [(source, name) for source in sources for name in names], counted=left[0])
    for raw, ready in (left, right):
        engine.materialise(ready, _ready(raw, [c for c, _ in engine.columns(raw)], names, fields))
    engine.drop("link_name")


def _ready(raw: str, columns: Sequence[str], names: Sequence[str], fields: Sequence[str]) -> str:
    texts = [name for name in fields if name in TEXT_FIELDS]
    kept = [f"t.{c}" for c in columns if c not in names and c not in texts]
    for name in names:
        parts = NAME_PARTS + BLOCK_PARTS if name == "full_name" else NAME_PARTS
        kept += [f"{name}_n.{part} AS {name}_{part}" for part in parts]
    for name in texts:
        kept += [f"t.{name}_flat", *words_of(f"t.{name}_sorted", name)]
    if texts:
        made = [
            f"replace({name}_clean, ' ', '') AS {name}_flat, sorted_words({name}_clean) AS {name}_sorted"
            for name in texts
        ]
        cleaned = [f"{clean(name)} AS {name}_clean" for name in texts]
        raw = f"(SELECT *, {', '.join(made)} FROM (SELECT *, {', '.join(cleaned)} FROM {raw}) AS c)"
    joins = " ".join(f"LEFT JOIN link_name AS {name}_n ON {name}_n.raw = t.{name}" for name in names)
    return f"SELECT {', '.join(kept)} FROM {raw} AS t {joins}"
