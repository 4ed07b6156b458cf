"""The coordinator reads the verdict, follows coverage to its files, and drills from the city to people."""

import re

import pytest

from tests.web.screen import PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("overview")]


def test_the_coordinator_reads_the_verdict_follows_coverage_and_drills_to_people(sign_in):
    tab = sign_in("coordinator")
    assert tab.first.endswith("/ringkasan/")
    tab.goto(tab.first)
    assert tab.locator(".verdict .sentence").inner_text().startswith("Kota Palembang")
    looked_at(tab, "overview-today")
    tab.locator(".figure", has_text="Terdaftar").first.locator("a.trail").click()
    tab.wait_for_url("**/angka/coverage/")
    assert "dukcapil_2025-05_1671.csv" in tab.content()
    looked_at(tab, "overview-number")
    tab.locator(".tabs a", has_text="Peta").click()
    looked_at(tab, "overview-map")
    tab.locator('.chart-art a[href*="/16.71.07/"]').first.click()
    tab.wait_for_url("**/wilayah/16.71.07/**")
    looked_at(tab, "overview-kecamatan")
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_url(re.compile(r"/wilayah/16\.71\.07\.\d{4}/"))
    looked_at(tab, "overview-kelurahan")
    tab.locator("main .plain-list a").first.click()
    tab.wait_for_url("**/orang/**")
    assert "baris data" in tab.locator("table.rows").inner_text()
    looked_at(tab, "overview-people")


def test_every_page_of_the_desk_reads_on_a_phone_in_english(sign_in):
    tab = sign_in("coordinator", PHONE, "en")
    assert tab.first.endswith("/ringkasan/")
    tab.goto(tab.first)
    looked_at(tab, "overview-today")
    for title, name in (
        ("Map", "map"),
        ("Trend", "trend"),
        ("Ranking", "rank"),
        ("What if", "what-if"),
        ("Alerts", "alerts"),
    ):
        tab.locator(".tabs a", has_text=title).click()
        looked_at(tab, f"overview-{name}")
    tab.goto("/ringkasan/wilayah/16.71/angka/coverage/")
    looked_at(tab, "overview-number")
    tab.goto("/ringkasan/wilayah/16.71/angka/uncovered_count/orang/")
    looked_at(tab, "overview-people")


def test_a_question_is_worked_out_without_leaving_the_page(sign_in):
    tab = sign_in("auditor")
    assert tab.first.endswith("/ringkasan/")
    tab.goto(tab.first)
    tab.locator(".tabs a", has_text="Andai").click()
    for name, value in {
        "population": "1781672", "registered": "1760000", "active": "1550055", "pemda": "200000", "removed": "113000",
        "removed_on": "2026-02-01",
    }.items():  # fmt: skip
        tab.fill(f"[name={name}]", value)
    tab.locator("main form button[type=submit]").click()
    tab.wait_for_selector("#outcome")
    assert "80,66" in tab.locator("#outcome").inner_text()
    looked_at(tab, "overview-what-if-answer")
