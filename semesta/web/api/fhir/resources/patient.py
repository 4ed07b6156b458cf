"""A person of the month as a Patient, and what somebody's Patient says about a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.web.api.fhir.resources.systems import (
    ABSENT,
    ADMINISTRATIVE,
    CARD,
    NIK,
    PERSON,
    Resource,
    absent,
    bare,
    reference,
)
from semesta.web.core.places import UNKNOWN_DISTRICT, UNKNOWN_VILLAGE, area_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLUMNS = (
    "person_id", "area_code", "nik", "name", "birth_on", "sex", "register_status", "psnoka", "nkk", "mother_name",
    "phone",
)  # fmt: skip
"""What is asked of a published person; family card, mother and telephone only weigh and are never told."""
GENDERS = {"L": "male", "P": "female"}
SEXES = {"male": "L", "female": "P"}
LEVELS = ("province", "city", "district", "village")


@dataclass(frozen=True)
class Knows:
    """Which numbers may be told whole: `every` one, or those that were asked with."""

    every: bool = False
    asked_with: frozenset[str] = frozenset()

    def may(self, number: str) -> bool:
        """This number is no news to who asks, or theirs to know."""
        return self.every or number in self.asked_with


def patient_of(
    row: Mapping[str, Any], knows: Knows, *, month: date, version: str, told: Iterable[str] = ()
) -> Resource:
    """`row`: COLUMNS of one published person; `told`: ids of own patients that are this person."""
    number = str(row["person_id"])
    status = (row["register_status"] or "").upper()
    return bare({
        "resourceType": "Patient",
        "id": number,
        "meta": {"versionId": version, "lastUpdated": f"{month}T00:00:00+07:00"},
        "identifier": [*_numbers(row, knows), {"use": "secondary", "system": PERSON, "value": number}],
        "active": status not in {"DEAD", "MOVED"},
        "name": [{"use": "official", "text": row["name"]}] if row["name"] else [],
        "gender": GENDERS.get(row["sex"] or "", "unknown"),
        "birthDate": row["birth_on"].isoformat() if row["birth_on"] else None,
        "deceasedBoolean": True if status == "DEAD" else None,
        "address": [address_of(row["area_code"])] if row["area_code"] else [],
        "link": [{"other": reference("Patient", key), "type": "seealso"} for key in told],
    })  # fmt: skip


def _numbers(row: Mapping[str, Any], knows: Knows) -> list[Resource]:
    found = []
    for system, value, use in ((NIK, row["nik"], "official"), (CARD, row["psnoka"], "usual")):
        if value:
            said = {"value": value} if knows.may(value) else {"_value": absent("masked")}
            found.append({"use": use, "system": system, **said})
    return found


def address_of(area_code: str) -> Resource:
    """The place down to the kelurahan, in words and as SATUSEHAT's codes without dots."""
    codes = [".".join(area_code.split(".")[: place + 1]) for place in range(area_code.count(".") + 1)]
    known = {
        level: code
        for level, code in zip(LEVELS, codes, strict=False)
        if not code.endswith((UNKNOWN_DISTRICT, UNKNOWN_VILLAGE))
    }
    names = {level: area_name(code) for level, code in known.items()}
    return bare({
        "use": "home",
        "extension": [{
            "url": ADMINISTRATIVE,
            "extension": [{"url": level, "valueCode": code.replace(".", "")} for level, code in known.items()],
        }],
        "text": ", ".join(names[level] for level in reversed(LEVELS) if level in names),
        "city": names.get("city"), "district": names.get("district"), "state": names.get("province"), "country": "ID",
    })  # fmt: skip


# -- what a Patient of others says


class NotAPatient(ValueError):
    """What is wrong with a Patient that somebody sent; the text does not quote it."""


@dataclass(frozen=True)
class Said:
    """Columns of 1_standard as a Patient says them, and its identifiers as (system, value)."""

    nik: str
    psnoka: str
    name: str
    birth_on: date | None
    sex: str
    area_code: str
    identifiers: tuple[tuple[str, str], ...]

    @property
    def row(self) -> dict[str, Any]:
        """As the linkage reads it."""
        return {
            "nik": self.nik, "name": self.name, "birth_on": self.birth_on, "sex": self.sex,
            "village_code": self.area_code,
        }  # fmt: skip


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PART_OF_DAY = re.compile(r"\d{4}(-\d{2})?")
MOST = 50


def said_of(patient: Any) -> Said:
    """What this Patient says; NotAPatient when it is none."""
    if not isinstance(patient, dict) or patient.get("resourceType") != "Patient":
        raise NotAPatient("A Patient is wanted.")
    identifiers = tuple(_identifiers(patient.get("identifier", [])))
    by_system = dict(reversed(identifiers))
    gender = patient.get("gender")
    if gender is not None and gender not in {"male", "female", "other", "unknown"}:
        raise NotAPatient("Patient.gender is male, female, other or unknown.")
    if not isinstance(patient.get("active", True), bool):
        raise NotAPatient("Patient.active is true or false.")
    nik = by_system.get(NIK, "")
    return Said(
        nik=nik if re.fullmatch("[0-9]{16}", nik) else "",
        psnoka=by_system.get(CARD, ""),
        name=_name(patient.get("name", [])),
        birth_on=_day(patient.get("birthDate")),
        sex=SEXES.get(gender or "", ""),
        area_code=_village(patient.get("address", [])),
        identifiers=identifiers,
    )


def _list(value: Any, what: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > MOST or not all(isinstance(one, dict) for one in value):
        raise NotAPatient(f"Patient.{what} is a list of at most {MOST} objects.")
    return value


def _text(value: Any, what: str, longest: int = 200) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise NotAPatient(f"{what} is a text of at most {longest} characters.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotAPatient(f"{what} holds half a character.") from None
    return value.strip()


def _identifiers(told: Any) -> Iterable[tuple[str, str]]:
    for one in _list(told, "identifier"):
        value = _text(one.get("value"), "Patient.identifier.value", 100)
        if value:
            yield _text(one.get("system"), "Patient.identifier.system"), value


def _name(told: Any) -> str:
    names = _list(told, "name")
    best = next((one for one in names if one.get("use") == "official"), names[0] if names else {})
    text = _text(best.get("text"), "Patient.name.text")
    if text:
        return text
    given = best.get("given", [])
    if not isinstance(given, list):
        raise NotAPatient("Patient.name.given is a list.")
    parts = [_text(part, "Patient.name.given") for part in [*given[:MOST], best.get("family")]]
    return " ".join(part for part in parts if part)[:200]


def _day(told: Any) -> date | None:
    if told is None:
        return None
    if not isinstance(told, str) or not (_DAY.fullmatch(told) or _PART_OF_DAY.fullmatch(told)):
        raise NotAPatient("Patient.birthDate is a day as 1990-08-17, or its year and month.")
    try:
        return date.fromisoformat(told) if len(told) == 10 else None
    except ValueError:
        raise NotAPatient("Patient.birthDate is no day of the calendar.") from None


def _village(told: Any) -> str:
    """The kelurahan of the first address, from SATUSEHAT's extension; '' for none."""
    for one in _list(told, "address"):
        for extension in _list(one.get("extension", []), "address.extension"):
            if extension.get("url") == ADMINISTRATIVE:
                inner = _list(extension.get("extension", []), "address.extension")
                codes = {part.get("url"): part.get("valueCode") for part in inner if isinstance(part.get("url"), str)}
                code = codes.get("village")
                if isinstance(code, str) and re.fullmatch("[0-9]{10}", code):
                    return f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"
    return ""


__all__ = ["ABSENT", "COLUMNS", "Knows", "NotAPatient", "Said", "address_of", "patient_of", "said_of"]
