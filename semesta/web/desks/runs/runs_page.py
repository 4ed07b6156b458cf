"""Runs: what was made, what is shown, what is under way; and a new one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.terms.fault import Fault
from semesta.web.casework.actions import runs as actions
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.published import published_now
from semesta.web.core.reading import numbers
from semesta.web.desks.runs.inbox import month_steps
from semesta.web.desks.runs.words import STATES, TONES, job_part, job_title

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.jobs.models import Job
    from semesta.web.core.scope import Scope

JOBS_SHOWN = 10


class NewRun(forms.Form):
    """The day that is judged, and the area."""

    as_of = forms.DateField(
        label=gettext_lazy("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The files of this month, and the rules of this day."),
    )  # fmt: skip
    area = forms.ChoiceField(label=gettext_lazy("Area"))

    def __init__(self, scope: Scope, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # the caller's words go on
        codes = [area for area in scope.areas if len(area) in {2, 5}]
        found = codes or sorted({run.area for run in queries.runs(scope)})
        self.fields["area"].choices = [(code, area_name(code)) for code in found]  # type: ignore[attr-defined]  # a ChoiceField


@needs("runs.read", area=Area.IN_QUERY)
def runs(request: OfficeRequest) -> HttpResponse:
    """The list; posting the form starts a run."""
    may_start = request.scope.may("runs.upload")
    form = NewRun(request.scope, request.POST or None, initial={"as_of": date.today().replace(day=1)})  # noqa: DTZ011 the office's own day
    if request.method == "POST" and may_start and form.is_valid():
        given = form.cleaned_data
        try:
            job = actions.start_run(request.scope, given["as_of"], given["area"], timezone.now())
            return redirect("runs_job", job.pk)
        except Fault as fault:
            form.add_error("area", str(fault))
    asked = list(queries.jobs(request.scope)[:JOBS_SHOWN])
    live = [job for job in asked if not job.ended]
    context = {
        "form": form if may_start else None,
        "live": [job_part(job, may_stop=False) for job in live],
        "table": _table(request.scope),
        "asked": _asked_table([job for job in asked if job.ended]),
        "steps": month_steps(3),
    }
    return render(request, "runs/runs.html", context)


def _table(scope: Scope) -> c.Table:
    proposed = set(queries.proposals(scope).filter(state="proposed").values_list("run_id", flat=True))
    now = published_now(settings.SEMESTA_HOME)
    columns = (
        c.Column(_("Month")), c.Column(_("Area")), c.Column(_("Files"), "whole"), c.Column(_("Seconds"), "whole"),
        c.Column(_("Made"), "moment"), c.Column(_("State")),
    )  # fmt: skip
    rows = []
    for run in queries.runs(scope):
        whole = run.seconds().get("whole")
        on_pages = now is not None and now.run_id == run.run_id
        rows.append(
            c.Row(
                (
                    c.Cell(numbers().month(run.month), run.run_id), area_name(run.area), len(run.manifest["inputs"]),
                    round(whole) if whole else None, run.at,
                    run_badge(run, proposed=run.run_id in proposed, on_pages=on_pages),
                ),
                reverse("runs_run", args=[run.run_id]),
            )
        )  # fmt: skip
    empty = c.Empty(_("No run yet"), _("Accept the files of a month, then start the first run."), icon="run")
    return c.Table(_("Runs"), columns, rows, empty=empty)


def run_badge(run: queries.Run, *, proposed: bool, on_pages: bool) -> c.Cell:
    """Where a run stands."""
    if on_pages:
        return c.Cell(_("on every page"), badge=True, tone="good")
    if proposed:
        return c.Cell(_("waiting for a second person"), badge=True, tone="care")
    if run.shown:
        return c.Cell(_("published for its month"), badge=True, tone="good")
    if not run.finished:
        return c.Cell(_("not finished"), badge=True, tone="info")
    return c.Cell(_("finished, not published"), badge=True, tone="quiet")


def _asked_table(jobs: list[Job]) -> c.Table | None:
    columns = (
        c.Column(_("Job")),
        c.Column(_("State")),
        c.Column(_("Asked for"), "moment"),
        c.Column(_("Ended"), "moment"),
    )
    rows = [
        c.Row(
            (
                c.Cell(job_title(job), job.organisation),
                c.Cell(str(job.get_state_display()), badge=True, tone=TONES[STATES[job.state]]), job.asked_at,
                job.ended_at,
            ),
            reverse("runs_job", args=[job.pk]),
        )
        for job in jobs
    ]  # fmt: skip
    return c.Table(_("Latest jobs"), columns, rows) if rows else None
