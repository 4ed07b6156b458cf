"""SATUSEHAT's token and Patient search (data-formats 4)."""

from __future__ import annotations

import json
import secrets
from urllib.parse import parse_qs, urlsplit

from tests.fakes.server import Asked, FakePeer

CLIENT, SECRET = "klien-uji", "rahasia-satusehat"
NIK, IHS = "https://fhir.kemkes.go.id/id/nik", "https://fhir.kemkes.go.id/id/ihs-number"


class FakeSatusehat(FakePeer):
    """`patients` by NIK: lists of Patient. Forgets a token with `forget()`."""

    def __init__(self) -> None:
        super().__init__()
        self.patients: dict[str, list[dict]] = {}
        self.tokens: set[str] = set()
        self.lasts = 3599

    def forget(self) -> None:
        self.tokens.clear()

    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        where = urlsplit(asked.path)
        if where.path == "/oauth2/v1/accesstoken" and asked.method == "POST":
            return self.token(parse_qs(where.query), parse_qs(asked.body.decode()))
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return self.outcome(401, "Invalid access token")
        system, _, nik = parse_qs(where.query).get("identifier", [""])[0].partition("|")
        if where.path != "/fhir-r4/v1/Patient" or system != NIK:
            return self.outcome(400, f"Unsupported search {nik}")
        found = self.patients.get(nik, [])
        told = {"resourceType": "Bundle", "type": "searchset", "total": len(found),
                "entry": [{"resource": each} for each in found]}  # fmt: skip
        return 200, "application/fhir+json", json.dumps(told).encode()

    def token(self, query: dict, form: dict) -> tuple[int, str, bytes]:
        right = query.get("grant_type") == ["client_credentials"] and form == {
            "client_id": [CLIENT],
            "client_secret": [SECRET],
        }
        if not right:
            return 401, "application/json", b'{"ErrorCode": "invalid_client", "Error": "ClientId is Invalid"}'
        made = secrets.token_hex(16)
        self.tokens.add(made)
        told = {"access_token": made, "expires_in": str(self.lasts), "token_type": "BearerToken", "status": "approved"}
        return 200, "application/json", json.dumps(told).encode()

    def outcome(self, status: int, words: str) -> tuple[int, str, bytes]:
        told = {
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": "x", "details": {"text": words}}],
        }
        return status, "application/fhir+json", json.dumps(told).encode()


def patient(nik: str, number: str, **other) -> dict:
    return {
        "resourceType": "Patient", "id": number, "active": True, "birthDate": "1990-10-01", "gender": "female",
        "identifier": [{"system": NIK, "use": "official", "value": nik}, {"system": IHS, "value": number}],
        "name": [{"use": "official", "text": "SITI"}], "deceasedBoolean": False, **other,
    }  # fmt: skip
