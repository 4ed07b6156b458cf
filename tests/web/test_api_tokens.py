"""Who gets a token, and how long it opens something."""

import json
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from semesta.web.core.acting import Acting, acting
from semesta.web.core.clients import actions, limits
from semesta.web.core.clients.keys import check_jwks
from semesta.web.core.clients.scopes import SCOPES, granted, rights, written
from semesta.web.core.models import ApiAssertion, ApiClient, ApiToken, AuditEntry, Organisation, User
from tests.web.programs import ASSERTION, FORM, TOKEN, program, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
ASK = "/api/v1/eligibility"
BODY = {"nik": "9" * 16}


@pytest.fixture(autouse=True)
def counts():
    limits.forget_counts()


def asked(one) -> int:
    return one.post(ASK, BODY, "application/json").status_code


@pytest.mark.parametrize(
    ("asks", "holds", "gets"),
    [
        ("", "eligibility.read system/Patient.rs", "eligibility.read system/Patient.rs"),
        ("system/Patient.r", "system/Patient.rs", "system/Patient.r"),
        ("system/Patient.read", "system/Patient.rs", "system/Patient.read"),
        ("system/Patient.read system/Group.r", "system/Patient.rs", "system/Patient.read"),
        ("system/*.read", "system/Patient.rs system/Coverage.rs", "system/Coverage.rs system/Patient.rs"),
        ("system/Patient.cruds", "system/Patient.rs", "system/Patient.rs"),
        ("system/Coverage.r", "system/Patient.rs", ""),
        ("openid launch", "system/Patient.rs", ""),
        ("eligibility.read system/Group.r", "eligibility.read", "eligibility.read"),
    ],
)
def test_what_is_asked_and_held_is_granted(asks, holds, gets):
    assert granted(asks, holds) == gets


def test_every_scope_is_written_as_it_is_read():
    assert {written(rights([scope])) for scope in SCOPES} == set(SCOPES)


@pytest.mark.parametrize("key", ["", "EC", "RSA"])
def test_a_program_that_proves_itself_gets_a_token_for_minutes(city, key):
    answer = register(city, key=key).ask_token("eligibility.read")
    told = answer.json()
    assert (answer.status_code, told["token_type"], told["expires_in"]) == (200, "Bearer", 300)
    assert (told["scope"], answer.headers["Cache-Control"]) == ("eligibility.read", "no-store")
    held = ApiToken.objects.get()
    assert (held.digest, held.digest == told["access_token"]) == (actions.digest(told["access_token"]), False)
    event = AuditEntry.objects.get(about="token issued")
    assert json.loads(event.new) == {"scopes": "eligibility.read"}


WRONG_CLAIMS = {
    "another audience": {"aud": "https://example.org/token"},
    "another issuer": {"iss": "somebody"},
    "no jti": {"jti": None},
    "no end": {"exp": None},
    "ended": {"exp": int(time.time()) - 60},
    "holds too long": {"exp": int(time.time()) + 3600},
    "not yet": {"nbf": int(time.time()) + 3600},
}


@pytest.mark.parametrize("wrong", WRONG_CLAIMS)
def test_an_assertion_that_says_something_else_opens_nothing(city, wrong):
    one = register(city, key="EC")
    answer = one.ask_token(
        client_assertion=one.assertion(**WRONG_CLAIMS[wrong]),
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert ApiToken.objects.count() == 0
    assert AuditEntry.objects.get(about="token refused").key == one.client.public_id


def test_an_assertion_works_once(city):
    one = register(city, key="RSA")
    same = {"client_assertion": one.assertion(),
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}  # fmt: skip
    assert [one.ask_token(**same).status_code for _ in range(2)] == [200, 401]
    assert (ApiToken.objects.count(), ApiAssertion.objects.count()) == (1, 1)


def test_another_key_or_a_weaker_algorithm_proves_nothing(city):
    one, other = register(city, key="EC"), ECKey.generate_key("P-384")
    other.ensure_kid()
    one.key = other
    assert one.ask_token().status_code == 401
    # The public key as if it were a shared secret.
    one.key, one.algorithm = OctKey.import_key(one.client.jwks.encode()), "HS256"
    one.key.ensure_kid()
    assert one.ask_token().status_code == 401


def test_keys_are_never_fetched_from_where_an_assertion_says(city):
    one = register(city, key="EC")
    claims = {"iss": one.client.public_id, "sub": one.client.public_id, "aud": f"http://testserver{TOKEN}",
              "exp": int(time.time()) + 240, "jti": "once"}  # fmt: skip
    header = {"alg": "ES384", "kid": one.key.kid, "jku": "https://elsewhere.example/jwks.json"}
    answer = one.ask_token(client_assertion=jwt.encode(header, claims, one.key, algorithms=["ES384"]),
                           client_assertion_type=ASSERTION)  # fmt: skip
    assert (answer.status_code, "jku" in answer.json()["error_description"]) == (401, True)


def test_a_secret_may_stand_in_the_form_and_beside_a_header_the_header_alone_decides(city):
    one = register(city)
    form = {"grant_type": "client_credentials", "client_id": one.client.public_id, "client_secret": one.secret}
    assert Client().post(TOKEN, urlencode(form), content_type=FORM).status_code == 200
    twice = Client().post(TOKEN, urlencode(form), content_type=FORM, headers={"Authorization": one.basic()})
    assert twice.status_code == 200
    false = {"Authorization": one.basic("x")}
    shown = Client().post(TOKEN, urlencode(form), content_type=FORM, headers=false)
    assert (shown.status_code, shown.json()["error"]) == (401, "invalid_client")
    wrong = Client().post(TOKEN, urlencode({**form, "client_secret": "x"}), content_type=FORM)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "[]", "{}", '{"keys": []}', '{"keys": [1]}', '{"keys": [{"kty": "oct", "k": "AAAA"}]}',
        json.dumps(KeySet([ECKey.generate_key("P-256")]).as_dict(private=False)),
        json.dumps(KeySet([ECKey.generate_key("P-384")]).as_dict(private=True)),
        json.dumps(KeySet([RSAKey.generate_key(1024)]).as_dict(private=False)),
    ],
    ids=["empty", "word", "list", "object", "none", "no key", "shared", "a short curve", "private", "a short modulus"],
)  # fmt: skip
def test_what_is_no_set_of_strong_public_keys_is_refused(text):
    with pytest.raises(ValidationError):
        check_jwks(text)


FORMS = {
    "no proof": ({}, {}, 401, "invalid_client"),
    "another grant": ({"grant_type": "password"}, None, 400, "unsupported_grant_type"),
    "a scope it lacks": ({"scope": "system/Coverage.r"}, None, 400, "invalid_scope"),
    "another assertion type": ({"client_assertion": "x", "client_assertion_type": "y"}, None, 400, "invalid_request"),
    "an unsigned word": (
        {"client_assertion": "x", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
        None, 401, "invalid_client",
    ),
    "a broken header": ({}, {"Authorization": "Basic ???"}, 401, "invalid_client"),
    "a wrong secret": ({}, {"Authorization": "Basic YTpi"}, 401, "invalid_client"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_errors_are_those_of_rfc_6749(city, form):
    given, headers, status, error = FORMS[form]
    one = register(city, scopes="eligibility.read")
    body = {"grant_type": "client_credentials", **given}
    own = {"Authorization": one.basic()} if headers is None else headers
    answer = Client().post(TOKEN, "&".join(f"{k}={v}" for k, v in body.items()), content_type=FORM, headers=own)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_only_a_form_by_post(city):
    assert Client().get(TOKEN).status_code == 405
    assert Client().post(TOKEN, "{}", content_type="application/json").status_code == 415


def test_who_guesses_secrets_has_to_wait(city):
    one, other = register(city), register(city)
    right, one.secret = one.secret, "salah"
    assert [one.ask_token().status_code for _ in range(31)] == [401] * 30 + [429]
    one.secret = right  # nobody is locked out by who guesses
    assert (one.ask_token().status_code, other.ask_token().status_code) == (200, 200)


def test_a_token_opens_what_it_says_and_no_more(city):
    assert asked(program(city, scopes="eligibility.read")) == 200
    one = program(city, scopes="measure.read")
    assert asked(one) == 403
    assert AuditEntry.objects.get(about="program refused").key == "api_eligibility"


def end_token(one):
    ApiToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))


def end_program(one):
    actions.end_client(one.client, timezone.now())


def close_office(one):
    Organisation.objects.filter(pk=one.client.organisation_id).update(closed_on=timezone.localdate())


def give_back(one):
    actions.revoke_token(one.client, one.token)


def renew(one):
    actions.renew_key(one.client)


ENDS = {"token ended": end_token, "program ended": end_program, "office closed": close_office,
        "given back": give_back, "another secret": renew}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_what_has_ended_opens_nothing(city, end):
    one = program(city)
    assert asked(one) == 200
    with acting(Acting(purpose="tests")):
        ENDS[end](one)
    assert asked(one) == 401
    if end in {"program ended", "office closed", "another secret"}:
        assert one.ask_token().status_code == 401


def test_a_token_is_given_back_by_the_program_itself(city):
    one = program(city)
    answer = one.browser.post(
        "/oauth2/revoke", f"token={one.token}", content_type=FORM, headers={"Authorization": one.basic()}
    )
    assert (answer.status_code, asked(one)) == (200, 401)


def test_a_program_asks_as_often_as_it_may_in_a_minute(city):
    one = program(city, minute_most=3)
    answers = [one.post(ASK, BODY, "application/json") for _ in range(4)]
    told = [(answer.status_code, answer.headers["RateLimit-Remaining"]) for answer in answers]
    assert told == [(200, "2"), (200, "1"), (200, "0"), (429, "0")]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    limits.forget_counts()  # another process counts on
    assert asked(one) == 429


def test_counting_for_many_requests_costs_no_statement_each(city, django_assert_num_queries):
    one = program(city, minute_most=1000)
    limits.take_one(one.client.pk, 1000)
    with django_assert_num_queries(0):
        for _ in range(19):
            limits.take_one(one.client.pk, 1000)
    with django_assert_num_queries(1):
        assert limits.take_one(one.client.pk, 1000).left == 1000 - 21


def test_the_user_of_a_program_cannot_sign_in_and_is_nobodys_to_manage(city):
    one = register(city)
    user = User.objects.get(api_client=one.client)
    assert (user.is_active, user.has_usable_password()) == (False, False)
    admin = city.client("office_admin")
    assert admin.get(f"/kantor/pengguna/{user.pk}/").status_code == 404
    assert user.username not in admin.get("/kantor/pengguna/").content.decode()


def test_the_trail_does_not_hold_a_secret(city):
    one = program(city)
    for entry in AuditEntry.objects.all():
        assert one.secret not in (entry.new or "")
        assert one.token not in (entry.new or "")
        assert one.client.secret_digest not in (entry.new or "")


def test_ended_tokens_are_forgotten(city):
    program(city)
    actions.forget_ended_tokens(timezone.now() + timedelta(minutes=6))
    assert (ApiToken.objects.count(), ApiClient.objects.count()) == (0, 1)


def test_clients_find_the_endpoint(city):
    for address in ("/.well-known/oauth-authorization-server", "/fhir/r4/.well-known/smart-configuration"):
        told = Client().get(address).json()
        assert told["token_endpoint"] == f"http://testserver{TOKEN}"
        assert set(SCOPES) == set(told["scopes_supported"])
