"""What the desk of outreach asks: contacts by rule and area, and self-payers in arrears by area."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Sum
from django.db.models.functions import Substr

from semesta.web.core.places import DISTRICT, REGENCY, VILLAGE
from semesta.web.core.published.tables.models import ArrearsArea, ContactWork, Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from semesta.web.core.published.shown import Shown

RULES = ("before_payment", "phk_ending", "child_over_age", "left_employer", "former_pbi")
"""Rules of 6_worklist/contact_work.sql, those with a clock first."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts of one rule in one area: families or persons to speak to, the people meant, those with a phone."""

    rule: str
    area_code: str
    contacts: int
    people: int
    phones: int
    first_due_on: date | None


@dataclass(frozen=True, slots=True)
class Arrears:
    """Self-payers of one area, and those without cover for arrears."""

    area_code: str
    payers: int
    arrears: int


def area_length(shown: Shown) -> int:
    """Codes of so many characters are told: kecamatan for who sees a whole city, else kelurahan."""
    return DISTRICT if any(len(area) <= REGENCY for area in shown.scope.areas) else VILLAGE


def contacts_by(shown: Shown, length: int) -> list[Contacts]:
    """Contacts within the scope by rule and area."""
    rows = (
        shown.rows(ContactWork)
        .values_list("contact_rule", Substr("area_code", 1, length))
        .annotate(Count("id"), Sum("family_count"), Count("phone_from"), Min("due_on"))
        .order_by()
    )
    return sorted((Contacts(*row) for row in rows), key=lambda one: (RULES.index(one.rule), one.area_code))


def arrears_by(shown: Shown, length: int) -> list[Arrears]:
    """Self-payers within the scope by area, in the order of codes."""
    rows = (
        shown.rows(ArrearsArea)
        .values_list(Substr("area_code", 1, length))
        .annotate(Sum("payer_count"), Sum("arrears_count"))
        .order_by()
    )
    return sorted((Arrears(*row) for row in rows), key=lambda one: one.area_code)


AT_ONCE = 2_000
OF_CONTACT = ("person_id", "area_code", "family_count", "arrears_month_count", "paid_count", "due_on", "phone")
OF_PERSON = ("name", "nik", "address", "rt", "rw")


def contact_lines(shown: Shown, rule: str) -> Iterator[dict[str, Any]]:
    """One row per contact of a rule within the scope, what ends first first; people AT_ONCE at a time."""
    rows = shown.rows(ContactWork).filter(contact_rule=rule).order_by("due_on", "area_code", "id")
    every = rows.values(*OF_CONTACT).iterator(AT_ONCE)
    while some := list(islice(every, AT_ONCE)):
        people = shown.rows(Person).filter(person_id__in=[one["person_id"] for one in some])
        known = {one["person_id"]: one for one in people.values("person_id", *OF_PERSON)}
        for one in some:
            yield dict.fromkeys(OF_PERSON) | known.get(one["person_id"], {}) | one
