"""An office decides on a page which systems may ask over DCI, within its own area."""

import pytest
from django.urls import reverse

from semesta.web.casework.models import DciSender
from tests.web.programs import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def test_an_office_lets_a_system_ask_and_ends_it_on_the_page(city, other_city):
    client = city.client("office_admin")
    told = {"name": "OpenSPP Dinsos", "sender_id": "openspp.example", "agreement": "PKS-1", "purpose": "bantuan",
            "area_code": "16.71"}  # fmt: skip
    page = client.post(reverse("office_registries"), told).content.decode()
    sender = DciSender.objects.get(sender_id="openspp.example")
    assert "<output>" in page
    assert not sender.user.is_active
    assert "OpenSPP Dinsos" in client.get(reverse("office_registries")).content.decode()
    assert "<output>" not in client.get(reverse("office_registries")).content.decode()
    elsewhere = other_city.client("office_admin")
    assert "OpenSPP Dinsos" not in elsewhere.get(reverse("office_registries")).content.decode()
    elsewhere.post(reverse("office_end_registry"), {"sender": sender.pk})
    sender.refresh_from_db()
    assert sender.ended_at is None
    client.post(reverse("office_registries"), {**told, "sender_id": "b", "area_code": "16.72"})
    assert not DciSender.objects.filter(sender_id="b").exists()
    client.post(reverse("office_end_registry"), {"sender": sender.pk})
    sender.refresh_from_db()
    assert sender.ended_at is not None


@pytest.mark.parametrize("keys", ["{}", "kunci", '{"keys": []}',
                                  '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA"}]}',
                                  '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"}]}'])  # fmt: skip
def test_keys_that_are_none_or_private_are_refused_in_a_sentence(city, keys):
    told = {"name": "A", "sender_id": "a.example", "agreement": "P", "purpose": "b", "area_code": "16.71", "keys": keys}
    page = city.client("office_admin").post(reverse("office_registries"), told).content.decode()
    assert "kunci publik saja" in page
    assert not DciSender.objects.filter(sender_id="a.example").exists()


def test_an_office_lets_a_system_ask_with_the_tokens_of_a_program(city, other_city):
    mine, other = register(city, scopes="registry.search").client, register(city, scopes="eligibility.read").client
    elsewhere = register(other_city, scopes="registry.search").client
    client = city.client("office_admin")
    told = {"name": "OpenIMIS", "sender_id": "openimis.example", "agreement": "PKS-2", "purpose": "bantuan",
            "area_code": "16.71"}  # fmt: skip
    for wrong in (other, elsewhere):
        client.post(reverse("office_registries"), {**told, "program": wrong.pk})
        assert not DciSender.objects.filter(sender_id="openimis.example").exists()
    page = client.post(reverse("office_registries"), {**told, "program": mine.pk}, follow=True).content.decode()
    assert "<output>" not in page
    assert f"token dari program {mine.name}" in page
    sender = DciSender.objects.get(sender_id="openimis.example")
    assert (sender.program_id, sender.token_digest) == (mine.pk, "")
