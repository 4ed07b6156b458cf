"""Receiving files: in parts that go on after a cut connection, or whole from a browser without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework import run_files
from semesta.web.casework.actions import uploads
from semesta.web.casework.models.runs import UploadState
from semesta.web.casework.queries import runs as queries
from semesta.web.core.access import Area, needs

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

    from semesta.web.casework.models import Upload
    from semesta.web.core.access import OfficeRequest

PART_BYTES = 1 << 20
BLOCK = 64 << 10
LONGEST_PART = 16 << 20


@needs("runs.upload", area=Area.IN_QUERY)
@require_POST
def begin(request: OfficeRequest) -> HttpResponse:
    """`name`, `size`, `mark` of a file that will come in parts: where to send them, and how much is here already."""
    try:
        size = int(request.POST.get("size", ""))
        name = request.POST["name"]
    except (KeyError, ValueError):
        return JsonResponse({"sentence": _("The browser did not say which file it sends.")}, status=422)
    try:
        upload = uploads.begin(request.scope, name, size, request.POST.get("mark", ""), timezone.now())
    except run_files.Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return JsonResponse(_state(upload))


@needs("runs.upload", area=Area.IN_QUERY, one_transaction=False)
def part(request: OfficeRequest, key: uuid.UUID) -> HttpResponse:
    """GET: how much is here. POST the bytes from `dari` on: they are kept, the last ones start the reading.

    409 with how much is here when `dari` is not where the file ends; 413, 422, 507 with a sentence.
    """
    upload = queries.upload_of(request.scope, key)
    if upload is None:
        raise Http404
    if request.method != "POST":
        return JsonResponse(_state(upload))
    if upload.sent_by_id != request.scope.user_id:
        raise Http404
    if upload.state != UploadState.SENDING:
        return JsonResponse(_state(upload), status=409)
    try:
        offset = int(request.GET.get("dari", ""))
        size = run_files.append(upload, offset, _body(request))
    except ValueError:
        return JsonResponse(_state(upload), status=409)
    except run_files.Refused as refused:
        return JsonResponse({**_state(upload), "sentence": refused.sentence}, status=refused.status)
    if size == upload.byte_count:
        upload = uploads.received(request.scope, upload, timezone.now())
    return JsonResponse(_state(upload))


def _body(request: OfficeRequest) -> Iterator[bytes]:
    """The request's body in blocks, never whole in memory."""
    left = LONGEST_PART
    while block := request.read(min(BLOCK, left)):
        left -= len(block)
        yield block


def _state(upload: Upload) -> dict[str, object]:
    return {
        "url": reverse("runs_part", args=[upload.key]),
        "page": reverse("runs_upload", args=[upload.key]),
        "received": run_files.received(upload) if upload.state == UploadState.SENDING else upload.byte_count,
        "part": PART_BYTES,
    }


@needs("runs.upload", area=Area.IN_QUERY, one_transaction=False)
@require_POST
def send_whole(request: OfficeRequest) -> HttpResponse:
    """The files of a plain form; each that is taken is read, each that is not gets its sentence."""
    files = request.FILES.getlist("file")
    if not files:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        said = run_files.no_room(announced).sentence if announced > BLOCK else _("Choose a file first.")
        messages.error(request, said)
    for file in files:
        try:
            upload = uploads.begin(request.scope, file.name or "", file.size or 0, "", timezone.now())
            run_files.append(upload, 0, file.chunks(BLOCK))
            uploads.received(request.scope, upload, timezone.now())
        except run_files.Refused as refused:
            messages.error(request, f"{run_files.safe_name(file.name or '')}: {refused.sentence}")
        except (ValidationError, ValueError):
            messages.error(request, _("The file could not be taken. Send it again."))
    return redirect("runs_inbox")
