"""What the SQL lint lets pass and what it names."""

import pytest

from semesta.engines.lint import lint_sql
from semesta.relations.load import load_relations

HEAD = "-- One row per card.\n-- Key: card_id\n"

REFUSED = [
    ("SELECT age(a, b) AS x FROM t", "age() differs"),
    ("SELECT months_between(a, b) AS x FROM t", "months_between() differs"),
    ("SELECT date_diff('day', a, b) AS x FROM t", "date_diff() differs"),
    ("SELECT datediff('month', a, b) AS x FROM t", "date_diff() differs"),
    ("SELECT dayofweek(a) AS x FROM t", "dayofweek() differs"),
    ("SELECT isodow(a) AS x FROM t", "isodow() differs"),
    ("SELECT log(a) AS x FROM t", "log() differs"),
    ("SELECT concat(a, b) AS x FROM t", "concat() differs"),
    ("SELECT hash(a) AS x FROM t", "hash() differs"),
    ("SELECT strftime(a, '%Y') AS x FROM t", "strftime() differs"),
    ("SELECT a // 2 AS x FROM t", "// differs"),
    ("SELECT CAST(a / nullif(b, 0) AS BIGINT) AS x FROM t", "rounds on DuckDB and cuts on Spark"),
    ("SELECT a / b AS x FROM t", "divides by zero"),
    ("SELECT substr(a, 0, 2) AS x FROM t", "texts begin at 1"),
    ("SELECT regexp_replace(a, 'x', 'y') AS x FROM t", "without 'g'"),
    ("SELECT a / 1703139.0 AS x FROM t", "1703139.0 is DECIMAL on Spark: write 1703139.0e0"),
    ("SELECT row_number() OVER (PARTITION BY a) AS x FROM t", "has no ORDER BY"),
    ("SELECT row_number() OVER (PARTITION BY a ORDER BY weight) AS x FROM t", "which of two equals comes first"),
    ("SELECT a FROM t LIMIT 3", "LIMIT without ORDER BY"),
    ("SELECT string_agg(a, ', ') AS x FROM t", "string_agg() without ORDER BY"),
    ("SELECT any_value(a) AS x FROM t", "any_value() is not the same twice"),
    ("SELECT max_by(a, b) AS x FROM t", "picks any of several equals"),
    ("SELECT current_date AS x FROM t", "current_date() is not the same twice"),
    ("SELECT now() AS x FROM t", "is not the same twice"),
    ("SELECT random() AS x FROM t", "random() is not the same twice"),
    ("SELECT DISTINCT ON (a) a, b FROM t", "DISTINCT ON"),
    ("SELECT a FROM t USING SAMPLE 10", "a sample"),
    ("SELECT a FROM t ASOF JOIN u ON t.a >= u.a", "ASOF"),
    ("SELECT 35000 * a AS x FROM t", "35000 looks like a figure from law"),
    ("SELECT a FROM t WHERE share >= 0.98e0", "0.98e0 looks like a figure from law"),
    ("SELECT a FROM t WHERE age_year < 21", "21 looks like a figure from law"),
    ("SELECT a FROM t WHERE d >= DATE '2025-01-01'", "the date 2025-01-01 belongs in rules"),
    ("SELECT a FROM t; SELECT b FROM t", "exactly one SELECT"),
    ("DROP TABLE t", "exactly one SELECT"),
    ("SELECT a FROM t;", "no semicolon"),
    ("SELECT FROM WHERE", "cannot be read"),
]


@pytest.mark.parametrize(("select", "finding"), REFUSED, ids=[select for select, _ in REFUSED])
def test_the_lint_names_what_engines_answer_differently(select: str, finding: str) -> None:
    found = lint_sql("3_status/card.sql", HEAD + select)
    assert any(finding in sentence for sentence in found), found
    assert all(sentence.startswith("3_status/card.sql: ") for sentence in found)


ALLOWED = [
    "SELECT a, row_number() OVER (PARTITION BY a ORDER BY weight DESC, card_id) AS place FROM t",
    "SELECT sum(a) FILTER (WHERE b > 0) OVER (PARTITION BY c) AS x FROM t",
    "SELECT a / nullif(b, 0) AS x, substr(nik, 13, 4) AS serial, a * 12e0 AS y FROM t",
    "SELECT string_agg(a, ', ' ORDER BY a) AS x FROM t ORDER BY x LIMIT 3",
    "SELECT max_by(a, (b, c)) AS x FROM t",
    "SELECT file_no * 100000000 + row_number AS card_id FROM t WHERE length(nik) = 16",
]


@pytest.mark.parametrize("select", ALLOWED)
def test_the_lint_lets_sound_sql_pass(select: str) -> None:
    assert lint_sql("card", HEAD + select) == []


def test_a_relation_says_its_grain_and_its_key() -> None:
    assert lint_sql("card", "SELECT a FROM t") == [
        "card: line 1 must be '-- One row per …'",
        "card: line 2 must be '-- Key: a, b'",
    ]


def test_the_shipped_relations_are_clean() -> None:
    findings = [finding for each in load_relations() for finding in lint_sql(f"{each.stage}/{each.name}", each.sql)]
    assert findings == []
