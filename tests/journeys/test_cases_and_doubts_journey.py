"""An officer works a list on a phone; a clerk settles three doubts by keys and takes one back."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from semesta.flow.run import run
from semesta.synthetic.city import write_city
from tests.web.screen import DESK, PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("cases_and_doubts")]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A damaged little city with many doubts."""
    folder = tmp_path_factory.mktemp("damaged")
    write_city(preset="2025-05", out=folder, residents=1500, seed=7, months=1, damage=5.0, columns="lean")
    run(inbox=folder / "inbox", home=folder / "home", as_of=date(2025, 5, 1))
    return folder / "home"


def test_an_officer_works_a_list_on_a_phone(sign_in):
    tab = sign_in("dinsos", PHONE)
    tab.goto("/kasus/")
    looked_at(tab, "cases-list")
    tab.goto("/kasus/?route=dtsen_pbi")
    tab.locator(".row-link").first.click()
    tab.wait_for_load_state()
    looked_at(tab, "cases-case")
    tab.get_by_role("button", name="Saya kerjakan").click()
    tab.wait_for_load_state()
    assert "Sedang dikerjakan" in tab.inner_text("main")
    tab.get_by_text("Lampirkan dokumen").click()
    tab.set_input_files("#paper", {"name": "ktp.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 %%EOF"})
    tab.get_by_role("button", name="Lampirkan", exact=True).click()
    tab.wait_for_load_state()
    assert "ktp.pdf" in tab.inner_text("main")
    tab.get_by_text("Sudah beres: nyatakan hasilnya").click()
    tab.get_by_label("Dokumen lengkap dan sudah diteruskan").check()
    tab.get_by_role("button", name="Nyatakan selesai").click()
    tab.wait_for_load_state()
    assert "Dinyatakan selesai" in tab.inner_text("main")
    looked_at(tab, "cases-claimed")
    tab.goto("/kasus/?who=me")
    assert tab.locator(".row-link").count() == 1


def test_a_coordinator_shares_out_a_list_and_looks_first(sign_in):
    tab = sign_in("coordinator")
    tab.goto("/kasus/?who=nobody")
    looked_at(tab, "cases-list")
    boxes = tab.locator("tbody input[type=checkbox]")
    for place in range(3):
        boxes.nth(place).check()
    assert "3" in tab.inner_text(".bulk-count")
    officer = tab.locator("#bulk-to option", has_text="Dinas Sosial").get_attribute("value")
    tab.select_option("#bulk-to", officer)
    tab.get_by_role("button", name="Lihat dahulu sebelum dibagikan").click()
    tab.wait_for_load_state()
    looked_at(tab, "cases-share")
    tab.get_by_role("button", name=re.compile("Bagikan 3 kasus")).click()
    tab.wait_for_load_state()
    assert "3 kasus sekarang punya petugas" in tab.inner_text("main")


def test_a_clerk_settles_three_doubts_by_keys_and_takes_one_back(sign_in):
    tab = sign_in("dukcapil")
    tab.goto("/keraguan/")
    looked_at(tab, "doubts-pair")
    before = int(re.search(r"\d+", tab.inner_text(".kicker").replace(".", "")).group())
    assert before >= 3
    for key in ("s", "b", "s"):
        with tab.expect_navigation():
            tab.keyboard.press(key)
    with tab.expect_navigation():
        tab.keyboard.press("u")
    said = tab.inner_text("aside")
    assert re.search(r"Orang yang sama\s+1", said)
    assert re.search(r"Orang berbeda\s+1", said)
    assert re.search(r"Ditarik kembali\s+1", said)
    tab.goto("/keraguan/putusan/")
    looked_at(tab, "doubts-decided")


def test_pages_read_in_english_and_on_both_widths(sign_in):
    for width in (DESK, PHONE):
        tab = sign_in("dukcapil", width, "en")
        tab.goto("/keraguan/")
        looked_at(tab, "doubts-pair")
        tab.goto("/kasus/")
        looked_at(tab, "cases-list")
        tab.locator(".row-link").first.click()
        tab.wait_for_load_state()
        looked_at(tab, "cases-case")
        tab.goto("/kasus/cetak/")
        looked_at(tab, "cases-print")
