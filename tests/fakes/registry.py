"""A social programme's system that asked over DCI and waits for answers: checks signatures, acts once per message_id.

Written from the standard's OpenAPI document; checks with its own few lines, not with those that signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.fakes.server import Asked, FakePeer


class FakeRegistry(FakePeer):
    """`acted`: what it did, once for each message_id; `arrivals`: every delivery, repeated ones too."""

    def __init__(self, own_id: str, keys: dict) -> None:
        super().__init__()
        self.own_id, self.key_set = own_id, keys
        self.arrivals: list[str] = []
        self.acted: dict[str, dict] = {}
        self.says: tuple[str, str] | None = None

    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        came = json.loads(asked.body)
        wrong = self.wrong(asked, came) or self.says
        if wrong:
            return 400, "application/json", json.dumps({"message": {
                "ack_status": "ERR", "timestamp": "", "correlation_id": "", "error": {"code": wrong[0], "message": wrong[1]},
            }}).encode()  # fmt: skip
        number = came["header"]["message_id"]
        self.arrivals.append(number)
        self.acted.setdefault(number, {"path": asked.path, **came})
        told = {"message": {"ack_status": "ACK", "timestamp": "", "correlation_id": came["message"]["correlation_id"]}}
        return 200, "application/json", json.dumps(told).encode()

    def wrong(self, asked: Asked, came: dict) -> tuple[str, str] | None:
        header = came["header"]
        action = "/registry/txn/on-status" if header["action"] == "txn-on-status" else f"/registry/{header['action']}"
        if not asked.path.endswith(action) or header["receiver_id"] != self.own_id:
            return "err.request.not_found", "not for us"
        return None if signature_holds(came, self.key_set) else ("err.signature.invalid", "signature")


def signature_holds(came: dict, key_set: dict) -> bool:
    """The signature of the standard's sample form, over the compact JSON of header and message."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', came["signature"]))
    key = next(each for each in key_set["keys"] if each["kid"] == said["kidId"].split("|")[1])
    both = json.dumps({"header": came["header"], "message": came["message"]}, ensure_ascii=False, separators=(",", ":"))
    digest = base64.b64encode(hashlib.blake2b(both.encode()).digest()).decode()
    text = f"(created): {said['created']}\n(expires): {said['expires']}\ndigest: BLAKE-512={digest}"
    raw = base64.urlsafe_b64decode(key["x"] + "=")
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(said["signature"]), text.encode())
    except Exception:  # whatever is wrong with it, it does not hold
        return False
    return True
