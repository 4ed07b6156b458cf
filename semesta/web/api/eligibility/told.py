"""What is told of a person's cover: one line per field, from which both the answer and the document are made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.web.core.published.shape import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from semesta.web.core.published.by_nik import Cover

TEXT: dict[str, Any] = {"type": ["string", "null"]}
DAY: dict[str, Any] = {"type": ["string", "null"], "format": "date"}
IDENTITY = "identity.read"


@dataclass(frozen=True)
class Told:
    """A field of the answer: its name, JSON schema, meaning, and where it comes from."""

    name: str
    schema: dict[str, Any]
    meaning: str
    of: Callable[[Cover], Any]


PERSON = (
    Told("patient", {"type": "string"}, "Number of the person here: `Patient/{patient}` by FHIR. No identity number.",
         lambda one: str(one.person_id)),
    Told("name", {"type": "string"}, "Name in the population register, else on the card.", lambda one: one.name or ""),
    Told("birth_date", DAY, "Date of birth.", lambda one: one.birth_on),
    Told("sex", {"type": ["string", "null"], "enum": ["L", "P", None]}, "`L` male, `P` female.",
         lambda one: one.sex if one.sex in {"L", "P"} else None),
    Told("area_code", {"type": "string"}, "Kemendagri code of the kelurahan of residence, or the area known.",
         lambda one: one.area_code),
    Told("covered", {"type": ["boolean", "null"]}, "Has active JKN cover in the month told; null: not known.",
         lambda one: one.active),
    Told("class", {"type": "string"}, "Class of the month, as in the reference of reasons and routes.",
         lambda one: one.class_name),
    Told("segment", TEXT, "Segment: PBI_APBN, PBPU_PEMDA, PPU, PBPU, BP.", lambda one: one.segment),
    Told("status", TEXT, "Status of the card.", lambda one: one.status),
    Told("reason", TEXT, "Why there is no active cover.", lambda one: one.reason),
    Told("inactive_since", DAY, "First day without cover.", lambda one: one.inactive_since_on),
    Told("register_status", TEXT, "What the population register says: living, dead, moved.",
         lambda one: one.register_status),
    Told("route", TEXT, "The cheapest lawful way to cover.", lambda one: one.route),
    Told("expected_start", DAY, "When cover can begin by that way.", lambda one: one.expected_start_on),
    Told("card_number", TEXT, "Card number, masked unless the token opens `identity.read`.", lambda one: one.psnoka),
    Told("ward_class", TEXT, "Class of the ward.", lambda one: one.ward_class),
    Told("facility_code", TEXT, "Facility of first contact, by BPJS's code.", lambda one: one.facility_code),
    Told("ends_on", DAY, "Last day of the cover, where one is told.", lambda one: one.end_on),
    Told("arrears_months", {"type": ["integer", "null"]}, "Months of contribution owed.",
         lambda one: one.arrears_month_count),
)  # fmt: skip


def answer_of(found: Sequence[Cover], rights: frozenset[str]) -> bytes:
    """The whole answer as JSON; `people` is empty when nobody in the program's area has the NIK."""
    people = [{one.name: one.of(cover) for one in PERSON} for cover in found]
    if IDENTITY not in rights:
        for person in people:
            person["card_number"] = masked(person["card_number"]) or None
    told = {
        "month": found[0].month if found else None, "run": found[0].run_id if found else None, "people": people,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def schema_of_answer() -> dict[str, Any]:
    """JSON schema of the answer."""
    fields = {one.name: {**one.schema, "description": one.meaning} for one in PERSON}
    person = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    properties = {
        "month": {**DAY, "description": "The month whose files are told of; null when nobody was found."},
        "run": {**TEXT, "description": "The run that judged them."},
        "people": {"type": "array", "items": person},
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
