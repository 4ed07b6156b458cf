"""A family goes from the kelurahan to BPJS Kesehatan and back: one line returned, decided within quota, on a decree, in
a file, answered, and the kelurahan reads why one was rejected.

Screenshots are written when SEMESTA_SHOTS names a folder. On PostgreSQL with SEMESTA_TEST_DATABASE=postgresql.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import openpyxl
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
# Names and birth days of uncovered residents of the demo kelurahan, largest family first.
WHOM = """
import json, sys
from pathlib import Path
from semesta.web.site.serve import prepare_django
prepare_django(Path(sys.argv[1]))
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import User
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.scope import posts_of
from datetime import date, timedelta
(scope,) = posts_of(User.objects.get(username='kelurahan'), date.today())
with acting(acting_of(scope), writes=False):
    rows = shown_to(scope).rows(Person).filter(class_name='uncovered', nik__isnull=False, nik_damage='')
    rows = rows.filter(has_doubt=False)
    print(json.dumps([[one.nik, one.name] for one in rows.order_by('person_id')]))
"""
SEMESTA = Path(sys.executable).parent / "semesta"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address, passwords by user, people to propose) of a server that shows a made-up city of two months."""
    folder = tmp_path_factory.mktemp("city")
    home = folder / "home"
    write_city(preset="2025-05", out=folder, residents=6000, seed=7, months=2)
    for day in (date(2025, 4, 1), date(2025, 5, 1)):
        run(inbox=folder / "inbox", home=home, as_of=day)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DATABASE_"))}
    if os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql":
        postgres_cluster.start()
        environment["DATABASE_URL"] = postgres_cluster.another_database("proposals_journey")
    words = [str(SEMESTA), "web"]
    made = subprocess.run(
        [*words, "demo-users", "--home", home, "--demo"], env=environment, capture_output=True, text=True, check=True
    )
    subprocess.run([*words, "publish", "--home", home], env=environment, capture_output=True, check=True)
    asked = subprocess.run(
        [sys.executable, "-c", WHOM, home], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
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
    yield address, dict(re.findall(r"^(\S+)\s+(\S+)", made.stdout, re.M)), json.loads(asked.stdout)
    server.send_signal(signal.SIGINT)
    server.wait(30)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def sign_in(browser, served):
    """Signs a user in at a width and in a language, once; the tab keeps what the browser complained of."""
    tabs = {}

    def signed_in(user: str, width: int = 1280, language: str = "id"):
        if (user, width, language) in tabs:
            return tabs[user, width, language]
        address, passwords, _ = served
        context = browser.new_context(viewport={"width": width, "height": 900}, has_touch=width < 500, base_url=address)
        tab = context.new_page()
        tab.set_default_timeout(60_000)
        tab.complaints = []
        tab.on("console", lambda message: tab.complaints.append(message.text))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.goto("/masuk/")
        tab.fill("input[name=login]", user)
        tab.fill("input[name=password]", passwords[user])
        tab.click("main button[type=submit]")
        tab.wait_for_load_state("networkidle")
        if language == "en":
            tab.evaluate(SWITCH)
        tabs[user, width, language] = tab
        return tab

    yield signed_in
    for tab in tabs.values():
        tab.context.close()


def judged(tab) -> list[str]:
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    return tab.evaluate(JUDGE, RULES)


def fits(tab) -> bool:
    return tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def save(tab, name: str) -> None:
    if folder := os.environ.get("SEMESTA_SHOTS"):
        tab.screenshot(path=Path(folder) / f"proposals-{name}.png", full_page=True)


def good(tab, name: str) -> None:
    """The page as it stands is accessible, fits, breaks no policy; photographed."""
    save(tab, name)
    assert judged(tab) == []
    assert fits(tab)
    assert tab.complaints == []


def said(tab) -> str:
    return tab.inner_text("main")


def test_the_agreement_is_entered_by_the_health_office(sign_in):
    tab = sign_in("dinkes")
    tab.goto("/usulan/kuota/")
    good(tab, "quota-empty-1280")
    year = tab.input_value("input[name=year]")
    for name, value in {
        "number": "PKS-12/2025", "quota_people": "900", "budget_rupiah": "500000000", "headcount": "850",
        "headcount_from": f"{year}-01-01",
    }.items():  # fmt: skip
        tab.fill(f"input[name={name}]", value)
    tab.click("form[action='/usulan/kuota/simpan/'] button[type=submit]")
    tab.wait_for_load_state("networkidle")
    assert "Tempat kosong" in said(tab)
    good(tab, "quota-1280")


def test_the_kelurahan_proposes_a_family_and_sees_what_holds_a_name_back(sign_in, served):
    tab, people = sign_in("kelurahan"), served[2]
    assert len(people) >= 3, "the demo kelurahan needs three uncovered residents"
    tab.goto("/usulan/")
    tab.click("text=Usulkan orang")
    good(tab, "new-1280")
    tab.click("text=Lanjut")
    tab.fill("input[name=q]", people[0][0])
    tab.click("main form[role=search] button")
    tab.wait_for_selector("input[name=person]")
    tab.check("input[name=person]")
    tab.click("text=Tambah sekeluarga")
    tab.wait_for_load_state("networkidle")
    tab.click("summary:has-text('Satu daftar sekaligus')")
    numbers = [one[0] for one in people]
    tab.fill("textarea[name=numbers]", "\n".join([*numbers, "1671014508909999"]))
    tab.click("text=Tambahkan daftar")
    tab.wait_for_load_state("networkidle")
    assert "Tidak ada dalam data penduduk" in said(tab)
    for paper in ("ktp", "kk"):
        tab.check(f"input[name=paper][value={paper}]")
    good(tab, "proposal-1280")
    tab.click("button[name=deed][value=send]")
    tab.wait_for_load_state("networkidle")
    assert "baris terkirim" in said(tab)
    tab.goto("/usulan/?tab=under_way")
    good(tab, "queue-kelurahan-1280")


def test_dinsos_returns_one_and_forwards_the_rest(sign_in):
    tab = sign_in("dinsos")
    tab.goto("/usulan/")
    good(tab, "queue-dinsos-1280")
    assert tab.locator("input[name=line]").count() >= 3
    tab.locator("input[name=line]").first.check()
    tab.fill("input[name=reason]", "KK tidak terbaca")
    tab.click("button[value=return]")
    tab.wait_for_load_state("networkidle")
    tab.check("input[data-pick-all=line]")
    tab.click("button[value=forward]")
    tab.wait_for_load_state("networkidle")
    assert "diteruskan" in said(tab)
    tab.goto("/usulan/tunggu/")
    assert "katastropik" not in said(tab).lower()


def test_the_kelurahan_reads_why_and_sends_it_again(sign_in):
    tab = sign_in("kelurahan", 360)
    tab.goto("/usulan/?tab=returned")
    good(tab, "queue-returned-360")
    tab.click("a.row-link")
    tab.wait_for_load_state("networkidle")
    assert "KK tidak terbaca" in said(tab)
    good(tab, "line-returned-360")
    tab.click("button[value=send]")
    tab.wait_for_load_state("networkidle")
    assert "baris terkirim" in said(tab) or "Selesai" in said(tab)


def test_dinkes_decides_within_quota_and_another_makes_the_decree(sign_in):
    tab = sign_in("dinkes")
    tab.goto("/usulan/tunggu/")
    good(tab, "waiting-1280")
    count = tab.locator("input[name=line]").count()
    assert count >= 2
    tab.check("input[data-pick-all=line]")
    tab.click("button[value=decide]")
    tab.wait_for_load_state("networkidle")
    assert "diputuskan" in said(tab)
    other = sign_in("dinkes-2")
    other.goto("/usulan/sk/")
    other.fill("input[name=signer_title]", "Wali Kota")
    other.fill("input[name=signer_name]", "Nama Contoh")
    good(other, "decrees-1280")
    other.click("#listing button[type=submit]")
    other.wait_for_load_state("networkidle")
    assert f"{count} baris masuk daftar" in said(other)
    good(other, "decree-1280")
    with other.expect_download() as taken:
        other.click("text=PDF, nomor disamarkan")
    content = Path(taken.value.path()).read_bytes()
    assert content[:5] == b"%PDF-"
    if folder := os.environ.get("SEMESTA_SHOTS"):
        (Path(folder) / "sk.pdf").write_bytes(content)


def test_the_file_goes_to_bpjs_and_its_answers_come_back_line_by_line(sign_in, tmp_path):
    tab = sign_in("dinkes")
    tab.goto("/usulan/bpjs/")
    good(tab, "bpjs-1280")
    tab.click("#sending button[type=submit]")
    tab.wait_for_load_state("networkidle")
    assert "masuk berkas" in said(tab)
    with tab.expect_download() as taken:
        tab.click("text=Unduh berkas")
    sheet = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).active
    niks = [row[2].value for row in sheet.iter_rows(min_row=18) if row[2].value]
    assert {row[2].data_type for row in sheet.iter_rows(min_row=18) if row[2].value} == {"s"}
    answer = "NIK;NAMA;HASIL;ALASAN\n" + "".join(f"{nik};X;BERHASIL;\n" for nik in niks[:-1])
    path = tmp_path / "jawaban.csv"
    path.write_text(answer + f"{niks[-1]};X;GAGAL;NIK ganda di master file\n", encoding="utf-8")
    bpjs = sign_in("bpjs")
    for again in (False, True):
        bpjs.goto("/usulan/bpjs/")
        bpjs.set_input_files("input[type=file]", path)
        bpjs.click("form.upload button[type=submit]")
        bpjs.wait_for_selector("text=sudah pernah masuk" if again else "text=1 ditolak")
    bpjs.select_option("select[name=check]", "nik_shared")
    bpjs.click("form[action='/usulan/bpjs/arti/'] button")
    bpjs.wait_for_load_state("networkidle")
    good(bpjs, "answers-1280")


@pytest.mark.parametrize(("width", "language"), [(1280, "id"), (360, "en")])
def test_the_reason_reaches_the_kelurahan(sign_in, width, language):
    tab = sign_in("kelurahan", width, language)
    tab.goto("/usulan/?tab=returned")
    tab.click("a.row-link")
    tab.wait_for_load_state("networkidle")
    assert "NIK ganda di master file" in said(tab)
    assert ("dipakai lebih dari satu orang" if language == "id" else "More than one person has this NIK") in said(tab)
    good(tab, f"line-rejected-{width}")


@pytest.mark.parametrize(
    "page",
    ["", "tunggu/", "kuota/", "sk/", "bpjs/", "penonaktifan/"],
    ids=["queue", "waiting", "quota", "decrees", "bpjs", "triage"],
)
def test_every_page_holds_on_a_phone_in_english(sign_in, page):
    tab = sign_in("dinkes", 360, "en")
    tab.goto(f"/usulan/{page}")
    good(tab, f"{page.strip('/') or 'queue'}-en-360")
    assert not re.search(r"\b(Usulan|Daftar tunggu|Kuota)\b", tab.inner_text("h1"))


def test_a_deactivation_list_is_split_and_a_person_followed(sign_in, served, tmp_path):
    tab = sign_in("dinsos")
    tab.goto("/usulan/penonaktifan/")
    path, day = tmp_path / "sk.csv", f"{date.today() - timedelta(days=30):%d-%m-%Y}"  # noqa: DTZ011
    rows = "".join(
        f"{place};{nik};{name};3/HUK/2026;{day};{decile};DESIL\n"
        for place, ((nik, name), decile) in enumerate(zip(served[2], [2, 7, 8, 3], strict=False), 1)
    )
    path.write_text("NO;NIK;NAMA;NOMOR SK;TANGGAL NONAKTIF;DESIL;ALASAN\n" + rows, encoding="utf-8")
    tab.set_input_files("input[type=file]", path)
    tab.click("form.upload button[type=submit]")
    tab.wait_for_selector("text=3/HUK/2026")
    tab.wait_for_load_state("networkidle")
    good(tab, "triage-1280")
    tab.click("a.row-link")
    tab.wait_for_load_state("networkidle")
    tab.select_option("select[name=progress]", "siks")
    tab.fill("#note", "dikirim hari ini")
    tab.click("button[value=follow]")
    tab.wait_for_load_state("networkidle")
    assert "dikirim hari ini" in said(tab)
    good(tab, "triage-line-1280")
