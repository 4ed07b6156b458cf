"""A round drawn, shared out, printed, answered by the made-up city, and read."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.web.published_city import run_city
from tests.web.screen import PHONE, looked_at
from tests.web.started import SEMESTA

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("visits")]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A city of its own, whose truth is kept beside it."""
    return run_city(tmp_path_factory.mktemp("visited"), residents=6000)


def answered(home, environment) -> None:
    words = [SEMESTA, "web", "demo-answers", "--home", home, "--truth", home.parent / "truth"]
    subprocess.run(words, env=environment, capture_output=True, check=True)


def test_a_round_is_drawn_shared_out_answered_and_read(sign_in, home, environment):
    desk, phone = sign_in("coordinator"), sign_in("coordinator", PHONE, "en")
    desk.goto("/kunjungan/")
    looked_at(desk, "visits-none")
    desk.get_by_role("link", name="Undi putaran").click()
    desk.fill("input[name=name]", "Putaran Juni")
    desk.fill("input[name=households]", "600")
    desk.fill("input[name=seed]", "benih-juni")
    desk.get_by_role("button", name="Hitung jumlahnya").click()
    assert "rumah tangga harus menjawab" in desk.inner_text("main")
    looked_at(desk, "visits-size")
    phone.goto("/kunjungan/baru/")
    looked_at(phone, "visits-new")
    desk.get_by_role("button", name="Undi", exact=True).click()
    desk.wait_for_url(re.compile(r"/kunjungan/[0-9a-f-]{36}/"))
    assert "benih-juni" in desk.inner_text("body")
    looked_at(desk, "visits-round-new")
    desk.fill("textarea[name=agents]", "a1; Ayu;\na2; Bima;\na3; Citra;")
    desk.get_by_role("button", name="Bagikan", exact=True).click()
    desk.wait_for_load_state("networkidle")
    assert "punya petugas dan hari" in desk.inner_text("body")
    looked_at(desk, "visits-round")
    desk.get_by_role("link", name="Perkiraan dari jawaban").click()
    assert "Belum ada rumah tangga yang menjawab" in desk.inner_text("main")
    answered(home, environment)
    desk.reload()
    looked_at(desk, "visits-estimate")
    desk.fill("input[name=claim]", "99.92")
    desk.get_by_role("button", name="Bandingkan").click()
    assert "99,92" in desk.inner_text("main")
    phone.goto(desk.url)
    looked_at(phone, "visits-estimate")
    phone.goto("/kunjungan/")
    looked_at(phone, "visits-rounds")
    phone.get_by_role("link", name="Putaran Juni").click()
    looked_at(phone, "visits-round")
    phone.get_by_role("link", name="Ayu").first.click()
    looked_at(phone, "visits-list")
    desk.goto(phone.url)
    looked_at(desk, "visits-list")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="PDF").click()
    assert Path(waiting.value.path()).read_bytes()[:5] == b"%PDF-"
