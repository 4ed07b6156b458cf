"""All that changes jobs. A job is asked for in the transaction of whoever asks; a worker holds it by a lease.

The lease makes the rest true on both databases: who was killed renews nothing, and when the lease has ended another
worker takes the job over. Everything a worker writes names its attempt, so that one who lost the lease writes nothing.
Machines that run workers must agree on the time within a few seconds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from semesta.web.core.acting import Acting, acting
from semesta.web.core.jobs.handlers import HANDLERS
from semesta.web.core.jobs.models import Job, JobState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope

LEASE = timedelta(seconds=30)
FIRST_PAUSE = timedelta(seconds=5)
BUSY_PAUSE = timedelta(seconds=20)
BY_WORKER = Acting(purpose="job")
KILLED = "The worker was killed"


def ask(kind: str, asked: dict[str, Any], *, scope: Scope, area_code: str, now: datetime) -> Job:
    """A new waiting job; KeyError for a kind nobody handles, PermissionError for an area outside the scope."""
    known = HANDLERS[kind]
    if not scope.covers(area_code):
        raise PermissionError("a job outside the scope")
    made: Job = Job.unscoped.create(
        kind=kind, asked=asked, area_code=area_code, lane=known.lane, attempts_most=known.attempts, asked_at=now,
        not_before=now, asked_by=scope.user_id, organisation=scope.organisation_name,
    )  # fmt: skip
    return made


def ask_itself(kind: str, asked: dict[str, Any], *, area_code: str, now: datetime) -> Job:
    """A waiting job that the application asks of itself, for an area: a new one if none waits yet."""
    waiting: Job | None = Job.unscoped.filter(
        kind=kind, asked=asked, area_code=area_code, state=JobState.WAITING
    ).first()
    if waiting is not None:
        return waiting
    known = HANDLERS[kind]
    made: Job = Job.unscoped.create(
        kind=kind, asked=asked, area_code=area_code, lane=known.lane, attempts_most=known.attempts, asked_at=now,
        not_before=now,
    )  # fmt: skip
    return made


def cancel(job: Job, now: datetime) -> bool:
    """A waiting job is cancelled; a running one will be within seconds; False when it has ended already."""
    waiting = Job.unscoped.filter(pk=job.pk, state=JobState.WAITING)
    if waiting.update(state=JobState.CANCELLED, ended_at=now, cancel_asked_at=now):
        return True
    running = Job.unscoped.filter(pk=job.pk, state=JobState.RUNNING, cancel_asked_at__isnull=True)
    return bool(running.update(cancel_asked_at=now))


def resume(job: Job, now: datetime) -> bool:
    """A failed or cancelled job waits again with all its attempts; what it had finished is not repeated."""
    ended = Job.unscoped.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED])
    return bool(
        ended.update(
            state=JobState.WAITING,
            attempt=0,
            not_before=now,
            ended_at=None,
            cancel_asked_at=None,
            sentence="",
            worker="",
        )
    )


# -- what workers do


def _open(now: datetime) -> QuerySet[Job]:
    """Jobs that may be taken: due ones of a free lane, and running ones whose lease has ended."""
    running = Job.unscoped.filter(state=JobState.RUNNING).exclude(lane="").values("lane")
    due = Q(state=JobState.WAITING, not_before__lte=now) & ~Q(lane__in=running)
    return Job.unscoped.filter(due | Q(state=JobState.RUNNING, lease_until__lte=now))


def claim(worker: str, now: datetime, lease: timedelta = LEASE) -> Job | None:
    """One job is this worker's until the lease ends, its attempt counted; None when there is nothing to do.

    No two workers get the same attempt: PostgreSQL locks the row and others skip it, SQLite has one writer at a time.
    A job whose attempts are used up has failed.
    """
    if not _open(now).exists():  # a read, so that an idle worker takes no lock
        return None
    try:
        with acting(BY_WORKER):
            job = _open(now).select_for_update(skip_locked=True, of=("self",)).order_by("state", "id").first()
            if job is None:
                return None
            if job.attempt >= job.attempts_most:
                _end(job, JobState.FAILED, now, sentence=job.sentence or KILLED)
                return None
            job.state, job.worker, job.attempt = JobState.RUNNING, worker, job.attempt + 1
            job.lease_until, job.started_at = now + lease, job.started_at or now
            job.save()
            return job
    except IntegrityError:
        return None  # another worker has just begun a job of the same lane


def _held(job: Job) -> QuerySet[Job]:
    return Job.unscoped.filter(pk=job.pk, worker=job.worker, attempt=job.attempt, state=JobState.RUNNING)


def beat(job: Job, now: datetime, lease: timedelta = LEASE) -> bool:
    """The lease goes on; False when the job is no longer this worker's."""
    with transaction.atomic():
        return bool(_held(job).update(lease_until=now + lease))


def cancel_asked(job: Job) -> bool:
    """Somebody wants this job to stop."""
    return _held(job).filter(cancel_asked_at__isnull=False).exists()


def report(job: Job, step: str, done: float, total: float, steps: list[list[Any]]) -> bool:
    """How far it is; False when the job is no longer this worker's."""
    with transaction.atomic():
        return bool(_held(job).update(step=step[:300], done=done, total=total, steps=steps))


def finish(
    job: Job, state: JobState, now: datetime, *, result: dict[str, Any] | None = None, sentence: str = ""
) -> bool:
    """The job has ended this way; False, and nothing written, when it is no longer this worker's."""
    with acting(BY_WORKER):
        return bool(_held(job).update(state=state, ended_at=now, lease_until=None, result=result, sentence=sentence))


def _end(job: Job, state: JobState, now: datetime, *, sentence: str) -> None:
    job.state, job.ended_at, job.lease_until, job.sentence = state, now, None, sentence
    job.save()


def give_back(job: Job, now: datetime, *, sentence: str) -> None:
    """The attempt failed: the job waits, longer each time, or has failed when its attempts are used up."""
    if job.attempt >= job.attempts_most:
        finish(job, JobState.FAILED, now, sentence=sentence)
        return
    later = now + FIRST_PAUSE * 2 ** (job.attempt - 1)
    with acting(BY_WORKER):
        _held(job).update(state=JobState.WAITING, lease_until=None, worker="", not_before=later, sentence=sentence)


def hand_back(job: Job, now: datetime, *, pause: timedelta = timedelta(0), step: str = "") -> None:
    """The job waits as if this attempt had not been: its worker stops, or somebody else holds what it needs."""
    with acting(BY_WORKER):
        _held(job).update(
            state=JobState.WAITING,
            lease_until=None,
            worker="",
            not_before=now + pause,
            attempt=job.attempt - 1,
            step=step,
        )
