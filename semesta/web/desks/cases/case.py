"""One case: who, why, the way and its papers, the clock, what to do now, and what happened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.clocks import FIXES, STARTS, clock_of, deadline_rule, same_day_after
from semesta.web.casework.models import CaseKind, CaseState
from semesta.web.casework.models.cases import CloseReason
from semesta.web.casework.queries import cases as asked
from semesta.web.casework.queries.employers import firm_id_of
from semesta.web.casework.queries.field import visits_of_person
from semesta.web.casework.queries.history import notes_of, papers_of, turns_of
from semesta.web.casework.queries.officers import officers_of
from semesta.web.casework.words import CLAIMS, PRIORITIES, route_text
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.core.published.one_person import seen_columns
from semesta.web.core.published.tables.models import ActionOutcome, Person
from semesta.web.core.reading import numbers
from semesta.web.desks.cases.drawn import STATE_TONES, subject_name, why_text
from semesta.web.desks.cases.forms import forms_of
from semesta.web.desks.cases.told import entries_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from semesta.web.casework.models import Case, CaseAttachment, OfficeTurn
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown

PURPOSE = "work on a case"


@needs("cases.read", area=Area.IN_QUERY)
def case_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The case; who looks at a person in it stands in the trail."""
    case = asked.one_case(request.scope, pk)
    if case is None:
        raise Http404
    return render(request, "cases/case.html", context_of(request, case))


def context_of(request: OfficeRequest, case: Case) -> dict[str, Any]:
    """What the case's page shows."""
    scope = request.scope
    shown = asked.shown_or_none(scope)
    person = _person(request, shown, case)
    papers, turns, notes = papers_of(scope, case), turns_of(scope, case), notes_of(scope, case)
    may_act, may_assign = scope.may("cases.act"), scope.may("cases.assign")
    officers = [one for one in officers_of(scope) if one.post.covers(case.area_code)] if may_assign else []
    return {
        "case": case, "name": subject_name(case, {case.person_id or 0: person} if person else {}),
        "kind": CaseKind(case.kind).label, "state": CaseState(case.state).label, "tone": STATE_TONES[case.state],
        "head": _head(case, person), "purposes": _purposes() if scope.may("people.identity") else (),
        "why": _why(case), "route": route_text(case.route), "documents": _documents(case, papers),
        "papers": papers, "steps": _turn_steps(turns, case),
        "clocks": _clocks(case, (person or {}).get("expected_start_on")),
        "entries": entries_of(case, notes, visits_of_person(scope, case.person_id) if case.person_id else []),
        "may_act": may_act, "may_assign": may_assign, "officers": officers, "facts": _facts(case, person),
        "forms": forms_of(case) if may_act else {}, "outcome": _outcome(shown, case),
        "firm_id": firm_id_of(case.subject[1:]) if case.kind == "employer" and scope.may("employers.read") else "",
    }  # fmt: skip


def _person(request: OfficeRequest, shown: Shown | None, case: Case) -> dict[str, Any] | None:
    """The columns of the person that the role sees, after the look is written down; None when there is none."""
    if shown is None or case.person_id is None:
        return None
    columns = seen_columns(Person, shown.scope)
    rows = shown.rows(Person).filter(person_id=case.person_id).values(*columns)
    if request.method in {"GET", "HEAD"}:
        look(request, str(case.person_id), case.area_code, PURPOSE, ["name", "status"])
    found: dict[str, Any] | None = rows.first()
    return found


def _head(case: Case, person: dict[str, Any] | None) -> c.PersonHead | None:
    if person is None:
        return None
    born, today = person["birth_on"], timezone.localdate()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
    answer = _("Active cover") if person["active"] else _("No active cover")
    sex = {"L": _("man"), "P": _("woman"), "M": _("man"), "F": _("woman")}.get(person["sex"] or "", "")
    return c.PersonHead(
        person["name"] or _("No name in the register"), person["nik"] or "", born, age, sex, area_name(case.area_code),
        answer, "good" if person["active"] else "care", (), reverse("case_reveal", args=[case.pk]),
    )  # fmt: skip


def _purposes() -> tuple[c.Choice, ...]:
    return (
        c.Choice("fill in the papers of the route", _("To fill in the papers of the route")),
        c.Choice("ask BPJS Kesehatan about this card", _("To ask BPJS Kesehatan about this card")),
        c.Choice("check the identity with the person", _("To check the identity with the person")),
    )


def _why(case: Case) -> list[c.Fact]:
    """Why there is a case, and why it stands where it stands."""
    return [
        c.Fact(_("Reason"), why_text(case)),
        c.Fact(_("Priority"), f"{case.priority}. {PRIORITIES.get(case.priority, '')}",
               _("On a decree's list of the catastrophically ill") if case.urgent else ""),
    ]  # fmt: skip


def _documents(case: Case, papers: list[CaseAttachment]) -> list[dict[str, Any]]:
    """The route's papers, each with what was attached for it."""
    held = {paper.document for paper in papers}
    return [{"title": one, "there": one in held} for one in route_text(case.route).documents]


def _turn_steps(turns: list[OfficeTurn], case: Case) -> list[c.Step]:
    """Whose turn it was and is, each with its clock."""
    steps = []
    for turn in turns:
        last = turn is turns[-1]
        state: c.StepState = "current" if last and case.is_open else "done"
        steps.append(c.Step(turn.get_office_display(), state, str(turn.by or ""), turn.from_at, turn.reason))
    return steps


def _clocks(case: Case, starts_on: date | None) -> list[dict[str, Any]]:
    """Clocks with the rule and law behind each."""
    today, found = timezone.localdate(), []
    if rule := deadline_rule(case):
        found.append({"due": case.due_on, "clock": clock_of(rule, today)})
    if starts_on and (rule := STARTS.get(case.route, "")):
        found.append({"starts": starts_on, "clock": clock_of(rule, today)})
    if (rule := FIXES.get(case.route, "")) and case.due_on and (clock := clock_of(rule, today)):
        window = clock_of("newborn_window_day", today)
        born = case.due_on - (timedelta(days=window.value) if window else timedelta())
        found.append({"later": same_day_after(born, clock.value), "clock": clock})
    return found


def _facts(case: Case, person: dict[str, Any] | None) -> list[c.Fact]:
    facts = [
        c.Fact(_("Kelurahan"), area_name(case.area_code)),
        c.Fact(_("Officer"), case.assignee or _("Nobody yet")),
        c.Fact(_("Opened with the month"), numbers().month(case.opened_month)),
    ]
    if person and person.get("address"):
        place = f"RT {person['rt'] or '–'} / RW {person['rw'] or '–'}"
        facts.insert(1, c.Fact(_("Address"), person["address"], place))
    if person and person.get("phone"):
        facts.insert(2, c.Fact(_("Phone"), person["phone"]))
    if person and person.get("decile"):
        facts.append(c.Fact(_("DTSEN decile"), person["decile"]))
    if case.closed_reason:
        facts.append(c.Fact(_("Why closed"), CloseReason(case.closed_reason).label))
    return facts


def _outcome(shown: Shown | None, case: Case) -> dict[str, Any] | None:
    """What was claimed, and what the file says of it."""
    if not case.claim:
        return None
    name = f"case-{case.pk}-{case.claimed_month:%Y-%m}"
    said = None
    if shown is not None:
        said = shown.rows(ActionOutcome).filter(action_id=name).values_list("outcome", flat=True).first()
    words = {
        "active": _("active cover"), "inactive": _("a card without active cover"), "no_card": _("no card"),
        "dead_or_moved": _("dead or moved away"), "person_unknown": _("nobody by that number"),
    }  # fmt: skip
    return {"claim": CLAIMS.get(case.claim, case.claim), "at": case.claimed_at, "file": words.get(said or "", "")}
