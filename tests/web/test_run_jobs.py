"""A run and its publication by real workers that are killed: taken over, finished, and the same as without a kill."""

import json
import os
import signal
import time
from datetime import date

import pytest

from semesta.flow.run import run
from semesta.synthetic.city import write_city
from tests.web.jobs_queue import Queue

pytestmark = pytest.mark.xdist_group("run_jobs")  # the second test goes on where the first one ended


@pytest.fixture(scope="module")
def queue(tmp_path_factory):
    """A home that has April, the files of May in its inbox, and a database that shows nothing yet."""
    folder = tmp_path_factory.mktemp("month")
    write_city(preset="2025-05", out=folder, residents=900, seed=7, months=2)
    (folder / "april").mkdir()
    for path in (folder / "inbox").glob("*2025-04*"):
        path.rename(folder / "april" / path.name)
    home = folder / "home"
    run(inbox=folder / "april", home=home, as_of=date(2025, 4, 1), area="16.71")
    (folder / "inbox").rename(home / "inbox")
    made = Queue(home, "run_jobs")
    made.do("make")
    yield made
    made.stop()
    made.listener.stdin.close()
    made.listener.wait(20)


def steps_done(queue) -> int:
    folders = list((queue.home / "runs").glob("2025-05-*"))
    return len(list(folders[0].glob("steps/*.json"))) if folders else 0


def until(condition) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come so far")


def test_a_worker_killed_in_the_middle_of_a_run_is_taken_over_and_two_people_publish_the_run(queue):
    number = queue.do("start_run", "2025-05-01")
    first = queue.worker()
    until(lambda: steps_done(queue) > 20)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    time.sleep(0.3)
    done = steps_done(queue)
    time.sleep(0.5)
    assert steps_done(queue) == done, "the run died with its worker"
    queue.worker()
    job = queue.until(number, "done", "failed")
    assert (job["state"], job["attempt"]) == ("done", 2), job["sentence"]
    assert job["result"]["resumed"] >= done

    # Nothing is shown, nor does the home's pointer name it, until two people have agreed.
    run_id = job["result"]["run_id"]
    assert "2025-05-01" not in json.loads((queue.home / "published.json").read_text())["months"]
    assert queue.do("shown") == []
    number = queue.do("publish", run_id)
    job = queue.until(number, "done", "failed")
    assert (job["state"], queue.do("shown")) == ("done", [run_id]), job["sentence"]
    assert json.loads((queue.home / "published.json").read_text())["months"]["2025-05-01"] == run_id
    assert queue.do("followed") == [run_id, True], "cases, proposals and episodes follow what is shown"
    queue.stop()


def test_a_publication_killed_after_its_tables_were_loaded_is_shown_by_the_next_worker(queue):
    """April is published again, as a correction; the process dies once, at the moment of the switch."""
    april = json.loads((queue.home / "published.json").read_text())["months"]["2025-04-01"]
    before = queue.do("shown")
    number = queue.do("publish", april)
    queue.environment["SEMESTA_CRASH_AT"] = "switch:1"
    first = queue.worker()
    for _ in range(400):
        job = queue.job(number)
        if job["sentence"] == "The worker was killed":
            break
        time.sleep(0.1)
    first.terminate()
    first.wait(20)
    assert queue.do("shown") == before, "readers see what they saw"
    del queue.environment["SEMESTA_CRASH_AT"]
    queue.worker()
    job = queue.until(number, "done", "failed")
    assert (job["state"], queue.do("shown")) == ("done", before), "pages go on showing the newest month"
