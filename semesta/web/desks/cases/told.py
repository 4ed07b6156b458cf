"""The history of a case in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from semesta.web.casework.models import CardShown, Found
from semesta.web.casework.models.cases import CaseState, CloseReason
from semesta.web.casework.queries.history import Happening, happenings
from semesta.web.casework.words import CLAIMS, reason_text, route_text
from semesta.web.core import components as c
from semesta.web.core.models import User
from semesta.web.core.models.people import OrganisationKind
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from semesta.web.casework.models import Case, CaseNote, VisitPerson


def entries_of(case: Case, notes: list[CaseNote], visits: list[VisitPerson]) -> list[c.Entry]:
    """Changes, notes and visits at home together, newest first."""
    told = happenings(case)
    ids = {value for one in told for name, *pair in one.changes if name == "assignee_id" for value in pair if value}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}
    entries = [_entry(one, names) for one in told]
    entries += [c.Entry(note.at, str(note.by), _("Note"), note.text) for note in notes]
    entries += [_visit(one) for one in visits]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _visit(one: VisitPerson) -> c.Entry:
    who = one.visit.agent.name if one.visit.agent else "–"
    what = _("Visited at home: {found}").format(found=Found(one.found).label)
    seen = _("Card: {card}").format(card=CardShown(one.card).label)
    wish = _("wants: {route}").format(route=route_text(one.chosen_route).title) if one.chosen_route else ""
    return c.Entry(one.visit.visited_at, who, what, "; ".join(part for part in (seen, wish) if part))


def _entry(happening: Happening, names: dict[int, str]) -> c.Entry:
    who = str(happening.by) if happening.by else _("The month's files")
    if happening.opened:
        return c.Entry(happening.at, who, _("Case opened"))
    said = [text for change in happening.changes if (text := _said(*change, names))]
    return c.Entry(happening.at, who, said[0] if said else _("Changed"), "; ".join(said[1:]))


def _said(column: str, before: Any, after: Any, names: dict[int, str]) -> str:
    """One change as a sentence; '' for what another change already says."""
    if column == "state":
        return str(CaseState(after).label)
    if column == "assignee_id":
        return _("Officer: {name}").format(name=names.get(after, _("nobody")))
    if column == "office":
        return _("Handed over to {office}").format(office=OrganisationKind(after).label)
    if column in {"closed_reason", "claim", "waiting_for"}:
        return _person_said(column, after) if after else ""
    return _file_said(column, before, after)


def _person_said(column: str, after: str) -> str:
    """What somebody said about the case."""
    if column == "waiting_for":
        return _("Waiting for: {what}").format(what=after)
    return str(CloseReason(after).label if column == "closed_reason" else CLAIMS.get(after, after))


def _file_said(column: str, before: Any, after: Any) -> str:
    """What a file changes about a case."""
    if column == "route":
        return _("Route: {before} → {after}").format(before=route_text(before).title, after=route_text(after).title)
    if column == "reason":
        return _("Reason: {after}").format(after=reason_text(after) or "–")
    if column == "priority":
        return _("Priority: {before} → {after}").format(before=before, after=after)
    if column == "due_on":
        return _("Due: {day}").format(day=numbers().day(parse_date(after)) if after else "–")
    return _("An active card was found by likeness alone") if after else ""
