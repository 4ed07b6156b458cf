"""Coverage, eligibility at once and later, organisations, areas, groups, figures in bulk, the CapabilityStatement."""

import json
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.measure.suppress import hidden_cells
from semesta.rules.load import load_rules
from semesta.web.api.fhir.counts import _counted, class_counts
from semesta.web.api.fhir.jobs import answer_later
from semesta.web.api.fhir.resources.measure import measure_report_of
from semesta.web.api.fhir.resources.places import group_of
from semesta.web.api.fhir.resources.systems import CARD, NIK
from semesta.web.casework.models import Question
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.jobs.handlers import Task
from semesta.web.core.jobs.models import Job
from semesta.web.core.jobs.queue import BY_WORKER
from semesta.web.core.models import AuditEntry, Look
from semesta.web.core.published.tables.models import Card, Person
from tests.web.fhir_judges import faults, judged
from tests.web.programs import FORM, program
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
BASE = "/fhir/r4"
REQUEST, RESPONSE = f"{BASE}/CoverageEligibilityRequest", f"{BASE}/CoverageEligibilityResponse"
ASYNC = {"Prefer": "respond-async"}


def looks(city):
    with acting(acting_of(city.scope("auditor")), writes=False):
        return list(Look.objects.within(city.scope("auditor")).order_by("id").values_list("person_key", "columns"))


def resources(bundle):
    return [entry["resource"] for entry in bundle.get("entry", [])]


# -- Coverage


def test_a_cover_is_found_by_patient_and_numbers_and_read(city, rs, one):
    with looking(city.scope("auditor")) as shown:
        card = shown.rows(Card).get(person_id=one.person_id)
    narrow = program(city, scopes="system/Coverage.rs")
    found = judged(narrow.get(f"{BASE}/Coverage/{card.member_id}"))
    assert (found["status"], found["beneficiary"]) == ("active", {"reference": f"Patient/{one.person_id}"})
    assert "subscriberId" not in found
    assert found["payor"] == [{"reference": "Organization/bpjs-kesehatan"}]
    assert looks(city) == [(str(one.person_id), "coverage")]
    for wanted in (
        {"beneficiary": f"Patient/{one.person_id}"}, {"patient": one.person_id}, {"_id": card.member_id},
        {"identifier": f"{CARD}|{one.psnoka}"}, {"beneficiary.identifier": f"{NIK}|{one.nik}"},
        {"patient:identifier": f"{NIK}|{one.nik}"}, {"patient": one.person_id, "status": "active"},
    ):  # fmt: skip
        told = resources(judged(rs.search(f"{BASE}/Coverage", **wanted)))
        assert [(each["id"], each["subscriberId"]) for each in told] == [(str(card.member_id), one.psnoka)], wanted
    for wanted in ({"patient": one.person_id, "status": "cancelled"}, {"patient": "1" * 15},
                   {"identifier": f"https://x.example|{one.psnoka}"}):  # fmt: skip
        assert judged(rs.search(f"{BASE}/Coverage", **wanted))["total"] == 0
    assert judged(rs.get(f"{BASE}/Coverage?patient=Patient/{one.person_id}"))["total"] == 1


def test_whose_cover_must_be_said_and_not_by_number_in_an_address(rs, one):
    assert judged(rs.search(f"{BASE}/Coverage", status="active"), 400)["issue"][0]["code"] == "too-costly"
    for name in ("identifier", "beneficiary.identifier", "patient:identifier"):
        assert judged(rs.get(f"{BASE}/Coverage?{name}=x|{one.nik}"), 403)
    assert judged(rs.search(f"{BASE}/Coverage", patient="Group/1"), 400)
    assert judged(rs.get(f"{BASE}/Coverage/x"), 404)


# -- eligibility


def asked(patient, **other):
    return {
        "resourceType": "CoverageEligibilityRequest", "status": "active", "purpose": ["validation"],
        "patient": patient, "created": "2025-05-20", "insurer": {"reference": "Organization/bpjs-kesehatan"}, **other,
    }  # fmt: skip


def by_number(one):
    return {"identifier": {"system": NIK, "value": one.nik}}


def contained(one):
    patient = {"resourceType": "Patient", "id": "p", "identifier": [{"system": NIK, "value": one.nik}]}
    return {"reference": "#p"}, {"contained": [patient]}


def test_a_request_is_kept_and_answered_at_once(city, rs, one):
    answer = rs.post(REQUEST, asked(by_number(one), servicedDate="2025-05-20"))
    kept = judged(answer, 201)
    assert answer.headers["Location"] == f"http://testserver{REQUEST}/{kept['id']}"
    for response in (
        judged(rs.get(f"{RESPONSE}/{kept['id']}")),
        *resources(judged(rs.get(f"{RESPONSE}?request=CoverageEligibilityRequest/{kept['id']}"))),
        *resources(judged(rs.search(RESPONSE, patient=f"Patient/{one.person_id}"))),
    ):
        assert (response["outcome"], response["insurance"][0]["inforce"]) == ("complete", True)
        assert response["request"] == {"reference": f"CoverageEligibilityRequest/{kept['id']}"}
        assert response["patient"] == {"reference": f"Patient/{one.person_id}"}
        assert "2025-05" in response["disposition"]
    assert judged(rs.get(f"{REQUEST}/{kept['id']}"))["purpose"] == ["validation"]
    assert judged(rs.get(REQUEST))["total"] == judged(rs.search(REQUEST))["total"] == 1
    assert looks(city) == [(str(one.person_id), "eligibility")] * 4  # the answer, and each time it was told again


def test_submit_answers_with_the_response(rs, one):
    told = contained(one)
    for patient, more in (({"reference": f"Patient/{one.person_id}"}, {}), (by_number(one), {}), told,
                          ({"reference": f"http://testserver{BASE}/Patient/{one.person_id}"}, {})):  # fmt: skip
        response = judged(rs.post(f"{REQUEST}/$submit", asked(patient, **more)))
        assert (response["outcome"], response["patient"]["reference"]) == ("complete", f"Patient/{one.person_id}")


def test_who_is_not_there_gets_an_answer_that_says_so(city, rs, one):
    for asker, number in ((rs, "9" * 16), (program(city, area="16.71.99"), one.nik)):
        nobody = {"identifier": {"system": NIK, "value": number}}
        response = judged(asker.post(f"{REQUEST}/$submit", asked(nobody)))
        assert (response["outcome"], "insurance" in response) == ("error", False)
    assert looks(city) == []


def test_a_question_asked_about_an_own_patient_is_about_the_person_linked(rs, one):
    patient = {"resourceType": "Patient", "id": "rm-1", "identifier": [{"system": NIK, "value": one.nik}],
               "name": [{"text": one.name}], "birthDate": one.birth_on.isoformat()}  # fmt: skip
    judged(rs.put(f"{BASE}/Patient/rm-1", patient), 201)
    response = judged(rs.post(f"{REQUEST}/$submit", asked({"reference": "Patient/rm-1"})))
    assert response["patient"] == {"reference": f"Patient/{one.person_id}"}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"purpose": ["validate"]}, 422), ({"status": "aktif"}, 422), ({"purpose": []}, 400), ({"purpose": "x"}, 400),
        ({"patient": "x"}, 400), ({"patient": {}}, 400), ({"patient": {"reference": "Group/1"}}, 400),
        ({"patient": {"reference": "#p"}}, 422), ({"insurer": None}, 400), ({"resourceType": "Patient"}, 400),
        ({"contained": [{"id": "p", "resourceType": "Group"}], "patient": {"reference": "#p"}}, 400),
    ],
)  # fmt: skip
def test_a_request_that_is_none_is_refused(rs, wrong, status):
    judged(rs.post(REQUEST, {**asked({"reference": "Patient/1"}), **wrong}), status)
    assert Question.unscoped.count() == 0


def test_what_another_program_asked_is_not_there(city, rs, one):
    kept = judged(rs.post(REQUEST, asked(by_number(one))), 201)
    other = program(city)
    for address in (REQUEST, RESPONSE):
        assert judged(other.get(f"{address}/{kept['id']}"), 404)
        assert judged(other.get(address))["total"] == 0
    assert judged(rs.get(f"{REQUEST}/x"), 404)
    assert judged(rs.get(f"{RESPONSE}/{uuid.uuid4()}"), 404)


def work(city):
    """What a worker does: every waiting job of programs, once and again."""
    jobs = list(Job.objects.within(city.scope("auditor")).filter(kind="program.answer"))
    for job in jobs * 2:
        answer_later(Task(job.pk, 1, job.asked, job.area_code, BY_WORKER, lambda *_: None))
    return len(jobs)


def test_an_answer_can_come_later(city, rs, one):
    answer = rs.post(REQUEST, asked(by_number(one)), **ASYNC)
    later = answer.headers["Content-Location"]
    assert answer.status_code == 202
    waiting = rs.get(later)
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (202, "2")
    with acting(acting_of(city.scope("auditor"))):
        assert work(city) == 1
    response = judged(rs.get(later))
    assert (response["resourceType"], response["outcome"]) == ("CoverageEligibilityResponse", "complete")
    assert looks(city) == [(str(one.person_id), "eligibility")] * 2
    assert judged(program(city).get(later), 404)
    assert rs.browser.delete(later, headers=rs.headers()).status_code == 405


# -- organisations, areas, groups


def test_organisations_of_the_area(city, other_city, rs):
    found = resources(judged(rs.get(f"{BASE}/Organization?_count=50")))
    names = [each["name"] for each in found]
    assert (names[0], "Kantor mawar facility" in names) == ("BPJS Kesehatan", True)
    assert not [name for name in names if "melati" in name]
    office = city.offices["facility"]
    assert judged(rs.get(f"{BASE}/Organization/office-{office.pk}"))["name"] == office.name
    assert judged(rs.get(f"{BASE}/Organization/bpjs-kesehatan"))["type"][0]["coding"][0]["code"] == "pay"
    assert [each["id"] for each in resources(judged(rs.search(f"{BASE}/Organization", name="mawar facility")))] == [
        f"office-{office.pk}"]  # fmt: skip
    elsewhere = other_city.offices["facility"].pk
    for key in (f"office-{elsewhere}", "office-x", "x"):
        assert judged(rs.get(f"{BASE}/Organization/{key}"), 404)


def test_areas_down_to_the_kelurahan(rs):
    found = judged(rs.get(f"{BASE}/Location/16.71.04"))
    assert (found["partOf"], found["address"]["extension"][0]["extension"][-1]) == (
        {"reference": "Location/16.71"}, {"url": "district", "valueCode": "167104"})  # fmt: skip
    below = resources(judged(rs.get(f"{BASE}/Location?partof=Location/16.71.04")))
    assert {each["id"][:8] for each in below} == {"16.71.04"}
    assert [each["id"] for each in resources(judged(rs.get(f"{BASE}/Location")))] == ["16.71"]
    assert judged(rs.get(f"{BASE}/Location?identifier=16.71.04"))["total"] == 1
    for key in ("16.72", "16", "x", "16.71.98"):
        assert judged(rs.get(f"{BASE}/Location/{key}"), 404)


def test_a_group_is_a_count_of_an_area_and_class_without_members(city, rs):
    with looking(city.scope("auditor")) as shown:
        people = shown.rows(Person).filter(class_name="covered_active").count()
    group = judged(rs.get(f"{BASE}/Group/16.71-covered-active"))
    assert (group["quantity"], "member" in group) == (people, False)
    listed = resources(judged(rs.get(f"{BASE}/Group?area=Location/16.71.04")))
    assert {each["id"].partition("-")[0] for each in listed} == {"16.71.04"}
    assert judged(rs.get(f"{BASE}/Group?_id=16.71-covered-active"))["total"] == 1
    for key in ("16.72-uncovered", "16.71-x", "x"):
        assert judged(rs.get(f"{BASE}/Group/{key}"), 404)


def test_no_small_count_is_told_nor_can_be_worked_out(city):
    """Of the same table hidden again by the rule: every sum a reader can do has none or at least two hidden parts."""
    with looking(city.scope("auditor")) as shown:
        counted, told = _counted(shown), class_counts(shown)
        few = int(load_rules().value_or_none("small_cell_hide_below", shown.month))
    assert few > 1
    small = [(code, name) for code, classes in counted.items() for name, n in classes.items() if 0 < n < few]
    assert len(small) > 10
    assert [place for place in small if told[place[0]][place[1]] is not None] == []
    for name in {name for _, name in small}:
        for above in (code for code in counted if len(code) == 5):
            parts = [told[code][name] for code in counted if code.rpartition(".")[0] == above and name in told[code]]
            if told[above].get(name) is not None:
                assert parts.count(None) != 1
    assert hidden_cells({"a": 1, "b": 9}, [], hide_below=few) == {"a"}


def test_a_hidden_count_says_that_it_is_masked():
    group = group_of("16.71.04", "uncovered", "Not registered", None)
    assert ("quantity" in group, faults(group)) == (False, [])
    now = timezone.now()
    report = measure_report_of(
        "16.71", {"covered_active": 75, "uncovered": 25, "left_register": None}, month=now.date().replace(day=1),
        run_id="r", now=now, titles={},
    )  # fmt: skip
    assert (faults(report), report["group"][0]["measureScore"]) == ([], {"value": 75 / 100})
    masked = measure_report_of("16.71", {"covered_active": 75, "uncovered": None}, month=now.date().replace(day=1),
                               run_id="r", now=now, titles={})  # fmt: skip
    assert (faults(masked), "measureScore" in masked["group"][0]) == ([], False)


# -- figures


def test_figures_leave_in_bulk_as_measure_reports(city, rs):
    answer = rs.get(f"{BASE}/$export?_type=MeasureReport", **ASYNC)
    later = answer.headers["Content-Location"]
    assert (answer.status_code, rs.get(later).status_code) == (202, 202)
    with acting(acting_of(city.scope("auditor"))):
        work(city)
    manifest = rs.get(later).json()
    (file,) = manifest["output"]
    assert (manifest["requiresAccessToken"], manifest["error"], file["type"]) == (True, [], "MeasureReport")
    output = rs.get(file["url"])
    reports = [json.loads(line) for line in output.content.decode().splitlines()]
    assert (output.headers["Content-Type"], len(reports)) == ("application/fhir+ndjson", file["count"])
    assert [fault for report in reports for fault in faults(report)] == []
    assert {report["subject"]["reference"] for report in reports} > {"Location/16.71", "Location/16.71.04"}
    assert not re.search(r"\d{13}", output.content.decode())
    assert AuditEntry.objects.filter(about="figures exported").count() == 1
    assert rs.browser.get(file["url"]).status_code == 401
    assert judged(program(city).get(file["url"]), 404)
    assert rs.browser.delete(later, headers=rs.headers()).status_code == 202
    assert judged(rs.get(later), 404)


def test_figures_of_a_group_and_one_by_one(city, rs):
    body = {"resourceType": "Parameters", "parameter": [{"name": "_type", "valueString": "MeasureReport"}]}
    answer = rs.post(f"{BASE}/Group/16.71.04-uncovered/$export", body, **ASYNC)
    with acting(acting_of(city.scope("auditor"))):
        work(city)
    assert rs.get(answer.headers["Content-Location"]).json()["output"][0]["count"] == 1
    report = judged(rs.get(f"{BASE}/MeasureReport/cover-16.71.04-2025-05"))
    assert report["period"] == {"start": "2025-05-01", "end": "2025-05-31"}
    assert judged(rs.get(f"{BASE}/MeasureReport?subject=Location/16.71"))["total"] == 1
    assert judged(rs.get(f"{BASE}/MeasureReport"))["type"] == "searchset"
    for key in ("cover-16.71.04-2025-04", "cover-16.72-2025-05", "x"):
        assert judged(rs.get(f"{BASE}/MeasureReport/{key}"), 404)


def test_an_export_that_cannot_be(city, rs):
    assert judged(rs.get(f"{BASE}/$export"), 400)["issue"][0]["code"] == "required"
    assert judged(rs.get(f"{BASE}/$export?_type=Patient", **ASYNC), 400)
    assert judged(rs.get(f"{BASE}/$export?_outputFormat=text/csv", **ASYNC), 400)
    assert judged(rs.get(f"{BASE}/Group/16.72-uncovered/$export", **ASYNC), 404)
    assert judged(rs.post(f"{BASE}/$export", [], **ASYNC), 400)
    assert judged(program(city, scopes="system/Patient.rs").get(f"{BASE}/$export", **ASYNC), 403)


# -- what the server says of itself


def test_the_capability_statement_is_for_everybody_and_true(rs):
    statement = judged(rs.browser.get(f"{BASE}/metadata"))
    assert statement["fhirVersion"] == "4.0.1"
    told = {each["type"]: each for each in statement["rest"][0]["resource"]}
    for kind, each in told.items():
        codes = {interaction["code"] for interaction in each["interaction"]}
        assert reverse(f"fhir_{kind.lower()}", args=["1"]) == f"{BASE}/{kind}/1"
        if "search-type" in codes:
            wanted = {"name": "x"} if kind == "Patient" else {"patient": "1"} if kind == "Coverage" else {}
            assert judged(rs.search(f"{BASE}/{kind}", **wanted))["type"] == "searchset"
        if "create" in codes:
            assert judged(rs.post(f"{BASE}/{kind}", {}), 400)
    assert judged(rs.post(f"{BASE}/metadata", "", FORM), 405)
    assert judged(rs.get(f"{BASE}/metadata?_format=xml"), 406)
