"""The same linkage on Spark gives the links, weights and model of DuckDB. A minute or two: not in the test command."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from link_people import city, damaged, members, residents

from semesta.engines.duck import DuckEngine
from semesta.link.registers import link_registers

TINY = {"spark.sql.codegen.wholeStage": "false", "spark.default.parallelism": "1"}


@pytest.mark.spark
@pytest.mark.scale
def test_spark_gives_the_links_of_duckdb(tmp_path: Path) -> None:
    from semesta.engines.spark import SparkEngine

    people = city(2_400)
    found = {}
    for name in ("duckdb", "spark"):
        engine = DuckEngine() if name == "duckdb" else SparkEngine("local[2]", shuffle_partitions=1, settings=TINY)
        engine.register("resident", residents(people))
        engine.register("member", members(damaged(p) for p in people))
        out = tmp_path / name
        link_registers(engine, resident="resident", member="member", rules={}, out=out, decided_on=date(2025, 5, 1))
        for table in ("link", "link_doubt", "link_quality"):
            engine.read_parquet(f"made_{table}", [out / f"{table}.parquet"])
            found[name, table] = sorted(engine.rows(f"SELECT * FROM made_{table}"), key=repr)  # noqa: S608 names of ours
        found[name, "model"] = [(out / "model.json").read_text()]
        engine.close()
    for table in ("link", "link_doubt", "link_quality", "model"):
        assert found["duckdb", table] == found["spark", table], table
    assert len(found["duckdb", "link"]) > 2_300
