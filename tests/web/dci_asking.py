"""A system that asks over DCI, as its own side would: builds, signs and posts messages."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils import timezone

from semesta.web.casework.actions.dci import register
from semesta.web.core.published.tables.models import Person
from tests.web.published_city import looking

BASE = "/dci/v1.0.0/registry"


class Asker:
    """`sender_id` with an Ed25519 key of its own; without `signs` it shows the token that it was given."""

    def __init__(self, city, sender_id="openspp.dinsos.example", *, signs=True, area="16.71", **other) -> None:
        self.sender_id, self.key, self.kid = sender_id, Ed25519PrivateKey.generate(), "kunci-1"
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        self.key_set = {
            "keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.kid, "use": "sig", "alg": "EdDSA"}]
        }
        told = {
            "sender_id": sender_id, "name": f"Sistem {sender_id}", "purpose": "bantuan sosial", "agreement": "PKS-7",
            "area_code": area, "keys": json.dumps(self.key_set) if signs else "", **other,
        }  # fmt: skip
        self.sender, self.token = register(city.scope("office_admin", area), told, timezone.now())
        self.client = Client()

    def header(self, action="search", **other) -> dict:
        return {
            "version": "1.0.0", "message_id": str(uuid.uuid4()), "message_ts": timezone.now().isoformat(),
            "action": action, "sender_id": self.sender_id, "receiver_id": "semesta", "total_count": 1,
            "is_msg_encrypted": False, **other,
        }  # fmt: skip

    def plain(self, header, message, created=None, kid=None) -> str:
        """The form of the standard's samples."""
        created = int(time.time()) if created is None else created
        both = json.dumps({"header": header, "message": message}, ensure_ascii=False, separators=(",", ":")).encode()
        digest = base64.b64encode(hashlib.blake2b(both).digest()).decode()
        text = f"(created): {created}\n(expires): {created + 300}\ndigest: BLAKE-512={digest}"
        value = base64.b64encode(self.key.sign(text.encode())).decode()
        return (
            f'Signature: namespace="dci", kidId="{self.sender_id}|{kid or self.kid}|ed25519", algorithm="ed25519", '
            f'created="{created}", expires="{created + 300}", headers="(created) (expires) digest", signature="{value}"'
        )

    def jws(self, header, message, *, detached=False) -> str:
        content = json.dumps({"header": header, "message": message}, ensure_ascii=False, separators=(",", ":")).encode()
        whole = jwt.api_jws.encode(content, self.key, algorithm="EdDSA", headers={"kid": self.kid})
        first, _, last = whole.split(".")
        return f"{first}..{last}" if detached else whole

    def post(self, path, header, message, signature=None, **more):
        body = {"header": header, "message": message}
        if signature is not None:
            body["signature"] = signature
        if self.token:
            more.setdefault("headers", {"Authorization": f"Bearer {self.token}"})
        return self.client.post(BASE + path, json.dumps(body), content_type="application/json", **more)

    def ask(self, *entries, path="/sync/search", transaction_id="T-1", **header):
        """Signed in the standard's form, or with the token."""
        head = self.header(**{"total_count": len(entries), **header})
        message = {"transaction_id": transaction_id, "search_request": list(entries)}
        return self.post(path, head, message, None if self.token else self.plain(head, message))


def entry(query, query_type="idtype-value", reference_id="R-1", **criteria) -> dict:
    return {
        "reference_id": reference_id, "timestamp": timezone.now().isoformat(),
        "search_criteria": {"version": "1.0.0", "reg_event_type": "REGISTER", "query_type": query_type, "query": query,
                            **criteria},
        "locale": "eng",
    }  # fmt: skip


def by_nik(nik, **other) -> dict:
    return entry({"type": "UIN", "value": nik}, **other)


def somebody(city, **wanted):
    """A resident with a whole NIK that nobody else has, of these columns."""
    with looking(city.scope("auditor")) as shown:
        rows = shown.rows(Person).filter(in_register=True, nik__isnull=False, **wanted).order_by("person_id")[:50]
        return next(one for one in rows if shown.rows(Person).filter(nik=one.nik).count() == 1)
