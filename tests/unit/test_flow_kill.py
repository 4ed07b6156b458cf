"""Kill the run anywhere: the previous numbers stand, and the next run ends with the very same tables."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from flow_child import AS_OF, ended, started

from semesta.flow.crash import POINTS
from semesta.flow.home import Home
from semesta.flow.publish import published_run, read_pointer
from semesta.relations.load import load_relations
from semesta.synthetic.city import write_city
from semesta.terms.fault import Fault

KILLED = 137


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_city(preset="2025-05", out=folder, residents=600, seed=7, files="two")
    return folder / "inbox"


@pytest.fixture(scope="module")
def whole(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole")
    assert ended(inbox, home) == 0
    return home


def manifest(home: Path) -> bytes:
    return (published_run(home) / "manifest.json").read_bytes()


def tables(home: Path) -> dict[str, bytes]:
    run = published_run(home)
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.glob("[0-9]_*/*"))}


@pytest.mark.scale
def test_killed_again_after_every_single_step_it_ends_with_the_same_tables(
    inbox: Path, whole: Path, tmp_path: Path
) -> None:
    kills = 0
    while ended(inbox, tmp_path, "record:1") == KILLED:
        kills += 1
        assert kills <= len(load_relations()) + 1
        with pytest.raises(Fault, match="Belum ada hasil terbitan"):
            published_run(tmp_path)
    assert kills == len(load_relations()) + 1
    assert manifest(tmp_path) == manifest(whole)
    assert tables(tmp_path) == tables(whole)


def test_killed_at_every_point_one_after_another_it_ends_with_the_same_tables(
    inbox: Path, whole: Path, tmp_path: Path
) -> None:
    for point in POINTS:
        assert ended(inbox, tmp_path, f"{point}:1") == KILLED, point
        assert Home(tmp_path).pointer.exists() == (point == "published")
    assert ended(inbox, tmp_path) == 0
    assert manifest(tmp_path) == manifest(whole)
    assert tables(tmp_path) == tables(whole)


def test_killed_at_ten_random_moments_it_ends_with_the_same_tables(inbox: Path, whole: Path, tmp_path: Path) -> None:
    moments = random.Random(20250501)  # noqa: S311 the same draw each time
    for _ in range(10):
        process = started(inbox, tmp_path)
        process.join(moments.uniform(0.05, 1.5))
        process.kill()
        process.join()
    assert ended(inbox, tmp_path) == 0
    assert manifest(tmp_path) == manifest(whole)
    assert tables(tmp_path) == tables(whole)


def test_a_killed_run_of_the_next_files_leaves_the_previous_numbers_standing(
    inbox: Path, whole: Path, tmp_path: Path
) -> None:
    assert ended(inbox, tmp_path) == 0
    before = read_pointer(Home(tmp_path))
    changed = tmp_path / "changed"
    changed.mkdir()
    for path in inbox.iterdir():
        (changed / path.name).write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-20]))
    assert ended(changed, tmp_path, "pointer:1") == KILLED
    assert read_pointer(Home(tmp_path)) == before
    assert tables(tmp_path) == tables(whole)
    assert ended(changed, tmp_path) == 0
    assert read_pointer(Home(tmp_path)).months[AS_OF] != before.months[AS_OF]


def test_the_manifest_holds_no_clock_and_no_machine(whole: Path) -> None:
    text = manifest(whole).decode()
    held = json.loads(text)
    assert str(whole) not in text
    assert [one["kind"] for one in held["inputs"]] == sorted(one["kind"] for one in held["inputs"])
    assert held["rules"]["values"]["pbpu_pemda_contribution_rupiah"] == 35000
    assert {"1_standard/resident.parquet", "2_link/link.parquet"} <= set(held["tables"])
