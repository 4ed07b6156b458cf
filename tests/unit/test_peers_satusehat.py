"""A patient's number by NIK: one token for many questions, nobody is None, somebody else is refused."""

from __future__ import annotations

import time
from datetime import date

import pytest

from semesta.peers import satusehat
from semesta.peers.faults import PeerRefused, PeerUnreachable
from semesta.peers.satusehat import Credentials, patient_by_nik
from tests.fakes import satusehat as fakes
from tests.fakes.satusehat import FakeSatusehat, patient

NIK = "1671014110900001"


@pytest.fixture
def fake():
    with FakeSatusehat() as standing:
        standing.patients[NIK] = [patient(NIK, "P02478375538")]
        yield standing
    satusehat._TOKENS.clear()


def allowed(fake, secret=fakes.SECRET) -> Credentials:
    return Credentials(fake.base_url, fakes.CLIENT, secret, seconds=0.6)


def test_a_patient_is_found_and_the_token_serves_again(fake):
    for _ in range(3):
        found = patient_by_nik(allowed(fake), NIK)
    assert (found.ihs_number, found.birth_on, found.sex) == ("P02478375538", date(1990, 10, 1), "P")
    assert (found.active, found.deceased) == (True, False)
    assert sum("accesstoken" in each.path for each in fake.asked) == 1
    assert "P02478375538" not in repr(found)


def test_a_token_near_its_end_is_not_used(fake):
    fake.lasts = 59  # less than the 60 seconds by which it is given up earlier
    for _ in range(2):
        patient_by_nik(allowed(fake), NIK)
    assert sum("accesstoken" in each.path for each in fake.asked) == 2


def test_a_token_that_the_server_forgot_is_replaced_once(fake):
    patient_by_nik(allowed(fake), NIK)
    fake.forget()
    assert patient_by_nik(allowed(fake), NIK) is not None


def test_nobody_is_none(fake):
    assert patient_by_nik(allowed(fake), "1671014110900009") is None


def test_somebody_else_or_two_people_are_refused(fake):
    fake.patients[NIK] = [patient("1671014110900002", "P1")]
    with pytest.raises(PeerRefused, match="orang lain"):
        patient_by_nik(allowed(fake), NIK)
    fake.patients[NIK] = [patient(NIK, "P1"), patient(NIK, "P2")]
    with pytest.raises(PeerRefused, match="lebih dari satu"):
        patient_by_nik(allowed(fake), NIK)


def test_wrong_secrets_and_broken_wires_are_told_without_numbers(fake):
    with pytest.raises(PeerRefused, match="client_secret"):
        patient_by_nik(allowed(fake, "lain"), NIK)
    patient_by_nik(allowed(fake), NIK)
    fake.trouble = "truncated"
    began = time.monotonic()
    with pytest.raises(PeerUnreachable) as failed:
        patient_by_nik(allowed(fake), NIK)
    assert NIK not in str(failed.value)
    assert time.monotonic() - began < 5
