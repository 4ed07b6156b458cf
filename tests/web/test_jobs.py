"""The queue keeps its promises while processes are killed: real workers, a database of their own, on both engines."""

import json
import signal
import time

import pytest

from tests.web.jobs_queue import Queue


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    queue = Queue(tmp_path_factory.mktemp("jobs"), "jobs")
    queue.do("make")
    yield queue
    queue.listener.stdin.close()
    queue.listener.wait(20)


@pytest.fixture
def queue(made):
    yield made
    made.stop()


def test_a_worker_killed_in_the_middle_is_taken_over_and_the_job_goes_on_where_it_stopped(queue):
    number = queue.ask("count", name="killed", steps=6, seconds=0.4)
    first = queue.worker()
    queue.until_line("killed", "begin 2")
    first.send_signal(signal.SIGKILL)
    first.wait()
    time.sleep(0.2)
    left = queue.lines("killed")
    time.sleep(0.8)
    assert queue.lines("killed") == left, "the job died with its worker"
    queue.worker()
    job = queue.until(number, "done", "failed")
    assert (job["state"], job["attempt"], job["result"]) == ("done", 2, {"steps": 6})
    lines = queue.lines("killed")
    # Six steps ended once each; only the one that was cut began again.
    assert [lines.count(f"end {step}") for step in range(6)] == [1] * 6
    assert sum(line.startswith("begin") for line in lines) == 6 + 1
    assert {attempt for _, _, attempt in job["steps"]} == {1, 2}


def test_two_workers_never_do_one_job_twice_at_once_nor_two_of_one_lane(queue):
    for _ in range(3):
        queue.worker()
    numbers = [queue.ask("count", name="lane", steps=1, seconds=0.3)]
    numbers += [queue.ask("beside", name=f"beside{one}", steps=1, seconds=0.1) for one in range(6)]
    numbers += [queue.ask("count", name=f"lane{one}", steps=2, seconds=0.3) for one in range(2)]
    jobs = [queue.until(number, "done", "failed") for number in numbers]
    assert [(job["state"], job["attempt"]) for job in jobs] == [("done", 1)] * 9
    names = ["lane", *(f"beside{one}" for one in range(6)), "lane0", "lane1"]
    assert [sum(line.startswith("begin") for line in queue.lines(name)) for name in names] == [1] * 7 + [2, 2]


def test_a_running_job_is_cancelled_and_can_be_resumed(queue):
    queue.worker()
    number = queue.ask("count", name="cancelled", steps=5, seconds=0.5)
    queue.until_line("cancelled", "begin 1")
    assert queue.do("cancel", number) is True
    job = queue.until(number, "cancelled", "done", "failed")
    assert (job["state"], job["sentence"]) == ("cancelled", "Stopped by somebody")
    assert "end 4" not in queue.lines("cancelled")
    assert queue.do("resume", number) is True
    assert queue.until(number, "done", "failed")["state"] == "done"
    assert queue.lines("cancelled").count("end 0") == 1
    assert queue.do("cancel", number) is False


def test_a_waiting_job_is_cancelled_at_once(queue):
    number = queue.ask("count", name="waiting", steps=1, seconds=0)
    assert queue.do("cancel", number) is True
    queue.work_once()
    assert (queue.job(number)["state"], queue.lines("waiting")) == ("cancelled", [])


def test_a_worker_told_to_stop_gives_its_job_back_without_counting_the_attempt(queue):
    number = queue.ask("count", name="stopped", steps=4, seconds=0.4)
    first = queue.worker()
    queue.until_line("stopped", "begin 1")
    first.terminate()
    first.wait(20)
    assert (queue.job(number)["state"], queue.job(number)["attempt"]) == ("waiting", 0)
    queue.worker()
    assert (queue.until(number, "done")["attempt"], queue.lines("stopped").count("end 0")) == (1, 1)


def test_a_job_with_nothing_to_do_yet_waits_and_loses_no_attempt(queue):
    number = queue.ask("later")
    queue.work_once()
    job = queue.job(number)
    assert (job["state"], job["attempt"], job["step"]) == ("waiting", 0, "nothing yet")
    queue.worker()
    assert queue.until(number, "done", "failed")["result"] == {"attempt": 1}


@pytest.mark.parametrize(
    ("kind", "attempts", "sentence"),
    [
        ("fault", 1, "Kolom SEGMEN tidak ada di peserta.csv"),
        ("full", 1, "The server's disk is full. Nothing is lost: make room, then resume; what is finished is not done "
         "again."),
    ],
)  # fmt: skip
def test_what_nobody_can_mend_by_trying_again_fails_once_with_its_sentence(queue, kind, attempts, sentence):
    number = queue.ask(kind)
    queue.work_once()
    job = queue.job(number)
    assert (job["state"], job["attempt"], job["sentence"]) == ("failed", attempts, sentence)


def test_tries_are_bounded_and_no_text_of_an_exception_is_kept(queue):
    numbers = [queue.ask("broken"), queue.ask("dies")]
    queue.worker()
    jobs = [queue.until(number, "failed") for number in numbers]
    assert [(job["attempt"], job["sentence"]) for job in jobs] == [
        (2, "An error that nobody foresaw; the log names its place"), (2, "The worker was killed"),
    ]  # fmt: skip
    log = (queue.home / "log").read_text()
    assert "ZeroDivisionError" in log
    assert "1671000000000000" not in log + json.dumps(jobs)
