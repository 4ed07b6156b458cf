"""A coordinator finds somebody and shows their number for a purpose; a kelurahan officer stays in the kelurahan."""

# ruff: noqa: S608  (paths and conditions are written here)
from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from semesta.flow.publish import published
from semesta.terms.region import region_names
from tests.web.screen import PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("people")]


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
    tab.goto("/penduduk/")
    looked_at(tab, "people-search")
    search(tab, nik)
    looked_at(tab, "people-found")
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_url(re.compile(r"/penduduk/\d+/$"))
    assert tab.locator("h1").inner_text() == name
    assert nik not in tab.content()
    looked_at(tab, "people-person")
    tab.locator("header.person summary").click()
    tab.locator("header.person input[value=serve]").check()
    tab.locator("header.person form button").click()
    tab.wait_for_selector("header.person .nik:not(:has(form))")
    assert nik in re.sub(r"\s", "", tab.locator("header.person .nik").inner_text())
    looked_at(tab, "people-shown")
    assert not [one for one in tab.addresses if nik in one]
    assert nik not in (home / "log").read_text()


def test_a_kelurahan_officer_reads_on_a_phone_in_english_and_opens_nobody_elsewhere(sign_in, home):
    tab = sign_in("kelurahan", PHONE, "en")
    tab.goto("/penduduk/")
    looked_at(tab, "people-search")
    village = min(row["code"] for row in region_names("16.71").to_pylist() if len(row["code"]) == 13)
    (own, *_), (other, *_) = (people(home, f"p.village_code {sign} '{village}'")[0] for sign in ("=", "<>"))
    search(tab, other)
    assert tab.locator("table.rows a.row-link").count() == 0
    looked_at(tab, "people-nobody")
    search(tab, own)
    looked_at(tab, "people-found")
    tab.locator("table.rows a.row-link").first.click()
    tab.wait_for_url(re.compile(r"/penduduk/\d+/$"))
    looked_at(tab, "people-person")
