"""Engines for the specs, and the declared columns of every relation and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from spec_bench import Bench, empty_table

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import ordered
from semesta.relations.load import load_relations, load_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semesta.engines.spark import SparkEngine

TINY = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.default.parallelism": "1",
    "spark.driver.extraJavaOptions": "-Xss32m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""For tables of a handful of rows: planning and compiling would take all the time, Java's own compiling too."""


@pytest.fixture(scope="session")
def columns() -> dict[str, tuple[tuple[str, str], ...]]:
    """(column, DuckDB type) of each source as declared, and of each relation as the chain on empty sources gives it."""
    engine = DuckEngine(threads=1)
    known = {source.name: source.columns for source in load_sources()}
    for name, declared in known.items():
        engine.register(name, empty_table(declared))
    for relation in ordered(load_relations(), list(known)):
        engine.view(relation.name, relation.sql)
        known[relation.name] = tuple(engine.columns(relation.name))
        engine.register(relation.name, empty_table(known[relation.name]))
    engine.close()
    return known


@pytest.fixture(scope="session")
def duck_bench(columns: dict[str, tuple[tuple[str, str], ...]]) -> Iterator[Bench]:
    engine = DuckEngine(threads=1)
    yield Bench(engine, columns)
    engine.close()


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[SparkEngine]:
    """One Spark for the whole test run, set for tables of a handful of rows."""
    from semesta.engines.spark import SparkEngine

    engine = SparkEngine("local[2]", shuffle_partitions=1, driver_memory="1g", settings=TINY)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def spark_bench(spark_engine: SparkEngine, columns: dict[str, tuple[tuple[str, str], ...]]) -> Bench:
    return Bench(spark_engine, columns)
