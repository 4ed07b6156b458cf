"""The two sides made ready: one row per record with the columns that comparisons read."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.link.compare import NAME_FIELDS, NAME_PARTS, NUMBERS, WORD_PARTS
from semesta.link.words import build_dictionary, clean, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

TEXT_FIELDS = ("place", "address")


def prepare_sides(
    engine: Engine,
    left: tuple[str, str],
    right: tuple[str, str],
    fields: Sequence[str],
    *,
    cuts: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> None:
    """Relations left[1] and right[1] hold the rows of left[0] and right[0] (column `key` and raw columns named like
    `fields`) with names, places and addresses made comparable; other columns pass through.

    `cuts`: further columns of link_name that the two sides have of the full name.
    """
    names = [name for name in fields if name in NAME_FIELDS]
    bits: list[str] = []
    if names:
        places = [(source, name) for source in (left[0], right[0]) for name in names]
        rarity = build_dictionary(engine, places, counted=left[0])
        bits = [f"{rarity.name_bits(f'{name}_n')} AS {name}_name_bits" for name in names]
    for turn, (raw, ready) in enumerate((left, right)):
        texts = [name for name in fields if name in TEXT_FIELDS]
        columns = [f"t.{c}" for c, _ in engine.columns(raw) if c not in names and c not in texts]
        columns += [f"{NUMBERS[name].format(t=f't.{name}')} AS {name}_number" for name in fields if name in NUMBERS]
        words = () if turn else WORD_PARTS
        for name in names:
            parts = (*NAME_PARTS, *words, *(cuts[turn] if name == "full_name" else ()))
            columns += [f"{name}_n.{part} AS {name}_{part}" for part in parts]
        for name in texts:
            columns += [f"t.{name}_flat", *words_of(f"t.{name}_sorted", name)]
        joins = "".join(
            f" LEFT JOIN (SELECT * FROM link_name WHERE in_{turn * len(names) + i}) AS {name}_n"
            f" ON {name}_n.raw = t.{name}"
            for i, name in enumerate(names)
        )
        columns += [] if turn else bits
        engine.materialise(ready, f"SELECT {', '.join(columns)} FROM {_cleaned(raw, texts)} AS t{joins}")
    engine.drop("link_name")


def _cleaned(raw: str, texts: Sequence[str]) -> str:
    """SQL of relation `raw` with each of `texts` cleaned: without blanks (_flat), its words sorted (_sorted)."""
    if not texts:
        return raw
    made = [
        f"replace({name}_clean, ' ', '') AS {name}_flat, sorted_words({name}_clean) AS {name}_sorted" for name in texts
    ]
    cleaned = [f"{clean(name)} AS {name}_clean" for name in texts]
    return f"(SELECT *, {', '.join(made)} FROM (SELECT *, {', '.join(cleaned)} FROM {raw}) AS c)"
