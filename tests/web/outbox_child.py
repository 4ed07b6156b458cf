"""Processes that send messages, for tests that kill them: as jobs_child, with a kind of message of the tests' own."""

import json
import sys

from tests.web import jobs_child

HOME, LEASE, ACTIONS = jobs_child.HOME, jobs_child.LEASE, jobs_child.ACTIONS  # Django is set up by now

from django.utils import timezone

from semesta.peers.http import Peer, ask
from semesta.web.casework.actions import outbox
from semesta.web.casework.models import OutboxMessage
from semesta.web.casework.outbox_jobs import SENDERS
from semesta.web.core.acting import Acting, acting
from semesta.web.core.jobs import attempt
from semesta.web.core.jobs.worker import Worker


def post(message):
    """To the address in the body, under the message's key."""
    answer = ask(
        Peer("uji", bytes(message.body).decode(), 20.0, tries=1), "POST", "", lambda: {"Key": message.key.hex}, b"{}"
    )
    return str(answer.status)


SENDERS["test"] = post


def write(now, url, subject):
    with acting(Acting(purpose="tests")):
        return outbox.write("test", "uji", subject, url.encode(), area_code="16.71", now=now).key.hex


def write_outside(now):
    """Not in a transaction."""
    try:
        outbox.write("test", "uji", "x", b"", area_code="16.71", now=now)
    except RuntimeError as error:
        return str(error)


def hurry(now):
    """What waits is due now; a job is asked for, as the server does every minute."""
    with acting(Acting(purpose="tests")):
        OutboxMessage.unscoped.filter(state="waiting").update(not_before=now)
        return outbox.wake(now)


def messages(_now):
    return [
        {
            "key": one.key.hex,
            "state": one.state,
            "attempt": one.attempt,
            "kept": one.body is not None,
            "reason": one.reason,
        }
        for one in OutboxMessage.unscoped.order_by("id")
    ]


ACTIONS.update({one.__name__: one for one in (write, write_outside, hurry, messages)})

if __name__ == "__main__":
    if sys.argv[2] == "attempt":
        sys.exit(attempt.main(sys.argv[3:]))
    if sys.argv[2] == "work":
        command = [sys.executable, "-m", "tests.web.outbox_child", str(HOME), "attempt"]
        Worker(LEASE, command=command).run(until_idle=sys.argv[3:] == ["once"])
    else:
        for line in sys.stdin:
            action, *words = json.loads(line)
            print(json.dumps(ACTIONS[action](timezone.now(), *words)), flush=True)
