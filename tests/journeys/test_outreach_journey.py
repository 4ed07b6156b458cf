"""Dinsos reads whom to tell before cover ends and where arrears are; the kelurahan sees its own on a phone."""

import pytest

from tests.web.screen import PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("outreach")]


def test_dinsos_opens_outreach_from_the_menu_and_reads_rules_areas_and_the_map_of_arrears(sign_in):
    tab = sign_in("dinsos")
    tab.goto("/mulai/")
    tab.locator("nav a", has_text="Penjangkauan").first.click()
    tab.wait_for_url("**/penjangkauan/")
    text = tab.inner_text("main")
    for said in ("Kontak per aturan", "Kontak per wilayah", "Di mana tunggakan terjadi", "Dikeluarkan dari PBI APBN"):
        assert said in text
    assert tab.locator(".chart-art svg path").count() >= 18  # a shape for each kecamatan of Palembang
    looked_at(tab, "outreach")


def test_outreach_reads_on_a_phone_in_both_languages(sign_in):
    for user, language in (("kelurahan", "id"), ("dinsos", "en")):
        tab = sign_in(user, PHONE, language)
        tab.goto("/penjangkauan/")
        looked_at(tab, f"outreach-{user}")
    assert "Whom to tell in time" in tab.inner_text("h1")
