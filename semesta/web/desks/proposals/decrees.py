"""Decrees and Berita Acara: what waits for a list, the lists with their versions, and their papers."""

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

from semesta.flow.paper import pdf
from semesta.web.casework.actions.decrees import make_decree, make_minutes, revise
from semesta.web.casework.models import Decree
from semesta.web.casework.models.decrees import Paper
from semesta.web.casework.queries.papers import content_of
from semesta.web.casework.queries.proposals import at_step
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.desks.proposals import words
from semesta.web.desks.proposals.doing import attempt, picked, tell, today

if TYPE_CHECKING:
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

SHOWN = 200


class Head(forms.Form):
    """Who signs, under which number."""

    number = forms.CharField(
        label=gettext_lazy("Number"), required=False, max_length=100, help_text=gettext_lazy("Empty: a draft.")
    )
    dated_on = forms.DateField(
        label=gettext_lazy("Dated"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    signer_title = forms.CharField(label=gettext_lazy("Title of the signer"), max_length=100)
    signer_name = forms.CharField(label=gettext_lazy("Name of the signer"), max_length=100)


class NewDecree(Head):
    """A decree of the mayor or of the head of the health office."""

    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"), choices=[(one.value, one.label) for one in (Paper.SK_MAYOR, Paper.SK_HEAD)]
    )
    field_order = ("paper", "number", "dated_on", "signer_title", "signer_name")


class Minutes(Head):
    """A Berita Acara over the answers of some days."""

    first = forms.DateField(
        label=gettext_lazy("Answers from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(label=gettext_lazy("to"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    field_order = ("first", "last", "number", "dated_on", "signer_title", "signer_name")


def seen_decree(scope: Scope, public_id: Any) -> Decree:
    """That list within the scope; Http404 otherwise."""
    found: Decree | None = Decree.objects.within(scope).filter(public_id=public_id).select_related("replaces").first()
    if found is None:
        raise Http404
    return found


@needs("proposals.read", area=Area.IN_QUERY)
def decrees(request: OfficeRequest) -> HttpResponse:
    """What waits for a decree; every list made, newest first."""
    scope, may = request.scope, request.scope.may("proposals.decide")
    lines = list(at_step(scope, "decree")[:SHOWN])
    made = list(Decree.objects.within(scope).order_by("-pk")[:50])
    return render(
        request,
        "proposals/decrees.html",
        {
            "waiting": _waiting(lines, may),
            "count": len(lines),
            "table": _made(made),
            "may": may,
            "form": NewDecree() if may and lines else None,
            "minutes": Minutes(initial={"first": today().replace(day=1), "last": today()}, prefix="ba")
            if may
            else None,
        },
    )


def _waiting(lines: list[Any], may: bool) -> c.Table:
    columns = (
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("Kind")),
        c.Column(_("Cover begins"), "day"),
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
    empty = c.Empty(_("Nobody waits for a decree"), _("Decided lines come here."), icon="check")
    return c.Table(
        _("Decided, not on a list yet"),
        columns,
        rows,
        empty=empty,
        pick_name="line" if may else "",
        pick_form="listing",
    )


def _made(made: list[Decree]) -> c.Table:
    columns = (
        c.Column(_("List")),
        c.Column(_("Dated"), "day"),
        c.Column(_("People"), "whole"),
        c.Column(_("Version"), "whole"),
        c.Column(_("Digest")),
    )
    rows = [
        c.Row(
            (
                c.Cell(one.number or _("Draft without a number"), str(one.get_paper_display())),
                one.dated_on,
                one.line_count,
                one.version,
                one.sha256[:12],
            ),
            reverse("proposals_decree", args=[one.public_id]),
        )
        for one in made
    ]
    return c.Table(_("Lists"), columns, rows, empty=c.Empty(_("No list yet"), icon="note"))


@needs("proposals.decide", area=Area.IN_QUERY)
@require_POST
def make(request: OfficeRequest) -> HttpResponse:
    """The picked lines (none picked: all shown) are fixed on a list."""
    form, scope = NewDecree(request.POST), request.scope
    if not form.is_valid():
        messages.error(request, _("Some fields are not right."))
        return redirect("proposals_decrees")
    ids = picked(request) or list(at_step(scope, "decree").values_list("pk", flat=True)[:SHOWN])
    answer = attempt(request, lambda: make_decree(scope, ids, form.cleaned_data))
    if answer is None:
        return redirect("proposals_decrees")
    decree, moved = answer
    tell(request, moved, lambda n: ngettext("%(n)s line is on the list.", "%(n)s lines are on the list.", n) % {"n": n})
    return redirect("proposals_decree", decree.public_id) if decree else redirect("proposals_decrees")


@needs("proposals.decide", area=Area.IN_QUERY)
@require_POST
def minutes(request: OfficeRequest) -> HttpResponse:
    """A draft Berita Acara of what BPJS Kesehatan accepted in some days."""
    form, scope = Minutes(request.POST, prefix="ba"), request.scope
    if not form.is_valid():
        messages.error(request, _("Some fields are not right."))
        return redirect("proposals_decrees")
    told = form.cleaned_data
    made = attempt(request, lambda: make_minutes(scope, told["first"], told["last"], told))
    return redirect("proposals_decree", made.public_id) if made else redirect("proposals_decrees")


@needs("proposals.read", area=Area.IN_QUERY)
def decree(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """One version of a list: its head, its digest, its first rows, its papers, the next version."""
    held = seen_decree(request.scope, public_id)
    rows = list(held.rows.all()[:SHOWN])
    newer = Decree.objects.within(request.scope).filter(replaces=held).first()
    may = request.scope.may("proposals.decide") and newer is None
    initial = {name: getattr(held, name) for name in ("number", "dated_on", "signer_title", "signer_name")}
    return render(
        request,
        "proposals/decree.html",
        {
            "decree": held,
            "newer": newer,
            "form": Head(initial=initial) if may else None,
            "table": _rows(held, rows),
            "whole": request.scope.may("exports.make"),
            "facts": _facts(held),
        },
    )


def _facts(held: Decree) -> list[c.Fact]:
    return [
        c.Fact(_("Number"), held.number or _("Draft without a number")),
        c.Fact(_("Dated"), held.dated_on, kind="day"),
        c.Fact(_("Signer"), held.signer_name, held.signer_title),
        c.Fact(_("People"), held.line_count, kind="whole"),
        c.Fact(_("Version"), held.version, kind="whole"),
        c.Fact(_("Made"), held.at, kind="moment"),
        c.Fact(_("Digest (SHA-256)"), held.sha256),
    ]


def _rows(held: Decree, rows: list[Any]) -> c.Table:
    columns = (
        c.Column(_("No."), "whole"),
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("Cover begins"), "day"),
    )
    listed = [
        c.Row((row.place, c.Cell(row.name, masked(row.nik)), area_name(row.area_code), row.start_on)) for row in rows
    ]
    return c.Table(_("People on the list"), columns, listed, page=c.Page(1, len(rows), held.line_count))


@needs("proposals.read", area=Area.IN_QUERY)
def paper(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The list as PDF with masked numbers."""
    return _pdf(request, public_id, whole=False)


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def whole_paper(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The list as PDF with whole numbers; who took it is written down."""
    if not request.scope.may("proposals.read"):
        raise Http404
    return _pdf(request, public_id, whole=True)


def _pdf(request: OfficeRequest, public_id: Any, *, whole: bool) -> HttpResponse:
    held = seen_decree(request.scope, public_id)
    rows = list(held.rows.all())
    if len(rows) < held.line_count:
        raise Http404  # part of the list lies outside the scope: a part is not the list
    if whole:
        note("list exported", key=str(held.public_id), facts={"rows": held.line_count, "sha256": held.sha256})
    answer = HttpResponse(pdf("list", content_of(held, rows, whole=whole)), content_type="application/pdf")
    name = f"daftar-{held.pk}-v{held.version}{'' if whole else '-samar'}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@needs("proposals.decide", area=Area.IN_QUERY)
@require_POST
def next_version(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The next version of the list, with number and signer as entered."""
    held, form = seen_decree(request.scope, public_id), Head(request.POST)
    if not form.is_valid():
        messages.error(request, _("Some fields are not right."))
        return redirect("proposals_decree", public_id)
    made = attempt(request, lambda: revise(request.scope, held, form.cleaned_data))
    return redirect("proposals_decree", made.public_id if made else public_id)
