"""Signing in: passwords, locks, second factor, sessions, one-time links."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from semesta.web.core import actions
from semesta.web.core.acting import Acting, acting
from semesta.web.core.models import AuditEntry, ResetLink, Session, SignInFailure, User
from semesta.web.core.passwords import LocalWords
from semesta.web.core.sign_in import FREE_FAILURES, FREE_FAILURES_ANYWHERE, LONGEST_LOCK, lock_of

pytestmark = pytest.mark.django_db
NAME = "mawar-dinsos"


def sign_in(client, password, name=NAME, address="10.0.0.1"):
    return client.post("/masuk/", {"login": name, "password": password}, REMOTE_ADDR=address)


def signed_in(client) -> bool:
    return client.get("/").status_code == 200


def test_the_right_password_signs_in_and_both_ends_are_events(city):
    client = Client()
    assert sign_in(client, city.password, name="MAWAR-Dinsos").status_code == 302
    assert signed_in(client)
    client.post("/keluar/")
    assert not signed_in(client)
    events = AuditEntry.objects.filter(about__in=["signed in", "signed out"]).order_by("id")
    assert [(one.about, one.actor) for one in events] == [
        ("signed in", str(city.users["dinsos"].pk)),
        ("signed out", str(city.users["dinsos"].pk)),
    ]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(city):
    wrong = sign_in(Client(), "salah").content.decode()
    unknown = sign_in(Client(), "salah", name="tidak-ada").content.decode()
    clean = re.compile(r'value="[^"]*"|"X-CSRFToken": "[^"]*"')
    assert clean.sub("", wrong) == clean.sub("", unknown)
    assert "mawar-dinsos" not in AuditEntry.objects.filter(about="sign-in failed")[0].key


def test_who_signs_in_elsewhere_is_told_that_there_is_no_password_to_change(city):
    city.users["dinsos"].set_unusable_password()
    with acting(Acting(actor="1")):
        city.users["dinsos"].save()
    answer = city.client("dinsos").get("/akun/sandi/", follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "tidak ada sandi di sini" in answer.content.decode()


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (FREE_FAILURES - 1, 0), (FREE_FAILURES, 1), (FREE_FAILURES + 1, 2), (FREE_FAILURES + 3, 8), (99, 60)],
)
def test_locks_grow_with_failures(failures, minutes):
    assert lock_of(failures) == timedelta(minutes=minutes) <= LONGEST_LOCK


def test_after_five_failures_the_account_is_locked_for_that_address_in_every_process(city):
    for _ in range(FREE_FAILURES):
        sign_in(Client(), "salah")
    client = Client()
    sign_in(client, city.password)
    assert not signed_in(client)
    assert AuditEntry.objects.filter(about="sign-in refused while locked").count() == 1
    elsewhere = Client()
    sign_in(elsewhere, city.password, address="10.0.0.2")
    assert signed_in(elsewhere)
    SignInFailure.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    sign_in(client, city.password)
    assert signed_in(client)
    assert SignInFailure.objects.exclude(address="*").count() == 0


def test_guessing_from_many_addresses_locks_the_account_everywhere(city):
    for number in range(FREE_FAILURES_ANYWHERE):
        sign_in(Client(), "salah", address=f"10.0.1.{number}")
    client = Client()
    sign_in(client, city.password, address="10.0.2.1")
    assert not signed_in(client)


def test_neither_names_nor_addresses_stand_in_the_counts(city):
    sign_in(Client(), "salah", address="10.9.8.7")
    row = SignInFailure.objects.values("account", "address").first()
    assert {len(row["account"]), len(row["address"])} <= {64, 1}
    assert not {"10.9.8.7", NAME} & set(row.values())


@pytest.mark.parametrize("word", ["palembang2025", "bpjskesehatan123", "Semesta!2026", "password12345", "123456789012"])
def test_a_password_that_everybody_here_would_guess_is_refused(city, word):
    with pytest.raises(ValidationError):
        actions.set_password(city.users["dinsos"], word)


def test_a_password_with_a_local_word_and_more_is_taken():
    LocalWords().validate("palembang-gerobak-ungu")


@pytest.fixture
def with_code(city):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(city.users["dinsos"], secret)
    RecoveryCodes.activate(city.users["dinsos"])

    def code(at=None):
        counter = int((at or time.time()) // 30)
        return totp.format_hotp_value(totp.hotp_value(secret, counter))

    return code


def test_with_a_second_factor_the_password_alone_opens_nothing(city, with_code):
    client = Client()
    assert sign_in(client, city.password).headers["Location"] == "/masuk/kode/"
    assert not signed_in(client)
    code = with_code()
    client.post("/masuk/kode/", {"code": code})
    assert signed_in(client)


def test_a_code_works_once(city, with_code):
    code, first, second = with_code(), Client(), Client()
    for client in (first, second):
        sign_in(client, city.password)
        client.post("/masuk/kode/", {"code": code})
    assert (signed_in(first), signed_in(second)) == (True, False)


@pytest.mark.parametrize(("windows_ago", "opens"), [(0, True), (1, True), (4, False)])
def test_a_code_that_changed_while_it_was_typed_opens_and_an_old_one_does_not(city, with_code, windows_ago, opens):
    client = Client()
    sign_in(client, city.password)
    client.post("/masuk/kode/", {"code": with_code(time.time() - 30 * windows_ago)})
    assert signed_in(client) is opens


def test_nobody_signs_up_and_no_page_sends_mail(city):
    for address in ("/signup/", "/masuk/daftar/", "/password/reset/", "/email/"):
        assert Client().get(address).status_code == 404


# -- sessions


def test_a_session_ends_after_its_idle_time_and_after_its_longest_time(city, settings):
    client = city.client("dinsos")
    assert signed_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not signed_in(client)
    client = city.client("dinsos")
    assert signed_in(client)
    session = client.session
    session["started_at"] = time.time() - settings.SESSION_LONGEST - 1
    session.save()
    assert not signed_in(client)


def test_disabling_a_user_ends_every_session_and_link(city):
    user = city.users["dinsos"]
    client = city.client("dinsos")
    assert signed_in(client)
    token = actions.issue_link(user, city.users["office_admin"], timezone.now())
    actions.disable_user(user)
    assert not signed_in(client)
    assert Session.objects.filter(user=user).count() == 0
    assert actions.open_link(token, timezone.now()) is None
    again = Client()
    sign_in(again, city.password)
    assert not signed_in(again)


def test_a_user_sees_and_ends_own_sessions_only(city):
    here, there, other = city.client("dinsos"), city.client("dinsos"), city.client("dinkes")
    for client in (here, there, other):
        assert signed_in(client)
    page = here.get("/akun/sesi/").content.decode()
    assert page.count("<tr>") == 1 + 2
    assert not any(one.session_key in page for one in Session.objects.all())
    here.post("/akun/sesi/akhiri/")
    assert [signed_in(client) for client in (here, there, other)] == [True, False, True]


def test_one_session_is_ended_by_the_time_it_began(city):
    here, there, third = city.client("dinsos"), city.client("dinsos"), city.client("dinsos")
    for client in (here, there, third):
        client.get("/")
    began = Session.objects.get(session_key=there.session.session_key).started_at
    here.post("/akun/sesi/akhiri/", {"started": began.isoformat()})
    assert [signed_in(client) for client in (here, there, third)] == [True, False, True]
    here.post("/akun/sesi/akhiri/", {"started": "kemarin"})
    assert signed_in(third)


def test_ended_sessions_and_old_failures_are_forgotten(city):
    now = timezone.now()
    for role in ("dinsos", "dinkes"):
        city.client(role)
    Session.objects.filter(user=city.users["dinsos"]).update(expire_date=now - timedelta(seconds=1))
    actions.count_failure("a", "x", now - timedelta(days=2), lock_of)
    actions.count_failure("b", "x", now, lock_of)
    actions.forget_what_has_ended(now)
    assert [one.user for one in Session.objects.all()] == [city.users["dinkes"]]
    assert [one.account for one in SignInFailure.objects.all()] == ["b"]


# -- one-time links


def link_of(city, role="dinsos"):
    page = city.client("office_admin").post(f"/kantor/pengguna/{city.users[role].pk}/tautan/").content.decode()
    return re.search(r"http://testserver(/tautan/[^<]+/)", page).group(1)


def test_a_one_time_link_sets_a_password_once(city):
    address, client = link_of(city), Client()
    answer = client.get(address)
    assert answer.headers["Location"] == "/sandi-baru/"
    assert client.post("/sandi-baru/", {"password": "a", "again": "a"}).status_code == 200
    assert client.post("/sandi-baru/", {"password": "gerobak-ungu-7", "again": "gerobak-ungu-8"}).status_code == 200
    done = client.post("/sandi-baru/", {"password": "gerobak-ungu-7", "again": "gerobak-ungu-7"})
    assert done.headers["Location"] == "/masuk/"
    sign_in(client, "gerobak-ungu-7")
    assert signed_in(client)
    late = Client()
    late.get(address)
    assert late.get("/sandi-baru/").status_code == 410
    assert AuditEntry.objects.get(about="one-time link issued").actor == str(city.users["office_admin"].pk)


def test_a_link_ends_after_a_day_and_with_the_next_one(city):
    first, second = link_of(city), link_of(city)
    for address, status in ((first, 410), (second, 200)):
        client = Client()
        client.get(address)
        assert client.get("/sandi-baru/").status_code == status
    ResetLink.objects.update(ends_at=timezone.now())
    client = Client()
    client.get(second)
    assert client.get("/sandi-baru/").status_code == 410


def test_the_token_itself_is_kept_nowhere(city):
    token = link_of(city).split("/")[2]
    assert ResetLink.objects.filter(digest__contains=token).count() == 0
    assert not any(token in (one.new or "") for one in AuditEntry.objects.all())


def test_a_user_made_without_a_password_cannot_sign_in(db):
    made = actions.make_user("baru", "Petugas Baru")
    client = Client()
    sign_in(client, "", name="baru")
    assert not signed_in(client)
    assert not User.objects.get(pk=made.pk).has_usable_password()


def code_of(secret, at):
    return totp.format_hotp_value(totp.hotp_value(secret, int(at // 30)))


def test_a_role_that_needs_a_second_factor_sets_one_up_by_itself(city, settings, monkeypatch):
    """Sent to set it up, asked for the password once more; signed in again with a code: the pages open."""
    settings.SECOND_FACTOR_ASKED = True
    client, name = Client(), "mawar-office_admin"
    sign_in(client, city.password, name=name)
    assert client.get("/kantor/pengguna/").headers["Location"] == "/akun/faktor-kedua/"
    assert client.get("/akun/faktor-kedua/").status_code == 200
    asked_again = client.get("/akun/faktor-kedua/aplikasi/").headers["Location"]
    assert asked_again.startswith("/akun/ulang/")
    client.post(asked_again, {"password": city.password})
    page = client.get("/akun/faktor-kedua/aplikasi/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    now = time.time()
    assert client.post("/akun/faktor-kedua/aplikasi/", {"code": code_of(secret, now)}).status_code == 302
    client.post("/keluar/")
    sign_in(client, city.password, name=name)
    # A code works once: the next one is taken half a minute later.
    monkeypatch.setattr(time, "time", lambda: now + 30)
    client.post("/masuk/kode/", {"code": code_of(secret, now + 30)})
    assert client.get("/kantor/pengguna/").status_code == 200


def test_a_changed_password_ends_the_other_sessions(city):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, city.password)
    given = {"oldpassword": city.password, "password1": "gerobak-ungu-77", "password2": "gerobak-ungu-77"}
    assert here.post("/akun/sandi/", given).status_code == 302
    assert (signed_in(here), signed_in(there)) == (True, False)
