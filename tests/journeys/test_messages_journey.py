"""A session, consents, a batch made by Dinsos and released by Bappeda, sent by a gateway of this machine; a STOP is
heeded; and what reaching people did.
"""

from __future__ import annotations

import os
import re

import pytest

from semesta.web.casework.messaging.addresses import phone_of
from tests.web import postgres_cluster
from tests.web.message_fakes import TOKEN, gateway, zone_at
from tests.web.published_city import run_city, table
from tests.web.screen import PHONE, looked_at
from tests.web.started import clean_environment

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("messages")]


@pytest.fixture(scope="module")
def side():
    with gateway() as one:
        yield one


@pytest.fixture(scope="module")
def environment(side):
    """A server that knows the gateway, at noon."""
    kept = clean_environment()
    if os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql":
        kept["DATABASE_URL"] = postgres_cluster.another_database("journey_messages")
    return kept | {
        "SEMESTA_GATEWAY_URL": side.address, "SEMESTA_GATEWAY_TOKEN": TOKEN, "SEMESTA_GATEWAY_NAME": "WhatsApp kota",
        "SEMESTA_TIME_ZONE": zone_at(12).key,
    }  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A city whose users get their posts on the day of the zone in which it is noon: elsewhere it may be tomorrow."""
    return run_city(tmp_path_factory.mktemp("served"), residents=2000)


@pytest.fixture(scope="module")
def contacts(city_home) -> list[dict]:
    """Contacts in arrears with numbers of their own; `agreed`: in a made-up city one in three has."""
    niks = {row["person_id"]: row["nik"] for row in table(city_home, "person_month")}
    found: dict[str, dict] = {}
    for row in table(city_home, "contact_work"):
        number, person = phone_of(row["phone"]), row["person_id"]
        if row["contact_rule"] == "before_payment" and number and niks[person]:
            found.setdefault(number, {"nik": niks[person], "number": number, "agreed": person % 3 == 0})
    return list(found.values())


@pytest.fixture(scope="module")
def people(contacts) -> list[dict]:
    """Three who have not said anything yet."""
    return [one for one in contacts if not one["agreed"]][:3]


def fill(tab, values: dict[str, str]) -> None:
    for name, value in values.items():
        tab.fill(f'main [name="{name}"]', value)


def test_dinsos_writes_down_a_session_on_a_phone_and_who_still_needs_something(sign_in, people):
    tab = sign_in("dinsos", PHONE)
    tab.goto("/penjangkauan/sesi/")
    looked_at(tab, "sessions-none")
    tab.click("main >> text=Catat sesi")
    tab.select_option("select[name=kind]", "posyandu")
    tab.select_option("select[name=area_code]", index=3)
    fill(tab, {
        "held_on": "2025-04-15", "place": "Posyandu Melati", "audience_count": "32", "asked_count": "12",
        "question_count": "5", "right_before": "21", "right_after": "49",
    })  # fmt: skip
    tab.check("input[value=dues]")
    looked_at(tab, "session-form")
    tab.click("main button:has-text('Simpan')")
    tab.wait_for_url(re.compile(r"/sesi/[0-9a-f-]+/$"))
    text = tab.inner_text("main").replace("\u00a0", " ")
    assert "82 %" in text  # 49 of 12 × 5
    assert "+47" in text  # (49 − 21) / 60
    tab.click("main summary:has-text('Ada yang butuh bantuan')")
    fill(tab, {"nik": people[0]["nik"]})
    tab.click("main details button:has-text('Catat')")
    tab.wait_for_selector("text=Tercatat.")
    looked_at(tab, "session")
    assert people[0]["nik"] not in tab.content()


def test_three_agree_one_says_stop_and_two_get_the_message_after_a_colleague_released_it(
    sign_in, contacts, people, side
):
    tab = sign_in("dinsos")
    for one in people:
        tab.goto("/penjangkauan/izin/")
        fill(tab, {"nik": one["nik"], "address": one["number"], "evidence": "formulir sesi"})
        tab.click("main button:has-text('Catat')")
        tab.wait_for_selector("text=Tercatat dan berlaku mulai sekarang.")
    looked_at(tab, "choices")

    tab.goto("/penjangkauan/pesan/")
    assert "WhatsApp kota" in tab.inner_text("main, aside")
    tab.click("main >> text=Buat kiriman")
    tab.select_option("select[name=sender]", "gateway")
    tab.click("main button:has-text('Pratinjau')")
    tab.wait_for_selector("#preview")
    looked_at(tab, "batch-preview")
    tab.click("main button:has-text('Buat kiriman ini')")
    tab.wait_for_url(re.compile(r"/pesan/[0-9a-f-]+/$"))
    made = tab.url
    assert "rekan Anda yang melepasnya" in tab.inner_text("body")
    looked_at(tab, "batch-made")

    tab.goto("/penjangkauan/izin/")
    tab.check("input[value=opt_out]")
    tab.select_option("select[name=source]", "reply")
    fill(tab, {"address": people[2]["number"]})
    tab.click("main button:has-text('Catat')")
    tab.wait_for_selector("text=Tercatat dan berlaku mulai sekarang.")

    judge = sign_in("coordinator")
    judge.goto(made)
    looked_at(judge, "batch-to-release")
    judge.click("button:has-text('Lepas')")
    judge.wait_for_selector(".kicker .badge:has-text('Selesai')", timeout=60_000)
    looked_at(judge, "batch-done")
    written_to = [one["number"] for one in contacts if one["agreed"] or one in people[:2]]
    assert sorted(side.numbers()) == sorted(written_to)
    rows = judge.inner_text("#progress table")
    assert re.search(rf"Terkirim\s+–?\s*{len(written_to)}", rows)
    assert re.search(r"Menolak pesan\s+1", rows)


def test_bappeda_asks_whether_visits_worked(sign_in):
    tab = sign_in("coordinator")
    tab.goto("/penjangkauan/hasil/")
    tab.select_option("select[name=basis]", "visits")
    tab.click("main button:has-text('Hitung')")
    for _ in range(60):
        if "Seberapa jauh ini dapat dipercaya" in tab.inner_text("main"):
            break
        tab.wait_for_timeout(500)
        tab.reload()
    looked_at(tab, "effect")
    assert "Aktif sebelumnya: tetap aktif" in tab.inner_text("main")


@pytest.mark.parametrize(("width", "language"), [(PHONE, "id"), (PHONE, "en"), (1280, "en")])
def test_every_page_reads_at_each_width_in_each_language(sign_in, width, language):
    tab = sign_in("dinsos", width, language)
    for name, address in (
        ("contacts", "/penjangkauan/?per=kelurahan"), ("sessions", "/penjangkauan/sesi/"),
        ("session-new", "/penjangkauan/sesi/baru/"), ("choices", "/penjangkauan/izin/"),
        ("batches", "/penjangkauan/pesan/"), ("batch-new", "/penjangkauan/pesan/baru/"),
        ("effect", "/penjangkauan/hasil/"),
    ):  # fmt: skip
        tab.goto(address)
        looked_at(tab, f"outreach-{name}")
    tab.goto("/penjangkauan/izin/")
    rows = (
        "NIK;NOMOR HP;PERSETUJUAN;TANGGAL PERSETUJUAN\n;081200009999;STOP;12-04-2025\n;081200009998;SETUJU;12-04-2025\n"
    )
    tab.set_input_files("input[name=file]", {"name": "izin.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    tab.locator("input[name=file] >> xpath=ancestor::form").locator("button").click()
    tab.wait_for_url(re.compile("/izin/daftar/"))
    looked_at(tab, "outreach-choices-brought")
    for name, address in (("session", "/penjangkauan/sesi/"), ("batch", "/penjangkauan/pesan/")):
        tab.goto(address)
        tab.locator("table.rows a.row-link").first.click()
        tab.wait_for_url(re.compile(r"/[0-9a-f-]{36}/$"))
        looked_at(tab, f"outreach-{name}")
