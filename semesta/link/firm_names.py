"""Names and addresses of firms made comparable: legal form apart, fillers gone, abbreviations whole, in SQL."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

import csv
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.columns import arrow_table
from semesta.link.words import clean, sounded

if TYPE_CHECKING:
    import pyarrow as pa

    from semesta.engines.base import Engine

WORDS = 7
SPACED_FORMS = ("P T", "C V", "U D", "P D", "F A")


def firm_words() -> pa.Table:
    """word, canon (NULL: says nothing of the name), form (true: a legal form). Source: terms/data/names."""
    text = files("semesta.terms").joinpath("data/names/kata_badan_usaha.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return arrow_table(
        {
            "word": [row["kata"] for row in rows],
            "canon": [row["baku"] or None for row in rows],
            "form": np.asarray([row["golongan"] == "bentuk" for row in rows]),
        }
    )


def build_firm_names(engine: Engine, rows: str) -> None:
    """Relation firm_name: one row per distinct `name` of relation `rows` that says something.

    Columns raw, form (NULL: none told), flat (its words in order by sound, joined), sorted (its words by sound, sorted,
    one blank between), b1 .. b7 (words by sound), r1 .. r7 (bits of each word: how rare it is among the rows; 0 where
    there is no word).
    """
    engine.register("firm_variant", firm_words())
    engine.materialise(
        "firm_text",
        f"SELECT raw, n, {_joined_forms('plain')} AS plain FROM (SELECT raw, n, {clean('raw')} AS plain FROM"
        f" (SELECT name AS raw, count(*) AS n FROM {rows} WHERE name IS NOT NULL GROUP BY name) AS t) AS t"
        " WHERE plain IS NOT NULL",
    )
    parts = ", ".join(f"word_at(words_in(plain), {i}) AS w{i}" for i in range(1, WORDS + 1))
    engine.materialise("firm_split", f"SELECT raw, n, plain, {parts} FROM firm_text")
    _build_words(engine)
    _build_names(engine)
    for name in ("firm_text", "firm_split", "firm_word", "firm_variant"):
        engine.drop(name)


def _joined_forms(text: str) -> str:
    joined = f"' ' || {text} || ' '"
    for form in SPACED_FORMS:
        joined = f"replace({joined}, ' {form} ', ' {form.replace(' ', '')} ')"
    return f"trim({joined})"


def _build_words(engine: Engine) -> None:
    words = " UNION ALL ".join(
        f"SELECT w{i} AS word, n FROM firm_split WHERE w{i} IS NOT NULL" for i in range(1, WORDS + 1)
    )
    said = (
        "SELECT w.word, w.n, coalesce(v.canon, w.word) AS said, v.word IS NOT NULL AND v.canon IS NULL AS filler,"
        f" CASE WHEN v.form THEN v.canon END AS form FROM (SELECT word, sum(n) AS n FROM ({words}) AS t GROUP BY word)"
        " AS w LEFT JOIN firm_variant AS v ON v.word = w.word"
    )
    engine.materialise(
        "firm_word",
        "SELECT word, form, sound, filler OR form IS NOT NULL AS dropped,"
        " log2((CAST((SELECT sum(n) FROM firm_text) AS DOUBLE) + 2e0)"
        " / (CAST(sum(n) OVER (PARTITION BY sound) AS DOUBLE) + 1e0)) AS bits"
        f" FROM ({sounded(said)}) AS t",
    )


def _build_names(engine: Engine) -> None:
    places = range(1, WORDS + 1)
    joins = " ".join(f"LEFT JOIN firm_word AS k{i} ON k{i}.word = t.w{i}" for i in places)
    sounds = ", ".join(f"CASE WHEN NOT k{i}.dropped THEN k{i}.sound END AS b{i}" for i in places)
    bits = ", ".join(f"CASE WHEN NOT k{i}.dropped THEN k{i}.bits ELSE 0e0 END AS r{i}" for i in places)
    form = "coalesce(" + ", ".join(f"k{i}.form" for i in places) + ")"
    held = ", ".join([*(f"b{i}" for i in places), *(f"r{i}" for i in places)])
    all_words = ", ".join(f"b{i}" for i in places)
    engine.materialise(
        "firm_name",
        f"SELECT raw, form, {held},"
        f" coalesce(nullif(concat_ws('', {all_words}), ''), replace(plain, ' ', '')) AS flat,"
        f" coalesce(nullif(sorted_words(concat_ws(' ', {all_words})), ''), plain) AS sorted"
        f" FROM (SELECT t.raw, t.n, t.plain, {form} AS form, {sounds}, {bits} FROM firm_split AS t {joins}) AS t",
    )


def street_of(address: str) -> str:
    """SQL: the street of a cleaned address without 'JALAN' and number; NULL for none."""
    bare = f"regexp_replace({address}, '(^| )(JALAN|JLN|JL|NOMOR|NO|RT|RW|KEL|KEC|KELURAHAN|KECAMATAN)( |$)', ' ', 'g')"
    return f"nullif(trim(regexp_replace(regexp_replace({bare}, '[0-9]+', ' ', 'g'), ' +', ' ', 'g')), '')"


def house_of(address: str) -> str:
    """SQL: the first number in an address; NULL for none."""
    return f"nullif(regexp_extract({address}, '[0-9]+'), '')"


def tax_number_of(digits: str) -> str:
    """SQL: an NPWP of 15 digits as the 16 of today (0 in front), one of a branch (22) as its first 16; else NULL."""
    return (
        f"CASE WHEN regexp_full_match({digits}, '0+') THEN NULL WHEN length({digits}) = 15 THEN '0' || {digits}"
        f" WHEN length({digits}) IN (16, 22) THEN substr({digits}, 1, 16) END"
    )
