"""Agreements and the exchanges under them: nothing beyond the agreement, nothing twice."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from semesta.terms.fault import Fault
from semesta.web.casework.actions.exchange import Sent, record_exchange, words, write_agreement
from semesta.web.casework.models import Exchange
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry

pytestmark = pytest.mark.django_db
SENT = Sent(
    "out", "KRM-2025-05-001", date(2025, 5, 12), "rekonsiliasi kepesertaan", ["nik", "nama"], 100, 98, 3, "ab" * 32,
    "Sekda",
)  # fmt: skip
PAPER = {
    "number": "134/PKS/2025", "title": "Pertukaran data", "partner": "BPJS Kesehatan", "valid_from": date(2025, 1, 1),
    "valid_to": date(2025, 12, 31), "purposes": ["rekonsiliasi kepesertaan"], "fields": ["nik", "nama", "segmen"],
    "signed_by": "Wali Kota; Kepala Cabang",
}  # fmt: skip


@pytest.fixture
def scope(city):
    return city.scope("dinkes")


@pytest.fixture
def agreement(scope):
    with acting(acting_of(scope)):
        return write_agreement(scope, **PAPER)


def record(scope, agreement, sent=SENT):
    with acting(acting_of(scope)):
        return record_exchange(scope, agreement, sent)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fields": ["nik", "alamat"]}, "tidak mengizinkan: alamat"),
        ({"fields": []}, "Sebutkan kolom"),
        ({"purpose": "penelitian"}, "tidak menyebut keperluan"),
        ({"on": date(2024, 12, 31)}, "tidak berlaku"),
        ({"on": date(2026, 1, 1)}, "tidak berlaku"),
        ({"received_count": 101}, "paling banyak"),
        ({"rejected_count": 99}, "paling banyak"),
        ({"rejected_count": -1}, "paling banyak"),
        ({"sha256": "AB"}, "64 karakter"),
        ({"message": ""}, "nomor kiriman"),
    ],
)
def test_what_the_agreement_does_not_permit_is_refused(scope, agreement, change, says):
    with pytest.raises(Fault, match=says):
        record(scope, agreement, replace(SENT, **change))
    with acting(acting_of(scope)):
        assert not Exchange.objects.within(scope).exists()


@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2025, 12, 31)])
def test_the_first_and_the_last_day_are_within(scope, agreement, on):
    assert record(scope, agreement, replace(SENT, on=on))[1]


def test_the_same_message_twice_is_written_once(scope, agreement):
    first, new = record(scope, agreement)
    again, new_again = record(scope, agreement)
    assert (first.pk, new, new_again) == (again.pk, True, False)
    assert record(scope, agreement, replace(SENT, direction="in"))[1], "the answer may carry the same number"
    with pytest.raises(Fault, match="isi lain"):
        record(scope, agreement, replace(SENT, sent_count=99))


def test_what_is_written_stays(scope, agreement):
    made, _ = record(scope, agreement)
    with pytest.raises(DatabaseError), acting(acting_of(scope)), transaction.atomic():
        Exchange.objects.within(scope).filter(pk=made.pk).update(sent_count=1)


def test_who_only_reads_writes_nothing(city, agreement):
    with pytest.raises(PermissionError):
        record(city.scope("finance"), agreement)
    form = {**PAPER, "number": "2", "purposes": "x", "fields_permitted": "nik"}
    page = city.client("finance").post("/kerja-sama/perjanjian/", form).content.decode()
    assert ("Peran Anda hanya membaca" in page, page.count("Pertukaran data")) == (True, 1)
    assert AuditEntry.objects.filter(about="page refused", key="cooperation_agreements").count() == 1


def test_names_come_one_per_line_or_with_commas_each_once():
    assert words("nik, nama\n nama \n\n tanggal  lahir") == ["nik", "nama", "tanggal lahir"]


def test_the_pages_write_and_list(city, other_city):
    client = city.client("dinkes")
    form = {**PAPER, "purposes": "rekonsiliasi kepesertaan", "fields_permitted": "nik\nnama"}
    page = client.post("/kerja-sama/perjanjian/", form, follow=True).content.decode()
    assert ("Perjanjian dicatat" in page, "134/PKS/2025" in page) == (True, True)
    assert "sudah ada" in client.post("/kerja-sama/perjanjian/", form).content.decode()
    key = page.split("?perjanjian=")[1].split('"')[0]
    sent = {**SENT.__dict__, "fields_held": "nik, nama", "agreement": key}
    del sent["fields"]
    assert "Pertukaran dicatat" in client.post("/kerja-sama/pertukaran/", sent, follow=True).content.decode()
    assert "tidak ada yang berubah" in client.post("/kerja-sama/pertukaran/", sent, follow=True).content.decode()
    refused = client.post("/kerja-sama/pertukaran/", {**sent, "message": "2", "fields_held": "alamat"})
    assert "tidak mengizinkan: alamat" in refused.content.decode()
    for address in ("/kerja-sama/perjanjian/", "/kerja-sama/pertukaran/"):
        assert "134/PKS" not in other_city.client("dinkes").get(address).content.decode()
