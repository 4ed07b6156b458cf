"""Dinkes checks a bill down to a line and marks it; BPKAD and the branch agree; numbers only are not verified."""

import re

import pytest

from semesta.synthetic.city import write_city
from tests.web.published_city import run_months
from tests.web.screen import DESK, PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("invoice")]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Bills by name, January in numbers only; February came twice, March was paid late, April in part."""
    folder = tmp_path_factory.mktemp("billed")
    write_city(preset="2025-05", out=folder, residents=3000, seed=7, months=2, bills=4)
    inbox = folder / "inbox"
    (inbox / "rekap_januari.csv").write_text(
        "NOMOR TAGIHAN;BULAN TAGIH;JUMLAH PESERTA;TOTAL TAGIHAN\n1/TAG/0125;2025-01;330;12474000\n", encoding="utf-8"
    )
    first = inbox / "tagihan_pbpu_pemda_2025-02_1671.csv"
    sent_again = first.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]
    (inbox / "tagihan_pbpu_pemda_2025-02_1671_revisi.csv").write_text("".join(sent_again), encoding="utf-8")
    for sent in inbox.glob("sp2d_*"):
        sent.unlink()
    (inbox / "sp2d.csv").write_text(
        "BULAN TAGIH;TANGGAL SP2D;NILAI SP2D\n2025-01;2025-01-09;12474000\n2025-02;2025-02-07;99000000\n"
        "2025-03;2025-03-14;99000000\n2025-04;2025-04-09;1000000\n",
        encoding="utf-8",
    )
    return run_months(folder)


def pressed(tab, name: str):
    tab.get_by_role("button", name=name).click()
    tab.wait_for_load_state("networkidle")


def test_dinkes_reads_a_bill_opens_a_reason_and_a_line_and_marks_it_checked_and_others_agree(sign_in, tmp_path):
    dinkes, finance, branch = sign_in("dinkes"), sign_in("finance", PHONE), sign_in("bpjs")
    dinkes.goto("/tagihan/")
    looked_at(dinkes, "bills")
    dinkes.locator("table.rows a.row-link", has_text="Mei 2025").click()
    dinkes.wait_for_url("**/tagihan/2025-05/")
    looked_at(dinkes, "bill")
    papers(dinkes, tmp_path)
    dinkes.locator("table.rows a.row-link", has_text="Sudah meninggal").click()
    dinkes.wait_for_url("**/baris/?alasan=dead")
    assert "•" in dinkes.locator("table.rows").inner_text()
    assert not re.search(r"\d{16}", dinkes.content())
    looked_at(dinkes, "bill-lines")
    dinkes.locator("table.rows a.row-link").first.click()
    dinkes.wait_for_url(re.compile(r"/baris/\d+/"))
    assert "akta kematian" in dinkes.inner_text("main")
    looked_at(dinkes, "bill-line")
    dinkes.goto("/tagihan/2025-05/")
    pressed(dinkes, "Tandai sudah diperiksa")
    finance.goto("/tagihan/2025-05/")
    assert finance.get_by_role("button", name="Tandai sudah diperiksa").count() == 0
    looked_at(finance, "bill-to-agree")
    pressed(finance, "Setujui untuk pihak kami")
    branch.goto("/tagihan/2025-05/")
    pressed(branch, "Setujui untuk pihak kami")
    looked_at(branch, "bill-agreed")
    taken_back(branch)


def papers(tab, folder) -> None:
    """Both papers are PDF, the same bytes each time."""
    for button in ("Surat sanggahan (PDF)", "Berita Acara (PDF)"):
        taken = []
        for number in (1, 2):
            with tab.expect_download() as waiting:
                tab.get_by_role("button", name=button).click()
            waiting.value.save_as(folder / f"{number}.pdf")
            taken.append((folder / f"{number}.pdf").read_bytes())
        assert taken[0] == taken[1]
        assert taken[0].startswith(b"%PDF-")


def taken_back(tab) -> None:
    """Nothing that was signed holds after it was taken back with a reason, and the trail of it stays on the page."""
    tab.locator("summary", has_text="Tarik yang sudah ditandai").click()
    tab.fill("#reason", "akta kematian menyusul")
    pressed(tab, "Tarik kembali")
    assert "belum diperiksa" in tab.locator("aside").inner_text()
    tab.locator("summary", has_text="Semua yang pernah ditandai").click()
    assert "akta kematian menyusul" in tab.locator("aside").inner_text()
    looked_at(tab, "bill-taken-back")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_page_of_the_desk_is_good_in_english(sign_in, width):
    tab = sign_in("auditor", width, "en")
    tab.goto("/tagihan/")
    told = tab.inner_text("main")
    assert "numbers only" in told
    assert "in arrears" in told
    looked_at(tab, "bills")
    for month, name in (("2025-05", "bill"), ("2025-04", "bill-owed"), ("2025-01", "bill-numbers-only")):
        tab.goto(f"/tagihan/{month}/")
        looked_at(tab, name)
    assert "card number of each person" in tab.inner_text("main")
    tab.goto("/tagihan/2025-02/")
    assert "The branch sent this bill again" in tab.inner_text("main")
    looked_at(tab, "bill-sent-again")
    owed = re.search(r"Rp\s[\d,]+(?= as BPJS Kesehatan counts)", told).group()
    tab.goto("/ringkasan/")
    assert owed in tab.locator(".verdict").first.inner_text()
    tab.goto("/tagihan/2025-04/baris/")
    looked_at(tab, "bill-lines")
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_url(re.compile(r"/baris/-?\d+/"))
    looked_at(tab, "bill-line")


def test_a_bar_of_the_chart_leads_to_its_lines_and_their_list_leaves_for_a_purpose(sign_in):
    tab = sign_in("dinkes")
    tab.goto("/tagihan/2025-05/")
    tab.locator('.chart-art a[href*="alasan="]').first.click()
    tab.wait_for_url("**/baris/?alasan=**")
    tab.goto("/tagihan/2025-04/baris/")
    tab.fill("#purpose", "lampiran surat sanggahan")
    pressed(tab, "Keluarkan daftar ini")
    assert tab.url.endswith("/kantor/ekspor/")


def test_the_list_of_bills_reads_on_a_phone(sign_in):
    tab = sign_in("dinkes", PHONE)
    for page, name in (("", "bills"), ("2025-05/", "bill"), ("2025-05/baris/?alasan=nik_invalid", "bill-lines")):
        tab.goto(f"/tagihan/{page}")
        looked_at(tab, name)
