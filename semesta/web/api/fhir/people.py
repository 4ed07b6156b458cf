"""People and cards of the shown publication within the program's area; each person told is a look, written first."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from semesta.flow.report.words import vocabulary
from semesta.web.api.fhir.resources import coverage, patient
from semesta.web.api.fhir.resources.systems import CARD, NIK, PERSON
from semesta.web.api.fhir.search import number_of
from semesta.web.casework.queries.told import own_patients
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.published.tables.models import Card, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from semesta.web.api.asking import ProgramRequest
    from semesta.web.api.fhir.resources.systems import Resource
    from semesta.web.core.published.shown import Shown

    Row = dict[str, Any]

IDENTITY = "identity.read"


def rows_of(shown: Shown, wanted: Q, most: int) -> list[Row]:
    """Published people within the area, by number."""
    found = shown.rows(Person).filter(wanted).order_by("person_id")
    return list(found.values(*patient.COLUMNS, "class_name", "active", "reason", "inactive_since_on")[:most])


def row_of(shown: Shown, key: str) -> Row | None:
    """The person of that id; None when there is none within the area."""
    number = number_of(key)
    return None if number is None else next(iter(rows_of(shown, Q(person_id=number), 1)), None)


def numbers_of(shown: Shown, system: str | None, value: str, most: int) -> list[int]:
    """People on whose register row or card the identifier stands, by number."""
    if system == PERSON:
        number = number_of(value)
        return [] if number is None else [number]
    found: set[int] = set()
    if system in {NIK, None}:
        found |= set(shown.rows(Person).filter(nik=value).values_list("person_id", flat=True)[:most])
        found |= set(shown.rows(Card).filter(nik=value).values_list("person_id", flat=True)[:most])
    if system in {CARD, None}:
        found |= set(shown.rows(Card).filter(psnoka=value).values_list("person_id", flat=True)[:most])
    return sorted(number for number in found if number is not None)


def looked(request: ProgramRequest, rows: Iterable[Row], columns: str) -> None:
    """Written down: the program is told of these people, for the purpose of the request."""
    seen = {row["person_id"]: row["area_code"] for row in rows if row["person_id"] is not None}
    if seen:
        people = [(str(number), area) for number, area in seen.items()]
        look_at_list(request, people, request.purpose, [columns])  # type: ignore[arg-type]  # only its scope is asked


def patients(
    request: ProgramRequest, shown: Shown, rows: Sequence[Row], asked_with: Iterable[str] = ()
) -> list[Resource]:
    """The people as Patients, after the look at each is written down; with links to the program's own patients."""
    looked(request, rows, "patient")
    knows = patient.Knows(request.caller.may(IDENTITY), frozenset(asked_with))
    linked: dict[int, list[str]] = {}
    for number, key in own_patients(request.scope).filter(
        person_id__in=[row["person_id"] for row in rows]
    ).values_list("person_id", "fhir_id"):  # fmt: skip
        linked.setdefault(int(number or 0), []).append(key)
    return [
        patient.patient_of(
            row, knows, month=shown.month, version=str(shown.number), told=linked.get(row["person_id"], [])
        )
        for row in rows
    ]


def cards_of(shown: Shown, wanted: Q, most: int) -> list[Row]:
    """Published cards within the area, by number."""
    found = shown.rows(Card).filter(wanted).order_by("member_id")
    return list(found.values(*coverage.COLUMNS)[:most])


def coverages(
    request: ProgramRequest, shown: Shown, cards: Sequence[Row], asked_with: Iterable[str] = ()
) -> list[Resource]:
    """The cards as Coverages, after the look at each holder is written down."""
    looked(request, cards, "coverage")
    knows = patient.Knows(request.caller.may(IDENTITY), frozenset(asked_with))
    return [coverage.coverage_of(card, knows, month=shown.month, words=words()) for card in cards]


@cache
def words() -> dict[str, str]:
    """Segments, classes and reasons in English."""
    held = vocabulary()
    return {code: pair[1] for group in ("segment", "class", "reason") for code, pair in held[group].items()}
