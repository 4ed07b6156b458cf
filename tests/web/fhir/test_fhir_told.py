"""Patients that a facility tells of: kept as its statement, linked, matched, and never written into the registers."""

import re

import pytest

from semesta.web.api.fhir.resources.systems import CARD, MATCH_GRADE, NIK, PERSON
from semesta.web.casework.export import write_actions
from semesta.web.casework.models import ToldPatient
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.tables.models import Person
from tests.web.fhir_judges import judged
from tests.web.fhir_patients import MRN, PATIENT, as_patient, looks
from tests.web.programs import FORM, program
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def matched(rs, patient, **more):
    parameters = [{"name": "resource", "resource": patient}, *({"name": name, **value} for name, value in more.items())]
    bundle = judged(rs.post(f"{PATIENT}/$match", {"resourceType": "Parameters", "parameter": parameters}))
    told = []
    for entry in bundle.get("entry", []):
        (grade,) = entry["search"]["extension"]
        assert grade["url"] == MATCH_GRADE
        told.append((entry["resource"]["id"], grade["valueCode"], entry["search"]["score"]))
    return told


def test_a_patient_told_of_is_kept_linked_and_never_changes_the_registers(city, rs, one, tmp_path):
    with looking(city.scope("auditor")) as shown:
        before = shown.rows(Person).filter(person_id=one.person_id).values().get()
    sent = as_patient(one, birthDate=(one.birth_on.replace(year=one.birth_on.year + 1)).isoformat())
    answer = rs.post(PATIENT, sent)
    kept = judged(answer, 201)
    assert re.fullmatch(rf"http://testserver{PATIENT}/{kept['id']}/_history/1", answer.headers["Location"])
    assert (answer.headers["ETag"], kept["meta"]["versionId"]) == ('W/"1"', "1")
    assert kept["link"] == [{"other": {"reference": f"Patient/{one.person_id}"}, "type": "refer"}]
    assert {key: kept[key] for key in sent} == sent
    with looking(city.scope("auditor")) as shown:
        assert shown.rows(Person).filter(person_id=one.person_id).values().get() == before
    # It is read again, found by each of its numbers, and linked from the person.
    assert judged(rs.get(f"{PATIENT}/{kept['id']}"))["birthDate"] == sent["birthDate"]
    by_own = judged(rs.search(PATIENT, identifier=f"{MRN}|RM-{one.person_id}"))
    assert [entry["resource"]["id"] for entry in by_own["entry"]] == [kept["id"]]
    by_nik = judged(rs.search(PATIENT, identifier=f"{NIK}|{one.nik}"))
    assert [entry["resource"]["id"] for entry in by_nik["entry"]] == [str(one.person_id), kept["id"]]
    link = judged(rs.get(f"{PATIENT}/{one.person_id}"))["link"]
    assert link == [{"other": {"reference": f"Patient/{kept['id']}"}, "type": "seealso"}]


def test_a_second_version_replaces_the_first_which_is_kept(rs, one):
    kept = judged(rs.post(PATIENT, as_patient(one)), 201)
    address = f"{PATIENT}/{kept['id']}"
    changed = {**as_patient(one), "id": kept["id"], "telecom": [{"system": "phone", "value": "0711-1"}]}
    answer = rs.put(address, changed, **{"If-Match": 'W/"1"'})
    assert judged(answer)["meta"]["versionId"] == "2"
    assert answer.headers["ETag"] == 'W/"2"'
    assert judged(rs.put(address, changed, **{"If-Match": 'W/"1"'}), 412)["issue"][0]["code"] == "conflict"
    assert judged(rs.put(address, changed))["meta"]["versionId"] == "2"  # the same again is no version
    assert "telecom" not in judged(rs.get(f"{address}/_history/1"))
    assert "telecom" in judged(rs.get(f"{address}/_history/2"))
    assert judged(rs.get(f"{address}/_history/3"), 404)


def test_an_id_of_the_programs_own_is_made_by_put(rs, one):
    sent = {**as_patient(one), "id": "rs-mawar-1"}
    assert rs.put(f"{PATIENT}/rs-mawar-1", sent).status_code == 201
    assert rs.put(f"{PATIENT}/rs-mawar-1", sent).status_code == 200
    assert judged(rs.put(f"{PATIENT}/other", sent), 400)
    number = {**sent, "id": one.nik}
    assert judged(rs.put(f"{PATIENT}/{one.nik}", number), 409)["issue"][0]["code"] == "business-rule"
    person = {**sent, "id": str(one.person_id)}
    assert judged(rs.put(f"{PATIENT}/{one.person_id}", person), 409)["issue"][0]["code"] == "business-rule"


def test_an_update_by_the_facilitys_own_number(rs, one):
    address = f"{PATIENT}?identifier={MRN}|RM-{one.person_id}"
    first, second = rs.put(address, as_patient(one)), rs.put(address, as_patient(one, active=False))
    assert (judged(first, 201)["id"], judged(second)["active"]) == (judged(second)["id"], False)
    assert judged(rs.put(f"{PATIENT}?identifier={NIK}|{one.nik}", as_patient(one)), 403)
    judged(rs.post(PATIENT, as_patient(one)), 201)
    assert judged(rs.put(address, as_patient(one)), 412)["issue"][0]["code"] == "multiple-matches"


def test_a_patient_is_not_told_of_twice(rs, one):
    condition = {"If-None-Exist": f"identifier={MRN}|RM-{one.person_id}"}
    first, second = rs.post(PATIENT, as_patient(one), **condition), rs.post(PATIENT, as_patient(one), **condition)
    assert (first.status_code, second.status_code) == (201, 200)
    assert judged(first, 201)["id"] == judged(second)["id"]
    assert judged(rs.post(PATIENT, as_patient(one), **{"If-None-Exist": "name=x"}), 400)


def test_nothing_comes_back_when_nothing_is_wanted(rs, one):
    answer = rs.post(PATIENT, as_patient(one), Prefer="return=minimal")
    assert (answer.status_code, answer.content, "Location" in answer.headers) == (201, b"", True)


def test_another_organisation_sees_none_of_it(city, rs, one):
    kept = judged(rs.post(PATIENT, as_patient(one)), 201)
    other = program(city, role="dinkes")
    assert judged(other.get(f"{PATIENT}/{kept['id']}"), 404)
    assert judged(other.search(PATIENT, identifier=f"{MRN}|RM-{one.person_id}"))["total"] == 0
    assert "link" not in judged(other.get(f"{PATIENT}/{one.person_id}"))
    sent = {**as_patient(one), "id": kept["id"]}
    assert other.put(f"{PATIENT}/{kept['id']}", sent).status_code == 201  # its own, beside the other's
    assert judged(rs.get(f"{PATIENT}/{kept['id']}"))["meta"] == kept["meta"]


def test_own_patients_are_matched_too(rs, one):
    stranger = {
        "resourceType": "Patient", "identifier": [{"system": MRN, "value": "RM-77"}], "gender": "male",
        "name": [{"given": ["Xylo", "Tes"], "family": "Qwertz"}], "birthDate": "1901-01-02",
    }  # fmt: skip
    kept = judged(rs.post(PATIENT, stranger), 201)
    assert "link" not in kept
    assert matched(rs, stranger) == [(kept["id"], "certain", 1.0)]


def test_the_trail_says_who_told_and_no_name_or_number(rs, one):
    judged(rs.post(PATIENT, as_patient(one)), 201)
    entries = AuditEntry.objects.filter(about__startswith="casework_told")
    assert {entry.actor for entry in entries} == {str(rs.client.user_id)}
    for entry in entries:
        assert one.nik not in entry.new
        assert one.name not in entry.new


def test_other_numbers_of_a_patient_are_told_by_the_facilitys_own(city, rs, one):
    kept = judged(rs.post(PATIENT, as_patient(one)), 201)
    own = f"{MRN}|RM-{one.person_id}"
    parameters = {"resourceType": "Parameters", "parameter": [
        {"name": "sourceIdentifier", "valueIdentifier": {"system": MRN, "value": f"RM-{one.person_id}"}}]}  # fmt: skip
    for answer in (rs.post(f"{PATIENT}/$ihe-pix", f"sourceIdentifier={own}", FORM),
                   rs.post(f"{PATIENT}/$ihe-pix", parameters)):  # fmt: skip
        told = judged(answer)["parameter"]
        identifiers = {each["valueIdentifier"]["system"]: each["valueIdentifier"]["value"] for each in told
                       if each["name"] == "targetIdentifier"}  # fmt: skip
        assert identifiers == {NIK: one.nik, CARD: one.psnoka, PERSON: str(one.person_id)}
        assert [each["valueReference"]["reference"] for each in told if each["name"] == "targetId"] == [
            f"Patient/{one.person_id}", f"Patient/{kept['id']}"]  # fmt: skip
    only = judged(rs.post(f"{PATIENT}/$ihe-pix", f"sourceIdentifier={own}&targetSystem={PERSON}", FORM))["parameter"]
    assert [each["name"] for each in only] == ["targetIdentifier", "targetId", "targetId"]
    assert judged(rs.get(f"{PATIENT}/$ihe-pix?sourceIdentifier={NIK}|{one.nik}"), 403)
    assert judged(rs.post(f"{PATIENT}/$ihe-pix", f"sourceIdentifier={MRN}|nobody", FORM), 404)
    for body in ("", f"sourceIdentifier={own}&sourceIdentifier={own}"):
        assert judged(rs.post(f"{PATIENT}/$ihe-pix", body, FORM), 400)
    assert judged(rs.post(f"{PATIENT}/$ihe-pix", []), 400)
    assert (str(one.person_id), "TREAT") in looks(city)


# The last of the module: from here on as the tables' owner.
def test_it_leaves_as_a_file_for_the_next_run(city, rs, one, tmp_path, as_owner):
    kept = judged(rs.post(PATIENT, as_patient(one, birthDate="1931-03-03")), 201)
    held = ToldPatient.unscoped.get(fhir_id=kept["id"])
    assert write_actions(tmp_path) == 1
    (line,) = (tmp_path / "semesta_action.csv").read_text().splitlines()[1:]
    told = f"told-{held.pk},patient_told,{held.person_id or ''},{one.nik},,,{held.grade},"
    assert line.startswith(told + f"program-{rs.client.public_id},")
    assert held.grade in {"possible", "probable"}
