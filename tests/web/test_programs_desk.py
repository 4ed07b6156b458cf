"""The office's page of programs: registered within the own area, keys shown once, ended at once."""

import json

import pytest
from joserfc.jwk import ECKey, KeySet

from semesta.web.core.clients import limits
from semesta.web.core.models import ApiClient, AuditEntry
from tests.web.programs import Program, program, register

pytestmark = pytest.mark.django_db
LIST = "/kantor/program/"


@pytest.fixture
def admin(city):
    limits.forget_counts()
    return city.client("office_admin")


def given(city, **other):
    return {
        "name": "SIMRS Mawar", "organisation": city.offices["facility"].pk, "area_code": "16.71", "purpose": "TREAT",
        "scopes": ["eligibility.read", "system/Patient.rs"], "minute_most": 600, "jwks": "", **other,
    }  # fmt: skip


def test_a_program_is_registered_and_its_secret_shown_once(city, admin):
    page = admin.post(LIST, given(city)).content.decode()
    made = ApiClient.objects.get()
    secret = page.split("Rahasia</dt>")[1].split("<dd>")[1].split("</dd>")[0].strip()
    assert made.public_id in page
    assert Program(made, secret).ask_token().json()["scope"] == "eligibility.read system/Patient.rs"
    for address in (LIST, f"{LIST}{made.pk}/"):
        shown = admin.get(address).content.decode()
        assert ("SIMRS Mawar" in shown, secret in shown) == (True, False)
    entry = AuditEntry.objects.get(about="core_apiclient")
    assert (entry.actor, secret in entry.new) == (str(city.users["office_admin"].pk), False)


def test_with_keys_there_is_no_secret(city, admin):
    key = ECKey.generate_key("P-384")
    key.ensure_kid()
    page = admin.post(LIST, given(city, jwks=json.dumps(KeySet([key]).as_dict(private=False)))).content.decode()
    assert "Rahasia</dt>" not in page
    assert Program(ApiClient.objects.get(), key=key).ask_token().status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"area_code": "16.72"}, "di wilayah Anda sendiri"), ({"area_code": ""}, "di wilayah Anda sendiri"),
        ({"jwks": "x"}, "bukan JSON Web Key Set"), ({"scopes": []}, "tidak boleh kosong"),
        ({"scopes": ["semua"]}, "semua"),
        ({"minute_most": 0}, "1"), ({"purpose": "mau tahu"}, "mau tahu"),
        ({"jwks": json.dumps(KeySet([ECKey.generate_key("P-384")]).as_dict(private=True))}, "Ini kunci privat"),
    ],
)  # fmt: skip
def test_what_cannot_be_registered_is_said(city, admin, wrong, sentence):
    page = admin.post(LIST, given(city, **wrong)).content.decode()
    assert sentence in page
    assert ApiClient.objects.count() == 0


def test_no_office_of_another_area_is_offered(city, other_city, admin):
    page = admin.get(LIST).content.decode()
    assert ("Kantor mawar facility" in page, "Kantor melati" in page) == (True, False)
    admin.post(LIST, given(city, organisation=other_city.offices["facility"].pk))
    assert ApiClient.objects.count() == 0


def test_another_key_voids_what_was(city, admin):
    one = program(city)
    page = admin.post(f"{LIST}{one.client.pk}/kunci/", {"jwks": ""}).content.decode()
    assert one.get("/fhir/r4/Organization").status_code == 401
    assert one.ask_token().status_code == 401
    one.secret = page.split("Rahasia</dt>")[1].split("<dd>")[1].split("</dd>")[0].strip()
    assert one.ask_token().status_code == 200
    told = admin.post(f"{LIST}{one.client.pk}/kunci/", {"jwks": "x"}, follow=True).content.decode()
    assert "bukan JSON Web Key Set" in told


def test_an_ended_program_gets_nothing_and_stays_listed(city, admin):
    one = program(city)
    admin.post(f"{LIST}{one.client.pk}/akhiri/")
    assert (one.get("/fhir/r4/Organization").status_code, one.ask_token().status_code) == (401, 401)
    page = admin.get(f"{LIST}{one.client.pk}/").content.decode()
    assert ("Akhiri sekarang" in page, "Selesai" in page) == (False, True)


def test_how_often_a_program_asked_is_shown(city, admin):
    one = program(city, minute_most=7)
    for _ in range(3):
        one.get("/fhir/r4/Organization")
    assert "<dd>3</dd>" in "".join(admin.get(f"{LIST}{one.client.pk}/").content.decode().split("\n")).replace("> ", ">")


def test_programs_of_another_area_are_not_managed_here(city, other_city, admin):
    one = register(other_city, area="16.72")
    for address in ("", "kunci/", "akhiri/"):
        assert admin.post(f"{LIST}{one.client.pk}/{address}").status_code in {404, 405}
    assert admin.get(f"{LIST}{one.client.pk}/").status_code == 404
    assert "SIMRS" not in admin.get(LIST).content.decode()
