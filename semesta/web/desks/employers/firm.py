"""One firm: what each list says, its case, and the places that its workers and their families could give back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.web.casework.queries import employers as asked
from semesta.web.casework.words import FINDINGS
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.places import area_name
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.reading import numbers
from semesta.web.desks.employers.firms import number_of
from semesta.web.desks.employers.words import FINDING_TONES, SEGMENTS, state_cell

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import ComplianceCase
    from semesta.web.casework.queries.employers import Places
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.published.tables.models import EmployerWork

PER_PAGE = 50
PURPOSE = "places of a firm to give back"


@needs("employers.read", area=Area.IN_QUERY)
def firm(request: OfficeRequest, firm_id: str) -> HttpResponse:
    """The firm of that digest on the shown list, or with places or cases; `hal`: the page of its people."""
    scope = request.scope
    if not re.fullmatch(r"[0-9a-f]{16}", firm_id):
        raise Http404
    try:
        shown = shown_to(scope)
    except NothingPublished as error:
        raise Http404 from error
    found, cases = asked.firm_of(shown, firm_id), asked.cases_of_firm(scope, firm_id)
    places = asked.places_of(shown, firm_id)
    if found is None and not cases and not places.people:
        raise Http404
    is_city = found is not None and found.firm_key == asked.CITY_KEY
    held = next((one for one in cases if one.is_open), None)
    return render(
        request, "employers/firm.html",
        {
            "name": _name(found, cases, shown, firm_id), "firm": found, "firm_id": firm_id, "is_city": is_city,
            "finding": str(FINDINGS[str(found.finding)]) if found else "",
            "tone": FINDING_TONES.get(str(found.finding), "quiet") if found else "good",
            "facts": _facts(found) if found else [], "held": held, "cases": _cases(cases),
            "places": places, "sums": place_figures(places),
            "people": _people(request, shown, firm_id, places) if scope.may("people.read") else None,
            "may_open": scope.may("employers.open") and found is not None and held is None and not is_city,
        },
    )  # fmt: skip


def _name(found: EmployerWork | None, cases: list[ComplianceCase], shown: Shown, firm_id: str) -> str:
    if found is not None:
        return found.name or str(found.firm_key)
    return cases[0].name if cases else asked.name_of_places(shown, firm_id)


def _facts(found: EmployerWork) -> list[c.Fact]:
    facts = [
        c.Fact(_("Number"), number_of(found) or "–"),
        c.Fact(_("Address"), found.address or "–", area_name(str(found.area_code))),
        c.Fact(_("Workers on other lists"), found.worker_count_elsewhere, kind="whole"),
        c.Fact(_("Workers listed by name"), found.listed_worker_count, kind="whole"),
        c.Fact(_("Workers as BPJS Kesehatan lists them"), found.worker_count_bpjs, kind="whole"),
        c.Fact(_("Members in the file"), found.worker_card_count, kind="whole"),
        c.Fact(_("Workers missing"), found.missing_worker_count, kind="whole"),
        c.Fact(_("Expected without cover"), found.expected_uncovered_count, kind="whole"),
        c.Fact(_("Wages told too low"), found.low_wage_count, kind="whole"),
        c.Fact(_("Months in arrears"), found.arrears_month_count, kind="whole"),
    ]
    return [fact for fact in facts if fact.value is not None]


def _cases(cases: list[ComplianceCase]) -> c.Table | None:
    if not cases:
        return None
    columns = (c.Column(_("Case")), c.Column(_("Where it stands")), c.Column(_("Opened"), "day"),
               c.Column(_("Runs out"), "day"))  # fmt: skip
    rows = [
        c.Row((_("Case {number}").format(number=one.pk), state_cell(one), one.opened_at.date(),
               one.due_on if one.is_open else None), reverse("employers_case", args=[one.pk]))
        for one in cases
    ]  # fmt: skip
    return c.Table(_("Compliance cases"), columns, rows)


def place_figures(places: Places) -> list[tuple[str, str, str]]:
    """(label, value, what is below it): people by payer, rupiah a month."""
    write = numbers()
    who = _("{workers} workers, {family} of their families")
    city, every = _("saves the city {rupiah} a month"), _("all payers save {rupiah} a month")
    workers, family = write.whole(places.workers), write.whole(places.family)
    return [
        (_("Places to give back"), write.whole(places.people), who.format(workers=workers, family=family)),
        (_("Paid by the city"), write.whole(places.apbd), city.format(rupiah=write.rupiah(places.city_saved))),
        (_("Paid by the state"), write.whole(places.apbn), every.format(rupiah=write.rupiah(places.saved))),
        (_("Due from employers and workers"), write.rupiah_short(places.due), _("a month, on the listed wages")),
    ]


def _people(request: OfficeRequest, shown: Shown, firm_id: str, places: Places) -> c.Table | None:
    """The people behind the sums, each family behind its worker; looking at them is written down."""
    if not places.people:
        return None
    page = request.GET.get("hal", "")
    number = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    first = (number - 1) * PER_PAGE
    rows = asked.people_of_firm(shown, firm_id, first, PER_PAGE)
    if request.method in {"GET", "HEAD"}:
        look_at_list(request, [(str(row["person_id"]), row["area_code"]) for row in rows], PURPOSE, ["name", "cover"])
    wage = request.scope.sees("wage")
    columns = [c.Column(_("Name")), c.Column(_("Who")), c.Column(_("Kelurahan")), c.Column(_("Paid as")),
               c.Column(_("Saved a month"), "rupiah"), c.Column(_("Of it the city"), "rupiah")]  # fmt: skip
    columns += [c.Column(_("Due a month"), "rupiah")] if wage else []
    total = (_("Sum of the firm"), None, None, None, places.saved, places.city_saved, *([places.due] if wage else []))
    made = [_person_row(row, wage=wage) for row in rows]
    url = reverse("employers_firm", args=[firm_id])
    following = f"{url}?hal={number + 1}" if first + len(rows) < places.people else ""
    shown_page = c.Page(
        first + 1, first + len(rows), places.people, f"{url}?hal={number - 1}" if number > 1 else "", following
    )
    return c.Table(_("Who could give back a place"), columns, made, shown_page, total=total)


def _person_row(row: dict[str, object], *, wage: bool) -> c.Row:
    who = _("worker") if row["role"] == "worker" else _("family")
    cells = [
        row["name"] or _("No name in the register"), who, area_name(str(row["area_code"])),
        str(SEGMENTS[str(row["segment"])]), row["saved_rupiah"], row["city_saved_rupiah"],
        *([row["due_rupiah"] or None] if wage else []),
    ]  # fmt: skip
    return c.Row(cells, reverse("person", args=[row["person_id"]]))
