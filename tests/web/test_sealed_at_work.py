"""Sealing a long trail holds nobody up who writes to it, and seals nothing twice or out of order; on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.web import postgres_cluster
from tests.web.conftest import ON_POSTGRES

CHILD = Path(__file__).with_name("seal_child.py")


def test_who_writes_while_the_trail_is_sealed_does_not_wait(tmp_path):
    """Five entries and blocks of two. PostgreSQL: one more is written while each of the blocks 2 + 2 + 1 is closed, and
    these three are sealed the next time, 2 + 1. SQLite: one before the number is taken up to which is sealed (so that
    it is 2 + 2 + 2), one before each block, before the look that finds no further one, and before the highest look at a
    person is asked for, of which there is none: 5 next time, 2 + 2 + 1."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEMESTA_HOME"}}
    if ON_POSTGRES:
        environment["DATABASE_URL"] = postgres_cluster.another_database("sealed_at_work")
    environment |= {"SEMESTA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "semesta.web.site.settings"}
    done = subprocess.run(
        [sys.executable, CHILD, tmp_path], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    expected = (
        {"wrote": 3, "sealed": 5, "again": 3, "wrong": "", "blocks": [2, 2, 1, 2, 1]}
        if ON_POSTGRES
        else {"wrote": 6, "sealed": 6, "again": 5, "wrong": "", "blocks": [2, 2, 2, 2, 2, 1]}
    )
    assert json.loads(done.stdout.splitlines()[-1]) == expected
