"""Citizens' requests about their data within 3x24 hours, and breaches."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.casework.actions.subjects import answer, forward, receive, record_breach, tell, told_of_breach
from semesta.web.casework.models import SubjectRequest
from semesta.web.casework.queries.subjects import affected_by, told_and_chosen, who_looked
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.audit.events import look
from semesta.web.core.exports.actions import fetch, request_export
from semesta.web.core.exports.cells import ExportColumn
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.tables.models import Person
from tests.web.outreach_samples import TEXT, put_batch, put_choice
from tests.web.published_city import looking

pytestmark = pytest.mark.django_db


def ask(scope, **change) -> SubjectRequest:
    given = {
        "right": "correction", "person_id": 4711, "area_code": "16.71.04.1002", "wish": "nama saya salah",
        "identity_checked": "KTP-el dan wajah", "received_at": timezone.now() - timedelta(hours=1),
    }  # fmt: skip
    with acting(acting_of(scope)):
        return receive(scope, **(given | change))


def again(scope, made) -> SubjectRequest:
    with acting(acting_of(scope)):
        return SubjectRequest.objects.within(scope).get(pk=made.pk)


def test_the_clock_is_72_hours_from_receiving(city):
    made = ask(city.scope("privacy"))
    assert made.due_at - made.received_at == timedelta(hours=3 * 24)
    assert len(made.receipt) == 10


@pytest.mark.parametrize(
    "change",
    [{"right": "forget"}, {"wish": " "}, {"identity_checked": ""}, {"received_at": timezone.now() + timedelta(days=1)}],
)
def test_a_request_that_cannot_be_is_not_written(city, change):
    with pytest.raises(Fault):
        ask(city.scope("privacy"), **change)


def test_a_correction_goes_to_the_owner_is_answered_and_told_in_this_order(city):
    scope = city.scope("privacy")
    made = ask(scope)
    with acting(acting_of(scope)):
        with pytest.raises(Fault):
            tell(made, scope, how="telepon", version=1)
        forward(made, city.offices["dukcapil"], scope, version=1)
        with pytest.raises(Fault, match="Orang lain"):
            answer(made, scope, granted=True, text="diperbaiki", version=1)
    made = again(scope, made)
    with acting(acting_of(scope)):
        with pytest.raises(Fault, match="Tulis jawabannya"):
            answer(made, scope, granted=False, text=" ", version=2)
        answer(made, scope, granted=True, text="nama diperbaiki di register", version=2)
    made = again(scope, made)
    with acting(acting_of(scope)):
        tell(made, scope, how="datang ke kantor", version=3)
        assert [one.state for one in made.steps.all()] == ["open", "forwarded", "answered", "told"]
    assert again(scope, made).told_at is not None


def test_only_who_handles_requests_does(city):
    with pytest.raises(PermissionError):
        ask(city.scope("dinsos"))
    with pytest.raises(PermissionError):
        ask(city.scope("privacy"), area_code="16.72.01.1001")


def test_who_looked_tells_looks_and_fetched_lists_with_their_purposes(city):
    scope, dinsos = city.scope("privacy"), city.scope("dinsos")
    people = [{"person_id": number, "name": "x"} for number in (4711, 4712)]
    with acting(acting_of(dinsos)):
        look(SimpleNamespace(scope=dinsos), "4711", "16.71.04.1002", "verifikasi usulan", ["nik"])
        for wanted in (people, people[1:]):
            made = request_export(
                "Daftar", wanted, [ExportColumn("name", "Nama")], dinsos, "kunjungan", person="person_id"
            )
            fetch(made, dinsos, "csv")
        request_export("Tidak diambil", people, [ExportColumn("name", "Nama")], dinsos, "kunjungan", person="person_id")
    with acting(acting_of(scope)):
        told = {(one.user, one.purpose) for one in who_looked(scope, "4711")}
    assert told == {("Petugas mawar dinsos", "verifikasi usulan"), ("Petugas mawar dinsos", "Daftar: kunjungan")}


def test_the_copy_holds_the_persons_rows_and_who_looked_and_nobody_elses(city, shown_city):
    with looking(city.scope("privacy")) as shown:
        person = shown.rows(Person).filter(psnoka__isnull=False, nik__isnull=False).order_by("person_id").first()
    client = city.client("privacy")
    page = client.post(
        "/kantor/warga/",
        {"nik": person.nik, "right": "access", "received_at": "2025-06-01T09:00", "identity_checked": "KTP-el",
         "wish": "ingin melihat data saya"},
        follow=True,
    )  # fmt: skip
    receipt = page.request["QUERY_STRING"].removeprefix("tanda=")
    assert person.nik not in page.content.decode()
    answered = client.post("/kantor/warga/salinan/", {"tanda": receipt})
    held = json.loads(answered.content)
    assert {row["person_id"] for name, rows in held["data"].items() for row in rows if "person_id" in row} == {
        person.person_id
    }
    assert held["data"]["person"][0]["nik"] == person.nik
    assert "said" not in held["data"]["person"][0]
    assert {one["keperluan"] for one in held["yang_melihat"]} == {"permintaan warga", "salinan untuk warga"}
    assert AuditEntry.objects.filter(about="subject copy made", key=receipt).count() == 1


def test_what_a_person_said_about_messages_and_what_they_were_sent_is_held_about_them(city):
    user, scope = city.users["dinsos"], city.scope("privacy")
    put_choice("16.71.04.1002", user, person_id=4711)
    put_choice("16.71.04.1002", user, person_id=4712)
    put_batch("16.71", user, {"person_id": 4711, "outcome": "sent"}, {"person_id": 4712})
    with acting(acting_of(scope)):
        held = told_and_chosen(scope, 4711)
    assert [one["choice"] for one in held["contact_choice"]] == ["consent"]
    assert [(one["outcome"], one["batch__text"]) for one in held["message"]] == [("sent", TEXT)]
    assert "session_follow_up" not in held


def test_a_nik_that_nobody_has_is_said_so(city, shown_city):
    answered = city.client("privacy").post(
        "/kantor/warga/",
        {"nik": "0" * 16, "right": "access", "received_at": "2025-06-01T09:00", "identity_checked": "x", "wish": "x"},
    )
    assert "Tidak ada orang di wilayah Anda dengan NIK ini" in answered.content.decode()


def breach(scope, **change):
    now = timezone.now()
    given = {
        "happened_from": now - timedelta(hours=5), "happened_to": now - timedelta(hours=2),
        "found_at": now - timedelta(hours=1), "what": "akun dipakai orang lain", "data": "nama dan NIK",
        "done": "akun dinonaktifkan", "account": None, "list_token": "",
    }  # fmt: skip
    with acting(acting_of(scope)):
        return record_breach(scope, **(given | change))


def test_a_breach_concerns_whom_the_account_looked_at_then_and_whom_the_list_named(city):
    scope, dinsos = city.scope("privacy"), city.scope("dinsos")
    with acting(acting_of(dinsos)):
        for person in ("1", "2", "2"):
            look(SimpleNamespace(scope=dinsos), person, "16.71.04.1002", "apa saja")
        made = request_export(
            "Daftar",
            [{"person_id": 7, "name": "x"}],
            [ExportColumn("name", "Nama")],
            dinsos,
            "kunjungan",
            person="person_id",
        )
    now, user = timezone.now(), city.users["dinsos"]
    found = breach(scope, account=user, happened_to=now, found_at=now, list_token=made.token)
    assert found.affected_count == 2 + 1
    earlier = breach(scope, account=user)
    assert earlier.affected_count == 0
    with acting(acting_of(scope)):
        assert affected_by(scope, found) == {1, 2, 7}
    assert breach(scope, **{"list_token": "../../etc"}).affected_count == 0


def test_the_clock_of_a_breach_runs_from_finding_it_and_each_notice_is_written_once(city):
    scope = city.scope("privacy")
    made = breach(scope)
    assert made.due_at - made.found_at == timedelta(hours=3 * 24)
    with acting(acting_of(scope)):
        told_of_breach(made, scope, "authority", version=1)
        with pytest.raises(Fault):
            told_of_breach(made, scope, "authority", version=2)
    with pytest.raises(Fault, match="urutan"):
        breach(scope, found_at=timezone.now() + timedelta(days=1))


def test_the_drafts_are_indonesian_on_an_english_page(city):
    made = breach(city.scope("privacy"))
    client = city.client("privacy")
    session = client.session
    session["language"] = "en"
    session.save()
    page = client.get(f"/kantor/kebocoran/rincian/?no={made.pk}").content.decode()
    assert "Draft for the authority" in page
    assert "kegagalan pelindungan data pribadi" in page
    client.post("/kantor/kebocoran/diberi-tahu/", {"no": made.pk, "version": 1, "who": "people"})
    assert "The people were told" not in client.get(f"/kantor/kebocoran/rincian/?no={made.pk}").content.decode()


def test_another_city_sees_none_of_it(city, other_city):
    made, leak = ask(city.scope("privacy")), breach(city.scope("privacy"))
    client = other_city.client("privacy")
    assert made.receipt not in client.get("/kantor/warga/").content.decode()
    assert made.wish not in client.get(f"/kantor/warga/permintaan/?tanda={made.receipt}").content.decode()
    assert leak.what not in client.get(f"/kantor/kebocoran/rincian/?no={leak.pk}").content.decode()
