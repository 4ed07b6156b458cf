"""A firm from the list of candidates to DPMPTSP: case, letters, warnings across Idul Fitri, fine, proposal, end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.published_city import run_city
from tests.web.screen import DESK, PHONE, SHOTS, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("employers")]
WIDTHS = [(DESK, "id"), (PHONE, "en")]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A city large enough for several firms with a finding."""
    return run_city(tmp_path_factory.mktemp("firms"), residents=9000)


def said(tab) -> str:
    """What the page says, with plain blanks."""
    return tab.inner_text("main").replace("\xa0", " ")


@pytest.mark.parametrize(("width", "language", "title"), [(DESK, "id", "Badan usaha"), (PHONE, "en", "Employers")])
def test_disnaker_reads_which_firms_to_write_to(sign_in, width, language, title):
    tab = sign_in("disnaker", width, language)
    tab.goto("/badan-usaha/")
    assert tab.inner_text("h1") == title
    looked_at(tab, "employers")
    tab.get_by_role("link", name=re.compile("PWBD")).first.click()
    tab.wait_for_load_state("networkidle")
    assert "temuan=PWBD" in tab.url
    looked_at(tab, "employers-one-finding")


def write_down(tab, act: str, day: str, **more: str) -> None:
    """The act of that name is written down with its day."""
    form = tab.locator(f"form:has(button[name=do][value={act}])")
    if not form.is_visible():
        tab.locator(f"details:has(button[name=do][value={act}]) > summary").click()
    form.locator("[name=on]").fill(day)
    for name, value in more.items():
        form.locator(f"[name={name}]").fill(value)
    with tab.expect_navigation():
        form.locator(f"button[value={act}]").click()


def letter(tab, day: str, number: str, rupiah: str = "") -> bytes:
    """The letter of the next step, written and taken."""
    form = tab.locator("form[action$='/surat/']")
    if not form.is_visible():
        tab.locator("details:has(form[action$='/surat/']) > summary").click()
    form.locator("[name=dated_on]").fill(day)
    form.locator("[name=number]").fill(number)
    if rupiah:
        form.locator("[name=rupiah]").fill(rupiah)
    with tab.expect_navigation():
        form.locator("button").click()
    taken = tab.request.get(tab.locator("a[href^='/badan-usaha/surat/']").first.get_attribute("href"))
    assert taken.headers["content-type"] == "application/pdf"
    return taken.body()


def keep(content: bytes, name: str) -> None:
    """The paper lies beside the photographs, when some were asked for."""
    assert content.startswith(b"%PDF")
    if SHOTS:
        (Path(SHOTS) / f"{name}.pdf").write_bytes(content)


def test_the_branch_takes_a_firm_up_the_ladder_across_idul_fitri(sign_in):
    tab = sign_in("bpjs")
    tab.goto("/badan-usaha/?temuan=PWBD")
    name = tab.locator("tbody a.row-link").first.inner_text()
    tab.locator("tbody input[name=firm]").first.check()
    with tab.expect_navigation():
        tab.get_by_role("button", name="Buka kasus kepatuhan").click()
    assert "/badan-usaha/kasus/" in tab.url
    assert tab.inner_text("h1") == name
    looked_at(tab, "firm-case-new")

    keep(letter(tab, "2025-03-26", "101/IV-03/0325"), "imbauan")
    write_down(tab, "imbauan", "2025-03-26", note="Diantar ke kantor badan usaha")
    # Wed 26 March + 3 working days: Nyepi, Idul Fitri and joint leave lie between (tests/unit/test_compliance.py)
    assert "9 April 2025" in said(tab)
    tab.get_by_text("Hari yang tidak dihitung").click()
    assert "Idul Fitri" in said(tab)
    looked_at(tab, "firm-case-imbauan")

    write_down(tab, "teguran_1", "2025-04-09")  # a day too early
    assert "mulai 10 April 2025" in said(tab)
    for step, day, until in (("teguran_1", "2025-04-10", "25 April 2025"), ("teguran_2", "2025-04-28", "15 Mei 2025")):
        keep(letter(tab, day, f"10{step[-1]}/IV-03"), step)
        write_down(tab, step, day)
        assert until in said(tab)
    keep(letter(tab, "2025-05-16", "104/IV-03", "12500000"), "denda")
    write_down(tab, "denda", "2025-05-16", rupiah="12500000")
    assert "Rp 12.500 sebulan" in said(tab)
    keep(letter(tab, "2025-06-16", "105/IV-03"), "tmp2t")
    write_down(tab, "tmp2t", "2025-06-16")
    assert "Usulan TMP2T" in said(tab)
    looked_at(tab, "firm-case-tmp2t")
    tab.goto("/badan-usaha/papan/?daftar=tmp2t")
    assert name in said(tab)


@pytest.mark.parametrize(("width", "language"), WIDTHS)
def test_each_office_sees_its_turn(sign_in, width, language):
    for user in ("bpjs", "disnaker", "dpmptsp", "kejari"):
        tab = sign_in(user, width, language)
        tab.goto("/badan-usaha/papan/")
        looked_at(tab, f"firm-board-{user}")
        assert (tab.locator("tbody tr").count() > 0) == (user == "dpmptsp")


def test_dpmptsp_decides_and_everybody_sees_it(sign_in):
    tab = sign_in("dpmptsp", PHONE, "en")
    tab.goto("/badan-usaha/papan/")
    tab.locator("tbody a.row-link").first.click()
    tab.wait_for_load_state("networkidle")
    looked_at(tab, "firm-case-to-decide")
    write_down(tab, "imposed", "2025-07-01", note="Keputusan 7/2025")
    assert "Services refused" in said(tab)
    looked_at(tab, "firm-case-decided")
    assert tab.locator("button[name=do][value=lifted]").count() == 1
    other = sign_in("kejari", DESK, "id")
    other.goto(tab.url)
    assert "Pelayanan ditolak" in said(other)
    assert other.locator("button[name=do]").count() == 0


@pytest.mark.parametrize(("width", "language"), WIDTHS)
def test_places_to_give_back_and_who_stands_behind_them(sign_in, width, language):
    tab = sign_in("bpjs", width, language)
    tab.goto("/badan-usaha/kursi/")
    looked_at(tab, "firm-places")
    tab.get_by_role("link", name="PEMERINTAH DAERAH").click()
    tab.wait_for_load_state("networkidle")
    looked_at(tab, "firm-the-city")
    assert "iuran wajib" in said(tab)
    tab.goto("/badan-usaha/kursi/")
    tab.locator("tbody a.row-link").filter(has_not_text="PEMERINTAH").first.click()
    tab.wait_for_load_state("networkidle")
    looked_at(tab, "firm")


@pytest.mark.parametrize(("width", "language"), WIDTHS)
def test_the_contribution_of_a_wage(sign_in, width, language):
    tab = sign_in("disnaker", width, language)
    tab.goto("/badan-usaha/iuran/")
    tab.fill("[name=upah]", "2500000")
    tab.fill("[name=bulan]", "2026-03")
    with tab.expect_navigation():
        tab.get_by_role("button", name=re.compile("Hitung|Reckon")).click()
    assert "167" in said(tab)  # 4,192,837 * 0.04 = 167,713
    looked_at(tab, "firm-contribution")
