"""Open data: released by the city, hidden where small, described for machines, kept by whoever took it."""

import csv
import io
import json
import re
from hashlib import sha256

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.casework.actions.open_data import release
from semesta.web.casework.actions.public import set_public_page
from semesta.web.casework.models import OpenMonth
from semesta.web.casework.queries.open_data import NAMES, figures_of_months
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry, Membership
from tests.web.public_city import CHOICES, OFFICES, open_public_pages
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
FILES = ("/data-terbuka/indikator.csv", "/data-terbuka/indikator.json", "/data-terbuka/datapackage.json")


@pytest.fixture
def released(city):
    open_public_pages(city)
    with acting(acting_of(city.scope("coordinator"))):
        release(city.scope("coordinator"), city.area, load_rules(), timezone.now())
    return city


def test_nothing_is_shown_before_the_city_released_it_or_after_it_was_switched_off(city):
    assert [Client().get(one).status_code for one in ("/data-terbuka/", *FILES)] == [404] * 4
    open_public_pages(city)
    assert [Client().get(one).status_code for one in ("/data-terbuka/", *FILES)] == [404] * 4
    assert "belum merilis" in Client().get("/data-terbuka/").content.decode()


def test_every_month_of_the_publication_is_released_once_and_never_changed(released):
    months = list(OpenMonth.objects.all())
    assert [f"{one.month:%Y-%m}" for one in months] == ["2025-04", "2025-05"]
    again = release(released.scope("coordinator"), released.area, load_rules(), timezone.now())
    assert (again, OpenMonth.objects.count()) == ([], 2)
    for change in (lambda row: row.save(), lambda row: row.delete()):
        with pytest.raises(Error), transaction.atomic():
            change(months[0])
    entry = AuditEntry.objects.filter(about="casework_openmonth").first()
    assert (entry.actor, '"cells":"hidden"' in entry.new.replace('": "', '":"')) == (
        str(released.users["coordinator"].pk),
        True,
    )


def test_an_area_of_others_is_not_released(released):
    with pytest.raises(Fault, match="bukan wilayah Anda"):
        release(released.scope("coordinator"), "16.72", load_rules(), timezone.now())


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def test_the_file_holds_every_figure_of_the_publication_or_says_that_it_is_hidden(released):
    rows = rows_of(Client().get(FILES[0]))
    with looking(released.scope("auditor")) as shown:
        months = figures_of_months(shown, released.area)
    areas = {area for month in months for area, _ in month.counts}
    assert len(rows) == len(NAMES) * sum(len({area for area, _ in month.counts}) for month in months)
    assert len(areas) > 20
    counts = {(f"{one.month:%Y-%m}", *cell): count for one in months for cell, count in one.counts.items()}
    measure = {"coverage": "registered", "uncovered_count": "uncovered", "pemda_share": "pemda_active"}
    shown_rows = [row for row in rows if row["disembunyikan"] == "false" and row["indikator"] in measure]
    assert shown_rows
    for row in shown_rows:
        held = counts[row["bulan"], row["kode_wilayah"], measure[row["indikator"]]]
        every = counts[row["bulan"], row["kode_wilayah"], "population"]
        assert (int(row["pembilang"]), int(row["penyebut"])) == (held, every)
        assert row["nilai"] == "" if every == 0 else float(row["nilai"]) == round(held / every, 6)
    hidden = [row for row in rows if row["disembunyikan"] == "true"]
    assert hidden
    assert {row["nilai"] for row in hidden} == {""}
    small = [
        int(row[name]) for row in rows for name in ("pembilang", "penyebut") if row[name] and 0 < int(row[name]) < 5
    ]
    assert small == []


def test_the_package_describes_the_files_as_they_are(released):
    answers = {one: Client().get(one) for one in FILES}
    package = json.loads(answers[FILES[2]].content)
    table, document = package["resources"]
    assert table["hash"] == "sha256:" + sha256(answers[FILES[0]].content).hexdigest()
    assert document["bytes"] == len(answers[FILES[1]].content)
    assert package["licenses"] == [
        {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ]
    assert package["contributors"] == [{"title": "Dinas Uji", "role": "publisher"}]
    fields, rows = table["schema"]["fields"], rows_of(answers[FILES[0]])
    assert [field["name"] for field in fields] == list(rows[0])
    reads = {
        "string": str,
        "yearmonth": str,
        "integer": int,
        "number": float,
        "boolean": {"true": True, "false": False}.get,
    }
    for row in rows:
        for field in fields:
            text, rules = row[field["name"]], field["constraints"]
            assert text or not rules.get("required")
            if text:
                value = reads[field["type"]](text)
                assert value is not None
                assert "minimum" not in rules or value >= rules["minimum"]
                assert "enum" not in rules or value in rules["enum"]
                assert "pattern" not in rules or re.fullmatch(rules["pattern"], text)
    assert len({(row["bulan"], row["kode_wilayah"], row["indikator"]) for row in rows}) == len(rows)
    held = json.loads(answers[FILES[1]].content)["data"]
    assert len(held) == len(rows)
    assert {tuple(sorted(one)) for one in held} == {tuple(sorted(rows[0]))}


def test_who_has_a_file_already_gets_no_second_one(released):
    for url in FILES:
        first = Client().get(url)
        assert first.headers["Cache-Control"] == "public, max-age=300"
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in first.headers
        for header, name in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            assert Client().get(url, headers={header: first.headers[name]}).status_code == 304
        assert Client().post(url).status_code == 405
    tags = {Client().get(url).headers["ETag"] for url in FILES}
    with acting(acting_of(released.scope("coordinator"))):
        set_public_page(
            released.scope("coordinator"), released.area, CHOICES | {"licence": "CC0-1.0"}, OFFICES, version=1
        )
    assert not tags & {Client().get(url).headers["ETag"] for url in FILES}


def test_the_page_shows_the_city_its_parts_and_what_is_hidden(released):
    page = Client().get("/data-terbuka/").content.decode()
    assert ("Kota Palembang, Mei 2025" in page, "Dinas Uji" in page, "disembunyikan" in page) == (True, True, True)
    below = Client().get("/data-terbuka/?wilayah=16.71.07&ukuran=uncovered_count&bulan=2025-04").content.decode()
    assert ("April 2025" in below, "Penduduk tanpa kartu JKN" in below, "wilayah=16.71.07.1" in below) == (
        True,
        True,
        True,
    )
    for odd in ("?wilayah=99.99", "?ukuran=x&bulan=1999-01", "?wilayah=" + "9" * 500):
        assert Client().get("/data-terbuka/" + odd).status_code == 200


# -- the office's page


def test_the_coordinator_opens_the_pages_and_releases(city):
    client = city.client("coordinator")
    assert "April 2025, Mei 2025" in client.get("/kantor/publik/").content.decode()
    given = {"licence": "CC-BY-4.0", "version": 0, "check_on": "on"}
    refused = client.post("/kantor/publik/", given)
    assert (refused.status_code, "kepada siapa warga dapat bertanya" in refused.content.decode()) == (422, True)
    given |= {"any-name": "Loket", "any-phone": "0711-1", "bpjs-name": "Cabang", "data_on": "on"}
    assert client.post("/kantor/publik/", given).status_code == 302
    assert Client().get("/cek/").status_code == 200
    stale = client.post("/kantor/publik/", given)
    assert (stale.status_code, "diubah orang lain" in stale.content.decode()) == (422, True)
    assert client.post("/kantor/publik/", given | {"version": 1, "dinsos-phone": "0711-2"}).status_code == 422
    assert client.post("/kantor/publik/", given | {"version": 1, "bpjs-name": "", "bpjs-phone": ""}).status_code == 302
    assert "Cabang" not in client.get("/kantor/publik/").content.decode()
    assert client.post("/kantor/publik/terbitkan/").status_code == 302
    assert OpenMonth.objects.count() == 2
    page = client.get("/kantor/publik/").content.decode()
    assert ("Semua bulan terbitan sudah dirilis" in page, "2025-05-" in page) == (True, True)


def test_who_holds_a_part_of_the_city_opens_nothing(city):
    Membership.objects.filter(user=city.users["coordinator"]).update(area_code="16.71.04")
    client = city.client("coordinator")
    assert "Bukan halaman Anda" in client.get("/kantor/publik/").content.decode()
    client.post("/kantor/publik/", {"licence": "CC-BY-4.0", "version": 0, "data_on": "on"})
    client.post("/kantor/publik/terbitkan/")
    assert (OpenMonth.objects.count(), Client().get("/data-terbuka/").status_code) == (0, 404)
