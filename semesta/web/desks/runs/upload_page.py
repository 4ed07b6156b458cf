"""One file before it is used: what was understood, what not; then into the inbox, or away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.flow.report.words import word
from semesta.web.casework import run_files
from semesta.web.casework.actions import uploads
from semesta.web.casework.models.runs import UploadState
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import language, numbers
from semesta.web.desks.runs.inbox import badge_of, month_steps
from semesta.web.desks.runs.words import job_part, megabytes, sentence_of

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from semesta.web.casework.models import Upload
    from semesta.web.core.access import OfficeRequest

SECTION_KINDS = {"resident", "member"}


def upload_or_404(request: OfficeRequest, key: uuid.UUID) -> Upload:
    """The file within the scope."""
    found = queries.upload_of(request.scope, key)
    if found is None:
        raise Http404
    return found


@needs("runs.read", area=Area.IN_QUERY)
def upload_page(request: OfficeRequest, key: uuid.UUID) -> HttpResponse:
    """The file's page."""
    return shown(request, upload_or_404(request, key))


def shown(request: OfficeRequest, upload: Upload, *, status: int = 200, conflict: str = "") -> HttpResponse:
    """The page as it stands; `conflict` says that somebody else was faster."""
    state = UploadState(upload.state)
    context = {
        "upload": upload,
        "badge": badge_of(upload),
        "size": megabytes(upload.byte_count),
        "received": numbers().percent(run_files.received(upload) / max(upload.byte_count, 1), 0),
        "sending": state == UploadState.SENDING,
        "undecided": state in {UploadState.UNDERSTOOD, UploadState.REFUSED},
        "acceptable": state == UploadState.UNDERSTOOD,
        "in_inbox": state == UploadState.ACCEPTED,
        "job": job_part(upload.job, may_stop=False, polls=False)
        if upload.job and state == UploadState.CHECKING
        else None,
        "job_sentence": sentence_of(upload.job) if upload.job and upload.job.state == "failed" else "",
        "parts": [_part(part, sample) for part, sample in _parts(upload)],
        "may_decide": request.scope.may("runs.upload"),
        "conflict": conflict,
        "steps": month_steps(2),
    }
    return render(request, "runs/upload.html", context, status=status)


def _parts(upload: Upload) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    parts = upload.findings.get("parts", [])
    samples = queries.sample_of(upload)
    return list(zip(parts, samples or [{}] * len(parts), strict=False))


def _part(part: dict[str, Any], sample: dict[str, Any]) -> dict[str, Any]:
    told = numbers()
    columns = [c.Column(title) for title in sample.get("shown", ())]
    return {
        **part,
        "facts": (
            c.Fact(_("Recognised as"), part["title"]),
            c.Fact(_("Kind"), word(language(), "kind", part["kind"])),
            c.Fact(_("Month"), part["month"] or _("not named in the file: taken for the month of the run")),
            c.Fact(_("Rows"), part["row_count"], kind="whole"),
            c.Fact(_("Usable rows"), part["landed_count"], kind="whole"),
            c.Fact(_("Rows set aside"), part["rejected_count"], kind="whole"),
        ),
        "problems": _problems(part),
        "sample": c.Table(_("First rows, masked"), columns, [c.Row(row) for row in sample["sample"]])
        if columns
        else None,
        "understood_text": ", ".join(part["understood"]),
        "absent_text": ", ".join(part["absent"]),
        "understood_count": told.whole(len(part["understood"])),
    }


def _problems(part: dict[str, Any]) -> c.Table | None:
    columns = (c.Column(_("What")), c.Column(_("Rows"), "whole"), c.Column(_("First rows in the file")))
    rows = [
        c.Row((c.Cell(each["what"], _("set aside, not used")), each["rows"], _listed(each["numbers"])))
        for each in part["rejects"]
    ]
    rows += [c.Row((c.Cell(each["what"], _("kept, and named")), each["rows"], None)) for each in part["damage"]]
    return c.Table(_("Damage and rows set aside"), columns, rows) if rows else None


def _listed(found: list[int]) -> str:
    return ", ".join(numbers().whole(each) for each in found)


def _decided(
    request: OfficeRequest, key: uuid.UUID, decide: Callable[..., Upload], said: Callable[[Upload], str]
) -> HttpResponse:
    upload = upload_or_404(request, key)
    version = request.POST.get("version", "")
    try:
        kept = decide(request.scope, upload, int(version) if version.isdecimal() else 0, timezone.now())
    except uploads.ChangedMeanwhile as changed:
        return shown(request, changed.row, status=409, conflict=uploads.said_state(changed.row))
    except run_files.Refused as refused:
        return shown(request, upload_or_404(request, key), status=refused.status, conflict=refused.sentence)
    messages.success(request, said(kept))
    return redirect("runs_inbox")


@needs("runs.upload", area=Area.IN_QUERY)
@require_POST
def accept(request: OfficeRequest, key: uuid.UUID) -> HttpResponse:
    """Into the inbox."""
    return _decided(
        request, key, uploads.accept, lambda kept: _("%(file)s is in the inbox.") % {"file": kept.inbox_name}
    )


@needs("runs.upload", area=Area.IN_QUERY)
@require_POST
def discard(request: OfficeRequest, key: uuid.UUID) -> HttpResponse:
    """Away; out of the inbox when it was there."""
    return _decided(request, key, uploads.discard, lambda kept: _("%(file)s is not used.") % {"file": kept.name})
