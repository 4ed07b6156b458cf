"""An ODK-speaking client against the server as it runs: fetched, filled offline, cut off, sent again."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest

from semesta.flow.publish import published
from tests.web.phone import HEADERS, PNG, Phone, Reply, multipart
from tests.web.started import SEMESTA

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("openrosa")]
ROOT = Path(__file__).parents[2]
MET = {"hasil": "bertemu", "izin": "ya", "tahap": "registrasi", "foto_rumah": "rumah.png"}
HAS_NONE = {"status_orang": "ditemukan", "kartu_ditunjukkan": "tidak_punya", "bersedia": "ya", "jalur": "apbd_quota"}


def over_http(method: str, url: str, headers: dict[str, str], body: bytes = b"", content_type: str = "") -> Reply:
    """One request over a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    more = {"Content-Type": content_type} if content_type else {}
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request(method, address, body or None, {**headers, **more})
    answer = connection.getresponse()
    reply = Reply(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
    connection.close()
    return reply


def dies_in_the_middle(phone: Phone, xml: bytes, photos: dict[str, bytes], sent: int) -> None:
    """The whole length is promised, `sent` bytes of the body come, then the connection is reset."""
    parts = urlsplit(f"{phone.server_url}/submission")
    body = multipart(xml, photos)
    told = "\r\n".join(f"{name}: {value}" for name, value in HEADERS.items())
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{told}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: multipart/form-data; boundary=batas-kiriman-8f2c\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port)) as line:
        line.sendall(head.encode() + body[:sent])
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


@pytest.fixture(scope="module")
def out(served, home, environment) -> tuple[str, str]:
    """(public id of a round in the field, token of its first agent)."""
    words = [sys.executable, "-m", "tests.web.field_child", str(home), "phone"]
    told = subprocess.run(
        words, cwd=ROOT, env={**environment, "SEMESTA_HOME": str(home)}, capture_output=True, text=True, check=True
    ).stdout.split()
    return told[0], told[1]


def test_a_round_is_fetched_filled_offline_and_arrives_once(served, out, sign_in):
    address, (public_id, token) = served[0], out
    phone = Phone(f"{address}/odk/{token}", over_http)
    phone.fetch()
    forms = []
    for household in phone.households:
        people = [{"orang_id": one["name"], **HAS_NONE} for one in phone.people(household)]
        forms.append(phone.fill(household, MET, people)[1])
    photo = {"rumah.png": PNG}
    assert phone.head().status == 204
    for xml in forms:
        whole = len(multipart(xml, photo))
        for sent in (0, 10, whole // 2, whole - 60, whole - 3):
            dies_in_the_middle(phone, xml, photo, sent)
        assert phone.post(xml).status == 201  # the form first, its photo in a post of its own
        assert [phone.post(xml, photo).status for _ in range(2)] == [201, 201]
    desk = sign_in("coordinator")
    desk.goto(f"/lapangan/{public_id}/")
    told = desk.locator("dl.figures").first.inner_text()
    assert re.search(r"Sudah dikunjungi\n3\n", told), told
    assert re.search(r"Formulir masuk\n3\n", told), told
    assert "masih menunggu foto" not in desk.inner_text("main")


def test_the_next_run_reads_the_visits_and_the_page_shows_what_the_file_proves(
    served, out, sign_in, home, environment, city_home, tmp_path
):
    inbox = Path(shutil.copytree(city_home.parent / "inbox", tmp_path / "inbox"))
    words = [SEMESTA, "run", "--home", str(home), "--inbox", str(inbox), "--as-of", "2025-05-01"]
    done = subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (inbox / "semesta_kunjungan.csv").read_text(encoding="utf-8").count("\n") > 3
    proof = pq.read_table(published(home, "visit_outcome")).to_pylist()
    assert {one["outcome"] for one in proof} >= {"active"}
    desk = sign_in("coordinator")
    desk.goto(f"/lapangan/{out[0]}/")
    assert "Yang dibuktikan berkas" in desk.inner_text("main")
