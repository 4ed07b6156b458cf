"""The work list: cases most urgent first; every filter is part of the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.queries import cases as asked
from semesta.web.casework.queries.officers import officers_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.desks.cases.drawn import chips_of, columns, filters_of, row_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.queries.cases import Counts, Wanted
    from semesta.web.core.access import OfficeRequest

PER_PAGE = 50


@needs("cases.read", area=Area.IN_QUERY)
def work_list(request: OfficeRequest) -> HttpResponse:
    """PER_PAGE cases of the filters in the address, with counts, and a form that gives picked ones to an officer."""
    scope, today = request.scope, timezone.localdate()
    wanted, office = asked.wanted_of(request.GET), asked.office_of(scope)
    shown = asked.shown_or_none(scope)
    urgent, wide = asked.listed(scope, wanted, today, first_only=True), asked.is_wide(scope, wanted)
    found, after = asked.page_of(urgent, wanted.after, PER_PAGE, wide=wide)
    rt = scope.sees("address")
    people = asked.people_of(shown, found, "name", *(("rt", "rw") if rt else ()))
    if wanted.address:
        counts = asked.counts(scope, office, today)
        by = asked.count_by(scope, wanted, today, of=counts.value.every)
        counted, again = by.value, counts.again or by.again
    else:
        counts, counted = asked.counts_and_by(scope, office, today)
        again = counts.again
    officers = officers_of(scope)
    filters = filters_of(wanted, counted, officers)
    number = sum(counted["priority"].values())
    may_assign = scope.may("cases.assign")
    return render(
        request, "cases/work_list.html",
        {
            "tabs": _tabs(wanted, counts.value, office), "filters": filters,
            "chips": chips_of(wanted, filters), "address": wanted.address,
            "narrowing": list(wanted.but().narrowing().items()), "officers": officers,
            "counted_at": counts.at if again else None, "may_assign": may_assign,
            "may_download": scope.may("exports.make"), "may_print": rt, "keys": _keys(),
            "table": c.Table(
                _("Cases"), columns(), [row_of(case, people, rt=rt) for case in found],
                _page(wanted, number, len(found), after), _empty(wanted),
                pick_name="work" if may_assign else "", pick_form="bulk" if may_assign else "",
            ),
        },
    )  # fmt: skip


def _tabs(wanted: Wanted, counts: Counts, office: str) -> list[c.Tab]:
    """Ready-made filters with their counts."""
    ready = [
        (_("All open"), {}, counts.every),
        (_("Mine"), {"who": "me"}, counts.mine),
        (_("My office"), {"office": office}, counts.office),
        (_("Nobody's yet"), {"who": "nobody"}, counts.unassigned),
        (_("Overdue"), {"due": "late"}, counts.late),
        (_("To confirm"), {"confirm": "1"}, counts.confirm),
        (_("Claimed done"), {"state": "claimed"}, counts.claimed),
    ]
    now, url = wanted.but().narrowing(), reverse("cases")
    return [
        c.Tab(title, f"{url}?{asked.Wanted(**filters).address}" if filters else url, filters == now, number)
        for title, filters, number in ready
    ]


def _page(wanted: Wanted, number: int, listed: int, after: str) -> c.Page:
    url = reverse("cases")
    following = f"{url}?{'&'.join(part for part in (wanted.address, f'after={after}') if part)}" if after else ""
    first = f"{url}?{wanted.address}" if wanted.after else ""
    if wanted.after:
        return c.Page(1, listed, None, first, following)
    return c.Page(1, listed, number, "", following)


def _empty(wanted: Wanted) -> c.Empty:
    if wanted.narrowing():
        return c.Empty(
            _("No case matches the filters"), _("Take a filter away."), reverse("cases"), _("All open cases")
        )
    text = _("Cases open by themselves when a month is published.")
    return c.Empty(_("No open case in your area"), text, icon="case")


def _keys() -> list[c.Key]:
    return [
        c.Key("↓ ↑", _("next and previous row")), c.Key("Enter", _("open the case")),
        c.Key(_("Space"), _("pick the row")),
    ]  # fmt: skip
