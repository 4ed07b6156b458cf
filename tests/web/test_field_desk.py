"""The desk of visits in the field: codes of phones, what waits, what is decided, files of other systems."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from semesta.web.casework.models import FieldForm, Round, RoundAgent, RoundPerson, Submission, Visit, VisitConflict
from semesta.web.core.acting import acting
from semesta.web.core.models import AuditEntry
from tests.web.case_samples import EVERYWHERE
from tests.web.field_round import in_field, make_round
from tests.web.phone import PNG, Phone, over_django

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


@pytest.fixture
def field(city):
    return in_field(city)


@pytest.fixture
def desk(city):
    return city.client("coordinator")


def phone_of(page: str) -> Phone:
    """The phone that the shown page lets in: the token stands after the '#' of its link."""
    token = re.search(r"/luring/#([\w-]{43})", page).group(1)
    return Phone(f"http://testserver/odk/{token}", over_django(Client()))


def rows(model, **wanted):
    with acting(EVERYWHERE, writes=False):
        return list(model.unscoped.filter(**wanted).order_by("pk"))


def test_taking_a_round_to_the_field_makes_its_form_and_fixes_its_people_once(city, desk):
    made = make_round(city)
    page = desk.get(f"/lapangan/{made.public_id}/").content.decode()
    assert "Bawa ke lapangan" in page
    for _ in range(2):
        desk.post(f"/lapangan/{made.public_id}/mulai/")
    assert Round.objects.get(pk=made.pk).state == "field"
    assert FieldForm.objects.filter(round=made).count() == 1
    listed = rows(RoundPerson, household__round=made)
    assert len({(one.household_id, one.person_id) for one in listed}) == len(listed) > 6
    assert "Bawa ke lapangan" not in desk.get(f"/lapangan/{made.public_id}/").content.decode()


def test_a_code_lets_a_phone_in_until_it_is_ended_and_no_page_shows_it_again(field, desk):
    agent = field.agents[0]
    shown = desk.post(f"/lapangan/agen/{agent.public_id}/akses/")
    assert "no-store" in shown.headers["Cache-Control"]
    phone = phone_of(shown.content.decode())
    phone.fetch()
    token = phone.server_url.rpartition("/")[2]
    assert token not in desk.get(f"/lapangan/{field.round.public_id}/").content.decode()
    assert AuditEntry.objects.filter(about="phone given access").count() == 1
    desk.post(f"/lapangan/agen/{agent.public_id}/akhiri/")
    assert phone.get(f"{phone.server_url}/formList").status == 403


def test_an_agent_makes_the_code_of_their_own_phone_and_of_no_other(city, field):
    own, other = field.agents
    RoundAgent.objects.filter(pk=own.pk).update(user=city.users["kelurahan"])
    client = city.client("kelurahan")
    assert "Putaran mawar" in client.get("/kunjungan-saya/").content.decode()
    phone_of(client.post("/kunjungan-saya/", {"agent": own.public_id.hex}).content.decode()).fetch()
    assert client.post("/kunjungan-saya/", {"agent": other.public_id.hex}).status_code == 302
    assert RoundAgent.objects.get(pk=other.pk).token_digest == ""
    assert client.post(f"/lapangan/agen/{other.public_id}/akses/").status_code == 403


def test_a_conflict_is_shown_side_by_side_and_decided_once(field, desk):
    tokens = [field.token(), field.token()]  # a phone and the one that took its place
    old, new = (Phone(f"http://testserver/odk/{token}", over_django(Client())) for token in tokens)
    new.fetch()
    household = new.households[0]
    for hour, result in (("08", "rumah_kosong"), ("09", "menolak")):
        answers = {"hasil": result, "selesai": f"2026-11-28T{hour}:00:00+07:00"}
        new.branch = hour
        household["__version"] = "1"
        assert new.post(new.fill(household, answers)[1]).status == 201
    assert old.get(f"{old.server_url}/formList").status == 403
    (conflict,) = rows(VisitConflict)
    assert "1" in desk.get(f"/lapangan/{field.round.public_id}/menunggu/").content.decode()
    page = desk.get(f"/lapangan/bentrok/{conflict.pk}/").content.decode()
    assert "Tidak ada orang di rumah" in page
    for keep in ("earlier", "later"):
        desk.post(f"/lapangan/bentrok/{conflict.pk}/", {"keep": keep})
    assert [one.outcome for one in rows(Visit, current=True)] == ["absent"]  # the second decision changed nothing
    assert rows(VisitConflict)[0].kept_id == conflict.earlier_id


def test_a_form_is_set_aside_only_with_a_reason_and_stays(field, desk):
    phone = Phone(f"http://testserver/odk/{field.token()}", over_django(Client()))
    assert phone.post(b"<data").status == 202
    (kept,) = rows(Submission)
    address = f"/lapangan/isian/{kept.public_id}/"
    assert "Formulir rusak" in desk.get(address).content.decode()
    desk.post(f"{address}langkah/", {"do": "read"})
    desk.post(f"{address}langkah/", {"do": "settle", "note": " "})
    assert rows(Submission)[0].state == "kept"
    desk.post(f"{address}langkah/", {"do": "settle", "note": "kiriman uji"})
    (settled,) = rows(Submission)
    assert (settled.state, settled.note, settled.content) == ("settled", "kiriman uji", "<data")


def test_a_photo_leaves_as_a_download_and_that_is_told(field, desk):
    phone = Phone(f"http://testserver/odk/{field.token()}", over_django(Client()))
    phone.fetch()
    answers = {"hasil": "bertemu", "izin": "ya", "foto_rumah": "1.png"}
    assert phone.post(phone.fill(phone.households[0], answers)[1], {"1.png": PNG}).status == 201
    (kept,) = rows(Submission)
    page = desk.get(f"/lapangan/isian/{kept.public_id}/").content.decode()
    answer = desk.get(re.search(r"/lapangan/foto/\d+/", page).group())
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(about="photo of a visit taken").count() == 1


def test_the_form_leaves_as_a_workbook_and_a_wrong_file_is_told(field, desk):
    book = desk.get(f"/lapangan/{field.round.public_id}/formulir.xlsx")
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
    wrong = SimpleUploadedFile("penduduk.csv", b"nama,nik\nA,1\n")
    said = desk.post(f"/lapangan/{field.round.public_id}/berkas/", {"file": wrong}, follow=True).content.decode()
    assert "bukan ekspor formulir kunjungan" in said


def test_the_offline_page_is_the_same_for_everybody_and_its_worker_keeps_all_its_parts():
    client = Client()
    page = client.get("/luring/")
    assert "geolocation=(self)" in page.headers["Permissions-Policy"]
    assert "geolocation=()" in client.get("/masuk/").headers["Permissions-Policy"]
    text, worker = page.content.decode(), client.get("/luring/pekerja.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert len(parts) > 6
    assert [part for part in parts if part not in worker.content.decode()] == []
    manifest = client.get("/luring/semesta.webmanifest").json()
    assert (manifest["start_url"], manifest["display"]) == ("/luring/", "standalone")
