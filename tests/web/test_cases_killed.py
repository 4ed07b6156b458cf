"""Bringing cases up to date, killed in the middle: the next publish ends what was begun, once."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.web import postgres_cluster
from tests.web.published_city import run_city, table
from tests.web.started import with_tables

ON_POSTGRES = os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql"
SEMESTA = Path(sys.executable).parent / "semesta"
KILLED = 137


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return with_tables(run_city(tmp_path_factory.mktemp("small"), residents=300))


@pytest.fixture(scope="module")
def environment():
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DJANGO_", "DATABASE_"))}
    if ON_POSTGRES:
        kept["DATABASE_URL"] = postgres_cluster.another_database("killedcases")
    return kept


def publish(home, environment, crash_at="") -> int:
    more = {"SEMESTA_CRASH_AT": crash_at} if crash_at else {}
    words = [SEMESTA, "web", "publish", "--home", home]
    done = subprocess.run(words, env={**environment, **more}, capture_output=True, check=False)
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


def test_killed_after_a_part_the_next_publish_opens_the_rest_and_nothing_twice(home, environment):
    # the first part holds every person's work of this small city, the second the reminders
    assert publish(home, environment, "cases:1") == KILLED
    ((begun,),) = asked(home, environment, "SELECT count(*) FROM casework_case")
    assert begun == len(table(home, "person_work"))
    assert asked(home, environment, "SELECT count(*) FROM casework_followedpublication") == [(0,)]
    assert publish(home, environment) == 0
    ((after,),) = asked(home, environment, "SELECT count(*) FROM casework_case WHERE kind <> 'remind'")
    opened = "SELECT count(*) FROM core_auditentry WHERE about = 'casework_case' AND kind = 'insert'"
    assert asked(home, environment, opened) == asked(home, environment, "SELECT count(*) FROM casework_case")
    assert after >= begun
    assert asked(home, environment, "SELECT count(*) FROM casework_followedpublication") == [(1,)]
    assert asked(home, environment, "SELECT DISTINCT version FROM casework_case") == [(1,)]
