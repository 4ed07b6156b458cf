"""Files to BPJS Kesehatan, and its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from semesta.formats.layout import layouts
from semesta.rules.proposals import checks
from semesta.web.casework.actions.bpjs_files import bytes_of, import_answers, make_file, name_text
from semesta.web.casework.models import BpjsAnswerFile, BpjsFile
from semesta.web.casework.queries.bpjs import texts
from semesta.web.casework.queries.proposals import at_step
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.places import area_name
from semesta.web.core.reading import language
from semesta.web.desks.proposals import words
from semesta.web.desks.proposals.doing import attempt, picked, shown_or_none, tell, today, tried
from semesta.web.desks.proposals.quota import standing

if TYPE_CHECKING:
    from semesta.web.core.access import OfficeRequest

SHOWN = 200
MOST_BYTES = 30 << 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NewFile(forms.Form):
    """Which layout, registered when."""

    layout = forms.ChoiceField(label=gettext_lazy("Layout"))
    registered_on = forms.DateField(
        label=gettext_lazy("Registered on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    mutation_code = forms.CharField(
        label=gettext_lazy("Code of the mutation"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("As the BPJS branch uses it; only in the 37 columns."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, one.title(language())) for name, one in sorted(layouts().items(), reverse=True)]
        self.fields["layout"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["registered_on"].initial = today()


@needs("proposals.read", area=Area.IN_QUERY)
def bpjs(request: OfficeRequest) -> HttpResponse:
    """What waits to be sent, files made, answers taken, and what their texts mean."""
    scope = request.scope
    may_send, may_reply = scope.may("proposals.decide"), scope.may("proposals.reply")
    lines = list(at_step(scope, "export")[:SHOWN])
    return render(
        request,
        "proposals/bpjs.html",
        {
            "now": standing(request),
            "waiting": _waiting(lines, may_send) if not (may_reply and not may_send) else None,
            "form": NewFile() if may_send and lines else None,
            "files": _files(request),
            "answers": _answers(request),
            "unanswered": at_step(scope, "reply").count(),
            "texts": texts(scope),
            "may_reply": may_reply,
            "meanings": [(name, one.title(language())) for name, one in checks().items()],
        },
    )


def _waiting(lines: list[Any], may: bool) -> c.Table:
    columns = (
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("Kind")),
        c.Column(_("Decided for"), "day"),
        c.Column(_("Is at")),
    )
    rows = [
        c.Row(
            (
                words.person_cell(line),
                area_name(line.area_code),
                str(line.get_kind_display()),
                line.start_on,
                words.where_cell(line),
            ),
            reverse("proposals_line", args=[line.public_id]),
            str(line.public_id),
        )
        for line in lines
    ]
    empty = c.Empty(
        _("Nobody waits to be sent"), _("Lines come here when they are decided and on their decree."), icon="check"
    )
    return c.Table(
        _("Ready for BPJS Kesehatan"), columns, rows, empty=empty, pick_name="line" if may else "", pick_form="sending"
    )


def _files(request: OfficeRequest) -> c.Table:
    columns = (
        c.Column(_("File")),
        c.Column(_("Registered on"), "day"),
        c.Column(_("Cover begins"), "day"),
        c.Column(_("Lines"), "whole"),
        c.Column(_("Digest")),
    )
    rows = [
        c.Row(
            (
                c.Cell(str(one), layouts()[one.layout].title(language())),
                one.registered_on,
                one.start_on,
                one.line_count,
                one.sha256[:12],
            ),
            reverse("proposals_file", args=[one.public_id]),
        )
        for one in BpjsFile.objects.within(request.scope)[:50]
    ]
    return c.Table(_("Files made"), columns, rows, empty=c.Empty(_("No file yet"), icon="note"))


def _answers(request: OfficeRequest) -> c.Table:
    columns = (
        c.Column(_("Answer file")),
        c.Column(_("Accepted"), "whole"),
        c.Column(_("Rejected"), "whole"),
        c.Column(_("Not understood"), "whole"),
        c.Column(_("Answered before"), "whole"),
        c.Column(_("Not in our list"), "whole"),
        c.Column(_("Not readable"), "whole"),
        c.Column(_("Taken"), "moment"),
    )
    rows = [
        c.Row(
            (one.name, one.accepted, one.rejected, one.unknown, one.answered_before, one.not_ours, one.not_read, one.at)
        )
        for one in BpjsAnswerFile.objects.within(request.scope)[:20]
    ]
    return c.Table(_("Answers taken"), columns, rows, empty=c.Empty(_("No answer yet"), icon="note"))


@needs("proposals.decide", area=Area.IN_QUERY)
@require_POST
def make(request: OfficeRequest) -> HttpResponse:
    """The picked lines (none picked: all shown) stand in a new file."""
    form, scope = NewFile(request.POST), request.scope
    if not form.is_valid():
        messages.error(request, _("Some fields are not right."))
        return redirect("proposals_bpjs")
    told, shown = form.cleaned_data, shown_or_none(scope)
    ids = picked(request) or list(at_step(scope, "export").values_list("pk", flat=True)[:SHOWN])
    answer = attempt(
        request, lambda: make_file(scope, shown, ids, told["layout"], told["registered_on"], told["mutation_code"])
    )
    if answer is None:
        return redirect("proposals_bpjs")
    file, moved = answer
    tell(request, moved, lambda n: ngettext("%(n)s line is in the file.", "%(n)s lines are in the file.", n) % {"n": n})
    return redirect("proposals_file", file.public_id) if file else redirect("proposals_bpjs")


def seen_file(request: OfficeRequest, public_id: Any) -> BpjsFile:
    """That file within the scope; Http404 otherwise."""
    found: BpjsFile | None = BpjsFile.objects.within(request.scope).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@needs("proposals.read", area=Area.IN_QUERY)
def file_page(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """One file: what is in it, and taking it along."""
    held = seen_file(request, public_id)
    facts = [
        c.Fact(_("Layout"), layouts()[held.layout].title(language())),
        c.Fact(_("Lines"), held.line_count, kind="whole"),
        c.Fact(_("Registered on"), held.registered_on, kind="day"),
        c.Fact(_("Cover begins"), held.start_on, kind="day"),
        c.Fact(_("Made"), held.at, kind="moment"),
        c.Fact(_("Digest (SHA-256)"), held.sha256),
    ]
    lines = list(held.lines.select_related("proposal").order_by("pk")[:SHOWN])
    columns = (
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("State")),
        c.Column(_("Cover begins"), "day"),
    )
    rows = [
        c.Row(
            (words.person_cell(line), area_name(line.area_code), words.state_cell(line), line.start_on),
            reverse("proposals_line", args=[line.public_id]),
        )
        for line in lines
    ]
    table = c.Table(_("Lines"), columns, rows, page=c.Page(1, len(rows), held.line_count))
    may = request.scope.may("exports.make")
    return render(request, "proposals/file.html", {"file": held, "facts": facts, "table": table, "may": may})


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def take_along(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The workbook; who took it is written down."""
    if not request.scope.may("proposals.read"):
        raise Http404
    held = seen_file(request, public_id)
    note("list exported", key=str(held.public_id), facts={"rows": held.line_count, "sha256": held.sha256})
    answer = HttpResponse(bytes_of(request.scope, held), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{held}-{held.layout}.xlsx"'
    return answer


@needs("proposals.reply", area=Area.IN_QUERY)
@require_POST
def take_answers(request: OfficeRequest) -> HttpResponse:
    """An answer file is taken line by line; the same file again changes nothing."""
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > MOST_BYTES:
        messages.error(request, _("Choose a file of at most 30 MB."))
        return redirect("proposals_bpjs")
    content = sent.read()
    answer = attempt(request, lambda: import_answers(request.scope, sent.name or "", content))
    if answer is None:
        return redirect("proposals_bpjs")
    file, fresh = answer
    if not fresh:
        messages.info(request, _("This file was taken before. Nothing changed."))
    else:
        told = {
            "yes": file.accepted,
            "no": file.rejected,
            "unknown": file.unknown,
            "before": file.answered_before,
            "other": file.not_ours,
        }
        messages.success(
            request,
            _(
                "%(yes)s accepted, %(no)s rejected, %(unknown)s not understood, %(before)s answered before, "
                "%(other)s not in our list."
            )
            % told,
        )
    return redirect("proposals_bpjs")


@needs("proposals.reply", area=Area.IN_QUERY)
@require_POST
def mean(request: OfficeRequest) -> HttpResponse:
    """What a text of BPJS Kesehatan means, on every line that has it."""
    asked = request.POST
    if tried(request, lambda: name_text(request.scope, asked.get("text", ""), asked.get("check", ""))):
        messages.success(request, _("Noted. Every line with this text shows its meaning."))
    return redirect("proposals_bpjs")
