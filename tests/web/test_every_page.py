"""Every address, walked as a stranger, in each wrong role, from a wrong area, by GET and by POST."""

import copy
import uuid
from types import ModuleType

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, path, reverse

from semesta.web.core.access import PUBLIC, SIGNED_IN, Area, guarded_path, need_of, needs
from semesta.web.core.acting import Acting, acting, acting_now
from semesta.web.core.models import AuditEntry, Look, Membership
from semesta.web.core.published.tables.models import InvoiceWork, Person
from semesta.web.core.roles import PERMISSIONS, ROLES
from tests.web import runs_samples
from tests.web.case_samples import EVERYWHERE
from tests.web.conftest import City
from tests.web.field_round import field_things
from tests.web.proposal_city import proposal_things
from tests.web.published_city import looking
from tests.web.walked_city import forbidden, walked_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def somebody(city) -> int:
    """The number of a resident of the city; of nobody where nobody lives."""
    with looking(city.scope("auditor")) as shown:
        return shown.rows(Person).order_by("person_id").values_list("person_id", flat=True).first() or 1


def patterns(resolver=None):
    for one in (resolver or get_resolver()).url_patterns:
        if hasattr(one, "url_patterns"):
            yield from patterns(one)
        else:
            yield one


EVERY = {one.name or str(one.pattern): one for one in patterns()}
GUARDED = {name: need_of(one.callback) for name, one in EVERY.items() if need_of(one.callback) is not None}
BY_PERMISSION = {name: need for name, need in GUARDED.items() if need.permission not in {PUBLIC, SIGNED_IN}}


def _of_proposals(what):
    """The public id of a thing of the desk of proposals, made once per city."""
    return lambda city: {"public_id": proposal_things(city)[what]}


def _of_field(what):
    """A thing of a round in the field, made once per city."""
    return lambda city: field_things(city)[what]


PHONES = ("forms", "form", "manifest", "integrity", "round", "submission")
PROPOSALS = {
    **{f"proposals_{name}": _of_proposals("line") for name in ("line", "reveal", "act")},
    **{f"proposals_{name}": _of_proposals("proposal") for name in ("proposal", "add", "send")},
    **{f"proposals_{name}": _of_proposals("decree") for name in ("decree", "paper", "whole_paper", "next_version")},
    **{f"proposals_{name}": _of_proposals("file") for name in ("file", "take_file")},
    **{f"proposals_{name}": _of_proposals("list") for name in ("triage", "propose_list")},
    **{f"proposals_{name}": _of_proposals("triage_line") for name in ("triage_line", "follow")},
}


def _of_visits(city, *, agent=False):
    """The round of the walk, and its agent."""
    found = {"public_id": city.round.public_id}
    return {**found, "agent_id": city.round.agents.get().public_id} if agent else found


VISITS = {
    **{f"visits_{name}": _of_visits for name in ("round", "share", "act", "estimate", "found", "open_cases")},
    **{f"visits_{name}": lambda city: _of_visits(city, agent=True) for name in ("list", "list_pdf", "take_list")},
}

SESSION_PAGES = ("session", "session_edit", "session_need", "session_need_done")
BATCH_PAGES = ("batch", "batch_progress", "batch_withdraw", "batch_decide", "batch_file")
OUTREACH = {
    **{f"outreach_{name}": lambda city: {"public_id": city.session.public_id} for name in SESSION_PAGES},
    **{f"outreach_{name}": lambda city: {"public_id": city.batch.public_id} for name in BATCH_PAGES},
}

FHIR_TYPES = (
    "patient", "coverage", "coverageeligibilityrequest", "coverageeligibilityresponse", "organization", "location",
    "group", "measurereport",
)  # fmt: skip
BILL_PAGES = (
    "bill", "bill_lines", "bill_take_out", "bill_letter", "bill_minutes", "bill_check", "bill_agree", "bill_take_back",
)  # fmt: skip


def _a_bill(city) -> dict[str, str]:
    """The month of the bill that the shown city has."""
    return {"bulan": "2025-05"}


def a_line(city) -> int:
    """The number of a disputed line of the city's bill; of none where there is no bill."""
    with looking(city.scope("auditor")) as shown:
        lines = shown.rows(InvoiceWork).filter(judgement="disputed").order_by("invoice_line_id")
        return lines.values_list("invoice_line_id", flat=True).first() or 1


COUNTER_PEOPLE = [f"counter_{name}" for name in ("answer", "start", "name_is", "newborn", "live", "ihs")]

# A page with a name in its address: which object of the city the walk goes to. A new such page needs a line here.
SAMPLES = {
    **PROPOSALS,
    **OUTREACH,
    **dict.fromkeys(BILL_PAGES, _a_bill),
    "bill_line": lambda city: {**_a_bill(city), "nomor": a_line(city)},
    **{f"field_{name}": _of_field("round") for name in ("round", "start", "xlsform", "bring", "waiting")},
    **{f"field_{name}": _of_field("agent") for name in ("access", "end_access")},
    **{f"field_{name}": _of_field("form") for name in ("form", "form_act")},
    **{f"field_{name}": _of_field(name) for name in ("photo", "conflict")},
    "field_bring_progress": lambda city: {"pk": runs_samples.job(city, "field.bring").pk},
    **{f"openrosa_{name}": lambda city: {"token": "salah"} for name in PHONES},
    "openrosa_list": lambda city: {"token": "salah", "name": "rumah.csv"},
    "replies": lambda city: {"token": "salah"},
    **VISITS,
    **{
        f"counter_{name}": lambda city: {"key": somebody(city)}
        for name in ("answer", "start", "name_is", "newborn", "live", "ihs")
    },
    **{
        f"counter_{name}": lambda city: {"public_id": city.episode.public_id}
        for name in ("episode", "deed", "letter", "office_episode", "office_deed")
    },
    "runs_upload": lambda city: {"key": runs_samples.upload(city).key},
    "runs_part": lambda city: {"key": runs_samples.upload(city).key},
    "runs_accept": lambda city: {"key": runs_samples.upload(city).key},
    "runs_discard": lambda city: {"key": runs_samples.upload(city).key},
    "runs_job": lambda city: {"pk": runs_samples.job(city).pk},
    "runs_job_progress": lambda city: {"pk": runs_samples.job(city).pk},
    "runs_job_stop": lambda city: {"pk": runs_samples.job(city).pk},
    "runs_job_resume": lambda city: {"pk": runs_samples.job(city).pk},
    "runs_decide": lambda city: {"pk": runs_samples.proposal(city).pk},
    "runs_withdraw": lambda city: {"pk": runs_samples.proposal(city).pk},
    "runs_run": lambda city: {"run_id": runs_samples.run(city)},
    "runs_compare": lambda city: {"run_id": runs_samples.run(city)},
    "runs_report": lambda city: {"run_id": runs_samples.run(city)},
    "runs_propose": lambda city: {"run_id": runs_samples.run(city)},
    "rules_tried": lambda city: {"pk": runs_samples.job(city, "rule.try").pk},
    "rules_rule": lambda city: {"name": "link_threshold"},
    "office_user": lambda city: {"pk": city.users["dinsos"].pk},
    "office_issue_link": lambda city: {"pk": city.users["dinsos"].pk},
    "office_switch_user": lambda city: {"pk": city.users["dinsos"].pk},
    "office_give_membership": lambda city: {"pk": city.users["dinsos"].pk},
    "office_end_membership": lambda city: {"pk": city.users["dinsos"].memberships.get().pk},
    **{f"budget_plan{name}": lambda city: {"pk": city.plan.pk} for name in ("", "_progress", "_stop")},
    "case": lambda city: {"pk": city.case.pk},
    "case_step": lambda city: {"pk": city.case.pk},
    "case_assign": lambda city: {"pk": city.case.pk},
    "case_reveal": lambda city: {"pk": city.case.pk},
    "case_attach": lambda city: {"pk": city.case.pk},
    "case_paper": lambda city: {"pk": city.paper.pk},
    "case_remove_paper": lambda city: {"pk": city.paper.pk},
    **{f"employers_{name}": lambda city: {"pk": city.compliance.pk} for name in ("case", "act", "write")},
    "employers_firm": lambda city: {"firm_id": city.compliance.firm_id},
    "employers_letter": lambda city: {"pk": city.letter.pk},
    "employers_paper": lambda city: {"pk": city.receipt.pk},
    "doubt_take_back": lambda city: {"pk": city.decision.pk},
    "overview_area": lambda city: {"area_code": city.area},
    "overview_number": lambda city: {"area_code": city.area, "indicator": "coverage"},
    "overview_people": lambda city: {"area_code": city.area, "indicator": "coverage"},
    **{f"office_client{name}": lambda city: {"pk": city.program.client.pk} for name in ("", "_key", "_end")},
    **{f"fhir_{name}": lambda city: {"key": "1"} for name in FHIR_TYPES},
    "fhir_patient_version": lambda city: {"key": "1", "version": 1},
    "fhir_patient_history": lambda city: {"key": "1"},
    "fhir_group_export": lambda city: {"area": "16.71-uncovered"},
    **{f"fhir_{name}": lambda city: {"public_id": uuid.UUID(int=0)} for name in ("later", "output")},
    "fhir_nothing": lambda city: {"rest": "Observation"},
    "one_time_link": lambda city: {"token": "salah"},
    "person": lambda city: {"key": somebody(city)},
    "person_numbers": lambda city: {"key": somebody(city)},
    "person_dukcapil": lambda city: {"key": somebody(city)},
    "mfa_remove_webauthn": lambda city: {"pk": 1},
    "mfa_edit_webauthn": lambda city: {"pk": 1},
}


@pytest.fixture(scope="module")
def walked(shown_city, django_db_blocker):
    """The city of the walk, in one transaction around all its tests; each of them is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield walked_city()
        transaction.set_rollback(True)


@pytest.fixture
def city(walked, db) -> City:
    """A test's own copy: what it makes in the city is gone from both afterwards."""
    return copy.copy(walked)


def address(name, city):
    return reverse(name, kwargs=SAMPLES[name](city) if name in SAMPLES else {})


def changes() -> int:
    """What the trail tells of writes and looks; signing in for the walk and being refused are no change."""
    with acting(EVERYWHERE, writes=False):
        looks: int = Look.unscoped.count()
    return looks + AuditEntry.objects.exclude(about__in=["page refused", "signed in"]).count()


def test_every_address_declares_what_it_needs():
    assert set(EVERY) - set(GUARDED) == set()


def test_every_address_with_an_argument_has_a_sample():
    assert {name for name, one in EVERY.items() if one.pattern.converters} == set(SAMPLES)


def test_a_view_without_a_need_gets_no_address():
    with pytest.raises(ImproperlyConfigured, match="declares no need"):
        guarded_path("x/", lambda request: None, "x")


def test_a_view_that_came_in_without_a_need_answers_nobody(city, settings):
    own = [path("x/", lambda request: None, name="x"), *get_resolver().url_patterns]
    settings.ROOT_URLCONF = ModuleType("addresses")
    settings.ROOT_URLCONF.urlpatterns = own
    assert city.client("coordinator").get("/x/").status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [name for name, need in GUARDED.items() if need.permission != PUBLIC])
def test_a_stranger_is_sent_to_sign_in(city, name, method):
    url = address(name, city)
    before = changes()
    answer = getattr(Client(), method)(url)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/masuk/")
    assert changes() == before


@pytest.mark.parametrize("name", BY_PERMISSION)
def test_each_role_without_the_permission_is_refused_and_the_refusal_noted(city, name):
    url = address(name, city)
    before = changes()
    wrong = [role.name for role in ROLES.values() if BY_PERMISSION[name].permission not in role.permissions]
    assert wrong
    for role in wrong:
        client = city.client(role)
        assert {role: (client.get(url).status_code, client.post(url).status_code)} == {role: (403, 403)}
    assert AuditEntry.objects.filter(about="page refused", key=name).count() == 2 * len(wrong)
    assert changes() == before


@pytest.mark.parametrize("name", BY_PERMISSION)
def test_a_user_whose_post_has_ended_is_refused(city, name):
    """Asked as somebody whom the page was for: without a post all users are alike."""
    Membership.objects.all().update(valid_from="2020-01-01", valid_to="2020-12-31")
    role = next(role.name for role in ROLES.values() if BY_PERMISSION[name].permission in role.permissions)
    assert city.client(role).get(address(name, city)).status_code == 403


@pytest.mark.parametrize("name", [name for name, need in BY_PERMISSION.items() if need.area is not Area.NONE])
def test_from_a_wrong_area_nothing_of_this_area_is_seen_or_changed(city, other_city, name):
    url = address(name, city)
    before = changes()
    for role in ROLES.values():
        if BY_PERMISSION[name].permission in role.permissions:
            client = other_city.client(role.name)
            for answer in (client.get(url), client.post(url)):
                allowed = {404, 405} if name in SAMPLES else {200, 302, 405, 422}
                assert answer.status_code in allowed
                assert "mawar" not in answer.content.decode()
    assert changes() == before


def test_what_the_content_policy_forbids_is_found():
    for page in (
        "<script>x",
        '<p onclick="x">',
        '<p style="x">',
        "<style>",
        'href="javascript:x"',
        'src="//x"',
        '<link href="//x"',
    ):
        assert forbidden(HttpResponse(page))
    assert not forbidden(HttpResponse('<script src="/x.js"></script><script type="application/json">{}</script>'))


@pytest.mark.parametrize("name", GUARDED)
def test_every_answer_carries_the_headers_and_nothing_that_the_policy_forbids(city, name):
    for client in (Client(), city.client("office_admin")):
        answer = client.get(address(name, city))
        assert forbidden(answer) == []
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        told = {key: answer.headers[key] for key in ("X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options")}
        assert told == {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
        }
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Request-ID"]


def data_questions(asked) -> list[str]:
    """Statements without those that frame a request: its transaction (here a savepoint) and telling who acts."""
    frame = ("SAVEPOINT", "RELEASE", "SELECT set_config")
    return [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(frame)]


@pytest.mark.parametrize("name", [name for name, need in BY_PERMISSION.items()])
def test_every_page_opens_for_each_role_that_may_and_in_few_queries(city, name):
    url = address(name, city)
    for role in ROLES.values():
        if BY_PERMISSION[name].permission in role.permissions:
            client = city.client(role.name)
            client.get(reverse("home"))  # the session notes its first minute
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(url)
            assert len(data_questions(asked)) <= 10
            assert answer.status_code in {200, 405}
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                assert b"".join(answer).count(b"<h1") == 1
                assert forbidden(answer) == []


def test_every_permission_is_held_by_some_role():
    assert set(PERMISSIONS) == {one for role in ROLES.values() for one in role.permissions}


def test_a_role_that_needs_a_second_factor_gets_no_page_without_one(city, settings):
    settings.SECOND_FACTOR_ASKED = True
    assert city.client("office_admin").get("/kantor/pengguna/").headers["Location"] == "/akun/faktor-kedua/"
    client = city.client("office_admin")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp"}]
    session["account_authentication_methods_user"] = str(city.users["office_admin"].pk)
    session.save()
    assert client.get("/kantor/pengguna/").status_code == 200


def test_debug_is_off_and_the_applications_settings_are_strict():
    from semesta.web.site import settings as own

    assert own.DEBUG is False
    assert own.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert settings.DEBUG is False


def test_refusals_and_missing_pages_are_told_in_words(city):
    clerk = city.client("facility")
    assert "Bukan untuk peran Anda" in clerk.get("/kantor/pengguna/").content.decode()
    assert "Tidak ada di sini" in clerk.get("/tidak/ada/").content.decode()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/masuk/", {"login": "x", "password": "x"})
    assert (answer.status_code, "Formulir sudah usang" in answer.content.decode()) == (403, True)


def test_the_second_factor_is_kept_in_the_trail_without_its_secret(city):
    from allauth.mfa.totp.internal import auth as totp

    secret = totp.generate_totp_secret()
    with acting(Acting(actor="1")):
        totp.TOTP.activate(city.users["dinsos"], secret)
    told = AuditEntry.objects.get(about="mfa_authenticator")
    assert '"data": "hidden"' in told.new.replace('":"', '": "')
    assert secret not in told.new


def test_a_template_that_is_filled_in_late_still_reads_as_the_user(city, rf):
    told = []

    @needs(SIGNED_IN, area=Area.NONE)
    def view(request):
        return TemplateResponse(request, "core/parts/pages.html", {"page": lambda: told.append(acting_now().actor)})

    request = rf.get("/")
    request.user, request.session = city.users["dinsos"], {}
    assert view(request).status_code == 200
    assert set(told) == {str(city.users["dinsos"].pk)}
