"""A client registry as OpenHIE and IHE try one from outside: feed (ITI-104), search (78), cross-reference (83)."""

from __future__ import annotations

import pytest

from semesta.web.api.fhir import finding
from semesta.web.api.fhir.resources.systems import NIK
from semesta.web.casework.models import ToldPatient
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry, Look
from semesta.web.core.published.tables.models import Person
from tests.web.fhir_judges import judged
from tests.web.openhie import BASE, NATIONAL, PATIENT, TEST, keys, olly, resident
from tests.web.programs import FORM
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


@pytest.fixture
def suite(rs, settings):
    """A site that lets a suite search by GET."""
    settings.FHIR_GET_IDENTIFIER = True
    return rs


# -- feed


def test_what_a_client_says_of_itself_stays_with_its_patient(rs):
    kept = judged(rs.post(PATIENT, olly()), 201)
    assert kept["meta"]["tag"] == olly()["meta"]["tag"]
    again = judged(rs.put(f"{PATIENT}/{kept['id']}", kept))
    assert again["meta"] == kept["meta"]  # what was read and sent back as it is, is no new version


def test_a_patient_is_added_and_revised_by_its_number(rs):
    address = f"{PATIENT}?identifier={TEST}|FHR-403"
    added = rs.put(address, olly())
    revised = judged(rs.put(address, olly(name=[{"family": "OID", "given": ["OLIVER"]}])))
    assert judged(added, 201)["id"] == revised["id"]
    assert (revised["meta"]["versionId"], revised["name"][0]["given"]) == ("2", ["OLIVER"])
    own = judged(rs.put(f"{PATIENT}?identifier={TEST}|FHR-404", {**olly("FHR-404"), "id": "his-404"}), 201)
    assert own["id"] == "his-404"
    assert judged(rs.put(f"{address}&birthdate=1983-02-05", olly()), 400)


def test_removing_a_patient_is_refused_as_the_profile_says(rs):
    judged(rs.post(PATIENT, olly()), 201)
    refused = judged(rs.browser.delete(f"{PATIENT}?identifier={TEST}|FHR-403", headers=rs.headers()), 400)
    assert (refused["issue"][0]["code"], refused["issue"][0]["diagnostics"]) == (
        "not-supported", "Remove Patient is not supported")  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"shoeSize": 42}, {"telecom": {}}, {"link": [{"type": "replaced-by"}]}, {"deceasedBoolean": "no"}, {"_name": []},
     {"link": [{"other": {"reference": "Patient/1"}, "type": "same"}]}, {"multipleBirthInteger": True},
     {"link": [{"other": {"identifier": "x"}, "type": "refer"}]}, {"contact": ["x"]}],
)  # fmt: skip
def test_what_fhir_does_not_know_is_not_kept(rs, wrong):
    assert judged(rs.post(PATIENT, olly(**wrong)), 400)["issue"][0]["code"] == "structure"
    assert ToldPatient.unscoped.count() == 0


# -- search


@pytest.mark.parametrize(
    "query",
    [
        f"identifier={TEST}|FHR-403", "identifier=FHR-403", f"identifier={TEST}|x,{TEST}|FHR-403", "family=OID",
        "family=oi&given=olly", "family:exact=OID", "family:contains=i&given=olly", "name=olly oid",
        "birthdate=1983-02-05",
        "birthdate=1983-02&family=OID", "birthdate=ge1983&birthdate=lt1984-01-01", "birthdate=ap1983-02",
        "address=merdeka", "address-city=Palembang", "address-postalcode=301", "address-country=ID",
        "telecom=phone|0711-555", "telecom=0711-555", "gender=male,female", "active=true", "deceased=false",
        "_lastUpdated=gt2020-01-01T00:00:00Z", "birthdate=ne1990", "birthdate=sa1982", "birthdate=eb1984-02-03",
    ],
)  # fmt: skip
def test_a_patient_is_found_by_what_the_profile_lists(suite, query):
    kept = judged(suite.post(PATIENT, olly()), 201)
    assert keys(judged(suite.get(f"{PATIENT}?{query}"))) == [kept["id"]]


@pytest.mark.parametrize(
    "query",
    [
        f"identifier={TEST}|FHR-40", f"identifier={TEST}|FHR-403&identifier={TEST}|other", "family:exact=oid",
        "family=ID", "given=OID", "gender=female", "active=false", "deceased=true", "birthdate=1983-03",
        "birthdate=gt1983-02-05", "birthdate=le1983-02-04", "address-city=Jambi", "telecom=phone|1",
        "_lastUpdated=lt2020", f"identifier={TEST}|FHR-403&birthdate=1983-02-06",
    ],
)  # fmt: skip
def test_and_not_by_what_they_are_not(suite, query):
    judged(suite.post(PATIENT, olly()), 201)
    assert judged(suite.get(f"{PATIENT}?{query}"))["total"] == 0


def test_only_what_was_asked_for_is_told(rs):
    kept = judged(rs.post(PATIENT, olly()), 201)
    some = judged(rs.get(f"{PATIENT}?_id={kept['id']}&_elements=name,gender"))["entry"][0]["resource"]
    assert set(some) == {"resourceType", "id", "meta", "name", "gender"}
    assert some["meta"]["tag"][-1]["code"] == "SUBSETTED"
    assert judged(rs.get(f"{PATIENT}/{kept['id']}?_elements=Patient.name"))["name"] == kept["name"]
    short = judged(rs.get(f"{PATIENT}?_id={kept['id']}&_summary=true"))["entry"][0]["resource"]
    assert ("telecom" in short, "SUBSETTED" in str(short["meta"])) == (True, True)
    for count in ("_summary=count", "_count=0"):
        bundle = judged(rs.get(f"{PATIENT}?_id={kept['id']}&{count}"))
        assert (bundle["total"], "entry" in bundle) == (1, False)


def test_own_patients_are_told_by_pages_in_the_order_asked_for(rs):
    for number in range(5):
        judged(rs.post(PATIENT, olly(f"PG-{number}", name=[{"family": "PAGER", "given": [chr(70 - number)]}])), 201)
    told, address = [], f"{PATIENT}?family=PAGER&_count=2&_sort=given"
    for left in (5, 3, 1):
        bundle = judged(rs.get(address))
        assert (bundle["total"], len(bundle["entry"])) == (5, min(2, left))
        told += [entry["resource"]["name"][0]["given"][0] for entry in bundle["entry"]]
        address = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), "")
    assert (told, address) == (["B", "C", "D", "E", "F"], "")


def test_a_name_that_is_no_longer_few_is_looked_for_in_its_column(rs, monkeypatch):
    monkeypatch.setattr(finding, "MOST_WEIGHED", 1)
    judged(rs.post(PATIENT, olly("A", name=[{"family": "ZWEI"}])), 201)
    kept = judged(rs.post(PATIENT, olly("B")), 201)
    assert keys(judged(rs.get(f"{PATIENT}?family=OID"))) == [kept["id"]]


def test_people_of_the_registers_are_found_by_parts_of_their_name_and_place(rs, one):
    word = max(one.name.split(), key=len)
    for query in (f"family={word}&birthdate={one.birth_on}", f"name={one.name}&birthdate={one.birth_on:%Y-%m}",
                  f"_id={one.person_id}&address-state=Sumatera",
                  f"name:contains={word}&birthdate=eq{one.birth_on}"):  # fmt: skip
        assert str(one.person_id) in keys(judged(rs.get(f"{PATIENT}?{query}"))), query
    assert keys(judged(rs.get(f"{PATIENT}?_id={one.person_id}&address-city=Jambi"))) == []


# -- the golden record, cross-reference, replaced patients


def test_the_person_of_the_registers_comes_with_the_patient_and_the_look_is_written(city, rs, one):
    kept = judged(rs.post(PATIENT, resident(one)), 201)
    person = str(one.person_id)
    bundle = judged(rs.get(f"{PATIENT}?_id={kept['id']}&_include=Patient:link"))
    assert (keys(bundle), keys(bundle, "include")) == ([kept["id"]], [person])
    back = judged(rs.get(f"{PATIENT}?_id={person}&_revinclude=Patient:link"))
    assert (keys(back), keys(back, "include")) == ([person], [kept["id"]])
    with acting(acting_of(city.scope("auditor")), writes=False):
        assert set(Look.objects.within(city.scope("auditor")).values_list("person_key", flat=True)) == {person}


def crossed(rs, query: str, status: int = 200) -> tuple[set[str], set[str]]:
    """Values of identifiers, and ids."""
    told = judged(rs.get(f"{PATIENT}/$ihe-pix?{query}"), status)
    if status != 200:
        return {told["issue"][0]["code"]}, {told["issue"][0]["diagnostics"]}
    named = [(part["name"], part.get("valueIdentifier") or part["valueReference"]) for part in told["parameter"]]
    return ({value["value"] for name, value in named if name == "targetIdentifier"},
            {value["reference"].partition("/")[2] for name, value in named if name == "targetId"})  # fmt: skip


def test_cross_references_and_each_failure_of_the_profile(suite):
    sent = olly("A-1")
    sent["identifier"].append({"system": NATIONAL, "value": "NID-1"})
    kept = judged(suite.post(PATIENT, sent), 201)
    assert crossed(suite, f"sourceIdentifier={TEST}|A-1") == ({"NID-1"}, {kept["id"]})
    assert crossed(suite, f"sourceIdentifier={NATIONAL}|NID-1&targetSystem={TEST}") == ({"A-1"}, {kept["id"]})
    assert crossed(suite, f"sourceIdentifier=http://testserver{BASE}|Patient/{kept['id']}") == ({"A-1", "NID-1"}, set())
    assert crossed(suite, f"sourceIdentifier={TEST}|A-9", 404) == (
        {"not-found"}, {"sourceIdentifier Patient Identifier not found"})  # fmt: skip
    assert crossed(suite, "sourceIdentifier=urn:oid:9.9|A-1", 400) == (
        {"code-invalid"}, {"sourceIdentifier Assigning Authority not found"})  # fmt: skip
    assert crossed(suite, f"sourceIdentifier={TEST}|A-1&targetSystem=urn:oid:9.9", 403) == (
        {"code-invalid"}, {"targetSystem not found"})  # fmt: skip


def test_one_human_under_the_numbers_of_several_systems_is_cross_referenced_without_the_registers(suite):
    """As IHE's own example: Alice Mohr in the domains Red, Blue and Green."""
    red, blue, green = (f"urn:oid:1.3.6.1.4.1.21367.13.20.{domain}" for domain in (1000, 2000, 3000))
    alice = {"gender": "female", "birthDate": "1958-01-30"}
    for system, value, name in ((red, "RED-994", "ALICE"), (blue, "BLUE-994", "ALICE"), (green, "GREEN-1", "BOB")):
        said = {**alice, "name": [{"family": "MOHR", "given": [name]}]}
        sent = olly(identifier=[{"system": system, "value": value}], **said)
        judged(suite.put(f"{PATIENT}?identifier={system}|{value}", sent), 201)
    assert crossed(suite, f"sourceIdentifier={red}|RED-994")[0] == {"BLUE-994"}
    assert crossed(suite, f"sourceIdentifier={red}|RED-994&targetSystem={green}")[0] == set()


def test_a_name_that_is_alike_and_a_day_that_is_near_are_no_link(city, rs):
    with looking(city.scope("auditor")) as shown:
        people = shown.rows(Person).exclude(name=None).filter(birth_on__day=1, nik_damage="", sex="L")
        near = people.order_by("person_id").first()
    said = {"name": [{"text": f"{near.name} QORI"}], "birthDate": near.birth_on.replace(day=2).isoformat()}
    assert "link" not in judged(rs.post(PATIENT, olly(**said)), 201)


@pytest.mark.parametrize("by", ["identifier", "reference"])
def test_who_asks_for_a_patient_that_was_replaced_is_told_the_one_that_replaces_it(suite, by):
    first, second = (judged(suite.post(PATIENT, olly(value)), 201) for value in ("M-80", "M-81"))
    other = {"identifier": {"system": TEST, "value": "M-80"}, "reference": {"reference": f"Patient/{first['id']}"}}[by]
    other = {"identifier": other} if by == "identifier" else other
    ended = olly("M-81", active=False, link=[{"other": other, "type": "replaced-by"}])
    assert judged(suite.put(f"{PATIENT}?identifier={TEST}|M-81", ended))["link"] == ended["link"]
    assert keys(judged(suite.get(f"{PATIENT}?identifier={TEST}|M-81"))) == [first["id"], second["id"]]
    assert judged(suite.get(f"{PATIENT}/{second['id']}"))["active"] is False
    assert crossed(suite, f"sourceIdentifier={TEST}|M-81") == ({"M-80"}, {first["id"]})
    # Two that name each other have no end, and none of them is lost in it.
    judged(suite.put(f"{PATIENT}/{first['id']}", {**first, "link": [
        {"other": {"reference": f"Patient/{second['id']}"}, "type": "replaced-by"}]}))  # fmt: skip
    assert judged(suite.get(f"{PATIENT}?identifier={TEST}|M-81"))["total"] >= 1


def test_a_look_that_is_refused_for_its_address_is_in_the_trail(rs, one):
    for address in (f"{PATIENT}?identifier={NIK}|{one.nik}", f"{PATIENT}/$ihe-pix?sourceIdentifier={TEST}|1"):
        assert judged(rs.get(address), 403)
    assert AuditEntry.objects.filter(about="program refused").count() == 2
    assert judged(rs.post(f"{PATIENT}/_search", f"identifier={NIK}|{one.nik}", FORM))["total"] == 1
