"""What the desk of outreach asks: contacts by rule and area, and self-payers in arrears by area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Sum
from django.db.models.functions import Substr

from semesta.web.core.places import DISTRICT, REGENCY, VILLAGE
from semesta.web.core.published.tables.models import ArrearsArea, ContactWork

if TYPE_CHECKING:
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
