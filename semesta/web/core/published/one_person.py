"""One person as a role may see them: each register's words side by side, cards, spells, kin, doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Subquery

from semesta.web.core.audit.events import look
from semesta.web.core.published.layout import columns_of
from semesta.web.core.published.shape import masked
from semesta.web.core.published.tables.models import Card, Doubt, InvoiceWork, Person, PersonChange, Spell
from semesta.web.core.together import fetched_together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.published.tables.models import PublishedModel
    from semesta.web.core.scope import Scope

GROUPS = {
    "address": {"address", "rt", "rw", "phone", "card_address"},
    "family": {"nkk", "mother_name", "family_relation", "card_nkk", "card_mother_name"},
    "poverty": {"decile"},
    "wage": {"employer_code"},
}
"""Columns that a role sees only with this group (roles.COLUMNS)."""
NUMBERS = {"nik", "nik_raw", "nkk", "psnoka", "noka", "card_nik", "card_nkk"}
"""Masked until a purpose is named."""
INSIDE_ONLY = {"person_key", "said"}
"""Never given: they hold a NIK, or are for searching."""
COMPARED = ("nik", "name", "birth_on", "sex", "nkk", "mother_name", "address", "village_code")
"""What a register row and a card both tell."""


@dataclass(frozen=True)
class OnePerson:
    """Rows as dictionaries; a column that the role does not see is not in them, numbers are masked."""

    person: dict[str, Any]
    cards: list[dict[str, Any]] = field(default_factory=list)
    spells: list[dict[str, Any]] = field(default_factory=list)
    kin: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    disputes: list[dict[str, Any]] = field(default_factory=list)
    change: dict[str, Any] | None = None
    beside: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def seen_columns(model: type[PublishedModel], scope: Scope) -> list[str]:
    """The columns of a table that the scope's role sees, in order."""
    hidden = INSIDE_ONLY.union(*(columns for group, columns in GROUPS.items() if not scope.sees(group)))
    return [column for column, _ in columns_of(model) if column not in hidden]


def one_person(
    shown: Shown, person_id: int, *, work: bool = True, beside: Mapping[str, QuerySet[Any, Any]] | None = None
) -> OnePerson | None:
    """That person; None when there is none within the scope. One statement.

    Without `work`: no doubts and disputed bills. `beside`: more lists of rows to be read in the same statement.
    """
    own = Q(person_id=person_id)
    wanted: dict[str, QuerySet[Any, Any]] = {
        "person": _rows(shown, Person, own),
        "cards": _rows(shown, Card, own).order_by("member_id"),
        "spells": _rows(shown, Spell, own).order_by("psnoka", "from_on"),
        "kin": _kin(shown, person_id),
        "change": _rows(shown, PersonChange, own),
    }
    if work:
        wanted["doubts"] = _rows(shown, Doubt, own | Q(card_person_id=person_id)).order_by("member_id")
        wanted["disputes"] = _rows(shown, InvoiceWork, own & Q(judgement="disputed")).order_by("invoice_line_id")
    found = fetched_together({**wanted, **(beside or {})})
    if not found["person"]:
        return None
    masks = {name: [_with_masks(row) for row in found.get(name, [])] for name in ("cards", "kin", "doubts", "disputes")}
    return OnePerson(
        person=_with_masks(found["person"][0]), spells=found["spells"], change=next(iter(found["change"]), None),
        beside={name: found[name] for name in beside or {}}, **masks,
    )  # fmt: skip


def _rows(shown: Shown, model: type[PublishedModel], wanted: Q) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = shown.rows(model).filter(wanted).values(*seen_columns(model, shown.scope))
    return rows


def _kin(shown: Shown, person_id: int) -> QuerySet[Any, Any]:
    """Who stands on the same family card, within the scope; nobody for a role that does not see families."""
    if not shown.scope.sees("family"):
        return _rows(shown, Person, Q(pk__in=[]))
    family = shown.rows(Person).filter(person_id=person_id).values("nkk")
    return _rows(shown, Person, Q(nkk=Subquery(family))).exclude(person_id=person_id).order_by("birth_on", "person_id")


def _with_masks(row: dict[str, Any]) -> dict[str, Any]:
    return {column: masked(value) if column in NUMBERS and value else value for column, value in row.items()}


def side_by_side(person: dict[str, Any], card: dict[str, Any]) -> list[tuple[str, Any, Any, bool]]:
    """(column, as the person's row has it, as the card has it, differ) of what both tell and the role sees."""
    differs = set((card.get("differs") or "").split())
    rows = []
    for column in COMPARED:
        here = "area_code" if column == "village_code" else column
        if here in person and column in card:
            rows.append((column, person[here], card[column] if column in differs else person[here], column in differs))
    return rows


def whole_numbers(request: OfficeRequest, shown: Shown, person_id: int, purpose: str) -> dict[str, str] | None:
    """NIK, card and family card numbers of one person, after the look is written down; None outside the scope.

    PermissionError without `people.identity` or a purpose.
    """
    scope = shown.scope
    if not (scope.may("people.identity") and purpose.strip()):
        raise PermissionError("a whole number needs the permission and a purpose")
    wanted = [column for column in ("nik", "nik_raw", "psnoka", "nkk") if column in seen_columns(Person, scope)]
    area = shown.rows(Person).filter(person_id=person_id).values_list("area_code", flat=True).first()
    if area is None:
        return None
    look(request, str(person_id), area, purpose, wanted)
    found = shown.rows(Person).filter(person_id=person_id).values(*wanted).first() or {}
    return {column: value for column, value in found.items() if value}
