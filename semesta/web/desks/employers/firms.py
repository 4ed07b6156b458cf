"""Firms with a finding, those whose workers are missing most first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from semesta.web.casework.queries.employers import CITY_KEY, open_by_firm
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.published.tables.models import EmployerWork
from semesta.web.core.reading import numbers
from semesta.web.desks.employers.words import FINDING_TONES, SHORT_FINDINGS, finding_cell, state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from semesta.web.casework.models import ComplianceCase
    from semesta.web.core.access import OfficeRequest

PER_PAGE = 50


@needs("employers.read", area=Area.IN_QUERY)
def firms(request: OfficeRequest) -> HttpResponse:
    """PER_PAGE firms within the scope; `temuan`: one finding, `sesudah`: those behind that place of the list."""
    try:
        shown = shown_to(request.scope)
    except NothingPublished:
        return render(request, "employers/firms.html", {"table": None})
    found = {
        str(row["finding"]): (int(row["firms"]), int(row["missing"] or 0))
        for row in shown.rows(EmployerWork)
        .values("finding")
        .annotate(firms=Count("work_order"), missing=Sum("missing_worker_count"))
    }
    if not found:
        return render(request, "employers/firms.html", {"table": None})
    asked = request.GET.get("temuan", "")
    asked = asked if asked in found else ""
    after = request.GET.get("sesudah", "")
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    return render(
        request,
        "employers/firms.html",
        {
            "table": _table(shown, asked, begin, sum(n for f, (n, _m) in found.items() if asked in {"", f})),
            "may_open": request.scope.may("employers.open"),
            "tabs": _tabs(found, asked),
            "figures": _figures(found),
        },
    )


def _figures(found: dict[str, tuple[int, int]]) -> list[tuple[str, str, str]]:
    """(label, value, what is below it)."""
    write = numbers()
    unknown, part = found.get("PWBD", (0, 0)), found.get("PDS_TENAGA_KERJA", (0, 0))
    return [
        (_("Firms not registered"), write.whole(unknown[0]), _workers(unknown[1])),
        (_("Firms that registered only a part"), write.whole(part[0]), _workers(part[1])),
        (_("Workers missing in all"), write.whole(sum(missing for _n, missing in found.values())), ""),
    ]


def _workers(count: int) -> str:
    return ngettext("%(n)s worker missing", "%(n)s workers missing", count) % {"n": numbers().whole(count)}


def _tabs(found: dict[str, tuple[int, int]], asked: str) -> list[c.Tab]:
    url = reverse("employers")
    every = c.Tab(_("All findings"), url, not asked, sum(firms for firms, _m in found.values()))
    kinds = [one for one in FINDING_TONES if one in found]
    return [
        every,
        *(c.Tab(str(SHORT_FINDINGS[one]), f"{url}?temuan={one}", one == asked, found[one][0]) for one in kinds),
    ]


def _table(shown: Shown, asked: str, begin: int, count: int) -> c.Table:
    rows = shown.rows(EmployerWork).filter(work_order__gt=begin)
    rows = rows.filter(finding=asked) if asked else rows
    listed = list(rows.order_by("work_order")[: PER_PAGE + 1])
    held = open_by_firm(shown.scope, [str(firm.firm_id) for firm in listed])
    pick = "firm" if shown.scope.may("employers.open") else ""
    columns = (
        c.Column(_("Firm")), c.Column(_("Finding")), c.Column(_("Case")),
        c.Column(_("Expected without cover"), "whole"), c.Column(_("Workers missing"), "whole"),
        c.Column(_("Workers on other lists"), "whole"), c.Column(_("Members in the file"), "whole"),
    )  # fmt: skip
    caption = _("Firms to write to, most workers expected without cover first")
    made = tuple(_row(firm, held.get(str(firm.firm_id))) for firm in listed[:PER_PAGE])
    return c.Table(
        caption, columns, made, _page(listed, asked, begin, count), pick_name=pick, pick_form=pick and "bulk"
    )


def _page(listed: Sequence[EmployerWork], asked: str, begin: int, count: int) -> c.Page | None:
    held = {"temuan": asked} if asked else {}
    url, shown = reverse("employers"), listed[:PER_PAGE]
    following = ""
    if len(listed) > PER_PAGE:
        following = f"{url}?{urlencode({**held, 'sesudah': shown[-1].work_order})}"
    if begin:
        return c.Page(1, len(shown), None, f"{url}?{urlencode(held)}", following)
    return c.Page(1, len(shown), count, "", following)


def _row(firm: EmployerWork, case: ComplianceCase | None) -> c.Row:
    return c.Row(
        (
            c.Cell(firm.name or firm.firm_key, note=number_of(firm)),
            finding_cell(str(firm.finding), _late(firm.arrears_month_count or 0)),
            _case_cell(case, firm),
            firm.expected_uncovered_count, firm.missing_worker_count, firm.worker_count_elsewhere,
            firm.worker_card_count,
        ),
        reverse("employers_firm", args=[firm.firm_id]), str(firm.firm_id),
    )  # fmt: skip


def _late(months: int) -> str:
    if not months:
        return ""
    return ngettext("%(n)s month in arrears", "%(n)s months in arrears", months) % {"n": numbers().whole(months)}


def number_of(firm: EmployerWork) -> str:
    """The firm's number in words; the city itself has none."""
    if firm.firm_key == CITY_KEY:
        return _("the city itself, as an employer")
    return _("NIB %(number)s") % {"number": firm.nib} if firm.nib else firm.employer_code or ""


def _case_cell(case: ComplianceCase | None, firm: EmployerWork) -> c.Cell:
    if case is not None:
        text, tone = state_of(case)
        return c.Cell(text, tone=tone, badge=True)
    return c.Cell(None) if firm.firm_key == CITY_KEY else c.Cell(_("none yet"))
