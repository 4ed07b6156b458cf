"""Every spec file, on DuckDB and on Spark."""

from __future__ import annotations

from pathlib import Path

import pytest
from spec_bench import Bench
from spec_file import Case, cases

from semesta.engines.graph import reads
from semesta.relations.load import load_relations

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("[0-9]_*/*.md"))
CASES = [case for path in FILES for case in cases(path)]
every_case = pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.file.removesuffix('.md')}: {case.sentence}" for case in CASES]
)


@every_case
def test_on_duckdb(case: Case, duck_bench: Bench) -> None:
    duck_bench.check(case)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@every_case
def test_on_spark(case: Case, spark_bench: Bench) -> None:
    spark_bench.check(case)


def test_every_relation_has_a_spec_and_every_spec_a_relation() -> None:
    relations = {f"{relation.stage}/{relation.name}" for relation in load_relations()}
    assert {f"{path.parent.name}/{path.stem}" for path in FILES} == relations


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("relation", load_relations(), ids=lambda relation: relation.name)
def test_spark_gives_the_columns_that_duckdb_gives(relation, spark_bench: Bench) -> None:
    for name in reads(relation.sql):
        spark_bench.lay_empty(name)
    spark_bench.engine.view("answer_columns", relation.sql)
    assert whole(spark_bench.engine.columns("answer_columns")) == whole(spark_bench.columns[relation.name])


def whole(columns) -> list[tuple[str, str]]:
    """Columns with all whole-number types taken as one."""
    return [(name, "BIGINT" if kind in ("INTEGER", "SMALLINT", "TINYINT") else kind) for name, kind in columns]
