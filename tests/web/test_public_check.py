"""The public check: status, what to do and whom to ask for the one person; the same for everybody else."""

import re
import time
from datetime import timedelta
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from semesta.terms.route import ROUTES
from semesta.web.casework.actions import public as actions
from semesta.web.casework.models import PublicCount, PublicForm, PublicSecret, PublicUse
from semesta.web.casework.public.answer import BY_ROUTE
from semesta.web.casework.public.digest import address_of
from semesta.web.casework.public.form_token import new_token, proves, sent_form
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.tables.models import Person
from tests.web.public_city import limits, open_public_pages, people, send, token_of, work
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
NOBODY = ("1671010101900001", "01-01-1990")


@pytest.fixture
def open_check(city, monkeypatch):
    open_public_pages(city)
    return city


@pytest.fixture
def light(monkeypatch):
    """The work of a browser is small where a test is about something else."""
    from semesta.web.casework.public.limits import Limits
    from semesta.web.desks.public_check import check

    def small(rules, on):
        held = real(rules, on)
        return Limits(**{**held.__dict__, "proof_digests": 64})

    real = check.limits_of
    monkeypatch.setattr(check, "limits_of", small)
    monkeypatch.setattr("tests.web.public_city.limits", lambda: small(*_of_today()))


def _of_today():
    from semesta.rules.load import load_rules

    return load_rules(), timezone.localdate()


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<!--.*?-->", "", answer.content.decode())))


def test_a_covered_person_is_told_so_with_the_day_of_the_file_and_nothing_else(open_check, light):
    nik, born = people(open_check, active=True, reason=None)[0]
    with looking(open_check.scope("auditor")) as shown:
        person = shown.rows(Person).get(nik=nik)
    answer = send(nik, born)
    told = words(answer)
    assert answer.status_code == 200
    assert "JKN Anda aktif." in told
    assert re.search(r"Menurut berkas BPJS Kesehatan tanggal \d+ \w+ 2025", told)
    for secret in (nik, person.name, person.address, person.nkk, person.psnoka, person.area_code, person.segment, born):
        assert secret not in answer.content.decode()


def test_a_person_without_cover_is_told_what_to_do_and_whom_to_ask(open_check, light):
    nik, born = people(open_check, status="INACTIVE", route="pay_arrears")[0]
    told = words(send(nik, born))
    assert "JKN Anda tidak aktif." in told
    assert "iuran" in told
    assert ("Cabang Uji" in told, "0711-000002" in told) == (True, True)
    assert "tunggak" not in told.lower()


def test_an_office_that_the_city_left_empty_gives_way_to_the_one_for_any_question(open_check, light):
    nik, born = people(open_check, class_name="uncovered", route__in=["dtsen_pbi", "apbd_quota"])[0]
    told = words(send(nik, born))
    assert ("Kelurahan" in told, "Loket JKN Uji" in told) == (True, True)


def test_english_is_one_button_away(open_check, light):
    client = Client()
    client.post("/bahasa/", {"language": "en", "next": "/cek/"})
    nik, born = people(open_check, active=True, reason=None)[0]
    assert "Your JKN cover is active." in words(send(nik, born, client=client))


def test_every_route_has_its_advice():
    assert set(BY_ROUTE) == set(ROUTES)


def test_nobody_a_wrong_birth_date_and_a_shared_number_get_the_very_same_answer(open_check, light):
    nik, _ = people(open_check, active=True)[0]
    answers = [send(*NOBODY), send(nik, "02-02-1951"), send("9999999999999999", "01-01-1990")]
    bodies = {
        re.sub(r'csrfmiddlewaretoken" value="[^"]+|X-CSRFToken": "[^"]+|<!--.*?-->', "", one.content.decode())
        for one in answers
    }
    assert len(bodies) == 1
    assert "Kami tidak dapat menjawab di sini." in words(answers[0])
    assert "Loket JKN Uji" in words(answers[0])


def test_hit_and_miss_are_alike_in_status_length_and_number_of_statements(open_check, light):
    hit = people(open_check, active=True)[0]
    without = people(open_check, status="INACTIVE")[0]
    send(*NOBODY, address="198.51.100.9")  # the day's key and the file's day are known from now on
    seen = set()
    for place, (nik, born) in enumerate([hit, without, NOBODY, (hit[0], "03-03-1933")]):
        client, address = Client(), f"198.51.100.{place + 10}"
        token = token_of(client.get("/cek/", REMOTE_ADDR=address))
        with CaptureQueriesContext(connection) as asked:
            answer = send(nik, born, client=client, address=address, token=token)
        seen.add((answer.status_code, len(answer.content), len(asked.captured_queries)))
    assert len(seen) == 1
    assert next(iter(seen))[1] % (24 * 1024) == 0


def test_the_time_of_an_answer_does_not_tell_a_hit_from_a_miss(open_check, light, monkeypatch):
    """Cliff's delta of 120 hits against 120 misses, by turns: 0 is no difference, 1 all hits slower. Chance alone
    stays within 0.15 in 95 of 100 (sd = sqrt(241 / (3 x 120 x 120)) = 0.075)."""
    known = people(open_check, active=True)[:120]
    missed = [(nik, "04-04-1934") for nik, _born in people(open_check, active=True)[120:240]]
    spent = {"hit": [], "miss": []}
    send(*NOBODY, address="198.51.101.1")
    for place, (hit, miss) in enumerate(zip(known, missed, strict=True)):
        pairs = [("hit", hit), ("miss", miss)]
        for kind, (nik, born) in pairs if place % 2 else reversed(pairs):
            client, address = Client(), f"2001:db8:{place:x}:{'1' if kind == 'hit' else '2'}00::1"
            token = token_of(client.get("/cek/", REMOTE_ADDR=address))
            proof = work(token, limits_now().proof_below)
            began = time.perf_counter()
            send(nik, born, client=client, address=address, token=token, proof=proof)
            spent[kind].append(time.perf_counter() - began)
    above = sum((one > other) - (one < other) for one in spent["hit"] for other in spent["miss"])
    delta = above / (len(spent["hit"]) * len(spent["miss"]))
    told = [f"{kind} {median(times) * 1000:.2f} ms" for kind, times in spent.items()]
    print(f"medians: {', '.join(told)}; delta {delta:.3f}")
    assert abs(delta) < 0.3


def limits_now():
    from tests.web import public_city

    return public_city.limits()


def test_no_number_of_a_person_stands_in_log_trail_tables_or_address(open_check, light, caplog):
    nik, born = people(open_check, active=True)[0]
    answer = send(nik, born, address="203.0.113.99")
    send(nik, "31-12-1930", address="203.0.113.99")
    entries = AuditEntry.objects.filter(about="public check")
    assert entries.count() == 2
    kept = [
        repr(one.__dict__)
        for one in (
            *AuditEntry.objects.all(),
            *PublicCount.objects.all(),
            *PublicForm.objects.all(),
            *PublicUse.objects.all(),
        )
    ]
    for text in (*kept, caplog.text, str(answer.headers)):
        for secret in (nik, "203.0.113.99"):
            assert secret not in text
    assert {one.actor for one in entries} == {""}
    bad = send("123", "kemarin")
    assert bad.status_code == 200
    assert "16 angka" in words(bad)


def test_a_form_is_taken_once_only_by_whoever_made_it_and_not_for_ever(open_check, light):
    client = Client()
    token = token_of(client.get("/cek/"))
    assert "Kami tidak dapat menjawab" in words(send(*NOBODY, client=client, token=token))
    again = send(*NOBODY, client=client, token=token)
    assert "Tekan tombolnya sekali lagi" in words(again)
    assert token_of(again) != token
    for wrong in ("salah", token[:-2] + "xx", new_token(time.time() - limits().form_seconds - 1)):
        assert "Tekan tombolnya sekali lagi" in words(send(*NOBODY, token=wrong, proof="1.2.3.4.5.6.7.8"))
    assert PublicUse.objects.get(outcome="unknown").count == 1


def test_without_the_work_a_form_waits_and_few_are_taken(open_check):
    now, held = time.time(), limits()
    young = send(*NOBODY, token=new_token(now - 5), proof="")
    assert (young.status_code, "Mohon tunggu sebentar" in words(young)) == (200, True)
    assert NOBODY[0] in young.content.decode()  # typed once, sent twice
    assert not PublicForm.objects.exists()
    for _ in range(held.slow_hour):
        assert send(*NOBODY, token=new_token(now - held.slow_wait), proof="").status_code == 200
    assert send(*NOBODY, token=new_token(now - held.slow_wait - 1), proof="").status_code == 429


def test_everybody_without_the_work_shares_one_limit(open_check):
    now, held = time.time(), limits()
    for number in range(held.slow_everywhere_hour):
        address = f"198.51.{number}.1"
        assert send(
            *NOBODY[:1], f"{number % 28 + 1:02}-01-1990", token=new_token(now - 40), proof="", address=address
        ).status_code in {200, 429}
    with_work = {"nik": "1671010101900003", "born": "01-01-1990"}
    assert send(*with_work.values(), token=new_token(now - 40), proof="", address="198.51.250.1").status_code == 429
    assert send(*with_work.values(), address="198.51.251.1").status_code == 200


def test_a_proof_is_of_its_form_and_of_every_part():
    held = limits()
    token, other = new_token(time.time()), new_token(time.time())
    proof = work(token, held.proof_below)
    assert proves(token, proof, held)
    assert not proves(other, proof, held)
    parts = proof.split(".")
    for wrong in ("", "1", ".".join(parts[:-1]), ".".join(reversed(parts)), proof + ".1", "x" + proof, "٣" + proof):
        assert not proves(token, wrong, held)
    assert sent_form(token, proof, held, time.time()).proven
    # 8 parts of 16384 / 8 = 2048 digests each: a bound of 2^32 / 2048
    assert held.proof_below == 2**32 // 2048


def test_who_tries_numbers_is_stopped_by_address_and_a_number_by_its_own_count(open_check, light):
    """Enumeration: serial after serial from one address ends after the misses allowed in an hour."""
    held = limits()
    codes = [
        send(f"167101010190{serial:04}", "01-01-1990", address="192.0.2.1").status_code
        for serial in range(9000, 9000 + held.miss_hour + 3)
    ]
    assert codes == [200] * held.miss_hour + [429] * 3
    (other, other_born), (nik, born), *_ = people(open_check, active=True)
    assert send(other, other_born, address="192.0.2.1").status_code == 429  # a hit neither: nothing is looked up
    answers = [send(nik, born, address=f"192.0.2.{place + 10}").status_code for place in range(held.nik_day + 1)]
    assert answers == [200] * held.nik_day + [429]
    unknown = [send(*NOBODY, address=f"192.0.2.{place + 50}").status_code for place in range(held.nik_day + 1)]
    assert unknown == answers  # known or not, the count is the same


def test_addresses_of_one_home_are_one():
    assert address_of("2001:db8:1:2345::1") == address_of("2001:db8:1:23ff:9::2") == "2001:db8:1:2300::/56"
    assert address_of("2001:db8:1:2445::1") != address_of("2001:db8:1:2345::1")
    assert (address_of("::ffff:192.0.2.1"), address_of("192.0.2.1")) == ("192.0.2.1", "192.0.2.1")
    assert address_of("fe80::1%eth0") == address_of("fe80::2")


def test_what_was_counted_is_forgotten_and_yesterdays_digests_cannot_be_made_again(open_check, light):
    send(*NOBODY)
    now = timezone.now()
    with acting(acting_of(open_check.scope("coordinator"))):
        actions.forget_public_checks(now)
        assert (PublicCount.objects.count(), PublicForm.objects.count(), PublicSecret.objects.count()) == (2, 1, 1)
        key = PublicSecret.objects.get().key
        actions.forget_public_checks(now + timedelta(days=2))
        assert (PublicCount.objects.count(), PublicForm.objects.count(), PublicSecret.objects.count()) == (0, 0, 0)
    assert PublicUse.objects.get().count == 1
    assert key not in "".join(one.new or "" for one in AuditEntry.objects.all())


def test_the_city_closes_the_check_and_it_is_closed_before_it_was_opened(city):
    closed = Client().get("/cek/")
    assert (closed.status_code, "belum membuka" in words(closed)) == (404, True)
    open_public_pages(city, check_on=False)
    assert Client().get("/cek/").status_code == 404
    assert Client().post("/cek/", {"nik": NOBODY[0], "born": NOBODY[1]}).status_code == 404


def test_a_check_of_another_city_finds_nobody_here(other_city, city, light):
    open_public_pages(other_city)
    nik, born = people(city, active=True)[0]
    assert "Kami tidak dapat menjawab di sini." in words(send(nik, born))


def test_without_the_forms_token_nothing_is_answered(open_check):
    assert Client(enforce_csrf_checks=True).post("/cek/", {"nik": "1", "born": "1"}).status_code == 403
