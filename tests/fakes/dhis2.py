"""DHIS2's /api/dataValueSets: keeps what it is sent, tells what it did with it (data-formats 8)."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import fromstring

from tests.fakes.server import Asked, FakePeer

TOKEN = "d2pat_uji"
ADX = "{urn:ihe:qrph:adx:2015}"


class FakeDhis2(FakePeer):
    """`held`: (org unit, period, data element) -> value. `elements` and `units`: what it knows, None = everything."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str, str], str] = {}
        self.elements: set[str] | None = None
        self.units: set[str] | None = None
        self.before_2_38 = False
        self.keys: list[str] = []

    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        where, query = urlsplit(asked.path), parse_qs(urlsplit(asked.path).query)
        if asked.headers.get("authorization") != f"ApiToken {TOKEN}":
            return (
                401,
                "application/json",
                b'{"httpStatus":"Unauthorized","message":"Bad credentials","status":"ERROR"}',
            )
        if asked.method != "POST" or where.path != "/api/dataValueSets":
            return 404, "application/json", b'{"httpStatus":"Not Found","message":"Not found","status":"ERROR"}'
        self.keys.append(asked.headers.get("idempotency-key", ""))
        values = list(self.adx(asked.body) if "adx" in asked.headers["content-type"] else self.json(asked.body))
        counts, conflicts = {"imported": 0, "updated": 0, "ignored": 0, "deleted": 0}, []
        for key, value in values:
            if (self.elements is not None and key[2] not in self.elements) or (
                self.units is not None and key[0] not in self.units
            ):
                counts["ignored"] += 1
                conflicts.append({"object": key[2], "value": f"Data element or org unit not found: {key[2]} {key[0]}"})
                continue
            counts["updated" if key in self.held else "imported"] += 1
            if query.get("dryRun") != ["true"]:
                self.held[key] = value
        summary = {"status": "WARNING" if conflicts else "SUCCESS", "importCount": counts, "conflicts": conflicts}
        told = summary if self.before_2_38 else {"httpStatus": "OK", "status": "OK", "response": summary}
        return (409 if conflicts else 200), "application/json", json.dumps(told).encode()

    def json(self, body: bytes):
        told = json.loads(body)
        for one in told["dataValues"]:
            yield (one["orgUnit"], one["period"], one["dataElement"]), one["value"]

    def adx(self, body: bytes):
        for group in fromstring(body).iter(f"{ADX}group"):
            start, _, lasts = group.get("period").partition("/")
            assert lasts == "P1M", lasts
            for one in group.iter(f"{ADX}dataValue"):
                yield (group.get("orgUnit"), start[:7].replace("-", ""), one.get("dataElement")), one.get("value")
