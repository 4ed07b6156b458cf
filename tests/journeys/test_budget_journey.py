"""BPKAD writes the sheet of a year; the money's end, the checklist, a plan, the awards and a claim follow from it."""

from __future__ import annotations

import re

import pytest

from tests.web.screen import PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("budget")]
HEADS = {
    "2025-10": "198.900", "2025-11": "199.300", "2025-12": "199.800", "2026-01": "200.000", "2026-02": "200.300",
    "2026-03": "201.900", "2026-04": "202.100", "2026-05": "202.600",
}  # fmt: skip
PAGES = (
    ("budget-year", "/anggaran/?tahun=2026"), ("budget-sheet", "/anggaran/lembar/?tahun=2026"),
    ("budget-edit", "/anggaran/lembar/isi/?tahun=2026"), ("budget-duties", "/anggaran/kewajiban/?tahun=2026"),
    ("budget-plans", "/anggaran/rencana/"), ("budget-awards", "/anggaran/predikat/?dasar=terbitan"),
    ("budget-claim", "/anggaran/klaim/"),
)  # fmt: skip


def fill(tab, values: dict[str, str]) -> None:
    for name, value in values.items():
        tab.fill(f'main [name="{name}"]', value)


def read(tab, where: str) -> str:
    """The text there, with plain blanks."""
    return tab.locator(where).inner_text().replace("\u00a0", " ")


def write_the_sheet(tab) -> None:
    tab.goto("/anggaran/?tahun=2026")
    looked_at(tab, "budget-empty")
    tab.click("main >> text=Isi lembar")
    fill(tab, {
        "sources.1.rupiah": "70.000.000.000", "sources.2.rupiah": "Rp 15.000.000.000", "sources.2.from": "2026-04",
        "people.pbpu_pemda": "200.000", "people.mandiri_class3_active": "90.000", "people.active": "1.550.055",
        "wage_rupiah.pemda": "900.000.000.000", "budgeted.employer_4_percent": "36.000.000.000",
        "budgeted.pbpu_pemda": "84.000.000.000", "evidence.pbpu_pemda": "DPA Dinkes 1.02.02",
        "pajak_rokok.realised_rupiah": "40.000.000.000", "pajak_rokok.jkn_budget_rupiah": "14.000.000.000",
        "pajak_rokok.agreement_on": "2026-01-20", "papers.apbd.number": "7 Tahun 2025",
        "history.2025.budget": "90.000.000.000", "history.2025.realised": "84.000.000.000",
        "note": "APBD 2026 ditetapkan",
        **{f"heads.{month}": people for month, people in HEADS.items()},
    })  # fmt: skip
    tab.click("text=Simpan sebagai versi berikutnya")
    tab.wait_for_url("**/anggaran/lembar/?tahun=2026")
    assert "Lembar disimpan sebagai versi 1." in tab.locator(".notices").inner_text()
    assert "APBD: Rp 70.000.000.000" in read(tab, "main")
    looked_at(tab, "budget-sheet")


def test_bpkad_writes_the_year_and_sees_when_its_money_ends(sign_in):
    tab = sign_in("finance")
    write_the_sheet(tab)
    tab.locator(".tabs a", has_text="Tahun anggaran").click()
    figures = read(tab, ".figures")
    # 85 miliar; setiap bulan sekitar 202.000 × 37.800 + 90.000 × 2.800 = 7,9 miliar: habis pada bulan kesebelas
    assert re.search(r"\d+ November 2026", figures)
    assert "antara" in figures
    looked_at(tab, "budget-year")
    fill(tab, {
        "a-removed": "113.000", "a-removed_from": "2026-06", "a-absorbed": "113.000", "a-absorbed_from": "2026-07",
        "b-contribution": "40.000", "b-help": "3.000", "b-rate_from": "2026-07", "c-growth": "500",
        "c-growth_from": "2026-06",
    })  # fmt: skip
    tab.click("text=Sandingkan")
    tab.wait_for_selector("#scenarios table.rows")
    assert "a-absorbed=113.000" in tab.url
    assert "113.000 diambil alih kota (Juli 2026)" in read(tab, "#scenarios")
    looked_at(tab, "budget-scenarios")
    tab.locator(".tabs a", has_text="Kewajiban").click()
    assert "kurang Rp 1.000.000.000" in tab.locator("main").inner_text().replace(
        "\u00a0", " "
    )  # 37,5 % × 40 − 14 miliar
    with tab.expect_download() as paper:
        tab.click("text=PDF untuk evaluasi APBD")
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    looked_at(tab, "budget-duties")


def test_bappeda_asks_for_plans_and_lays_them_side_by_side(sign_in):
    tab = sign_in("coordinator")
    for aim, name in (("", "Prioritas secepatnya"), ("madya:2026", "Madya 2026")):
        tab.goto("/anggaran/rencana/")
        fill(tab, {
            "title": name, "rupiah": "2.000.000.000", "until": "2025-12", "apbd_quota.people": "400",
            "pbi_reactivation.people": "60", "pbi_reactivation.share": "60", "dtsen_pbi.people": "50",
            "dtsen_pbi.share": "70", "pay_arrears.people": "40", "pay_arrears.share": "50",
        })  # fmt: skip
        tab.select_option("select[name=aim]", aim)
        tab.click("main form button:has-text('Minta rencana')")
        tab.wait_for_url(re.compile(r"/rencana/\d+/"))
        tab.wait_for_selector("text=Dalam kata-kata", timeout=120_000)
        assert "--award madya:2026" in tab.locator("#command").inner_text() or not aim
    looked_at(tab, "budget-plan")
    tab.goto("/anggaran/rencana/")
    looked_at(tab, "budget-plans")
    for box in tab.locator("td input[type=checkbox]").all():
        box.check()
    tab.click("text=Sandingkan rencana yang dipilih")
    tab.wait_for_url("**/banding/**")
    assert re.search(r"Sasaran\s+berbeda", read(tab, "main"))
    looked_at(tab, "budget-compare")


def test_palembang_2026_reaches_madya_by_its_printed_figures_and_not_utama(sign_in):
    tab = sign_in("auditor")
    tab.goto("/anggaran/predikat/?dasar=terbitan")
    utama = tab.locator(".verdict", has_text="UHC Award Utama, 2026").inner_text()
    # 95 % × 1.781.672 − 1.550.055 = 142.534; 18 % − 200.000 = 120.701
    assert "142.534" in utama
    assert "120.701" in utama
    madya = tab.locator(".verdict", has_text="UHC Award Madya (aktif 85 %, Pemda 10 %), 2026").inner_text()
    assert "Angkanya mencapai syarat" in madya
    looked_at(tab, "budget-awards")
    tab.goto("/anggaran/klaim/")
    tab.click("text=Juli 2021: cakupan Palembang 95,42 %")
    found = read(tab, "#result")
    assert "Cakupan 95,42 % tidak terulang: 1.589.806 / 1.668.154 = 95,30 %, selisih 0,12 poin" in found
    looked_at(tab, "budget-claim-found")


@pytest.mark.parametrize(("width", "language"), [(PHONE, "id"), (PHONE, "en"), (1280, "en")])
def test_every_page_reads_at_each_width_in_each_language(sign_in, width, language):
    tab = sign_in("finance", width, language)
    for name, address in PAGES:
        tab.goto(address)
        looked_at(tab, name)
    tab.goto("/anggaran/rencana/")
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_selector("#command")
    looked_at(tab, "budget-plan")
    tab.goto("/anggaran/?tahun=2026&a-absorbed=113000&a-absorbed_from=2026-07&c-growth=500&c-growth_from=2026-06")
    looked_at(tab, "budget-scenarios")
