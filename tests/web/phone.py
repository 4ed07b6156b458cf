"""A small ODK-speaking client: does what ODK Collect does, over any function that carries a request to the server.

It fetches the list of forms, the form, the manifest and the lists; fills the form that the XForm holds; asks first;
posts the form, with photos in posts of their own.
"""

from __future__ import annotations

import csv
import io
import re
import uuid
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

import defusedxml.ElementTree

from semesta.web.casework.field.xlsform import md5

X = "{http://openrosa.org/xforms/xformsList}"
M = "{http://openrosa.org/xforms/xformsManifest}"
F = "{http://www.w3.org/2002/xforms}"
HEADERS = {"X-OpenRosa-Version": "1.0", "Date": "Sat, 28 Nov 2026 07:00:00 GMT"}
BOUNDARY = "batas-kiriman-8f2c"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass
class Reply:
    """Status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes


def over_django(client):
    """Requests by Django's test client."""

    def carry(method: str, url: str, headers: dict[str, str], body: bytes = b"", content_type: str = "") -> Reply:
        path = re.sub(r"^https?://[^/]+", "", url)
        given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        answer = client.generic(method, path, body, content_type or "application/octet-stream", **given)
        return Reply(answer.status_code, {key.lower(): value for key, value in answer.items()}, answer.content)

    return carry


@dataclass
class Phone:
    """A phone with one project: `server_url` out of the settings code."""

    server_url: str
    carry: object
    form_id: str = ""
    version: str = ""
    instance: Element | None = None
    lists: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    branch: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get(self, url: str) -> Reply:
        return self.carry("GET", url, HEADERS)

    def fetch(self) -> None:
        """As "match exactly": list of forms, form, manifest, what changed of the lists."""
        listed = defusedxml.ElementTree.fromstring(self.ok(self.get(f"{self.server_url}/formList")))
        (one,) = listed.findall(f"{X}xform")
        said = {child.tag.removeprefix(X): child.text for child in one}
        body = self.ok(self.get(said["downloadUrl"]))
        assert said["hash"] == f"md5:{md5(body)}"
        self.form_id, self.version = said["formID"], said["version"]
        self.instance = defusedxml.ElementTree.fromstring(body).find(f".//{F}instance/*")
        manifest = defusedxml.ElementTree.fromstring(self.ok(self.get(said["manifestUrl"])))
        for file in manifest.findall(f"{M}mediaFile"):
            told = {child.tag.removeprefix(M): child.text for child in file}
            if self.hashes.get(told["filename"]) == told["hash"]:
                continue
            content = self.ok(self.get(told["downloadUrl"]))
            assert told["hash"] == f"md5:{md5(content)}"
            self.hashes[told["filename"]] = told["hash"]
            self.lists[told["filename"]] = list(csv.DictReader(io.StringIO(content.decode())))

    @staticmethod
    def ok(reply: Reply) -> bytes:
        assert (reply.status, reply.headers["x-openrosa-version"]) == (200, "1.0"), reply.body
        return reply.body

    @property
    def households(self):
        return self.lists["rumah.csv"]

    def people(self, household: dict) -> list[dict]:
        return [one for one in self.lists["warga.csv"] if one["rumah"] == household["name"]]

    def fill(self, household, answers, people=(), others=(), *, instance_id="", deprecated_id="") -> tuple[str, bytes]:
        """(instanceID, the filled form); `people`: answers by the key of somebody on the list."""
        root = Element("data", id=self.form_id, version=self.version)
        known = {name.tag.removeprefix(F) for name in self.instance}
        for name, value in {"rumah": household["name"], **answers}.items():
            assert name in known, name
            SubElement(root, name).text = value
        for name, rows in (("orang", people), ("orang_lain", others)):
            for row in rows:
                one = SubElement(root, name)
                for key, value in row.items():
                    SubElement(one, key).text = value
        instance_id = instance_id or f"uuid:{uuid.uuid4()}"
        meta = SubElement(root, "meta", xmlns="http://openrosa.org/xforms")
        SubElement(meta, "instanceID").text = instance_id
        if deprecated_id:
            SubElement(meta, "deprecatedID").text = deprecated_id
        SubElement(meta, "entity", dataset="rumah", id=household["name"], update="1", xmlns="http://www.opendatakit.org/xforms/entities",
                   baseVersion=str(household["__version"]), trunkVersion="", branchId=self.branch)  # fmt: skip
        household["__version"] = str(int(household["__version"]) + 1)  # an offline entity knows its own changes
        return instance_id, tostring(root)

    def head(self) -> Reply:
        return self.carry("HEAD", f"{self.server_url}/submission", HEADERS)

    def post(self, xml: bytes, photos: dict[str, bytes] | None = None, *, cut: int = 0) -> Reply:
        """One post; `cut`: so many bytes of its end never arrive."""
        body = multipart(xml, photos or {})
        return self.carry("POST", f"{self.server_url}/submission", HEADERS, body[: len(body) - cut],
                          f"multipart/form-data; boundary={BOUNDARY}")  # fmt: skip


def multipart(xml: bytes, photos: dict[str, bytes]) -> bytes:
    parts = [("xml_submission_file", "submission.xml", "text/xml", xml)]
    parts += [(name, name, "image/jpeg", content) for name, content in photos.items()]
    lines = []
    for name, file, kind, content in parts:
        lines += [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            f"Content-Type: {kind}\r\n\r\n".encode(), content, b"\r\n"
        ]  # fmt: skip
    return b"".join([*lines, f"--{BOUNDARY}--\r\n".encode()])
