"""Budget and realisation of earlier years: from the sheets, and beside them what was printed, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.flow.report import budget_charts
from semesta.flow.report.theme import GOLD, RIVER
from semesta.rules.published import published_figures
from semesta.web.core import components as c
from semesta.web.core.charts import drawn
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from semesta.web.desks.budget.seen import Seen

PRINTED = {"budget_premi": "budget", "realised_premi": "realised"}


@dataclass(frozen=True)
class Told:
    """A sum of a year: `what` budget or realised; `printed`: from the press or an audit, not from the sheet."""

    year: int
    what: str
    rupiah: int
    source: str
    printed: bool
    claimed: bool


def told_sums(seen: Seen) -> list[Told]:
    """The sheet's own before printed ones of the same year and kind; oldest first."""
    found: dict[tuple[int, str], Told] = {}
    for row in published_figures().to_pylist():
        if row["region_code"] == seen.area and row["indicator"] in PRINTED:
            what, year = PRINTED[row["indicator"]], row["said_on"].year
            found[year, what] = Told(year, what, round(row["value"]), row["source"], True, row["kind"] == "claimed")
    sheet = seen.sheet
    for year, sums in (sheet.history if sheet else {}).items():
        for what, rupiah in sums.items():
            found[year, what] = Told(year, what, rupiah, _("the sheet"), False, False)
    return [found[key] for key in sorted(found)]


def earlier_years(seen: Seen) -> dict[str, Any] | None:
    """The chart and the table; None where nothing is known."""
    told = told_sums(seen)
    if not told:
        return None
    kinds = {"budget": _("Budget"), "realised": _("Spent")}
    rows = [
        {"year": str(one.year), "kind": kinds[one.what], "value": one.rupiah, "claimed": one.claimed} for one in told
    ]
    colours = {kinds["budget"]: RIVER, kinds["realised"]: GOLD}
    label = _("Budget and realisation of earlier years")
    spec = budget_charts.beside(language(), rows, colours=colours)
    return {"svg": drawn(spec, "earlier", label), "describe": label, "table": _table(told)}


def _table(told: list[Told]) -> c.Table:
    years: dict[int, dict[str, Told]] = {}
    for one in told:
        years.setdefault(one.year, {})[one.what] = one
    columns = (
        c.Column(_("Year")), c.Column(_("Budget"), "rupiah_short"), c.Column(_("Spent"), "rupiah_short"),
        c.Column(_("Share spent")),
    )  # fmt: skip
    rows = []
    for year, held in sorted(years.items(), reverse=True):
        budget, realised = held.get("budget"), held.get("realised")
        share = numbers().percent(realised.rupiah / budget.rupiah) if budget and realised and budget.rupiah else None
        sources = dict.fromkeys(_source(one) for one in held.values())
        rows.append(c.Row((
            c.Cell(year, note="; ".join(sources)), budget.rupiah if budget else None,
            realised.rupiah if realised else None, share,
        )))  # fmt: skip
    return c.Table(_("Earlier years"), columns, rows)


def _source(one: Told) -> str:
    if not one.printed:
        return one.source
    return (_("said in public: %(source)s") if one.claimed else _("audit report, by the press: %(source)s")) % {
        "source": one.source.removeprefix("https://").removeprefix("www.").split("/")[0]
    }
