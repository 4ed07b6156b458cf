"""What a message says and what it never says, to which address, and at which hours."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from semesta.web.casework.messaging.addresses import address_of, masked_address, phone_of
from semesta.web.casework.messaging.hours import quiet_until
from semesta.web.casework.messaging.words import TEXTS, Facts, checked_text, next_due_day, sms_parts, written
from semesta.web.casework.queries.outreach import RULES
from semesta.web.casework.refusal import Refusal

SOMEBODY = Facts("16.71.04.1002", date(2025, 6, 30), 4, 2)
ON = date(2025, 5, 20)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("81234567890", "+6281234567890"),  # a spreadsheet took the zero
        ("62812345678", "+62812345678"),
        ("0711-312345", ""),  # a telephone on the wall takes no message
        ("0812", ""),
        ("081234567890123", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_mobile_number_has_one_form(typed, kept):
    assert phone_of(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Siti@Contoh.ID ", "siti@contoh.id"), ("siti", ""), ("a@b", ""), ("siti@contoh.id\nbcc: x@y.id", "")],
)
def test_an_email_address_has_one_form(typed, kept):
    assert address_of("email", typed) == kept


def test_a_masked_address_is_known_again_and_not_read():
    assert (masked_address("+6281234567890"), masked_address("siti@contoh.id")) == ("+62812••••890", "s••••@contoh.id")


def test_every_rule_of_contact_has_a_text_that_may_be_sent_and_says_how_to_stop():
    assert set(TEXTS) == set(RULES)
    for rule, text in TEXTS.items():
        read = written(rule, checked_text(text), SOMEBODY, ON)
        assert "STOP" in read
        assert "{" not in read
        assert "Kantor Kelurahan" in read
        assert sms_parts(read) <= 3


def test_a_self_payer_is_told_the_next_due_day_and_others_their_own_last_day():
    text = "{tanggal}; {jumlah}; {tunggakan}"
    assert written("before_payment", text, SOMEBODY, ON) == "10 Juni 2025; 4; tertunggak 2 bulan"
    assert written("phk_ending", text, SOMEBODY, ON).startswith("30 Juni 2025")
    nobody_knows = Facts("16.71", None, 1, 0)
    assert written("left_employer", text, nobody_knows, ON) == "secepatnya; 1; segera jatuh tempo"
    assert "Kelurahan" not in written("left_employer", "{tempat}", nobody_knows, ON)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2025, 5, 10), date(2025, 5, 10)),
        (date(2025, 5, 11), date(2025, 6, 10)),
        (date(2025, 12, 31), date(2026, 1, 10)),
    ],
)
def test_contributions_are_due_on_the_tenth(on, due):
    assert next_due_day(on) == due


@pytest.mark.parametrize(
    "text",
    [
        "", "x" * 701, "Halo {nama}", "Halo {", "NIK Anda 1671010101010001", "NIK 1671 0101 0101 0001 aktif",
        "Obat TB Anda habis", "Jadwal cuci darah Anda", "Diagnosis Anda",
    ],
)  # fmt: skip
def test_a_text_with_a_number_a_name_or_an_illness_is_refused(text):
    with pytest.raises(Refusal):
        checked_text(text)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2025-05-20 19:59", None),
        ("2025-05-20 20:00", "2025-05-21 08:00"),
        ("2025-05-21 00:30", "2025-05-21 08:00"),
        ("2025-05-21 07:59", "2025-05-21 08:00"),
        ("2025-05-21 08:00", None),
    ],
)
def test_quiet_hours_are_from_eight_to_eight_in_the_citys_own_time(now, until):
    for zone in ("Asia/Jakarta", "Asia/Jayapura"):
        with timezone.override(zone):
            found = quiet_until(timezone.make_aware(datetime.fromisoformat(now)))
            assert (found and f"{timezone.localtime(found):%Y-%m-%d %H:%M}") == until
