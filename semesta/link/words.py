"""Names made comparable: every distinct text once, word by word, in SQL that both engines run.

A name becomes a row of a dictionary relation: `canon` (titles gone, spelling variants in one form, order kept),
`sounds`
(words by sound, sorted), `flat` (sounds joined), `initials`, `word_bits` and `name_bits` (how rare its words, the
whole name
are among the left rows, in bits). Spelling variants, titles and fillers: terms/data/names/varian_ejaan_id.csv.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

import csv
from importlib.resources import files
from math import log2
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

WORDS = 6
ACCENTED = "ÀÁÂÃÄÅĀÇČĆÈÉÊËĒÌÍÎÏĪÑÒÓÔÕÖØŌÙÚÛÜŪÝŸŠŽ"
PLAIN = "AAAAAAACCCEEEEEIIIIINOOOOOOOUUUUUYYSZ"
PHRASES = (
    ("KI AGUS ", "KGS "), ("MAS AGUS ", "MGS "), ("RADEN AYU ", "RA "), ("RADEN AJU ", "RA "), ("RD AYU ", "RA "),
    ("R A ", "RA "), ("NYI MAS ", "NYS "), ("NY MAS ", "NYS "), ("NY AYU ", "NYAYU "), ("NYI AYU ", "NYAYU "),
    ("MAS AYU ", "MSY "), ("K H ", "KH "),
)  # fmt: skip
NO_NAME = "^(BY|BAYI) NY|^(BAYI|ANAK KE|CALON BAYI|TIDAK ADA|NULL|NN|X|XX|XXX)( |$)"
NO_NAME_STARTS = "'B', 'A', 'C', 'T', 'N', 'X'"
SOUNDS = (
    ("OE", "U"), ("OO", "U"), ("DJ", "J"), ("TJ", "C"), ("SJ", "S"), ("SY", "S"), ("NJ", "NY"), ("SCH", "S"),
    ("SH", "S"), ("CH", "K"), ("KH", "K"), ("PH", "P"), ("TH", "T"), ("DH", "D"), ("CK", "K"), ("F", "P"),
    ("V", "P"), ("Q", "K"), ("C", "K"), ("X", "KS"), ("Z", "S"), ("J", "S"), ("IE", "I"), ("Y", "I"), ("AI", "E"),
    ("AE", "E"), ("W", "U"), ("H", ""), ("II", "I"), ("AA", "A"), ("EE", "E"), ("UU", "U"), ("BB", "B"), ("DD", "D"),
    ("GG", "G"), ("KK", "K"), ("LL", "L"), ("MM", "M"), ("NN", "N"), ("PP", "P"), ("RR", "R"), ("SS", "S"),
    ("TT", "T"),
)  # fmt: skip


def variants() -> pa.Table:
    """word, canon (NULL: the word says nothing of the name), late (true: only when it is not the first word)."""
    text = files("semesta.terms").joinpath("data/names/varian_ejaan_id.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[str | None, bool]] = {}
    for row in csv.DictReader(text.splitlines()):
        group, base = row["kelompok"], row["bentuk_baku"]
        words = [word.strip("()").upper() for word in [base, *row["varian"].split("|")]]
        for word in words:
            if " " in word or (len(word) == 1 and word != "H"):
                continue
            if group.startswith("nama_"):
                found.setdefault(word, (base, False))
            elif group.startswith(("gelar_palembang", "penanda", "gelar_agama")):
                found.setdefault(word, (None, word in {"RADEN", "BIN", "IBN", "IBNU"}))
            elif group.startswith("gelar_akademik"):
                found.setdefault(word, (None, word not in {"DR", "DRG", "DRA", "DRS", "IR", "PROF"}))
    names = sorted(found)
    return pa.table(
        {
            "word": names,
            "canon": pa.array([found[name][0] for name in names], pa.string()),
            "late": pa.array([found[name][1] for name in names], pa.bool_()),
        }
    )


def clean(text: str) -> str:
    """SQL: capitals, single blanks, plain letters and digits; apostrophes vanish, other signs part words; NULL for
    nothing.
    """
    letters = f"translate(upper(replace({text}, 'ß', 'ss')), '{ACCENTED}''`’´', '{PLAIN}')"
    spaced = f"trim(regexp_replace({letters}, '[^A-Z0-9]+', ' ', 'g'))"
    return f"CASE WHEN regexp_matches({text}, '^[A-Z]+( [A-Z]+)*$') THEN {text} ELSE nullif({spaced}, '') END"


def _phrases(text: str) -> str:
    joined = text
    for old, new in PHRASES:
        joined = (
            f"CASE WHEN starts_with({text}, '{old}') THEN '{new}' || substr({text}, {len(old) + 1}) ELSE {joined} END"
        )
    starts = ", ".join(f"'{start}'" for start in sorted({old[:2] for old, _ in PHRASES}))
    return f"CASE WHEN substr({text}, 1, 2) IN ({starts}) THEN {joined} ELSE {text} END"


def sound(word: str) -> str:
    """SQL: the word as it sounds; a last D stays."""
    text = word
    for old, new in SOUNDS:
        text = f"replace({text}, '{old}', '{new}')"
    return text


def sounded(select: str) -> str:
    """SELECT with `sound` of column `said` added: by sound, a last D as T, never empty."""
    hard = "CASE WHEN heard LIKE '%D' THEN substr(heard, 1, length(heard) - 1) || 'T' ELSE heard END"
    return (
        f"SELECT *, coalesce(nullif({hard}, ''), said) AS sound FROM (SELECT *, {sound('said')} AS heard"
        f" FROM ({select}) AS t) AS t"
    )


def words_of(text: str, name: str = "") -> list[str]:
    """SQL columns said, word_count, word_1 .. word_4 of a text of sorted words, named after `name`."""
    prefix = f"{name}_" if name else ""
    parts = [f"' ' || {text} || ' ' AS {prefix}said", f"word_count({text}) AS {prefix}word_count"]
    return parts + [f"' ' || nullif(split_part({text}, ' ', {i}), '') || ' ' AS {prefix}word_{i}" for i in range(1, 5)]


def build_dictionary(engine: Engine, columns: Sequence[tuple[str, str]], counted: str) -> None:
    """Relation link_name: one row per distinct text in `columns` ((relation, column), …); rarity is counted in
    relation `counted`.

    Columns raw, canon, flat, initials, first, ending, word_bits, name_bits and those of `words_of`. Texts that are no
    name have no row.
    """
    engine.register("link_variant", variants())
    texts = " UNION ALL ".join(
        f"SELECT {column} AS raw, {int(relation == counted)} AS n FROM {relation} WHERE {column} IS NOT NULL"
        for relation, column in columns
    )
    engine.materialise("link_text", f"SELECT raw, CAST(sum(n) AS BIGINT) AS n FROM ({texts}) GROUP BY raw")
    parts = ", ".join(f"nullif(split_part(plain, ' ', {i}), '') AS w{i}" for i in range(1, WORDS))
    rest = (
        f"CASE WHEN word_count(plain) >= {WORDS} THEN"
        f" nullif(replace(substr(plain, length({_first(WORDS - 1)}) + 2), ' ', ''), '') END AS w{WORDS}"
    )
    engine.materialise(
        "link_split",
        f"SELECT raw, n, plain, {parts}, {rest} FROM (SELECT raw, n, {_phrases('plain')} AS plain"
        f" FROM (SELECT raw, n, {clean('raw')} AS plain FROM link_text) AS t"
        f" WHERE plain IS NOT NULL AND NOT (substr(plain, 1, 1) IN ({NO_NAME_STARTS}) AND"
        f" regexp_matches(plain, '{NO_NAME}'))) AS t",
    )
    _build_words(engine)
    _build_names(engine)
    for name in ("link_text", "link_split", "link_word", "link_variant"):
        engine.drop(name)


def _first(count: int) -> str:
    return "concat_ws(' ', " + ", ".join(f"nullif(split_part(plain, ' ', {i}), '')" for i in range(1, count + 1)) + ")"


def _build_words(engine: Engine) -> None:
    words = " UNION ALL ".join(
        f"SELECT w{i} AS word, n FROM link_split WHERE w{i} IS NOT NULL" for i in range(1, WORDS + 1)
    )
    said = (
        "SELECT w.word, w.n, coalesce(v.canon, w.word) AS said, v.word IS NOT NULL AND v.canon IS NULL AS dropped,"
        " coalesce(v.late, FALSE) AS late"
        f" FROM (SELECT word, sum(n) AS n FROM ({words}) AS t GROUP BY word) AS w"
        " LEFT JOIN link_variant AS v ON v.word = w.word"
    )
    engine.materialise(
        "link_word",
        "SELECT word, said, sound, dropped AND NOT late AS drop_first, dropped AS drop_late,"
        " log2((CAST((SELECT sum(n) FROM link_text) AS DOUBLE) + 2e0)"
        " / (CAST(sum(n) OVER (PARTITION BY sound) AS DOUBLE) + 1e0)) AS bits"
        f" FROM ({sounded(said)}) AS t",
    )


def _build_names(engine: Engine) -> None:
    said, sounds, bits, joins = [], [], [], []
    for i in range(1, WORDS + 1):
        dropped = f"k{i}.{'drop_first' if i == 1 else 'drop_late'}"
        said.append(f"CASE WHEN NOT {dropped} THEN k{i}.said END AS c{i}")
        sounds.append(f"CASE WHEN NOT {dropped} THEN k{i}.sound END AS s{i}")
        bits.append(f"CASE WHEN NOT {dropped} THEN k{i}.bits ELSE 0e0 END")
        joins.append(f"LEFT JOIN link_word AS k{i} ON k{i}.word = t.w{i}")
    c, s = ([f"{letter}{i}" for i in range(1, WORDS + 1)] for letter in "cs")
    letter = " OR ".join(f"coalesce(length({x}) = 1, FALSE)" for x in c)
    initials = ", ".join(f"substr({x}, 1, 1)" for x in c)
    named = (
        f"SELECT t.raw, t.n, t.plain, {', '.join(said + sounds)}, {' + '.join(bits)} AS word_bits"
        f" FROM link_split AS t {' '.join(joins)}"
    )
    engine.materialise(
        "link_named",
        "SELECT *, sum(n) OVER (PARTITION BY flat) AS times FROM ("
        f"SELECT raw, n, word_bits, coalesce(nullif(concat_ws(' ', {', '.join(c)}), ''), plain) AS canon,"
        f" coalesce(nullif(sorted_words(concat_ws(' ', {', '.join(s)})), ''), plain) AS sounds,"
        f" coalesce(nullif(concat_ws('', {', '.join(s)}), ''), replace(plain, ' ', '')) AS flat,"
        f" concat_ws('', {initials}) AS initials, {letter} AS letter FROM ({named}) AS t) AS t",
    )
    total, once = _seen(engine)
    single = f"CASE WHEN word_count(sounds) = 1 THEN {once}e0 ELSE least(greatest(word_bits, {total}e0), {once}e0) END"
    engine.materialise(
        "link_name",
        "SELECT raw, canon, flat, initials, letter, word_bits, substr(flat, 1, 1) AS first, right(flat, 2) AS ending,"
        f" {', '.join(words_of('sounds'))},"
        f" CASE WHEN times <= 1 THEN {single} ELSE {total}e0 - log2(CAST(times AS DOUBLE)) END AS name_bits"
        f" FROM link_named",
    )
    engine.drop("link_named")


def _seen(engine: Engine) -> tuple[float, float]:
    """Bits of one among all counted names, and of a name seen once: Good and Turing's estimate 2 * twice / once of one
    sighting.
    """
    ((total, once, twice),) = engine.rows(
        "SELECT CAST(coalesce(sum(n), 0) AS BIGINT), count(CASE WHEN times = 1 THEN 1 END), count(CASE WHEN"
        " times = 2 THEN 1 END)"
        " FROM link_named WHERE n > 0"
    )
    bits = log2(int(total) + 2)
    sighting = min(1.0, max(1 / 64, (int(twice) + 1) / (int(once) + 1)))
    return round(bits, 6), round(bits - log2(sighting), 6)
