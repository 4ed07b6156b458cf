"""A person's number at SATUSEHAT, found by NIK: `Patient` of the Ministry of Health's FHIR server (data-formats 4)."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from semesta.peers.faults import PeerRefused, PeerUnreachable, spoken
from semesta.peers.http import Peer, ask
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from semesta.peers.http import Answer

NAME = "SATUSEHAT"
NIK_SYSTEM = "https://fhir.kemkes.go.id/id/nik"
IHS_SYSTEM = "https://fhir.kemkes.go.id/id/ihs-number"
EARLIER = 60.0
"""A token is given up this many seconds before it ends."""


@dataclass(frozen=True)
class Credentials:
    """What the ministry gave one organisation."""

    base_url: str
    """Without a path: `https://api-satusehat.kemkes.go.id`."""
    client_id: str
    client_secret: str = field(repr=False)
    seconds: float = 8.0

    @property
    def peer(self) -> Peer:
        """Whom to ask."""
        return Peer(NAME, self.base_url, self.seconds)


@dataclass(frozen=True)
class Patient:
    """Somebody whom SATUSEHAT knows; `active` None when it does not say."""

    ihs_number: str = field(repr=False)
    name: str = field(repr=False)
    birth_on: date | None = field(repr=False)
    sex: str
    """L, P or ''."""
    active: bool | None
    deceased: bool


def patient_by_nik(credentials: Credentials, nik: str) -> Patient | None:
    """The one patient with this NIK; None when there is none.

    PeerRefused with the server's words, also when it gives another person or several; PeerUnreachable.
    """
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        raise Fault("NIK harus 16 angka")
    path = "/fhir-r4/v1/Patient?" + urlencode({"identifier": f"{NIK_SYSTEM}|{nik}"}, quote_via=quote)
    answer = _with_token(credentials, path)
    if answer.status == 404:
        return None
    told = _json(answer)
    if answer.status >= 400:
        raise PeerRefused(f"{NAME} menolak: {_issue(told)}")
    found = [entry["resource"] for entry in told.get("entry") or [] if _is_patient(entry)]
    if not found:
        return None
    numbers = {_identifier(each, IHS_SYSTEM) or str(each.get("id") or "") for each in found}
    if any(_identifier(each, NIK_SYSTEM) not in {"", nik} for each in found) or len(numbers) > 1:
        raise PeerRefused(f"{NAME} menjawab dengan orang lain atau lebih dari satu orang")
    return _patient(found[0], numbers.pop())


_TOKENS: dict[tuple[str, str], tuple[str, float]] = {}
_LOCK = threading.Lock()


def _with_token(credentials: Credentials, path: str) -> Answer:
    """The answer; a token that the server gave up before its time is replaced once."""
    for fresh in (False, True):
        token = _token(credentials, fresh=fresh)
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/fhir+json"}
        answer = ask(credentials.peer, "GET", path, headers.copy)
        if answer.status != 401:
            return answer
    raise PeerRefused(f"{NAME} menolak token yang baru saja diberikannya")


def _token(credentials: Credentials, *, fresh: bool) -> str:
    """Kept in memory while it lasts; one process asks for one at a time."""
    key = (credentials.base_url, credentials.client_id)
    with _LOCK:
        held, ends = _TOKENS.get(key, ("", 0.0))
        if held and not fresh and time.monotonic() < ends:
            return held
        body = urlencode({"client_id": credentials.client_id, "client_secret": credentials.client_secret}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        path = "/oauth2/v1/accesstoken?grant_type=client_credentials"
        answer = ask(credentials.peer, "POST", path, headers.copy, body)
        told = _json(answer)
        if answer.status >= 400 or not told.get("access_token"):
            raise PeerRefused(f"{NAME} tidak memberi token: periksa client_id dan client_secret")
        lasts = float(told.get("expires_in") or 0)
        _TOKENS[key] = (str(told["access_token"]), time.monotonic() + lasts - EARLIER)
        return _TOKENS[key][0]


def _json(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.content)
    except ValueError:
        told = None
    if isinstance(told, dict):
        return told
    if answer.status >= 400:
        raise PeerRefused(f"{NAME} menolak (HTTP {answer.status})")
    raise PeerUnreachable(f"Jawaban {NAME} rusak di jalan")


def _issue(told: dict[str, Any]) -> str:
    issues = told.get("issue") or [{}]
    first = issues[0] if isinstance(issues[0], dict) else {}
    return spoken((first.get("details") or {}).get("text") or first.get("diagnostics") or first.get("code"))


def _is_patient(entry: Any) -> bool:
    return isinstance(entry, dict) and (entry.get("resource") or {}).get("resourceType") == "Patient"


def _identifier(patient: dict[str, Any], system: str) -> str:
    return next(
        (str(each.get("value") or "") for each in patient.get("identifier") or [] if each.get("system") == system), ""
    )


def _patient(told: dict[str, Any], number: str) -> Patient:
    names = told.get("name") or [{}]
    try:
        birth_on = date.fromisoformat(str(told.get("birthDate")))
    except ValueError:
        birth_on = None
    return Patient(
        ihs_number=number, name=str(names[0].get("text") or ""), birth_on=birth_on,
        sex={"male": "L", "female": "P"}.get(str(told.get("gender")), ""),
        active=told.get("active") if isinstance(told.get("active"), bool) else None,
        deceased=bool(told.get("deceasedBoolean") or told.get("deceasedDateTime")),
    )  # fmt: skip
