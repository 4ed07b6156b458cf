"""Two judges of FHIR R4 that are not ours: the official JSON schema (jsonschema), and npm's `fhir`."""

from __future__ import annotations

import gzip
import json
import subprocess
from functools import cache
from pathlib import Path

from jsonschema import Draft6Validator

FOLDER = Path(__file__).parents[1] / "data" / "fhir"


@cache
def _schema():
    return json.loads(gzip.decompress((FOLDER / "fhir.schema.r4.json.gz").read_bytes()))


@cache
def _of_type(kind: str) -> Draft6Validator:
    return Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": _schema()["definitions"]})


@cache
def _node() -> subprocess.Popen:
    return subprocess.Popen(
        ["node", "judge.js"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def faults(resource: dict) -> list[str]:
    """What either judge finds wrong."""
    kind = resource["resourceType"]
    found = [
        f"schema {'/'.join(map(str, one.path))}: {one.message[:200]}" for one in _of_type(kind).iter_errors(resource)
    ]
    node = _node()
    node.stdin.write(json.dumps(resource) + "\n")
    return found + [f"fhir {one}" for one in json.loads(node.stdout.readline())]


def judged(answer, status: int = 200) -> dict:
    """The resource of an answer with this status, which both judges pass; so do the resources inside a Bundle."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status, "application/fhir+json; charset=utf-8"), answer.content  # fmt: skip
    resource = json.loads(answer.content)
    assert faults(resource) == []
    for entry in resource.get("entry", []):
        for inside in (entry.get("resource"), entry.get("response", {}).get("outcome")):
            assert inside is None or faults(inside) == []
    return resource
