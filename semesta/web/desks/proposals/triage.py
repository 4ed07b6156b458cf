"""Deactivation decrees: a list is uploaded, split by what can be done, and followed to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from semesta.web.casework.actions import triage as acting
from semesta.web.casework.models import TriageLine, TriageList
from semesta.web.casework.models.triage import Progress, Way
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.desks.proposals.doing import attempt, shown_or_refusal, today

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

PER_PAGE = 100
MOST_BYTES = 60 << 20
OUTCOMES = {
    "active": gettext_lazy("Active again"),
    "moved_on": gettext_lazy("Covered in another segment"),
    "died": gettext_lazy("Died or moved away"),
    "declined": gettext_lazy("Declines help"),
    "not_entitled": gettext_lazy("Not entitled, told how to pay"),
}
WAY_TONES: dict[str, c.Tone] = {
    "reactivate": "info",
    "letter": "care",
    "apbd": "info",
    "able": "quiet",
    "covered": "good",
    "gone": "quiet",
    "identify": "warn",
}


@needs("proposals.read", area=Area.IN_QUERY)
def lists(request: OfficeRequest) -> HttpResponse:
    """Every list taken, with how far it is."""
    done = Count("lines", filter=Q(lines__progress=Progress.CLOSED) | Q(lines__way__in=[Way.COVERED, Way.GONE]))
    rows = [
        c.Row(
            (
                c.Cell(one.decree_number or one.name, one.name if one.decree_number else ""),
                one.effective_on,
                one.row_count,
                one.not_read,
                c.Cell(one.done, share=one.done / one.row_count if one.row_count else 0),
            ),
            reverse("proposals_triage", args=[one.public_id]),
        )
        for one in TriageList.objects.within(request.scope).annotate(done=done)[:50]
    ]
    columns = (
        c.Column(_("Decree")),
        c.Column(_("In force from"), "day"),
        c.Column(_("People"), "whole"),
        c.Column(_("Not readable"), "whole"),
        c.Column(_("Closed"), "whole"),
    )
    empty = c.Empty(_("No deactivation list yet"), _("Upload the list attached to the decree."), icon="upload")
    table = c.Table(_("Deactivation lists"), columns, rows, empty=empty)
    rules = acting.rules_on(today())
    return render(
        request,
        "proposals/triage_lists.html",
        {"table": table, "may": request.scope.may("proposals.validate"), "rules": rules},
    )


@needs("proposals.validate", area=Area.IN_QUERY)
@require_POST
def take(request: OfficeRequest) -> HttpResponse:
    """A list is read and split; the same file again leads to the list that is there."""
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > MOST_BYTES:
        messages.error(request, _("Choose a file of at most 60 MB."))
        return redirect("proposals_triages")
    content = sent.read()
    answer = attempt(
        request, lambda: acting.take_list(request.scope, shown_or_refusal(request.scope), sent.name or "", content)
    )
    if answer is None:
        return redirect("proposals_triages")
    held, fresh = answer
    if fresh:
        messages.success(
            request, ngettext("%(n)s person read.", "%(n)s people read.", held.row_count) % {"n": held.row_count}
        )
    else:
        messages.info(request, _("This file was taken before. Nothing changed."))
    return redirect("proposals_triage", held.public_id)


def seen_list(scope: Scope, public_id: Any) -> TriageList:
    """That list within the scope; Http404 otherwise."""
    found: TriageList | None = TriageList.objects.within(scope).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@needs("proposals.read", area=Area.IN_QUERY)
def triage(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The list by what can be done; catastrophic illness first for those who may see it, then the nearest end."""
    scope = request.scope
    held = seen_list(scope, public_id)
    ways = {
        row["way"]: row
        for row in TriageLine.objects.within(scope)
        .filter(list=held)
        .order_by()
        .values("way")
        .annotate(count=Count("id"), open=Count("id", filter=~Q(progress=Progress.CLOSED)))
    }
    way = request.GET.get("way", "")
    way = way if way in Way.values else next((one for one in Way.values if one in ways), Way.REACTIVATE)
    rows = TriageLine.objects.within(scope).filter(list=held, way=way).order_by(*_order(scope))
    first = int(request.GET.get("from", "0")) if request.GET.get("from", "0").isdecimal() else 0
    found = list(rows[first : first + PER_PAGE + 1])
    tabs = [
        c.Tab(str(label), f"?way={value}", value == way, ways[value]["count"])
        for value, label in Way.choices
        if value in ways
    ]
    return render(
        request,
        "proposals/triage.html",
        {
            "list": held,
            "tabs": tabs,
            "table": _table(scope, found, way, first, ways.get(way, {}).get("count", 0)),
            "sum": sum(row["count"] for row in ways.values()),
            "whole": sum(row["count"] for row in ways.values()) == held.row_count,
            "propose": way == Way.APBD and scope.may("proposals.write"),
            "health": scope.sees("health"),
        },
    )


def _order(scope: Scope) -> tuple[str, ...]:
    return ("-first", "until_on", "pk") if scope.sees("health") else ("until_on", "pk")


def _table(scope: Scope, found: list[Any], way: str, first: int, count: int) -> c.Table:
    columns = [
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("Decile"), "whole"),
        c.Column(_("Done so far")),
        c.Column(_("Window ends"), "day"),
    ]
    if not scope.sees("poverty"):
        columns = [one for one in columns if one.title != _("Decile")]
    rows = []
    for line in found[:PER_PAGE]:
        ill = scope.sees("health") and line.first
        cells = [
            c.Cell(line.name, masked(line.nik) + (f" · {_('catastrophic')}" if ill else "")),
            area_name(line.area_code),
            *([line.decile] if scope.sees("poverty") else []),
            c.Cell(str(line.get_progress_display()), str(OUTCOMES.get(line.outcome, "")), badge=True, tone=_tone(line)),
            c.Cell(line.until_on, due=line.until_on)
            if line.until_on and line.progress != Progress.CLOSED
            else line.until_on,
        ]
        rows.append(c.Row(cells, reverse("proposals_triage_line", args=[line.public_id])))
    page = c.Page(
        first + 1,
        first + len(rows),
        count,
        f"?way={way}&from={max(first - PER_PAGE, 0)}" if first else "",
        f"?way={way}&from={first + PER_PAGE}" if len(found) > PER_PAGE else "",
    )
    return c.Table(str(Way(way).label), columns, rows, page if rows else None, c.Empty(_("Nobody here"), icon="check"))


def _tone(line: TriageLine) -> c.Tone:
    return "good" if line.progress == Progress.CLOSED else "quiet" if line.progress == Progress.OPEN else "info"


@needs("proposals.write", area=Area.IN_QUERY)
@require_POST
def propose(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """Everybody whose way is the city's quota stands in a new draft proposal."""
    held, scope = seen_list(request.scope, public_id), request.scope
    answer = attempt(request, lambda: acting.propose_all(scope, shown_or_refusal(scope), held))
    if answer is None:
        return redirect("proposals_triage", public_id)
    proposal, added = answer
    messages.success(request, ngettext("%(n)s person added.", "%(n)s people added.", added.added) % {"n": added.added})
    return redirect("proposals_proposal", proposal.public_id)


def seen_line(scope: Scope, public_id: Any) -> TriageLine:
    """That person of a list within the scope; Http404 otherwise."""
    rows = TriageLine.objects.within(scope).filter(public_id=public_id, list__in=TriageList.objects.within(scope))
    found: TriageLine | None = rows.select_related("list", "proposal_line").first()
    if found is None:
        raise Http404
    return found


@needs("proposals.read", area=Area.IN_QUERY)
def triage_line(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """One person of a list: the way, what was done, and doing it. Looking is written down."""
    return _line_page(request, seen_line(request.scope, public_id))


def _line_page(request: OfficeRequest, held: TriageLine, status: int = 200) -> HttpResponse:
    scope = request.scope
    look(request, f"triage {held.pk}", held.area_code, _("deactivation list"))
    facts = [
        c.Fact(_("Decree"), held.list.decree_number or held.list.name),
        c.Fact(_("Reason told"), held.reason),
        c.Fact(_("Window ends"), held.until_on, kind="day"),
        *([c.Fact(_("Decile"), held.decile)] if scope.sees("poverty") else []),
        *([c.Fact(_("Catastrophic illness"), _("yes") if held.first else _("no"))] if scope.sees("health") else []),
    ]
    return render(
        request,
        "proposals/triage_line.html",
        {
            "line": held,
            "place": area_name(held.area_code),
            "facts": facts,
            "nik": masked(held.nik),
            "way": held.get_way_display(),
            "way_tone": WAY_TONES[held.way],
            "progress": Progress.choices,
            "outcomes": OUTCOMES.items(),
            "ways": Way.choices,
            "may": scope.may("proposals.validate") or scope.may("proposals.decide"),
            "may_way": scope.may("proposals.validate"),
            "outcome": OUTCOMES.get(held.outcome, ""),
        },
        status=status,
    )


@needs("proposals.read", area=Area.IN_QUERY)
@require_POST
def follow(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """What was done is noted, or another way is chosen; 409 with the page as it is now after somebody else's change."""
    held, scope, asked = seen_line(request.scope, public_id), request.scope, request.POST
    version = int(asked.get("version", "0")) if asked.get("version", "0").isdecimal() else 0
    try:
        if held.version != version:
            raise ChangedMeanwhile(
                _("Somebody changed this line meanwhile. This is how it is now; nothing was written.")
            )
        if asked.get("deed") == "way":
            attempt(request, lambda: acting.set_way(scope, held, version, asked.get("way", ""), asked.get("note", "")))
        else:
            told = asked.get("progress", ""), asked.get("outcome", ""), asked.get("note", "")
            attempt(request, lambda: acting.follow(scope, held, version, *told))
    except ChangedMeanwhile as changed:
        messages.warning(request, changed.sentence)
        return _line_page(request, held, 409)
    return redirect("proposals_triage_line", public_id)
