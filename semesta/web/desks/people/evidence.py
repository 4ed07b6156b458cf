"""Why a card and a register row are taken for one person, in words of both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from semesta.flow.home import Home
from semesta.flow.report.words import word
from semesta.link.explain import Evidence, explain
from semesta.link.model import Model, of_this_shape, read_model
from semesta.web.core.reading import language

if TYPE_CHECKING:
    from pathlib import Path

LABELS = {
    "full_name": "Name", "given_name": "Given name", "family_name": "Family name", "mother_name": "Mother's name",
    "birth_date": "Birth date", "national_id": "NIK", "place": "Place", "address": "Address", "village": "Kelurahan",
    "postcode": "Postcode", "phone": "Telephone", "sex": "Sex", "household": "Household", "family": "Family card",
    "free": "This resident", "name_order": "Order of names", "near": "Neighbours", "home": "Same household",
    "twin": "Twins",
}  # fmt: skip
SENTENCES = {
    "missing": "absent from one of the files", "unweighed": "not weighed",
    "missing_left": "absent or unusable in the population register",
    "missing_right": "absent or unusable in the membership file", "missing_both": "absent or unusable in both files",
    "name_9": "the same", "name_8": "the same by sound, or words in another order",
    "name_7": "nearly the same (typing slip)",
    "name_6": "fits an abbreviation", "name_5": "some words are missing", "name_4": "similar",
    "name_3": "one word agrees", "name_2": "a little similar", "name_1": "different",
    "date_9": "the same", "date_8": "day and month swapped", "date_7": "one digit differs",
    "date_6": "same year, one of the dates is a placeholder", "date_5": "same day and month, another year",
    "date_4": "two of three parts agree", "date_3": "only the year agrees", "date_2": "one year apart",
    "date_1": "different",
    "number_9": "the same", "number_8": "the same to digit 15, the last one lost in a spreadsheet",
    "number_7": "one digit differs or two are swapped", "number_6": "two digits differ or one is missing",
    "number_5": "three digits differ", "number_4": "date and serial agree", "number_3": "region and date agree",
    "number_2": "only the date agrees", "number_1": "different",
    "text_9": "the same", "text_8": "the same, words in another order", "text_7": "nearly the same",
    "text_5": "some words are missing", "text_4": "similar", "text_3": "one word agrees", "text_2": "a little similar",
    "text_1": "different",
    "code_9": "the same", "code_7": "one digit differs", "code_5": "the beginning agrees", "code_1": "different",
    "flag_9": "the same", "flag_1": "different",
    "family_9": "the same, and the family on the JKN card is linked to this family card",
    "family_8": "the family on the JKN card is linked to this family card", "family_7": "the same",
    "family_1": "different",
    "free_9": "not linked to another member", "free_1": "linked to another member already",
    "order_9": "straight", "order_1": "given name and family name swapped",
    "near": "neighbours can look alike, too", "home": "others of the family can look alike, too",
    "twin": "twins can look alike, too",
}  # fmt: skip
"""In English what semesta.link.explain says in Indonesian."""
HIDDEN = {"address": {"address", "phone"}, "family": {"mother_name", "family", "household"}}
"""Fields that a role hears of only with this group of columns."""


@dataclass(frozen=True)
class Said:
    """What one field says: above 0 `bits` speak for the link."""

    text: str
    bits: float


@dataclass(frozen=True)
class LinkOfCard:
    """How a card came to its person. `reasons` in order of weight; none where the run's model is not at hand."""

    method: str
    probability: float
    reasons: tuple[Said, ...]


def link_of(card: dict[str, Any], run_id: str, hidden: frozenset[str] = frozenset()) -> LinkOfCard | None:
    """The link of a published card; None for a card that stands alone."""
    if card["link_probability"] is None:
        return None
    model = _model(Home(settings.SEMESTA_HOME).run(run_id) / "2_link" / "model.json")
    told = explain(card["link_pattern"], model) if model and card["link_pattern"] else ()
    weighed = [one for one in told if one.weighed and abs(one.bits) >= 0.005 and one.field not in hidden]
    reasons = tuple(Said(sentence(one), one.bits) for one in sorted(weighed, key=lambda one: -abs(one.bits)))
    return LinkOfCard(word(language(), "method", card["link_method"]), card["link_probability"], reasons)


def sentence(one: Evidence) -> str:
    """In the reader's language: `NIK: one digit differs or two are swapped`."""
    return f"{LABELS[one.field]}: {SENTENCES[one.sentence_id]}" if language() == "en" else one.sentence


@lru_cache(maxsize=3)
def _kept(path: Path) -> Model:
    return read_model(path)


def _model(path: Path) -> Model | None:
    """None where the run's folder is not on this machine, or an older version wrote the model."""
    if not path.exists():
        return None
    model = _kept(path)
    return model if of_this_shape(model) else None
