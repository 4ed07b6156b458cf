"""A month in the runs desk: two files sent over a bad line, looked at, run, compared; a second person publishes.

Screenshots are written when SEMESTA_SHOTS names a folder. On PostgreSQL with SEMESTA_TEST_DATABASE=postgresql.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT))

from semesta.flow.run import run
from semesta.synthetic.city import write_city
from tests.web import postgres_cluster

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = ROOT / "tests" / "web" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async rules => (await axe.run(document, {runOnly: rules})).violations
    .map(found => `${found.id}: ${found.nodes.map(node => node.target).join(', ')}`)"""
SEMESTA = Path(sys.executable).parent / "semesta"
SHOTS = os.environ.get("SEMESTA_SHOTS")

pytestmark = pytest.mark.browser


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
def served(city):
    """(address, passwords by user) of a server that shows April."""
    home = city / "home"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DATABASE_"))}
    if os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql":
        postgres_cluster.start()
        environment["DATABASE_URL"] = postgres_cluster.another_database("journey")
    words = [str(SEMESTA), "web"]
    made = subprocess.run(
        [*words, "demo-users", "--home", home, "--demo"], env=environment, capture_output=True, text=True, check=True
    )
    subprocess.run([*words, "publish", "--home", home], env=environment, capture_output=True, check=True)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [*words, "--home", home, "--port", str(port), "--workers", "1"], env=environment, stdout=log, stderr=log
        )
    address = f"http://localhost:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/health/")
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    yield address, dict(re.findall(r"^(\S+)\s+(\S+)", made.stdout, re.M))
    server.send_signal(signal.SIGINT)
    server.wait(30)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


def signed_in(browser, served, user, width=1280, language="id"):
    address, passwords = served
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address, bypass_csp=False)
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    tab.goto("/masuk/")
    tab.fill("input[name=login]", user)
    tab.fill("input[name=password]", passwords[user])
    tab.click("main button[type=submit]")
    tab.wait_for_url("**/")
    if language == "en":
        tab.evaluate("""() => { const form = document.querySelector('form[action="/bahasa/"]');
            const token = form.querySelector('[name=csrfmiddlewaretoken]').value;
            return fetch('/bahasa/', {method: 'POST', body: new URLSearchParams({language: 'en', next: '/'}),
              headers: {'X-CSRFToken': token}}); }""")
    return tab


def photographed(tab, name):
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=f"{SHOTS}/runs-{name}.png", full_page=True)


def judged(tab) -> list[str]:
    """What axe finds, and whether the page is wider than its screen."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    return [*tab.evaluate(JUDGE, RULES), *(["wider than the screen"] if wide else [])]


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
    assert len(broken) == 1
    assert judged(tab) == []
    photographed(tab, "files")

    for number, name in enumerate(names):
        tab.goto("/berkas/")
        tab.click(f"#waiting a:has-text('{name}')")
        tab.wait_for_selector("text=Baris pertama, disamarkan")
        assert judged(tab) == []
        photographed(tab, f"preview-{number}")
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
    photographed(tab, "runs")
    assert judged(tab) == []
    tab.click("main button:has-text('Mulai')")
    tab.wait_for_selector(".job.running progress[value]")
    tab.wait_for_selector("#job table tbody tr >> nth=3")
    photographed(tab, "running")
    tab.wait_for_selector("text=Buka hasil")
    assert judged(tab) == []
    photographed(tab, "ran")
    tab.click("text=Buka hasil")
    tab.wait_for_selector("text=selesai, belum terbit")
    assert judged(tab) == []
    tab.click("main a:has-text('Bandingkan')")
    tab.wait_for_selector("text=Semua orang, menurut golongan")
    assert judged(tab) == []
    photographed(tab, "compare")
    tab.fill("textarea[name=note]", "Angka Mei sudah diperiksa.")
    tab.click("text=Usulkan terbit")
    tab.wait_for_selector("text=Anda mengusulkan proses ini")
    assert tab.locator("text=Setujui dan terbitkan").count() == 0
    photographed(tab, "proposed")
    return tab.url.replace("/banding/", "/")


def test_a_month_from_two_files_to_a_publication_by_two_people(browser, served, city):
    tab = signed_in(browser, served, "coordinator")
    tab.goto("/berkas/")
    assert judged(tab) == []
    photographed(tab, "files-empty")
    two_files_accepted(tab, city)
    address = run_and_proposed(tab)

    reader = signed_in(browser, served, "dinkes")
    reader.clock.install()
    reader.goto("/berkas/")
    assert "April 2025" in reader.inner_text("header")

    second = signed_in(browser, served, "bpjs")
    second.goto(address)
    photographed(second, "decide")
    second.click("text=Setujui dan terbitkan")
    second.wait_for_selector("text=Buka hasil")
    second.click("text=Buka hasil")
    second.wait_for_selector("text=tampil di semua halaman")
    assert "Mei 2025" in second.inner_text("header")
    photographed(second, "published")

    # Who worked meanwhile is told, and the page they have open is not changed under their hands.
    reader.clock.fast_forward(61_000)
    reader.wait_for_selector("text=Bulan yang lebih baru sudah terbit")
    assert "April 2025" in reader.inner_text("header")
    photographed(reader, "newer")


def test_the_desk_reads_well_on_a_phone_and_in_english(browser, served):
    tab = signed_in(browser, served, "coordinator", width=360, language="en")
    for name, address in (("files", "/berkas/"), ("runs", "/proses/"), ("rules", "/aturan/"), ("try", "/aturan/uji/")):
        tab.goto(address)
        assert (name, judged(tab)) == (name, [])
        photographed(tab, f"phone-{name}")
    tab.goto("/proses/")
    tab.click("main table a >> nth=0")
    tab.wait_for_load_state()
    assert judged(tab) == []
    photographed(tab, "phone-run")
    tab.goto(tab.url + "banding/")
    assert judged(tab) == []
    photographed(tab, "phone-compare")


def test_a_changed_rule_is_tried_on_everybody_and_not_adopted(browser, served):
    tab = signed_in(browser, served, "coordinator")
    tab.goto("/aturan/?pada=2025-05-01")
    photographed(tab, "rules")
    assert judged(tab) == []
    tab.goto("/aturan/pbpu_pemda_contribution_rupiah/?pada=2025-05-01")
    photographed(tab, "rule")
    assert judged(tab) == []
    tab.click("text=Uji perubahan")
    text = tab.input_value("textarea[name=text]")
    tab.fill("textarea[name=text]", text.replace("value: 35000", "value: 42000"))
    photographed(tab, "try")
    tab.click("main button:has-text('Uji')")
    tab.click("text=Buka hasil")
    tab.wait_for_selector("text=Orang yang akan berubah")
    assert tab.inner_text(".figures .big >> nth=0") != "0"
    assert judged(tab) == []
    photographed(tab, "tried")
    tab.goto("/aturan/pbpu_pemda_contribution_rupiah/?pada=2025-05-01")
    assert "35.000" in tab.inner_text("section.sunk h2 >> nth=0")
