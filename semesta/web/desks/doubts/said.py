"""The evidence on a pair in the reader's words: both rows, how they agree, and the bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.link.explain import LABELS, SENTENCES, Evidence
from semesta.web.core import components as c
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.core.published.tables.models import Doubt

LABELS_EN = {
    "full_name": "Name", "given_name": "Given name", "family_name": "Family name", "mother_name": "Mother's name",
    "birth_date": "Birth date", "national_id": "NIK", "place": "Place", "address": "Address", "village": "Kelurahan",
    "postcode": "Postcode", "phone": "Phone", "sex": "Sex", "household": "Household", "family": "Family card",
    "free": "This resident", "name_order": "Order of names", "near": "Neighbours", "home": "Same household",
    "twin": "Twins",
}  # fmt: skip
SENTENCES_EN = {
    "missing": "not in one of the files", "unweighed": "not weighed",
    "missing_left": "missing or not usable in the register", "missing_right": "missing or not usable in the card file",
    "missing_both": "missing or not usable in both files",
    "name_9": "the same", "name_8": "sounds the same, or only the order of words differs",
    "name_7": "almost the same (a slip)", "name_6": "fits an abbreviation", "name_5": "some words missing",
    "name_4": "alike", "name_3": "one word the same", "name_2": "somewhat alike", "name_1": "different",
    "date_9": "the same", "date_8": "day and month swapped", "date_7": "one digit differs",
    "date_6": "same year, one is a stand-in date", "date_5": "same day and month, another year",
    "date_4": "two of three parts the same", "date_3": "only the year the same", "date_2": "one year apart",
    "date_1": "different",
    "number_9": "the same", "number_8": "the same up to digit 15, the last one lost in Excel",
    "number_7": "one digit differs or two are swapped", "number_6": "two digits differ or one is missing",
    "number_5": "three digits differ", "number_4": "date and serial number the same",
    "number_3": "area and date the same", "number_2": "only the date the same", "number_1": "different",
    "text_9": "the same", "text_8": "the same in another order", "text_7": "almost the same",
    "text_5": "some words missing", "text_4": "alike", "text_3": "one word the same", "text_2": "somewhat alike",
    "text_1": "different", "code_9": "the same", "code_7": "one digit differs", "code_5": "same beginning",
    "code_1": "different", "flag_9": "the same", "flag_1": "different",
    "family_9": "the same, and the family of the card is linked to this family card",
    "family_8": "the family of the card is linked to this family card", "family_7": "the same",
    "family_1": "different", "free_9": "not linked to another member", "free_1": "linked to another member already",
    "order_9": "straight", "order_1": "given and family name swapped", "near": "neighbours can be as alike",
    "home": "others of the household can be as alike", "twin": "twins can be as alike",
}  # fmt: skip
"""As link/explain.py says it in Indonesian."""
MARK = {9: "same", 8: "close", 7: "close", 6: "close", 5: "close", 4: "close", 3: "close", 2: "close"}
FIELDS = (
    # column of the register row, what weighed it, whether it needs a group of columns (roles.COLUMNS)
    ("name", "full_name", ""), ("nik", "national_id", ""), ("birth_on", "birth_date", ""), ("sex", "sex", ""),
    ("mother_name", "mother_name", "family"), ("nkk", "family", "family"), ("address", "address", "address"),
)  # fmt: skip

TOLD = 0.05
"""Bits below are 0,0 on the page."""


@dataclass(frozen=True)
class Point:
    """One reason for or against, with its weight in bits as text."""

    text: str
    weight: str


def sentence_of(evidence: Evidence) -> str:
    """`Birth date: day and month swapped`."""
    if language() == "en":
        label, said = LABELS_EN[evidence.field], SENTENCES_EN[evidence.sentence_id]
    else:
        label, said = LABELS[evidence.field], SENTENCES[evidence.sentence_id]
    return f"{label}: {said}"


def points(evidence: Sequence[Evidence]) -> list[Point]:
    """What was weighed and moved something, the heaviest first."""
    weighed = sorted((one for one in evidence if one.weighed and abs(one.bits) >= TOLD), key=lambda one: -abs(one.bits))
    return [Point(sentence_of(one), _bits(one.bits)) for one in weighed]


def _bits(bits: float) -> str:
    sign = "+" if bits > 0 else "−" if bits < 0 else "±"
    return f"{sign}{numbers().decimal(abs(bits), 1)}"


def compared(doubt: Doubt, evidence: Sequence[Evidence], sees: Any) -> list[c.ComparedField]:
    """Both rows field by field as the role sees them; numbers whole, as a digit may be what differs."""
    weighed = {one.field: one for one in evidence}
    rows = []
    for column, weighed_as, group in FIELDS:
        if group and not sees(group):
            continue
        left, right = getattr(doubt, column), getattr(doubt, f"card_{column}")
        agreement, note = _agreement(left, right, weighed.get(weighed_as))
        rows.append(c.ComparedField(_labels()[column], _text(column, left), _text(column, right), agreement, note))
    return rows


def _agreement(left: Any, right: Any, evidence: Evidence | None) -> tuple[c.Agreement, str]:
    if left in (None, "") or right in (None, ""):
        return "missing", ""
    if left == right:
        return "same", ""
    if evidence is None or not evidence.level or evidence.level == 9:
        return "differ", ""
    if evidence.level == 1:
        return "differ", ""
    said = (SENTENCES_EN if language() == "en" else SENTENCES)[evidence.sentence_id]
    return MARK[evidence.level], said  # type: ignore[return-value]  # one of the words above


def _text(column: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if column == "birth_on":
        return numbers().day(value)
    if column == "sex":
        return {"L": _("man"), "P": _("woman"), "M": _("man"), "F": _("woman")}.get(value, str(value))
    text = str(value)
    return f"{text[:6]} {text[6:12]} {text[12:]}" if column in ("nik", "nkk") and len(text) == 16 else text


def _labels() -> dict[str, str]:
    return {
        "name": _("Name"), "nik": "NIK", "birth_on": _("Birth date"), "sex": _("Sex"),
        "mother_name": _("Mother's name"), "nkk": _("Family card"), "address": _("Address"),
    }  # fmt: skip
