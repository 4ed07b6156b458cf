"""Coverage: the cards of people within the program's area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from semesta.web.api.asking import ProgramRequest, Refused, must
from semesta.web.api.fhir.answers import answered, for_fhir, not_here
from semesta.web.api.fhir.people import cards_of, coverages, numbers_of
from semesta.web.api.fhir.resources.systems import CARD
from semesta.web.api.fhir.search import asked_of, identifier_of, key_of, number_of, told_found
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.api.fhir.search import Asked
    from semesta.web.core.published.shown import Shown

PEOPLE = ("beneficiary", "patient")
SECRET = ("identifier", "beneficiary.identifier", "patient.identifier", "beneficiary:identifier", "patient:identifier")
KNOWN = ("_id", "status", *PEOPLE, *SECRET)
READ, SEARCH = "Coverage.r", "Coverage.s"


@for_fhir("GET", "HEAD", right=READ)
def coverage_one(request: ProgramRequest, key: str) -> HttpResponse:
    """One card."""
    shown, number = shown_to(request.scope), number_of(key)
    cards = [] if number is None else cards_of(shown, Q(member_id=number), 1)
    if not cards:
        raise not_here("Coverage")
    return answered(coverages(request, shown, cards)[0])


@for_fhir("GET", "HEAD")
def coverage_type(request: ProgramRequest) -> HttpResponse:
    """A search by an address without identity numbers."""
    must(request, SEARCH)
    return _search(request)


@for_fhir("POST", right=SEARCH)
def coverage_search(request: ProgramRequest) -> HttpResponse:
    """POST of a form."""
    return _search(request)


def _search(request: ProgramRequest) -> HttpResponse:
    asked = asked_of(request, KNOWN, secret=SECRET)
    shown = shown_to(request.scope)
    wanted, values = _wanted(shown, asked)
    cards = cards_of(shown, wanted, asked.count + 1)
    more = len(cards) > asked.count
    found = coverages(request, shown, cards[: asked.count], values)
    remarks = ["There are more: say more."] if more else []
    return told_found(request, "Coverage", asked, found, total=None if more else len(found), remarks=remarks)


def _wanted(shown: Shown, asked: Asked) -> tuple[Q, list[str]]:
    """The condition, and numbers that were asked with. Refused (400) when nobody is named."""
    wanted, values, named = Q(), list[str](), False
    if keys := asked.every("_id"):
        wanted, named = wanted & Q(member_id__in=[number_of(key) or -1 for key in keys]), True
    for name in PEOPLE:
        if keys := asked.every(name):
            numbers = [number_of(key_of(key, "Patient")) or -1 for key in keys]
            wanted, named = wanted & Q(person_id__in=numbers), True
    for name in SECRET:
        for system, value in map(identifier_of, asked.every(name)):
            values.append(value)
            if name == "identifier":
                wanted &= Q(psnoka=value) if system in {CARD, None} else Q(pk__in=[])
            else:
                wanted &= Q(person_id__in=numbers_of(shown, system, value, asked.count))
            named = True
    if not named:
        raise Refused(400, "too-costly", "Say whose: beneficiary, beneficiary.identifier or identifier.")
    if states := asked.every("status"):
        active = Q(status__iexact="active")
        parts = {"active": active, "cancelled": ~active}
        wanted &= Q(pk__in=[]) if not set(states) & set(parts) else Q() if len(set(states) & set(parts)) > 1 else next(
            parts[one] for one in states if one in parts
        )  # fmt: skip
    return wanted, values
