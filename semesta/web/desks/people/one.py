"""One person's page, and their whole numbers for a purpose. Every opening is written down before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse

from semesta.web.casework.queries.identity import dukcapil_of_home
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.published.one_person import one_person, whole_numbers
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.desks.people import looks, registers, told
from semesta.web.desks.people.files import files_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

LARGEST = 2**63 - 1
"""What a database can hold as a number."""


@needs("people.read", area=Area.IN_QUERY)
def person(request: OfficeRequest, key: int) -> HttpResponse:
    """Who this is, whether they are covered and why, each register's words, the way to cover. 404 outside the scope."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET"])
    shown, area = within_scope(request, key)
    scope = request.scope
    look(request, str(key), area, looks.OPENED, scope.role.columns)
    found = one_person(shown, key, work=False, beside=looks.latest_looks(scope, key))
    if found is None:
        raise Http404
    files = files_of(shown)
    may_ask = scope.may("people.verify") and dukcapil_of_home() is not None
    may_show = scope.may("people.identity")
    page = {
        "person": told.head(found, files, reverse("person_numbers", args=[key]) if may_show else ""),
        "purposes": looks.purposes(), "facts": told.state(found, files), "route": told.route(found),
        "spells": told.timeline(found), "as_of": files.as_of, "cards": told.cards(found, files),
        "kin": told.kin(found) if scope.sees("family") else None,
        "registers": registers.compared(found, files, shown), "looked": looks.told(found.beside),
        "office": scope.organisation_name, "change": told.change(found),
        "ask_url": reverse("person_dukcapil", args=[key]) if may_ask else "",
    }  # fmt: skip
    return render(request, "people/person.html", page)


@needs("people.identity", area=Area.IN_QUERY)
def numbers(request: OfficeRequest, key: int) -> HttpResponse:
    """The whole numbers for a named purpose, written down first: a part of the page for htmx, otherwise a page.

    By POST alone, and not kept: the numbers stand in this one answer.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    shown, _area = within_scope(request, key)
    purpose = request.POST.get("purpose", "")
    back = {"key": key, "url": reverse("person", args=[key])}
    if purpose not in looks.PURPOSES:
        again = {**back, "purposes": looks.purposes(), "reveal_url": reverse("person_numbers", args=[key])}
        return render(request, "people/purpose.html", again, status=400)
    found = whole_numbers(request, shown, key, purpose)
    if found is None:
        raise Http404
    part = "people/shown.html" if request.headers.get("HX-Request") else "people/numbers.html"
    return render(request, part, {**back, "numbers": registers.named(found), "nik": found.get("nik", "")})


def within_scope(request: OfficeRequest, key: int) -> tuple[Shown, str]:
    """The publication and the person's area; Http404 when nobody within the scope has this number."""
    if key > LARGEST:
        raise Http404
    try:
        shown = shown_to(request.scope)
    except NothingPublished as error:
        raise Http404 from error
    area = shown.rows(Person).filter(person_id=key).values_list("area_code", flat=True).first()
    if area is None:
        raise Http404
    return shown, area
