"""A round goes to the field; an agent without ODK visits without a network; what was filled arrives once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.screen import DESK, PHONE, looked_at, new_tab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("field")]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def round_id(served, home, environment) -> str:
    """A round with six houses for two agents, in the served city."""
    words = [sys.executable, "-m", "tests.web.field_child", str(home)]
    return subprocess.run(
        words, cwd=ROOT, env={**environment, "SEMESTA_HOME": str(home)}, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture(scope="module")
def agent(browser, served):
    """A phone that is signed in nowhere."""
    context = browser.new_context(
        viewport={"width": PHONE, "height": 800}, has_touch=True, base_url=served[0],
        permissions=["geolocation"], geolocation={"latitude": -2.99, "longitude": 104.75},
    )  # fmt: skip
    yield new_tab(context)
    context.close()


def without_network(tab) -> None:
    """Chromium says of each request that there is no network; that is what is tried here."""
    tab.complaints[:] = [one for one in tab.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def figures(tab) -> dict[str, str]:
    """The big numbers of a page."""
    told = tab.locator("dl.figures").first.inner_text().split("\n")
    return {told[place]: told[place + 1] for place in range(len(told) - 1)}


def choose(tab, question: str, *values: str, within: str = "form") -> None:
    for value in values:
        box = tab.locator(f"{within} [data-question={question}]").first
        if box.locator("select").count():
            box.locator("select").select_option(value)
        else:
            box.locator(f"input[value={value}]").check()


def open_house(tab, place: int) -> None:
    tab.locator("ul.houses button").nth(place).click()
    tab.locator("[data-question=hasil]").wait_for()


def test_the_round_is_taken_to_the_field_and_a_phone_gets_a_code(sign_in, round_id, request):
    tab = sign_in("coordinator")
    tab.goto("/lapangan/")
    looked_at(tab, "field-rounds")
    tab.get_by_role("link", name="Putaran contoh").click()
    looked_at(tab, "field-round-drawn")
    tab.get_by_role("button", name="Bawa ke lapangan").click()
    tab.wait_for_load_state("networkidle")
    looked_at(tab, "field-round")
    tab.get_by_role("button", name=re.compile("Kode untuk ponsel Agen 1")).click()
    tab.get_by_role("link", name="Buka halaman luring di sini").wait_for()
    looked_at(tab, "field-access")
    request.config.field_link = tab.get_by_role("link", name="Buka halaman luring di sini").get_attribute("href")
    small = sign_in("coordinator", PHONE, "en")
    small.goto(f"/lapangan/{round_id}/")
    looked_at(small, "field-round")
    small.get_by_role("button", name=re.compile("Code for the phone Agen 2")).click()
    small.get_by_role("link", name="Open the offline page here").wait_for()
    looked_at(small, "field-access")
    own = sign_in("dinsos", PHONE)
    own.goto("/kunjungan-saya/")
    looked_at(own, "field-mine")


def test_the_page_is_kept_by_the_browser_and_its_code_stands_in_no_address(agent, request):
    agent.goto(request.config.field_link)
    agent.locator("ul.houses button").first.wait_for()
    assert "#" not in agent.url
    agent.evaluate("navigator.serviceWorker.ready.then(() => true)")
    agent.wait_for_function("navigator.serviceWorker.controller !== null")
    assert agent.locator("ul.houses button").count() == 3
    looked_at(agent, "offline-list")
    agent.goto("/luring/?bahasa=en")
    agent.locator("ul.houses button").first.wait_for()
    looked_at(agent, "offline-list")
    agent.goto("/luring/?bahasa=id")
    agent.locator("ul.houses button").first.wait_for()


def test_visits_are_filled_without_a_network_and_sent_once_it_returns(agent, sign_in, round_id, tmp_path):
    agent.context.set_offline(True)
    agent.goto("/luring/")  # closed and opened again at the door
    agent.locator("ul.houses button").first.wait_for()
    open_house(agent, 0)
    choose(agent, "hasil", "bertemu")
    choose(agent, "izin", "ya")
    agent.get_by_role("button", name="Ambil lokasi").click()
    agent.get_by_text("Lokasi tercatat").wait_for()
    photo = tmp_path / "rumah.png"
    agent.screenshot(path=photo)
    agent.set_input_files("[data-question=foto_rumah] input", photo)
    agent.get_by_text("Foto disimpan").wait_for()
    agent.get_by_role("button", name="Simpan kunjungan").click()
    assert "belum ada atau salah" in agent.inner_text("#status")
    without_network(agent)
    looked_at(agent, "offline-form-missing")
    for person in range(agent.locator(".person").count()):
        box = f".person >> nth={person} >>"
        choose(agent, "status_orang", "ditemukan", within=box)
        choose(agent, "kartu_ditunjukkan", "tidak_punya", within=box)
        choose(agent, "bersedia", "ya", within=box)
        choose(agent, "jalur", "apbd_quota", within=box)
    choose(agent, "tahap", "registrasi")
    without_network(agent)
    looked_at(agent, "offline-form")
    agent.reload()  # the battery was changed: the draft is there
    agent.get_by_text("dimulai").wait_for()
    open_house(agent, 0)
    assert agent.locator("[data-question=jalur] select").evaluate_all("all => all.filter(one => one.value).length") >= 2
    agent.get_by_role("button", name="Simpan kunjungan").click()
    agent.get_by_text("Menunggu dikirim: 1").wait_for()
    open_house(agent, 1)
    choose(agent, "hasil", "rumah_kosong")
    agent.get_by_role("button", name="Simpan kunjungan").click()
    agent.get_by_text("Menunggu dikirim: 2").wait_for()
    without_network(agent)
    looked_at(agent, "offline-waiting")
    agent.context.set_offline(False)
    agent.get_by_text("Menunggu dikirim: 0").wait_for()
    agent.get_by_text("sudah", exact=True).nth(1).wait_for()
    without_network(agent)
    desk = sign_in("coordinator")
    desk.goto(f"/lapangan/{round_id}/")
    assert (figures(desk)["Sudah dikunjungi"], figures(desk)["Formulir masuk"]) == ("2", "2")
    looked_at(desk, "field-round-visited")


def test_an_answer_that_is_lost_on_its_way_back_makes_no_second_visit(agent, sign_in, round_id):
    lost = []

    def lose(route):
        """The server gets the post; the phone never hears of it."""
        lost.append(route.fetch().status)
        route.abort()

    agent.context.route("**/submission", lose)
    open_house(agent, 2)
    choose(agent, "hasil", "menolak")
    agent.get_by_role("button", name="Simpan kunjungan").click()
    agent.get_by_text("Menunggu dikirim: 1").wait_for()
    agent.get_by_text("Disimpan di perangkat ini sampai ada jaringan: 1").wait_for()
    assert lost == [201]
    agent.context.unroute("**/submission")
    agent.get_by_role("button", name="Kirim dan perbarui").click()
    agent.get_by_text("Menunggu dikirim: 0").wait_for()
    desk = sign_in("coordinator")
    desk.goto(f"/lapangan/{round_id}/")
    assert (figures(desk)["Sudah dikunjungi"], figures(desk)["Formulir masuk"]) == ("3", "3")


def test_what_cannot_be_read_waits_at_the_desk_and_is_set_aside_with_a_reason(agent, sign_in, round_id, request):
    token = request.config.field_link.partition("#")[2]
    said = agent.evaluate(
        """async token => {
            const body = new FormData();
            body.append("xml_submission_file", new Blob(["<data"]), "submission.xml");
            return (await fetch(`/odk/${token}/submission`, {method: "POST", body})).status;
        }""",
        token,
    )
    assert said == 202
    for width, language in ((DESK, "id"), (PHONE, "en")):
        tab = sign_in("coordinator", width, language)
        tab.goto(f"/lapangan/{round_id}/menunggu/")
        looked_at(tab, "field-waiting")
        tab.locator("main table a").first.click()
        tab.wait_for_url(re.compile("/lapangan/isian/"))
        looked_at(tab, "field-form")
    tab.locator("summary", has_text="Set it aside").click()
    tab.fill("#note", "Kiriman uji dari ponsel petugas")
    tab.get_by_role("button", name="Set aside", exact=True).click()
    tab.get_by_text("Set aside. The form stays on record.").wait_for()
    looked_at(tab, "field-form-settled")
