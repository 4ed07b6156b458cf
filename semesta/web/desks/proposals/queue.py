"""The queue: what waits for this office, what is under way, what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.models.proposals import Kind
from semesta.web.casework.queries import proposals as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.desks.proposals import words
from semesta.web.desks.proposals.doing import attempt, picked, shown_or_refusal, tell

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

ELSEWHERE = {
    "decide": "proposals_waiting",
    "decree": "proposals_decrees",
    "export": "proposals_bpjs",
    "reply": "proposals_bpjs",
}
"""Steps that are done on a page of their own."""


def _wanted(request: OfficeRequest) -> queries.Wanted:
    asked = request.GET
    tab = asked.get("tab", "todo")
    before = asked.get("before", "")
    return queries.Wanted(
        tab=tab if tab in queries.TABS else "todo",
        kind=asked.get("kind", "") if asked.get("kind") in Kind.values else "",
        step=asked.get("step", "") if asked.get("step") in words.STEPS else "",
        checks=asked.get("checks", ""),
        before=int(before) if before.isdecimal() else 0,
    )


@needs("proposals.read", area=Area.IN_QUERY)
def queue(request: OfficeRequest) -> HttpResponse:
    """Lines by tab; filters and place are the address."""
    wanted, counts = _wanted(request), queries.tab_counts(request.scope)
    lines, more = queries.page(request.scope, wanted)
    may_verify = request.scope.may("proposals.validate")
    pick = may_verify and wanted.tab == "todo"
    return render(
        request,
        "proposals/queue.html",
        {
            "tabs": _tabs(wanted, counts),
            "filters": _filters(wanted),
            "table": _table(request, wanted, lines, more, pick),
            "pick": pick and any(line.step == "verify" for line in lines),
            "elsewhere": _elsewhere(request, counts),
            "may_write": request.scope.may("proposals.write"),
        },
    )


def _tabs(wanted: queries.Wanted, counts: dict[str, int]) -> list[c.Tab]:
    titles = {
        "todo": _("For us to do"),
        "draft": _("Drafts"),
        "under_way": _("Under way"),
        "returned": _("Came back"),
        "active": _("Done, proved"),
        "closed": _("Closed"),
    }
    return [c.Tab(title, f"?tab={name}", name == wanted.tab, counts[name]) for name, title in titles.items()]


def _filters(wanted: queries.Wanted) -> list[c.Filter]:
    every = c.Choice("", _("all"))
    kinds = [every, *(c.Choice(value, str(label)) for value, label in Kind.choices)]
    steps_ = [every, *(c.Choice(name, str(title)) for name, title in words.STEPS.items() if name != "file")]
    found = [every, c.Choice("passed", _("passed")), c.Choice("blocked", _("held back"))]
    return [
        c.Filter("kind", _("Kind"), "choice", wanted.kind, kinds),
        c.Filter("step", _("Waits for"), "choice", wanted.step, steps_),
        c.Filter("checks", _("Checks"), "choice", wanted.checks, found),
    ]


def _table(request: OfficeRequest, wanted: queries.Wanted, lines: list[Any], more: bool, pick: bool) -> c.Table:
    columns = (
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("Kind")),
        c.Column(_("State")),
        c.Column(_("Checks")),
        c.Column(_("Is at")),
        c.Column(_("Sent"), "day"),
    )
    rows = [
        c.Row(
            (
                words.person_cell(line),
                area_name(line.area_code),
                str(line.get_kind_display()),
                words.state_cell(line),
                words.findings_cell(line),
                words.where_cell(line),
                line.sent_at.date() if line.sent_at else None,
            ),
            reverse("proposals_line", args=[line.public_id]),
            str(line.public_id),
        )
        for line in lines
    ]
    return c.Table(
        _("Proposals"),
        columns,
        rows,
        page=_page(wanted, lines, more),
        empty=_empty(request, wanted),
        pick_name="line" if pick else "",
        pick_form="bulk",
    )


def _page(wanted: queries.Wanted, lines: list[Any], more: bool) -> c.Page | None:
    if not lines or not (more or wanted.before):
        return None
    asked = {"tab": wanted.tab, "kind": wanted.kind, "step": wanted.step, "checks": wanted.checks}
    held = {name: value for name, value in asked.items() if value}
    following = f"?{urlencode({**held, 'before': lines[-1].pk})}" if more else ""
    return c.Page(1, len(lines), None, f"?{urlencode(held)}" if wanted.before else "", following)


def _empty(request: OfficeRequest, wanted: queries.Wanted) -> c.Empty:
    if wanted.tab == "todo":
        return c.Empty(
            _("Nothing waits for your office"), _("What others still work on stands under “Under way”."), icon="check"
        )
    if wanted.tab == "draft" and request.scope.may("proposals.write"):
        return c.Empty(_("No drafts"), "", reverse("proposals_new"), _("Propose somebody"), "plus")
    return c.Empty(_("Nothing on this tab"), _("Choose another tab or clear the filters."))


def _elsewhere(request: OfficeRequest, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Steps of this role that have a page of their own, with what waits there."""
    mine = queries.my_steps(request.scope)
    return [
        {"title": words.STEPS[step], "url": reverse(name), "count": counts[f"step:{step}"]}
        for step, name in ELSEWHERE.items()
        if step in mine and counts.get(f"step:{step}")
    ]


@needs("proposals.validate", area=Area.IN_QUERY)
@require_POST
def forward(request: OfficeRequest) -> HttpResponse:
    """Picked lines are checked and forwarded, or with `deed`=return go back with the reason."""
    ids, scope = picked(request), request.scope
    if request.POST.get("deed") == "return":
        moved = attempt(request, lambda: steps.give_back(scope, ids, request.POST.get("reason", "")))
        tell(request, moved, lambda n: ngettext("%(n)s line returned.", "%(n)s lines returned.", n) % {"n": n})
    else:
        note = request.POST.get("reason", "")
        moved = attempt(request, lambda: steps.verify(scope, shown_or_refusal(scope), ids, note))
        tell(request, moved, lambda n: ngettext("%(n)s line forwarded.", "%(n)s lines forwarded.", n) % {"n": n})
    return redirect("proposals_queue")
