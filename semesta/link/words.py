"""Names made comparable: every distinct text once, word by word, in SQL that both engines run.

A name becomes a row of a dictionary relation: `canon` (titles gone, spelling variants in one form, order kept),
`sounds` (words by sound, sorted), `flat` (sounds joined), `word_bits` and `name_bits` (how rare its words, the whole
name are among the left rows, in bits). Spelling variants, titles and fillers: terms/data/names/varian_ejaan_id.csv.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from math import log2
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.columns import arrow_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

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
    return arrow_table(
        {
            "word": names,
            "canon": [found[name][0] for name in names],
            "late": np.asarray([found[name][1] for name in names]),
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
    return parts + [f"' ' || word_at(words_in({text}), {i}) || ' ' AS {prefix}word_{i}" for i in range(1, 5)]


@dataclass(frozen=True)
class Rarity:
    """Bits of one among all counted names (`total`) and of a name seen once (`once`)."""

    total: float
    once: float

    def name_bits(self, name: str) -> str:
        """SQL: how rare the name of row `name` of link_name is."""
        single = (
            f"CASE WHEN {name}.word_count = 1 THEN {self.once}e0"
            f" ELSE least(greatest({name}.word_bits, {self.total}e0), {self.once}e0) END"
        )
        return f"CASE WHEN {name}.times <= 1 THEN {single} ELSE {self.total}e0 - log2(CAST({name}.times AS DOUBLE)) END"


def build_dictionary(engine: Engine, columns: Sequence[tuple[str, str]], counted: str) -> Rarity:
    """Relation link_name: one row per distinct text in `columns` ((relation, column), …); rarity is counted in
    relation `counted`, as the answer tells.

    Columns raw, canon, flat, its beginnings `first` (one sign) and `start` (four) and its `ending` (two), letter
    (whether a word is a single one), word_bits, times (counted rows with this `flat`), those of `words_of`, and in_0,
    in_1, …: whether the text stands in that one of `columns`. Texts that are no name have no row.
    """
    engine.register("link_variant", variants())
    texts = " UNION ALL ".join(
        f"SELECT {column} AS raw, {int(relation == counted)} AS n, {place} AS place FROM {relation}"
        f" WHERE {column} IS NOT NULL"
        for place, (relation, column) in enumerate(columns)
    )
    places = [f"in_{place}" for place in range(len(columns))]
    stands = ", ".join(f"max(CASE WHEN place = {i} THEN 1 ELSE 0 END) = 1 AS {name}" for i, name in enumerate(places))
    engine.materialise(
        "link_text",
        f"SELECT *, {clean('raw')} AS plain FROM"
        f" (SELECT raw, CAST(sum(n) AS BIGINT) AS n, {stands} FROM ({texts}) GROUP BY raw) AS t",
    )
    parts = ", ".join(f"word_at(words_in(plain), {i}) AS w{i}" for i in range(1, WORDS))
    rest = (
        f"CASE WHEN word_count(plain) >= {WORDS} THEN"
        f" nullif(replace(substr(plain, length({_first(WORDS - 1)}) + 2), ' ', ''), '') END AS w{WORDS}"
    )
    kept = ", ".join(places)
    engine.materialise(
        "link_split",
        f"SELECT raw, n, {kept}, plain, {parts}, {rest} FROM (SELECT raw, n, {kept}, {_phrases('plain')} AS plain"
        f" FROM link_text WHERE plain IS NOT NULL AND NOT (substr(plain, 1, 1) IN ({NO_NAME_STARTS}) AND"
        f" regexp_matches(plain, '{NO_NAME}'))) AS t",
    )
    _build_words(engine)
    _build_names(engine, kept)
    for name in ("link_text", "link_split", "link_word", "link_variant"):
        engine.drop(name)
    return _rarity(engine)


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


def _build_names(engine: Engine, kept: str) -> None:
    said, sounds, bits, joins = [], [], [], []
    for i in range(1, WORDS + 1):
        dropped = f"k{i}.{'drop_first' if i == 1 else 'drop_late'}"
        said.append(f"CASE WHEN NOT {dropped} THEN k{i}.said END AS c{i}")
        sounds.append(f"CASE WHEN NOT {dropped} THEN k{i}.sound END AS s{i}")
        bits.append(f"CASE WHEN NOT {dropped} THEN k{i}.bits ELSE 0e0 END")
        joins.append(f"LEFT JOIN link_word AS k{i} ON k{i}.word = t.w{i}")
    c, s = ([f"{letter}{i}" for i in range(1, WORDS + 1)] for letter in "cs")
    letter = " OR ".join(f"coalesce(length({x}) = 1, FALSE)" for x in c)
    named = (
        f"SELECT t.raw, t.n, {kept}, t.plain, {', '.join(said + sounds)}, {' + '.join(bits)} AS word_bits"
        f" FROM link_split AS t {' '.join(joins)}"
    )
    engine.materialise(
        "link_heard",
        f"SELECT raw, n, {kept}, word_bits, coalesce(nullif(concat_ws(' ', {', '.join(c)}), ''), plain) AS canon,"
        f" coalesce(nullif(sorted_words(concat_ws(' ', {', '.join(s)})), ''), plain) AS sounds,"
        f" coalesce(nullif(concat_ws('', {', '.join(s)}), ''), replace(plain, ' ', '')) AS flat,"
        f" {letter} AS letter FROM ({named}) AS t",
    )
    engine.materialise(
        "link_name",
        f"SELECT t.raw, t.n, {kept}, t.canon, t.flat, substr(t.flat, 1, 1) AS first, substr(t.flat, 1, 4) AS start,"
        f" right(t.flat, 2) AS ending, t.letter, t.word_bits, {', '.join(words_of('t.sounds'))}, f.times"
        " FROM link_heard AS t JOIN (SELECT flat, CAST(sum(n) AS BIGINT) AS times FROM link_heard GROUP BY flat) AS f"
        " ON f.flat = t.flat",
    )
    engine.drop("link_heard")


def _rarity(engine: Engine) -> Rarity:
    """What link_name counted; a name seen once has Good and Turing's estimate 2 * twice / once of one sighting."""
    ((total, once, twice),) = engine.rows(
        "SELECT CAST(coalesce(sum(n), 0) AS BIGINT), count(CASE WHEN times = 1 THEN 1 END), count(CASE WHEN"
        " times = 2 THEN 1 END)"
        " FROM link_name WHERE n > 0"
    )
    bits = log2(int(total) + 2)
    sighting = min(1.0, max(1 / 64, (int(twice) + 1) / (int(once) + 1)))
    return Rarity(round(bits, 6), round(bits - log2(sighting), 6))
