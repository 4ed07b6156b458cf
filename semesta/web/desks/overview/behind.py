"""Who is counted: the same filters as measure.number.PEOPLE, over the published people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from semesta.web.core.places import UNKNOWN_DISTRICT, UNKNOWN_VILLAGE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from semesta.web.core.published.tables.models import Person

WITH_CARD = ("covered_active", "covered_inactive", "status_unknown")
BEHIND: dict[str, Q] = {
    "in_register": Q(in_register=True),
    "registered": Q(class_name__in=WITH_CARD),
    "active": Q(active=True),
    "uncovered": Q(class_name="uncovered"),
    "without_active_cover": Q(in_register=True, active=False),
    "inactive": Q(class_name="covered_inactive"),
    "status_unknown": Q(class_name="status_unknown"),
    "pemda_active": Q(active=True, segment="PBPU_PEMDA"),
    "pbi_active": Q(active=True, segment="PBI_APBN"),
    "dead_but_member": Q(class_name="dead_but_member"),
    "moved_but_member": Q(class_name="moved_but_member"),
    "member_not_in_register": Q(class_name="member_not_in_register"),
}


def within_area(people: QuerySet[Person, Any], code: str) -> QuerySet[Person, Any]:
    """The people of an area; a code that ends in .00 or .0000: those of it whose place nobody knows."""
    for ending in (UNKNOWN_VILLAGE, UNKNOWN_DISTRICT):
        if code.endswith(ending):
            code = code.removesuffix(ending)
            return people.filter(area_code=code.removesuffix(UNKNOWN_DISTRICT))
    return people.filter(area_code__gte=code, area_code__lt=code + "/")
