"""One compliance case: the ladder with its clock, what may be done now and by whom, letters, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.compliance import fine_rupiah
from semesta.rules.load import load_rules
from semesta.rules.working_days import days_off
from semesta.web.casework.ladder import NEEDS, standing_of
from semesta.web.casework.models import FirmAct, FirmEnd
from semesta.web.casework.queries import employers as asked
from semesta.web.casework.words import FINDINGS
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.employers.forms import Close, Letter, Reason, act_form
from semesta.web.desks.employers.words import FILE_SAYS, state_of, todo_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django import forms
    from django.http import HttpResponse

    from semesta.rules.compliance import LadderStep
    from semesta.web.casework.ladder import Standing
    from semesta.web.casework.models import ComplianceCase, ComplianceStep
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Offer:
    """An act that the page offers: its name, what the button says, its form."""

    name: str
    title: str
    form: forms.Form


@needs("employers.read", area=Area.IN_QUERY)
def case(request: OfficeRequest, pk: int) -> HttpResponse:
    """The page of a case."""
    held = asked.one_compliance(request.scope, pk)
    if held is None:
        raise Http404
    return show(request, held)


def show(
    request: OfficeRequest, held: ComplianceCase, *, wrong: forms.Form | None = None, name: str = ""
) -> HttpResponse:
    """The page; with a form that came back `wrong` under its name, status 422."""
    scope, today = request.scope, timezone.localdate()
    acts = asked.acts_of(scope, held)
    standing = standing_of(acts, today)
    offers = _offers(scope, held, standing)
    if wrong is not None:
        offers = [Offer(one.name, one.title, wrong) if one.name == name else one for one in offers]
    text, tone = state_of(held)
    following = standing.next_step
    writes = held.is_open and scope.may("employers.warn") and following is not None
    return render(
        request, "employers/case.html",
        {
            "case": held, "state": text, "tone": tone, "steps": _steps(standing, acts), "clock": _clock(standing),
            "ladder": _ladder(standing), "offers": offers, "wrong": name,
            "letter_form": _letter_form(following) if writes and following else None,
            "letter_title": FirmAct(following.name).label if following else "",
            "letters": asked.letters_of(scope, held), "entries": _entries(acts),
            "papers": [one for one in acts if one.sha256],
            "facts": _facts(held), "finding": FINDINGS.get(held.finding, held.finding),
            "take_back": _take_back(scope, held, standing), "fine": _fine(standing),
            "close_form": _bound(Close, held, "close", wrong, name) if _may_close(scope, held) else None,
            "reopen_form": _bound(Reason, held, "reopen", wrong, name) if _may_reopen(scope, held) else None,
            "file_says": FILE_SAYS.get(held.file_says, ""), "off": _days_off(standing),
            "not_now": _not_now(scope, held, standing, today), "todo": todo_of(held, today),
        },
        status=422 if wrong is not None else 200,
    )  # fmt: skip


# -- what may be done


def _offers(scope: Scope, held: ComplianceCase, standing: Standing) -> list[Offer]:
    """The acts that the user's role may do now; the ladder's next step only once its day has come."""
    return [
        Offer(act.value, str(act.label), act_form(act.value, held.version))
        for act in possible(held, standing)
        if scope.may(NEEDS[act])
    ]


def possible(held: ComplianceCase, standing: Standing) -> Iterable[FirmAct]:
    """The acts that the case allows today, whoever does them."""
    following = standing.next_step
    if held.is_open:
        # The first letter may have gone out before the case was opened here; every later one has its day.
        if following is not None and (following.state == "next" or not standing.taken):
            yield FirmAct(following.name)
        if held.sanction == "proposed":
            yield FirmAct.IMPOSED
            yield FirmAct.DECLINED
        if standing.taken:
            yield FirmAct.VISIT
        if held.step and held.recovery != "handed":
            yield FirmAct.HANDED
    if held.sanction == "imposed":
        yield FirmAct.LIFTED
    if held.recovery == "handed":
        yield FirmAct.RETURNED


def _not_now(scope: Scope, held: ComplianceCase, standing: Standing, today: date) -> LadderStep | None:
    """The next step while its day has not come, for who will take it."""
    following = standing.next_step
    early = following is not None and following.from_on > today
    return following if held.is_open and early and scope.may("employers.warn") else None


def _may_close(scope: Scope, held: ComplianceCase) -> bool:
    return held.is_open and scope.may("employers.warn")


def _may_reopen(scope: Scope, held: ComplianceCase) -> bool:
    return not held.is_open and held.closed_reason != FirmEnd.SETTLED and scope.may("employers.warn")


def _take_back(scope: Scope, held: ComplianceCase, standing: Standing) -> dict[str, Any] | None:
    last = standing.last
    if last is None or not held.is_open or not scope.may(NEEDS[last.act]):
        return None
    form = Reason(initial={"version": held.version}, auto_id="take_back_%s")
    return {"title": last.get_act_display(), "form": form}


def _bound(kind: type[forms.Form], held: ComplianceCase, own: str, wrong: forms.Form | None, name: str) -> forms.Form:
    if wrong is not None and name == own:
        return wrong
    return kind(initial={"version": held.version}, auto_id=f"{own}_%s")


def _letter_form(following: LadderStep) -> Letter:
    form = Letter(auto_id="letter_%s")
    if following.from_on > timezone.localdate():
        form.fields["dated_on"].initial = following.from_on
    if following.name != "denda":
        del form.fields["rupiah"]
    else:
        form.fields["rupiah"].required = True
    return form


# -- what is shown


def _steps(standing: Standing, acts: list[ComplianceStep]) -> list[c.Step]:
    """The ladder: steps taken with who and when, the one that runs or comes next, the others."""
    by = {one.act: one for one in standing.acts}
    made, current = [], False
    for step in standing.steps:
        act = by.get(step.name)
        if act is not None:
            runs = step.state == "taken"
            current = current or runs
            note = _("until {day}").format(day=numbers().day(step.due_on)) if step.due_on else ""
            state: c.StepState = "current" if runs else "done"
            made.append(c.Step(str(FirmAct(step.name).label), state, act.organisation, step.taken_on, note))
        else:
            state = "waiting" if current else "current"
            current = True
            note = _("from {day}").format(day=numbers().day(step.from_on))
            made.append(c.Step(str(FirmAct(step.name).label), state, note=note))
    return made


def _clock(standing: Standing) -> dict[str, Any] | None:
    """The time that runs, with the days that are left and the law; None when none runs."""
    running = standing.running
    if running is None or running.due_on is None:
        return None
    calendar = running.name == "denda"
    return {"due": running.due_on, "left": running.days_left, "law": running.law, "sure": running.sure,
            "calendar": calendar, "title": FirmAct(running.name).label, "over": running.state == "over"}  # fmt: skip


def _ladder(standing: Standing) -> c.Table:
    """Every step with its days and its law; those to come are laid one behind the other, as early as each may be."""
    columns = (c.Column(_("Step")), c.Column(_("From"), "day"), c.Column(_("Got on"), "day"),
               c.Column(_("Runs out"), "day"), c.Column(_("Law")))  # fmt: skip
    unsure = _("Holidays of that year are not decreed yet.")
    rows = [
        c.Row(
            (
                c.Cell(str(FirmAct(step.name).label), note="" if step.sure else unsure),
                step.from_on, step.taken_on, step.due_on, step.law,
            )
        )
        for step in standing.steps
    ]  # fmt: skip
    return c.Table(_("Days of the ladder"), columns, rows)


def _days_off(standing: Standing) -> list[tuple[date, str]]:
    """The days between the last letter and its last day that do not count, besides weekends."""
    running = standing.running
    if running is None or running.due_on is None or running.taken_on is None or running.name == "denda":
        return []
    every = {**days_off(running.taken_on.year), **days_off(running.due_on.year)}
    between = sorted(day for day in every if running.taken_on < day <= running.due_on and day.weekday() < 5)
    return [(day, every[day].name) for day in between]


def _fine(standing: Standing) -> dict[str, int] | None:
    fine = standing.column(FirmAct.DENDA)
    if fine is None or not fine.rupiah:
        return None
    return {"due": fine.rupiah, "month": fine_rupiah(load_rules(), fine.rupiah, 1, fine.on)}


def _facts(held: ComplianceCase) -> list[c.Fact]:
    write = numbers()
    facts = [
        c.Fact(_("Number"), held.number or "–"),
        c.Fact(_("Address"), held.address or "–", area_name(held.area_code)),
        c.Fact(_("Finding when opened"), str(FINDINGS.get(held.finding, held.finding)), write.month(held.opened_month)),
        c.Fact(_("Workers missing"), held.missing_worker_count, kind="whole"),
        c.Fact(_("Expected without cover"), held.expected_uncovered_count, kind="whole"),
    ]
    if held.closed_reason:
        facts.append(c.Fact(_("Why closed"), str(FirmEnd(held.closed_reason).label)))
    return facts


def _entries(acts: list[ComplianceStep]) -> list[c.Entry]:
    """Everything that was done, newest first."""
    titles = {one.pk: str(one.get_act_display()) for one in acts}
    made = []
    for one in reversed(acts):
        what = titles[one.pk]
        if one.undoes_id is not None:
            what = _("Taken back: {act}").format(act=titles.get(one.undoes_id, ""))
        elif one.act not in {FirmAct.OPENED, FirmAct.CLOSED, FirmAct.REOPENED}:
            what = _("{act}, {day}").format(act=what, day=numbers().day(one.on))
        who = f"{one.by}, {one.organisation}" if one.by else _("The month's files")
        money = numbers().rupiah(one.rupiah) if one.rupiah else ""
        made.append(c.Entry(one.at, who, what, " · ".join(part for part in (money, one.note, one.paper_name) if part)))
    return made


def firm_url(held: ComplianceCase) -> str:
    """The page of the case's firm."""
    return reverse("employers_firm", args=[held.firm_id])
