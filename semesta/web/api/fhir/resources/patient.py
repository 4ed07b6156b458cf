"""A person of the month as a Patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.web.api.fhir.resources.systems import (
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
    from datetime import date

COLUMNS = (
    "person_id", "area_code", "nik", "name", "birth_on", "sex", "register_status", "psnoka", "nkk", "mother_name",
    "phone",
)  # fmt: skip
"""What is asked of a published person; family card, mother and telephone only weigh and are never told."""
GENDERS = {"L": "male", "P": "female"}
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
