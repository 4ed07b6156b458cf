"""A batch sent by real workers of which the first is killed while a message leaves: nobody gets one twice."""

import os
import signal
import time

import pytest

from tests.web.jobs_queue import Queue
from tests.web.message_fakes import TOKEN, gateway, zone_at
from tests.web.outreach_samples import number_of

pytestmark = pytest.mark.xdist_group("outreach_killed")
NUMBERS = [number_of(place) for place in range(1, 7)]
THIRD = NUMBERS[2]


@pytest.fixture
def side():
    with gateway() as one:
        yield one


@pytest.fixture
def queue(tmp_path, side):
    """Workers that know the gateway from their environment, at noon."""
    made = Queue(tmp_path, "outreach_killed")
    made.environment |= {
        "SEMESTA_GATEWAY_URL": side.address, "SEMESTA_GATEWAY_TOKEN": TOKEN, "SEMESTA_TIME_ZONE": zone_at(12).key,
    }  # fmt: skip
    made.do("make")
    yield made
    made.stop()
    made.listener.stdin.close()
    made.listener.wait(20)


def until(condition) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come so far")


def test_a_worker_killed_while_a_message_leaves_sends_nothing_twice_and_loses_nothing(queue, side):
    side.answers[THIRD] = "hang"
    number = queue.do("release_batch", NUMBERS)
    first = queue.worker()
    until(lambda: THIRD in side.numbers())
    assert queue.do("outcomes")[THIRD] == ["sending", ""]
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    side.answers.clear()
    queue.worker()
    job = queue.until(number, "done", "failed")
    assert (job["state"], job["attempt"]) == ("done", 2), job["sentence"]
    # The gateway took the third and could not say so; whoever looks sees that nobody knows.
    assert sorted(side.numbers()) == NUMBERS
    expected = {one: ["sent", ""] for one in NUMBERS} | {THIRD: ["failed", "unclear"]}
    assert queue.do("outcomes") == expected
