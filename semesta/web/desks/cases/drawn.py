"""Cases as rows, filters and chips of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.terms.route import ROUTES
from semesta.web.casework.models import CaseKind, CaseState
from semesta.web.casework.words import FIRST_OFFICE, PRIORITIES, reason_text, route_text
from semesta.web.core import components as c
from semesta.web.core.models.people import OrganisationKind
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from collections import Counter

    from semesta.web.casework.models import Case
    from semesta.web.casework.queries.cases import Wanted
    from semesta.web.casework.queries.officers import Officer

STATE_TONES: dict[str, c.Tone] = {
    "new": "info", "assigned": "info", "working": "care", "waiting": "quiet", "claimed": "care", "refuted": "warn",
    "proved": "good", "closed": "quiet",
}  # fmt: skip


def subject_name(case: Case, people: dict[int, dict[str, Any]]) -> str:
    """Whom the case is about."""
    person = people.get(case.person_id or 0)
    if person is not None:
        return str(person["name"] or _("No name in the register"))
    return case.title or _("Nobody by that number in this month's files")


def state_cell(case: Case) -> c.Cell:
    """The state as a badge, who has it below."""
    if case.to_confirm:
        return c.Cell(_("Confirm the card"), tone="care", badge=True, note=str(case.assignee or ""))
    label = str(CaseState(case.state).label)
    return c.Cell(label, tone=STATE_TONES[case.state], badge=True, note=str(case.assignee or ""))


def why_text(case: Case) -> str:
    """The reason in words; for those without one, what the files show."""
    if case.reason:
        return reason_text(case.reason)
    return _("No card in the member files") if case.kind == "cover" else str(CaseKind(case.kind).label)


def row_of(case: Case, people: dict[int, dict[str, Any]], *, rt: bool) -> c.Row:
    """One line of the work list; the place below the kelurahan only where the role sees addresses."""
    person = people.get(case.person_id or 0, {})
    place = f"RT {person['rt']} / RW {person['rw']}" if rt and person.get("rt") else ""
    return c.Row(
        (
            c.Cell(subject_name(case, people)),
            c.Cell(area_name(case.area_code), note=place),
            why_text(case),
            c.Cell(route_text(case.route).title, note=str(OrganisationKind(case.office).label)),
            state_cell(case),
            c.Cell(due=case.due_on) if case.due_on else c.Cell(None),
        ),
        url=reverse("case", args=[case.pk]),
        value=f"{case.pk}:{case.version}",
    )


def columns() -> tuple[c.Column, ...]:
    """Heads of the work list."""
    return (
        c.Column(_("Name")), c.Column(_("Kelurahan")), c.Column(_("Reason")), c.Column(_("Route")),
        c.Column(_("State")), c.Column(_("Due"), "day"),
    )  # fmt: skip


def filters_of(wanted: Wanted, counted: dict[str, Counter[str]], officers: list[Officer]) -> list[c.Filter]:
    """The filters with how many rows each choice would give, within the other filters."""
    every = c.Choice("", _("All"))
    areas = sorted(counted["area"], key=area_name)
    offices = sorted(set(FIRST_OFFICE.values()) | {wanted.office} - {""})
    urgencies = [n for n in PRIORITIES if counted["priority"][str(n)] or str(n) == wanted.priority]
    routes = [route for route in (*ROUTES, "pay_next") if counted["route"][route] or route == wanted.route]
    return [
        c.Filter("area", _("Kelurahan"), "choice", wanted.area,
                 (every, *(c.Choice(code, area_name(code), counted["area"][code]) for code in areas))),
        c.Filter("route", _("Route"), "choice", wanted.route,
                 (every, *(c.Choice(one, route_text(one).title, counted["route"][one]) for one in routes))),
        c.Filter("priority", _("Priority"), "choice", wanted.priority,
                 (every, *(c.Choice(str(n), f"{n}. {PRIORITIES[n]}", counted["priority"][str(n)]) for n in urgencies))),
        c.Filter("due", _("Due"), "choice", wanted.due,
                 (every, c.Choice("late", _("Overdue")), c.Choice("soon", _("Within seven days")),
                  c.Choice("none", _("No deadline")))),
        c.Filter("office", _("Office whose turn it is"), "choice", wanted.office,
                 (every, *(c.Choice(one, str(OrganisationKind(one).label)) for one in offices))),
        c.Filter("who", _("Officer"), "choice", wanted.who,
                 (every, c.Choice("me", _("Me")), c.Choice("nobody", _("Nobody yet")),
                  *(c.Choice(str(one.pk), one.name, one.open_count) for one in officers))),
        c.Filter("state", _("State"), "choice", wanted.state,
                 (c.Choice("", _("Open")), *(c.Choice(value, str(label)) for value, label in CaseState.choices),
                  c.Choice("done", _("Proved or closed")))),
    ]  # fmt: skip


def chips_of(wanted: Wanted, filters: list[c.Filter]) -> list[c.Chip]:
    """The filters in force, each with the address of the list without it."""
    chips = []
    for one in filters:
        if one.value:
            text = next((choice.text for choice in one.choices if choice.value == one.value), one.value)
            chips.append(c.Chip(text, _address(wanted.but(**{one.name: ""}))))
    for name, text in (("reason", reason_text(wanted.reason)), ("kind", wanted.kind), ("confirm", _("Confirm"))):
        if getattr(wanted, name):
            said = str(CaseKind(wanted.kind).label) if name == "kind" else text
            chips.append(c.Chip(said, _address(wanted.but(**{name: ""}))))
    return chips


def _address(wanted: Wanted) -> str:
    return f"{reverse('cases')}?{wanted.address}" if wanted.address else reverse("cases")
