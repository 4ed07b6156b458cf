"""What a page of this desk is about: the city of the post, a year, and its sheet as it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.plan.cost import CONTRIBUTION
from semesta.rules.load import load_rules
from semesta.web.casework.budget_sheet import sheet_from
from semesta.web.casework.queries import budget as queries
from semesta.web.core import components as c
from semesta.web.core.places import area_name
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.published.tables.models import IndicatorMonth, InvoiceBill

if TYPE_CHECKING:
    from semesta.plan.sheet import Sheet
    from semesta.rules.load import Rules
    from semesta.web.casework.models import BudgetValue
    from semesta.web.core.access import OfficeRequest

CITY = 5
EARLIEST_YEAR, LATEST_YEAR = 2014, 2100
"""JKN began on 1 January 2014."""


@dataclass(frozen=True)
class Counts:
    """Residents of the newest published month, and members as the city's files tell."""

    month: date
    population: int
    registered: int
    active: int
    pemda: int


class Seen:
    """The city, the year (`tahun`, else the newest with a sheet, else this one) and the version (`versi`) asked for."""

    def __init__(self, request: OfficeRequest) -> None:
        self.request, self.scope = request, request.scope
        held = request.scope.areas[0] if request.scope.areas else ""
        self.area = held[:CITY]
        self.rules: Rules = load_rules()
        self.years = queries.budget_years(request.scope, self.area)
        self.year = self._number("tahun") or (self.years[0] if self.years else timezone.localdate().year)
        if not (EARLIEST_YEAR <= self.year <= LATEST_YEAR and self._has_rules()):
            raise Http404
        self.version = self._number("versi")

    def _has_rules(self) -> bool:
        """The rates and obligations of the year are known: without them there is no sheet of it."""
        first = date(self.year, 1, 1)
        return all(
            self.rules.value_or_none(name, first) is not None for name in (CONTRIBUTION, "pemda_obligation_list")
        )

    def _number(self, name: str) -> int | None:
        text = self.request.GET.get(name, "")
        return int(text) if text.isdecimal() and len(text) <= 6 else None

    @property
    def name(self) -> str:
        return area_name(self.area)

    @property
    def may_write(self) -> bool:
        """Who looks may save the sheet and ask for plans."""
        return self.scope.may("budget.write") and bool(self.area)

    @cached_property
    def written(self) -> list[BudgetValue]:
        """All values of the year up to the version asked for, oldest first."""
        return queries.written_values(self.scope, self.area, self.year, self.version)

    @cached_property
    def kept(self) -> dict[str, BudgetValue]:
        """The value that stands, by key."""
        return queries.kept_values(self.written)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is told."""
        return queries.plain_values(self.kept)

    @cached_property
    def sheet(self) -> Sheet | None:
        """The sheet of the year; None where nobody wrote one."""
        return sheet_from(self.area, self.year, self.values) if self.written else None

    @cached_property
    def shown(self) -> Shown | None:
        """The published run that pages show; None before the first."""
        try:
            return shown_to(self.scope)
        except NothingPublished:
            return None

    @cached_property
    def counted(self) -> Counts | None:
        """The newest published figures of the city; None where no run published any."""
        found = self.counted_months
        return found[-1] if found else None

    @cached_property
    def counted_months(self) -> list[Counts]:
        """Published figures of the city month by month, oldest first."""
        if self.shown is None:
            return []
        rows = self.shown.rows(IndicatorMonth).filter(
            region_code=self.area, breakdown="all", population_series="register",
            indicator__in=["coverage", "activity_of_population", "pemda_share"],
        )  # fmt: skip
        held: dict[date, dict[str, IndicatorMonth]] = {}
        for row in rows:
            held.setdefault(row.month, {})[row.indicator] = row
        return [
            Counts(
                month, int(one["coverage"].denominator or 0), int(one["coverage"].numerator or 0),
                int(one["activity_of_population"].numerator or 0), int(one["pemda_share"].numerator or 0),
            )
            for month, one in sorted(held.items())
            if len(one) == 3
        ]  # fmt: skip

    @cached_property
    def bills(self) -> dict[date, InvoiceBill]:
        """Bills of BPJS as the published run judged them, by the month billed."""
        if self.shown is None:
            return {}
        rows = self.shown.rows(InvoiceBill).filter(area_code=self.area, invoice_month__year__gte=self.year - 1)
        return {row.invoice_month: row for row in rows}

    def url(self, name: str, **more: Any) -> str:
        """A page of the desk for this year."""
        asked = {"tahun": self.year, **({"versi": self.version} if self.version else {}), **more}
        return f"{reverse(name)}?{urlencode(asked)}"

    @property
    def tabs(self) -> list[c.Tab]:
        """The pages of the desk."""
        pages = (
            (_("Budget year"), "budget"), (_("Sheet"), "budget_sheet"), (_("Mandatory items"), "budget_duties"),
            (_("Plans"), "budget_plans"), (_("Verdicts and awards"), "budget_awards"),
            (_("Check a claim"), "budget_claim"),
        )  # fmt: skip
        here = self.request.path
        return [
            c.Tab(
                title, f"{reverse(name)}?tahun={self.year}",
                here == reverse(name) or (name != "budget" and here.startswith(reverse(name))),
            )
            for title, name in pages
        ]  # fmt: skip

    @property
    def frame(self) -> dict[str, Any]:
        """What every template of the desk takes."""
        year = f"?tahun={self.year}"
        return {
            "seen": self, "tabs": self.tabs, "year_choices": self.year_choices,
            "edit_url": reverse("budget_edit") + year, "write_url": reverse("budget_edit") + year,
            "sheet_url": self.url("budget_sheet"), "file_url": self.url("budget_file"), "own_url": self.url("budget"),
            "newest_url": reverse("budget_sheet") + year, "paper_url": self.url("budget_duties_paper"),
        }  # fmt: skip

    @property
    def year_choices(self) -> list[int]:
        """Years that can be opened: those with a sheet, and this one and the next."""
        now = timezone.localdate().year
        return sorted({*self.years, now, now + 1, self.year}, reverse=True)
