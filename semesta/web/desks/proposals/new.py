"""A new proposal: choose what and where, put people on it, see what stands against them, send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from semesta.rules.proposals import flows
from semesta.terms.region import region_names
from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.actions import proposals as making
from semesta.web.casework.flows import chosen_flows, contract_of, terms_of
from semesta.web.casework.models import Proposal
from semesta.web.casework.models.proposals import Kind
from semesta.web.casework.queries.proposals import lines_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.published.search import find
from semesta.web.core.published.tables.models import NewbornWork
from semesta.web.core.published.wanted import wanted_of
from semesta.web.core.reading import language
from semesta.web.desks.proposals import words
from semesta.web.desks.proposals.doing import (
    attempt,
    picked,
    shown_or_404,
    shown_or_none,
    shown_or_refusal,
    tell,
    today,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

SHOWN_LINES = 200
VILLAGE = 13


class Begin(forms.Form):
    """What is asked for, and where."""

    kind = forms.ChoiceField(label=gettext_lazy("What do you propose?"), choices=Kind.choices, widget=forms.RadioSelect)
    area = forms.ChoiceField(label=gettext_lazy("Area"))

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas_of(scope)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].initial = Kind.ADD


def areas_of(scope: Scope) -> list[tuple[str, str]]:
    """The areas of the scope, and every kelurahan within them, by name."""
    found = [(area, area_name(area)) for area in scope.areas if area]
    for area in scope.areas:
        rows = region_names(area[:5]).to_pylist() if len(area) >= 5 else []
        codes = sorted({row["code"] for row in rows if len(row["code"]) == VILLAGE and scope.covers(row["code"])})
        found += [(code, area_name(code)) for code in codes if code not in scope.areas]
    return found


@needs("proposals.write", area=Area.IN_QUERY)
def new(request: OfficeRequest) -> HttpResponse:
    """Choose; then the proposal's own page, still empty."""
    form = Begin(request.scope, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        made = attempt(request, lambda: making.make_proposal(request.scope, asked["kind"], asked["area"]))
        if made is not None:
            return redirect("proposals_proposal", made.public_id)
    flows_ = chosen_flows(request.scope.areas[0] if request.scope.areas else "", today())
    told = [
        {"kind": label, "flow": flows_[value].flow.title(language()), "law": flows_[value].flow.domain}
        for value, label in Kind.choices
    ]
    return render(request, "proposals/new.html", {"form": form, "flows": told})


def held_proposal(scope: Scope, public_id: Any) -> Proposal:
    """That proposal, if this office made it or sees a line of it; Http404 otherwise."""
    found = Proposal.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    own = found.organisation == scope.organisation_name and scope.covers(found.area_code)
    if not own and not lines_of(scope, found).exists():
        raise Http404
    return found


@needs("proposals.read", area=Area.IN_QUERY)
def proposal(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The proposal with its lines; for its own office also ways to add people and to send."""
    held, scope = held_proposal(request.scope, public_id), request.scope
    lines = list(lines_of(scope, held)[: SHOWN_LINES + 1])
    own = scope.may("proposals.write") and held.organisation == scope.organisation_name
    waiting = [line for line in lines if line.state in making.BEFORE_SENDING]
    flow = flows()[held.flow]
    query = request.GET.get("q", "").strip()
    return render(
        request,
        "proposals/proposal.html",
        {
            "proposal": held,
            "area": area_name(held.area_code),
            "kind": held.get_kind_display(),
            "flow": flow.title(language()),
            "table": _lines_table(lines[:SHOWN_LINES], own and bool(waiting)),
            "more": len(lines) > SHOWN_LINES,
            "own": own,
            "waiting": len(waiting),
            "q": query,
            "ready": sum(1 for line in waiting if line.checked_at and not line.blocked),
            "found": _found_table(request, query, held) if query and own else None,
            "papers": [
                (name, words.paper_title(name)) for name in flow.first.papers(held.kind) if name != "removal_proof"
            ],
            "babies": _babies(request, held) if own and held.kind == Kind.NEWBORN else None,
            "start": _start(request, held),
        },
    )


def _start(request: OfficeRequest, held: Proposal) -> dict[str, Any]:
    """When cover would truly begin if BPJS Kesehatan had the file today, and why."""
    on = today()
    terms = terms_of(shown_or_none(request.scope), held.area_code, on, contract_of(held.area_code, on.year))
    return {"on": terms.start(on), "terms": terms, "removal": held.kind == Kind.REMOVE}


def _lines_table(lines: list[Any], pick: bool) -> c.Table:
    columns = (
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("State")),
        c.Column(_("Checks")),
        c.Column(_("Is at")),
    )
    rows = [
        c.Row(
            (
                words.person_cell(line),
                area_name(line.area_code),
                words.state_cell(line),
                words.findings_cell(line),
                words.where_cell(line),
            ),
            reverse("proposals_line", args=[line.public_id]),
            str(line.public_id),
        )
        for line in lines
    ]
    empty = c.Empty(_("No people yet"), _("Search a person below, or paste a list of NIKs."), icon="people")
    return c.Table(
        _("People in this proposal"), columns, rows, empty=empty, pick_name="line" if pick else "", pick_form="sending"
    )


def _found_table(request: OfficeRequest, query: str, held: Proposal) -> c.Table:
    shown = shown_or_404(request.scope)
    found = find(shown, wanted_of(query), limit=20)
    columns = (c.Column(_("Person")), c.Column(_("Born"), "day"), c.Column(_("Kelurahan")), c.Column(_("Cover")))
    rows = [
        c.Row(
            (
                c.Cell(hit.name, hit.nik),
                hit.birth_on,
                area_name(hit.area_code),
                c.Cell(_("Active"), badge=True, tone="good")
                if hit.active
                else c.Cell(_("Not active"), badge=True, tone="care"),
            ),
            "",
            str(hit.person_id),
        )
        for hit in found.hits
    ]
    empty = c.Empty(_("Nobody found in your area"), _("Try the NIK, or name and birth date."))
    return c.Table(_("People found"), columns, rows, empty=empty, pick_name="person", pick_form="adding")


def _babies(request: OfficeRequest, held: Proposal) -> c.Table:
    """Reported births without an active card in the proposal's area."""
    rows = [
        c.Row(
            (
                c.Cell(baby.name or _("Baby without a name")),
                baby.born_on,
                c.Cell(baby.deadline_on, due=baby.deadline_on),
            ),
            "",
            str(baby.event_id),
        )
        for baby in request.scope.within(shown_or_404(request.scope).rows(NewbornWork)).order_by("deadline_on")[:50]
    ]
    columns = (c.Column(_("Baby")), c.Column(_("Born"), "day"), c.Column(_("28 days"), "day"))
    empty = c.Empty(_("No reported birth without cover"), icon="check")
    return c.Table(_("Newborns without cover"), columns, rows, empty=empty, pick_name="event", pick_form="babies")


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal()]


@needs("proposals.write", area=Area.IN_QUERY)
@require_POST
def add(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """People are put on the proposal: picked ones, a whole family, a list of NIKs, reported babies, or by route."""
    held, scope, asked = held_proposal(request.scope, public_id), request.scope, request.POST
    chosen = _numbers(asked.getlist("person"))

    def put() -> making.Added:
        shown = shown_or_refusal(scope)
        if asked.get("how") == "family" and chosen:
            every = [making.add_family(scope, shown, held, one) for one in chosen]
            return making.Added(sum(one.added for one in every), sum(one.there_already for one in every))
        if asked.get("how") == "numbers":
            return making.add_numbers(scope, shown, held, asked.get("numbers", "").replace(",", "\n").split("\n"))
        if asked.get("how") == "route":
            return making.add_route(scope, shown, held, 200)
        if asked.get("how") == "newborn":
            return making.add_newborns(scope, shown, held, _numbers(asked.getlist("event")))
        return making.add_people(scope, shown, held, chosen)

    added = attempt(request, put)
    if added is not None:
        lines = list(lines_of(scope, held).filter(state="draft").values_list("pk", flat=True))
        attempt(request, lambda: making.check_lines(scope, shown_or_refusal(scope), lines))
        text = ngettext("%(n)s person added.", "%(n)s people added.", added.added) % {"n": added.added}
        if added.not_found:
            text += " " + _("%(n)s NIKs were not found in your area.") % {"n": added.not_found}
        messages.success(request, text)
    return redirect("proposals_proposal", public_id)


@needs("proposals.write", area=Area.IN_QUERY)
@require_POST
def send(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """Papers at hand are noted for every line; then picked lines (none picked: all) leave, what blocks stays."""
    held, scope = held_proposal(request.scope, public_id), request.scope
    attempt(request, lambda: making.note_family_papers(scope, held, request.POST.getlist("paper")))
    waiting = lines_of(scope, held).filter(state__in=making.BEFORE_SENDING)
    chosen = picked(request)
    ids = list((waiting.filter(pk__in=chosen) if chosen else waiting).values_list("pk", flat=True))
    if request.POST.get("deed") == "check":
        blocked = attempt(request, lambda: making.check_lines(scope, shown_or_refusal(scope), ids))
        messages.info(request, _("Checked %(n)s lines, %(held)s held back.") % {"n": len(ids), "held": blocked or 0})
        return redirect("proposals_proposal", public_id)
    moved = attempt(request, lambda: steps.send(scope, shown_or_refusal(scope), ids, request.POST.get("note", "")))
    tell(request, moved, lambda n: ngettext("%(n)s line sent.", "%(n)s lines sent.", n) % {"n": n})
    return redirect("proposals_proposal", public_id)
