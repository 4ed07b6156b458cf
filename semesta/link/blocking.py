"""Which pairs are worth a look: rows that share a key. For any two files every two independent facts make a key."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

PAIRS_PER_ROW = 60
PAIRS_AT_LEAST = 1_500_000
BLOCK_LADDER = (16, 64, 256, 1_024, 4_096, 16_384, 65_536)


def atoms(fields: Sequence[str]) -> list[tuple[str, str, str]]:
    """(name, field it stems from, SQL over a prepared row): small facts, two of which make a key."""
    found: list[tuple[str, str, str]] = []
    for field in fields:
        found += _atoms_of(field)
    return found


def _atoms_of(field: str) -> list[tuple[str, str, str]]:
    if field == "birth_date":
        return [
            ("born", field, "birth_date"),
            ("born_year_month", field, "substr(birth_date, 1, 6)"),
            ("born_year_day", field, "substr(birth_date, 1, 4) || substr(birth_date, 7, 2)"),
            ("born_day", field, "substr(birth_date, 5, 4)"),
        ]
    if field in {"full_name", "mother_name"}:
        return [
            (field, field, f"{field}_said"),
            (f"{field}_flat", field, f"{field}_flat"),
            (f"{field}_first", field, f"split_part({field}_canon, ' ', 1)"),
            (f"{field}_start", field, f"substr({field}_flat, 1, 4)"),
            (f"{field}_end", field, f"right({field}_flat, 4)"),
        ]
    if field in {"given_name", "family_name"}:
        return [
            (field, field, f"{field}_flat"),
            (f"{field}_start", field, f"substr({field}_flat, 1, 3)"),
            (f"{field}_end", field, f"right({field}_flat, 3)"),
        ]
    if field in {"national_id", "phone"}:
        half = f"CAST(floor(length({field}) / 2e0) AS INTEGER)"
        return [
            (field, field, field),
            (f"{field}_start", field, f"substr({field}, 1, {half})"),
            (f"{field}_end", field, f"right({field}, {half})"),
        ]
    if field in {"place", "address"}:
        return [(field, field, f"{field}_flat"), (f"{field}_start", field, f"substr({field}_flat, 1, 5)")]
    if field in {"postcode", "household", "village"}:
        return [(field, field, field)]
    return []


STRONG = frozenset(
    {"national_id", "phone", "household", "born", "full_name", "full_name_flat", "address", "given_name", "family_name"}
)


def keys(fields: Sequence[str]) -> list[tuple[str, str]]:
    """(name, SQL of the key): facts strong enough alone, any two facts of different fields, and swapped names."""
    facts = atoms(fields)
    found = [(name, f"'{name}|' || {sql}") for name, _, sql in facts if name in STRONG]
    for (a, field_a, sql_a), (b, field_b, sql_b) in combinations(facts, 2):
        if field_a != field_b:
            found.append((f"{a}+{b}", f"'{a}+{b}|' || {sql_a} || '|' || {sql_b}"))
    return found


def propose_pairs(engine: Engine, into: str, left: str, right: str, fields: Sequence[str]) -> dict[str, int]:
    """Relation `into` (l, r): distinct pairs that share a key, keys shared by too many left out; pairs by key.

    Every key may bring at most so many pairs that all together stay within PAIRS_PER_ROW of both files' rows.
    """
    found = keys(fields)
    for side, name in ((left, "link_key_left"), (right, "link_key_right")):
        selects = [f"SELECT key, {i} AS kind, {sql} AS text FROM {side}" for i, (_, sql) in enumerate(found)]
        swapped = _swapped(side, fields) if name == "link_key_right" else []
        union = " UNION ALL ".join(selects + swapped)
        engine.materialise(name, f"SELECT key, kind, text FROM ({union}) AS t WHERE text IS NOT NULL")
    _count_blocks(engine)
    limits = _limits(engine, left, right, len(found))
    chosen = " OR ".join(f"(kind = {kind} AND size <= {limit})" for kind, limit in limits.items()) or "FALSE"
    engine.materialise(
        into,
        "SELECT DISTINCT a.key AS l, b.key AS r FROM (SELECT text FROM link_block WHERE " + chosen + ") AS k"
        " JOIN link_key_left AS a ON a.text = k.text JOIN link_key_right AS b ON b.text = k.text",
    )
    for name in ("link_key_left", "link_key_right", "link_block"):
        engine.drop(name)
    return {found[kind][0]: limit for kind, limit in limits.items()}


def _swapped(side: str, fields: Sequence[str]) -> list[str]:
    if not {"given_name", "family_name"} <= set(fields):
        return []
    exchanged = {"given_name": "family_name", "family_name": "given_name"}
    facts = {name: sql for name, _, sql in atoms(fields)}
    selects = []
    for i, (name, _) in enumerate(keys(fields)):
        parts = name.split("+")
        stems = [next((s for s in exchanged if part.startswith(s)), "") for part in parts]
        if not any(stems):
            continue
        turned = [
            facts[part].replace(stem, exchanged[stem]) if stem else facts[part]
            for part, stem in zip(parts, stems, strict=True)
        ]
        sql = " || '|' || ".join(turned)
        selects.append(f"SELECT key, {i} AS kind, '{name}|' || {sql} AS text FROM {side}")
    return selects


def _count_blocks(engine: Engine) -> None:
    engine.materialise(
        "link_block",
        "SELECT a.text, a.kind, a.n * b.n AS size FROM"
        " (SELECT text, kind, count(*) AS n FROM link_key_left GROUP BY text, kind) AS a"
        " JOIN (SELECT text, count(*) AS n FROM link_key_right GROUP BY text) AS b ON b.text = a.text",
    )


def _limits(engine: Engine, left: str, right: str, kinds: int) -> dict[int, int]:
    ((rows,),) = engine.rows(f"SELECT (SELECT count(*) FROM {left}) + (SELECT count(*) FROM {right})")
    budget = max(PAIRS_AT_LEAST, PAIRS_PER_ROW * int(rows)) // max(1, kinds) * 3
    sums = ", ".join(
        f"CAST(coalesce(sum(CASE WHEN size <= {step} THEN size END), 0) AS BIGINT)" for step in BLOCK_LADDER
    )
    limits: dict[int, int] = {}
    for kind, *totals in engine.rows(f"SELECT kind, {sums} FROM link_block GROUP BY kind ORDER BY kind"):
        fitting = [step for step, total in zip(BLOCK_LADDER, totals, strict=True) if total <= budget]
        if fitting:
            limits[int(kind)] = fitting[-1]
    return limits
