"""The contribution of a wage: floor and ceiling of its month, shares of employer and worker (R2.15)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.rules.load import load_rules
from semesta.rules.wages import contribution as reckoned
from semesta.rules.wages import wage_floor_or_none
from semesta.terms.fault import Fault
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

FIRST_YEAR = 2020
"""The year in which the ceiling of today began (Perpres 75/2019)."""
RUPIAH_AT_MOST = 10**12


class Wage(forms.Form):
    """A wage of a month; `batas` where no rule tells the floor of that month."""

    upah = forms.IntegerField(
        label=gettext_lazy("Wage of a month (rupiah)"), min_value=0, max_value=RUPIAH_AT_MOST,
        help_text=gettext_lazy("Base pay and fixed allowances, digits alone."),
    )  # fmt: skip
    bulan = forms.DateField(
        label=gettext_lazy("Month"), input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )  # fmt: skip
    tambahan = forms.IntegerField(
        label=gettext_lazy("Family members beyond those covered"), min_value=0, max_value=20, required=False,
        help_text=gettext_lazy("A fourth child, parents, parents-in-law."),
    )  # fmt: skip
    batas = forms.IntegerField(
        label=gettext_lazy("Floor by hand (rupiah)"), min_value=0, max_value=RUPIAH_AT_MOST, required=False,
        help_text=gettext_lazy("Only where no minimum wage is known for that month."),
    )  # fmt: skip


@needs("employers.read", area=Area.NONE)
def contribution(request: OfficeRequest) -> HttpResponse:
    """`upah`, `bulan`, `tambahan`, `batas`: an address that can be sent; nothing is kept."""
    area, today = _area(request.scope), timezone.localdate()
    asked = "upah" in request.GET
    form = Wage(request.GET) if asked else Wage(initial={"bulan": today.replace(day=1), "tambahan": 0})
    facts: list[c.Fact] = []
    if asked and form.is_valid():
        try:
            facts = _facts(area, form.cleaned_data)
        except Fault:
            form.add_error("batas", _("No minimum wage of that month is known: enter the floor."))
    return render(
        request, "employers/contribution.html",
        {"form": form, "facts": facts, "years": _years(area, today.year), "area": area_name(area)},
    )  # fmt: skip


def _area(scope: Scope) -> str:
    """The regency of who asks, else the province, whose UMP is the floor then."""
    first = scope.areas[0] if scope.areas else ""
    return ".".join(first.split(".")[:2])


def _facts(area: str, given: dict[str, Any]) -> list[c.Fact]:
    month: date = given["bulan"]
    due = reckoned(
        load_rules(), given["upah"], area, month, extra_people=given["tambahan"] or 0, floor=given["batas"]
    )  # fmt: skip
    floor_name = due.floor.name if due.floor.law else _("entered by hand")
    facts = [
        c.Fact(_("Wage"), due.wage, kind="rupiah"),
        c.Fact(_("Floor"), due.floor.rupiah, f"{floor_name}. {due.floor.law}".rstrip(". "), "rupiah"),
        c.Fact(_("Ceiling"), due.ceiling, kind="rupiah"),
        c.Fact(_("Base of the contribution"), due.base, _base_note(due.wage, due.base), "rupiah"),
        c.Fact(_("Employer pays"), due.employer, kind="rupiah"),
        c.Fact(_("Worker pays"), due.worker, kind="rupiah"),
    ]
    facts += [c.Fact(_("Further family, paid by the worker"), due.extra, kind="rupiah")] if due.extra else []
    return [*facts, c.Fact(_("Sum a month"), due.total, kind="rupiah")]


def _base_note(wage: int, base: int) -> str:
    if base > wage:
        return _("the wage lies below the floor")
    return _("the wage lies above the ceiling") if base < wage else ""


def _years(area: str, last: int) -> c.Table:
    """Floor, ceiling and the highest contribution of each year whose floor is known."""
    rules, rows = load_rules(), []
    for year in range(last, FIRST_YEAR - 1, -1):
        floor = wage_floor_or_none(rules, area, date(year, 1, 1))
        ceiling = rules.value_or_none("ppu_wage_ceiling_rupiah", date(year, 1, 1))
        if floor is None or ceiling is None:
            continue
        least = reckoned(rules, 0, area, date(year, 1, 1)).total
        most = reckoned(rules, int(ceiling), area, date(year, 1, 1)).total
        rows.append(c.Row((c.Cell(str(year)), c.Cell(floor.rupiah, note=floor.name), int(ceiling), least, most)))
    columns = (
        c.Column(_("Year")), c.Column(_("Floor"), "rupiah"), c.Column(_("Ceiling"), "rupiah"),
        c.Column(_("Least contribution"), "rupiah"), c.Column(_("Highest contribution"), "rupiah"),
    )  # fmt: skip
    return c.Table(_("Floor and ceiling by year, {area}").format(area=area_name(area)), columns, rows)
