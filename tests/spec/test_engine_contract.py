"""What both engines promise, asked of both."""

from __future__ import annotations

import csv
import hashlib
import itertools
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from semesta.engines.base import Engine
from semesta.engines.duck import DuckEngine

NAMES = Path(__file__).parents[2] / "semesta" / "terms" / "data" / "names"
ENGINES = ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest):
    if request.param == "spark":
        yield request.getfixturevalue("spark_engine")
    else:
        engine = DuckEngine(threads=2)
        yield engine
        engine.close()


PEOPLE = pa.table(
    {
        "id": pa.array([3, 1, 2], pa.int64()),
        "name": ["SITI", None, "Ani's"],
        "born_on": pa.array([date(1990, 2, 28), None, date(2024, 2, 29)], pa.date32()),
        "active": [True, False, None],
        "share": [0.5, 1.25, None],
    }
)


def test_a_registered_table_has_its_rows_columns_and_types(engine: Engine) -> None:
    engine.register("contract_people", PEOPLE)
    assert engine.rows("SELECT * FROM contract_people ORDER BY id") == [
        (1, None, None, False, 1.25),
        (2, "Ani's", date(2024, 2, 29), None, None),
        (3, "SITI", date(1990, 2, 28), True, 0.5),
    ]
    assert engine.columns("contract_people") == [
        ("id", "BIGINT"), ("name", "VARCHAR"), ("born_on", "DATE"), ("active", "BOOLEAN"), ("share", "DOUBLE"),
    ]  # fmt: skip
    assert engine.arrow("SELECT id FROM contract_people ORDER BY id").column("id").to_pylist() == [1, 2, 3]


def test_nulls_come_last_on_both(engine: Engine) -> None:
    engine.register("contract_people", PEOPLE)
    assert engine.rows("SELECT name FROM contract_people ORDER BY name") == [("Ani's",), ("SITI",), (None,)]
    assert engine.rows("SELECT name FROM contract_people ORDER BY name DESC")[-1] == (None,)


def test_a_view_follows_its_source_and_a_materialised_relation_does_not(engine: Engine) -> None:
    engine.register("contract_source", pa.table({"n": pa.array([1], pa.int64())}))
    engine.materialise("contract_kept", "SELECT n + 1 AS n FROM contract_source")
    engine.materialise("contract_kept", "SELECT n * 10 AS n FROM contract_kept")
    engine.view("contract_view", "SELECT n + 1 AS n FROM contract_kept")
    assert engine.rows("SELECT n FROM contract_view") == [(21,)]
    engine.register("contract_source", pa.table({"n": pa.array([5], pa.int64())}))
    assert engine.rows("SELECT n FROM contract_kept") == [(20,)]
    engine.view("contract_kept", "SELECT 7 AS n")
    assert engine.rows("SELECT n FROM contract_kept") == [(7,)]


NAMED = {
    "read twice, alone and by another": (
        "WITH old AS (SELECT id, name FROM contract_people WHERE id > 1), two AS (SELECT a.id FROM old AS a, old)"
        " SELECT two.id, old.name FROM two JOIN old ON two.id = old.id",
        [(2, "Ani's"), (2, "Ani's"), (3, "SITI"), (3, "SITI")],
    ),
    "in a FROM, and read by one that is not read": (
        "SELECT id FROM (WITH a AS (SELECT id FROM contract_people), b AS (SELECT id FROM a) SELECT id FROM a) AS x",
        [(1,), (2,), (3,)],
    ),
    "called as what it is made of": (
        "WITH contract_people AS (SELECT id FROM contract_people WHERE id < 3) SELECT a.id, b.id AS n"
        " FROM contract_people AS a JOIN contract_people AS b ON a.id = b.id",
        [(1, 1), (2, 2)],
    ),
    "one name within another of the same": (
        "WITH a AS (SELECT 1 AS n), b AS (WITH a AS (SELECT 2 AS n) SELECT n FROM a) SELECT n FROM a UNION ALL"
        " SELECT n FROM b UNION ALL SELECT n FROM a",
        [(1,), (1,), (2,)],
    ),
    "with columns of its own": ("WITH a(m) AS (SELECT id FROM contract_people) SELECT x.m FROM a AS x, a", [
        (1,), (1,), (1,), (2,), (2,), (2,), (3,), (3,), (3,),
    ]),
    "asked in a condition": (
        "WITH a AS (SELECT max(id) AS n FROM contract_people) SELECT id FROM contract_people"
        " WHERE id IN (SELECT n FROM a) AND id >= (SELECT a.n FROM a)",
        [(3,)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMED)
def test_what_a_with_names_is_the_same_at_every_mention(engine: Engine, case: str) -> None:
    engine.register("contract_people", PEOPLE)
    select, rows = NAMED[case]
    assert sorted(engine.rows(select)) == rows
    engine.materialise("contract_named", select)
    assert len(engine.rows("SELECT * FROM contract_named")) == len(rows)


def test_dropping_twice_is_no_error_and_the_name_is_free(engine: Engine) -> None:
    engine.register("contract_gone", PEOPLE)
    engine.drop("contract_gone")
    engine.drop("contract_gone")
    engine.view("contract_gone", "SELECT 1 AS a")
    assert engine.rows("SELECT a FROM contract_gone") == [(1,)]


def test_parquet_is_written_whole_sorted_and_read_back(engine: Engine, tmp_path: Path) -> None:
    engine.register("contract_people", PEOPLE)
    for _ in range(2):
        assert engine.write_parquet("SELECT * FROM contract_people -- all", tmp_path / "x" / "p.parquet", ["id"]) == 3
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["p.parquet"]
    engine.write_parquet("SELECT 4 AS id, 'BUDI' AS name", tmp_path / "q.parquet")
    engine.read_parquet("contract_read", [tmp_path / "x" / "p.parquet", tmp_path / "q.parquet"])
    assert engine.rows("SELECT id, name, active FROM contract_read ORDER BY id") == [
        (1, None, False),
        (2, "Ani's", None),
        (3, "SITI", True),
        (4, "BUDI", None),
    ]


def test_the_digest_of_rows_does_not_depend_on_their_order_but_on_every_value() -> None:
    engine, digests = DuckEngine(), []
    for table in (PEOPLE, PEOPLE.take([2, 0, 1]), PEOPLE.slice(0, 2), PEOPLE.set_column(0, "id", pa.array([3, 1, 4]))):
        engine.register("contract_digest", table)
        digests.append(engine.digest("contract_digest"))
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_name_with_a_quote_cannot_leave_its_place() -> None:
    engine = DuckEngine()
    engine.register('odd"; DROP TABLE x; --', PEOPLE)
    assert engine.columns('odd"; DROP TABLE x; --')[0] == ("id", "BIGINT")
    engine.close()


def test_duckdb_writes_the_same_bytes_with_one_thread_and_with_two(tmp_path: Path) -> None:
    digests = set()
    for threads, turn in itertools.product((1, 2), range(2)):
        engine = DuckEngine(threads=threads)
        engine.write_parquet(
            "SELECT (i * 7919) % 300007 AS id, 'name ' || (i % 500) AS name, i / 7e0 AS share FROM range(300007) r(i)",
            tmp_path / "p.parquet",
            ["id"],
        )
        engine.close()
        digests.add(hashlib.sha256((tmp_path / "p.parquet").read_bytes()).hexdigest())
        assert turn in (0, 1)
    assert len(digests) == 1


def test_a_sum_that_parquet_would_round_is_refused(tmp_path: Path) -> None:
    engine = DuckEngine()
    with pytest.raises(ValueError, match=r"balance\.people is HUGEINT: cast it to BIGINT"):
        engine.write_parquet("SELECT sum(n) AS people FROM range(3) AS r(n)", tmp_path / "balance.parquet")
    assert list(tmp_path.iterdir()) == []
    engine.close()


def name_pairs() -> pa.Table:
    """Some 12,000 pairs of names: neighbours, swapped letters, lost letters, other scripts, empty and missing ones."""
    names = []
    for path in sorted(NAMES.glob("mutiawsr_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            names += [row[0].strip().upper() for row in csv.reader(file) if row]
    names = sorted(set(names))
    pairs = [(name, names[(at + step) % len(names)]) for at, name in enumerate(names) for step in range(1, 25)]
    pairs += [(name, name[1:2] + name[:1] + name[2:]) for name in names]
    pairs += [(name, name[:-1]) for name in names]
    pairs += [(name, "É" + name[::-1]) for name in names]
    pairs += [("", ""), ("A", ""), ("A", None), (None, None), ("NYIMAS", "NYIMAS"), ("MUHAMMAD", "MOHAMAD")]
    return pa.table({"n": range(len(pairs)), "a": [a for a, _ in pairs], "b": [b for _, b in pairs]})


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("function", ["jaro_winkler_similarity", "jaro_similarity", "damerau_levenshtein"])
def test_both_engines_compare_names_alike_to_the_last_bit(function: str, spark_engine: Engine) -> None:
    answers = []
    duck = DuckEngine()
    for engine in (duck, spark_engine):
        engine.register("contract_pairs", name_pairs())
        answers.append(engine.rows(f"SELECT n, {function}(a, b) AS near FROM contract_pairs ORDER BY n"))  # noqa: S608 names of ours
    duck.close()
    assert len(answers[0]) > 10_000
    assert answers[0] == answers[1]


SAME = [
    "SELECT CAST(d + 5 AS DATE) AS x, year(d) AS y, last_day(d) AS z FROM (SELECT DATE '2024-01-31' AS d)",
    "SELECT CAST(date_trunc('month', d) AS DATE) AS x FROM (SELECT DATE '2024-01-31' AS d)",
    "SELECT greatest(1, NULL) AS a, least(2, NULL) AS b, coalesce(NULL, 3) AS c, nullif(1, 1) AS d",
    r"SELECT regexp_replace('a1b22', '[0-9]+', '#', 'g') AS a, regexp_extract('x12y', '([0-9]+)', 1) AS b",
    r"SELECT regexp_full_match('12', '\d+') AS a, regexp_full_match('12x', '\d+') AS b, regexp_matches('a b', '\s')",
    "SELECT substr('PALEMBANG', 3, 2) AS a, lpad('7', 3, '0') AS b, split_part('16.71', '.', 2) AS c, 'a' || NULL AS d",
    "SELECT a, row_number() OVER (ORDER BY a DESC) AS n FROM (VALUES (1), (NULL), (3)) AS t(a) ORDER BY n",
    "SELECT string_agg(a, ',' ORDER BY a DESC) AS x FROM (VALUES ('k'), ('m'), (NULL)) AS t(a)",
    "SELECT i FROM range(2, 5) AS r(i) ORDER BY i",
    "SELECT count(*) FILTER (WHERE a > 1) AS x, CAST(sum(a) AS BIGINT) AS y FROM (VALUES (1), (2), (3)) AS t(a)",
    "SELECT * EXCLUDE (b) FROM (SELECT 1 AS a, 2 AS b, 3 AS c)",
    "SELECT b FROM (VALUES (1, 5), (1, 7)) AS t(a, b) QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1",
    "SELECT t.a FROM (VALUES (1), (2)) AS t(a) ANTI JOIN (VALUES (2)) AS u(a) ON t.a = u.a",
    "SELECT round(2.5e0) AS a, round(-2.5e0) AS b, floor(-1.5e0) AS c, 7 % 3 AS d, 1703139e0 / 1704503e0 AS e",
    "SELECT TRY_CAST('2024-02-30' AS DATE) AS a, TRY_CAST('12x' AS BIGINT) AS b, CAST('12' AS BIGINT) AS c",
    "SELECT 'a\\b' AS a, 'it''s' AS b, length('É') AS c, upper('é') AS d",
]


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("select", SAME)
def test_both_engines_answer_alike(select: str, spark_engine: Engine) -> None:
    duck = DuckEngine()
    expected = duck.rows(select)
    duck.close()
    assert spark_engine.rows(select) == expected


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_a_second_spark_keeps_its_relations_to_itself_and_does_not_end_the_first(
    spark_engine: Engine,
) -> None:
    from semesta.engines.spark import SparkEngine

    spark_engine.register("who", pa.table({"n": [1]}))
    second = SparkEngine("local[2]", shuffle_partitions=1)
    second.register("who", pa.table({"n": [2]}))
    assert second.rows("SELECT n, plain_text(' a ') AS t FROM who") == [(2, "a")]
    second.close()
    assert spark_engine.rows("SELECT n, plain_text(' a ') AS t FROM who") == [(1, "a")]
    spark_engine.drop("who")
