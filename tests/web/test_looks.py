"""Looks by purpose, user and hour; the chain checked from the page."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from semesta.web.core.acting import acting, acting_of
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.models import AuditEntry, Look

pytestmark = pytest.mark.django_db


def look_at(scope, count, purpose):
    with acting(acting_of(scope)):
        look_at_list(
            SimpleNamespace(scope=scope), [(str(number), "16.71.04.1002") for number in range(count)], purpose, ["name"]
        )


def test_looks_are_counted_by_purpose_user_and_hour(city, other_city):
    look_at(city.scope("dinsos"), 199, "verifikasi usulan")
    client = city.client("auditor")
    page = client.get("/kantor/jejak/lihat/").content.decode()
    assert ("verifikasi usulan" in page, "mawar-dinsos" in page) == (True, True)
    assert "Tidak ada yang melihat luar biasa banyak orang" in page
    look_at(city.scope("dinsos"), 1, "satu lagi")  # 199 + 1 = 200, the rule's figure; unless the hour turned between
    if timezone.now().minute:
        assert "luar biasa banyak" not in client.get("/kantor/jejak/lihat/").content.decode()
    assert "Tidak ada pada hari-hari ini" in client.get("/kantor/jejak/lihat/?sampai=2020-01-01").content.decode()
    assert client.get("/kantor/jejak/lihat/?dari=2020-99-01").status_code == 200
    assert "mawar" not in other_city.client("auditor").get("/kantor/jejak/lihat/").content.decode()


def test_a_list_with_somebody_outside_the_scope_is_not_looked_at(city):
    scope = city.scope("dinsos", "16.71.04")
    with pytest.raises(PermissionError), acting(acting_of(scope)):
        look_at_list(SimpleNamespace(scope=scope), [("1", "16.71.04.1002"), ("2", "16.71.05.1001")], "x")
    with acting(acting_of(city.scope("auditor")), writes=False):
        assert not Look.unscoped.exists()


def test_the_chain_is_checked_on_demand_and_nothing_is_written(city):
    client = city.client("auditor")
    assert "Jejak utuh" not in client.get("/kantor/jejak/periksa/").content.decode()
    before = AuditEntry.objects.count()
    assert "Jejak utuh" in client.get("/kantor/jejak/periksa/?periksa=1").content.decode()
    page = client.get("/kantor/jejak/periksa/?periksa=1&segel=" + "ab" * 32).content.decode()
    assert ("Jejak rusak" in page, "tidak ada dalam rantai" in page) == (True, True)
    assert AuditEntry.objects.count() == before
