"""One plan: how far it is, then what it says, month by month, by route and by kelurahan, and how it is asked again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.flow.plan_question import question_of
from semesta.web.casework.actions.budget import stop_plan
from semesta.web.casework.queries import budget as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.jobs.models import Job, JobState
from semesta.web.core.reading import language, numbers
from semesta.web.desks.budget import plan_drawn, words
from semesta.web.desks.budget.seen import Seen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import BudgetPlan
    from semesta.web.core.access import OfficeRequest

JOB_STATES: dict[str, c.JobState] = {
    JobState.WAITING: "waiting", JobState.RUNNING: "running", JobState.DONE: "done", JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}  # fmt: skip


def plan_or_404(request: OfficeRequest, pk: int) -> BudgetPlan:
    """The plan within the scope."""
    found = queries.budget_plan(request.scope, pk)
    if found is None:
        raise Http404
    return found


@needs("budget.read", area=Area.IN_QUERY)
def plan_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The page; while the job lasts its part asks `plan_progress`."""
    return render(request, "budget/plan.html", _page(request, pk))


@needs("budget.read", area=Area.IN_QUERY)
def plan_progress(request: OfficeRequest, pk: int) -> HttpResponse:
    """The part that changes; the whole page for who opens it without scripts. When the answer is there, the page is
    loaded anew.
    """
    plan = plan_or_404(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]  # django_htmx
        return render(request, "budget/plan.html", _page(request, pk))
    answer = render(request, "budget/plan_job.html", {"plan": plan, "job": job_of(request, plan)})
    if plan.made_at is not None:
        answer.headers["HX-Refresh"] = "true"
    return answer


@needs("budget.write", area=Area.IN_QUERY)
@require_POST
def plan_stop(request: OfficeRequest, pk: int) -> HttpResponse:
    """The job ends within seconds."""
    if stop_plan(request.scope, plan_or_404(request, pk), timezone.now()):
        messages.success(request, _("The calculation is being stopped."))
    else:
        messages.info(request, _("The calculation had ended already."))
    return redirect("budget_plan", pk)


def job_of(request: OfficeRequest, plan: BudgetPlan) -> c.Job | None:
    """The job for `job_progress`; None where there is an answer."""
    job: Job | None = plan.job
    if job is None or plan.made_at is not None:
        return None
    may_stop = request.scope.may("budget.write") and not job.ended
    return c.Job(
        _("Plan %(number)s: %(aim)s") % {"number": plan.pk, "aim": words.aim_of(plan.question)},
        JOB_STATES[job.state], job.share, step_words(job.step) if not job.ended else "", job.sentence,
        cancel_url=reverse("budget_plan_stop", args=[plan.pk]) if may_stop else "",
    )  # fmt: skip


def step_words(label: str) -> str:
    """What the worker does now."""
    if label.startswith("menghitung "):
        month = numbers().month(date.fromisoformat(label.removeprefix("menghitung ") + "-01"))
        return _("looking for a plan by %(month)s") % {"month": month}
    if label.startswith("harga "):
        return _("pricing %(points)s points") % {"points": label.split()[1]}
    return {"membaca kota": _("reading the city")}.get(label, label)


def _page(request: OfficeRequest, pk: int) -> dict[str, Any]:
    seen, plan = Seen(request), plan_or_404(request, pk)
    page: dict[str, Any] = {
        **seen.frame, "plan": plan, "job": job_of(request, plan), "aim": words.aim_of(plan.question),
        "question": question_facts(plan), "command": question_of(plan.question).command(plan.run_id),
        "again": f"{reverse('budget_plans')}?seperti={plan.pk}", "live": plan.job is not None and not plan.job.ended,
    }  # fmt: skip
    if plan.result is not None:
        found = plan.result
        page |= {
            "figures": _figures(found), "sentences": found["sentences"][language()],
            "drawings": plan_drawn.drawings(found), "months": plan_drawn.months_table(found),
            "routes": plan_drawn.routes_table(found), "villages": plan_drawn.villages_table(found),
            "prices": plan_drawn.prices_table(found), "deciles": plan_drawn.deciles_table(found),
        }  # fmt: skip
    return page


def question_facts(plan: BudgetPlan) -> list[c.Fact]:
    """The question as it was asked."""
    held, told = plan.question, numbers()
    fair = [
        text
        for name, text in (
            ("poorest_first", _("the poorest first")),
            ("urgent_first", _("catastrophic cases first")),
        )
        if held[name]
    ]
    if held["village_share"]:
        fair.append(_("no kelurahan below %(share)s") % {"share": told.percent(held["village_share"], 0)})
    facts = [
        c.Fact(_("Aim"), words.aim_of(held)), c.Fact(_("Money"), held["rupiah"], kind="rupiah"),
        c.Fact(_("To the month"), told.month(date.fromisoformat(held["until"]))),
        c.Fact(_("Fairness"), "; ".join(fair) or _("none")),
    ]  # fmt: skip
    for route, (people, share) in held["routes"].items():
        limit = _("no limit") if people is None else _("%(people)s a month") % {"people": told.whole(people)}
        won = "" if share == 1 else _("%(share)s end in active cover") % {"share": told.percent(share, 0)}
        facts.append(c.Fact(words.route_name(route), limit, won))
    facts.append(c.Fact(_("Run"), plan.run_id, _("asked by %(who)s") % {
        "who": f"{plan.asked_by.name}, {plan.organisation}"}))  # fmt: skip
    return facts


def _figures(found: dict[str, Any]) -> list[dict[str, Any]]:
    told, people = numbers(), sum(one["people"] for one in found["starts"])
    reached = told.month(date.fromisoformat(found["reached"])) if found["reached"] else _("not within the months")
    gap = _("at most %(gap)s from the best") % {"gap": told.percent(found["gap"])}
    point = _("beyond reach") if found["point"] is None else told.rupiah_short(found["point"])
    return [
        {"label": _("Reached"), "value": reached, "tone": "good" if found["reached"] else "warn",
         "sub": words.aim_name(found["aim"])},
        {"label": _("Costs the city"), "value": told.rupiah_short(found["cost"]), "tone": "", "sub": gap},
        {"label": _("People who start"), "value": told.whole(people), "tone": "", "sub": _("by all routes")},
        {"label": _("The next point of activity"), "value": point, "tone": "", "sub": _("at the margin")},
    ]  # fmt: skip
