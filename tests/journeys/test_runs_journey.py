"""A month in the runs desk: two files sent over a bad line, looked at, run, compared; a second person publishes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from semesta.flow.run import run
from semesta.synthetic.city import write_city
from tests.web.screen import PHONE, looked_at, save

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("runs")]


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    """A home that shows April, and the files of May beside it."""
    folder = tmp_path_factory.mktemp("city")
    write_city(preset="2025-05", out=folder, residents=1200, seed=7, months=2)
    (folder / "april").mkdir()
    for path in (folder / "inbox").glob("*2025-04*"):
        path.rename(folder / "april" / path.name)
    run(inbox=folder / "april", home=folder / "home", as_of=date(2025, 4, 1), area="16.71")
    return folder


@pytest.fixture(scope="module")
def home(city) -> Path:
    return city / "home"


def two_files_accepted(tab, city) -> None:
    # Two files over a line that breaks once: the part is sent again by itself.
    broken = []

    def break_once(route):
        if broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    tab.route("**/bagian/?dari=*", break_once)
    names = ["dukcapil_2025-05_1671.csv", "peserta_2025-05_1671.csv"]
    tab.set_input_files("input[type=file]", [city / "inbox" / name for name in names])
    tab.click("form.upload button[type=submit]")
    tab.wait_for_selector("text=Menunggu keputusan Anda >> nth=1")
    assert (len(broken), len(tab.complaints)) == (1, 1)  # the browser tells of the line that broke
    assert "ERR_FAILED" in tab.complaints.pop()
    looked_at(tab, "runs-files")

    for number, name in enumerate(names):
        tab.goto("/berkas/")
        tab.click(f"#waiting a:has-text('{name}')")
        tab.wait_for_selector("text=Baris pertama, disamarkan")
        looked_at(tab, f"runs-preview-{number}")
        tab.click("text=Terima ke kotak masuk")
        tab.wait_for_selector(f"text={name} ada di kotak masuk")

    # A file that is there already is told so.
    tab.set_input_files("input[type=file]", city / "inbox" / names[1])
    tab.click("form.upload button[type=submit]")
    tab.wait_for_selector("text=Berkas yang sama pernah masuk")
    tab.click("main button:has-text('Buang')")


def run_and_proposed(tab) -> str:
    """The address of the run, which waits for a second person."""
    tab.goto("/proses/")
    tab.fill("input[name=as_of]", "2025-05-01")
    looked_at(tab, "runs-runs")
    tab.click("main button:has-text('Mulai')")
    tab.wait_for_selector(".job.running progress[value]")
    tab.wait_for_selector("#job table tbody tr >> nth=3")
    save(tab, "runs-running")
    tab.wait_for_selector("text=Buka hasil")
    looked_at(tab, "runs-ran")
    tab.click("text=Buka hasil")
    tab.wait_for_selector("text=selesai, belum terbit")
    looked_at(tab, "runs-run")
    tab.click("main a:has-text('Bandingkan')")
    tab.wait_for_selector("text=Semua orang, menurut golongan")
    looked_at(tab, "runs-compare")
    tab.fill("textarea[name=note]", "Angka Mei sudah diperiksa.")
    tab.click("text=Usulkan terbit")
    tab.wait_for_selector("text=Anda mengusulkan proses ini")
    assert tab.locator("text=Setujui dan terbitkan").count() == 0
    looked_at(tab, "runs-proposed")
    return tab.url.replace("/banding/", "/")


def test_a_month_from_two_files_to_a_publication_by_two_people(sign_in, city):
    tab = sign_in("coordinator")
    tab.goto("/berkas/")
    looked_at(tab, "runs-files-empty")
    two_files_accepted(tab, city)
    address = run_and_proposed(tab)

    reader = sign_in("dinkes")
    reader.clock.install()
    reader.goto("/berkas/")
    assert "April 2025" in reader.inner_text("header")

    second = sign_in("bpjs")
    second.goto(address)
    looked_at(second, "runs-decide")
    second.click("text=Setujui dan terbitkan")
    second.wait_for_selector("text=Buka hasil")
    second.click("text=Buka hasil")
    second.wait_for_selector("text=tampil di semua halaman")
    assert "Mei 2025" in second.inner_text("header")
    looked_at(second, "runs-published")

    # Who worked meanwhile is told, and the page they have open is not changed under their hands.
    reader.clock.fast_forward(61_000)
    reader.wait_for_selector("text=Bulan yang lebih baru sudah terbit")
    assert "April 2025" in reader.inner_text("header")
    save(reader, "runs-newer")


def test_the_desk_reads_well_on_a_phone_and_in_english(sign_in):
    tab = sign_in("coordinator", PHONE, "en")
    for name, address in (("files", "/berkas/"), ("runs", "/proses/"), ("rules", "/aturan/"), ("try", "/aturan/uji/")):
        tab.goto(address)
        looked_at(tab, f"runs-{name}")
    tab.goto("/proses/")
    tab.click("main table a >> nth=0")
    tab.wait_for_load_state()
    looked_at(tab, "runs-run")
    tab.goto(tab.url + "banding/")
    looked_at(tab, "runs-compare")


def test_a_changed_rule_is_tried_on_everybody_and_not_adopted(sign_in):
    tab = sign_in("coordinator")
    tab.goto("/aturan/?pada=2025-05-01")
    looked_at(tab, "runs-rules")
    tab.goto("/aturan/pbpu_pemda_contribution_rupiah/?pada=2025-05-01")
    looked_at(tab, "runs-rule")
    tab.click("text=Uji perubahan")
    text = tab.input_value("textarea[name=text]")
    tab.fill("textarea[name=text]", text.replace("value: 35000", "value: 42000"))
    looked_at(tab, "runs-try")
    tab.click("main button:has-text('Uji')")
    tab.click("text=Buka hasil")
    tab.wait_for_selector("text=Orang yang akan berubah")
    assert tab.inner_text(".figures .big >> nth=0") != "0"
    looked_at(tab, "runs-tried")
    tab.goto("/aturan/pbpu_pemda_contribution_rupiah/?pada=2025-05-01")
    assert "35.000" in tab.inner_text("section.sunk h2 >> nth=0")
