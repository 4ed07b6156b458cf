"""What FHIR R4 says of HTTP: versions, conditions, what is wanted back, and what is there without a token."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from semesta.web.core.published.tables.models import Person
from tests.web.fhir_judges import judged
from tests.web.openhie import BASE, PATIENT, TEST, olly
from tests.web.programs import FHIR_JSON, FORM
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


@pytest.fixture
def kept(rs):
    """A patient told of twice."""
    first = judged(rs.post(PATIENT, olly()), 201)
    return judged(rs.put(f"{PATIENT}/{first['id']}", {**olly(gender="other"), "id": first["id"]}))


def test_a_history_is_every_version_newest_first(rs, kept):
    told = judged(rs.get(f"{PATIENT}/{kept['id']}/_history"))
    assert (told["type"], told["total"]) == ("history", 2)
    assert [entry["resource"]["gender"] for entry in told["entry"]] == ["other", "male"]
    assert [(entry["request"]["method"], entry["response"]["etag"]) for entry in told["entry"]] == [
        ("PUT", 'W/"2"'), ("POST", 'W/"1"')]  # fmt: skip
    assert judged(rs.get(f"{PATIENT}/nobody/_history"), 404)


def test_a_person_of_the_registers_has_the_version_of_the_month(city, rs):
    with looking(city.scope("auditor")) as shown:
        person = shown.rows(Person).filter(area_code__gt="16.71.01.").order_by("person_id").first().person_id
    read = rs.get(f"{PATIENT}/{person}")
    version = judged(read)["meta"]["versionId"]
    assert read.headers["ETag"] == f'W/"{version}"'
    assert judged(rs.get(f"{PATIENT}/{person}/_history/{version}")) == judged(read)
    assert judged(rs.get(f"{PATIENT}/{person}/_history"))["total"] == 1
    assert judged(rs.get(f"{PATIENT}/{person}/_history/{int(version) + 1}"), 404)
    assert rs.get(f"{PATIENT}/{person}", **{"If-None-Match": f'W/"{version}"'}).status_code == 304


def test_what_is_known_already_is_not_sent_again(rs, kept):
    address = f"{PATIENT}/{kept['id']}"
    changed = rs.get(address).headers["Last-Modified"]
    for known in ({"If-None-Match": 'W/"2"'}, {"If-None-Match": 'W/"1", "2"'}, {"If-None-Match": "*"},
                  {"If-Modified-Since": changed}):  # fmt: skip
        answer = rs.get(address, **known)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", 'W/"2"'), known
    for old in ({"If-None-Match": 'W/"1"'}, {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
                {"If-Modified-Since": "yesterday"}):  # fmt: skip
        assert rs.get(address, **old).status_code == 200, old


@pytest.mark.parametrize(("match", "status"), [('W/"2"', 200), ('"2"', 200), ("*", 200), ('W/"1"', 412), ("x", 412)])
def test_a_change_may_hang_on_the_version(rs, kept, match, status):
    again = {**olly(gender="female"), "id": kept["id"]}
    assert judged(rs.put(f"{PATIENT}/{kept['id']}", again, **{"If-Match": match}), status)
    assert judged(rs.put(f"{PATIENT}/his-9", {**olly(), "id": "his-9"}, **{"If-Match": match}), 412)


def test_what_comes_back_is_what_is_preferred(rs):
    for prefer, kind in (("return=representation", "Patient"), ("return=OperationOutcome", "OperationOutcome")):
        answer = rs.post(PATIENT, olly(), Prefer=prefer)
        assert judged(answer, 201)["resourceType"] == kind
        assert answer.headers["Location"].endswith("/_history/1")


def test_an_answer_in_another_format_is_refused_whatever_is_done(rs, kept):
    xml = {"Accept": "application/fhir+xml"}
    for answer in (rs.post(PATIENT, olly(), **xml), rs.post(BASE, {"resourceType": "Bundle"}, **xml),
                   rs.get(f"{PATIENT}/{kept['id']}/_history", **xml)):  # fmt: skip
        assert judged(answer, 406)
    assert (
        rs.get(f"{PATIENT}/{kept['id']}", Accept="application/fhir+xml;q=0.5, application/fhir+json").status_code == 200
    )


def test_methods_that_nothing_answers_are_refused_with_those_that_something_does(rs, kept):
    for method, address, allowed in (
        ("DELETE", f"{PATIENT}/{kept['id']}", "GET, HEAD, PUT"), ("PATCH", f"{PATIENT}/{kept['id']}", "GET, HEAD, PUT"),
        ("GET", BASE, "POST"), ("PUT", f"{PATIENT}/_search", "POST"),
    ):  # fmt: skip
        answer = rs.browser.generic(method, address, "{}", content_type=FHIR_JSON, headers=rs.headers())
        assert (judged(answer, 405)["resourceType"], answer.headers["Allow"]) == ("OperationOutcome", allowed), address
    head = rs.browser.head(f"{PATIENT}/{kept['id']}", headers=rs.headers())
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", 'W/"2"')


def test_what_the_server_can_do_is_told_without_a_token(rs):
    told = judged(rs.browser.get(f"{BASE}/metadata"))
    assert rs.browser.options(f"{BASE}/metadata").headers["Allow"] == "GET, HEAD, OPTIONS"
    (rest,) = told["rest"]
    assert {one["code"] for one in rest["interaction"]} == {"batch", "transaction"}
    assert rest["security"]["extension"][0]["extension"][0]["valueUri"] == "http://testserver/oauth2/token"
    patient = next(one for one in rest["resource"] if one["type"] == "Patient")
    assert {one["code"] for one in patient["interaction"]} == {
        "read", "vread", "history-instance", "search-type", "create", "update"}  # fmt: skip
    # Every parameter it names is taken, and every other is said to be unknown.
    for one in patient["searchParam"]:
        value = {"date": "1990", "token": "x", "reference": "1", "string": "x"}[one["type"]]
        value = {"gender": "male", "active": "true", "deceased": "true"}.get(one["name"], value)
        found = rs.post(f"{PATIENT}/_search", urlencode({one["name"]: value}), FORM)
        assert judged(found)["link"], one
        assert "unknown parameter" not in found.content.decode(), one
    for name in ("Organization", "Location", "Group", "Coverage", "MeasureReport"):
        assert rs.get(f"{BASE}/{name}?shoesize=1", Prefer="handling=strict").status_code == 400


def test_lists_are_told_by_pages(rs):
    first = judged(rs.get(f"{BASE}/Organization?_count=1"))
    links = {link["relation"]: link["url"] for link in first["link"]}
    second = judged(rs.get(links["next"].removeprefix("http://testserver")))
    assert (first["total"], len(second["entry"])) == (second["total"], 1)
    assert first["entry"][0]["resource"]["id"] != second["entry"][0]["resource"]["id"]
    assert judged(rs.get(f"{BASE}/Location?_page=x"), 400)


def test_a_condition_names_an_identifier_alone(rs):
    for condition in (f"identifier={TEST}|1&identifier={TEST}|2", f"identifier={TEST}|1&name=x", "_id=1"):
        assert judged(rs.post(PATIENT, olly(), **{"If-None-Exist": condition}), 400)
