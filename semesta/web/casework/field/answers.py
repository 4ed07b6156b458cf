"""A filled form, whoever sent it: what was answered about the household and each person, and what the phone knew.

An XForm instance as phones and the offline page send it (OpenRosa 1.0 metadata; entities specification 2024.1.0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from semesta.web.casework.field.form import HOUSEHOLD, OTHER_SUFFIX, OTHERS, PEOPLE, PERSON_ID, visit_form
from semesta.web.casework.field.xlsform import HOUSEHOLD_LIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from xml.etree.ElementTree import Element

LONGEST_ANSWER = 500
MOST_PEOPLE = 60
INSTANCE_ID = re.compile(r"[A-Za-z0-9:_.\-]{8,100}")


class Unreadable(ValueError):
    """The form cannot be read; `why` is a word of casework.field.words.WHY."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Answers:
    """One filled form. `people`: answers by question, `orang_id` first; `others`: people of no list.

    `base_version` is the version of the household that the phone showed; `branch_id` is the same in all that one phone
    did since it last fetched the list, `trunk_version` the version it had fetched.
    """

    instance_id: str
    deprecated_id: str
    form_id: str
    form_version: str
    household: str
    household_answers: dict[str, str]
    people: tuple[dict[str, str], ...]
    others: tuple[dict[str, str], ...]
    media: tuple[str, ...] = ()
    began_at: datetime | None = None
    ended_at: datetime | None = None
    base_version: int | None = None
    trunk_version: int | None = None
    branch_id: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        """The day of the visit by the phone's clock."""
        at = self.ended_at or self.began_at
        return timezone.localtime(at).date() if at else None

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees; None when not taken, or no place on earth."""
        parts = self.household_answers.get("lokasi", "").split()
        try:
            latitude, longitude = float(parts[0]), float(parts[1])
        except (IndexError, ValueError):
            return None
        return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None

    def day_of(self, question: str) -> date | None:
        """An answer that is a day."""
        return day_of(self.household_answers.get(question, ""))


def day_of(text: str) -> date | None:
    """The day of an ISO date; None for anything else."""
    try:
        return parse_date(text[:10])
    except ValueError:
        return None


def read_xml(content: bytes) -> Answers:
    """The answers in an XForm instance; Unreadable when it is no XML, has no instanceID or is no visit form."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unreadable("not_xml") from None
    meta = _child(root, "meta")
    instance_id = _text(meta, "instanceID")
    if not INSTANCE_ID.fullmatch(instance_id):
        raise Unreadable("no_instance_id")
    entity = _child(meta, "entity")
    known = dict(entity.attrib) if entity is not None and entity.get("dataset") == HOUSEHOLD_LIST else {}
    flat = {_local(one): (one.text or "").strip() for one in root if not len(one)}
    return answers_of(
        flat,
        people=[_flat(one) for one in root if _local(one) == PEOPLE],
        others=[_flat(one) for one in root if _local(one) == OTHERS],
        instance_id=instance_id, deprecated_id=_text(meta, "deprecatedID"), form_id=root.get("id") or "",
        form_version=root.get("version") or "", base_version=_number(known.get("baseVersion")),
        trunk_version=_number(known.get("trunkVersion")), branch_id=(known.get("branchId") or "")[:100],
    )  # fmt: skip


def answers_of(
    flat: Mapping[str, str], *, people: Iterable[Mapping[str, str]], others: Iterable[Mapping[str, str]], **known: Any
) -> Answers:
    """The answers of a form whose questions stand in `flat`; Unreadable without a household or a result."""
    form = visit_form()
    held = _kept(flat, [question.name for question in form.household])
    household = flat.get(HOUSEHOLD, "").strip()[:100]
    if not household:
        raise Unreadable("no_household")
    if not held.get("hasil"):
        raise Unreadable("no_result")
    listed, found = list(people), list(others)
    if len(listed) + len(found) > MOST_PEOPLE:
        raise Unreadable("too_many_people")
    names = [question.name for question in form.person]
    photos = [question.name for question in form.household if question.type == "photo"]
    return Answers(
        household=household,
        household_answers=held,
        people=tuple({PERSON_ID: one[PERSON_ID], **_kept(one, names)} for one in listed if one.get(PERSON_ID)),
        others=tuple(_without_suffix(one) for one in found if any(one.values())),
        media=tuple(held[name] for name in photos if held.get(name)),
        began_at=moment_of(flat.get("mulai", "")), ended_at=moment_of(flat.get("selesai", "")),
        **known,
    )  # fmt: skip


def moment_of(text: str) -> datetime | None:
    """The moment of an ISO text, without a zone the city's; None for anything else."""
    try:
        at = parse_datetime(text.strip())
    except ValueError:
        return None
    return timezone.make_aware(at) if at and timezone.is_naive(at) else at


def _without_suffix(other: Mapping[str, str]) -> dict[str, str]:
    kept = _kept(other, [question.name for question in visit_form().other])
    return {name.removesuffix(OTHER_SUFFIX): value for name, value in kept.items()}


def _kept(told: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: told[name].strip()[:LONGEST_ANSWER] for name in names if told.get(name, "").strip()}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: Element | None, name: str) -> Element | None:
    return next((one for one in element if _local(one) == name), None) if element is not None else None


def _text(element: Element | None, name: str) -> str:
    found = _child(element, name)
    return (found.text or "").strip() if found is not None else ""


def _flat(element: Element) -> dict[str, str]:
    return {_local(one): (one.text or "").strip() for one in element}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
