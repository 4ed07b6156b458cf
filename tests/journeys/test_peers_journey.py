"""An office lets a system ask over DCI, an answer is refused on the other side, and the office sends it again."""

import base64
import json
import subprocess
import time
import urllib.request
import uuid
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fakes.server import Asked, FakePeer
from tests.web.published_city import table
from tests.web.screen import DESK, PHONE, looked_at
from tests.web.started import SEMESTA

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("peers")]


class Programme(FakePeer):
    """A system that takes no answer before it is `ready`."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = False

    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        error = {"code": "err.service.unavailable", "message": "basis data sedang dipindahkan"}
        told = {"ack_status": "ACK"} if self.ready else {"ack_status": "ERR", "error": error}
        return (200 if self.ready else 400), "application/json", json.dumps({"message": told}).encode()


def question(sender_id: str, nik: str) -> dict:
    now = datetime.now(UTC).isoformat()
    entry = {"reference_id": "R-1", "timestamp": now, "search_criteria": {
        "query_type": "idtype-value", "query": {"type": "UIN", "value": nik}}}  # fmt: skip
    return {
        "header": {"version": "1.0.0", "message_id": str(uuid.uuid4()), "message_ts": now, "action": "search",
                   "sender_id": sender_id, "total_count": 1},
        "message": {"transaction_id": "T-1", "search_request": [entry]},
    }  # fmt: skip


def asked(address: str, body: dict | None, **headers: str) -> dict:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def until(tab, text: str) -> None:
    """The page says so within a minute: the worker is at it."""
    for _ in range(120):
        tab.goto("/kantor/pesan/")
        if text in tab.inner_text("main"):
            return
        time.sleep(0.5)
    raise AssertionError(tab.inner_text("main"))


def test_a_system_is_let_in_and_a_refused_answer_is_sent_again(sign_in, served):
    address, _passwords = served
    with Programme() as programme:
        tab = sign_in("coordinator")
        tab.goto("/mulai/")
        tab.locator("nav a", has_text="Pesan ke sistem lain").first.click()
        tab.wait_for_url("**/kantor/pesan/")
        looked_at(tab, "outbox-empty")
        tab.get_by_role("link", name="Sistem yang boleh bertanya").click()
        tab.locator("summary", has_text="Izinkan sebuah sistem bertanya").click()
        for name, value in (
            ("name", "OpenSPP Dinas Sosial"), ("sender_id", "openspp.dinsos.example"), ("agreement", "PKS 7/2026"),
            ("purpose", "bantuan sosial"), ("area_code", "16.71"), ("callback_uri", programme.base_url),
        ):  # fmt: skip
            tab.fill(f"[name={name}]", value)
        looked_at(tab, "registries-form")
        tab.get_by_role("button", name="Izinkan bertanya").click()
        token = tab.inner_text("output")
        looked_at(tab, "registries-token")
        later = f"{address}/dci/v1.0.0/registry/search"
        body = question("openspp.dinsos.example", "1671010101010000")
        assert asked(later, body, Authorization=f"Bearer {token}")["message"]["ack_status"] == "ACK"
        until(tab, "basis data sedang dipindahkan")
        looked_at(tab, "outbox-dead")
        for width, language in ((PHONE, "id"), (DESK, "en"), (PHONE, "en")):
            other = sign_in("coordinator", width, language)
            for path, name in (("/kantor/pesan/", "outbox-dead"), ("/kantor/sistem/", "registries")):
                other.goto(path)
                looked_at(other, name)
        programme.ready = True
        tab.get_by_role("button", name="Coba lagi").click()
        until(tab, "Sudah sampai")
        assert "basis data sedang dipindahkan" not in tab.inner_text("main")
        looked_at(tab, "outbox-sent")


def test_a_system_that_the_servers_keeper_let_in_asks_at_once_with_its_signature(served, home, environment, tmp_path):
    address, _passwords = served
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    public = {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).decode().rstrip("="), "kid": "k1"}
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [public]}), encoding="utf-8")
    words = [SEMESTA, "web", "let-ask", "--home", home, "--sender-id", "openimis.example", "--name", "openIMIS",
             "--agreement", "PKS 8", "--purpose", "uji", "--area", "16.71", "--keys",
             tmp_path / "keys.json"]  # fmt: skip
    said = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert "Token" not in said.stdout
    active = {row["person_id"] for row in table(home, "person_month") if row["class"] == "covered_active"}
    nik = next(row["nik"] for row in table(home, "person") if row["nik"] and row["person_id"] in active)
    body = question("openimis.example", nik)
    content = json.dumps({"header": body["header"], "message": body["message"]}).encode()
    body["signature"] = jwt.api_jws.encode(content, key, algorithm="EdDSA", headers={"kid": "k1"})
    answer = asked(f"{address}/dci/v1.0.0/registry/sync/search", body)
    (record,) = answer["message"]["search_response"][0]["data"]["reg_records"]
    assert record["enrolment_status"] == "active"
    ours = asked(f"{address}/dci/v1.0.0/.well-known/jwks.json", None)["keys"][0]
    held = json.loads(jwt.api_jws.decode(answer["signature"], jwt.PyJWK(ours), algorithms=["EdDSA"]))
    assert held == {"header": answer["header"], "message": answer["message"]}
