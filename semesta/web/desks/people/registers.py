"""A person's row in the population register beside each card: what agrees, and why they were linked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.web.core import components as c
from semesta.web.core.places import area_name
from semesta.web.core.published.one_person import OnePerson, side_by_side
from semesta.web.core.reading import numbers, spaced_nik
from semesta.web.desks.people.evidence import HIDDEN, LinkOfCard, link_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.web.core.published.shown import Shown
    from semesta.web.desks.people.files import Files


@dataclass(frozen=True)
class Compared:
    """One card beside the register: the fields, where both rows stand, and the link in words."""

    card: str
    fields: list[c.ComparedField]
    places: str
    link: LinkOfCard | None


def compared(found: OnePerson, files: Files, shown: Shown) -> list[Compared]:
    """One per card; empty where the person has no register row or no card: then there is nothing to compare."""
    if not found.person["in_register"]:
        return []
    hidden = frozenset(name for group, names in HIDDEN.items() if not shown.scope.sees(group) for name in names)
    at = files.place(found.person["resident_id"])
    return [
        Compared(
            card["psnoka"] or "", [_field(*row) for row in side_by_side(found.person, card)],
            _("%(register)s beside %(card)s") % {"register": at, "card": files.place(card["member_id"])},
            link_of(card, shown.run_id, hidden),
        )
        for card in found.cards
    ]  # fmt: skip


def _field(column: str, left: Any, right: Any, differ: bool) -> c.ComparedField:
    gone = left in (None, "") or right in (None, "")
    agreement: c.Agreement = "missing" if gone else "differ" if differ else "same"
    return c.ComparedField(_label(column), _text(column, left), _text(column, right), agreement)


def _label(column: str) -> str:
    return {
        "nik": _("NIK"), "name": _("Name"), "birth_on": _("Birth date"), "sex": _("Sex"), "nkk": _("Family card"),
        "mother_name": _("Mother's name"), "address": _("Address"), "village_code": _("Kelurahan"),
        "psnoka": _("Card number"), "nik_raw": _("NIK as written"),
    }[column]  # fmt: skip


def _text(column: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if column == "birth_on":
        return numbers().day(value)
    if column == "sex":
        return sex(value)
    return area_name(value) if column == "village_code" else str(value)


def sex(code: str | None) -> str:
    """'L' and 'P' in words; '' where nobody knows."""
    return {"L": _("Male"), "P": _("Female"), "M": _("Male"), "F": _("Female")}.get(code or "", "")


def named(found: Mapping[str, str]) -> list[c.Fact]:
    """Whole numbers with their names; the NIK in groups to be read aloud."""
    return [c.Fact(_label(column), spaced_nik(value) if column == "nik" else value) for column, value in found.items()]
