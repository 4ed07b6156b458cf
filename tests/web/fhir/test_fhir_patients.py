"""Patient by FHIR: read, found and matched; every answer passes two outside judges."""

import json
import re
from datetime import date

import pytest

from semesta.web.api.fhir.resources.patient import address_of
from semesta.web.api.fhir.resources.said import NotAPatient, said_of
from semesta.web.api.fhir.resources.systems import ADMINISTRATIVE, CARD, MATCH_GRADE, NIK, PERSON
from semesta.web.core.acting import Acting, acting
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.models import Publication
from tests.web.fhir_judges import faults, judged
from tests.web.fhir_patients import PATIENT, as_patient, looks
from tests.web.programs import FHIR_JSON, FORM, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


# -- read and search


def test_a_person_is_read_with_place_and_masked_numbers_and_the_look_is_written(city, rs, one):
    found = judged(program(city, scopes="system/Patient.r").get(f"{PATIENT}/{one.person_id}"))
    assert (found["id"], found["name"][0]["text"], found["birthDate"]) == (
        str(one.person_id), one.name, one.birth_on.isoformat())  # fmt: skip
    masked = {"_value": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                                        "valueCode": "masked"}]}}  # fmt: skip
    assert found["identifier"] == [
        {"use": "official", "system": NIK, **masked}, {"use": "usual", "system": CARD, **masked},
        {"use": "secondary", "system": PERSON, "value": str(one.person_id)},
    ]  # fmt: skip
    extension = found["address"][0]["extension"][0]
    assert extension["url"] == ADMINISTRATIVE
    assert {part["url"]: part["valueCode"] for part in extension["extension"]} == {
        "province": "16", "city": "1671", "district": one.area_code[:8].replace(".", ""),
        "village": one.area_code.replace(".", ""),
    }  # fmt: skip
    assert looks(city) == [(str(one.person_id), "TREAT")]


def test_who_may_know_identities_is_told_them(rs, one):
    found = judged(rs.get(f"{PATIENT}/{one.person_id}"))
    assert [part.get("value") for part in found["identifier"]] == [one.nik, one.psnoka, str(one.person_id)]


def test_an_unknown_kelurahan_has_no_code():
    assert [part["url"] for part in address_of("16.71.00.0000")["extension"][0]["extension"]] == ["province", "city"]


@pytest.mark.parametrize("system", [f"{NIK}|", ""])
def test_a_person_is_found_by_nik_in_a_form(city, one, system):
    rs = program(city, scopes="system/Patient.s", purpose="PATADMIN")
    answer = rs.search(PATIENT, identifier=f"{system}{one.nik}")
    bundle = judged(answer)
    assert (bundle["type"], bundle["total"], bundle["entry"][0]["search"]) == ("searchset", 1, {"mode": "match"})
    found = bundle["entry"][0]["resource"]
    assert bundle["entry"][0]["fullUrl"] == f"http://testserver{PATIENT}/{one.person_id}"
    # The number that was asked with is no news; the card number is.
    assert [part.get("value") for part in found["identifier"]] == [one.nik, None, str(one.person_id)]
    assert bundle["link"] == [{"relation": "self", "url": f"http://testserver{PATIENT}"}]
    assert looks(city) == [(str(one.person_id), "PATADMIN")]


def test_a_card_an_own_number_a_name_and_a_day(rs, one):
    for wanted in (
        {"identifier": f"{CARD}|{one.psnoka}"}, {"identifier": f"{PERSON}|{one.person_id}"}, {"_id": one.person_id},
        {"name": one.name, "birthdate": one.birth_on}, {"name": one.name, "birthdate": f"eq{one.birth_on}",
                                                         "gender": {"L": "male", "P": "female"}[one.sex]},
    ):  # fmt: skip
        bundle = judged(rs.search(PATIENT, **wanted))
        assert str(one.person_id) in [entry["resource"]["id"] for entry in bundle["entry"]], wanted


def test_what_does_not_fit_is_not_found(rs, one):
    other = {"L": "female", "P": "male"}[one.sex]
    for wanted in ({"identifier": f"{NIK}|{'9' * 16}"}, {"identifier": f"https://x.example|{one.nik}"},
                   {"identifier": f"{NIK}|{one.nik}", "gender": other},
                   {"identifier": f"{NIK}|{one.nik}", "birthdate": "1800-01-01"},
                   {"_id": "9" * 15}, {"_id": "nobody"}):  # fmt: skip
        bundle = judged(rs.search(PATIENT, **wanted))
        assert (bundle["total"], "entry" in bundle) == (0, False), wanted


def test_an_identity_number_in_an_address_is_refused_unless_the_city_switched_it_on(city, rs, one, settings):
    address = f"{PATIENT}?identifier={NIK}|{one.nik}"
    refused = judged(rs.get(address), 403)
    assert refused["issue"][0]["code"] == "security"
    assert judged(rs.get(f"{PATIENT}?name={one.nik}"), 403)["issue"][0]["code"] == "security"
    assert judged(rs.post(f"{PATIENT}/_search?identifier={one.nik}", "", FORM), 403)
    assert looks(city) == []
    settings.FHIR_GET_IDENTIFIER = True
    assert judged(rs.get(address))["total"] == 1


def test_a_search_by_name_in_an_address(rs, one):
    assert judged(rs.get(f"{PATIENT}?name={one.name}&birthdate={one.birth_on}"))["total"] >= 1


def test_a_search_is_told_by_pages_whose_links_name_no_identity_number(rs):
    bundle = judged(rs.search(PATIENT, name="MUHAMMAD", _count="2"))
    total, keys, pages = bundle["total"], [], 0
    while True:
        keys += [entry["resource"]["id"] for entry in bundle["entry"]]
        pages += 1
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        if "next" not in links:
            break
        assert not re.search(r"[0-9]{13}", links["next"])
        bundle = judged(rs.get(links["next"].removeprefix("http://testserver")))
        assert bundle["total"] == total
    assert (len(keys), len(set(keys)), pages) == (total, total, -(-total // 2))


def test_unknown_parameters_are_passed_over_or_refused(rs, one):
    wanted = {"identifier": f"{NIK}|{one.nik}", "shoesize": "42"}
    bundle = judged(rs.search(PATIENT, **wanted))
    assert [entry["search"]["mode"] for entry in bundle["entry"]] == ["match", "outcome"]
    body = f"identifier={NIK}|{one.nik}&shoesize=42"
    assert judged(rs.post(f"{PATIENT}/_search", body, FORM, Prefer="handling=strict"), 400)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"identifier": f"{NIK}|"}, "too-costly"), ({"name": "a", "birthdate": "17-08-1990"}, "value"),
        ({"name": "a", "birthdate": "about1990"}, "value"), ({"name:soundex": "a"}, "not-supported"),
        ({"gender:not": "male"}, "not-supported"), ({"name": "a", "_include": "Patient:organization"}, "not-supported"),
        ({"name": "a", "_sort": "shoesize"}, "not-supported"), ({"name": "a", "_summary": "short"}, "value"),
        ({"_page": "x"}, "value"), ({"active": "ya"}, "value"),
        ({"name": "a", "birthdate": "1990-02-31"}, "value"), ({"_id": "1", "gender": "pria"}, "value"),
        ({"name": "a", "_count": "x"}, "value"), ({"name": "a" * 501}, "value"), ({"name": "a\0"}, "value"),
    ],
)  # fmt: skip
def test_a_search_that_cannot_be_is_a_bad_request(rs, wanted, code):
    assert judged(rs.search(PATIENT, **wanted), 400)["issue"][0]["code"] == code


def test_nobody_of_another_area_is_there(city, one):
    elsewhere = program(city, area="16.71.99")
    assert judged(elsewhere.get(f"{PATIENT}/{one.person_id}"), 404)["issue"][0]["code"] == "not-found"
    assert judged(elsewhere.search(PATIENT, identifier=f"{NIK}|{one.nik}"))["total"] == 0
    body = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": as_patient(one)}]}
    assert judged(elsewhere.post(f"{PATIENT}/$match", body))["total"] == 0
    assert looks(city) == []


# -- every error has its status


def test_errors_are_operation_outcomes_with_their_status(city, rs):
    narrow = program(city, scopes="system/Coverage.r")
    answers = {
        401: [rs.browser.get(f"{PATIENT}/1")],
        403: [narrow.get(f"{PATIENT}/1"), narrow.search(PATIENT, name="a"), narrow.post(PATIENT, {})],
        404: [rs.get(f"{PATIENT}/nobody"), rs.get("/fhir/r4/Observation/1"), rs.get("/fhir/r4/Patient/1/$everything"),
              rs.get(f"{PATIENT}/x/_history/1")],
        405: [rs.browser.delete(f"{PATIENT}/1", headers=rs.headers()), rs.get(f"{PATIENT}/$match")],
        406: [rs.get(f"{PATIENT}/1", Accept="application/fhir+xml"), rs.get(f"{PATIENT}/1?_format=xml")],
        415: [rs.post(PATIENT, "<Patient/>", "application/fhir+xml"), rs.post(f"{PATIENT}/_search", "{}", FHIR_JSON)],
        400: [rs.post(PATIENT, "{"), rs.post(PATIENT, "[]"), rs.post(PATIENT, {"resourceType": "Observation"})],
        413: [rs.post(PATIENT, "x" * 300_000)],
    }  # fmt: skip
    for status, told in answers.items():
        for answer in told:
            assert judged(answer, status)["resourceType"] == "OperationOutcome"
    with acting(Acting(purpose="tests")):
        Publication.objects.update(shown=False)
    assert judged(rs.get(f"{PATIENT}/1"), 503)["issue"][0]["code"] == "transient"


def test_a_refused_right_is_in_the_trail(city):
    judged(program(city, scopes="system/Coverage.r").get(f"{PATIENT}/1"), 403)
    assert json.loads(AuditEntry.objects.get(about="program refused").new) == {"needs": "Patient.r"}


# -- match


def matched(rs, patient, **more):
    parameters = [{"name": "resource", "resource": patient}, *({"name": name, **value} for name, value in more.items())]
    bundle = judged(rs.post(f"{PATIENT}/$match", {"resourceType": "Parameters", "parameter": parameters}))
    told = []
    for entry in bundle.get("entry", []):
        (grade,) = entry["search"]["extension"]
        assert grade["url"] == MATCH_GRADE
        told.append((entry["resource"]["id"], grade["valueCode"], entry["search"]["score"]))
    return told


def test_the_same_person_is_a_certain_match(city, rs, one):
    (best, *_) = matched(rs, as_patient(one))
    assert best[:2] == (str(one.person_id), "certain")
    assert best[2] > 0.99
    assert matched(rs, as_patient(one), onlyCertainMatches={"valueBoolean": True}, count={"valueInteger": 1}) == [best]
    assert (str(one.person_id), "TREAT") in looks(city)


def test_without_a_number_nobody_is_certain(rs, one):
    patient = as_patient(one, identifier=[])
    found = matched(rs, patient)
    assert str(one.person_id) in [key for key, *_ in found]
    assert "certain" not in [grade for _, grade, _ in found]
    assert matched(rs, patient, onlyCertainMatches={"valueBoolean": True}) == []


def test_a_number_of_somebody_else_is_no_certain_match(rs, one):
    found = matched(rs, as_patient(one, name=[{"text": "ZULKIFLI XANDER QORI"}], birthDate="1931-03-03"))
    assert [grade for key, grade, _ in found if key == str(one.person_id)] in ([], ["possible"])


def test_nobody_is_like_a_stranger(rs):
    stranger = {"resourceType": "Patient", "name": [{"text": "XYLO QWERTZ"}], "birthDate": "1901-01-02"}
    assert matched(rs, stranger) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"resourceType": "Parameters"}, 400), ({"resourceType": "Parameters", "parameter": []}, 400),
        ({"resourceType": "Bundle"}, 400),
        ({"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": 1}]}, 400),
        ({"resourceType": "Patient", "gender": "male"}, 422),
        ({"resourceType": "Parameters", "parameter": [
            {"name": "resource", "resource": {"resourceType": "Patient"}}, {"name": "count", "valueInteger": 0}]}, 400),
    ],
)  # fmt: skip
def test_a_match_that_cannot_be_asked(rs, body, status):
    judged(rs.post(f"{PATIENT}/$match", body), status)


# -- what is no patient


@pytest.mark.parametrize(
    "wrong",
    [
        None, 1, {}, {"resourceType": "Group"},
        *({"resourceType": "Patient", **part} for part in (
            {"identifier": {}}, {"identifier": [1]}, {"identifier": [{"value": 1}]},
            {"identifier": [{"value": "x" * 101}]},
            {"name": "Budi"}, {"name": [{"text": 1}]}, {"name": [{"given": "Budi"}]}, {"name": [{"text": "\0"}]},
            {"name": [{"text": "\ud800"}]}, {"gender": "pria"}, {"gender": 1}, {"birthDate": "17-08-1990"},
            {"birthDate": "1990-02-31"}, {"birthDate": 1990}, {"active": "ya"}, {"address": [1]},
            {"address": [{"extension": [{"url": ADMINISTRATIVE, "extension": 1}]}]}, {"identifier": [{}] * 51},
        )),
    ],
)  # fmt: skip
def test_what_is_no_patient_is_refused(wrong):
    with pytest.raises(NotAPatient):
        said_of(wrong)


def test_what_a_patient_says():
    said = said_of({
        "resourceType": "Patient", "identifier": [{"system": NIK, "value": "1671040101900001"}, {"value": "7"}],
        "name": [{"given": ["Siti", "Nur"], "family": "Aisyah"}], "gender": "female", "birthDate": "1990-01",
        "address": [{"extension": [{"url": ADMINISTRATIVE, "extension": [
            {"url": "village", "valueCode": "1671041002"}]}]}],
    })  # fmt: skip
    assert (said.nik, said.name, said.sex, said.birth_on) == ("1671040101900001", "Siti Nur Aisyah", "P", None)
    assert (said.area_code, said.identifiers[1]) == ("16.71.04.1002", ("", "7"))
    assert said_of({"resourceType": "Patient", "birthDate": "1990-01-31"}).birth_on == date(1990, 1, 31)


def test_the_judges_see_what_is_wrong():
    assert len(faults({"resourceType": "Patient", "id": "1", "gender": "pria", "birthDate": "31-01-1990", "x": 1})) > 3
