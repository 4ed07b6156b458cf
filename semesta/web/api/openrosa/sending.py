"""POST /submission: a filled form in one or several posts, each of which may come twice or break off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.urls import reverse

from semesta.terms.fault import Fault
from semesta.web.api.openrosa.answers import LARGEST_POST, answered, said
from semesta.web.api.openrosa.phone import for_phone
from semesta.web.casework.actions.submissions import Sender, receive
from semesta.web.casework.models import Source, SubmissionState
from semesta.web.core.acting import acting, acting_now

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse
    from django.utils.datastructures import MultiValueDict

    from semesta.web.casework.models import Submission
    from semesta.web.casework.queries.field import Phone

    Files = MultiValueDict[str, UploadedFile[Any]]

XML_PART = "xml_submission_file"
LARGEST_XML = 1 << 20
MOST_FILES = 20
FROM_PAGE = "X-Semesta-Page"


class BrokenOff(Exception):
    """The post ended before it was whole."""


class TooLarge(Exception):
    """The post holds more than LARGEST_POST."""


class Whole:
    """A body as it comes, which knows afterwards whether its last boundary was there."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.tail = request, b""

    def read(self, size: int) -> bytes:
        """As the request's own."""
        block = self.request.read(size)
        self.tail = (self.tail + block)[-400:]
        return block

    def ended(self, content_type: str) -> bool:
        """The closing boundary came: a post that broke off would otherwise pass for a shorter one."""
        boundary = content_type.partition("boundary=")[2].partition(";")[0].strip().strip('"')
        return bool(boundary) and self.tail.rstrip().endswith(f"--{boundary}--".encode())


@for_phone("HEAD", "POST", fetches=False)
def submission(request: HttpRequest, phone: Phone) -> HttpResponse:
    """HEAD tells where to send and how much at once. POST: 201 read, 202 kept for a person to look at; 400 broken off;
    413 too large; 503 when the disk is full: the phone keeps the form and tries again.
    """
    if request.method == "HEAD":
        answer = answered(status=204)
        token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
        answer.headers["Location"] = request.build_absolute_uri(reverse("openrosa_submission", args=[token]))
        return answer
    try:
        content, files = _parts(request)
    except TooLarge:
        return said("Kiriman terlalu besar. Kirim fotonya terpisah.", 413)
    except (BrokenOff, MultiPartParserError, UnreadablePostError, BadRequest, SuspiciousOperation):
        return said("Kiriman terputus atau tidak lengkap. Kirim lagi.", 400)
    source = Source.PAGE if request.headers.get(FROM_PAGE) else Source.ODK
    try:
        with acting(acting_now()):
            kept = receive(Sender(phone.scope, phone.agent.round, phone.agent, source), content, files)
    except Fault:
        return said("Server tidak dapat menyimpan kiriman ini sekarang. Coba lagi nanti.", 503)
    return _told(kept)


def _told(kept: Submission) -> HttpResponse:
    if kept.state != SubmissionState.READ:
        return said("Formulir diterima dan disimpan; koordinator akan memeriksanya.", 202)
    missing = "; foto belum lengkap" if kept.waiting_for else ""
    return said(f"Formulir diterima{missing}.", 201)


def _parts(request: HttpRequest) -> tuple[bytes, list[tuple[str, bytes]]]:
    """The form and its photos by file name; BrokenOff when the post is not whole or holds no form."""
    content_type = request.META.get("CONTENT_TYPE", "")
    if not content_type.startswith("multipart/form-data"):
        raise BrokenOff
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_POST:
        raise TooLarge
    body = Whole(request)
    _, parsed = MultiPartParser(request.META, cast("HttpRequest", body), request.upload_handlers, "utf-8").parse()
    files = cast("Files", parsed)
    form = files.get(XML_PART)
    if not body.ended(content_type) or form is None or not 0 < (form.size or 0) <= LARGEST_XML:
        raise BrokenOff
    photos = [
        (one.name or name, one.read()) for name in files if name != XML_PART for one in files.getlist(name)
    ]  # fmt: skip
    return form.read(), photos[:MOST_FILES]
