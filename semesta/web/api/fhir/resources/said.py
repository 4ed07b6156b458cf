"""What somebody's Patient says about a person, and what of it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.web.api.fhir.resources.systems import ADMINISTRATIVE, CARD, NIK, bare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.web.api.fhir.resources.systems import Resource

SEXES = {"male": "L", "female": "P"}


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


KINDS: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("resourceType", "id", "implicitRules", "language"), str),
    **dict.fromkeys(("gender", "birthDate", "deceasedDateTime"), str),
    **dict.fromkeys(("active", "deceasedBoolean", "multipleBirthBoolean"), bool),
    **dict.fromkeys(("meta", "text", "maritalStatus", "managingOrganization"), dict),
    **dict.fromkeys(("contained", "extension", "modifierExtension", "identifier", "name", "telecom", "address", "photo",
                     "contact", "communication", "generalPractitioner", "link"), list),
    "multipleBirthInteger": int,
}  # fmt: skip
"""Elements of a Patient of FHIR R4, and what each is in JSON; lists hold objects."""
LINKS = ("replaced-by", "replaces", "refer", "seealso")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PART_OF_DAY = re.compile(r"\d{4}(-\d{2})?")
MOST = 50


def said_of(patient: Any) -> Said:
    """What this Patient says; NotAPatient when it is none."""
    if not isinstance(patient, dict) or patient.get("resourceType") != "Patient":
        raise NotAPatient("A Patient is wanted.")
    _check_elements(patient)
    identifiers = tuple(_identifiers(patient.get("identifier", [])))
    by_system = dict(reversed(identifiers))
    gender = patient.get("gender")
    if gender is not None and gender not in {"male", "female", "other", "unknown"}:
        raise NotAPatient("Patient.gender is male, female, other or unknown.")
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


def _check_elements(patient: dict[str, Any]) -> None:
    """Only elements that a Patient has, of the right kind; those of primitive values may have a sibling with `_`."""
    for name, value in patient.items():
        plain = name.removeprefix("_")
        kind = KINDS.get(plain)
        if kind is None:
            raise NotAPatient("The Patient has an element that FHIR R4 does not know.")
        fitting = isinstance(value, dict if name != plain else kind) and (kind is bool or not isinstance(value, bool))
        if not fitting:
            raise NotAPatient(f"Patient.{name} is of another kind.")
        if kind is list:
            _list(value, name)
    for link in patient.get("link", []):
        other = link.get("other")
        if not isinstance(other, dict) or link.get("type") not in LINKS:
            raise NotAPatient(f"Patient.link has other, a reference, and a type of {', '.join(LINKS)}.")
        identifier = other.get("identifier", {})
        if not isinstance(identifier, dict):
            raise NotAPatient("Patient.link.other.identifier is an Identifier.")
        for one in (other.get("reference"), identifier.get("system"), identifier.get("value")):
            _text(one, "Patient.link.other")


def kept_of(patient: dict[str, Any]) -> Resource:
    """What is kept of a Patient that `said_of` took: without id and version, which are given here, and without the link
    to a person of the registers, which is ours to say. One that was replaced is not active (IHE PMIR, ITI-93).
    """
    meta = {name: value for name, value in patient.get("meta", {}).items() if name not in {"versionId", "lastUpdated"}}
    links = [one for one in patient.get("link", []) if not _ours(one)]
    content = {name: value for name, value in patient.items() if name not in {"id", "meta", "link"}}
    if any(one["type"] == "replaced-by" for one in links):
        content["active"] = False
    return bare({**content, "meta": meta, "link": links})


def _ours(link: dict[str, Any]) -> bool:
    key = link["other"].get("reference", "").rpartition("/")[2]
    return bool(link["type"] == "refer" and key.isdigit())


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
