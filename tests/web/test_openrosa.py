"""The OpenRosa server as ODK Collect uses it: fetch, fill offline, send, send again, break off, edit, conflict."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from semesta.web.casework.actions.papers import path_of
from semesta.web.casework.models import (
    Round,
    RoundAgent,
    RoundHousehold,
    RoundPerson,
    Submission,
    SubmissionFile,
    Visit,
    VisitConflict,
    VisitPerson,
)  # fmt: skip
from semesta.web.core.acting import acting
from semesta.web.core.models import AuditEntry
from tests.web.case_samples import EVERYWHERE
from tests.web.field_round import in_field
from tests.web.phone import HEADERS, PNG, Phone, over_django

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
MET = {"hasil": "bertemu", "izin": "ya", "tahap": "advokasi"}
SHOWS_ACTIVE = {"status_orang": "ditemukan", "kartu_ditunjukkan": "kartu", "status_ditunjukkan": "aktif"}
HAS_NONE = {"status_orang": "ditemukan", "kartu_ditunjukkan": "tidak_punya", "alasan": "belum_tahu", "bersedia": "ya",
            "jalur": "apbd_quota", "dokumen": "ktp kk"}  # fmt: skip


@pytest.fixture
def field(city):
    return in_field(city)


def phone_with(token: str) -> Phone:
    return Phone(f"http://testserver/odk/{token}", over_django(Client(enforce_csrf_checks=True)))


@pytest.fixture
def phone(field):
    phone = phone_with(field.token())
    phone.fetch()
    return phone


def everybody(phone, household, answers) -> list[dict]:
    return [{"orang_id": one["name"], **answers} for one in phone.people(household)]


def rows(model, **wanted):
    with acting(EVERYWHERE, writes=False):
        return list(model.unscoped.filter(**wanted).order_by("pk"))


# -- fetching


def test_a_phone_fetches_only_its_own_households_with_masked_numbers(field, phone):
    with acting(EVERYWHERE, writes=False):
        own = RoundHousehold.unscoped.filter(agent=field.agents[0])
        numbers = set(RoundPerson.unscoped.values_list("nik", flat=True)) - {""}
        cards = set(RoundHousehold.unscoped.values_list("household_key", flat=True))
        assert [one["name"] for one in phone.households] == [str(one.public_id) for one in own]
    assert len(phone.households) == 3
    sent = str(phone.lists)
    assert not [number for number in numbers | cards if number in sent]
    assert re.search(r"1671•+\d\d", phone.lists["warga.csv"][0]["ciri"])
    assert {one["__version"] for one in phone.households} == {"1"}


def test_of_a_random_round_the_phone_learns_nothing_about_cover_and_of_a_targeted_one_what_is_missing(city, phone):
    assert {one["catatan_tugas"].split(" ")[0] for one in phone.households} == {"dikunjungi"}
    targeted = phone_with(in_field(city, kind="targeted", households=60).token())
    targeted.fetch()
    assert [one for one in targeted.households if re.search("belum terdaftar|tidak aktif", one["catatan_tugas"])]


def test_what_is_unchanged_is_not_fetched_again_and_a_list_is_told_in_the_trail(field, phone):
    before = AuditEntry.objects.filter(about="list fetched by a phone").count()
    phone.fetch()
    assert (before, AuditEntry.objects.filter(about="list fetched by a phone").count()) == (2, 2)
    kept = phone.households[0]["name"]
    reply = phone.get(f"{phone.server_url}/utuh?id={kept},00000000-0000-4000-8000-000000000000")
    assert f'<entity id="{kept}"><deleted>false</deleted>' in reply.body.decode()
    assert reply.body.decode().count("<deleted>true</deleted>") == 1


def test_a_wrong_an_ended_and_an_outlived_token_open_nothing(field):
    token = field.token()
    newer = field.token()
    for wrong in ("salah", token):
        reply = phone_with(wrong).get(f"http://testserver/odk/{wrong}/formList")
        assert (reply.status, reply.headers["x-openrosa-version"]) == (403, "1.0")
    phone = phone_with(newer)
    phone.fetch()
    Round.objects.filter(pk=field.round.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert phone.get(f"{phone.server_url}/formList").status == 403
    _, xml = phone.fill(phone.households[0], {"hasil": "rumah_kosong"})
    assert phone.post(xml).status == 201  # filled before, sent late: taken
    RoundAgent.objects.update(token_until=timezone.now())
    assert phone.post(xml).status == 403


def test_the_token_is_kept_as_a_digest_alone(field):
    token = field.token()
    assert len(token) >= 43
    agent = RoundAgent.objects.get(pk=field.agents[0].pk)
    assert re.fullmatch("[0-9a-f]{64}", agent.token_digest)
    assert not AuditEntry.objects.filter(new__contains=token).exists()
    assert not AuditEntry.objects.filter(new__contains=agent.token_digest).exists()


def test_guessing_tokens_is_slowed_down_by_address(field):
    token = field.token()
    client = Client()
    said = [client.get(f"/odk/salah{n}/formList").status_code for n in range(22)]
    assert said == [403] * 20 + [429] * 2
    assert client.get(f"/odk/{token}/formList").status_code == 429
    assert client.get(f"/odk/{token}/formList", REMOTE_ADDR="10.0.0.9").status_code == 200


# -- sending


def test_head_tells_where_to_send_and_how_much(phone):
    reply = phone.head()
    assert (reply.status, reply.headers["x-openrosa-accept-content-length"]) == (204, str(20 * 1024 * 1024))
    assert reply.headers["location"] == f"{phone.server_url}/submission"


def test_a_filled_form_is_a_visit_with_its_people(field, phone):
    household = phone.households[0]
    listed = everybody(phone, household, SHOWS_ACTIVE)
    listed[-1] |= HAS_NONE | {"status_ditunjukkan": ""}
    other = {"nama_lain": "SITI RAHAYU", "tanggal_lahir_lain": "1990-02-03", "jenis_kelamin_lain": "P",
             "nik_lain": "1671044302900001", "status_orang_lain": "ditemukan", "kartu_ditunjukkan_lain": "tidak_tahu",
             "tinggal_di_lain": "rumah_sebelah"}  # fmt: skip
    answers = {**MET, "mulai": "2026-11-28T09:00:00+07:00", "selesai": "2026-11-28T09:20:00+07:00", "sebelah": "1",
               "lokasi": "-2.99 104.75 10 5", "tindak_lanjut": "2026-12-05", "catatan": "Pagar hijau"}  # fmt: skip
    instance_id, xml = phone.fill(household, answers, listed, [other])
    reply = phone.post(xml)
    assert (reply.status, b"OpenRosaResponse" in reply.body) == (201, True)
    (visit,) = rows(Visit)
    assert (visit.instance_id, visit.outcome, visit.stage, visit.current) == (
        instance_id, "complete", "advokasi", True,
    )  # fmt: skip
    assert (visit.latitude, visit.longitude, visit.next_door, visit.notice_given) == (-2.99, 104.75, 1, True)
    assert visit.visited_at.isoformat() == "2026-11-28T02:20:00+00:00"
    people = rows(VisitPerson, visit=visit)
    assert [one.card for one in people] == ["active"] * (len(listed) - 1) + ["none", "unseen"]
    assert (people[-2].willing, people[-2].chosen_route, people[-2].documents) == (True, "apbd_quota", "ktp kk")
    assert (people[-1].listed, people[-1].next_door, people[-1].nik) == (False, True, "1671044302900001")
    (kept,) = rows(Submission)
    assert (kept.state, kept.content.encode(), kept.visit_id) == ("read", xml, visit.pk)
    assert rows(RoundHousehold, public_id=household["name"])[0].stage == "advokasi"


@pytest.mark.parametrize(
    ("answers", "status", "outcome", "found"),
    [
        ({"hasil": "rumah_kosong"}, None, "absent", {"not_asked"}),
        ({"hasil": "menolak"}, None, "refused", {"not_asked"}),
        ({"hasil": "pindah"}, None, "gone", {"moved"}),
        ({"hasil": "tidak_dikenal"}, None, "gone", {"unknown"}),
        ({"hasil": "alamat_tidak_ditemukan"}, None, "not_found", {"not_asked"}),
        ({"hasil": "bertemu", "izin": "tidak"}, None, "refused", {"not_asked"}),
        (MET, {"status_orang": "pindah"}, "gone", {"moved"}),
        (MET, {"status_orang": "meninggal"}, "gone", {"dead"}),
        (MET, {"status_orang": "menolak"}, "refused", {"not_asked"}),
        (MET, {"status_orang": "bepergian", "kartu_ditunjukkan": "tidak_tahu"}, "complete", {"lives"}),
    ],
)
def test_each_result_is_told_in_the_words_of_the_estimate(phone, answers, status, outcome, found):
    household = phone.households[0]
    people = everybody(phone, household, status) if status else []
    assert phone.post(phone.fill(household, answers, people)[1]).status == 201
    (visit,) = rows(Visit)
    assert visit.outcome == outcome
    assert {one.found for one in rows(VisitPerson, visit=visit)} == found


def test_some_asked_is_no_whole_answer(phone):
    household = phone.households[0]
    assert phone.post(phone.fill(household, MET, everybody(phone, household, SHOWS_ACTIVE)[:1])[1]).status == 201
    assert rows(Visit)[0].outcome == "partly"


def test_the_same_form_sent_three_times_is_one_visit(phone):
    _, xml = phone.fill(phone.households[0], {"hasil": "rumah_kosong"})
    assert [phone.post(xml).status for _ in range(3)] == [201, 201, 201]
    assert (len(rows(Visit)), [one.post_count for one in rows(Submission)]) == (1, [3])


def test_a_post_that_broke_off_leaves_nothing_and_is_sent_again(phone):
    _, xml = phone.fill(phone.households[0], {**MET, "foto_rumah": "1.jpg"})
    for cut in (1, 5, 20, 60, 300):
        assert phone.post(xml, {"1.jpg": PNG}, cut=cut + 2).status == 400
    assert (rows(Submission), rows(Visit)) == ([], [])
    assert phone.post(xml, {"1.jpg": PNG}).status == 201
    assert (len(rows(Visit)), len(rows(SubmissionFile))) == (1, 1)


def test_photos_come_in_posts_of_their_own_and_lose_what_the_camera_wrote(phone, settings):
    household = phone.households[0]
    _, xml = phone.fill(household, {**MET, "foto_rumah": "rumah.jpg"})
    assert "foto belum lengkap" in phone.post(xml).body.decode()
    assert rows(Submission)[0].waiting_for == ["rumah.jpg"]
    exif = b"\xff\xe1\x00\x10Exif\x00\x00GPS-DI-SINI"[:18]
    jpeg = b"\xff\xd8" + exif + b"\xff\xda\x00\x02pixel\xff\xd9"
    assert b"GPS" in jpeg
    for _ in range(2):
        assert phone.post(xml, {"rumah.jpg": jpeg}).body.decode().count("foto belum lengkap") == 0
    (file,) = rows(SubmissionFile)
    assert (file.media_type, rows(Submission)[0].waiting_for, len(rows(Visit))) == ("image/jpeg", [], 1)
    content = path_of(file.sha256).read_bytes()
    assert b"GPS" not in content
    assert b"pixel" in content
    phone.post(xml, {"virus.exe": b"MZ\x90"})
    assert {one.name: one.refused for one in rows(SubmissionFile)} == {"rumah.jpg": "", "virus.exe": "kind"}


def test_an_edit_replaces_the_visit_it_names_in_whichever_order_they_arrive(phone):
    for first_is_sent_first, household in zip((True, False), phone.households, strict=False):
        old_id, old = phone.fill(household, {"hasil": "rumah_kosong"})
        _, new = phone.fill(household, {"hasil": "menolak"}, deprecated_id=old_id)
        for xml in (old, new) if first_is_sent_first else (new, old):
            assert phone.post(xml).status == 201
        visits = {one.outcome: one for one in rows(Visit, household__public_id=household["name"])}
        assert visits["refused"].replaces_id == visits["absent"].pk
        assert {outcome: one.current for outcome, one in visits.items()} == {"refused": True, "absent": False}
    assert rows(VisitConflict) == []


def test_two_visits_of_one_phone_while_offline_are_no_conflict_in_any_order(phone):
    for order, household in zip((1, -1), phone.households, strict=False):
        forms = [
            phone.fill(household, {"hasil": "rumah_kosong", "selesai": "2026-11-28T08:00:00+07:00"})[1],
            phone.fill(household, {**MET, "selesai": "2026-11-28T16:00:00+07:00"})[1],
        ]
        assert [phone.post(xml).status for xml in forms[::order]] == [201, 201]
        current = [one.outcome for one in rows(Visit, household__public_id=household["name"], current=True)]
        assert current == ["refused"]  # met, but nobody of the list was asked
    assert rows(VisitConflict) == []


def test_two_phones_that_did_not_know_of_each_other_are_a_conflict_that_a_person_decides(field, city, phone):
    from semesta.web.casework.actions.standing import decide_conflict
    from semesta.web.core.acting import acting_of

    other = phone_with(field.token())  # the agent's new phone, fetched before the old one sent
    other.fetch()
    old = Phone(other.server_url, other.carry, phone.form_id, phone.version, phone.instance, phone.lists)
    household = phone.households[0]
    first = old.fill(household, {"hasil": "rumah_kosong", "selesai": "2026-11-28T08:00:00+07:00"})[1]
    second = other.fill(other.households[0], {"hasil": "menolak", "selesai": "2026-11-28T07:00:00+07:00"})[1]
    assert [old.post(first).status, other.post(second).status] == [201, 201]
    (conflict,) = rows(VisitConflict)
    assert [one.outcome for one in rows(Visit, current=True)] == ["absent"]
    scope = city.scope("coordinator")
    with acting(acting_of(scope)):
        decide_conflict(scope, conflict, conflict.earlier)
    assert [one.outcome for one in rows(Visit, current=True)] == ["refused"]
    assert len(rows(Visit)) == 2  # both stay
    other.fetch()
    assert other.households[0]["__version"] == "3"


def test_what_cannot_be_read_is_kept_with_its_reason(field, phone):
    theirs = phone_with(field.token(1))
    theirs.fetch()
    sent = {
        "not_xml": b"<data",
        "no_instance_id": b"<data/>",
        "no_result": phone.fill(phone.households[0], {})[1],
        "not_theirs": phone.fill(theirs.households[0], {"hasil": "menolak"})[1],
        "no_such_house": phone.fill({"name": "entah", "__version": "1"}, {"hasil": "menolak"})[1],
        "other_form": phone.fill(phone.households[0], {"hasil": "menolak"})[1].replace(phone.form_id.encode(), b"lain"),
    }
    assert {why: phone.post(xml).status for why, xml in sent.items()} == dict.fromkeys(sent, 202)
    assert {one.why: one.content.encode() for one in rows(Submission)} == sent
    assert rows(Visit) == []


def test_one_number_with_other_words_is_kept_beside_the_first(phone):
    instance_id, xml = phone.fill(phone.households[0], {"hasil": "rumah_kosong"})
    _, other = phone.fill(phone.households[0], {"hasil": "menolak"}, instance_id=instance_id)
    assert [phone.post(xml).status, phone.post(other).status, phone.post(other).status] == [201, 202, 202]
    assert [(one.state, one.why, one.post_count) for one in rows(Submission)] == [
        ("read", "", 1), ("kept", "differs", 2),
    ]  # fmt: skip
    assert [one.outcome for one in rows(Visit)] == ["absent"]


def test_a_billion_laughs_and_a_foreign_file_are_not_opened(phone):
    bomb = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><data>&b;</data>'
    outside = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><data>&x;</data>'
    assert [phone.post(bomb).status, phone.post(outside).status] == [202, 202]
    assert {one.why for one in rows(Submission)} == {"not_xml"}


def test_a_post_without_a_form_or_too_large_is_refused(phone, monkeypatch):
    reply = phone.carry("POST", f"{phone.server_url}/submission", HEADERS, b"x=1", "application/x-www-form-urlencoded")
    assert reply.status == 400
    monkeypatch.setattr("semesta.web.api.openrosa.sending.LARGEST_POST", 100)
    assert phone.post(b"<data/>").status == 413
    assert phone.carry("PUT", f"{phone.server_url}/submission", HEADERS).status == 405


def test_a_kept_form_is_read_again_once_its_house_is_given_to_the_agent(field, phone, city):
    from semesta.web.casework.actions.submissions import read_again
    from semesta.web.core.acting import acting_of

    theirs = phone_with(field.token(1))
    theirs.fetch()
    assert phone.post(phone.fill(theirs.households[0], {"hasil": "menolak"})[1]).status == 202
    scope = city.scope("coordinator")
    with acting(acting_of(scope)):
        kept = read_again(scope, rows(Submission)[0])
    assert (kept.state, [one.outcome for one in rows(Visit)]) == ("read", ["refused"])


def test_visits_are_told_to_the_next_run_as_odk_would_and_only_those_that_count(phone, tmp_path, as_owner):
    import csv

    from semesta.formats.read import land
    from semesta.web.casework.visit_file import COLUMNS, FILE, write_visits

    assert write_visits(tmp_path) == 0
    household, absent = phone.households[:2]
    listed = everybody(phone, household, SHOWS_ACTIVE)
    first, xml = phone.fill(household, {"hasil": "rumah_kosong"})
    assert phone.post(xml).status == 201
    assert phone.post(phone.fill(household, MET, listed, deprecated_id=first)[1]).status == 201
    assert phone.post(phone.fill(absent, {"hasil": "rumah_kosong"})[1]).status == 201
    assert write_visits(tmp_path) == len(listed) + 1
    with (tmp_path / FILE).open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    assert tuple(told[0]) == COLUMNS
    assert sorted(row["hasil"] for row in told) == ["absent"] + ["lives"] * len(listed)
    assert all(len(row["NIK"]) == 16 for row in told if row["hasil"] == "lives")
    (landed,) = land(tmp_path / FILE, tmp_path / "landed")
    assert (landed.kind, landed.format, landed.landed_count) == ("visit", "odk_visit", len(listed) + 1)
