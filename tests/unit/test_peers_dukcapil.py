"""Dukcapil says per field whether it agrees, and what it says instead when the person or the office is not in order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from semesta.peers.dukcapil import (
    Credentials,
    Facts,
    FieldAnswer,
    Outcome,
    PeerRefused,
    QuotaUsedUp,
    field_answer,
    verify,
)
from semesta.peers.faults import PeerUnreachable
from tests.fakes import dukcapil
from tests.fakes.dukcapil import FakeDukcapil

NIK = "1671014110900001"
ASKED = Facts(NIK, "SITI AMINAH", date(1990, 10, 1), "ROHANI")


@pytest.fixture
def fake():
    with FakeDukcapil() as standing:
        standing.people[NIK] = ("SITI AMINAH", "01-10-1990", "ROHANI")
        yield standing


def allowed(fake, **other) -> Credentials:
    given = Credentials(fake.base_url, dukcapil.USER, dukcapil.PASSWORD, dukcapil.ADDRESS, seconds=0.6)
    return replace(given, **other)


def test_facts_that_the_register_holds_agree_in_every_field(fake):
    found = verify(allowed(fake), ASKED)
    assert found.agrees
    assert found.fields == (
        FieldAnswer("nik", True), FieldAnswer("nama_lgkp", True, 100), FieldAnswer("tgl_lhr", True),
        FieldAnswer("nama_lgkp_ibu", True, 100),
    )  # fmt: skip
    sent = json.loads(fake.asked[0].body)
    assert {"NIK", "NAMA_LGKP", "TGL_LHR", "NAMA_LGKP_IBU", "TRESHOLD", "TRANSACTION_ID"} <= sent.keys()
    assert sent["TRANSACTION_ID"] == found.question


def test_another_birth_date_and_an_unlike_name_are_told_field_by_field(fake):
    found = verify(allowed(fake), replace(ASKED, birth_on=date(1990, 1, 10), name="BUDI"))
    told = {each.name: each.agrees for each in found.fields}
    assert (told["tgl_lhr"], told["nama_lgkp"], found.agrees) == (False, False, False)


@pytest.mark.parametrize(("words", "outcome"), [
    ("Meninggal Dunia", Outcome.DECEASED), ("Data Ganda", Outcome.DOUBLE), ("Data Inactive", Outcome.INACTIVE),
    ("Data Not Found", Outcome.NOT_FOUND),
])  # fmt: skip
def test_a_nik_that_is_not_in_force_is_an_outcome_and_no_refusal(fake, words, outcome):
    fake.people[NIK] = words
    found = verify(allowed(fake), ASKED)
    assert (found.outcome, found.fields, found.agrees) == (outcome, (), False)


@pytest.mark.parametrize(("wrong", "words"), [
    ({"password": "lain"}, "Login Gagal"), ({"address": "10.0.0.9"}, "IP Tidak Sesuai"),
])  # fmt: skip
def test_an_office_that_is_not_let_in_hears_why(fake, wrong, words):
    with pytest.raises(PeerRefused, match=words):
        verify(allowed(fake, **wrong), ASKED)


def test_a_missing_field_is_refused_in_dukcapils_words(fake):
    with pytest.raises(PeerRefused, match="Parameter Tidak Lengkap"):
        verify(allowed(fake), replace(ASKED, name=""))


def test_a_used_up_quota_is_known_as_such():
    with FakeDukcapil(quota=1) as fake:
        fake.people[NIK] = ("SITI AMINAH", "01-10-1990", "ROHANI")
        verify(allowed(fake), ASKED)
        with pytest.raises(QuotaUsedUp, match="besok"):
            verify(allowed(fake), ASKED)
        assert len(fake.asked) == 2  # a refusal is not asked again


def test_nothing_of_the_person_shows(fake):
    fake.trouble = "truncated"
    with pytest.raises(PeerUnreachable) as failed:
        verify(allowed(fake), ASKED)
    assert NIK not in str(failed.value) + repr(ASKED) + repr(allowed(fake))
    assert "SITI" not in repr(ASKED)


@pytest.mark.parametrize(("said", "agrees", "score"), [
    ("Sesuai", True, None), ("Tidak Sesuai", False, None), ("Sesuai (95)", True, 95), ("Tidak Sesuai (40)", False, 40),
    (90, True, 90), ("89", False, 89), ("", None, None), (None, None, None), ("?", None, None),
])  # fmt: skip
def test_all_ways_in_which_a_field_is_answered(said, agrees, score):
    assert field_answer("nama_lgkp", said, 90) == FieldAnswer("nama_lgkp", agrees, score)
