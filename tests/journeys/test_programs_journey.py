"""A hospital's program from its registration at the office to its last token: by browser, fhirpy and schemathesis.

The server is one as a person starts it, with its worker. Afterwards its log holds no number of a person.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import BaseFHIRError, ForbiddenError, ResourceNotFound

from semesta.flow.publish import published
from tests.web.fhir_judges import faults
from tests.web.screen import PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("programs")]
SCHEMATHESIS = str(Path(sys.executable).parent / "schemathesis")
NIK = "https://fhir.kemkes.go.id/id/nik"
MRN = "https://rs-contoh.example/mrn"


@pytest.fixture(scope="module")
def credentials(signed_in, served):
    """(client id, secret): the office administrator registers the hospital's program and is shown the secret once."""
    context, _ = signed_in("office-admin", 1280, "id")
    tab = context.new_page()
    tab.goto(f"{served[0]}/kantor/program/")
    tab.locator("summary", has_text="Daftarkan program").click()
    tab.fill("input[name=name]", "SIMRS Contoh")
    tab.select_option("select[name=organisation]", index=1)
    tab.fill("input[name=area_code]", "16.71")
    tab.select_option("select[name=purpose]", "TREAT")
    tab.fill("input[name=minute_most]", "50000")
    for box in tab.locator("input[name=scopes]").all():
        box.check()
    tab.locator("button", has_text="Daftarkan").last.click()
    tab.wait_for_selector("text=Rahasia")
    told = dict(zip(tab.locator("dt").all_inner_texts(), tab.locator("dd").all_inner_texts(), strict=True))
    tab.close()
    return told["ID program"].strip(), told["Rahasia"].strip()


def token_of(address: str, credentials) -> str:
    asked = urllib.request.Request(
        f"{address}/oauth2/token", b"grant_type=client_credentials",
        {"Authorization": "Basic " + base64.b64encode(":".join(credentials).encode()).decode(),
         "Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    return json.load(urllib.request.urlopen(asked))["access_token"]


@pytest.fixture(scope="module")
def residents(home):
    """Living residents with an undamaged number of their own, as the run has them."""
    rows = pq.read_table(published(home, "resident")).to_pylist()
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["nik"]] = counts.get(row["nik"], 0) + 1
    return [
        row for row in rows
        if row["nik"] and not row["nik_damage"] and counts[row["nik"]] == 1 and row["birth_on"] and row["name"]
        and row["sex"] and row["register_status"] == "LIVING"
    ]  # fmt: skip


def test_a_whole_journey_with_a_client_library_of_others(served, credentials, residents):
    address, one = served[0], residents[0]
    client = SyncFHIRClient(f"{address}/fhir/r4", authorization=f"Bearer {token_of(address, credentials)}")
    statement = client.execute("metadata", method="get")
    assert (statement["fhirVersion"], faults(statement)) == ("4.0.1", [])
    # 1. The hospital looks for its patient by NIK: by POST, so that the number stands in no address.
    (entry,) = searched(client, f"{NIK}|{one['nik']}")
    # 2. fhirpy reads it, and searches by name and day.
    patient = client.reference("Patient", entry["resource"]["id"]).to_resource()
    assert (patient["birthDate"], faults(patient.serialize())) == (one["birth_on"].isoformat(), [])
    found = client.resources("Patient").search(name=one["name"], birthdate=one["birth_on"].isoformat()).fetch()
    assert patient["id"] in [each["id"] for each in found]
    with pytest.raises(ForbiddenError):
        client.resources("Patient").search(identifier=f"{NIK}|{one['nik']}").fetch()
    # 3. It sends its own patient, and changes it.
    own = client.resource(
        "Patient", identifier=[{"system": NIK, "value": one["nik"]}, {"system": MRN, "value": "RM-1"}],
        name=[{"text": one["name"]}], birthDate=one["birth_on"].isoformat(),
        gender="male" if one["sex"] == "L" else "female",
    )  # fmt: skip
    own.save()
    assert own["link"][0]["other"]["reference"] == f"Patient/{patient['id']}"
    own["telecom"] = [{"system": "phone", "value": "0711-000"}]
    own.save()
    assert own["meta"]["versionId"] == "2"
    assert [entry["resource"]["id"] for entry in searched(client, f"{MRN}|RM-1")] == [own["id"]]
    # 4. Who is it: $match.
    asked_match = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": own.serialize()}]}
    graded = client.execute("Patient/$match", method="post", data=asked_match)
    assert {each["search"]["extension"][0]["valueCode"] for each in graded["entry"]} == {"certain"}
    # 5. Is it covered: at once, and later by the worker.
    request = client.resource(
        "CoverageEligibilityRequest", status="active", purpose=["validation"], created="2025-05-20",
        patient={"reference": f"Patient/{patient['id']}"}, insurer={"reference": "Organization/bpjs-kesehatan"},
    )  # fmt: skip
    request.save()
    response = client.resources("CoverageEligibilityResponse").search(
        request=f"CoverageEligibilityRequest/{request['id']}"
    ).first()  # fmt: skip
    assert (response["outcome"], faults(response.serialize())) == ("complete", [])
    for insurance in response.get("insurance", []):
        coverage = client.reference(reference=insurance["coverage"]["reference"]).to_resource()
        assert (coverage["status"] == "active") == insurance["inforce"]
    later = asked_later(client, f"{address}/fhir/r4/CoverageEligibilityRequest/$submit", {
        name: value for name, value in request.serialize().items() if name not in {"id", "meta"}})  # fmt: skip
    assert json.loads(later)["outcome"] == "complete"
    # 6. Figures in bulk.
    manifest = json.loads(asked_later(client, f"{address}/fhir/r4/$export?_type=MeasureReport", None))
    lines = fetched(client, manifest["output"][0]["url"]).splitlines()
    assert [fault for line in lines for fault in faults(json.loads(line))] == []
    # 7. What is not there is told in FHIR's way.
    with pytest.raises(ResourceNotFound):
        client.reference("Patient", "nobody").to_resource()


def searched(client, identifier: str) -> list[dict]:
    """Entries found by POST of a form, which fhirpy does not send."""
    form = urllib.parse.urlencode({"identifier": identifier}).encode()
    headers = {"Authorization": client.authorization, "Content-Type": "application/x-www-form-urlencoded"}
    return json.load(urllib.request.urlopen(urllib.request.Request(f"{client.url}/Patient/_search", form, headers)))[
        "entry"
    ]


def fetched(client, url: str) -> str:
    return urllib.request.urlopen(
        urllib.request.Request(url, headers={"Authorization": client.authorization})
    ).read().decode()  # fmt: skip


def asked_later(client, url: str, body) -> str:
    """The answer that a worker makes; asked for again until it is there."""
    headers = {
        "Authorization": client.authorization,
        "Prefer": "respond-async",
        "Content-Type": "application/fhir+json",
    }
    answer = urllib.request.urlopen(
        urllib.request.Request(url, None if body is None else json.dumps(body).encode(), headers)
    )
    assert answer.status == 202
    for _ in range(120):
        told = urllib.request.urlopen(urllib.request.Request(answer.headers["Content-Location"], headers=headers))
        if told.status == 200:
            return told.read().decode()
        time.sleep(0.5)
    raise AssertionError("the worker never answered")


@pytest.mark.parametrize("part", ["/api", "/oauth2"])
def test_schemathesis_finds_no_answer_that_the_document_does_not_tell(served, credentials, part):
    """Every check it knows: no 5xx, no status, content type, header or body that is not told, no open door."""
    address = served[0]
    basic = base64.b64encode(":".join(credentials).encode()).decode()
    told = f"Basic {basic}" if part == "/oauth2" else f"Bearer {token_of(address, credentials)}"
    words = [SCHEMATHESIS, "run", f"{address}/api/v1/openapi.json", "--header", f"Authorization: {told}", "--no-color",
             "--include-path-regex", f"^{part}", "--max-examples", "60", "--generation-deterministic",
             "--phases", "examples,coverage,fuzzing", "--checks", "all"]  # fmt: skip
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) > 100


def test_the_pages_of_programs_read_in_both_widths_and_languages(sign_in, credentials):
    for width, language in ((1280, "id"), (PHONE, "en"), (PHONE, "id"), (1280, "en")):
        tab = sign_in("office-admin", width, language)
        tab.goto("/kantor/program/")
        looked_at(tab, f"programs-{width}-{language}")
        tab.locator("main summary").first.click()
        looked_at(tab, f"programs-form-{width}-{language}")
        tab.goto(tab.locator("td a, th a", has_text="SIMRS Contoh").first.get_attribute("href"))
        looked_at(tab, f"program-{width}-{language}")
        assert credentials[0] in tab.inner_text("main")
        assert credentials[1] not in tab.content()


def test_the_log_of_it_all_holds_no_number_name_or_query(home, residents):
    text = (home / "log").read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    routes = {line.get("route") for line in lines}
    assert {"fhir/r4/Patient/_search", "oauth2/token", "api/v1/eligibility", "fhir/r4/Patient"} <= routes
    assert not re.search(r"(?<!\d)\d{16}(?!\d)|identifier|birthdate", text)
    for one in residents:
        assert one["nik"] not in text
        assert one["name"] not in text


def test_after_its_end_the_program_gets_nothing(sign_in, served, credentials):
    token = token_of(served[0], credentials)
    tab = sign_in("office-admin")
    tab.goto("/kantor/program/")
    tab.goto(tab.locator("td a, th a", has_text="SIMRS Contoh").first.get_attribute("href"))
    tab.locator("summary", has_text="Akhiri program").click()
    tab.locator("button", has_text="Akhiri sekarang").click()
    tab.wait_for_selector("text=tidak membuka apa pun lagi")
    client = SyncFHIRClient(f"{served[0]}/fhir/r4", authorization=f"Bearer {token}")
    with pytest.raises(BaseFHIRError):
        client.reference("Patient", "1").to_resource()
    with pytest.raises(urllib.error.HTTPError):
        token_of(served[0], credentials)
