"""The worker: takes jobs, one process each, keeps their leases, stops what shall stop, notices what died."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import close_old_connections, connections
from django.db.utils import Error
from django.utils import timezone

from semesta.web.core.jobs import queue
from semesta.web.core.jobs.models import JobState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.core.jobs.models import Job

log = logging.getLogger("semesta.jobs")
SLOTS = 2
LOOK_EVERY_SECONDS = 0.5
GRACE_SECONDS = 10.0
ATTEMPT = (sys.executable, "-m", "semesta.web.core.jobs")
STOPPED_BY_SOMEBODY = "Stopped by somebody"


@dataclass
class Running:
    """A job in its process; `kept` is when the lease was last renewed, `told_to_stop` when it was asked to end."""

    job: Job
    process: subprocess.Popen[bytes]
    kept: float
    told_to_stop: float | None = None
    cancelled: bool = False


class Worker:
    """Up to `slots` jobs at once. `lease`: how long a job stays with a worker that says nothing; `command`: what makes
    an attempt, with Django set up (attempt.main).
    """

    def __init__(self, lease: timedelta = queue.LEASE, slots: int = SLOTS, command: Sequence[str] = ATTEMPT) -> None:
        self._command = tuple(command)
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self._lease, self._slots = lease, slots
        self._running: list[Running] = []
        self._stopping = False

    def run(self, *, until_idle: bool = False) -> None:
        """Works until it is told to stop (SIGTERM, SIGINT); with `until_idle` until there is nothing to do now."""
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._stop)
        while not self._stopping:
            try:
                close_old_connections()
                took = self._look()
            except Error:
                log.warning("the database does not answer", exc_info=True)
                connections.close_all()
                took = False
            self._end_lost()
            if until_idle and not self._running and not took:
                return
            if not took:
                time.sleep(LOOK_EVERY_SECONDS)
        self._let_go()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _look(self) -> bool:
        """One round: whether a job was taken."""
        for one in list(self._running):
            self._follow(one)
        if len(self._running) >= self._slots:
            return False
        job = queue.claim(self.name, timezone.now(), self._lease)
        if job is None:
            return False
        self._begin(job)
        return True

    def _begin(self, job: Job) -> None:
        words = [*self._command, str(job.pk), str(job.attempt), self.name, str(os.getpid())]
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL)
        log.info(
            "job", extra={"facts": {"event": "job begins", "job": job.pk, "kind": job.kind, "attempt": job.attempt}}
        )
        self._running.append(Running(job, process, time.monotonic()))

    def _follow(self, one: Running) -> None:
        """The process is reaped when it ended, kept alive or told to stop otherwise."""
        code = one.process.poll()
        if code is not None:
            self._running.remove(one)
            self._ended(one, code)
            return
        if one.told_to_stop is not None:
            if time.monotonic() - one.told_to_stop > GRACE_SECONDS:
                one.process.kill()
            return
        if queue.cancel_asked(one.job):
            one.cancelled = True
            self._tell_to_stop(one)
        if time.monotonic() - one.kept > self._lease.total_seconds() / 3:
            if queue.beat(one.job, timezone.now(), self._lease):
                one.kept = time.monotonic()
            else:
                self._tell_to_stop(one)

    def _tell_to_stop(self, one: Running) -> None:
        one.told_to_stop = time.monotonic()
        one.process.terminate()

    def _end_lost(self) -> None:
        """A job whose lease could not be renewed is ended before another worker may take it."""
        for one in self._running:
            if time.monotonic() - one.kept > self._lease.total_seconds() * 0.8:
                one.process.kill()

    def _ended(self, one: Running, code: int) -> None:
        log.info("job", extra={"facts": {"event": "job ends", "job": one.job.pk, "kind": one.job.kind, "code": code}})
        now = timezone.now()
        if one.cancelled and code != 0:
            queue.finish(one.job, JobState.CANCELLED, now, sentence=STOPPED_BY_SOMEBODY)
        elif code != 0:
            queue.give_back(one.job, now, sentence=queue.KILLED)

    def _let_go(self) -> None:
        """Jobs end where they stand and wait for the next worker."""
        for one in self._running:
            self._tell_to_stop(one)
        for one in self._running:
            self._reap(one)
            queue.hand_back(one.job, timezone.now())

    def _reap(self, one: Running) -> None:
        try:
            one.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            one.process.kill()
            one.process.wait()
