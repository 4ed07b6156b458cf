"""BPJS Kesehatan asked now by a facility with access of its own, stamped beside the file; the file when it is down."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from django.urls import reverse

from semesta.web.casework.actions.counter_desk import access_of
from semesta.web.casework.models import CounterDesk
from semesta.web.core.acting import Acting, acting
from semesta.web.core.models import AuditEntry, Look, Organisation
from tests.fakes import bpjs
from tests.fakes.bpjs import FakeBpjs, pcare_card, vclaim_card
from tests.web.case_samples import EVERYWHERE
from tests.web.counter_things import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def text_of(answer) -> str:
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


@pytest.fixture
def clinic(city):
    """The facility's office is known as one."""
    with acting(Acting(purpose="tests")):
        Organisation.objects.filter(pk=city.offices["facility"].pk).update(kind="facility")
    return city.offices["facility"]


@pytest.fixture(params=["vclaim", "pcare"])
def fake(request):
    with FakeBpjs(request.param) as standing:
        yield standing


def enter(city, clinic, fake, **other):
    """The office administrator enters what BPJS gave the facility."""
    own = {"username": bpjs.PCARE_USER, "password": bpjs.PCARE_PASSWORD} if fake.service == "pcare" else {}
    data = {
        "facility": clinic.pk, "do": "access", "service": fake.service, "base_url": fake.base_url,
        "consumer_id": bpjs.CONSUMER, "consumer_secret": bpjs.SECRET, "user_key": bpjs.USER_KEY, **own, **other,
    }  # fmt: skip
    return text_of(city.client("office_admin").post(reverse("counter_setting"), data, follow=True))


@pytest.fixture
def patient(city):
    return people(city.scope("facility"), class_name="covered_inactive")[0]


def asked(city, one):
    client = city.client("facility")
    client.post(reverse("counter"), {"who": one.nik, "purpose": "in care"})
    page = client.get(reverse("counter_answer", args=[one.person_id]))
    return page, client.post(reverse("counter_live", args=[one.person_id]))


def test_both_answers_stand_side_by_side_each_with_source_and_time(city, clinic, fake, patient):
    assert "Tersimpan" in enter(city, clinic, fake)
    make = vclaim_card if fake.service == "vclaim" else pcare_card
    fake.cards[patient.nik] = make(patient.nik, "0001234567890")
    page, part = asked(city, patient)
    assert "Tidak aktif. Layani sekarang." in text_of(page)
    assert "menurut berkas Mei 2025" in text_of(page)
    said = text_of(part)
    assert "Sekarang aktif. Layani dengan JKN." in said
    name = "BPJS VClaim" if fake.service == "vclaim" else "BPJS PCare"
    assert re.search(rf"{name}, \d+ \w+ \d{{4}} \d\d\.\d\d WIB", said)
    with acting(EVERYWHERE, writes=False):
        assert Look.unscoped.filter(purpose=f"counter: asked {fake.service}", columns="nik").exists()


def test_an_answer_of_not_active_or_of_nobody_is_to_serve_too(city, clinic, fake, patient):
    enter(city, clinic, fake)
    assert "tidak mengenal kartu dengan nomor ini. Layani sekarang." in text_of(asked(city, patient)[1])
    other = {"status": ("9", "TIDAK AKTIF")} if fake.service == "vclaim" else {"active": False, "said": "TIDAK AKTIF"}
    make = vclaim_card if fake.service == "vclaim" else pcare_card
    fake.cards[patient.nik] = make(patient.nik, "0001234567890", **other)
    assert "Layani sekarang." in text_of(asked(city, patient)[1])


def test_when_everything_upstream_is_down_the_file_answers_and_the_page_is_quick(city, clinic, patient):
    with FakeBpjs("vclaim") as gone:
        enter(city, clinic, gone)
    began = time.monotonic()
    page, part = asked(city, patient)
    assert time.monotonic() - began < 10
    assert "Tidak aktif. Layani sekarang." in text_of(page)
    assert "Belum ada jawaban. Jawaban berkas tetap berlaku; tetap layani." in text_of(part)


def test_an_answer_that_refuses_is_told_and_the_file_stands(city, clinic, fake, patient):
    enter(city, clinic, fake, user_key="salah")
    assert "Jawaban berkas tetap berlaku; tetap layani." in text_of(asked(city, patient)[1])


def test_secrets_are_encrypted_shown_nowhere_and_in_no_trail(city, clinic, fake):
    enter(city, clinic, fake)
    held = CounterDesk.objects.get()
    assert bpjs.SECRET not in held.sealed
    assert access_of(clinic.pk).consumer_secret == bpjs.SECRET
    page = city.client("office_admin").get(reverse("counter_setting"), {"faskes": clinic.pk}).content.decode()
    assert not [one for one in (bpjs.SECRET, bpjs.USER_KEY, held.sealed) if one in page]
    assert all(held.sealed not in (one.new or "") for one in AuditEntry.objects.filter(about="casework_counterdesk"))


def test_a_home_with_another_secret_key_reads_none_of_it(city, clinic, fake, settings):
    enter(city, clinic, fake)
    settings.SECRET_KEY = "another home"
    assert access_of(clinic.pk) is None


def test_access_is_taken_away_and_incomplete_access_is_not_kept(city, clinic, fake):
    assert "Isi semua kolom" in enter(city, clinic, fake, user_key="")
    assert "harus dimulai dengan https" in enter(city, clinic, fake, base_url="http://contoh.id/vclaim")
    enter(city, clinic, fake)
    enter(city, clinic, fake, do="remove")
    assert access_of(clinic.pk) is None


def test_an_administrator_of_elsewhere_changes_no_counter_here(city, other_city, clinic, fake):
    data = {"facility": clinic.pk, "do": "calendar", "calendar": "workday"}
    answer = other_city.client("office_admin").post(reverse("counter_setting"), data, follow=True)
    assert "Tidak ada fasilitas kesehatan seperti itu di wilayah Anda." in text_of(answer)
    assert not CounterDesk.objects.exists()
    city.client("office_admin").post(reverse("counter_setting"), data)
    assert CounterDesk.objects.get().calendar == "workday"


def test_without_access_of_its_own_a_facility_asks_nobody(city, clinic, patient):
    page, part = asked(city, patient)
    assert "langsung" not in page.content.decode()
    assert part.status_code == 404
