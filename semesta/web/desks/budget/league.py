"""The regencies by the share of residents whom the city registered, from printed figures; the unknown shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.flow.report import budget_charts
from semesta.plan.aims import AWARDS, award_aims, award_years
from semesta.rules.published import published_figures
from semesta.web.core import components as c
from semesta.web.core.charts import drawn
from semesta.web.core.places import area_name, children_of
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from semesta.web.desks.budget.seen import Seen

PROVINCE = 2
FIRST_YEAR = 2023
FEWEST_DRAWN = 3
"""One or two bars say less than the table."""
SERIES = ("DKB", "BPS", "claimed", "implied")
"""Population of Dukcapil before that of BPS before what somebody said: by what shares are divided (R2.5)."""


@dataclass(frozen=True)
class Printed:
    """The newest printed figure of one kind of one area."""

    value: float
    on: date
    source: str
    kind: str


@dataclass(frozen=True)
class Line:
    """One regency: its place by the share (None: no share is known; ties share a place)."""

    code: str
    name: str
    place: int | None
    share: float | None
    pemda: Printed | None
    population: Printed | None
    coverage: Printed | None
    activity: Printed | None


def league(seen: Seen) -> dict[str, Any] | None:
    """Chart, table and sentence; None for an area without a province."""
    province = seen.area[:PROVINCE]
    codes = [code for code in children_of(province) if len(code) == 5] if province else []
    if not codes:
        return None
    lines = league_lines(codes)
    known = [one for one in lines if one.share is not None]
    return {
        "province": area_name(province), "table": _table(lines, seen.area[:5]), "known": len(known),
        "every": len(lines), "chart": _chart(seen, known) if len(known) >= FEWEST_DRAWN else None,
        "unknown": [one.name for one in lines if one.share is None],
    }  # fmt: skip


def league_lines(codes: list[str]) -> list[Line]:
    """One line per regency, by share, then those of which a coverage is known, then by name."""
    figures = _newest(codes)
    lines = []
    for code in codes:
        held = figures.get(code, {})
        pemda, population = held.get("members_PBPU_PEMDA"), held.get("population")
        share = pemda.value / population.value if pemda and population and population.value else None
        lines.append(
            Line(code, area_name(code), None, share, pemda, population, held.get("coverage"), held.get("activity"))
        )
    lines.sort(key=lambda one: (one.share is None, -(one.share or 0), one.coverage is None, one.name))
    placed, shares = [], [one.share for one in lines if one.share is not None]
    for one in lines:
        place = None if one.share is None else 1 + sum(other > one.share for other in shares)
        placed.append(Line(one.code, one.name, place, one.share, one.pemda, one.population, one.coverage, one.activity))
    return placed


def _newest(codes: list[str]) -> dict[str, dict[str, Printed]]:
    """By area and indicator: the newest figure; of populations the best series first."""
    found: dict[str, dict[str, Printed]] = {}
    for row in published_figures().to_pylist():
        code, name = row["region_code"], row["indicator"]
        if code not in codes or row["kind"] not in SERIES:
            continue
        new = Printed(row["value"], row["said_on"], row["source"], row["kind"])
        old = found.setdefault(code, {}).get(name)
        if old is None or _before(name, new) < _before(name, old):
            found[code][name] = new
    return found


def _before(name: str, one: Printed) -> tuple[int, int]:
    return (SERIES.index(one.kind) if name == "population" else 0, -one.on.toordinal())


def _table(lines: list[Line], own: str) -> c.Table:
    told = numbers()

    def cell(one: Printed | None, text: str) -> c.Cell:
        if one is None:
            return c.Cell(_("unknown"), tone="quiet", icon="question", badge=True)
        host = one.source.removeprefix("https://").removeprefix("http://").removeprefix("www.").split("/")[0]
        return c.Cell(text, note=f"{told.day(one.on)}, {host}")

    rows = [
        c.Row((
            c.Cell(one.name, note=_("own area") if one.code == own else ""), one.place,
            c.Cell(told.percent(one.share), share=one.share) if one.share is not None else cell(None, ""),
            cell(one.pemda, told.whole(round(one.pemda.value)) if one.pemda else ""),
            cell(one.population, told.whole(round(one.population.value)) if one.population else ""),
            cell(one.coverage, told.percent(one.coverage.value) if one.coverage else ""),
            cell(one.activity, told.percent(one.activity.value) if one.activity else ""),
        ))
        for one in lines
    ]  # fmt: skip
    columns = (
        c.Column(_("Regency")), c.Column(_("Place"), "whole"), c.Column(_("Registered by the city")),
        c.Column(_("Members of the city")), c.Column(_("Population")), c.Column(_("Coverage")), c.Column(_("Activity")),
    )  # fmt: skip
    return c.Table(_("Share registered by the city"), columns, rows)


def _chart(seen: Seen, known: list[Line]) -> dict[str, str]:
    """Known shares, and what the awards of the newest year ask for."""
    asked = {}
    for award in AWARDS:
        years = award_years(seen.rules, award, range(FIRST_YEAR, seen.year + 1))
        for aim in award_aims(seen.rules, award, years[-1]) if years else ():
            if aim.pemda:
                asked[aim.pemda] = f"{award.capitalize()} {numbers().percent(aim.pemda, 0)}"
    rows = [
        {"name": one.name, "code": one.code, "value": one.share, "label": numbers().percent(one.share, 1)}
        for one in known
    ]
    label = _("Share of residents registered by the city: %(known)s of the regencies are known") % {
        "known": len(known)}  # fmt: skip
    spec = budget_charts.ranked(language(), rows, own=seen.area[:5], lines=sorted(asked.items()))
    return {"svg": drawn(spec, "league", label), "describe": label}
