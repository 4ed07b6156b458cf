"""An officer works a list on a phone; a clerk settles three doubts by keys and takes one back.

Screenshots are written when SEMESTA_SHOTS names a folder.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT))
from semesta.flow.run import run
from semesta.synthetic.city import write_city
from tests.web import postgres_cluster
from tests.web.started import SEMESTA, clean_environment, free_port, wait_for

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = ROOT / "tests" / "web" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async rules => (await axe.run(document, {runOnly: rules})).violations
    .map(found => `${found.id}: ${found.nodes.map(node => node.target).join(', ')}`)"""
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SHOTS = os.environ.get("SEMESTA_SHOTS")
DESK, PHONE = 1280, 360

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address, passwords by user) of a server that shows a damaged little city with many doubts."""
    folder = tmp_path_factory.mktemp("city")
    write_city(preset="2025-05", out=folder, residents=1500, seed=7, months=1, damage=5.0, columns="lean")
    home, environment = folder / "home", clean_environment()
    run(inbox=folder / "inbox", home=home, as_of=date(2025, 5, 1))
    if os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql":
        postgres_cluster.start()
        environment["DATABASE_URL"] = postgres_cluster.another_database("casejourney")
    told = subprocess.run(
        [SEMESTA, "web", "demo-users", "--home", home, "--demo"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    subprocess.run([SEMESTA, "web", "publish", "--home", home], env=environment, capture_output=True, check=True)
    port, log = free_port(), home / "log"
    words = [SEMESTA, "web", "--home", str(home), "--port", str(port), "--workers", "1"]
    with log.open("w") as file:
        server = subprocess.Popen(words, env=environment, stderr=file, stdout=file)
    address = f"http://localhost:{port}"
    wait_for(address, server, log)
    yield address, dict(re.findall(r"^(\S+)\s+(\S+)", told.stdout, re.M))
    server.send_signal(signal.SIGINT)
    server.wait(30)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM.exists(), "Debian's Chromium is not installed: scripts/test-machine installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def sign_in(browser, served):
    """A signed-in tab of a width and language; it keeps what the browser complained of."""
    address, passwords = served
    contexts = []

    def signed(user: str, width: int = DESK, language: str = "id", **wishes):
        context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=width < 500, **wishes)
        contexts.append(context)
        tab = context.new_page()
        tab.complaints = []
        tab.on("console", lambda message: tab.complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.goto(f"{address}/masuk/")
        tab.fill("[name=login]", user)
        tab.fill("[name=password]", passwords[user])
        tab.press("[name=password]", "Enter")
        tab.wait_for_load_state()
        if language == "en":
            with tab.expect_navigation():
                tab.evaluate("() => document.querySelector('button[name=language][value=en]').click()")
        return tab

    yield signed
    for context in contexts:
        context.close()


def judged(tab, name: str) -> None:
    """Nothing runs over the edge, nothing was complained of, axe finds nothing; photographed when asked."""
    if SHOTS:
        tab.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    assert not tab.evaluate(WIDER), name
    assert tab.complaints == [], name
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    assert tab.evaluate(JUDGE, RULES) == [], name


def test_an_officer_works_a_list_on_a_phone(served, sign_in):
    address, _ = served
    tab = sign_in("dinsos", PHONE)
    tab.goto(f"{address}/kasus/")
    judged(tab, "worklist-360-id")
    tab.goto(f"{address}/kasus/?route=dtsen_pbi")
    tab.locator(".row-link").first.click()
    tab.wait_for_load_state()
    judged(tab, "case-360-id")
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
    judged(tab, "case-claimed-360-id")
    tab.goto(f"{address}/kasus/?who=me")
    assert tab.locator(".row-link").count() == 1


def test_a_coordinator_shares_out_a_list_and_looks_first(served, sign_in):
    address, _ = served
    tab = sign_in("coordinator")
    tab.goto(f"{address}/kasus/?who=nobody")
    judged(tab, "worklist-1280-id")
    boxes = tab.locator("tbody input[type=checkbox]")
    for place in range(3):
        boxes.nth(place).check()
    assert "3" in tab.inner_text(".bulk-count")
    officer = tab.locator("#bulk-to option", has_text="Dinas Sosial").get_attribute("value")
    tab.select_option("#bulk-to", officer)
    tab.get_by_role("button", name="Lihat dahulu sebelum dibagikan").click()
    tab.wait_for_load_state()
    judged(tab, "share-1280-id")
    tab.get_by_role("button", name=re.compile("Bagikan 3 kasus")).click()
    tab.wait_for_load_state()
    assert "3 kasus sekarang punya petugas" in tab.inner_text("main")


def test_a_clerk_settles_three_doubts_by_keys_and_takes_one_back(served, sign_in):
    address, _ = served
    tab = sign_in("dukcapil")
    tab.goto(f"{address}/keraguan/")
    judged(tab, "doubts-1280-id")
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
    tab.goto(f"{address}/keraguan/putusan/")
    judged(tab, "decided-1280-id")


def test_pages_read_in_english_and_on_both_widths(served, sign_in):
    address, _ = served
    for width in (DESK, PHONE):
        tab = sign_in("dukcapil", width, "en")
        tab.goto(f"{address}/keraguan/")
        judged(tab, f"doubts-{width}-en")
        tab.goto(f"{address}/kasus/")
        judged(tab, f"worklist-{width}-en")
        tab.locator(".row-link").first.click()
        tab.wait_for_load_state()
        judged(tab, f"case-{width}-en")
        tab.goto(f"{address}/kasus/cetak/")
        judged(tab, f"print-{width}-en")
