"""What OpenRosa answers look like: headers, messages, lists as XML (OpenRosa 1.0: discovery, metadata, submission)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.http import HttpResponse
from django.utils.http import http_date

if TYPE_CHECKING:
    from semesta.web.casework.field.xlsform import MadeForm

FORMS = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"
LARGEST_POST = 20 << 20
"""A phone splits a form whose photos are larger into several posts."""
XML = "text/xml; charset=utf-8"
for _prefix, _space in (("", RESPONSE),):
    register_namespace(_prefix, _space)


def answered(content: bytes = b"", *, status: int = 200, content_type: str = XML) -> HttpResponse:
    """An answer with the headers that every OpenRosa answer carries."""
    answer = HttpResponse(content, status=status, content_type=content_type)
    answer.headers["X-OpenRosa-Version"] = "1.0"
    answer.headers["X-OpenRosa-Accept-Content-Length"] = str(LARGEST_POST)
    answer.headers["Date"] = http_date()
    return answer


def said(sentence: str, status: int) -> HttpResponse:
    """An OpenRosaResponse with one message, which the phone shows to the agent."""
    root = Element(f"{{{RESPONSE}}}OpenRosaResponse")
    SubElement(root, f"{{{RESPONSE}}}message").text = sentence
    return answered(_xml(root), status=status)


def form_list(form: MadeForm, title: str, download_url: str, manifest_url: str) -> bytes:
    """The one form of a round."""
    root = Element("xforms", xmlns=FORMS)
    one = SubElement(root, "xform")
    for name, text in (
        ("formID", form.form_id), ("name", title), ("version", form.version), ("hash", f"md5:{form.digest}"),
        ("downloadUrl", download_url), ("manifestUrl", manifest_url),
    ):  # fmt: skip
        SubElement(one, name).text = text
    return _xml(root)


def manifest(files: list[tuple[str, str, str, str]]) -> bytes:
    """(file name, md5, address, address of integrity) of each list; the last is '' for a plain file.

    With `type="entityList"` ODK Collect keeps the list as entities, changes it offline and tells what it knew.
    """
    root = Element("manifest", xmlns=MANIFEST)
    for name, digest, url, integrity_url in files:
        one = SubElement(root, "mediaFile", {"type": "entityList"} if integrity_url else {})
        for tag, text in (("filename", name), ("hash", f"md5:{digest}"), ("downloadUrl", url)):
            SubElement(one, tag).text = text
        if integrity_url:
            SubElement(one, "integrityUrl").text = integrity_url
    return _xml(root)


def integrity(deleted: dict[str, bool]) -> bytes:
    """Which of the asked entities are gone from the agent's list."""
    root = Element("data")
    entities = SubElement(root, "entities")
    for key, gone in deleted.items():
        SubElement(SubElement(entities, "entity", id=key), "deleted").text = "true" if gone else "false"
    return _xml(root)


def _xml(root: Element) -> bytes:
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made
