"""Apache Spark: the same relations on many machines. SELECTs come in DuckDB's dialect and are translated."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from semesta.engines.duck import parquet_files
from semesta.engines.translate import spark_sql
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

FUNCTIONS = Path(__file__).parent / "functions" / "spark.sql"
DUCK_TYPES = {
    "string": "VARCHAR", "bigint": "BIGINT", "int": "INTEGER", "smallint": "SMALLINT", "tinyint": "TINYINT",
    "double": "DOUBLE", "float": "FLOAT", "boolean": "BOOLEAN", "date": "DATE", "timestamp_ntz": "TIMESTAMP",
    "timestamp": "TIMESTAMP WITH TIME ZONE", "binary": "BLOB",
}  # fmt: skip


class SparkEngine:
    """An `Engine` on one Spark session.

    `master` as Spark names it ('local[2]', 'spark://host:7077'; default: all cores here). `work_folder` holds what is
    materialised and must be seen by every worker. `shuffle_partitions` is the starting number; Spark merges small ones.
    `settings` are Spark's own and go before ours. Raises Fault when Java or PySpark is not there.
    """

    name = "spark"

    def __init__(
        self,
        master: str | None = None,
        *,
        shuffle_partitions: int = 16,
        driver_memory: str = "3g",
        work_folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._own_folder = work_folder is None
        self._folder = work_folder or Path(tempfile.mkdtemp(prefix="semesta-spark-"))
        self._session, self._only_one = _session(
            master or "local[*]",
            {
                "spark.driver.memory": driver_memory,
                "spark.driver.extraJavaOptions": "-Xss32m",
                "spark.sql.shuffle.partitions": str(shuffle_partitions),
                "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
                **(settings or {}),
            },
        )
        self._kept: dict[str, Path] = {}
        self._count = 0
        _load_functions(self._session)

    def _frame(self, select: str) -> DataFrame:
        return self._session.sql(spark_sql(select))

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT (small results only)."""
        return [tuple(row) for row in self._frame(select).collect()]

    def arrow(self, select: str) -> pa.Table:
        """All rows of a SELECT as an Arrow table."""
        return self._frame(select).toArrow()

    def register(self, name: str, table: pa.Table) -> None:
        """A small in-memory table becomes relation `name`."""
        self.drop(name)
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def read_parquet(self, name: str, paths: Sequence[Path]) -> None:
        """Relation `name` is the union (by column name) of these Parquet files or folders of Parquet files."""
        frames = [self._session.read.parquet(*parquet_files(path)) for path in paths]
        self.drop(name)
        reduce(lambda all_, one: all_.unionByName(one, allowMissingColumns=True), frames).createOrReplaceTempView(name)

    def view(self, name: str, select: str) -> None:
        """Relation `name` is this SELECT, evaluated when used."""
        frame = self._frame(select)
        frame.createOrReplaceTempView(name)

    def materialise(self, name: str, select: str) -> None:
        """Relation `name` is this SELECT, evaluated now into Parquet and kept until dropped or closed."""
        self._count += 1
        path = self._folder / f"kept_{self._count}_{name}"
        self._frame(select).write.parquet(str(path))
        self.drop(name)
        self._session.read.parquet(str(path)).createOrReplaceTempView(name)
        self._kept[name] = path

    def write_parquet(self, select: str, path: Path, order_by: Sequence[str] = ()) -> int:
        """Rows of a SELECT written to the folder `path`, each file in it sorted; their count."""
        import pyarrow.parquet as pq

        beside = path.with_name(path.name + ".unfinished")
        shutil.rmtree(beside, ignore_errors=True)
        frame = self._frame(select)
        if order_by:
            frame = frame.sortWithinPartitions(*order_by)
        frame.write.option("compression", "zstd").parquet(str(beside))
        if path.exists():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        beside.replace(path)
        return sum(pq.read_metadata(file).num_rows for file in parquet_files(path))

    def columns(self, name: str) -> list[tuple[str, str]]:
        """(column, type in DuckDB's spelling) of relation `name`, in order."""
        return [(field.name, duck_type(field.dataType.simpleString())) for field in self._session.table(name).schema]

    def drop(self, name: str) -> None:
        """Relation `name` is gone; no error if it was not there."""
        self._session.catalog.dropTempView(name)
        kept = self._kept.pop(name, None)
        if kept is not None:
            shutil.rmtree(kept, ignore_errors=True)

    def close(self) -> None:
        """Everything held is released; Spark ends with the engine that began it."""
        for name in list(self._kept):
            self.drop(name)
        if self._only_one:
            self._session.stop()
        if self._own_folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def duck_type(spark_type: str) -> str:
    """DuckDB's spelling of a Spark type: 'bigint' is 'BIGINT', 'array<string>' is 'VARCHAR[]'."""
    listed = re.fullmatch(r"array<(.*)>", spark_type)
    if listed:
        return duck_type(listed[1]) + "[]"
    return DUCK_TYPES.get(spark_type, spark_type.upper())


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        raise Fault(
            "Java tidak ditemukan, padahal Spark memerlukannya: pasang openjdk-17-jre-headless atau setel JAVA_HOME, "
            "atau jalankan dengan --engine duckdb"
        )


ALIKE = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
}
"""Settings under which Spark answers as DuckDB does, is quiet and writes few files."""


def _session(master: str, settings: Mapping[str, str]) -> tuple[SparkSession, bool]:
    """A session with functions and relations of its own, and whether Spark began with it.

    One process has one Spark: a second engine beside a first one shares its executors, master and memory.
    """
    _check_java()
    try:
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise Fault("PySpark tidak terpasang: pasang dengan pip install 'semesta[spark]'") from missing
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    running = SparkSession.getActiveSession()
    if running is not None:
        beside = running.newSession()
        for key, value in {**ALIKE, **settings}.items():
            if beside.conf.isModifiable(key):
                beside.conf.set(key, value)
        return beside, False
    here = {"spark.driver.host": "127.0.0.1"} if master.startswith("local") else {}
    builder = SparkSession.builder.master(master).appName("semesta")
    for key, value in {**ALIKE, **here, **settings}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate(), True


def _load_functions(session: SparkSession) -> None:
    from semesta.engines.spark_functions import register_functions

    register_functions(session)
    if FUNCTIONS.exists():
        text = re.sub(r"^\s*--.*$", "", FUNCTIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for statement in re.split(r";\s*(?:\n|$)", text):
            if statement.strip():
                session.sql(statement)
