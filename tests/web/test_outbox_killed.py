"""A process killed in the middle of sending: nothing lost, and nothing doubled at a peer that honours the key."""

import signal
import sys
import time

import pytest

from tests.fakes.server import Asked, FakePeer
from tests.web.jobs_queue import Queue


class KeyedPeer(FakePeer):
    """Acts once for each key, and answers after `pause` seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.arrivals: list[str] = []
        self.acted: list[str] = []
        self.pause = 0.0

    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        key = asked.headers["key"]
        self.arrivals.append(key)
        if key not in self.acted:
            self.acted.append(key)
        time.sleep(self.pause)
        return 200, "application/json", b"{}"


class Sending(Queue):
    def words(self, *words) -> list[str]:
        return [sys.executable, "-m", "tests.web.outbox_child", str(self.home), *map(str, words)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    queue = Sending(tmp_path_factory.mktemp("outbox"), "outbox")
    queue.do("make")
    yield queue
    queue.listener.stdin.close()
    queue.listener.wait(20)


@pytest.fixture
def queue(made):
    yield made
    made.stop()


def until(condition, queue) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError((queue.do("messages"), queue.do("jobs"), (queue.home / "log").read_text()[-2000:]))


def test_a_message_cannot_be_written_outside_of_a_transaction(queue):
    assert queue.do("write_outside") == "a message is written in the transaction of what causes it"
    assert queue.do("messages") == []


def test_killed_while_the_peer_acts_the_message_goes_again_under_its_key_and_the_peer_acts_once(queue):
    with KeyedPeer() as peer:
        peer.pause = 5.0
        keys = [queue.do("write", peer.base_url, f"kabar {number}") for number in range(3)]
        worker = queue.worker()
        until(lambda: peer.arrivals == keys[:1], queue)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        # The peer has acted; we do not know. The message waits, its try counted.
        first, *others = queue.do("messages")
        assert (first["state"], first["attempt"], first["kept"]) == ("waiting", 1, True)
        assert [(one["state"], one["attempt"]) for one in others] == [("waiting", 0)] * 2
        peer.pause = 0.0
        queue.do("hurry")
        queue.worker()
        until(lambda: all(one["state"] == "sent" for one in queue.do("messages")), queue)
        assert peer.acted == keys  # nothing lost, nothing doubled, in order
        assert sorted(peer.arrivals) == sorted([*keys, keys[0]])  # the first came twice
        assert not any(one["kept"] for one in queue.do("messages"))
