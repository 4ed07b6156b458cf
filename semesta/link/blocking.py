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


DATE_PARTS = (
    ("", "{f}"),
    ("_month", "substr({f}, 1, 6)"),
    ("_year_day", "substr({f}, 1, 4) || substr({f}, 7, 2)"),
    ("_day", "substr({f}, 5, 4)"),
)
WHOLE_NAME_PARTS = (
    ("", "{f}_said"),
    ("_flat", "{f}_flat"),
    ("_first", "split_part({f}_canon, ' ', 1)"),
    ("_start", "substr({f}_flat, 1, 4)"),
    ("_end", "right({f}_flat, 4)"),
)
NAME_PARTS = (("", "{f}_flat"), ("_start", "substr({f}_flat, 1, 3)"), ("_end", "right({f}_flat, 3)"))
HALF = "CAST(floor(length({f}) / 2e0) AS INTEGER)"
NUMBER_PARTS = (("", "{f}"), ("_start", f"substr({{f}}, 1, {HALF})"), ("_end", f"right({{f}}, {HALF})"))
TEXT_PARTS = (("", "{f}_flat"), ("_start", "substr({f}_flat, 1, 5)"))
CODE_PARTS = (("", "{f}"),)
PARTS = {
    "birth_date": DATE_PARTS, "full_name": WHOLE_NAME_PARTS, "mother_name": WHOLE_NAME_PARTS, "given_name": NAME_PARTS,
    "family_name": NAME_PARTS, "national_id": NUMBER_PARTS, "phone": NUMBER_PARTS, "place": TEXT_PARTS,
    "address": TEXT_PARTS,
    "postcode": CODE_PARTS, "household": CODE_PARTS,
}  # fmt: skip
"""Small facts of a field: (ending of their name, SQL over a prepared row)."""
WORD_KEYS = tuple(
    f"substr(split_part({{f}}_said, ' ', {i}), 1, 3) || '|' || substr(split_part({{f}}_said, ' ', {j}), 1, 3)"
    for i, j in ((2, 3), (2, 4), (3, 4))
)
"""Beginnings of two words of a name (said begins with a blank: word 1 is part 2)."""


STRONG = frozenset((
    "national_id", "phone", "household", "birth_date", "full_name", "full_name_flat", "address", "given_name",
    "family_name",
))  # fmt: skip
MANY_ROWS = 300_000
PARTS_OF_MANY = 2


def atoms(fields: Sequence[str], parts: int) -> list[tuple[str, str, str]]:
    """(name, field it stems from, SQL over a prepared row): at most `parts` small facts per field, two of which make a
    key.
    """
    return [
        (field + ending, field, sql.format(f=field)) for field in fields for ending, sql in PARTS.get(field, ())[:parts]
    ]


def keys(fields: Sequence[str], parts: int) -> list[tuple[str, str]]:
    """(name, SQL of the key): facts strong enough alone, two words of one name, any two facts of different fields."""
    facts = atoms(fields, parts)
    found = [(name, f"'{name}|' || {sql}") for name, _, sql in facts if name in STRONG]
    for name in fields:
        if PARTS.get(name) is WHOLE_NAME_PARTS:
            found += [(f"{name}_words", f"'{name}_words|' || {sql.format(f=name)}") for sql in WORD_KEYS]
    for (a, field_a, sql_a), (b, field_b, sql_b) in combinations(facts, 2):
        if field_a != field_b:
            found.append((f"{a}+{b}", f"'{a}+{b}|' || {sql_a} || '|' || {sql_b}"))
    return found


def propose_pairs(engine: Engine, into: str, left: str, right: str, fields: Sequence[str]) -> None:
    """Relation `into` (l, r): distinct pairs that share a key, keys shared by too many left out.

    Every key may bring at most so many pairs that all together stay near PAIRS_PER_ROW of both files' rows.
    """
    ((rows,),) = engine.rows(f"SELECT (SELECT count(*) FROM {left}) + (SELECT count(*) FROM {right})")
    parts = PARTS_OF_MANY if rows > MANY_ROWS else 9
    found = keys(fields, parts)
    for side, name in ((left, "link_key_left"), (right, "link_key_right")):
        asked = [*enumerate(sql for _, sql in found), *(_swapped(fields, parts) if side == right else ())]
        union = " UNION ALL ".join(f"SELECT key, {kind} AS kind, {sql} AS text FROM {side}" for kind, sql in asked)
        engine.materialise(
            name,
            "SELECT DISTINCT key, kind, row_print(text, '', '', '', '', '', '') AS print"
            f" FROM ({union}) AS t WHERE text IS NOT NULL",
        )
    engine.materialise(
        "link_block",
        "SELECT a.kind, a.print, a.n * b.n AS size FROM"
        " (SELECT kind, print, count(*) AS n FROM link_key_left GROUP BY kind, print) AS a"
        " JOIN (SELECT kind, print, count(*) AS n FROM link_key_right GROUP BY kind, print) AS b"
        " ON b.print = a.print AND b.kind = a.kind",
    )
    limits = _limits(engine, max(PAIRS_AT_LEAST, PAIRS_PER_ROW * int(rows)) * 3 // max(1, len(found)))
    chosen = " OR ".join(f"(kind = {kind} AND size <= {limit})" for kind, limit in limits.items()) or "FALSE"
    engine.materialise(
        into,
        f"SELECT DISTINCT a.key AS l, b.key AS r FROM (SELECT kind, print FROM link_block WHERE {chosen}) AS k"
        " JOIN link_key_left AS a ON a.print = k.print AND a.kind = k.kind"
        " JOIN link_key_right AS b ON b.print = k.print AND b.kind = k.kind",
    )
    for name in ("link_key_left", "link_key_right", "link_block"):
        engine.drop(name)


def _swapped(fields: Sequence[str], parts: int) -> list[tuple[int, str]]:
    """(number of the key, SQL): keys of given and family name as if the two had been exchanged."""
    if not {"given_name", "family_name"} <= set(fields):
        return []
    found = []
    for kind, (_, sql) in enumerate(keys(fields, parts)):
        label, rest = sql.split("|' || ", 1)
        turned = rest.replace("given_name", "\0").replace("family_name", "given_name").replace("\0", "family_name")
        if turned != rest:
            found.append((kind, f"{label}|' || {turned}"))
    return found


def _limits(engine: Engine, budget: int) -> dict[int, int]:
    """The largest block of each kind of key with which all blocks up to that size stay within `budget` pairs."""
    sums = ", ".join(
        f"CAST(coalesce(sum(CASE WHEN size <= {step} THEN size END), 0) AS BIGINT)" for step in BLOCK_LADDER
    )
    limits: dict[int, int] = {}
    for kind, *totals in engine.rows(f"SELECT kind, {sums} FROM link_block GROUP BY kind ORDER BY kind"):
        fitting = [step for step, total in zip(BLOCK_LADDER, totals, strict=True) if total <= budget]
        if fitting:
            limits[int(kind)] = fitting[-1]
    return limits
