"""Sessions of outreach: written down as counts, put right by version, followed up by person, told by kelurahan."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions.sessions import keep_session
from semesta.web.casework.models import OutreachSession, SessionFollowUp
from semesta.web.casework.queries.outreach_effect import sessions_by_area
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import Look
from tests.web.case_samples import EVERYWHERE, one_person
from tests.web.outreach_samples import put_session

pytestmark = pytest.mark.django_db
HERE, BESIDE = "16.71.04.1002", "16.71.04.1003"


def told(city, **more):
    return {
        "kind": "posyandu", "held_on": date(2025, 4, 15), "area_code": HERE, "place": "Posyandu Melati",
        "agent_id": city.users["dinsos"].pk, "audience_count": 30, "topics": ["newborn"], "asked_count": 10,
        "question_count": 5, "right_before": 20, "right_after": 40, "note": "", **more,
    }  # fmt: skip


def keep(city, role="dinsos", **more):
    scope = city.scope(role)
    with acting(acting_of(scope)):
        return keep_session(scope, told(city, **more))


def test_the_understanding_score_is_the_share_of_right_answers(city):
    made = keep(city)
    assert made.share(made.right_before) == 20 / (10 * 5)
    assert made.understood == 40 / (10 * 5)
    without = keep(city, asked_count=0, question_count=5, right_before=None, right_after=None)
    assert (without.understood, without.question_count) == (None, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"area_code": "16.71.04"}, {"area_code": "16.72.01.1001"}, {"asked_count": 31}, {"right_after": 51},
        {"right_before": 51}, {"agent_id": 0}, {"held_on": timezone.localdate() + timedelta(days=1)},
    ],
)  # fmt: skip
def test_a_session_that_cannot_be_is_refused_in_words(city, wrong):
    with pytest.raises(Refusal):
        keep(city, **wrong)


def test_who_may_not_write_keeps_no_session(city):
    with pytest.raises(PermissionError):
        keep(city, "auditor")


def test_a_session_is_put_right_by_the_version_that_was_read(city):
    scope, made = city.scope("dinsos"), keep(city)
    with acting(acting_of(scope)):
        assert keep_session(scope, told(city, audience_count=31), made, version=1).audience_count == 31
        with pytest.raises(ChangedMeanwhile):
            keep_session(scope, told(city, audience_count=32), made, version=1)


def form(city, **more):
    values = {**told(city), "agent": city.users["dinsos"].pk, "held_on": "2025-04-15", **more}
    return {name: value for name, value in values.items() if value is not None and name != "agent_id"}


def test_a_session_is_written_down_and_put_right_by_the_form(city):
    client = city.client("dinsos")
    answer = client.post(reverse("outreach_session_new"), form(city, topics=["newborn", "rehab"]))
    with acting(EVERYWHERE, writes=False):
        made = OutreachSession.unscoped.get()
    assert answer.headers["Location"] == reverse("outreach_session", args=[made.public_id])
    assert made.topics == ["newborn", "rehab"]
    page = client.get(answer.headers["Location"]).content.decode()
    for said in ("Posyandu Melati", "Tunggakan dan cicilan", "80\u00a0%", "+40"):
        assert said in page
    address = reverse("outreach_session_edit", args=[made.public_id])
    assert 'value="Posyandu Melati"' in client.get(address).content.decode()
    assert client.post(address, form(city, place="Posyandu Mawar", version="1")).status_code == 302
    again = client.post(address, form(city, place="Posyandu Anggrek", version="1"))
    assert "sudah diubah orang lain" in again.content.decode()
    with acting(EVERYWHERE, writes=False):
        assert OutreachSession.unscoped.get().place == "Posyandu Mawar"


def test_the_list_narrows_to_a_kind_and_a_kelurahan_sees_its_own(city, village):
    put_session(village, city.users["dinsos"], place="Di kelurahan ini")
    put_session(BESIDE, city.users["dinsos"], place="Di sebelah", kind="mpp")
    listed = city.client("dinsos").get(reverse("outreach_sessions"), {"jenis": "mpp"}).content.decode()
    assert "Di sebelah" in listed
    assert "Di kelurahan ini" not in listed
    city.users["kelurahan"].memberships.update(area_code=village)
    own = city.client("kelurahan").get(reverse("outreach_sessions")).content.decode()
    assert "Di kelurahan ini" in own
    assert "Di sebelah" not in own


def test_somebody_of_a_session_is_followed_up_and_each_look_is_written_down(city, shown_city):
    client, scope = city.client("dinsos"), city.scope("dinsos")
    made, person = put_session(HERE, city.users["dinsos"]), one_person(scope, nik__isnull=False, in_register=True)
    address = reverse("outreach_session_need", args=[made.public_id])
    assert client.post(address, {"nik": person.nik, "topic": "rehab"}).status_code == 302
    client.post(address, {"nik": person.nik, "topic": "rehab"})
    assert (
        "Tidak ada orang di wilayah Anda"
        in client.post(address, {"nik": "3273010101010001", "topic": "rehab"}).content.decode()
    )
    page = client.get(reverse("outreach_session", args=[made.public_id])).content.decode()
    assert person.name in page
    assert person.nik not in page
    with acting(EVERYWHERE):
        (need,) = SessionFollowUp.unscoped.all()
        assert Look.unscoped.filter(person_key=str(person.person_id)).count() >= 3  # found twice, listed once
    done = reverse("outreach_session_need_done", args=[made.public_id])
    assert "Selesai." in client.post(done, {"kebutuhan": need.pk}, follow=True).content.decode()
    assert "sudah selesai" in client.post(done, {"kebutuhan": need.pk}, follow=True).content.decode()


def test_results_by_kelurahan_count_only_those_asked_both_times_and_hide_few(city, shown_city):
    put_session(HERE, city.users["dinsos"])  # 20 people, 5 questions, 40 then 80 right
    put_session(HERE, city.users["dinsos"], asked_count=10, question_count=5, right_before=None, right_after=50)
    put_session(BESIDE, city.users["dinsos"], asked_count=4, question_count=5, right_before=7, right_after=19)
    scope = city.scope("dinsos")
    with acting(acting_of(scope)):
        first, second = sessions_by_area(scope)
    assert (first.sessions, first.audience, first.asked) == (2, 40 + 40, 20)
    assert (first.before, first.after) == (40 / 100, 80 / 100)
    assert (second.asked, second.before) == (4, 7 / 20)
    page = city.client("dinsos").get(reverse("outreach_effect")).content.decode()
    assert "80,00\u00a0%" in page
    assert "95,00\u00a0%" not in page  # 19 of 20, but of four people only
