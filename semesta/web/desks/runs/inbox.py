"""Files: what is on its way, what waits for a decision, what the next run will read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.web.casework import run_files
from semesta.web.casework.models.runs import UploadState
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import numbers
from semesta.web.desks.runs.words import megabytes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import Upload
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

TONES: dict[str, c.Tone] = {
    UploadState.SENDING: "info", UploadState.CHECKING: "info", UploadState.UNDERSTOOD: "care",
    UploadState.REFUSED: "warn",
    UploadState.ACCEPTED: "good", UploadState.DISCARDED: "quiet",
}  # fmt: skip


@needs("runs.read", area=Area.IN_QUERY)
def inbox(request: OfficeRequest) -> HttpResponse:
    """The files page."""
    waiting = list(queries.undecided(request.scope))
    context = {
        "may_send": request.scope.may("runs.upload"),
        "waiting": _waiting_table(waiting) if waiting else None,
        "inbox": _inbox_table(request.scope),
        "most": megabytes(run_files.MOST_BYTES),
        "reading": any(each.state == UploadState.CHECKING for each in waiting),
        "steps": month_steps(1),
    }
    if request.htmx and request.headers.get("HX-Target") == "waiting":  # type: ignore[attr-defined]  # django_htmx
        return render(request, "runs/waiting.html", context)
    return render(request, "runs/inbox.html", context)


def month_steps(now: int) -> list[c.Step]:
    """The five steps of a month; `now` is the one at hand (1 files, 2 understood, 3 run, 4 compared, 5 published)."""
    titles = (_("Files in"), _("Understood"), _("Run"), _("Compared"), _("Published"))
    states: list[c.StepState] = ["done" if n < now else "current" if n == now else "waiting" for n in range(1, 6)]
    return [c.Step(title, state) for title, state in zip(titles, states, strict=True)]


def badge_of(upload: Upload) -> c.Cell:
    """The state as a badge."""
    state = UploadState(upload.state)
    return c.Cell(str(state.label), tone=TONES[state], badge=True)


def _waiting_table(uploads: list[Upload]) -> c.Table:
    columns = (
        c.Column(_("File")), c.Column(_("Recognised as")), c.Column(_("Rows"), "whole"),
        c.Column(_("Set aside"), "whole"),
        c.Column(_("State")),
    )  # fmt: skip
    rows = []
    for upload in uploads:
        parts = upload.findings.get("parts", [])
        size = megabytes(upload.byte_count)
        if upload.state == UploadState.SENDING:
            share = run_files.received(upload) / max(upload.byte_count, 1)
            size = _("%(share)s of %(size)s received") % {"share": numbers().percent(share, 0), "size": size}
        rows.append(
            c.Row(
                (
                    c.Cell(upload.name, f"{size} · {upload.sent_by}"),
                    c.Cell(", ".join(each["title"] for each in parts) or None, upload.sentence),
                    sum(each["row_count"] for each in parts) if parts else None,
                    sum(each["rejected_count"] for each in parts) if parts else None,
                    badge_of(upload),
                ),
                reverse("runs_upload", args=[upload.key]),
            )
        )
    return c.Table(_("On their way"), columns, rows)


def _inbox_table(scope: Scope) -> c.Table:
    columns = (
        c.Column(_("File")), c.Column(_("Recognised as")), c.Column(_("Month")), c.Column(_("Rows"), "whole"),
        c.Column(_("Came in"), "moment"),
    )  # fmt: skip
    rows = []
    for held in queries.inbox(scope):
        parts = held.upload.findings.get("parts", []) if held.upload else []
        months = ", ".join(sorted({each["month"] for each in parts if each["month"]}))
        by = str(held.upload.sent_by) if held.upload else _("put into the folder on the server")
        rows.append(
            c.Row(
                (
                    c.Cell(held.name, f"{megabytes(held.byte_count)} · {by}"),
                    ", ".join(each["title"] for each in parts) or None, months or None,
                    sum(each["row_count"] for each in parts) if parts else None, held.at,
                ),
                reverse("runs_upload", args=[held.upload.key]) if held.upload else "",
            )
        )  # fmt: skip
    empty = c.Empty(
        _("The inbox is empty"),
        _("Send the register and the membership file of the month; they lie here once you have accepted them."),
        icon="upload",
    )  # fmt: skip
    return c.Table(_("In the inbox"), columns, rows, empty=empty)
