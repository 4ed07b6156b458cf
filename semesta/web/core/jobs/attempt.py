"""One attempt at a job, in a process of its own: its memory goes with it, and it dies with its worker.

A new process, not a fork of the worker: libraries with threads of their own hang in a fork.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import sys
import threading
import time
from typing import Any

from django.db import connection, connections
from django.db.utils import Error
from django.utils import timezone

from semesta.flow.home import Busy
from semesta.terms.fault import Fault
from semesta.web.core.acting import Acting
from semesta.web.core.jobs import queue
from semesta.web.core.jobs.handlers import HANDLERS, Later, Stopped, Task
from semesta.web.core.jobs.models import Job, JobState

log = logging.getLogger("semesta.jobs")
REPORT_EVERY_SECONDS = 0.5
MOST_STEPS = 500
GRACE_SECONDS = 5.0
DISK_FULL = "The server's disk is full. Nothing is lost: make room, then resume; what is finished is not done again."
BROKE = "An error that nobody foresaw; the log names its place"
_PR_SET_PDEATHSIG = 1


def disk_is_full(error: BaseException) -> bool:
    """The operating system, or a library in its words, says that there is no room (or no quota, or a size limit)."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return True
    return "No space left on device" in str(error) or "database or disk is full" in str(error)


class Steps:
    """Seconds by step; the handler's progress callback, from whatever thread. A thread of its own tells the queue, so
    that neither a long step nor a slow database holds the other up.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._lock = threading.Lock()
        self._earlier: list[list[Any]] = list(job.steps)
        self._seconds: dict[str, float] = {}
        self._now: tuple[str, float, float] = ("", 0, 0)
        self._since = time.monotonic()
        self._ended = threading.Event()
        self._teller = threading.Thread(target=self._tell_now_and_then, daemon=True)
        self._teller.start()

    def __call__(self, label: str, done: float = 0, total: float = 0) -> None:
        """The work is at this label; the time since the last call belongs to the label before."""
        with self._lock:
            self._count()
            self._now = (label, done, total)

    def _count(self) -> None:
        now = time.monotonic()
        if self._now[0]:
            self._seconds[self._now[0]] = self._seconds.get(self._now[0], 0.0) + now - self._since
        self._since = now

    def _tell(self) -> bool:
        with self._lock:
            self._count()
            mine = [[label, round(spent, 2), self._job.attempt] for label, spent in self._seconds.items()]
            now = self._now
        return queue.report(self._job, *now, [*self._earlier, *mine][-MOST_STEPS:])

    def _tell_now_and_then(self) -> None:
        """A job that is no longer ours is stopped as if by its worker."""
        try:
            while not self._ended.wait(REPORT_EVERY_SECONDS):
                try:
                    if not self._tell():
                        os.kill(os.getpid(), signal.SIGTERM)
                        return
                except Error:
                    connection.close()  # the next round asks again; the worker watches the lease
        finally:
            connection.close()

    def end(self) -> None:
        """All that was spent stands in the queue, and nothing more is told."""
        if not self._ended.is_set():
            self._ended.set()
            self._teller.join(GRACE_SECONDS)
            self._tell()


def die_with(parent: int) -> None:
    """This process is killed when its parent ends in any way (Linux); at once when the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _stop(*_: object) -> None:
    raise Stopped


def attempt(number: int, of: int, worker: str) -> int:
    """Does this attempt of the job and writes how it ended; the exit status is 0 unless it was stopped or broke.

    Nothing happens when the worker does not hold the job (any more).
    """
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        job = Job.unscoped.filter(pk=number, attempt=of, worker=worker, state=JobState.RUNNING).first()
        if job is not None:
            work(job)
    except Stopped:
        return 1
    return 0


def work(job: Job) -> None:
    """The job has ended, or waits again; how stands in the queue."""
    steps = Steps(job)
    who = Acting(str(job.asked_by or ""), job.organisation, f"job {job.kind}")
    task = Task(job.pk, job.attempt, job.asked, job.area_code, who, steps)
    try:
        try:
            result = HANDLERS[job.kind].handle(task)
        finally:
            steps.end()
        queue.finish(job, JobState.DONE, timezone.now(), result=result or {})
    except Stopped:
        raise
    except Busy as busy:
        queue.hand_back(job, timezone.now(), pause=queue.BUSY_PAUSE, step=str(busy))
    except Later as later:
        now = timezone.now()
        queue.hand_back(job, now, pause=later.until - now, step=later.step)
    except Fault as fault:
        queue.finish(job, JobState.FAILED, timezone.now(), sentence=str(fault))
    except Exception as error:
        if disk_is_full(error):
            queue.finish(job, JobState.FAILED, timezone.now(), sentence=DISK_FULL)
            return
        log.error("job broke", exc_info=True, extra={"facts": {"event": "job broke", "job": job.pk, "kind": job.kind}})
        queue.give_back(job, timezone.now(), sentence=BROKE)


def main(arguments: list[str]) -> int:
    """`JOB ATTEMPT WORKER PARENT`, from the worker; Django is set up already."""
    number, of, worker, parent = arguments
    die_with(int(parent))
    status = attempt(int(number), int(of), worker)
    connections.close_all()
    return status
