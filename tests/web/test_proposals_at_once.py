"""Officers who decide at the same moment never take more than quota and budget give; on both databases."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web import postgres_cluster
from tests.web.conftest import ON_POSTGRES

CHILD = Path(__file__).with_name("quota_child.py")


@pytest.mark.parametrize("narrow", ["places", "money"])
def test_eight_officers_at_once_never_take_more_than_there_is(city_home, tmp_path, narrow):
    home = tmp_path / "home"
    shutil.copytree(city_home, home, ignore=shutil.ignore_patterns("web"))
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEMESTA_HOME"}}
    if ON_POSTGRES:
        kept["DATABASE_URL"] = postgres_cluster.another_database(f"quota_{narrow}")
    kept |= {"SEMESTA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "semesta.web.site.settings"}
    answer = subprocess.run(
        [sys.executable, CHILD, home, narrow],
        env=kept,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr[-3000:]
    told = json.loads(answer.stdout.splitlines()[-1])
    assert told["vendor"] == ("postgresql" if ON_POSTGRES else "sqlite")
    # Taken by threes (and the last one alone): 10 free places are never passed, and are used up to the last three.
    assert told["held"] == told["done"] == told["decided"]
    assert 8 <= told["held"] <= told["free"]
