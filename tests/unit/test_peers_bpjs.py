"""BPJS's card look-up against a local server that speaks VClaim and PCare, in order and in every kind of disorder."""

from __future__ import annotations

import contextlib
import json
import logging
import time
import traceback
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lzstring import LZString

from semesta.peers import http
from semesta.peers.bpjs import (
    Credentials,
    PeerRefused,
    PeerUnreachable,
    membership_by_card,
    membership_by_nik,
    signature,
    signed,
)
from semesta.peers.bpjs_answers import unlocked
from semesta.peers.lz import unpacked
from semesta.terms.fault import Fault
from tests.fakes import bpjs
from tests.fakes.bpjs import FakeBpjs, pcare_card, vclaim_card

VECTORS = json.loads(
    Path(__file__).parents[1].joinpath("data/peers/bpjs_crypto_vectors.json").read_text(encoding="utf-8")
)
NIK, CARD, ON = "1671014110900001", "0001234567890", date(2026, 11, 28)


@pytest.fixture(params=["vclaim", "pcare"])
def fake(request):
    with FakeBpjs(request.param) as standing:
        make = vclaim_card if request.param == "vclaim" else pcare_card
        standing.cards = dict.fromkeys((NIK, CARD), make(NIK, CARD))
        yield standing


def allowed(fake, **other) -> Credentials:
    given = Credentials(
        fake.service, fake.base_url, bpjs.CONSUMER, bpjs.SECRET, bpjs.USER_KEY,
        *((bpjs.PCARE_USER, bpjs.PCARE_PASSWORD) if fake.service == "pcare" else ()), seconds=0.6,
    )  # fmt: skip
    return replace(given, **other)


def test_the_signatures_and_the_locked_answer_of_the_contract_vectors_are_reproduced():
    doc, trip = VECTORS["doc_signature_vector"], VECTORS["roundtrip"]
    assert signed(doc["message"], doc["key"]) == doc["hmac_sha256_b64"]
    assert signature(trip["consid"], trip["timestamp"], trip["secret"]) == trip["signature"]
    lock = trip["consid"] + trip["secret"] + trip["timestamp"]
    assert json.loads(unlocked(trip["cipher_b64"], lock)) == trip["plain"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("")
@example("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
@example("é ✓ " * 300)
@example("𭠀 dan 😀")
def test_what_the_package_lzstring_packs_comes_back(text):
    pairs = text.encode("utf-16-be")  # as JavaScript holds it: a letter beyond the first plane is two halves
    halves = "".join(chr(pairs[at] << 8 | pairs[at + 1]) for at in range(0, len(pairs), 2))
    assert unpacked(LZString.compressToEncodedURIComponent(halves)) == text


@given(st.text(alphabet="ABCxyz09+-$ ~", max_size=60))
def test_what_is_not_whole_is_a_value_error_and_nothing_else(noise):
    with contextlib.suppress(ValueError):
        unpacked(noise)


def test_a_short_text_that_names_gigabytes_is_refused(monkeypatch):
    monkeypatch.setattr("semesta.peers.lz.LARGEST", 10_000)
    with pytest.raises(ValueError, match="too long"):
        unpacked(LZString.compressToEncodedURIComponent("a" * 20_000))


@pytest.mark.parametrize(("look_up", "number"), [(membership_by_nik, NIK), (membership_by_card, CARD)])
def test_a_card_is_read_the_same_from_both_services(fake, look_up, number):
    found = look_up(allowed(fake), number, ON)
    assert (found.status, found.segment, found.segment_code, found.class_code) == ("ACTIVE", "PBPU_PEMDA", "22", "3")
    assert (found.facility_code, found.facility_name) == ("09020107", "PUSKESMAS UJI")
    assert (found.birth_on, found.card_number, found.service) == (date(1990, 10, 1), CARD, fake.service)
    assert CARD not in repr(found)
    assert NIK not in repr(found)


def test_an_answer_that_comes_open_is_read_too(fake):
    fake.open_answers = True
    assert membership_by_nik(allowed(fake), NIK, ON).status == "ACTIVE"


def test_nobody_is_none_and_not_a_refusal(fake):
    assert membership_by_nik(allowed(fake), "1671014110900009", ON) is None


def test_other_words_of_bpjs_reach_the_clerk_without_any_persons_number(fake):
    fake.says = ("201", f"Tanggal SEP {NIK} melebihi hari ini") if fake.service == "vclaim" else (412, f"Salah: {NIK}")
    with pytest.raises(PeerRefused) as refused:
        membership_by_nik(allowed(fake), NIK, ON)
    assert str(refused.value).startswith(f"BPJS {'VClaim' if fake.service == 'vclaim' else 'PCare'} menolak: ")
    assert NIK not in str(refused.value)


@pytest.mark.parametrize(("wrong", "words"), [
    ({"consumer_secret": "lain"}, "Signature Tidak Sesuai"),
    ({"user_key": "lain"}, "user_key not found"),
])  # fmt: skip
def test_wrong_credentials_are_refused_in_bpjs_words_and_asked_once(fake, wrong, words):
    with pytest.raises(PeerRefused, match=words):
        membership_by_nik(allowed(fake, **wrong), NIK, ON)
    assert len(fake.asked) == 1


def test_a_clock_that_is_off_is_said(fake):
    fake.clock_off = 900
    with pytest.raises(PeerRefused, match="Timestamp Expired"):
        membership_by_nik(allowed(fake), NIK, ON)


@pytest.mark.parametrize("trouble", ["slow", "drip", "truncated", "hung up", "down", "too large"])
def test_a_broken_wire_is_unreachable_within_the_time_of_three_tries_and_tells_nobodys_number(fake, trouble, caplog):
    fake.trouble = trouble
    caplog.set_level(logging.DEBUG)
    began = time.monotonic()
    with pytest.raises(PeerUnreachable) as failed:
        membership_by_nik(allowed(fake), NIK, ON)
    assert time.monotonic() - began < 3 * 0.6 + 2 * 0.5 + 1.5  # tries, waits (0.25 x 2 at most), room
    assert len(fake.asked) == 3
    told = "".join(traceback.format_exception(failed.value)) + caplog.text
    assert NIK not in told
    assert bpjs.SECRET not in told


def test_a_stumble_is_overcome_and_each_try_is_signed_anew(fake, monkeypatch):
    fake.trouble, fake.troubles_left = "hung up", 2
    clock = iter(range(int(time.time()), int(time.time()) + 100, 7))
    monkeypatch.setattr("semesta.peers.bpjs.time.time", lambda: next(clock))
    assert membership_by_nik(allowed(fake), NIK, ON).status == "ACTIVE"
    stamps = [each.headers["x-timestamp"] for each in fake.asked]
    assert len(set(stamps)) == 3


def test_a_locked_answer_that_lost_its_end_is_unreachable_and_never_half_a_card(fake):
    fake.garbles = True
    with pytest.raises(PeerUnreachable, match="rusak"):
        membership_by_nik(allowed(fake), NIK, ON)


def test_after_five_failures_the_peer_is_left_alone_until_its_time(fake, monkeypatch):
    fake.trouble = "down"
    for _ in range(5):
        with pytest.raises(PeerUnreachable, match="503"):
            membership_by_nik(allowed(fake), NIK, ON)
    asked = len(fake.asked)
    with pytest.raises(PeerUnreachable, match="berkali-kali"):
        membership_by_nik(allowed(fake), NIK, ON)
    assert len(fake.asked) == asked == 15  # 5 requests x 3 tries, and no more
    fake.trouble = ""
    http.breaker_of(allowed(fake).peer).half_open()  # its time has come
    assert membership_by_nik(allowed(fake), NIK, ON).status == "ACTIVE"


def test_refusals_do_not_open_the_breaker(fake):
    for _ in range(8):
        with pytest.raises(PeerRefused):
            membership_by_nik(allowed(fake, consumer_secret="lain"), NIK, ON)
    assert membership_by_nik(allowed(fake), NIK, ON).status == "ACTIVE"


def test_the_card_of_somebody_else_is_never_shown(fake):
    fake.cards[NIK] = (vclaim_card if fake.service == "vclaim" else pcare_card)("1671014110900002", CARD)
    with pytest.raises(PeerRefused, match="orang lain"):
        membership_by_nik(allowed(fake), NIK, ON)


STANDINGS = [  # code or flag, words, what it is
    (("0", "AKTIF"), "ACTIVE"), (("9", "NON AKTIF KARENA PREMI"), "INACTIVE"), (("7", "BELUM ADA ARTINYA"), "UNKNOWN"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "status"), STANDINGS)
def test_an_unknown_status_of_vclaim_stays_unknown_and_an_end_date_in_the_past_says_nothing(said, status):
    with FakeBpjs("vclaim") as fake:
        fake.cards[NIK] = vclaim_card(NIK, CARD, status=said, until="2014-12-31")
        found = membership_by_nik(allowed(fake), NIK, ON)
        assert (found.status, found.status_code, found.status_name) == (status, *said)


@pytest.mark.parametrize(("active", "status"), [(True, "ACTIVE"), (False, "INACTIVE"), (None, "UNKNOWN")])
def test_pcare_tells_activity_by_its_flag(active, status):
    with FakeBpjs("pcare") as fake:
        fake.cards[NIK] = pcare_card(NIK, CARD, active=active, said="PESERTA KETERANGAN")
        assert membership_by_nik(allowed(fake), NIK, ON).status == status


def test_only_digits_become_part_of_an_address(fake):
    for bad in ("167101411090000", "16710141109000011", "1671014110/../01", "１６７１０１４１１０９０００１２"):
        with pytest.raises(Fault, match="16 angka"):
            membership_by_nik(allowed(fake), bad, ON)
    assert fake.asked == []


def test_secrets_do_not_show_and_do_not_travel_in_the_clear(fake):
    assert bpjs.SECRET not in repr(allowed(fake))
    assert bpjs.PCARE_PASSWORD not in repr(allowed(fake))
    with pytest.raises(Fault, match="harus https"):
        membership_by_nik(allowed(fake, base_url="http://apijkn.example"), NIK, ON)
