"""Dukcapil asked about one person from the person's page: for a purpose, within the quota, kept with its moment."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone

from semesta.peers import http
from semesta.web.casework.models import IdentityCheck
from semesta.web.core.acting import acting
from semesta.web.core.models import AuditEntry, Look
from semesta.web.core.published.tables.models import Person
from tests.fakes import dukcapil
from tests.fakes.dukcapil import FakeDukcapil
from tests.web.case_samples import EVERYWHERE
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def text_of(answer) -> str:
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


@pytest.fixture
def fake():
    http._breaker.cache_clear()
    with FakeDukcapil() as standing:
        yield standing


@pytest.fixture
def set_up(fake, settings, tmp_path):
    """What whoever runs the server writes into peers.yaml; more of it by keyword."""

    def write(**other):
        held = {"base_url": fake.base_url, "user_id": dukcapil.USER, "password": dukcapil.PASSWORD,
                "address": dukcapil.ADDRESS, "seconds": 0.5, **other}  # fmt: skip
        (tmp_path / "peers.yaml").write_text(yaml.safe_dump({"dukcapil": held}))
        (tmp_path / "peers.yaml").chmod(0o600)

    settings.SEMESTA_HOME = tmp_path
    write()
    return write


@pytest.fixture
def one(city):
    with looking(city.scope("auditor")) as shown:
        rows = shown.rows(Person).filter(in_register=True, nik__isnull=False, birth_on__isnull=False)
        return rows.exclude(mother_name=None).order_by("person_id").first()


def ask(city, one, purpose="correct", role="dukcapil"):
    return city.client(role).post(reverse("person_dukcapil", args=[one.person_id]), {"purpose": purpose}, follow=True)


def kept() -> list[IdentityCheck]:
    with acting(EVERYWHERE, writes=False):
        return list(IdentityCheck.unscoped.order_by("pk"))


def test_every_field_is_answered_and_the_answer_is_kept_with_who_asked_and_what_for(city, fake, set_up, one):
    fake.people[one.nik] = (one.name, "01-01-1900", one.mother_name)
    page = text_of(ask(city, one))
    for words in ("NIK berlaku", "100 %", "Memperbaiki data"):
        assert words in page
    assert (page.count("TIDAK SESUAI"), page.count("SESUAI")) == (1, 1 + 3)
    (made,) = kept()
    assert (made.outcome, made.purpose, made.area_code, made.asked_by_id) == (
        "found", "correct", one.area_code, city.users["dukcapil"].pk,
    )  # fmt: skip
    assert {name: agrees for name, agrees, _ in made.agreements} == {
        "nik": True, "nama_lgkp": True, "tgl_lhr": False, "nama_lgkp_ibu": True,
    }  # fmt: skip
    assert made.question in page


def test_the_look_is_written_down_with_the_purpose_and_the_trail_holds_no_fact_of_the_person(city, fake, set_up, one):
    ask(city, one, "propose", role="dinsos")
    with acting(EVERYWHERE, writes=False):
        looks = list(Look.unscoped.filter(person_key=str(one.person_id)).values_list("purpose", "columns"))
        entries = list(AuditEntry.objects.filter(about="casework_identitycheck"))
    assert ("propose", "birth_on mother_name name nik") in looks
    (entry,) = entries
    assert entry.purpose == "ask Dukcapil: propose"
    assert one.nik not in (entry.new or "")
    assert one.name not in (entry.new or "")


def test_no_purpose_asks_nothing(city, fake, set_up, one):
    for purpose in ("", "iseng"):
        answer = ask(city, one, purpose)
        assert answer.status_code == 400
        assert "Sebutkan keperluannya dahulu" in text_of(answer)
    assert fake.asked == []
    assert kept() == []


@pytest.mark.parametrize(("word", "outcome", "said"), [
    ("Data Not Found", "not_found", "Dukcapil tidak mengenal NIK ini"), ("Meninggal Dunia", "deceased", "meninggal"),
    ("Data Ganda", "double", "ganda"), ("Data Inactive", "inactive", "tidak berlaku lagi"),
])  # fmt: skip
def test_what_is_wrong_with_the_number_as_a_whole_is_said(city, fake, set_up, one, word, outcome, said):
    fake.people[one.nik] = word
    assert said in text_of(ask(city, one))
    (made,) = kept()
    assert (made.outcome, made.agreements) == (outcome, [])


def test_when_nobody_answers_it_says_so_and_the_page_stands(city, fake, set_up, one):
    fake.trouble = "hung up"
    answer = ask(city, one)
    assert answer.status_code == 200
    assert "Tidak ada jawaban" in text_of(answer)
    assert [made.outcome for made in kept()] == ["no_answer"]


def test_a_refusal_is_told_in_dukcapils_words(city, fake, set_up, one):
    set_up(user_id="lain")
    assert "Login Gagal" in text_of(ask(city, one))
    assert [made.outcome for made in kept()] == ["refused"]


def test_the_days_quota_is_shown_and_held(city, fake, set_up, one):
    set_up(day_quota=2)
    fake.people[one.nik] = (one.name, f"{one.birth_on:%d-%m-%Y}", one.mother_name)
    page = ""
    for _ in range(3):
        page = text_of(ask(city, one))
    assert len(fake.asked) == 2  # the third is not sent
    assert "Pertanyaan hari ini sudah habis" in page
    assert [made.outcome for made in kept()] == ["found"] * 2
    with acting(EVERYWHERE):
        IdentityCheck.unscoped.update(asked_at=timezone.now() - timedelta(days=1))
    ask(city, one)
    assert len(fake.asked) == 3  # tomorrow there are new ones


def test_dukcapils_own_word_on_the_quota_is_told(city, fake, set_up, one):
    fake.quota = 0
    assert "Pertanyaan hari ini sudah habis" in text_of(ask(city, one))
    assert [made.outcome for made in kept()] == ["no_quota"]


def test_the_persons_page_offers_it_to_who_may_where_it_is_set_up(city, fake, set_up, one, settings, tmp_path):
    address = reverse("person_dukcapil", args=[one.person_id])

    def offered(role):
        return address in city.client(role).get(reverse("person", args=[one.person_id])).content.decode()

    assert [offered(role) for role in ("dukcapil", "dinsos", "finance")] == [True, True, False]
    assert city.client("finance").get(address).status_code == 403
    (tmp_path / "peers.yaml").unlink()
    assert not offered("dukcapil")
    assert "belum dapat ditanya" in text_of(city.client("dukcapil").get(address))
    assert ask(city, one).status_code == 400
    assert fake.asked == []


def test_people_of_another_area_are_nobody_and_their_answers_stay_there(city, other_city, fake, set_up, one):
    address = reverse("person_dukcapil", args=[one.person_id])
    assert other_city.client("dukcapil").post(address, {"purpose": "correct"}).status_code == 404
    assert fake.asked == []


def test_who_has_no_whole_number_cannot_be_asked_about(city, fake, set_up):
    with looking(city.scope("auditor")) as shown:
        nobody = shown.rows(Person).filter(nik__isnull=True).order_by("person_id").first()
    page = text_of(city.client("dukcapil").get(reverse("person_dukcapil", args=[nobody.person_id])))
    assert "tidak mempunyai NIK lengkap" in page
    ask(city, nobody)
    assert fake.asked == []
