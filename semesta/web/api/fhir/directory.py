"""Organization, Location and Group: who works together, the areas, and how many people are in which class of cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone

from semesta.flow.report.words import vocabulary
from semesta.terms.region import region
from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import answered, for_fhir, not_here
from semesta.web.api.fhir.counts import class_counts
from semesta.web.api.fhir.resources.places import group_of, insurer, location_of, organization_of
from semesta.web.api.fhir.resources.systems import AREA, INSURER
from semesta.web.api.fhir.search import PAGE, asked_of, identifier_of, key_of, page_of
from semesta.web.core.models import Organisation
from semesta.web.core.places import children_of
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from semesta.web.api.fhir.resources.systems import Resource
    from semesta.web.core.published.shown import Shown


# -- Organization


OFFICES = ("_id", "name", PAGE)


def _offices(request: ProgramRequest) -> list[Resource]:
    rows = request.scope.within(Organisation.objects.all()).order_by("name")
    return [insurer(), *(organization_of(one) for one in rows)]


@for_fhir("GET", "HEAD", right="Organization.r")
def organization_one(request: ProgramRequest, key: str) -> HttpResponse:
    """An office or facility within the area, or BPJS Kesehatan."""
    if key == INSURER:
        return answered(insurer())
    found = re.fullmatch(r"office-([0-9]{1,18})", key)
    held = request.scope.within(Organisation.objects.all()).filter(pk=found[1]).first() if found else None
    if held is None:
        raise not_here("Organization")
    return answered(organization_of(held))


@for_fhir("GET", "HEAD", "POST", right="Organization.s")
def organization_type(request: ProgramRequest) -> HttpResponse:
    """By name, or all."""
    asked = asked_of(request, OFFICES)
    found = _offices(request)
    if keys := asked.every("_id"):
        found = [one for one in found if one["id"] in keys]
    if name := asked.first("name").casefold():
        found = [one for one in found if name in one["name"].casefold()]
    return page_of(request, "Organization", asked, found)


# -- Location


AREAS = ("_id", "identifier", "partof", PAGE)


def _area(request: ProgramRequest, code: str) -> bool:
    """The area exists today and lies within the program's."""
    return request.scope.covers(code) and region(code, timezone.localdate()) is not None


@for_fhir("GET", "HEAD", right="Location.r")
def location_one(request: ProgramRequest, key: str) -> HttpResponse:
    """An area by its Kemendagri code with dots."""
    if not _area(request, key):
        raise not_here("Location")
    return answered(location_of(key))


@for_fhir("GET", "HEAD", "POST", right="Location.s")
def location_type(request: ProgramRequest) -> HttpResponse:
    """By id, code (identifier), or what lies directly in an area (partof); else the program's own areas."""
    asked = asked_of(request, AREAS)
    codes = asked.every("_id")
    codes += [value for system, value in map(identifier_of, asked.every("identifier")) if system in {AREA, None}]
    for above in asked.every("partof"):
        codes += children_of(key_of(above, "Location"))
    if not (codes or set(asked.values) - {PAGE}):
        codes = [area for area in request.scope.areas if area]
    return page_of(request, "Location", asked, [location_of(code) for code in codes if _area(request, code)])


# -- Group


GROUPS = ("_id", "area", PAGE)


def groups_of(shown: Shown, area: str) -> list[Resource]:
    """How many people of an area are in each class of cover; too few are not told, nor what would give them away."""
    titles = vocabulary()["class"]
    counted = class_counts(shown).get(area, {})
    return [group_of(area, name, titles.get(name, (name, name))[1], people) for name, people in sorted(counted.items())]


@for_fhir("GET", "HEAD", right="Group.r")
def group_one(request: ProgramRequest, key: str) -> HttpResponse:
    """People of an area in one class: `16.71.04.1002-uncovered`."""
    area = key.partition("-")[0]
    if not _area(request, area):
        raise not_here("Group")
    found = next((one for one in groups_of(shown_to(request.scope), area) if one["id"] == key), None)
    if found is None:
        raise not_here("Group")
    return answered(found)


@for_fhir("GET", "HEAD", "POST", right="Group.s")
def group_type(request: ProgramRequest) -> HttpResponse:
    """The classes of one area (`area`: Location), else of the program's own."""
    asked = asked_of(request, GROUPS)
    keys = asked.every("_id")
    areas = [key_of(one, "Location") for one in asked.every("area")] or [key.partition("-")[0] for key in keys]
    areas = areas or [area for area in request.scope.areas if area]
    if len(areas) > 5:
        raise Refused(400, "too-costly", "At most five areas at once.")
    shown = shown_to(request.scope)
    found = [one for area in areas if _area(request, area) for one in groups_of(shown, area)]
    return page_of(request, "Group", asked, [one for one in found if not keys or one["id"] in keys])
