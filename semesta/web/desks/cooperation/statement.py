"""The Berita Acara Rekonsiliasi: read, discussed, signed by both sides, fetched, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import statement as actions
from semesta.web.casework.models import Side, View
from semesta.web.casework.queries.exchange import remarks_of, side_of, statement, statement_of_code, statements
from semesta.web.casework.steps import LISTED, TITLES
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from semesta.web.casework.models import Statement, StatementStep
    from semesta.web.core.access import OfficeRequest


def _said(view: str) -> dict[str, str]:
    """A view as a badge."""
    texts = {"": _("not yet said"), View.AGREE: _("agrees with this"), View.DISPUTE: _("disputes")}
    tones = {"": ("quiet", "question"), View.AGREE: ("good", "check"), View.DISPUTE: ("warn", "cross")}
    return {"text": texts[view], "tone": tones[view][0], "icon": tones[view][1]}


def _stage(one: Statement) -> str:
    return _("signed by both sides") if one.signed_at else _("open")


@needs("cooperation.read", area=Area.IN_QUERY)
def statement_list(request: OfficeRequest) -> HttpResponse:
    """Every statement within the scope, newest month first."""
    rows = tuple(
        c.Row(
            (one.number, numbers().month(one.month), area_name(one.area_code), one.city_people, one.bpjs_people,
             c.Cell(_stage(one), badge=True, tone="good" if one.signed_at else "care")),
            url=f"{reverse('cooperation_statement')}?no={one.pk}",
        )
        for one in statements(request.scope)[:200]
    )  # fmt: skip
    table = c.Table(
        _("Statements"),
        (c.Column(_("Number")), c.Column(_("Month")), c.Column(_("Area")), c.Column(_("City"), "whole"),
         c.Column("BPJS Kesehatan", "whole"), c.Column(_("State"))),
        rows,
        empty=c.Empty(_("No statement yet"), _("It is opened from the difference of a published month.")),
    )  # fmt: skip
    return render(request, "cooperation/statements.html", {"table": table})


def _step_rows(found: Statement, held: dict[int | None, list[Any]]) -> list[dict[str, Any]]:
    def row(one: StatementStep) -> dict[str, Any]:
        name = one.class_name
        return {
            "step": one, "title": TITLES.get(name, name), "people": numbers().whole(one.people),
            "city": _said(one.city_view), "bpjs": _said(one.bpjs_view), "remarks": held.get(one.pk, []),
            "url": f"{reverse('cooperation_people')}?kelas={name}" if name in LISTED else "",
        }  # fmt: skip

    return [row(one) for one in found.steps.all() if one.sign and one.people]


def _signature_step(side: Side, signature: Any) -> c.Step:
    if signature is None:
        return c.Step(str(side.label), "current")
    return c.Step(str(side.label), "done", signature.name, signature.at)


@needs("cooperation.read", area=Area.IN_QUERY)
def statement_page(request: OfficeRequest) -> HttpResponseBase:
    """The statement `no`: steps with what both sides say, signatures, what can be done; the list when there is none."""
    found = statement(request.scope, request.GET.get("no", ""))
    if found is None:
        return statement_list(request)
    held, signed = remarks_of(found), {one.side: one for one in found.signatures.all()}
    mine = side_of(request.scope)
    may = request.scope.may("cooperation.sign") and found.signed_at is None
    steps = [_signature_step(side, signed.get(side)) for side in (Side.CITY, Side.BPJS)]
    write = numbers()
    return render(
        request, "cooperation/statement.html",
        {
            "found": found, "rows": _step_rows(found, held), "whole_remarks": held.get(None, []), "steps": steps,
            "mine": mine.label, "may_discuss": may and not signed, "may_return": may and bool(signed),
            "may_sign": may and mine not in signed and not actions.unsaid(found), "unsaid": actions.unsaid(found),
            "figures": [
                (_("City"), write.whole(found.city_people)), ("BPJS Kesehatan", write.whole(found.bpjs_people)),
                (_("Difference"), write.signed(found.bpjs_people - found.city_people)),
            ],
            "newer": getattr(found, "replaced_by", None),
        },
    )  # fmt: skip


def _acted(request: OfficeRequest, done: str, act: Any) -> HttpResponse:
    """Back to the statement `no` after the act, with what came of it."""
    found = statement(request.scope, request.POST.get("no", ""))
    if found is None:
        messages.error(request, _("There is no such statement within your area."))
        return redirect("cooperation_statements")
    try:
        act(found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('cooperation_statement')}?no={found.pk}")


signing = needs("cooperation.sign", area=Area.IN_QUERY)


@signing
@require_POST
def say(request: OfficeRequest) -> HttpResponse:
    """`step`, `view` and `text` of the user's side."""

    def act(found: Statement) -> None:
        wanted, version = request.POST.get("step", ""), request.POST.get("version", "")
        step = found.steps.filter(pk=int(wanted)).first() if wanted.isdigit() and len(wanted) < 19 else None
        actions.say(
            found, step, request.scope, view=request.POST.get("view", "") if step else "",
            text=request.POST.get("text", ""), version=int(version) if version.isdigit() else 0,
        )  # fmt: skip

    return _acted(request, _("Written down."), act)


@signing
@require_POST
def sign(request: OfficeRequest) -> HttpResponse:
    """Signed for the user's side as `title`."""
    return _acted(
        request, _("Signed for your side."),
        lambda found: actions.sign(found, request.scope, title=request.POST.get("title", "")),
    )  # fmt: skip


@signing
@require_POST
def give_back(request: OfficeRequest) -> HttpResponse:
    """The signature there is falls, for a `reason`."""
    return _acted(
        request, _("The steps can be discussed again."),
        lambda found: actions.give_back(found, request.scope, reason=request.POST.get("reason", "")),
    )  # fmt: skip


@needs("cooperation.read", area=Area.IN_QUERY)
@require_POST
def fetch_paper(request: OfficeRequest) -> HttpResponse:
    """The PDF of the statement `no`, the same bytes each time."""
    found = statement(request.scope, request.POST.get("no", ""))
    if found is None or found.signed_at is None:
        messages.error(request, _("The paper is made when both sides have signed."))
        return redirect("cooperation_statements")
    answer = HttpResponse(actions.paper_of(found, request.scope), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.number.replace("/", "-")}.pdf"'
    return answer


@needs("cooperation.read", area=Area.IN_QUERY)
def check_code(request: OfficeRequest) -> HttpResponse:
    """Which signed statement carries the code `kode`."""
    asked = request.GET.get("kode", "").strip()[:40]
    found = statement_of_code(request.scope, asked) if asked else None
    facts = []
    if found:
        signers = [f"{one.name}, {one.title}, {one.organisation}" for one in found.signatures.all()]
        facts = [
            c.Fact(_("Number"), found.number), c.Fact(_("Signed at"), found.signed_at, kind="moment"),
            c.Fact(_("City"), found.city_people, kind="whole"),
            c.Fact("BPJS Kesehatan", found.bpjs_people, kind="whole"),
            c.Fact(_("SHA-256 of what was signed"), found.content_sha256),
            c.Fact(_("Signed by"), "; ".join(signers)),
        ]  # fmt: skip
    return render(request, "cooperation/check.html", {"asked": asked, "found": found, "facts": facts})
