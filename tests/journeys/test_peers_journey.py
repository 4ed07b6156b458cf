"""An office lets a system ask over DCI, an answer is refused on the other side, and the office sends it again."""

import json
import time
import urllib.request
import uuid
from datetime import UTC, datetime

import pytest

from tests.fakes.server import Asked, FakePeer
from tests.web.screen import DESK, PHONE, looked_at

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


def ask_later(address: str, token: str) -> dict:
    now = datetime.now(UTC).isoformat()
    entry = {"reference_id": "R-1", "timestamp": now, "search_criteria": {
        "query_type": "idtype-value", "query": {"type": "UIN", "value": "1671010101010000"}}}  # fmt: skip
    body = {
        "header": {"version": "1.0.0", "message_id": str(uuid.uuid4()), "message_ts": now, "action": "search",
                   "sender_id": "openspp.dinsos.example", "total_count": 1},
        "message": {"transaction_id": "T-1", "search_request": [entry]},
    }  # fmt: skip
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{address}/dci/v1.0.0/registry/search", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["message"]


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
        assert ask_later(address, token)["ack_status"] == "ACK"
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
