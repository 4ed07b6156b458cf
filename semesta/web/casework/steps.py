"""The steps from the city's figure to BPJS's: their names, and the published people behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from semesta.web.core.published.tables.models import Card, Person

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from semesta.web.core.published.shown import Shown

TITLES: dict[str, _StrPromise] = {
    "living_residents": _("Living residents"),
    "uncovered": _("Residents without a card"),
    "residents_with_card": _("Residents with a card: the city's figure"),
    "second_card": _("Second and further cards"),
    "dead_but_member": _("Cards of people who died"),
    "moved_but_member": _("Cards of people who moved away"),
    "member_not_in_register": _("Cards of people not in the city's register"),
    "member_of_other_area": _("Cards of people who live elsewhere"),
    "duplicate_register_row": _("Cards held by a second register row"),
    "cards": _("Cards: BPJS Kesehatan's figure"),
    "repeated_row": _("Rows that repeat a card"),
    "card_rows": _("Rows in the membership files"),
}
CITY_FIGURE, BPJS_FIGURE = "residents_with_card", "cards"
OF_CARDS = {"second_card", "repeated_row"}
"""Steps that count cards."""
OF_PEOPLE = {"uncovered", "dead_but_member", "moved_but_member", "member_not_in_register", "duplicate_register_row"}
LISTED = {*OF_CARDS, *OF_PEOPLE, "member_of_other_area"}


def behind(shown: Shown, class_name: str) -> QuerySet[Any]:
    """The rows (of cards or people) of the shown month, within the scope, behind a step of LISTED; people by area.

    People who live elsewhere lie outside a city's scope: their rows are not listed to it, only counted.
    """
    if class_name in OF_CARDS:
        cards = shown.rows(Card)
        if class_name == "repeated_row":
            return cards.filter(class_name="repeated_row").order_by("member_id")
        # A further card is any that is not the one that speaks for its holder, whatever else is wrong with it.
        speaking = shown.rows(Person).filter(person_id=OuterRef("person_id"), psnoka=OuterRef("psnoka"))
        return cards.exclude(class_name="repeated_row").filter(~Exists(speaking)).order_by("member_id")
    wanted = "member_not_in_register" if class_name == "member_of_other_area" else class_name
    people = shown.rows(Person).filter(class_name=wanted)
    if class_name not in {"uncovered", "member_of_other_area"}:
        people = people.filter(psnoka__isnull=False)
    return people.order_by("area_code", "person_id")
