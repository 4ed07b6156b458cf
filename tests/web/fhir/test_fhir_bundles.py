"""Bundles POSTed at the base, as feeds of OpenHIE send them: batch and transaction."""

from __future__ import annotations

import uuid

import pytest

from semesta.web.api.fhir.resources.systems import NIK
from semesta.web.casework.models import ToldPatient
from semesta.web.core.models import AuditEntry
from tests.web.fhir_judges import judged
from tests.web.openhie import BASE, PATIENT, TEST, olly, resident
from tests.web.programs import FORM, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def sent(method: str, url: str, resource=None, full_url: str = "", **conditions) -> dict:
    made = {"request": {"method": method, "url": url, **conditions}}
    return {**made, **({"resource": resource} if resource else {}), **({"fullUrl": full_url} if full_url else {})}


def bundle(rs, kind, *entries, status=200, **headers) -> dict:
    """The answer to a Bundle of these entries."""
    asked = {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
    return judged(rs.post(BASE, asked, **headers), status)


def states(told) -> list[str]:
    return [entry["response"]["status"][:3] for entry in told["entry"]]


def test_a_transaction_keeps_all_its_patients_and_their_links_to_each_other(rs, one):
    name = f"urn:uuid:{uuid.uuid4()}"
    link = [{"other": {"reference": name}, "type": "replaced-by"}]
    judged(rs.post(PATIENT, olly("TX-3")), 201)
    told = bundle(
        rs, "transaction",
        sent("GET", f"Patient?identifier={TEST}|TX-1"),
        sent("PUT", f"Patient?identifier={NIK}|{one.nik}", resident(one, "TX-2", active=False, link=link)),
        sent("POST", "Patient", olly("TX-1"), name),
        sent("POST", "Patient", olly("TX-3"), ifNoneExist=f"identifier={TEST}|TX-3"),
        sent("PUT", "Patient/his-4", {**olly("TX-4"), "id": "his-4"}),
    )  # fmt: skip
    assert (told["type"], states(told)) == ("transaction-response", ["200", "201", "201", "200", "201"])
    found, replaced, made, *_ = told["entry"]
    assert found["resource"]["total"] == 1  # what was sent is there before what is asked
    assert made["response"]["location"].endswith(f"/{made['resource']['id']}/_history/1")
    assert made["response"]["etag"] == 'W/"1"'
    assert replaced["resource"]["link"][0] == {
        "other": {"reference": f"Patient/{made['resource']['id']}"}, "type": "replaced-by"}  # fmt: skip
    assert replaced["resource"]["link"][1]["other"] == {"reference": f"Patient/{one.person_id}"}


def test_a_question_that_finds_nobody_fails_its_transaction(rs):
    pix = sent("GET", f"Patient/$ihe-pix?sourceIdentifier={TEST}|nobody")
    entries = [sent("POST", "Patient", olly("RB-1")), pix]
    assert bundle(rs, "transaction", *entries, status=404)["issue"][0]["diagnostics"].startswith("Entry 2:")
    assert ToldPatient.unscoped.count() == 0


def test_a_transaction_that_fails_keeps_nothing_and_says_which_entry_it_was(rs):
    refused = bundle(rs, "transaction", sent("POST", "Patient", olly("RB-1")), sent("DELETE", "Patient/x"), status=405)
    assert "Entry 2: Use GET or HEAD or PUT here." in refused["issue"][0]["diagnostics"]
    wrong = sent("POST", "Patient", olly("RB-2", gender="pria"))
    bad = bundle(rs, "transaction", sent("POST", "Patient", olly("RB-1")), wrong, status=400)
    assert bad["issue"][0]["code"] == "structure"
    twice = [sent("PUT", f"Patient?identifier={TEST}|RB-1", olly("RB-1"))] * 2
    assert bundle(rs, "transaction", *twice, status=400)["issue"][0]["code"] == "invalid"
    assert ToldPatient.unscoped.count() == 0


def test_each_entry_of_a_batch_is_for_itself(rs):
    told = bundle(
        rs, "batch",
        sent("POST", "Patient", olly("BA-1")), sent("GET", "Patient/nobody"), sent("GET", "Observation/1"),
        sent("DELETE", "Patient/his-1"), sent("GET", f"Patient?identifier={TEST}|BA-1"), {"fullUrl": "x"},
        sent("POST", "/", {"resourceType": "Bundle", "type": "batch"}), sent("PUT", "Patient/1", {**olly(), "id": "1"}),
        sent("GET", "//[x"), sent("POST", "Patient"), sent("GET", "Patient/\ud800"),
        sent("GET", "$export?_type=MeasureReport"),
    )  # fmt: skip
    assert told["type"] == "batch-response"
    assert states(told) == ["201", "404", "404", "405", "200", "400", "400", "409", "404", "415", "400", "400"]
    for entry in told["entry"]:
        assert ("outcome" in entry["response"]) == (entry["response"]["status"][0] == "4")
    short = bundle(rs, "batch", sent("POST", "Patient", olly("BA-2")), Prefer="return=minimal")["entry"][0]
    assert ("resource" in short, "location" in short["response"]) == (False, True)


def test_a_bundle_opens_no_more_than_its_token_and_counts_every_entry(city, one):
    narrow = program(city, scopes="system/Patient.c", minute_most=4)
    told = bundle(narrow, "batch", sent("POST", "Patient", olly("N-1")), sent("GET", f"Patient/{one.person_id}"))
    assert states(told) == ["201", "403"]
    assert AuditEntry.objects.filter(about="program refused").count() == 1
    # 1 Bundle + 2 entries, 1 Bundle + 1 entry: the fifth request of the minute is one too many, also the next Bundle.
    assert states(bundle(narrow, "batch", sent("POST", "Patient", olly("N-2")))) == ["429"]
    assert bundle(narrow, "transaction", sent("POST", "Patient", olly("N-2")), status=429)
    everywhere = program(city, area="16.71.99")
    assert states(bundle(everywhere, "batch", sent("GET", f"Patient/{one.person_id}"))) == ["404"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"resourceType": "Patient"}, 400), ({"resourceType": "Bundle", "type": "collection"}, 400), ([], 400),
     ({"resourceType": "Bundle", "type": "batch", "entry": {}}, 400),
     ({"resourceType": "Bundle", "type": "batch", "entry": [{}] * 101}, 413),
     ({"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "POST"}}]}, 400)],
)  # fmt: skip
def test_what_is_no_bundle_of_requests(rs, wrong, status):
    assert judged(rs.post(BASE, wrong), status)["resourceType"] == "OperationOutcome"


# -- messages


def message(rs, *entries, status=200, **header):
    """A feed as IHE PMIR sends it; the MessageHeader of the answer, or the OperationOutcome."""
    head = {"resourceType": "MessageHeader", "id": "m-1", "eventUri": "urn:ihe:iti:pmir:2019:patient-feed",
            "source": {"endpoint": "http://ohie.org/test/harness"}, **header}  # fmt: skip
    history = {"resourceType": "Bundle", "type": "history", "entry": list(entries)}
    asked = {"resourceType": "Bundle", "type": "message", "entry": [{"resource": head}, {"resource": history}]}
    told = judged(rs.post(f"{BASE}/$process-message", asked), status)
    return told["entry"][0]["resource"] if status == 200 else told


def test_a_message_tells_of_new_changed_and_replaced_patients(rs):
    told = message(rs, sent("POST", "Patient/p-1", {**olly("M-1"), "id": "p-1"}), sent("POST", "Patient", olly("M-2")))
    assert told["response"] == {"identifier": "m-1", "code": "ok"}
    assert told["eventUri"] == "urn:ihe:iti:pmir:2019:patient-feed-response"
    link = [{"other": {"reference": "Patient/p-2"}, "type": "replaced-by"}]
    message(rs, sent("PUT", "Patient/p-1", olly("M-1", link=link)), sent("POST", "Patient/p-2", olly("M-3")))
    old = judged(rs.get(f"{PATIENT}/p-1"))
    assert (old["active"], old["link"], old["meta"]["versionId"]) == (False, link, "2")
    found = judged(rs.post(f"{PATIENT}/_search", f"identifier={TEST}|M-1", FORM))
    assert [entry["resource"]["id"] for entry in found["entry"]] == ["p-2", "p-1"]


def test_a_message_of_which_a_part_cannot_be_done_is_refused_whole(rs):
    mother = sent("POST", "RelatedPerson/r-1", {"resourceType": "RelatedPerson", "id": "r-1"})
    refused = message(rs, sent("POST", "Patient/p-1", olly("M-1")), mother, status=404)
    assert refused["issue"][0]["diagnostics"].startswith("Entry 2: This server has no such type")
    assert message(rs, eventUri="urn:other", status=400)
    assert judged(rs.post(f"{BASE}/$process-message", {"resourceType": "Bundle", "type": "message"}), 400)
    assert ToldPatient.unscoped.count() == 0
