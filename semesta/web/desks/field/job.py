"""A file of another system on its way into a round: how far a worker is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.web.core import components as c
from semesta.web.core.jobs.models import JobState
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from semesta.web.core.jobs.models import Job

STATES: dict[str, c.JobState] = {
    JobState.WAITING: "waiting", JobState.RUNNING: "running", JobState.DONE: "done", JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}  # fmt: skip


def job_of(job: Job | None) -> c.Job | None:
    """The job for `job_progress`; None where there is none."""
    if job is None:
        return None
    live = not job.ended
    return c.Job(
        _("Forms of %(file)s") % {"file": job.asked["name"]}, STATES[job.state], job.share,
        _("reading forms") if live and job.step else "",
        counted(job.result) if job.state == JobState.DONE and job.result else job.sentence,
        poll_url=reverse("field_bring_progress", args=[job.pk]) if live else "",
    )  # fmt: skip


def counted(counts: dict[str, int]) -> str:
    """What became of the forms of a file."""
    told = {name: numbers().whole(count) for name, count in counts.items()}
    return _("%(read)s forms read, %(known)s known already, %(kept)s kept for you to look at.") % told
