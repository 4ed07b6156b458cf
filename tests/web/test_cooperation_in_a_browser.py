"""Two journeys in a real browser: both sides sign and fetch the paper; two people let a list leave."""

import re
import shutil
import signal
import subprocess

import pytest

from tests.web import postgres_cluster
from tests.web.started import clean_environment, free_port, wait_for
from tests.web.test_serve import ON_POSTGRES, command
from tests.web.test_style_page import ARGUMENTS, CHROMIUM, TOO_SMALL, judged, save

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(city_home, tmp_path_factory):
    """(address, passwords by user name) of a server over a published city of made-up people."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(city_home, home, ignore=shutil.ignore_patterns("web"))
    environment = clean_environment()
    if ON_POSTGRES:
        environment["DATABASE_URL"] = postgres_cluster.another_database("cooperation")
    users = subprocess.run(
        [*command(home, "web", "demo-users"), "--demo"], env=environment, capture_output=True, text=True, check=True
    ).stdout
    subprocess.run(command(home, "web", "publish"), env=environment, capture_output=True, check=True)
    port, log = free_port(), home / "log"
    with log.open("w") as file:
        server = subprocess.Popen(
            [*command(home, "web"), "--port", str(port), "--workers", "1"], env=environment, stderr=file, stdout=file
        )
    wait_for(f"http://localhost:{port}", server, log)
    yield f"http://localhost:{port}", dict(re.findall(r"^(\S+)\s+(\S+)", users, re.M))
    server.send_signal(signal.SIGINT)
    server.wait(20)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def signed_in(browser, served):
    """A tab of a user at a width; it keeps what the browser complained of."""
    address, passwords = served
    contexts = []

    def one(user: str, width: int = 1280):
        context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=width < 500)
        contexts.append(context)
        tab = context.new_page()
        tab.complaints = []
        tab.on("console", lambda message: tab.complaints.append(message.text))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.home = address
        tab.goto(f"{address}/masuk/")
        tab.fill("input[name=login]", user)
        tab.fill("input[name=password]", passwords[user])
        tab.click("main button[type=submit]")
        tab.wait_for_load_state("networkidle")
        return tab

    yield one
    for context in contexts:
        context.close()


def good(tab, name: str) -> None:
    """The page is accessible, fits its screen, has no tiny targets, and the browser complained of nothing."""
    tab.wait_for_load_state("networkidle")
    width = tab.viewport_size["width"]
    save(tab, f"{name}-{width}")
    assert judged(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.evaluate(TOO_SMALL, 24) == []
    assert tab.complaints == []


def agree_to_all(tab) -> None:
    """One step after the other, until none of this side waits."""
    for place in range(tab.get_by_role("button", name="Kami sepakat").count()):
        tab.get_by_role("button", name="Kami sepakat").nth(place).click()
        tab.wait_for_load_state("networkidle")


def test_city_and_bpjs_agree_sign_and_fetch_the_paper(signed_in, tmp_path):
    city, bpjs = signed_in("coordinator"), signed_in("bpjs", 360)
    city.goto(f"{city.home}/kerja-sama/")
    good(city, "cooperation")
    city.get_by_role("button", name="Buka berita acara bulan ini").click()
    agree_to_all(city)
    bpjs.goto(f"{bpjs.home}/kerja-sama/")
    good(bpjs, "cooperation")
    bpjs.get_by_role("link", name=re.compile("BA-REKON")).click()
    agree_to_all(bpjs)
    good(bpjs, "statement-open")
    bpjs.fill("#title", "Kepala Cabang")
    bpjs.get_by_role("button", name="Tanda tangani untuk BPJS Kesehatan").click()
    city.reload()
    city.fill("#title", "Kepala Bappeda")
    city.get_by_role("button", name=re.compile("Tanda tangani untuk")).click()
    city.wait_for_load_state("networkidle")
    good(city, "statement-signed")
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
    city.goto(f"{city.home}/kerja-sama/periksa/?kode={code}")
    assert "Berita acara ini ditandatangani di sini" in city.inner_text("main")
    good(city, "statement-check")


def test_a_long_list_leaves_by_two_people(signed_in):
    asking, deciding = signed_in("dinkes"), signed_in("coordinator", 360)
    asking.goto(f"{asking.home}/kerja-sama/orang/?kelas=uncovered")
    good(asking, "people-behind-a-step")
    asking.fill("#purpose", "kunjungan rumah bulan ini")
    asking.get_by_role("button", name="Keluarkan daftar ini").click()
    asking.wait_for_load_state("networkidle")
    assert "menunggu orang kedua" in asking.inner_text("main")
    good(asking, "exports-waiting")
    deciding.goto(f"{deciding.home}/kantor/ekspor/menunggu/")
    good(deciding, "exports-to-decide")
    deciding.get_by_role("button", name="Izinkan keluar").click()
    deciding.wait_for_load_state("networkidle")
    asking.goto(f"{asking.home}/kantor/ekspor/")
    with asking.expect_download() as waiting:
        asking.get_by_role("button", name="Ambil sebagai XLSX").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")


ENGLISH = ["kerja-sama/perjanjian/", "kerja-sama/pertukaran/", "kantor/warga/", "kantor/kebocoran/"]


@pytest.mark.parametrize("width", [1280, 360])
def test_forms_and_audit_pages_are_good_in_english(signed_in, width):
    officer, auditor = signed_in("coordinator", width), signed_in("auditor", width)
    for tab, pages in ((officer, ENGLISH), (auditor, ["kantor/jejak/lihat/", "kantor/jejak/periksa/?periksa=1"])):
        tab.locator("button[value=en]").first.evaluate("button => button.click()")
        tab.wait_for_load_state("networkidle")
        for page in pages:
            tab.goto(f"{tab.home}/{page}")
            if tab is officer:
                tab.locator("main details summary").first.click()
            good(tab, "en-" + page.split("/")[1])
