"""Figures for a DHIS2: as `dataValueSets` JSON or as ADX, to a server or into a file (data-formats 8).

Figures only: a value is one number of one region and month. Sending the same values again changes nothing there, so a
message that may have arrived is sent again without harm.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from semesta.peers.faults import PeerRefused, PeerUnreachable, spoken
from semesta.peers.http import Peer, ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from semesta.peers.http import Answer

NAME = "DHIS2"
ADX = "urn:ihe:qrph:adx:2015"
JSON_TYPE, ADX_TYPE = "application/json", "application/adx+xml"
_QUERY = "?idScheme=CODE&dataElementIdScheme=CODE&orgUnitIdScheme=CODE&importStrategy=CREATE_AND_UPDATE"
register_namespace("", ADX)


@dataclass(frozen=True)
class Credentials:
    """Where, and as whom: a personal access token, or else a user with a password."""

    base_url: str
    """Up to `/api`: `https://dhis2.example.go.id`."""
    token: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 30.0


@dataclass(frozen=True, order=True)
class DataValue:
    """One number: `value` is already text, as DHIS2 keeps it; codes are the other side's."""

    org_unit: str
    month: date
    data_element: str
    value: str


@dataclass(frozen=True)
class Imported:
    """What DHIS2 did with the values it was sent; `conflicts` are its words about those it left out."""

    imported: int
    updated: int
    ignored: int
    deleted: int
    conflicts: tuple[str, ...]


def data_value_set(values: Iterable[DataValue], data_set: str) -> bytes:
    """The JSON body; the same values give the same bytes, in whatever order they come."""
    told = [
        {"dataElement": one.data_element, "orgUnit": one.org_unit, "period": f"{one.month:%Y%m}", "value": one.value}
        for one in sorted(values)
    ]
    return json.dumps({"dataSet": data_set, "dataValues": told}, ensure_ascii=False, separators=(",", ":")).encode()


def adx(values: Iterable[DataValue], data_set: str) -> bytes:
    """The ADX body: one group for each region and month."""
    root = Element(f"{{{ADX}}}adx")
    groups: dict[tuple[str, date], Element] = {}
    for one in sorted(values):
        key = (one.org_unit, one.month)
        if key not in groups:
            told = {"orgUnit": one.org_unit, "dataSet": data_set, "period": f"{one.month:%Y-%m-01}/P1M"}
            groups[key] = SubElement(root, f"{{{ADX}}}group", told)
        SubElement(groups[key], f"{{{ADX}}}dataValue", {"dataElement": one.data_element, "value": one.value})
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def send(credentials: Credentials, body: bytes, content_type: str, *, dry_run: bool = False, key: str = "") -> Imported:
    """What DHIS2 did with the values; with `dry_run`, what it would do. PeerRefused in its words; PeerUnreachable.

    Values that it leaves out are no refusal: they stand in `ignored` and `conflicts`. `key` names the message for who
    stands between and lets each one through once.
    """
    peer = Peer(NAME, credentials.base_url, credentials.seconds)
    path = f"/api/dataValueSets{_QUERY}&dryRun={'true' if dry_run else 'false'}"
    headers = {"Content-Type": content_type, "Accept": "application/json", "Authorization": _authorization(credentials)}
    if key:
        headers["Idempotency-Key"] = key
    return imported_in(ask(peer, "POST", path, headers.copy, body))


def imported_in(answer: Answer) -> Imported:
    """The summary in an answer: of its own (to 2.37) or inside `response` (from 2.38 on, also with HTTP 409)."""
    try:
        told = json.loads(answer.content)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        if answer.status < 400:
            raise PeerUnreachable(f"Jawaban {NAME} rusak di jalan")
        raise PeerRefused(f"{NAME} menolak (HTTP {answer.status})")
    inner = told.get("response")
    summary: dict[str, Any] = inner if isinstance(inner, dict) else told
    counts = summary.get("importCount")
    if answer.status not in {200, 201, 409} or not isinstance(counts, dict):
        raise PeerRefused(f"{NAME} menolak: {spoken(told.get('message'))} (HTTP {answer.status})")
    imported, updated, ignored, deleted = (
        int(counts.get(name) or 0) for name in ("imported", "updated", "ignored", "deleted")
    )
    return Imported(imported, updated, ignored, deleted, _conflicts(summary.get("conflicts") or ()))


def _conflicts(told: Sequence[Any]) -> tuple[str, ...]:
    return tuple(spoken(each.get("value") if isinstance(each, dict) else each) for each in told[:20])


def _authorization(credentials: Credentials) -> str:
    if credentials.token:
        return f"ApiToken {credentials.token}"
    return "Basic " + base64.b64encode(f"{credentials.username}:{credentials.password}".encode()).decode()
