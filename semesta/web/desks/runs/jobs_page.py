"""A job: how far it is, what it did when, stopped or resumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework.actions import runs as actions
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import numbers
from semesta.web.desks.runs.words import job_part, job_title, step_words

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.jobs.models import Job


def job_or_404(request: OfficeRequest, pk: int) -> Job:
    """The job within the scope."""
    found = queries.job_of(request.scope, pk)
    if found is None:
        raise Http404
    return found


def may_stop(request: OfficeRequest, job: Job) -> bool:
    """Who may start such a job may stop it."""
    return request.scope.may("runs.publish" if job.kind == actions.PUBLISH else "runs.upload")


@needs("runs.read", area=Area.IN_QUERY)
def job_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The job's page; the part that changes asks `job_progress`."""
    return render(request, "runs/job.html", _context(request, job_or_404(request, pk)))


@needs("runs.read", area=Area.IN_QUERY)
def job_progress(request: OfficeRequest, pk: int) -> HttpResponse:
    """The part of the page that changes; the whole page for who opens it without scripts."""
    job = job_or_404(request, pk)
    whole = not request.htmx  # type: ignore[attr-defined]  # django_htmx
    return render(request, "runs/job.html" if whole else "runs/job_part.html", _context(request, job))


def _context(request: OfficeRequest, job: Job) -> dict[str, Any]:
    allowed = may_stop(request, job)
    return {
        "job": job,
        "title": job_title(job),
        "part": job_part(job, may_stop=allowed and not job.ended, polls=False),
        "may_resume": allowed and job.state in {"failed", "cancelled"},
        "steps": _steps(job),
    }


def _steps(job: Job) -> c.Table:
    told = numbers()
    columns = (c.Column(_("Step")), c.Column(_("Seconds")), c.Column(_("Attempt"), "whole"))
    rows = [c.Row((step_words(label), told.decimal(seconds, 1), attempt)) for label, seconds, attempt in job.steps]
    total = (_("Together"), told.decimal(sum(seconds for _label, seconds, _attempt in job.steps), 1), None)
    empty = c.Empty(
        _("Nothing done yet"), _("The worker takes the job within seconds, or after the one before it."), icon="clock"
    )
    return c.Table(_("What was done"), columns, rows, empty=empty, total=total if rows else ())


@needs("runs.read", area=Area.IN_QUERY)
@require_POST
def stop_job(request: OfficeRequest, pk: int) -> HttpResponse:
    """The job ends within seconds; what it had finished is kept for the next time."""
    if actions.stop(request.scope, job_or_404(request, pk), timezone.now()):
        messages.success(request, _("The job is being stopped. What is finished is kept."))
    else:
        messages.info(request, _("The job had ended already."))
    return redirect("runs_job", pk)


@needs("runs.read", area=Area.IN_QUERY)
@require_POST
def resume_job(request: OfficeRequest, pk: int) -> HttpResponse:
    """The job waits for a worker again."""
    if actions.resume(request.scope, job_or_404(request, pk), timezone.now()):
        messages.success(request, _("The job goes on where it stopped."))
    else:
        messages.info(request, _("The job is running or done; nothing was changed."))
    return redirect("runs_job", pk)
