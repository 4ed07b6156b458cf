"""Whom visits found without active cover gets a case: where the files give the person none, one of its own (R7.1).

A visit proves nothing about cover and closes nothing: what becomes of these cases the files show (found_evidence).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.route import CORRECT_REGISTER, READ_STATUS
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.actions.rounds import taken
from semesta.web.casework.models import Case, CaseKind, CaseNote, VisitPerson
from semesta.web.casework.models.cases import CloseReason
from semesta.web.casework.queries.found import DIFFERS, UNLISTED, found_people, met_strangers
from semesta.web.casework.refusal import Refusal
from semesta.web.casework.words import FIRST_OFFICE, route_text
from semesta.web.core.published.layout import placed
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from semesta.web.casework.models import Round
    from semesta.web.casework.queries.found import FoundPerson
    from semesta.web.core.published.models import Publication
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

ROUTES = {UNLISTED: CORRECT_REGISTER, DIFFERS: READ_STATUS}
PRIORITIES = {UNLISTED: 4, DIFFERS: 5}
CONTRADICTED = (CloseReason.NOT_FOUND, CloseReason.MOVED, CloseReason.DEAD)
"""Why a person closed a case, which a visit that met somebody at home contradicts."""
AT_ONCE = 500


@dataclass(frozen=True)
class Opened:
    """Of the people found: cases opened, opened again, open already, and closed ones that stay so."""

    opened: int
    again: int
    had: int
    closed: int


def open_found(scope: Scope, shown: Shown, held: Round, version: int) -> Opened:
    """Everybody whom the round found without active cover has a case; asked again, only who came since.

    A case that somebody closed as not found, moved or dead is open again, and one of who declined help and now wants
    it. Refusal for a role that may not, or that sees only a part of the city; ChangedMeanwhile.
    """
    with for_purpose(scope, "visits.plan", "open cases for whom visits found"):
        if not scope.covers(held.area_code):
            raise Refusal(_("Cases of a round are opened for the whole city; your area is a part of it."))
        taken(held, version)
        found = found_people(shown, held)
        _know(met_strangers(shown, held))
        new = [one for one in found if one.case is None and one.reason]
        again = [one for one in found if one.case is not None and _contradicted(one)]
        _open(scope, shown, held, new)
        _open_again(scope, again)
        had = sum(one.case is not None and one.case.is_open for one in found)
        return Opened(len(new), len(again), had, len(found) - len(new) - len(again) - had)


def _know(met: list[tuple[VisitPerson, int]]) -> None:
    """People of no list whom the run knows bear its number from now on."""
    for one, number in met:
        one.person_id = number
    VisitPerson.unscoped.bulk_update([one for one, _ in met], ["person_id"], batch_size=AT_ONCE)


def _contradicted(one: FoundPerson) -> bool:
    case = one.case
    if case is None or case.is_open:
        return False
    return case.closed_reason in CONTRADICTED or (
        case.closed_reason == CloseReason.DECLINES and one.row.willing is True
    )


def _open(scope: Scope, shown: Shown, held: Round, new: list[FoundPerson]) -> None:
    now = timezone.now()
    made = Case.unscoped.bulk_create(
        [
            Case(
                area_code=one.row.area_code, kind=CaseKind.FOUND, subject=one.subject, person_id=one.person_id,
                title="" if one.person_id is not None else one.row.name, route=ROUTES[one.reason], reason=one.reason,
                priority=PRIORITIES[one.reason], office=FIRST_OFFICE[ROUTES[one.reason]], opened_month=shown.month,
                opened_at=now,
            )
            for one in new
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    notes = [
        CaseNote(case=case, area_code=case.area_code, at=now, by_id=scope.user_id, text=_told(held, one))
        for case, one in zip(made, new, strict=True)
    ]
    CaseNote.unscoped.bulk_create(notes, batch_size=AT_ONCE)


def _told(held: Round, one: FoundPerson) -> str:
    """What the visit found, for whoever works on the case."""
    row = one.row
    day = numbers().day(timezone.localtime(row.visit.visited_at).date())
    said = [_("Found at home on %(day)s, round %(round)s.") % {"day": day, "round": held.name}]
    said.append(_("Card: {card}").format(card=row.get_card_display()) + ".")
    if row.willing is not None:
        said.append(_("Wants to be registered.") if row.willing else _("Does not want to be registered."))
    if row.chosen_route:
        said.append(_("Way chosen: %(route)s.") % {"route": route_text(row.chosen_route).title})
    return " ".join(said)


def _open_again(scope: Scope, again: list[FoundPerson]) -> None:
    pks = [one.case.pk for one in again if one.case is not None]
    Case.objects.within(scope).filter(pk__in=pks).update(
        state="working", closed_reason="", closed_at=None, claim="", claimed_at=None, claimed_month=None,
        claim_starts_on=None, reopened_count=F("reopened_count") + 1, version=F("version") + 1,
    )  # fmt: skip


def meet_found(publication: Publication) -> int:
    """Cases of people whom no file knew bear the number of the person with their NIK, once a file has one; how many.

    By the tables' owner, before cases follow the publication.
    """
    person = placed(publication.space, "pub_person")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_case AS c SET person_id = p.person_id, version = c.version + 1 FROM"  # noqa: S608  names of our own tables
            f" (SELECT nik, min(person_id) AS person_id FROM {person} WHERE nik IN (SELECT substr(f.subject, 2)"
            " FROM casework_case AS f WHERE f.kind = 'found' AND f.person_id IS NULL AND substr(f.subject, 1, 1) = 'n')"
            " GROUP BY nik) AS p WHERE c.kind = 'found' AND c.person_id IS NULL AND c.subject = 'n' || p.nik",
            [],
        )
        met: int = max(cursor.rowcount, 0)
        return met
