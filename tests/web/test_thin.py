"""The short way of a look-up by NIK: as long as nothing changed, and not one request longer."""

import io
import json
from datetime import timedelta
from types import ModuleType

import pytest
from django.conf import settings as of_django
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from semesta.web.core import actions, thin
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import Look, Membership, Organisation, Session, User
from semesta.web.core.published import by_nik
from semesta.web.core.published.look_up import Asker, look_up
from semesta.web.core.published.models import Publication
from semesta.web.core.published.tables.models import Card, Person
from semesta.web.core.session_store import SessionStore
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
PURPOSE = "loket"


@thin.looks_up("counter.serve", purpose=PURPOSE)
def look_up_page(found):
    return {"found": len(found), "class": [one.class_name for one in found]}


class Counter:
    """A server with one address of the short way; `long` counts what the whole application answered."""

    def __init__(self, client: Client) -> None:
        self.long, self.key = 0, client.session.session_key
        whole = get_wsgi_application()

        def counted(environ, start_response):
            self.long += 1
            return whole(environ, start_response)

        self.application = thin.shortened(counted, lambda *_: "id")

    def ask(self, nik: str, **other: str):
        """(status, headers, body) of a POST with this NIK; `other` replaces parts of the head."""
        names = of_django.SESSION_COOKIE_NAME, of_django.CSRF_COOKIE_NAME
        head = {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/loket/", "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
            "HTTP_COOKIE": f"{names[0]}={self.key}; {names[1]}={'a' * 32}", "HTTP_X_CSRFTOKEN": "a" * 32,
            "CONTENT_LENGTH": str(len(nik)), "wsgi.input": io.BytesIO(nik.encode()), "wsgi.errors": io.StringIO(),
            **other,
        }  # fmt: skip
        told = []
        body = b"".join(self.application(head, lambda status, headers, *_: told.append((status, headers))))
        status, headers = told[0]
        return int(status[:3]), dict(headers), body


@pytest.fixture
def counter(city, settings):
    own = ModuleType("addresses")
    own.urlpatterns = [thin.thin_path("loket/", look_up_page, "loket"), *get_resolver().url_patterns]
    settings.ROOT_URLCONF = own
    thin._let.clear()
    by_nik.forget_number()
    client = city.client("facility")
    client.get("/")  # the session notes its first minute
    # The test's transaction lasts longer than a request, as with Django's own client.
    request_started.disconnect(close_old_connections)
    yield Counter(client)
    request_started.connect(close_old_connections)


@pytest.fixture
def nik(city):
    with looking(city.scope("facility")) as shown:
        return shown.rows(Person).filter(nik__isnull=False, nik_damage="", area_code__gt="16.71.01").first().nik


def looks(city) -> list[tuple[str, str, str]]:
    with acting(acting_of(city.scope("auditor")), writes=False):
        rows = Look.objects.within(city.scope("auditor")).filter(purpose=PURPOSE).order_by("id")
        return list(rows.values_list("user__username", "organisation", "columns"))


def test_the_second_time_the_answer_is_the_same_the_short_way_and_each_look_is_written_down(city, counter, nik):
    first = counter.ask(nik)
    second = counter.ask(nik)
    assert counter.long == 1
    assert (first[0], json.loads(first[2])["found"]) == (200, 1)
    own = {"X-Request-ID": "id"}
    assert second == (200, {**first[1], **own, "Content-Length": str(len(first[2]))}, first[2])
    assert "default-src 'none'" in second[1]["Content-Security-Policy"]
    assert looks(city) == [("mawar-facility", "Kantor mawar facility", "family")] * 2


def _end_posts(city):
    Membership.objects.filter(user=city.users["facility"]).update(valid_from="2020-01-01", valid_to="2020-12-31")


def _move(city):
    Membership.objects.filter(user=city.users["facility"]).update(area_code="99")


def _rename(city):
    Membership.objects.filter(user=city.users["facility"]).update(role="office_admin")


CHANGES = {
    "signed out": (lambda city: actions.end_sessions(city.users["facility"]), 302),
    "disabled": (lambda city: User.objects.filter(pk=city.users["facility"].pk).update(is_active=False), 302),
    "another password": (lambda city: User.objects.filter(pk=city.users["facility"].pk).update(password=""), 302),
    "idle too long": (lambda city: Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1)), 302),
    "post ended": (_end_posts, 403),
    "office closed": (lambda city: Organisation.objects.filter(name__contains="facility").update(
        closed_on=timezone.localdate()), 403),
    "role without the permission": (_rename, 403),
    "area elsewhere": (_move, 200),
    "nothing shown": (lambda city: Publication.objects.update(shown=False), 200),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_holds_at_once(city, counter, nik, change):
    counter.ask(nik)
    counter.ask(nik)
    happen, status = CHANGES[change]
    with acting(Acting(purpose="tests")):
        happen(city)
    answer = counter.ask(nik)
    assert (answer[0], counter.long) == (status, 2)
    if status == 200:
        assert json.loads(answer[2])["found"] == 0
    assert len(looks(city)) == 2


OTHER_HEADS = {
    "no session": ({"HTTP_COOKIE": f"csrf={'a' * 32}"}, 302),
    "a session of nobody": ({"HTTP_COOKIE": f"session={'b' * 32}; csrf={'a' * 32}"}, 302),
    "another form token": ({"HTTP_X_CSRFTOKEN": "b" * 32}, 403),
    "from another site": ({"HTTP_ORIGIN": "https://example.org"}, 403),
    "another host": ({"HTTP_HOST": "example.org"}, 400),
    "GET": ({"REQUEST_METHOD": "GET"}, 405),
}


@pytest.mark.parametrize("head", OTHER_HEADS)
def test_another_head_is_another_request(city, counter, nik, head):
    counter.ask(nik)
    counter.ask(nik)
    other, status = OTHER_HEADS[head]
    assert (counter.ask(nik, **other)[0], counter.long) == (status, 2)
    assert len(looks(city)) == 2


def test_after_a_minute_the_whole_application_notes_that_somebody_is_there(counter, nik, monkeypatch):
    counter.ask(nik)
    later = thin.time.time() + 61
    monkeypatch.setattr(thin.time, "time", lambda: later)
    for way in (2, 3, 3):  # noted, and so the session is another one; then let in; then the short way
        assert (counter.ask(nik)[0], counter.long) == (200, way)


@pytest.mark.parametrize("body", ["", "1", "x" * 16, "9" * 16, "9" * 17])
def test_what_is_no_nik_finds_nobody_and_leaves_no_look(city, counter, nik, body):
    counter.ask(nik)
    assert (counter.ask(body)[0], json.loads(counter.ask(body)[2])["found"]) == (200, 0)
    assert len(looks(city)) == 1


def test_nobody_outside_the_area_is_found_the_short_way(city, counter):
    with looking(city.scope("auditor")) as shown:
        one, other = _of_two_areas(shown)
    with acting(Acting(purpose="tests")):
        Membership.objects.filter(user=city.users["facility"]).update(area_code=one.area_code)
    found = [json.loads(counter.ask(nik)[2])["found"] for nik in (one.nik, one.nik, other.nik)]
    assert (found, counter.long) == ([1, 1, 0], 1)


def _of_two_areas(shown):
    people = list(shown.rows(Person).filter(nik__isnull=False, nik_damage="", area_code__gt="16.71.01")[:200])
    return people[0], next(one for one in people if one.area_code != people[0].area_code)


def test_it_finds_the_same_people_as_the_long_way(city, counter):
    """Also by a NIK that stands only on a card, or with two people."""
    scope = city.scope("facility")
    with looking(scope) as shown:
        own = list(shown.rows(Person).filter(nik__isnull=False).values_list("nik", flat=True)[:100])
        cards = list(shown.rows(Card).filter(nik__isnull=False).values_list("nik", flat=True)[:100])
    store = SessionStore(counter.key)
    store.load()
    asker = Asker(counter.key, store.holder.told, store.holder.posts[0], acting_of(store.holder.posts[0]), PURPOSE)
    for nik in [*own, *cards]:
        with looking(scope):
            long = by_nik.cover_of(scope, nik)
        assert look_up(asker, nik, timezone.localdate()) == long
    assert len(long) >= 1
