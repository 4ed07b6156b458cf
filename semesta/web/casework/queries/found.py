"""Whom the visits of a round found without active cover: what is done about each, and what the next file shows (R7.1).

Without active cover by the door's own word: a card that is not active, or none; somebody in no list who showed nothing
counts, too, unless the run knew them. One human is counted once, wherever visits met them, and the same people month
after month: `met_strangers` are fixed when cases are opened.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from semesta.terms.text import text_key
from semesta.web.casework.models import CardShown, Case, CaseKind, Found, VisitPerson
from semesta.web.casework.queries.unlisted import Unlisted, found_in_run
from semesta.web.core.published.tables.models import Person, VisitProof

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.web.casework.models import Round
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

AT_ONCE = 20_000
UNLISTED, DIFFERS = "found_unlisted", "door_differs"
"""Reasons of a case that a visit opens: in no register; active in the file and not at the door."""
NO_CASE = "no_case"
WAITS, NO_NUMBER, BEFORE = "waits", "no_number", "active_before"
FILE_SAYS = ("active", BEFORE, "inactive", "no_card", "dead_or_moved", "person_unknown", NO_NUMBER, WAITS)
"""What the newest file shows of somebody, as 7_proof/visit_outcome says it; active before is no proof."""


@dataclass(frozen=True)
class FoundPerson:
    """Somebody found: `person_id` in the shown run, None when it does not know them; `subject` of a case of their own.

    `active` and `in_register` are as the shown run has them; `says` is one of FILE_SAYS.
    """

    row: VisitPerson
    person_id: int | None
    subject: str
    active: bool
    in_register: bool
    case: Case | None
    says: str

    @property
    def reason(self) -> str:
        """Why a visit opens a case; '' where the files give the person work by themselves."""
        if self.person_id is None or (not self.in_register and not self.active):
            return UNLISTED
        return DIFFERS if self.active else ""

    @property
    def state(self) -> str:
        """Of the case; NO_CASE."""
        return self.case.state if self.case else NO_CASE


def found_people(shown: Shown, held: Round) -> list[FoundPerson]:
    """Everybody of the round within the scope, by kelurahan. Eight questions at most."""
    rows = list(_rows(shown.scope, held))
    met = _met(shown, rows)
    own = _with_own_case(shown.scope, [one for one in rows if one.pk in met and one.card == CardShown.UNSEEN])
    people: dict[str, tuple[VisitPerson, int | None]] = {}
    for one in rows:
        if one.card == CardShown.UNSEEN and one.pk in met and one.pk not in own:
            continue  # the run has its own word about them
        number = one.person_id if one.person_id is not None else met.get(one.pk)
        people.setdefault(subject_of(one, number), (one, number))
    standing = _standing(shown, {number for _, number in people.values() if number is not None})
    cases = _cases(shown.scope, people)
    says = _says(shown, held, people)
    return [
        FoundPerson(one, number, subject, *standing.get(number or 0, (False, False)), cases.get(subject), says[one.pk])
        for subject, (one, number) in people.items()
    ]


def met_strangers(shown: Shown, held: Round) -> list[tuple[VisitPerson, int]]:
    """People of no list whom the shown run knows, with their number in it; not those for whom a visit opened a case
    when no run did.
    """
    rows = [one for one in _rows(shown.scope, held) if one.person_id is None]
    met = _met(shown, rows)
    own = _with_own_case(shown.scope, [one for one in rows if one.pk in met])
    return [(one, met[one.pk]) for one in rows if one.pk in met and one.pk not in own]


def _met(shown: Shown, rows: list[VisitPerson]) -> dict[int, int]:
    strangers = [one for one in rows if one.person_id is None and not one.listed]
    return found_in_run(shown, [Unlisted(one.pk, one.nik, one.name, one.birth_on) for one in strangers])


def _with_own_case(scope: Scope, rows: list[VisitPerson]) -> set[int]:
    """Those of the rows for whom a visit opened a case as for somebody whom no file knew."""
    subjects = {subject_of(one, None): one.pk for one in rows}
    cases = Case.objects.within(scope).filter(kind=CaseKind.FOUND, subject__in=list(subjects)) if subjects else ()
    return {subjects[case.subject] for case in cases}


def count_states(found: Iterable[FoundPerson]) -> Counter[str]:
    """People by the state of their case."""
    return Counter(one.state for one in found)


def count_says(found: Iterable[FoundPerson]) -> Counter[str]:
    """People by what the newest file shows."""
    return Counter(one.says for one in found)


def _rows(scope: Scope, held: Round) -> Iterable[VisitPerson]:
    """People who live where a visit that counts met them, without active cover at the door."""
    at_door = Q(card__in=(CardShown.NONE, CardShown.INACTIVE)) | Q(
        card=CardShown.UNSEEN, listed=False, person_id__isnull=True
    )
    people = VisitPerson.objects.within(scope).filter(
        at_door, visit__round=held, visit__current=True, found=Found.LIVES
    )
    found: Iterable[VisitPerson] = people.select_related("visit__household").order_by("area_code", "pk")
    return found


def subject_of(one: VisitPerson, person_id: int | None) -> str:
    """Under which a case of theirs is found again, whichever visit tells of them."""
    if person_id is not None:
        return f"p{person_id}"
    if one.nik:
        return f"n{one.nik}"
    who = f"{text_key(one.name)}|{one.birth_on}" if text_key(one.name) else str(one.pk)
    return "v" + hashlib.sha256(f"{one.visit.household.household_key}|{who}".encode()).hexdigest()[:32]


def _standing(shown: Shown, people: set[int]) -> dict[int, tuple[bool, bool]]:
    """(active, in the register) in what is shown; a card alone counts, too."""
    found: dict[int, tuple[bool, bool]] = {}
    ordered = sorted(people)
    for start in range(0, len(ordered), AT_ONCE):
        rows = shown.rows(Person).filter(person_id__in=ordered[start : start + AT_ONCE])
        for pk, inside, kind, active, status in rows.values_list(
            "person_id", "in_register", "class_name", "active", "status"
        ):
            found[pk] = (bool(active) or (kind == "member_not_in_register" and status == "ACTIVE"), bool(inside))
    return found


def _cases(scope: Scope, people: dict[str, tuple[VisitPerson, int | None]]) -> dict[str, Case]:
    """The case of each subject: an open one first, then one about cover."""
    kinds = (CaseKind.COVER, CaseKind.KEEP, CaseKind.FOUND)
    found: dict[str, Case] = {}
    subjects = sorted(people)
    for start in range(0, len(subjects), AT_ONCE):
        part = subjects[start : start + AT_ONCE]
        numbers = [int(one[1:]) for one in part if one.startswith("p")]
        theirs = Q(person_id__in=numbers) | Q(kind=CaseKind.FOUND, subject__in=part)
        for case in Case.objects.within(scope).filter(theirs, kind__in=kinds).order_by("pk"):
            for subject in (f"p{case.person_id}", case.subject):
                if subject in people and _goes_before(case, found.get(subject)):
                    found[subject] = case
    return found


def _goes_before(case: Case, other: Case | None) -> bool:
    return other is None or (case.is_open, case.kind != CaseKind.KEEP) > (other.is_open, other.kind != CaseKind.KEEP)


def _says(shown: Shown, held: Round, people: dict[str, tuple[VisitPerson, int | None]]) -> dict[int, str]:
    """By the key of a visit's person what the shown month's file says; WAITS while no later month is shown."""
    rows = [row for row, _ in people.values()]
    if shown.month <= held.month:
        return {row.pk: WAITS for row in rows}
    told: dict[tuple[str, int | None], str] = {}
    read = set()
    visits = sorted({row.visit.instance_id for row in rows})
    for start in range(0, len(visits), AT_ONCE):
        proofs = shown.rows(VisitProof).filter(visit_id__in=visits[start : start + AT_ONCE])
        for visit, person, before, outcome in proofs.values_list("visit_id", "person_id", "active_before", "outcome"):
            read.add(visit)
            told[visit, person] = BEFORE if outcome == "active" and before else str(outcome)
    found = {}
    for row, number in people.values():
        visit = row.visit.instance_id
        shown_of_them = told.get((visit, number)) or told.get((visit, None)) if row.nik else None
        found[row.pk] = shown_of_them or (NO_NUMBER if visit in read or not row.nik else WAITS)
    return found
