"""Which rows of the firm lists are one firm: by number, name, address and phone, in bits of evidence, set-based."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

from semesta.link.firm_names import WORDS, build_firm_names, house_of, street_of, tax_number_of
from semesta.link.words import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.engines.base import Engine

BITS: Mapping[str, float] = {
    "nib_same": 24.0, "nib_differs": -9.0,
    "npwp_same": 14.0, "npwp_slip": 8.0, "npwp_differs": -8.0,
    "phone_same": 11.0, "phone_differs": -0.7,
    "house_same": 9.0, "street_same": 3.0, "house_differs": -0.5, "street_differs": -2.0,
    "village_same": 4.0, "village_differs": -3.0,
    "form_same": 0.7, "form_differs": -4.0,
    "name_same": 3.0, "name_slip": -1.5, "word_missing": -3.5, "word_alike": 0.8, "name_differs": -6.0,
}  # fmt: skip
"""What each agreement or disagreement says, in bits: log2 of how much likelier it is in one firm than in two. Set from
how often offices' lists differ (numbers seldom, addresses often); names count by how rare
they are in one list."""
LARGEST_BLOCK = 60
WORD_ALIKE = 0.88
NAME_SLIP = 0.94
SAME_FIRM = 0.5
TWICE = 12.0
ROUNDS = 12


def match_firms(engine: Engine, rows: str, out: str = "firm_link") -> int:
    """Relation `out`: one row per row of `rows` (shape of relation employer): employer_row_id, firm_row_id (the
    smallest row id of its firm), probability (of its best pair; NULL for a firm that stands alone). Answers the pairs
    compared.

    Rows of one list are one firm when a number says so, or TWICE bits; of two lists each takes the other's best, both
    ways.
    """
    build_firm_names(engine, rows)
    _prepare(engine, rows)
    _candidates(engine)
    ((count,),) = engine.rows("SELECT count(*) FROM firm_pair")
    _score(engine)
    _edges(engine)
    _components(engine, out)
    for name in ("firm_name", "firm_row", "firm_block", "firm_pair", "firm_score", "firm_edge"):
        engine.drop(name)
    return int(count)


def _prepare(engine: Engine, rows: str) -> None:
    address = clean("e.address")
    words = ", ".join([*(f"n.b{i}" for i in range(1, WORDS + 1)), *(f"n.r{i}" for i in range(1, WORDS + 1))])
    ((total,),) = engine.rows(f"SELECT count(*) FROM {rows}")
    bits = log2(int(total) + 2)
    engine.materialise(
        "firm_row",
        "SELECT *, concat_ws(' ', street, house) AS door,"
        f" {bits}e0 - log2(CAST(max(in_list) OVER (PARTITION BY flat) AS DOUBLE)) AS name_bits,"
        " CASE WHEN length(phone_digits) >= 7 THEN right(phone_digits, 7) END AS phone_end FROM"
        " (SELECT *, count(*) OVER (PARTITION BY flat, source) AS in_list FROM ("
        f"SELECT e.employer_row_id AS id, coalesce(e.source, 'BPJS') AS source, e.nib,"
        f" {tax_number_of('e.npwp')} AS npwp, e.phone AS phone_digits, e.village_code,"
        f" {street_of(address)} AS street, {house_of(address)} AS house, n.form, n.flat, n.sorted, {words}"
        f" FROM {rows} AS e LEFT JOIN firm_name AS n ON n.raw = e.name) AS t) AS t",
    )


def _candidates(engine: Engine) -> None:
    """firm_pair (a, b; a < b): rows that share a number, a door, a name, or enough of one, in no block too large."""
    keys = {
        "nib": "nib", "npwp": "npwp", "phone": "phone_end", "flat": "flat", "sorted": "sorted",
        "start": "substr(flat, 1, 8)", "end": "right(flat, 8)", "door": "CASE WHEN house IS NOT NULL THEN door END",
        "first": "b1 || ' ' || b2 || coalesce(b3, '')", "skip": "b1 || ' ' || b3", "last": "b2 || ' ' || b3",
        "place": "b1 || ' ' || village_code", "street": "b1 || ' ' || street", "second": "b2 || ' ' || street",
        "third": "b3 || ' ' || street",
        "tight": "substr(sorted, 1, 6) || right(sorted, 3)",
    }  # fmt: skip
    spread = [f"SELECT '{name}' AS kind, {key} AS value, id FROM firm_row" for name, key in keys.items()]
    spread += [f"SELECT 'word' AS kind, b{i} AS value, id FROM firm_row" for i in range(1, WORDS + 1)]
    engine.materialise(
        "firm_block",
        "SELECT kind, value, id FROM (SELECT kind, value, id, count(*) OVER (PARTITION BY kind, value) AS size FROM"
        f" (SELECT DISTINCT kind, value, id FROM ({' UNION ALL '.join(spread)}) AS t WHERE value IS NOT NULL) AS t)"
        f" AS t WHERE size > 1 AND (size <= {LARGEST_BLOCK} OR kind IN ('nib', 'npwp'))",
    )
    engine.materialise(
        "firm_pair",
        "SELECT DISTINCT x.id AS a, y.id AS b FROM firm_block AS x JOIN firm_block AS y"
        " ON y.kind = x.kind AND y.value = x.value AND x.id < y.id",
    )


def _score(engine: Engine) -> None:
    """firm_score: a, b, their lists, bits (evidence less the prior), sure (a number says it)."""
    ((total,),) = engine.rows("SELECT count(*) FROM firm_row")
    weigh = {name: f"{value}e0" for name, value in BITS.items()}
    number = _choice("nib", weigh) + " + " + (
        f"CASE WHEN a.npwp = b.npwp THEN {weigh['npwp_same']} WHEN digit_distance(a.npwp, b.npwp) <= 2"
        f" THEN {weigh['npwp_slip']} WHEN a.npwp <> b.npwp THEN {weigh['npwp_differs']} ELSE 0e0 END"
    )  # fmt: skip
    place = (
        f"CASE WHEN a.street = b.street OR names_nearly_one(a.street, b.street) THEN CASE WHEN a.house = b.house THEN"
        f" {weigh['house_same']} WHEN a.house <> b.house THEN {weigh['house_differs']} ELSE {weigh['street_same']} END"
        f" WHEN a.street <> b.street THEN {weigh['street_differs']} ELSE 0e0 END"
    )
    other = " + ".join(_choice(name, weigh, column) for name, column in (
        ("phone", "phone_end"), ("village", "village_code"), ("form", "form"),
    ))  # fmt: skip
    engine.materialise(
        "firm_score",
        "SELECT a, b, a_source, b_source, sure, rest + name AS bits FROM ("
        "SELECT p.a, p.b, a.source AS a_source, b.source AS b_source,"
        f" coalesce(a.nib = b.nib OR a.npwp = b.npwp, FALSE) AS sure,"
        f" {number} + {place} + {other} - {log2(int(total) + 2)}e0 AS rest, {_name_bits(weigh)} AS name"
        " FROM firm_pair AS p JOIN firm_row AS a ON a.id = p.a JOIN firm_row AS b ON b.id = p.b) AS t"
        " WHERE rest + name > -3e0",
    )


def _choice(name: str, weigh: Mapping[str, str], column: str = "") -> str:
    x = column or name
    return (
        f"CASE WHEN a.{x} = b.{x} THEN {weigh[f'{name}_same']} WHEN a.{x} <> b.{x} THEN {weigh[f'{name}_differs']}"
        " ELSE 0e0 END"
    )


def _name_bits(weigh: Mapping[str, str]) -> str:
    """SQL: bits of the two names: whole by their rarity, else word by word, missing words counting against."""
    places = range(1, WORDS + 1)
    found = " + ".join(_word_bits("a", i, "b", weigh) for i in places)
    lost = " + ".join(_word_lost("b", i, "a") for i in places)
    least = "least(a.name_bits, b.name_bits)"
    return (
        "CASE WHEN a.flat IS NULL OR b.flat IS NULL THEN 0e0 WHEN a.flat = b.flat OR a.sorted = b.sorted"
        f" THEN {least} + {weigh['name_same']}"
        f" WHEN abs(length(a.flat) - length(b.flat)) <= 2 AND name_similarity(a.flat, b.flat) >= {NAME_SLIP}"
        f" AND word_count(a.sorted) <> word_count(b.sorted) THEN {least} + {weigh['name_slip']}"
        f" ELSE greatest(least({found} + ({lost}) * {weigh['word_missing']}, {least}), {weigh['name_differs']}) END"
    )


def _alike(word: str, others: str) -> tuple[str, str]:
    """SQL: the word stands in the other name; it stands there written alike, shortened or without vowels."""
    bare = f"regexp_replace({word}, '[AEIOU]', '', 'g')"
    one_of = []
    for i in range(1, WORDS + 1):
        other = f"{others}.b{i}"
        one_of.append(f"name_similarity({word}, {other}) >= {WORD_ALIKE}")
        one_of.append(f"(length({word}) >= 4 AND digit_distance({word}, {other}) <= 1)")
        one_of.append(f"(length({bare}) >= 3 AND {bare} = regexp_replace({other}, '[AEIOU]', '', 'g'))")
    same = f"(' ' || {others}.sorted || ' ') LIKE ('% ' || {word} || ' %')"
    return same, f"coalesce({' OR '.join(one_of)}, FALSE)"


def _word_bits(own: str, place: int, others: str, weigh: Mapping[str, str]) -> str:
    word, bits = f"{own}.b{place}", f"{own}.r{place}"
    same, alike = _alike(word, others)
    return (
        f"CASE WHEN {word} IS NULL THEN 0e0 WHEN {same} THEN {bits} WHEN {alike} THEN {bits} * {weigh['word_alike']}"
        f" ELSE {weigh['word_missing']} END"
    )


def _word_lost(own: str, place: int, others: str) -> str:
    word = f"{own}.b{place}"
    same, alike = _alike(word, others)
    return f"CASE WHEN {word} IS NULL OR {same} OR {alike} THEN 0e0 ELSE 1e0 END"


def _edges(engine: Engine) -> None:
    """firm_edge (a, b, bits): of two lists each row's best that takes it back; of one list what a number says."""
    threshold = log2(SAME_FIRM / (1 - SAME_FIRM))
    both = (
        "SELECT a AS id, b AS other, b_source AS list, a_source AS own, bits, sure FROM firm_score"
        " UNION ALL SELECT b, a, a_source, b_source, bits, sure FROM firm_score"
    )
    engine.materialise(
        "firm_edge",
        "WITH ranked AS (SELECT *, row_number() OVER (PARTITION BY id, list ORDER BY bits DESC, other) AS turn FROM"
        f" ({both}) AS t WHERE bits >= {threshold}e0 AND own <> list)"
        " SELECT x.id AS a, x.other AS b, x.bits FROM ranked AS x JOIN ranked AS y ON y.id = x.other AND y.other = x.id"
        " WHERE x.turn = 1 AND y.turn = 1 AND x.id < x.other"
        f" UNION SELECT a, b, bits FROM firm_score WHERE bits >= {threshold}e0 AND a_source = b_source"
        f" AND (sure OR bits >= {TWICE}e0)",
    )


def _components(engine: Engine, out: str) -> None:
    """The smallest row id that edges lead to, passed on until nothing changes."""
    engine.materialise("firm_label_0", "SELECT id, id AS label FROM firm_row")
    last = 0
    for turn in range(1, ROUNDS + 1):
        engine.materialise(
            f"firm_label_{turn}",
            "SELECT id, min(label) AS label FROM ("
            f"SELECT id, label FROM firm_label_{last} UNION ALL"
            f" SELECT e.a, l.label FROM firm_edge AS e JOIN firm_label_{last} AS l ON l.id = e.b UNION ALL"
            f" SELECT e.b, l.label FROM firm_edge AS e JOIN firm_label_{last} AS l ON l.id = e.a) AS t GROUP BY id",
        )
        ((moved,),) = engine.rows(
            f"SELECT count(*) FROM firm_label_{turn} AS n JOIN firm_label_{last} AS o ON o.id = n.id"
            " WHERE o.label <> n.label"
        )
        engine.drop(f"firm_label_{last}")
        last = turn
        if not moved:
            break
    engine.materialise(
        out,
        f"SELECT l.id AS employer_row_id, l.label AS firm_row_id, best.probability FROM firm_label_{last} AS l"
        " LEFT JOIN (SELECT id, round(1e0 / (1e0 + pow(2e0, -max(bits))), 6) AS probability FROM"
        " (SELECT a AS id, bits FROM firm_edge UNION ALL SELECT b, bits FROM firm_edge) AS t GROUP BY id) AS best"
        " ON best.id = l.id",
    )
    engine.drop(f"firm_label_{last}")
