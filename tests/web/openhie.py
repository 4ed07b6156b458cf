"""Patients as OpenHIE's and IHE's own examples send them, and what is read in a Bundle."""

from __future__ import annotations

from semesta.web.api.fhir.resources.systems import NIK

BASE = "/fhir/r4"
PATIENT = f"{BASE}/Patient"
TEST, NATIONAL = "http://ohie.org/test/test", "http://ohie.org/test/nid"


def olly(value="FHR-403", **other) -> dict:
    return {
        "resourceType": "Patient", "active": True, "identifier": [{"use": "official", "system": TEST, "value": value}],
        "meta": {"tag": [{"system": "https://his.example/fhir/clientid", "code": "his"}]},
        "name": [{"use": "official", "family": "OID", "given": ["OLLY"]}], "gender": "male", "birthDate": "1983-02-05",
        "telecom": [{"system": "phone", "value": "0711-555"}],
        "address": [{"line": ["Jl. Merdeka 1"], "city": "Palembang", "postalCode": "30111", "country": "ID"}], **other,
    }  # fmt: skip


def resident(one, value="RM-1", **other) -> dict:
    """The person of the registers as a hospital's system has them."""
    gender = {"L": "male", "P": "female"}[one.sex]
    made = olly(value, name=[{"text": one.name}], gender=gender, birthDate=one.birth_on.isoformat(), **other)
    made["identifier"].append({"system": NIK, "value": one.nik})
    return made


def keys(bundle, mode="match") -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", []) if entry["search"]["mode"] == mode]
