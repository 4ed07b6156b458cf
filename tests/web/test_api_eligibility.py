"""The JSON look-up: what is told, within which area, by the short way too, and what is refused."""

import io
import json
from datetime import timedelta

import pytest
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from semesta.web.core import thin
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.clients import actions, limits
from semesta.web.core.models import ApiToken, Look
from semesta.web.core.published import by_nik
from semesta.web.core.published.models import Publication
from semesta.web.core.published.tables.models import Person
from tests.web.programs import program
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
ASK = "/api/v1/eligibility"
JSON = "application/json"


@pytest.fixture(autouse=True)
def fresh():
    limits.forget_counts()
    by_nik.forget_number()
    thin._let.clear()


@pytest.fixture
def one(city):
    with looking(city.scope("auditor")) as shown:
        people = shown.rows(Person).filter(nik__isnull=False, nik_damage="", area_code__gt="16.71.01")
        return people.exclude(psnoka__isnull=True).first()


def looks(city):
    with acting(acting_of(city.scope("auditor")), writes=False):
        rows = Look.objects.within(city.scope("auditor")).order_by("id")
        return list(rows.values_list("user__username", "organisation", "purpose", "person_key"))


def test_a_patient_is_told_with_the_month_and_the_look_is_written_down(city, one):
    asker = program(city, scopes="eligibility.read")
    answer = asker.post(ASK, {"nik": one.nik, "purpose": "ETREAT"}, JSON)
    told = answer.json()
    (person,) = told["people"]
    assert (answer.status_code, told["month"], person["patient"]) == (200, "2025-05-01", str(one.person_id))
    assert (person["name"], person["covered"], person["class"]) == (one.name, one.active, one.class_name)
    assert person["card_number"] == one.psnoka[:4] + "•" * 7 + one.psnoka[-2:]
    assert one.nik not in answer.content.decode()
    user = f"program-{asker.client.public_id}"
    assert looks(city) == [(user, "Kantor mawar facility", "ETREAT", str(one.person_id))]


def test_the_card_number_is_told_to_who_may_know_it(city, one):
    asker = program(city, scopes="eligibility.read identity.read")
    assert asker.post(ASK, {"nik": one.nik}, JSON).json()["people"][0]["card_number"] == one.psnoka


def test_the_purpose_is_the_header_else_the_programs_own(city, one):
    asker = program(city, purpose="PATADMIN")
    for headers in ({}, {"X-Purpose-Of-Use": "HPAYMT"}):
        assert asker.post(ASK, {"nik": one.nik}, JSON, **headers).status_code == 200
    assert [purpose for _, _, purpose, _ in looks(city)] == ["PATADMIN", "HPAYMT"]
    assert asker.post(ASK, {"nik": one.nik}, JSON, **{"X-Purpose-Of-Use": "mau tahu"}).status_code == 400


def test_nobody_of_another_area_is_found(city, one):
    elsewhere = program(city, area="16.71.99")
    assert elsewhere.post(ASK, {"nik": one.nik}, JSON).json()["people"] == []
    assert looks(city) == []


WRONG = {
    "no JSON": ("x", JSON, 400), "a list": ("[]", JSON, 400), "deep": ("[" * 90_000, JSON, 400),
    "no NIK": ("{}", JSON, 400), "a number": ('{"nik": 1671040000000001}', JSON, 400),
    "15 digits": ('{"nik": "167104000000001"}', JSON, 400), "a newline": ('{"nik": "1671040000000001\\n"}', JSON, 400),
    "other digits": ('{"nik": "١٦٧١٠٤٠٠٠٠٠٠٠٠٠١"}', JSON, 400),
    "more": ('{"nik": "1671040000000001", "x": 1}', JSON, 400),
    "free purpose": ('{"nik": "1671040000000001", "purpose": "x"}', JSON, 400),
    "a form": ("nik=1671040000000001", "application/x-www-form-urlencoded", 415),
    "too long": ("x" * 300_000, JSON, 413),
    "half a letter": (b'{"nik": "\xff"}', JSON, 400),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_as_a_problem_without_quoting_it(city, wrong):
    body, kind, status = WRONG[wrong]
    answer = program(city).post(ASK, body, kind)
    told = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (told["status"], "1671" in told["detail"]) == (status, False)


def test_other_methods_and_no_token(city):
    asker = program(city)
    assert (asker.get(ASK).status_code, asker.get(ASK).headers["Allow"]) == (405, "POST")
    asker.token = "salah"
    answer = asker.post(ASK, {"nik": "9" * 16}, JSON)
    assert (answer.status_code, "invalid_token" in answer.headers["WWW-Authenticate"]) == (401, True)


def test_before_anything_is_published_it_says_so(city):
    with acting(Acting(purpose="tests")):
        Publication.objects.update(shown=False)
    answer = program(city).post(ASK, {"nik": "9" * 16}, JSON)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")


# -- the short way


class Server:
    """The application with its short way; `long` counts what the whole application answered."""

    def __init__(self) -> None:
        self.long = 0
        whole = get_wsgi_application()

        def counted(environ, start_response):
            self.long += 1
            return whole(environ, start_response)

        self.application = thin.shortened(counted, lambda *_: "id")

    def ask(self, asker, body, **other):
        sent = json.dumps(body).encode()
        head = {
            "REQUEST_METHOD": "POST", "PATH_INFO": ASK, "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
            "CONTENT_TYPE": JSON, "HTTP_AUTHORIZATION": f"Bearer {asker.token}", "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": io.BytesIO(sent), "wsgi.errors": io.StringIO(), **other,
        }  # fmt: skip
        told = []
        # The test's transaction lasts longer than a request; Django's own client connects the signal again.
        request_started.disconnect(close_old_connections)
        body = b"".join(self.application(head, lambda status, headers, *_: told.append((status, headers))))
        return int(told[0][0][:3]), dict(told[0][1]), json.loads(body)


@pytest.fixture
def server():
    yield Server()
    request_started.connect(close_old_connections)


def test_the_second_time_the_same_is_told_the_short_way_in_two_statements(city, one, server):
    asker = program(city, minute_most=1000)
    first = server.ask(asker, {"nik": one.nik})
    with CaptureQueriesContext(connection) as statements:
        second = server.ask(asker, {"nik": one.nik})
    # PostgreSQL: one call of a function. SQLite: one SELECT and one INSERT, which Django does not see.
    assert (server.long, len(statements) <= 1) == (1, True)
    assert (first[0], second[0], first[2]) == (200, 200, second[2])
    assert second[2]["people"][0]["patient"] == str(one.person_id)
    assert (first[1]["RateLimit-Limit"], second[1]["RateLimit-Limit"]) == ("1000", "1000")
    assert int(second[1]["RateLimit-Remaining"]) < int(first[1]["RateLimit-Remaining"])
    assert second[1]["Cache-Control"] == "no-store"
    assert [key for *_, key in looks(city)] == [str(one.person_id)] * 2


def test_another_purpose_or_token_is_judged_by_the_whole_application(city, one, server):
    asker = program(city)
    for way, (body, other) in enumerate([
        ({"nik": one.nik}, {}), ({"nik": one.nik, "purpose": "HPAYMT"}, {}),
        ({"nik": one.nik}, {"HTTP_X_PURPOSE_OF_USE": "COVERAGE"}), ({"nik": one.nik}, {"CONTENT_TYPE": JSON + ";a=b"}),
    ], 1):  # fmt: skip
        assert (server.ask(asker, body, **other)[0], server.long) == (200, way)
    assert [purpose for _, _, purpose, _ in looks(city)] == ["TREAT", "HPAYMT", "COVERAGE", "TREAT"]
    assert server.ask(asker, {"nik": one.nik}, HTTP_AUTHORIZATION="Bearer x")[0] == 401


@pytest.mark.parametrize(
    "change",
    [
        lambda asker: actions.end_client(asker.client, timezone.now()),
        lambda asker: actions.revoke_token(asker.client, asker.token),
        lambda asker: ApiToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1)),
    ],
)
def test_what_ended_since_opens_nothing_the_short_way(city, one, server, change):
    asker = program(city)
    for _ in range(2):
        server.ask(asker, {"nik": one.nik})
    with acting(Acting(purpose="tests")):
        change(asker)
    assert (server.ask(asker, {"nik": one.nik})[0], server.long, len(looks(city))) == (401, 2, 2)


def test_an_area_taken_away_since_shows_nobody(city, one, server):
    asker = program(city)
    for _ in range(2):
        server.ask(asker, {"nik": one.nik})
    with acting(Acting(purpose="tests")):
        asker.client.area_code = "16.71.99"
        asker.client.save()
    status, _, told = server.ask(asker, {"nik": one.nik})
    assert (status, told["people"], server.long, len(looks(city))) == (200, [], 2, 2)


def test_the_limit_holds_the_short_way(city, one, server):
    asker = program(city, minute_most=3)
    assert [server.ask(asker, {"nik": one.nik})[0] for _ in range(5)] == [200, 200, 200, 429, 429]
    assert len(looks(city)) == 3
