"""Jobs in processes of their own: `python -m tests.web.jobs_child HOME work [once]`, or `HOME listen`: one action per
line of standard input, a JSON list; answers a line of JSON each.

A handler `count` writes one line per step into a file, so that a test sees who did what, and how often.
"""

import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from semesta.web.site.serve import prepare_django, put_database_in_place

HOME = Path(sys.argv[1])
if sys.argv[2] == "listen":
    put_database_in_place(HOME)
else:
    prepare_django(HOME)

from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.casework.actions import messages, runs
from semesta.web.casework.models import Case, ContactChoice, FollowedPublication, MessageBatch, MessageRecipient
from semesta.web.core import actions
from semesta.web.core.acting import Acting, acting
from semesta.web.core.jobs import attempt, queue
from semesta.web.core.jobs.handlers import Later, handler
from semesta.web.core.jobs.models import Job
from semesta.web.core.jobs.worker import Worker
from semesta.web.core.models import User
from semesta.web.core.published.models import Publication
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

LEASE = timedelta(seconds=2)


@handler("count", lane="home", attempts=3)
def count(task):
    """Steps already in the file are not done again: a job that resumes."""
    path = HOME / f"counted-{task.asked['name']}"
    for number in range(task.asked["steps"]):
        task.progress(f"step {number}", number, task.asked["steps"])
        done = path.read_text().split("\n") if path.exists() else []
        if f"begin {number}" in done and f"end {number}" in done:
            continue
        with path.open("a") as file:
            file.write(f"begin {number}\n")
            file.flush()
            time.sleep(task.asked["seconds"])
            file.write(f"end {number}\n")
    return {"steps": task.asked["steps"]}


@handler("beside")
def beside(task):
    return count(task)


@handler("broken", attempts=2)
def broken(task):
    raise ZeroDivisionError("a secret 1671000000000000")


@handler("fault")
def fault(task):
    raise Fault("Kolom SEGMEN tidak ada di peserta.csv")


@handler("full")
def full(task):
    """Really out of room: the process may not write files beyond 4,096 bytes."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with (HOME / "big").open("wb") as file:
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
        try:
            file.write(b"x" * 10_000)
            file.flush()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@handler("later", attempts=1)
def later(task):
    """Has nothing to do the first time it is asked."""
    path = HOME / "was-asked"
    if not path.exists():
        path.touch()
        raise Later(timezone.now() + timedelta(seconds=6), "nothing yet")
    return {"attempt": task.attempt}


@handler("dies", attempts=2)
def dies(task):
    os._exit(9)


def scope() -> Scope:
    user = User.objects.get(username="petugas")
    return Scope(user.pk, ROLES["coordinator"], 1, "Kantor", ("16.71",))


def second() -> Scope:
    user = User.objects.get(username="kedua")
    return Scope(user.pk, ROLES["bpjs"], 2, "Cabang", ("16.71",))


def start_run(now, as_of):
    with acting(Acting(purpose="tests")):
        return runs.start_run(scope(), date.fromisoformat(as_of), "16.71", now).pk


def publish(now, run_id):
    """Proposed by one, agreed by another."""
    with acting(Acting(purpose="tests")):
        proposal = runs.propose(scope(), run_id, "", now)
        return runs.approve(second(), proposal, proposal.version, now).job_id


def release_batch(now, numbers):
    """A batch to these numbers, made by one, released by another; all of them agreed."""
    with acting(Acting(purpose="tests")):
        maker = User.objects.get(username="petugas")
        batch = MessageBatch.unscoped.create(
            area_code="16.71", contact_rule="before_payment", sender="gateway", text="Bayar sebelum {tanggal}.",
            run_id="r", month=date(2025, 5, 1), contact_count=len(numbers), made_by=maker, made_for="Kantor",
        )  # fmt: skip
        for person, number in enumerate(numbers, 1):
            MessageRecipient.unscoped.create(batch=batch, area_code="16.71", person_id=person, address=number)
            ContactChoice.unscoped.create(
                area_code="16.71", person_id=person, channel="phone", address=number, choice="consent",
                source="form", given_on=now.date(), user=maker, organisation="Kantor",
            )  # fmt: skip
        other = Scope(User.objects.get(username="kedua").pk, ROLES["coordinator"], 2, "Cabang", ("16.71",))
        messages.release(other, batch, batch.version, now)
        return MessageBatch.unscoped.get(pk=batch.pk).job_id


def outcomes(_now):
    return {
        address: [outcome, why]
        for address, outcome, why in MessageRecipient.unscoped.values_list("address", "outcome", "why")
    }


def shown(_now):
    return list(Publication.objects.filter(shown=True).values_list("run_id", flat=True))


def followed(_now):
    """Runs that cases were brought up to, and whether there are any cases."""
    return [*FollowedPublication.objects.values_list("run_id", flat=True), Case.unscoped.exists()]


def make(_now):
    with acting(Acting(purpose="tests")):
        actions.make_user("petugas", "Petugas")
        actions.make_user("kedua", "Kedua")


def ask(now, kind, asked):
    with acting(Acting(purpose="tests")):
        return queue.ask(kind, json.loads(asked), scope=scope(), area_code="16.71", now=now).pk


def cancel(now, number):
    with acting(Acting(purpose="tests")):
        return queue.cancel(Job.unscoped.get(pk=number), now)


def resume(now, number):
    with acting(Acting(purpose="tests")):
        return queue.resume(Job.unscoped.get(pk=number), now)


def jobs(_now):
    columns = ("id", "kind", "state", "attempt", "worker", "sentence", "result", "step", "steps")
    return [{name: row[name] for name in columns} for row in Job.unscoped.order_by("id").values(*columns)]


ACTIONS = {
    one.__name__: one
    for one in (make, ask, cancel, resume, jobs, start_run, publish, shown, release_batch, outcomes, followed)
}


def work(*words):
    command = [sys.executable, "-m", "tests.web.jobs_child", str(HOME), "attempt"]
    Worker(LEASE, command=command).run(until_idle=words == ("once",))


if __name__ == "__main__":
    if sys.argv[2] == "attempt":
        sys.exit(attempt.main(sys.argv[3:]))
    if sys.argv[2] == "work":
        work(*sys.argv[3:])
    else:
        for line in sys.stdin:
            action, *words = json.loads(line)
            print(json.dumps(ACTIONS[action](timezone.now(), *words)), flush=True)
