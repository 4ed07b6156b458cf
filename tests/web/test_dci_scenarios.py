"""Scenarios by which a social registry is tried from outside: endpoints, envelope, form, limits, proof, later answers.

An asker here knows the standard and the base address alone, and a token of the token service.
"""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from semesta.peers import http
from semesta.terms.fault import Fault
from semesta.web.casework.actions.dci import register as let_ask
from semesta.web.core.clients.actions import end_client
from semesta.web.core.clients.limits import forget_counts
from semesta.web.core.models import ApiToken
from tests.fakes.registry import FakeRegistry
from tests.web.dci_asking import Asker, by_nik, entry, somebody
from tests.web.dci_standard import ACKNOWLEDGED, envelope, fits
from tests.web.programs import register
from tests.web.test_dci_later import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city", "as_owner")]
CALLBACK = "http://127.0.0.1:9/dci"
SYNC, LATER = ("/sync/search", "/sync/txn/status"), ("/search", "/subscribe", "/unsubscribe", "/txn/status")
ACTIONS = {
    "/sync/search": "search", "/search": "search", "/sync/txn/status": "txn-status", "/txn/status": "txn-status",
    "/subscribe": "subscribe", "/unsubscribe": "unsubscribe",
}  # fmt: skip


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()
    forget_counts()


@pytest.fixture
def peer():
    """The asker's own side, where later answers arrive."""
    http._breaker.cache_clear()
    keys = Client().get("/dci/v1.0.0/.well-known/jwks.json").json()
    with FakeRegistry("test-client", keys) as standing:
        yield standing


@pytest.fixture
def program(city):
    return register(city, scopes="registry.search", purpose="ELIGDTRM").sign_in()


@pytest.fixture
def asker(city, program):
    made = Asker(city, "test-client", signs=False, program=program.client, callback_uri=CALLBACK)
    assert made.token == ""
    made.token = program.token
    return made


def message_of(action: str, **other) -> dict:
    """A message of each kind, as a suite would fill it."""
    now = timezone.now().isoformat()
    return {"transaction_id": "T-1", **{
        "search": {"search_request": [by_nik("TEST-001")]},
        "txn-status": {"txnstatus_request": {"reference_id": "S-1", "txn_type": "search", "attribute_type":
                                             "transaction_id", "attribute_value": "T-1"}},
        "subscribe": {"subscribe_request": [{"reference_id": "S-1", "timestamp": now, "subscribe_criteria": {
            "reg_event_type": "REGISTER", "filter": {"type": "UIN", "value": "TEST-001"},
            "notify_record_type": "Member"}}]},
        "unsubscribe": {"timestamp": now, "subscription_codes": ["sub-test-001"]},
    }[action], **other}  # fmt: skip


def send(asker, path, message=None, header=None, **more):
    action = ACTIONS[path]
    return asker.post(path, asker.header(action, **(header or {})), message or message_of(action), "unsigned", **more)


def error_of(answer) -> str:
    """The code of an error, which stands in the acknowledgement and, for an HTTP error, in `errors`."""
    told = fits(answer.json(), ACKNOWLEDGED)
    assert told["message"]["ack_status"] == "ERR"
    code = told["message"]["error"]["code"]
    if answer.status_code != 200:
        assert [one["code"] for one in told["errors"]] == [code]
    return code


@pytest.mark.parametrize("path", SYNC)
def test_a_synchronous_endpoint_answers_in_the_envelope_of_the_standard(asker, path):
    answer = send(asker, path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    told = fits(answer.json(), envelope({"/sync/search": "on-search", "/sync/txn/status": "txn-on-status"}[path]))
    assert (told["header"]["receiver_id"], told["message"]["transaction_id"]) == ("test-client", "T-1")


@pytest.mark.parametrize("path", LATER)
def test_an_asynchronous_endpoint_acknowledges_with_a_number_of_its_own(asker, path):
    answer = send(asker, path)
    told = fits(answer.json(), ACKNOWLEDGED)["message"]
    assert (answer.status_code, told["ack_status"]) == (200, "ACK")
    assert told["correlation_id"]
    assert "error" not in told


@pytest.mark.parametrize("path", ACTIONS)
def test_without_a_token_and_with_a_wrong_one_nobody_is_answered(asker, path):
    for headers in ({}, {"Authorization": "Bearer invalid-token"}, {"Authorization": "Basic YTpi"}):
        answer = send(asker, path, headers=headers)
        assert (answer.status_code, error_of(answer)) == (401, "err.request.unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_right_token_is_answered_also_behind_an_address_that_guessed(asker):
    codes = [send(asker, "/search", headers={}).status_code for _ in range(25)]
    assert codes == [401] * 20 + [429] * 5  # 20 wrong ones in ten minutes
    assert send(asker, "/search").status_code == 200


def test_a_token_of_another_program_an_ended_one_and_one_for_something_else_open_nothing(city, asker, program):
    other = register(city, scopes="registry.search").sign_in()
    assert send(asker, "/search", headers=other.headers()).status_code == 401
    less = register(city, scopes="eligibility.read registry.search")
    let_ask(city.scope("office_admin"), {
        "sender_id": "kurang.example", "name": "Kurang", "purpose": "uji", "agreement": "PKS-1", "area_code": "16.71",
        "callback_uri": CALLBACK, "program": less.client,
    }, timezone.now())  # fmt: skip
    less.sign_in("eligibility.read")
    answer = send(asker, "/search", header={"sender_id": "kurang.example"}, headers=less.headers())
    assert (answer.status_code, error_of(answer)) == (403, "err.request.forbidden")
    end_client(program.client, timezone.now())
    assert send(asker, "/search").status_code == 401


def test_a_token_that_is_over_opens_nothing(asker):
    ApiToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert send(asker, "/sync/search").status_code == 401


def test_a_program_is_counted_by_the_minute_here_too(city):
    few = register(city, scopes="registry.search", minute_most=2).sign_in()
    asker = Asker(city, "sedikit.example", signs=False, program=few.client)
    asker.token = few.token
    codes = [send(asker, "/sync/search").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_system_with_keys_and_a_program_both_signs_and_shows_its_token(city, program):
    asker = Asker(city, "dua.example", program=program.client)
    header, message = asker.header(), message_of("search")
    signature = asker.plain(header, message)
    bearer = {"headers": program.headers()}
    assert asker.post("/sync/search", header, message, signature).status_code == 401
    assert error_of(asker.post("/sync/search", header, message, "unsigned", **bearer)) == "err.signature.invalid"
    assert error_of(asker.post("/sync/search", header, message, **bearer)) == "err.signature.missing"
    assert asker.post("/sync/search", header, message, signature, **bearer).status_code == 200


def test_a_program_stands_for_one_system_of_its_area_and_only_with_the_right(city, other_city, program):
    told = {"sender_id": "a.example", "name": "A", "purpose": "uji", "agreement": "P", "area_code": "16.71"}
    scope = city.scope("office_admin")
    with pytest.raises(Fault, match="tidak boleh bertanya"):
        let_ask(scope, {**told, "program": register(city, scopes="eligibility.read").client}, timezone.now())
    narrow = register(city, scopes="registry.search", area="16.71.05").client
    with pytest.raises(Fault, match="di dalam wilayah"):
        let_ask(scope, {**told, "program": narrow}, timezone.now())
    with pytest.raises(PermissionError):
        let_ask(scope, {**told, "program": register(other_city, scopes="registry.search").client}, timezone.now())
    let_ask(scope, {**told, "program": program.client}, timezone.now())
    with pytest.raises(Fault, match="sistem lain"):
        let_ask(scope, {**told, "sender_id": "b.example", "program": program.client}, timezone.now())


def test_a_body_that_is_not_said_to_be_json_is_not_read(asker):
    header, message = asker.header(), message_of("search")
    body = '{"header": {}, "message": {}}'
    for kind, status in (("text/plain", 415), ("multipart/form-data; boundary=x", 415), ("", 400)):
        answer = Client().post("/dci/v1.0.0/registry/search", body, content_type=kind)
        assert (answer.status_code, error_of(answer)) == (status, "err.request.bad")
    answer = asker.client.post(
        "/dci/v1.0.0/registry/sync/search", {"header": header, "message": message, "signature": ""},
        content_type="application/json", headers={"Authorization": f"Bearer {asker.token}"},
    )  # fmt: skip
    assert answer.status_code == 200


def test_only_posts_are_taken_and_the_answer_says_so(asker):
    answer = Client().get("/dci/v1.0.0/registry/subscribe")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ACTIONS)
def test_a_message_without_its_part_is_rejected(asker, path):
    for lacking in (
        {"transaction_id": "T-1"},
        {k: v for k, v in message_of(ACTIONS[path]).items() if k != "transaction_id"},
    ):
        answer = send(asker, path, lacking)
        assert (answer.status_code, error_of(answer)) == (400, "err.request.bad")
    body = {"signature": "unsigned", "header": asker.header(ACTIONS[path])}
    answer = asker.client.post("/dci/v1.0.0/registry" + path, body, content_type="application/json",
                               headers={"Authorization": f"Bearer {asker.token}"})  # fmt: skip
    assert (answer.status_code, error_of(answer)) == (400, "err.request.bad")


def test_identifiers_end_at_99_characters(asker):
    for path, name in (("/search", "transaction_id"), ("/subscribe", "transaction_id")):
        assert send(asker, path, message_of(ACTIONS[path], **{name: "x" * 99})).json()["message"]["ack_status"] == "ACK"
        assert send(asker, path, message_of(ACTIONS[path], **{name: "x" * 100})).status_code == 400
    for length, word in ((99, "ACK"), (100, "ERR")):
        answer = send(asker, "/unsubscribe", message_of("unsubscribe", subscription_codes=["s" * length]))
        assert answer.json()["message"]["ack_status"] == word


MALFORMED = {
    "timestamp that is none": {"timestamp": "not-a-timestamp"}, "no time zone": {"timestamp": "2024-01-15T10:30:00"},
    "locale too short": {"locale": "en"}, "locale in capitals": {"locale": "ENG"}, "locale a number": {"locale": 7},
    "no page": {"pagination": {"page_size": 0, "page_number": 1}},
    "page zero": {"pagination": {"page_size": 10, "page_number": 0}},
    "a negative page": {"pagination": {"page_size": -1, "page_number": 1}},
    "long reference": {"reference_id": "r" * 100}, "no criteria": {"search_criteria": None},
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_search_of_wrong_form_is_refused_at_once_whether_it_is_answered_now_or_later(asker, name):
    wrong = {**by_nik("TEST-001"), **MALFORMED[name]}
    answer = send(asker, "/search", {"transaction_id": "T-1", "search_request": [wrong]})
    assert error_of(answer) == "err.request.bad"
    assert answer.json()["message"]["error"]["message"].startswith("rjct.")
    now = send(asker, "/sync/search", {"transaction_id": "T-1", "search_request": [wrong]}).json()
    (one,) = fits(now, envelope("on-search"))["message"]["search_response"]
    assert (one["status"], now["header"]["status"]) == ("rjct", "rjct")


def test_one_good_entry_lets_a_later_search_through(asker):
    entries = [{**by_nik("1"), "locale": "EN"}, by_nik("2", reference_id="R-2")]
    answer = send(asker, "/search", {"transaction_id": "T-1", "search_request": entries}, header={"total_count": 2})
    assert answer.json()["message"]["ack_status"] == "ACK"


@pytest.mark.parametrize("locale", ["eng", "ind", None])
def test_a_language_of_three_letters_is_given_back(asker, locale):
    asked = {**by_nik("TEST-001"), "locale": locale}
    answer = send(asker, "/sync/search", {"transaction_id": "T-1", "search_request": [asked]}).json()
    assert answer["message"]["search_response"][0]["locale"] == (locale or "eng")


def test_pages_may_stand_beside_the_criteria(city, asker):
    asked = {**by_nik(somebody(city, status="ACTIVE").nik), "pagination": {"page_size": 5, "page_number": 1}}
    answer = send(asker, "/sync/search", {"transaction_id": "T-1", "search_request": [asked]}).json()
    (one,) = fits(answer, envelope("on-search"))["message"]["search_response"]
    assert one["pagination"] == {"page_size": 5, "page_number": 1, "total_count": 1}
    assert len(one["data"]["reg_records"]) == 1


UNANSWERED = {
    "expression": entry({"type": "ns:org:QueryType:expression", "value": {"expression": {
        "collection": "Group", "query": {"$and": [{"poverty_score": {"$lt": 5}}]}}}}, "expression"),
    "predicate": entry([{"seq_num": 1, "expression1": {"attribute_name": "age", "operator": "lt",
                                                       "attribute_value": "25"}}], "predicate"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNANSWERED)
def test_a_question_by_anything_but_a_number_is_read_and_refused_with_its_reason(asker, kind):
    asked = {"transaction_id": "T-1", "search_request": [UNANSWERED[kind]]}
    answer = send(asker, "/sync/search", asked).json()
    (one,) = fits(answer, envelope("on-search"))["message"]["search_response"]
    assert (one["status"], one["status_reason_code"]) == ("rjct", "rjct.filter.invalid")
    assert send(asker, "/search", asked).json()["message"]["ack_status"] == "ACK"  # it is a question; on-search refuses


def test_a_later_question_of_a_system_without_an_address_is_refused_as_an_acknowledgement(city, program):
    asker = Asker(city, "tanpa.example", signs=False, program=program.client)
    asker.token = program.token
    answer = send(asker, "/search")
    assert (answer.status_code, error_of(answer)) == (200, "err.sender_uri.invalid")


def test_a_status_names_the_transaction_that_was_asked_about(asker):
    send(asker, "/sync/search", message_of("search", transaction_id="T-7"))
    about = {"reference_id": "S-1", "txn_type": "search", "attribute_type": "transaction_id", "attribute_value": "T-7"}
    for asked, status in ((about, "succ"), ({**about, "attribute_value": "T-8"}, "rjct")):
        message = {"transaction_id": "T-9", "txnstatus_request": asked}
        told = fits(send(asker, "/sync/txn/status", message).json(), envelope("txn-on-status"))["message"]
        assert told["transaction_id"] == "T-9"
        held = told["txnstatus_response"]["txn_status"]
        assert held["transaction_id"] == asked["attribute_value"]
        assert [one["status"] for one in held["search_response"]] == [status]


CALLBACKS = {
    "/search": ("on-search", "/dci/registry/on-search", "succ"),
    "/txn/status": ("txn-on-status", "/dci/registry/txn/on-status", "succ"),
    "/subscribe": ("on-subscribe", "/dci/registry/on-subscribe", "succ"),
    "/unsubscribe": ("on-unsubscribe", "/dci/registry/on-unsubscribe", "rjct"),
}


@pytest.mark.parametrize("path", CALLBACKS)
def test_a_later_question_brings_its_answer_with_the_numbers_of_the_question(city, program, peer, path):
    asker = Asker(city, "test-client", signs=False, program=program.client, callback_uri=f"{peer.base_url}/dci")
    asker.token = program.token
    taken = send(asker, path, header={"sender_uri": f"{peer.base_url}/dci"}).json()["message"]
    work()
    action, place, status = CALLBACKS[path]
    (came,) = peer.acted.values()
    told = fits({name: came[name] for name in ("signature", "header", "message")}, envelope(action))
    assert (came["path"], told["header"]["status"]) == (place, status)
    assert told["message"]["transaction_id"] == "T-1"
    assert told["message"]["correlation_id"] == taken["correlation_id"]


def test_nobody_is_followed_and_the_answer_to_a_subscription_says_so(city, program, peer):
    asker = Asker(city, "test-client", signs=False, program=program.client, callback_uri=f"{peer.base_url}/dci")
    asker.token = program.token
    send(asker, "/subscribe")
    send(asker, "/unsubscribe")
    work()
    subscribed, ended = (one["message"] for one in peer.acted.values())
    (one,) = subscribed["subscribe_response"]
    assert (one["status"], one["status_reason_code"], one["subscriptions"]) == ("rjct", "rjct.notify_types.invalid", [])
    assert (ended["status_reason_code"], ended["subscription_status"]) == ("rjct.subscription_code.invalid", [])


def test_a_later_search_of_which_nothing_could_be_answered_is_rejected_as_a_whole(city, program, peer):
    asker = Asker(city, "test-client", signs=False, program=program.client, callback_uri=f"{peer.base_url}/dci")
    asker.token = program.token
    send(asker, "/search", {"transaction_id": "T-1", "search_request": [UNANSWERED["predicate"]]})
    work()
    (came,) = peer.acted.values()
    assert (came["header"]["status"], came["header"]["status_reason_code"]) == ("rjct", "rjct.errors.too_many")


def test_the_key_that_answers_are_signed_with_stands_where_the_standard_looks_for_it():
    base, server = (Client().get(f"{one}/.well-known/jwks.json").json() for one in ("/dci/v1.0.0", ""))
    assert base == server
    (key,) = base["keys"]
    assert (key["kty"], key["crv"], key["use"], key["alg"]) == ("OKP", "Ed25519", "sig", "EdDSA")
    assert "d" not in key
