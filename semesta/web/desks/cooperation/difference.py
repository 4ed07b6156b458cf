"""The difference of the shown month, step by step, down to the people behind a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions.statement import open_statement
from semesta.web.casework.queries.exchange import difference, statements
from semesta.web.casework.steps import LISTED, OF_CARDS, TITLES, behind
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.exports.actions import request_export
from semesta.web.core.exports.cells import ExportColumn
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.queries.exchange import Difference
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown

PER_PAGE = 50


def shown_or_none(request: OfficeRequest) -> Shown | None:
    """What the scope sees; None before anything was published."""
    try:
        return shown_to(request.scope)
    except NothingPublished:
        return None


def _steps(found: Difference) -> c.Table:
    """The way from one figure to the other; a step with people links to them."""
    rows = []
    longest = max((people for _, _, sign, people in found.between if sign), default=0)
    for _step, name, sign, people in found.steps:
        url = f"{reverse('cooperation_people')}?kelas={name}" if sign and people and name in LISTED else ""
        title = str(TITLES.get(name, name))
        share = people / longest if sign and longest and (_step, name, sign, people) in found.between else None
        how = "" if sign == 0 else _("added") if sign > 0 else _("taken away")
        rows.append(c.Row((title, how, c.Cell(people * (sign or 1)), c.Cell(share=share)), url=url))
    return c.Table(
        _("From the city's figure to BPJS Kesehatan's"),
        (
            c.Column(_("Step")),
            c.Column(_("How it counts")),
            c.Column(_("People or cards"), "whole"),
            c.Column(_("Size")),
        ),
        tuple(rows),
    )


@needs("cooperation.read", area=Area.IN_QUERY)
def cooperation(request: OfficeRequest) -> HttpResponse:
    """Both figures of the shown month, the steps between, and where its statement stands."""
    shown = shown_or_none(request)
    found = difference(shown) if shown else None
    if found is None:
        return render(request, "cooperation/difference.html", {"found": None})
    last = statements(request.scope).filter(area_code=found.area_code, month=found.month).first()
    write = numbers().whole
    return render(
        request, "cooperation/difference.html",
        {
            "found": found, "steps": _steps(found), "statement": last, "city": write(found.city_people),
            "bpjs": write(found.bpjs_people), "difference": numbers().signed(found.bpjs_people - found.city_people),
            "may_sign": request.scope.may("cooperation.sign"),
            "may_open": last is None or last.signed_at is not None,
        },
    )  # fmt: skip


@needs("cooperation.sign", area=Area.IN_QUERY)
@require_POST
def open_month(request: OfficeRequest) -> HttpResponse:
    """A statement of the shown month is open for both sides."""
    shown = shown_or_none(request)
    found = difference(shown) if shown else None
    if found is None:
        messages.error(request, _("There is no published difference within your area."))
        return redirect("cooperation")
    try:
        made = open_statement(found, request.scope)
    except Fault as fault:
        messages.error(request, str(fault))
        return redirect("cooperation")
    return redirect(f"{reverse('cooperation_statement')}?no={made.pk}")


def _list_columns(name: str) -> list[ExportColumn]:
    """What a list of people or cards behind a step holds."""
    if name in OF_CARDS:
        return [
            ExportColumn("psnoka", _("Card number"), "identity"), ExportColumn("name", _("Name on the card")),
            ExportColumn("segment", _("Segment")), ExportColumn("status", _("Status")),
            ExportColumn("area_code", _("Area")),
        ]  # fmt: skip
    person = [
        ExportColumn("nik", "NIK", "identity"), ExportColumn("name", _("Name")),
        ExportColumn("birth_on", _("Born on"), "day"), ExportColumn("address", _("Address"), group="address"),
        ExportColumn("area_code", _("Area")),
    ]  # fmt: skip
    card = [
        ExportColumn("psnoka", _("Card number"), "identity"), ExportColumn("segment", _("Segment")),
        ExportColumn("status", _("Status")),
    ]  # fmt: skip
    return person if name == "uncovered" else person + card


def _row(one: dict[str, Any], columns: list[ExportColumn]) -> c.Row:
    cells = []
    for column in columns:
        value = one[column.field]
        if column.kind == "identity":
            value = masked(value)
        cells.append(area_name(value) if column.field == "area_code" else value)
    return c.Row(cells)


def _key(one: dict[str, Any], key: str) -> str:
    """Where a row stands in its list: cards by their row, people by area and number."""
    return str(one[key]) if key == "member_id" else f"{one['area_code']}-{one[key]}"


@needs("cooperation.read", area=Area.IN_QUERY)
def people(request: OfficeRequest) -> HttpResponse:
    """Those behind the step `kelas` within the scope, numbers masked, 50 at a time; each look written down."""
    name = request.GET.get("kelas", "uncovered")
    if name not in LISTED or not request.scope.may("people.read"):
        raise Http404
    shown, after = shown_or_none(request), request.GET.get("setelah", "")
    if shown is None:
        return render(request, "cooperation/people.html", {"table": None, "title": TITLES[name], "name": name})
    rows = behind(shown, name)
    key = "member_id" if name in OF_CARDS else "person_id"
    area, _of, number = after.rpartition("-")
    if number.isdigit() and len(number) < 19:
        further = Q(**{f"{key}__gt": int(number)})
        rows = rows.filter(Q(area_code__gt=area) | Q(area_code=area) & further if area else further)
    columns = [one for one in _list_columns(name) if not one.group or request.scope.sees(one.group)]
    fields = {key, "person_id", "area_code", *(one.field for one in columns)}
    listed = list(rows.values(*fields)[: PER_PAGE + 1])
    more, listed = len(listed) > PER_PAGE, listed[:PER_PAGE]
    seen = [(str(one["person_id"]), one["area_code"]) for one in listed if one["person_id"] is not None]
    look_at_list(request, seen, _("reconciliation: %(step)s") % {"step": TITLES[name]}, [one.field for one in columns])
    page = c.Page(1, len(listed), None, next_url=f"?kelas={name}&setelah={_key(listed[-1], key)}" if more else "")
    table = c.Table(
        str(TITLES[name]),
        tuple(c.Column(one.title, "day" if one.kind == "day" else "text") for one in columns),
        tuple(_row(one, columns) for one in listed),
        page=page if more or after else None,
        empty=c.Empty(_("Nobody within your area"), _("The step may count people outside it, or nobody.")),
    )
    return render(
        request, "cooperation/people.html",
        {"table": table, "title": TITLES[name], "name": name, "may_export": request.scope.may("exports.make")},
    )  # fmt: skip


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def take_out(request: OfficeRequest) -> HttpResponse:
    """The list behind the step `kelas` is asked for with a `purpose`."""
    shown, name = shown_or_none(request), request.POST.get("kelas", "")
    if shown is None or name not in LISTED or not request.scope.may("cooperation.read"):
        messages.error(request, _("There is no such list."))
        return redirect("cooperation" if request.scope.may("cooperation.read") else "office_exports")
    rows = behind(shown, name)
    try:
        made = request_export(
            str(TITLES[name]), rows, _list_columns(name), request.scope, request.POST.get("purpose", ""),
            person="person_id", run_id=shown.run_id,
        )  # fmt: skip
    except Fault as fault:
        messages.error(request, str(fault))
        return redirect(f"{reverse('cooperation_people')}?kelas={name}")
    if made.state == "waiting":
        messages.info(request, _("The list is long: a second person has to let it go."))
    return redirect("office_exports")
