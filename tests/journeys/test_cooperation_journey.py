"""Both sides sign and fetch the paper; two people let a list leave."""

import re

import pytest

from tests.web.screen import DESK, PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("cooperation")]


def agree_to_all(tab) -> None:
    """One step after the other, until none of this side waits."""
    for place in range(tab.get_by_role("button", name="Kami sepakat").count()):
        tab.get_by_role("button", name="Kami sepakat").nth(place).click()
        tab.wait_for_load_state("networkidle")


def test_city_and_bpjs_agree_sign_and_fetch_the_paper(sign_in, tmp_path):
    city, bpjs = sign_in("coordinator"), sign_in("bpjs", PHONE)
    city.goto("/kerja-sama/")
    looked_at(city, "cooperation-month")
    city.get_by_role("button", name="Buka berita acara bulan ini").click()
    agree_to_all(city)
    bpjs.goto("/kerja-sama/")
    looked_at(bpjs, "cooperation-month")
    bpjs.get_by_role("link", name=re.compile("BA-REKON")).click()
    agree_to_all(bpjs)
    looked_at(bpjs, "cooperation-statement-open")
    bpjs.fill("#title", "Kepala Cabang")
    bpjs.get_by_role("button", name="Tanda tangani untuk BPJS Kesehatan").click()
    city.reload()
    city.fill("#title", "Kepala Bappeda")
    city.get_by_role("button", name=re.compile("Tanda tangani untuk")).click()
    city.wait_for_load_state("networkidle")
    looked_at(city, "cooperation-statement-signed")
    papers = []
    for tab in (city, city):
        with tab.expect_download() as waiting:
            tab.get_by_role("button", name="Berita Acara sebagai PDF").click()
        path = tmp_path / f"{len(papers)}.pdf"
        waiting.value.save_as(path)
        papers.append(path.read_bytes())
    assert papers[0] == papers[1]
    assert papers[0].startswith(b"%PDF-")
    code = re.search(r"Kode pemeriksaan ([0-9A-F]{16})", city.inner_text("main")).group(1)
    city.goto(f"/kerja-sama/periksa/?kode={code}")
    assert "Berita acara ini ditandatangani di sini" in city.inner_text("main")
    looked_at(city, "cooperation-statement-check")


def test_a_long_list_leaves_by_two_people(sign_in):
    asking, deciding = sign_in("dinkes"), sign_in("coordinator", PHONE)
    asking.goto("/kerja-sama/orang/?kelas=uncovered")
    looked_at(asking, "cooperation-people")
    asking.fill("#purpose", "kunjungan rumah bulan ini")
    asking.get_by_role("button", name="Keluarkan daftar ini").click()
    asking.wait_for_load_state("networkidle")
    assert "menunggu orang kedua" in asking.inner_text("main")
    looked_at(asking, "exports-mine")
    deciding.goto("/kantor/ekspor/menunggu/")
    looked_at(deciding, "exports-to-decide")
    deciding.get_by_role("button", name="Izinkan keluar").click()
    deciding.wait_for_load_state("networkidle")
    asking.goto("/kantor/ekspor/")
    with asking.expect_download() as waiting:
        asking.get_by_role("button", name="Ambil sebagai XLSX").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")


def write_down(tab, page: str, values: dict[str, str]) -> None:
    """Through the form of the page, as an officer does."""
    tab.goto(page)
    tab.locator("main details summary").first.click()
    for name, value in values.items():
        tab.fill(f"main [name={name}]", value)
    tab.get_by_role("button", name="Write down").click()
    tab.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_an_agreement_is_written_down_and_a_file_under_it_in_english(sign_in, width):
    tab, number = sign_in("coordinator", width, "en"), f"134/PKS/{width}"
    write_down(tab, "/kerja-sama/perjanjian/", {
        "number": number, "title": "Pertukaran data kepesertaan", "partner": "BPJS Kesehatan",
        "valid_from": "2025-01-01", "valid_to": "2029-12-31", "purposes": "rekonsiliasi kepesertaan",
        "fields_permitted": "nik\nnama\nsegmen", "signed_by": "Wali Kota; Kepala Cabang",
    })  # fmt: skip
    assert number in tab.inner_text("table.rows")
    looked_at(tab, "cooperation-agreements")
    write_down(tab, "/kerja-sama/pertukaran/", {
        "message": f"KRM-{width}", "on": "2025-05-12", "purpose": "rekonsiliasi kepesertaan",
        "fields_held": "nik, nama", "sent_count": "1000", "received_count": "998", "rejected_count": "2",
        "sha256": "ab" * 32, "signer": "Sekda",
    })  # fmt: skip
    assert f"KRM-{width}" in tab.inner_text("table.rows")
    looked_at(tab, "cooperation-exchanges")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_form_of_the_office_is_good_in_english(sign_in, width):
    for user, page in (
        ("coordinator", "kerja-sama/perjanjian/"),
        ("coordinator", "kerja-sama/pertukaran/"),
        ("privacy", "kantor/warga/"),
        ("privacy", "kantor/kebocoran/"),
    ):
        tab = sign_in(user, width, "en")
        tab.goto(f"/{page}")
        tab.locator("main details summary").first.click()
        looked_at(tab, f"form-{page.split('/')[1]}")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_auditors_pages_are_good_in_english(sign_in, width):
    tab = sign_in("auditor", width, "en")
    for name, page in (("looks", "lihat/"), ("check", "periksa/?periksa=1")):
        tab.goto(f"/kantor/jejak/{page}")
        looked_at(tab, f"trail-{name}")
