"""A publish killed anywhere leaves what was shown; who reads meanwhile sees the old or the new one, whole."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

from semesta.terms.fault import Fault
from semesta.web.core.published.load import POINTS
from semesta.web.core.published.source import Source
from semesta.web.core.published.tables.models import InvoiceBill
from tests.web import postgres_cluster
from tests.web.published_city import run_city
from tests.web.started import with_tables

ON_POSTGRES = os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql"
KILLED = 137
SEMESTA = Path(sys.executable).parent / "semesta"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return with_tables(run_city(tmp_path_factory.mktemp("small"), residents=300))


@pytest.fixture(scope="module")
def environment():
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DJANGO_", "DATABASE_"))}
    if ON_POSTGRES:
        kept["DATABASE_URL"] = postgres_cluster.another_database("killed")
    return kept


def published(home, environment, crash_at="") -> int:
    """The exit status of `semesta web publish`, killed at a point."""
    more = {"SEMESTA_CRASH_AT": crash_at} if crash_at else {}
    command = [SEMESTA, "web", "publish", "--home", home]
    done = subprocess.run(command, env={**environment, **more}, capture_output=True, check=False)
    assert done.returncode in {0, KILLED}, done.stderr.decode()
    return done.returncode


def asked(home, environment, sql) -> list[tuple]:
    if ON_POSTGRES:
        with psycopg.connect(environment["DATABASE_URL"]) as connection:
            return connection.execute(sql).fetchall()
    connection = sqlite3.connect(home / "web" / "semesta.sqlite3")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def shown(home, environment) -> int:
    ((number,),) = asked(home, environment, "SELECT id FROM published_publication WHERE shown")
    return number


def held(home, environment) -> set[str]:
    """Every publication that takes up room, finished or not."""
    if ON_POSTGRES:
        sql = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'publication%'"
        return {name for (name,) in asked(home, environment, sql)}
    return {path.name.split(".")[0] for path in (home / "web" / "published").iterdir()}


def test_killed_at_every_point_the_old_one_stands_and_the_next_publish_clears_up(home, environment):
    assert published(home, environment) == 0
    first = shown(home, environment)
    for point in POINTS[: POINTS.index("switched")]:
        assert published(home, environment, f"{point}:1") == KILLED, point
        assert shown(home, environment) == first, point
        left = held(home, environment)
        assert len(left) <= 2, point  # what is shown, and what this one left
    assert published(home, environment, "swept:1") == KILLED
    assert shown(home, environment) == first
    assert published(home, environment, "switched:1") == KILLED
    second = shown(home, environment)
    assert second > first
    assert held(home, environment) == {f"publication_{first}", f"publication_{second}"}
    sql = "SELECT count(*) FROM published_publication WHERE shown_at IS NULL"
    assert published(home, environment) == 0
    assert asked(home, environment, sql) == [(0,)]


def test_who_showed_which_run_stands_in_the_trail_and_no_row_of_people_does(home, environment):
    assert published(home, environment) == 0
    about = asked(home, environment, "SELECT DISTINCT about FROM core_auditentry WHERE kind <> 'event'")
    assert ("published_publication",) in about
    assert not [name for (name,) in about if name.startswith("pub_")]


def test_readers_see_the_old_or_the_new_one_whole_while_another_is_published(home, environment, tmp_path):
    assert published(home, environment) == 0
    stop = tmp_path / "stop"
    child = Path(__file__).with_name("reader_child.py")
    reader = subprocess.Popen(
        [sys.executable, child, home, stop], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not stop.with_suffix(".ready").exists() and reader.poll() is None:
        time.sleep(0.05)
    before = shown(home, environment)
    assert published(home, environment) == 0
    assert published(home, environment) == 0
    after = shown(home, environment)
    time.sleep(0.3)
    stop.touch()
    out, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    told = json.loads(out)
    assert {before, after} <= {number for number, _ in told["seen"]}
    assert len({tuple(facts) for _, facts in told["seen"]}) == 1  # two loads of one run hold the same
    assert told["reads"] > 20


def test_a_run_of_another_version_is_told_in_a_sentence(home, environment, tmp_path):
    run_id = json.loads((home / "published.json").read_text())["current"]
    shutil.copytree(home / "runs", tmp_path / "runs")
    shutil.copy(home / "published.json", tmp_path)
    bills = next((tmp_path / "runs" / run_id).glob("3_status/invoice_bill.parquet"))
    pq.write_table(pq.read_table(bills).drop_columns(["replaced_rupiah"]), bills)
    with pytest.raises(Fault, match="versi lain"):
        Source(tmp_path, run_id).select(InvoiceBill, plain=False)
