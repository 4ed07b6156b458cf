"""A coordinator finds somebody and shows their number for a purpose; a kelurahan officer stays in the kelurahan.

Screenshots are written when SEMESTA_SHOTS names a folder. On PostgreSQL with SEMESTA_TEST_DATABASE=postgresql.
"""

# ruff: noqa: S608  (paths and conditions are written here)
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

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT))

from semesta.flow.publish import published
from semesta.flow.run import run
from semesta.synthetic.city import write_city
from semesta.terms.region import region_names
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
def home(tmp_path_factory) -> Path:
    """A home with two published months."""
    folder = tmp_path_factory.mktemp("city")
    write_city(preset="2025-05", out=folder, residents=2000, seed=7, months=2)
    for day in (date(2025, 4, 1), date(2025, 5, 1)):
        run(inbox=folder / "inbox", home=folder / "home", as_of=day)
    return folder / "home"


@pytest.fixture(scope="module")
def served(home):
    """(address, passwords by user) of a server that shows the city."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DATABASE_"))}
    if os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql":
        postgres_cluster.start()
        environment["DATABASE_URL"] = postgres_cluster.another_database("people_journey")
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
        tab.complaints, tab.addresses = [], []
        tab.on("console", lambda message: tab.complaints.append(message.text))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on("request", lambda request: tab.addresses.append(request.url))
        tab.goto("/masuk/")
        tab.fill("input[name=login]", user)
        tab.fill("input[name=password]", passwords[user])
        tab.click("main button[type=submit]")
        tab.wait_for_url("**/ringkasan/")
        if language == "en":
            tab.evaluate(SWITCH)
        tab.goto("/penduduk/")
        return tab

    yield signed_in
    for context in contexts:
        context.close()


def looked_at(tab, name: str, width: int) -> None:
    """The page is accessible, fits its screen and broke no policy; photographed when asked for."""
    tab.wait_for_load_state("networkidle")
    if folder := os.environ.get("SEMESTA_SHOTS"):
        tab.screenshot(path=Path(folder) / f"people-{name}-{width}.png", full_page=True)
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    assert tab.evaluate(JUDGE, RULES) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.complaints == []


def people(home: Path, condition: str) -> list[tuple]:
    """(NIK, name, kelurahan) of residents for whom the condition holds, who have a name, a NIK and kin."""
    months, residents = (published(home, name) for name in ("person_month", "resident"))
    return duckdb.sql(f"""
        SELECT r.nik, r.name, p.village_code FROM '{months}' AS p JOIN '{residents}' AS r USING (resident_id)
        WHERE {condition} AND r.nik IS NOT NULL AND r.name IS NOT NULL AND r.nkk IS NOT NULL
          AND p.village_code IS NOT NULL ORDER BY p.person_id
    """).fetchall()  # fmt: skip


def search(tab, typed: str) -> None:
    tab.fill("#typed", typed)
    tab.click("main form[role=search] button")
    tab.wait_for_load_state("networkidle")


def test_the_coordinator_finds_somebody_and_shows_the_number_for_a_purpose(sign_in, home):
    nik, name, _ = people(home, "p.class = 'covered_inactive'")[0]
    tab = sign_in("coordinator")
    looked_at(tab, "search", 1280)
    search(tab, nik)
    looked_at(tab, "found", 1280)
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_url(re.compile(r"/penduduk/\d+/$"))
    assert tab.locator("h1").inner_text() == name
    assert nik not in tab.content()
    looked_at(tab, "person", 1280)
    tab.locator("header.person summary").click()
    tab.locator("header.person input[value=serve]").check()
    tab.locator("header.person form button").click()
    tab.wait_for_selector("header.person .nik:not(:has(form))")
    assert nik in re.sub(r"\s", "", tab.locator("header.person .nik").inner_text())
    looked_at(tab, "shown", 1280)
    assert not [one for one in tab.addresses if nik in one]
    assert nik not in (home / "log").read_text()


def test_a_kelurahan_officer_reads_on_a_phone_in_english_and_opens_nobody_elsewhere(sign_in, home):
    tab = sign_in("kelurahan", 360, "en")
    looked_at(tab, "search", 360)
    village = min(row["code"] for row in region_names("16.71").to_pylist() if len(row["code"]) == 13)
    (own, *_), (other, *_) = (people(home, f"p.village_code {sign} '{village}'")[0] for sign in ("=", "<>"))
    search(tab, other)
    assert tab.locator("table.rows a.row-link").count() == 0
    looked_at(tab, "nobody", 360)
    search(tab, own)
    looked_at(tab, "found", 360)
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_url(re.compile(r"/penduduk/\d+/$"))
    looked_at(tab, "person", 360)
