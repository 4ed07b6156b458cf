"""Places that employers could give back to city and state: the sum, and each employer, the city itself among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.web.casework.queries import employers as asked
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.desks.employers.firm import place_figures

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.queries.employers import Places
    from semesta.web.core.access import OfficeRequest

PER_PAGE = 50


@needs("employers.read", area=Area.IN_QUERY)
def places(request: OfficeRequest) -> HttpResponse:
    """Employers by what the city would save; `hal`: the page of the list."""
    try:
        shown = shown_to(request.scope)
    except NothingPublished:
        return render(request, "employers/places.html", {"table": None})
    page = request.GET.get("hal", "")
    number = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    rows = asked.places_by_firm(shown, (number - 1) * PER_PAGE, PER_PAGE + 1)
    every = asked.all_places(shown)
    return render(
        request, "employers/places.html",
        {"table": _table(rows, every, number) if every.people else None, "figures": place_figures(every)},
    )  # fmt: skip


def _table(rows: list[Places], every: Places, number: int) -> c.Table:
    columns = (
        c.Column(_("Employer")), c.Column(_("Workers"), "whole"), c.Column(_("Family"), "whole"),
        c.Column(_("Paid by the city"), "whole"), c.Column(_("Paid by the state"), "whole"),
        c.Column(_("City saves a month"), "rupiah"), c.Column(_("All save a month"), "rupiah"),
        c.Column(_("Due a month"), "rupiah"),
    )  # fmt: skip
    made = [
        c.Row(
            (one.firm_name or _("Employer without a name"), *_counts(one)),
            reverse("employers_firm", args=[one.firm_id]),
        )
        for one in rows[:PER_PAGE]
    ]
    first, url = (number - 1) * PER_PAGE, reverse("employers_places")
    following = f"{url}?hal={number + 1}" if len(rows) > PER_PAGE else ""
    page = c.Page(first + 1, first + len(made), None, f"{url}?hal={number - 1}" if number > 1 else "", following)
    return c.Table(
        _("Employers, those first who cost the city most"), columns, made, page,
        total=(_("All employers"), *_counts(every)),
    )  # fmt: skip


def _counts(one: Places) -> tuple[int, ...]:
    return one.workers, one.family, one.apbd, one.apbn, one.city_saved, one.saved, one.due
