"""The coordinator reads the verdict, follows coverage to its files, and drills from the city to people.

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
SWITCH = """() => { const form = document.querySelector('form[action="/bahasa/"]');
    const token = form.querySelector('[name=csrfmiddlewaretoken]').value;
    return fetch('/bahasa/', {method: 'POST', headers: {'X-CSRFToken': token}, body: new URLSearchParams(
      {language: 'en', next: '/'})}).then(answer => answer.status); }"""
SEMESTA = Path(sys.executable).parent / "semesta"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address, passwords by user) of a server that shows a made-up city of two months."""
    folder = tmp_path_factory.mktemp("city")
    home = folder / "home"
    write_city(preset="2025-05", out=folder, residents=2000, seed=7, months=2)
    for day in (date(2025, 4, 1), date(2025, 5, 1)):
        run(inbox=folder / "inbox", home=home, as_of=day)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DATABASE_"))}
    if os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql":
        postgres_cluster.start()
        environment["DATABASE_URL"] = postgres_cluster.another_database("overview_journey")
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


@pytest.fixture
def sign_in(browser, served):
    """Signs a user in at a width and in a language; the tab keeps what the browser complained of."""
    contexts = []

    def signed_in(user: str, width: int = 1280, language: str = "id"):
        address, passwords = served
        context = browser.new_context(viewport={"width": width, "height": 900}, has_touch=width < 500, base_url=address)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(60_000)
        tab.complaints = []
        tab.on("console", lambda message: tab.complaints.append(message.text))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.goto("/masuk/")
        tab.fill("input[name=login]", user)
        tab.fill("input[name=password]", passwords[user])
        tab.click("main button[type=submit]")
        tab.wait_for_url("**/ringkasan/")
        if language == "en":
            tab.evaluate(SWITCH)
            tab.reload()
        return tab

    yield signed_in
    for context in contexts:
        context.close()


def looked_at(tab, name: str, width: int) -> None:
    """The page is accessible, fits its screen and broke no policy; photographed when asked for."""
    tab.wait_for_load_state("networkidle")
    if folder := os.environ.get("SEMESTA_SHOTS"):
        tab.screenshot(path=Path(folder) / f"overview-{name}-{width}.png", full_page=True)
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    assert tab.evaluate(JUDGE, RULES) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.complaints == []


def test_the_coordinator_reads_the_verdict_follows_coverage_and_drills_to_people(sign_in):
    tab = sign_in("coordinator")
    assert tab.locator(".verdict .sentence").inner_text().startswith("Kota Palembang")
    looked_at(tab, "today", 1280)
    tab.locator(".figure", has_text="Terdaftar").first.locator("a.trail").click()
    tab.wait_for_url("**/angka/coverage/")
    assert "dukcapil_2025-05_1671.csv" in tab.content()
    looked_at(tab, "number", 1280)
    tab.locator(".tabs a", has_text="Peta").click()
    looked_at(tab, "map", 1280)
    tab.locator('.chart-art a[href*="/16.71.07/"]').first.click()
    tab.wait_for_url("**/wilayah/16.71.07/**")
    looked_at(tab, "kecamatan", 1280)
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_url(re.compile(r"/wilayah/16\.71\.07\.\d{4}/"))
    looked_at(tab, "kelurahan", 1280)
    tab.locator("main .plain-list a").first.click()
    tab.wait_for_url("**/orang/**")
    assert "baris data" in tab.locator("table.rows").inner_text()
    looked_at(tab, "people", 1280)


def test_every_page_of_the_desk_reads_on_a_phone_in_english(sign_in):
    tab = sign_in("coordinator", 360, "en")
    looked_at(tab, "today", 360)
    for title, name in (
        ("Map", "map"),
        ("Trend", "trend"),
        ("Ranking", "rank"),
        ("What if", "what-if"),
        ("Alerts", "alerts"),
    ):
        tab.locator(".tabs a", has_text=title).click()
        looked_at(tab, name, 360)
    tab.goto("/ringkasan/wilayah/16.71/angka/coverage/")
    looked_at(tab, "number", 360)
    tab.goto("/ringkasan/wilayah/16.71/angka/uncovered_count/orang/")
    looked_at(tab, "people", 360)


def test_a_question_is_worked_out_without_leaving_the_page(sign_in):
    tab = sign_in("auditor")
    tab.locator(".tabs a", has_text="Andai").click()
    for name, value in {
        "population": "1781672", "registered": "1760000", "active": "1550055", "pemda": "200000", "removed": "113000",
        "removed_on": "2026-02-01",
    }.items():  # fmt: skip
        tab.fill(f"[name={name}]", value)
    tab.locator("main form button[type=submit]").click()
    tab.wait_for_selector("#outcome")
    assert "80,66" in tab.locator("#outcome").inner_text()
    looked_at(tab, "what-if-answer", 1280)
