"""A social registry over DCI: who is enrolled and active, told to whom an agreement lets ask, and to nobody else."""

import json
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from semesta.web.casework.actions.dci import end
from semesta.web.casework.models import DciRequest, DciSender
from semesta.web.core.acting import acting
from semesta.web.core.models import AuditEntry, Look
from semesta.web.core.published.by_nik import forget_number
from semesta.web.core.published.models import Publication
from tests.fakes.registry import signature_holds
from tests.web.case_samples import EVERYWHERE
from tests.web.dci_asking import Asker, by_nik, entry, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()


@pytest.fixture
def asker(city):
    return Asker(city)


def records(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return [record for each in answer.json()["message"]["search_response"] for record in each["data"]["reg_records"]]


def told_of(record) -> dict:
    return {each["name"]: each["value"] for each in record["additional_attributes"]}


def test_whoever_is_active_is_told_so_in_a_message_signed_by_our_published_key(city, asker):
    person = somebody(city, status="ACTIVE")
    answer = asker.ask(by_nik(person.nik))
    (record,) = records(answer)
    assert record["identifier"][0] == {
        "@type": "Identifier", "identifier_type": "UIN", "identifier_value": person.nik,
    }  # fmt: skip
    assert (record["enrolment_status"], record["programme_identifier"]) == ("active", "JKN")
    facts = told_of(record)
    assert (facts["enrolled"], facts["active"], facts["segment"]) == (True, True, person.segment)
    assert "name" not in record
    assert "birth_date" not in record
    header, message = answer.json()["header"], answer.json()["message"]
    assert (header["action"], header["status"], header["receiver_id"]) == ("on-search", "succ", asker.sender_id)
    assert (header["total_count"], header["completed_count"]) == (1, 1)
    assert (message["transaction_id"], message["search_response"][0]["reference_id"]) == ("T-1", "R-1")
    keys = Client().get("/dci/v1.0.0/.well-known/jwks.json").json()
    assert signature_holds(answer.json(), keys)
    assert not signature_holds({**answer.json(), "message": {**message, "transaction_id": "T-2"}}, keys)


@pytest.mark.parametrize(("wanted", "status", "enrolled"), [
    ({"status": "INACTIVE"}, "inactive", True), ({"class_name": "uncovered"}, "not_enrolled", False),
])  # fmt: skip
def test_a_card_that_is_off_and_no_card_are_two_things(city, asker, wanted, status, enrolled):
    (record,) = records(asker.ask(by_nik(somebody(city, **wanted).nik)))
    assert (record["enrolment_status"], told_of(record)["enrolled"]) == (status, enrolled)


def test_name_birth_date_and_sex_come_only_where_the_agreement_says_so(city):
    person = somebody(city, status="ACTIVE")
    (record,) = records(Asker(city, with_identity=True).ask(by_nik(person.nik)))
    assert record["name"]["given_name"] == person.name
    assert record["birth_date"] == f"{person.birth_on}T00:00:00"


def test_nobody_is_an_answer_without_records_also_for_a_number_that_is_none(asker):
    for number in ("1671010101010000", "847951632", "abc"):
        answer = asker.ask(by_nik(number))
        assert records(answer) == []
        (one,) = answer.json()["message"]["search_response"]
        assert (one["status"], one["pagination"]["total_count"]) == ("succ", 0)


def test_people_of_another_area_are_nobody(city, other_city):
    person = somebody(city, status="ACTIVE")
    elsewhere = Asker(other_city, "lain.example", area="16.72")
    assert records(elsewhere.ask(by_nik(person.nik))) == []
    district = Asker(city, "kecamatan.example", area=person.area_code[:8])
    assert len(records(district.ask(by_nik(person.nik)))) == 1


def test_every_look_is_written_down_with_its_purpose_and_the_number_only_of_the_run(city, asker):
    person = somebody(city, status="ACTIVE")
    asker.ask(by_nik(person.nik, authorize={"purpose": {"text": f"PKH tahap dua {person.nik}"}}))
    with acting(EVERYWHERE, writes=False):
        (look,) = Look.unscoped.filter(user=asker.sender.user)
    assert (look.person_key, look.purpose) == (str(person.person_id), "DCI bantuan sosial: PKH tahap dua …")
    assert look.columns == "enrolment"
    for told in AuditEntry.objects.filter(about__in=["casework_dcirequest", "casework_dcisender"]):
        assert person.nik not in (told.new or "")


QUERIES = {
    "idtype-value, NIK": ("idtype-value", lambda nik, _born: {"type": "NIK", "value": nik}),
    "predicate": ("predicate", lambda nik, _born: [
        {"seq_num": 1, "expression1": {"attribute_name": "UIN", "operator": "eq", "attribute_value": nik}}]),
    "predicate of two": ("predicate", lambda nik, born: [
        {"expression1": {"attribute_name": "UIN", "operator": "eq", "attribute_value": nik}, "condition": "and",
         "expression2": {"attribute_name": "birth_date", "operator": "eq", "attribute_value": born}}]),
    "predicate in": ("predicate", lambda nik, _born: [
        {"expression1": {"attribute_name": "UIN", "operator": "in", "attribute_value": [nik, "1671010101010000"]}}]),
    "expression of the samples": ("expression", lambda nik, _born: {
        "type": "ns:org:QueryType:NoSql", "value": {"expression": {"collection": "Person", "query": {
            "$and": [{"person.identifier.identifier_value": {"$eq": nik}}]}}}}),
    "expression, short": ("expression", lambda nik, _born: {"UIN": nik}),
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_all_three_ways_to_ask_for_a_person_find_the_person(city, asker, name):
    person = somebody(city, status="ACTIVE", birth_on__isnull=False)
    kind, query = QUERIES[name]
    (record,) = records(asker.ask(entry(query(person.nik, person.birth_on.isoformat()), kind)))
    assert record["identifier"][0]["identifier_value"] == person.nik


def test_another_birth_date_is_another_person(city, asker):
    person = somebody(city, status="ACTIVE", birth_on__isnull=False)
    query = QUERIES["predicate of two"][1](person.nik, "1899-01-01")
    assert records(asker.ask(entry(query, "predicate"))) == []


REJECTED = [
    (lambda e: e.pop("reference_id"), "rjct.reference_id.invalid"),
    (lambda e: e.update(reference_id=""), "rjct.reference_id.invalid"),
    (lambda e: e.update(timestamp="kemarin"), "rjct.timestamp.invalid"),
    (lambda e: e.update(timestamp="2026-01-01T00:00:00"), "rjct.timestamp.invalid"),
    (lambda e: e.pop("search_criteria"), "rjct.search_criteria.invalid"),
    (lambda e: e["search_criteria"].update(query_type="graphql"), "rjct.search_criteria.invalid"),
    (lambda e: e["search_criteria"].pop("query"), "rjct.search_criteria.invalid"),
    (lambda e: e["search_criteria"].update(query={"type": "MOBILE", "value": "08"}), "rjct.search_criteria.invalid"),
    (lambda e: e["search_criteria"].update(query_type="predicate", query=[{"expression1": {
        "attribute_name": "YOB", "operator": "gt", "attribute_value": "1980"}}]), "rjct.filter.invalid"),
    (lambda e: e["search_criteria"].update(query_type="predicate", query=[{}]), "rjct.filter.invalid"),
    (lambda e: e["search_criteria"].update(query_type="expression", query={"value": {"expression": {"query": {
        "$and": [{"poverty_score": {"$lt": 5}}]}}}}), "rjct.filter.invalid"),
    (lambda e: e["search_criteria"].update(query_type="expression", query="query { person }"),
     "rjct.search_criteria.invalid"),
    (lambda e: e["search_criteria"].update(sort=[{"attribute_name": "wage", "sort_order": "asc"}]),
     "rjct.sort.invalid"),
    (lambda e: e["search_criteria"].update(pagination={"page_number": 1}), "rjct.pagination.invalid"),
    (lambda e: e["search_criteria"].update(pagination={"page_size": 0}), "rjct.pagination.invalid"),
    (lambda e: e["search_criteria"].update(query_type="predicate", query=[{"expression1": {
        "attribute_name": "UIN", "operator": "in", "attribute_value": [str(n) for n in range(51)]}}]),
     "rjct.search.too_many_records_found"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "code"), REJECTED)
def test_a_wrong_entry_is_rejected_with_its_code_and_the_others_are_answered(city, asker, spoil, code):
    person = somebody(city, status="ACTIVE")
    wrong, right = by_nik(person.nik), by_nik(person.nik, reference_id="R-2")
    spoil(wrong)
    answer = asker.ask(wrong, right).json()
    first, second = answer["message"]["search_response"]
    assert (first["status"], first["status_reason_code"]) == ("rjct", code)
    assert (second["status"], len(second["data"]["reg_records"])) == ("succ", 1)
    assert answer["header"]["status"] == "succ"


def test_a_reference_that_stands_twice_is_rejected_the_second_time(asker):
    first, second = asker.ask(by_nik("1"), by_nik("2")).json()["message"]["search_response"]
    assert first["status"] == "succ"
    assert second["status_reason_code"] == "rjct.reference_id.duplicate"


def test_a_message_of_which_nothing_could_be_answered_is_rejected_as_a_whole(asker):
    header = asker.ask({}, {}).json()["header"]
    assert (header["status"], header["status_reason_code"]) == ("rjct", "rjct.errors.too_many")


def test_pages_are_numbered_from_one_and_count_all(city, asker):
    first, second = (somebody(city, status=status).nik for status in ("ACTIVE", "INACTIVE"))
    both = [{"expression1": {"attribute_name": "UIN", "operator": "in", "attribute_value": [first, second]}}]
    pages = [
        asker.ask(entry(both, "predicate", pagination={"page_size": 1, "page_number": number})) for number in (1, 2, 3)
    ]
    numbers = [[record["identifier"][0]["identifier_value"] for record in records(page)] for page in pages]
    assert numbers == [[min(first, second)], [max(first, second)], []]
    told = [page.json()["message"]["search_response"][0]["pagination"] for page in pages]
    assert told == [{"page_size": 1, "page_number": number, "total_count": 2} for number in (1, 2, 3)]
    down = entry(both, "predicate", sort=[{"attribute_name": "UIN", "sort_order": "desc"}])
    assert [r["identifier"][0]["identifier_value"] for r in records(asker.ask(down))] == [*numbers[1], *numbers[0]]


HEADERS = [
    ({"message_ts": "2020-01-01T00:00:00Z"}, "rjct.message_ts.invalid"),
    ({"message_ts": "sekarang"}, "rjct.message_ts.invalid"),
    ({"action": "subscribe"}, "rjct.action.invalid"),
    ({"total_count": 2}, "rjct.total_count.invalid"),
    ({"total_count": "banyak"}, "rjct.total_count.invalid"),
]


@pytest.mark.parametrize(("wrong", "code"), HEADERS)
def test_a_wrong_header_is_rejected_and_nobody_is_looked_at(city, asker, wrong, code):
    answer = asker.ask(by_nik(somebody(city, status="ACTIVE").nik), **wrong)
    assert answer.status_code == 200
    header = answer.json()["header"]
    assert (header["status"], header["status_reason_code"]) == ("rjct", code)
    assert answer.json()["message"]["search_response"] == []
    with acting(EVERYWHERE, writes=False):
        assert not Look.unscoped.filter(user=asker.sender.user).exists()


def test_a_message_sent_again_is_not_answered_again(city, asker):
    person = somebody(city, status="ACTIVE")
    first = asker.ask(by_nik(person.nik), message_id="M-1")
    again = asker.ask(by_nik(person.nik), message_id="M-1")
    assert len(records(first)) == 1
    assert again.json()["header"]["status_reason_code"] == "rjct.message_id.duplicate"
    with acting(EVERYWHERE, writes=False):
        assert Look.unscoped.filter(user=asker.sender.user).count() == 1


@pytest.mark.parametrize("form", ["jws", "detached", "string counts"])
def test_other_usual_signatures_hold(city, asker, form):
    person = somebody(city, status="ACTIVE")
    header = asker.header(**({"total_count": "1", "meta": "", "sender_uri": ""} if form == "string counts" else {}))
    message = {"transaction_id": "T-1", "search_request": [by_nik(person.nik)]}
    signature = asker.plain(header, message) if form == "string counts" else asker.jws(
        header, message, detached=form == "detached"
    )  # fmt: skip
    answer = asker.post("/sync/search", header, message, signature)
    assert len(records(answer)) == 1
    assert (answer.json()["signature"].count(".") == 2) == (
        form != "string counts"
    )  # answered in the form of the question


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_messages_without_a_signature_that_holds_are_not_read(city, asker):
    header, message = asker.header(), {"transaction_id": "T-1", "search_request": [by_nik("1671010101010000")]}
    good = asker.plain(header, message)
    other = Asker(city, "lain.example")
    for signature, code in (
        (None, "err.signature.missing"), ("", "err.signature.missing"),
        ("tanda tangan", "err.signature.invalid"), ("a.b.c", "err.signature.invalid"),
        (good[:-6] + 'AAAA="', "err.signature.invalid"),
        (asker.plain(header, {**message, "transaction_id": "T-2"}), "err.signature.invalid"),
        (asker.plain(header, message, created=int(time.time()) - 3600), "err.signature.invalid"),
        (asker.plain(header, message, created=int(time.time()) + 3600), "err.signature.invalid"),
        (asker.plain(header, message, kid="kunci-2"), "err.signature.invalid"),
        (other.plain(header, message), "err.signature.invalid"),
        (other.jws(header, message), "err.signature.invalid"),
    ):  # fmt: skip
        cache.clear()
        assert code_of(asker.post("/sync/search", header, message, signature)) == (401, code)
    assert asker.post("/sync/search", header, message, good).status_code == 200


def test_a_system_without_keys_shows_its_token(city):
    asker = Asker(city, signs=False)
    person = somebody(city, status="ACTIVE")
    assert len(records(asker.ask(by_nik(person.nik)))) == 1
    header, message = asker.header(), {"transaction_id": "T-1", "search_request": [by_nik(person.nik)]}
    for headers in ({}, {"Authorization": "Bearer salah"}, {"Authorization": asker.token}):
        answer = asker.post("/sync/search", header, message, headers=headers)
        assert code_of(answer) == (401, "err.request.unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    with acting(EVERYWHERE, writes=False):
        assert asker.token not in DciSender.objects.get(pk=asker.sender.pk).token_digest


def test_unknown_and_ended_systems_are_not_answered(city, asker):
    asker.sender_id = "asing.example"
    assert code_of(asker.ask(by_nik("1"))) == (401, "err.sender_id.invalid")
    asker.sender_id = asker.sender.sender_id
    end(city.scope("office_admin"), asker.sender.pk, timezone.now())
    assert code_of(asker.ask(by_nik("1"))) == (401, "err.sender_id.invalid")


@pytest.mark.parametrize(("body", "code"), [
    (b"{", "err.request.bad"), (b"[]", "err.request.bad"), (b'{"header": {}}', "err.request.bad"),
    (b'{"header": {}, "message": {}}', "err.request.bad"), (b"\xff", "err.request.bad"), (b"", "err.request.bad"),
    (b'{"header": {"is_msg_encrypted": true}, "message": {}}', "err.encryption.invalid"),
    (b'{"header": {"message_id": "1", "message_ts": "x", "action": "search", "sender_id": "a", "version": "9"}, '
     b'"message": {}}', "err.version.not_supported"),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/sync/search", "/search", "/sync/txn/status", "/txn/status"])
def test_what_is_no_message_is_told_with_a_code_and_never_a_page(body, code, path):
    answer = Client().post("/dci/v1.0.0/registry" + path, body, content_type="application/json")
    assert code_of(answer) == (400, code)
    if "sync" not in path:
        assert answer.json()["message"]["ack_status"] == "ERR"


def test_before_a_month_is_published_nobody_is_told_to_be_nobody(asker):
    Publication.objects.update(shown=False)
    forget_number()
    try:
        assert code_of(asker.ask(by_nik("1671010101010000"))) == (503, "err.service.unavailable")
    finally:
        forget_number()


def test_addresses_are_posted_to(city):
    for path in ("/sync/search", "/search", "/sync/txn/status", "/txn/status"):
        assert Client().get("/dci/v1.0.0/registry" + path).status_code == 405


def test_who_guesses_and_who_asks_too_much_has_to_wait(asker):
    stranger = Client()
    body = json.dumps({"header": asker.header(), "message": {}, "signature": "x"})
    path = "/dci/v1.0.0/registry/sync/search"
    codes = [stranger.post(path, body, content_type="application/json").status_code for _ in range(25)]
    assert codes == [401] * 20 + [429] * 5  # 20 wrong ones in ten minutes


def test_a_message_for_another_registry_is_not_ours(city, asker, settings, tmp_path):
    settings.SEMESTA_HOME = tmp_path
    (tmp_path / "peers.yaml").write_text("dci: {sender_id: jkn.palembang.example}")
    (tmp_path / "peers.yaml").chmod(0o600)
    assert code_of(asker.ask(by_nik("1"))) == (400, "err.receiver_id.invalid")
    answer = asker.ask(by_nik("1"), receiver_id="jkn.palembang.example")
    assert answer.json()["header"]["sender_id"] == "jkn.palembang.example"


def status_of(asker, kind, value, path="/sync/txn/status", **other):
    header = asker.header("txn-status", **other)
    asked = {"reference_id": "S-1", "txn_type": "search", "attribute_type": kind, "attribute_value": value}
    message = {"transaction_id": "T-9", "txnstatus_request": asked}
    return asker.post(path, header, message, asker.plain(header, message))


def test_where_requests_stand_is_told_by_each_of_the_three_numbers_and_only_to_who_asked(city, asker):
    correlation = asker.ask(by_nik("1", reference_id="R-7")).json()["message"]["correlation_id"]
    for kind, value in (
        ("transaction_id", "T-1"),
        ("reference_id_list", ["R-7", "R-8"]),
        ("correlation_id", correlation),
    ):
        answer = status_of(asker, kind, value).json()
        assert answer["header"]["action"] == "txn-on-status"
        told = answer["message"]["txnstatus_response"]["txn_status"]
        assert [(one["reference_id"], one["status"]) for one in told["search_response"]] == [("R-7", "succ")]
        assert told["correlation_id"] == correlation
    other = Asker(city, "lain.example")
    (nothing,) = status_of(other, "transaction_id", "T-1").json()["message"]["txnstatus_response"]["txn_status"][
        "search_response"
    ]
    assert nothing["status_reason_code"] == "rjct.reference_id.invalid"
    assert code_of(status_of(asker, "warna", "biru")) == (400, "err.request.bad")


def test_a_later_answer_needs_the_registered_address(city, asker):
    answer = asker.ask(by_nik("1"), path="/search")
    assert (answer.status_code, answer.json()["message"]["error"]["code"]) == (200, "err.sender_uri.invalid")
    caller = Asker(city, "jauh.example", callback_uri="https://jauh.example/dci")
    for told in ("https://lain.example/dci", "https://jauh.example.jahat/dci", "https://jauh.example/dci/../x", 7):
        answer = caller.ask(by_nik("1"), path="/search", sender_uri=told)
        assert answer.json()["message"]["error"]["code"] == "err.sender_uri.invalid"
    for told in (None, "", "https://jauh.example/dci", "https://jauh.example/dci/callback/on-search"):
        answer = caller.ask(by_nik("1"), path="/search", sender_uri=told)
        assert answer.json()["message"]["ack_status"] == "ACK", answer.json()
    with acting(EVERYWHERE, writes=False):
        urls = [one["url"] for one in DciRequest.unscoped.order_by("id").values_list("asked", flat=True)]
    assert urls == ["https://jauh.example/dci/registry/on-search"] * 3 + ["https://jauh.example/dci/callback/on-search"]


def test_a_later_question_sent_twice_is_taken_once(city):
    caller = Asker(city, "jauh.example", callback_uri="https://jauh.example/dci")
    assert caller.ask(by_nik("1"), path="/search", message_id="M-1").json()["message"]["ack_status"] == "ACK"
    again = caller.ask(by_nik("1"), path="/search", message_id="M-1").json()["message"]
    assert (again["ack_status"], again["error"]["message"][:25]) == ("ERR", "rjct.message_id.duplicate")
    late = caller.ask(by_nik("1"), path="/search", message_ts=(timezone.now() - timedelta(hours=1)).isoformat())
    assert late.json()["message"]["error"]["message"].startswith("rjct.message_ts.invalid")
