"""A patient's number at SATUSEHAT, asked at the counter when the clerk wants it; it stands when nobody answers."""

from __future__ import annotations

import pytest
import yaml
from django.urls import reverse

from semesta.peers import http, satusehat
from semesta.web.core.acting import acting
from semesta.web.core.models import Look
from tests.fakes.satusehat import CLIENT, IHS, NIK, SECRET, FakeSatusehat
from tests.web.case_samples import EVERYWHERE
from tests.web.counter_things import people
from tests.web.test_counter_live import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
NUMBER = "P02478375538"


@pytest.fixture
def fake(settings, tmp_path):
    http._breaker.cache_clear()
    satusehat._TOKENS.clear()
    settings.SEMESTA_HOME = tmp_path
    with FakeSatusehat() as standing:
        held = {"base_url": standing.base_url, "client_id": CLIENT, "client_secret": SECRET, "seconds": 0.5}
        (tmp_path / "peers.yaml").write_text(yaml.safe_dump({"satusehat": held}))
        (tmp_path / "peers.yaml").chmod(0o600)
        yield standing


@pytest.fixture
def patient(city):
    return people(city.scope("facility"), class_name="covered_inactive")[0]


def known(patient, **other) -> dict:
    return {
        "resourceType": "Patient", "id": NUMBER, "active": True, "gender": "female", "birthDate": "1990-10-01",
        "identifier": [{"system": NIK, "value": patient.nik}, {"system": IHS, "value": NUMBER}],
        "name": [{"text": "X"}], **other,
    }  # fmt: skip


def asked(city, patient):
    """(the answer page, the part with the number), as the clerk sees them."""
    client = city.client("facility")
    client.post(reverse("counter"), {"who": patient.nik, "purpose": "in care"})
    page = client.get(reverse("counter_answer", args=[patient.person_id]))
    return page, client.post(reverse("counter_ihs", args=[patient.person_id]))


def test_the_number_is_told_and_the_look_written_down(city, fake, patient):
    fake.patients[patient.nik] = [known(patient)]
    page, part = asked(city, patient)
    assert "Tanya nomor SATUSEHAT" in text_of(page)
    assert NUMBER in text_of(part)
    assert "SATUSEHAT," in text_of(part)
    with acting(EVERYWHERE, writes=False):
        assert Look.unscoped.filter(purpose="counter: asked satusehat", columns="nik").count() == 1


@pytest.mark.parametrize(("held", "said"), [
    (None, "tidak mengenal pasien dengan NIK ini"),
    ({"deceasedBoolean": True}, "sudah meninggal"),
    ({"active": False}, "tidak lagi memakai nomor ini"),
])  # fmt: skip
def test_what_is_not_in_order_is_said(city, fake, patient, held, said):
    fake.patients[patient.nik] = [] if held is None else [known(patient, **held)]
    assert said in text_of(asked(city, patient)[1])


def test_when_it_is_down_or_refuses_the_counter_says_so(city, fake, patient):
    fake.trouble = "hung up"
    page, part = asked(city, patient)
    assert page.status_code == 200
    assert "tidak menjawab sekarang" in text_of(part)
    http._breaker.cache_clear()
    fake.trouble = ""
    fake.patients[patient.nik] = [known(patient), {**known(patient), "id": "P1", "identifier": []}]
    assert "lebih dari satu orang" in text_of(asked(city, patient)[1])


def test_where_it_is_not_set_up_nobody_is_asked(city, fake, patient, tmp_path):
    (tmp_path / "peers.yaml").unlink()
    page, part = asked(city, patient)
    assert "SATUSEHAT" not in text_of(page)
    assert part.status_code == 404
    assert fake.asked == []


def test_only_for_whom_the_clerk_looked_up(city, fake, patient):
    assert city.client("facility").post(reverse("counter_ihs", args=[patient.person_id])).status_code == 404
    assert fake.asked == []
