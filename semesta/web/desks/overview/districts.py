"""An area on the map and in a list: its parts one level below, by the indicator that the reader chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.report.hiding import Hidden, additions
from semesta.flow.report.words import word
from semesta.measure.number import definition_of, indicator_of
from semesta.measure.suppress import hidden_cells
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview import maps
from semesta.web.desks.overview.gathered import COUNTS, Counts, Values, values_of, values_of_parts
from semesta.web.desks.overview.parts import area_url, number_url, people_url, tabs
from semesta.web.desks.overview.seen import sees

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.desks.overview.seen import Seen

CHOICES = (
    "activity_of_population", "activity_of_registered", "coverage", "uncovered_count", "without_active_cover",
    "inactive",
)  # fmt: skip
REASON = "sebab:"


@dataclass(frozen=True)
class Chosen:
    """An indicator, or those inactive for one reason; `required` None where the law asks nothing."""

    key: str
    indicator: str
    reason: str
    title: str
    required: float | None
    better: str


def chosen_of(seen: Seen, key: str) -> Chosen:
    """The indicator named in the address; an unknown one is the first."""
    if key.startswith(REASON):
        reason = key.removeprefix(REASON)
        title = _("Inactive: %(reason)s") % {"reason": word(language(), "reason", reason)}
        return Chosen(key, "inactive", reason, title, None, "lower")
    name = key if key in CHOICES else CHOICES[0]
    indicator = indicator_of(name)
    assert indicator is not None  # noqa: S101 the choices are of the catalogue
    target = definition_of(indicator, seen.rules, seen.shown.month).target
    title = indicator.title_en if language() == "en" else indicator.title_id
    return Chosen(name, name, "", title, target.value if target else None, indicator.better)


@needs("overview.read", area=Area.IN_ADDRESS)
@sees
def area_page(request: OfficeRequest, seen: Seen) -> HttpResponse:
    """The area's own figures, its parts on a map and in a list, and the ways to its people."""
    chosen = chosen_of(seen, request.GET.get("ukuran", ""))
    values = values_of(seen)
    now = values.counts(seen.shown.month)
    reasons = values.parts("inactive", "reason", seen.shown.month)
    parts = parts_of(seen, chosen)
    page: dict[str, Any] = {
        "seen": seen, "tabs": tabs(request, seen), "chosen": chosen, "now": now,
        "above": [(name, area_url(code, chosen.key)) for code, name in seen.above],
        "figures": own_figures(seen, now) if now else (),
        "choices": choices(chosen, reasons), "table": parts_table(seen, chosen, parts) if parts else None,
        "map": maps.map_of(seen, chosen, {one.code: one.share for one in parts}) if parts else None,
        "people": ways_to_people(seen, now, reasons) if now and seen.shown.scope.may("people.read") else (),
    }  # fmt: skip
    return render(request, "overview/area.html", page)


@dataclass(frozen=True)
class Part:
    """One area below: its counts, and the numerator and share of what was chosen; None where hidden or not known."""

    code: str
    counts: Counts
    people: int | None
    share: float | None


def parts_of(seen: Seen, chosen: Chosen) -> list[Part]:
    """The areas one level below in which somebody lives, the worst first; hidden shares last."""
    held = values_of_parts(seen, seen.children, (*COUNTS, chosen.indicator), chosen.reason)
    counted = {code: counts for code, values in held.items() if (counts := values.counts(seen.shown.month))}
    counted = {code: counts for code, counts in counted.items() if counts.population}
    hidden = hidden_parts(seen, counted)
    found = []
    for code, counts in counted.items():
        row = _row(held[code], chosen, seen)
        share = None if row is None or hidden.share(code) else row.value
        found.append(Part(code, counts, None if row is None else int(row.numerator or 0), share))
    worst = 1 if chosen.better == "higher" else -1
    return sorted(found, key=lambda one: (one.share is None, worst * (one.share or 0), one.code))


def _row(values: Values, chosen: Chosen, seen: Seen) -> Any:
    if chosen.reason:
        return values.of("inactive", seen.shown.month, breakdown="reason", value=chosen.reason)
    return values.of(chosen.indicator, seen.shown.month)


def hidden_parts(seen: Seen, counted: Mapping[str, Counts]) -> Hidden:
    """Which counts of these areas may not be shown: none to who may see people."""
    if not seen.hides:
        return Hidden(frozenset(), 0)
    counts: dict[Hashable, int] = {}
    sums: list[tuple[Hashable, Sequence[Hashable]]] = []
    for code, one in counted.items():
        measures = {
            "population": one.population, "registered": one.registered, "active": one.active, "idle": one.idle,
            "uncovered": one.uncovered, "without": one.idle + one.uncovered,
        }  # fmt: skip
        counts |= {(code, name): count for name, count in measures.items()}
        sums += additions(code)
    if len(counted) > 1:
        for name in ("population", "registered", "active", "idle", "uncovered", "without"):
            parts = [(code, name) for code in counted]
            counts["sum of", name] = sum(counts[part] for part in parts)
            sums.append((("sum of", name), parts))
    return Hidden(hidden_cells(counts, sums, hide_below=seen.hide_below), seen.hide_below)


def parts_table(seen: Seen, chosen: Chosen, parts: Sequence[Part]) -> c.Table:
    """The list that says the same as the map; what would tell of few people is not printed."""
    hidden = hidden_parts(seen, {one.code: one.counts for one in parts})
    rows = []
    for one in parts:
        population = hidden.text((one.code, "population"), one.counts.population, numbers())
        share = None if one.share is None else c.Cell(one.share, share=one.share, required=chosen.required)
        people = None if hidden.share(one.code) else one.people
        residents = one.counts.population if (one.code, "population") not in hidden.cells else None
        cell = residents if residents is not None else c.Cell(None, note=population)
        rows.append(c.Row((area_name(one.code), share, people, cell), url=area_url(one.code, chosen.key)))
    columns = (
        c.Column(_("Area")), c.Column(chosen.title, "percent"), c.Column(_("People counted"), "whole"),
        c.Column(_("Residents"), "whole"),
    )  # fmt: skip
    together = (sum(one.people or 0 for one in parts), sum(one.counts.population for one in parts))
    total = () if hidden.cells else (_("Together"), None, *together)
    return c.Table(_("Parts of this area"), columns, rows, total=total)


def worst_parts(seen: Seen, key: str, count: int) -> c.Table | None:
    """The parts of the area that stand worst, for another page; None where there are no parts."""
    chosen = chosen_of(seen, key)
    parts = parts_of(seen, chosen)
    if not parts:
        return None
    table = parts_table(seen, chosen, parts)
    return replace(table, caption=_("Where it is lowest"), rows=table.rows[:count], total=())


def choices(chosen: Chosen, reasons: Mapping[str, int]) -> list[c.Filter]:
    """The indicators to choose from, and each reason that somebody in the area has."""
    offered = []
    for name in CHOICES:
        indicator = indicator_of(name)
        if indicator is not None:
            offered.append(c.Choice(name, indicator.title_en if language() == "en" else indicator.title_id))
    known = sorted(((n, code) for code, n in reasons.items() if n and code != "NONE"), reverse=True)
    for _people, code in known:
        title = _("Inactive: %(reason)s") % {"reason": word(language(), "reason", code)}
        offered.append(c.Choice(REASON + code, title))
    return [c.Filter("ukuran", _("What the map shows"), "choice", chosen.key, offered, wide=True)]


def own_figures(seen: Seen, now: Counts) -> list[tuple[str, str, str, str]]:
    """(label, value, share, trail) of the area's counts."""
    hidden = hidden_parts(seen, {seen.area: now})
    wanted = (
        (_("Residents"), "population", "coverage"),
        (_("Active"), "active", "activity_of_population"),
        (_("Registered, not active"), "idle", "inactive"),
        (_("Not registered"), "uncovered", "uncovered_count"),
    )
    found = []
    for label, name, indicator in wanted:
        value = getattr(now, name)
        small = (seen.area, name) in hidden.cells
        share = "" if small or name == "population" or not now.population else numbers().percent(value / now.population)
        text = hidden.text((seen.area, name), value, numbers())
        found.append((label, text, share, number_url(seen.area, indicator)))
    return found


def ways_to_people(seen: Seen, now: Counts, reasons: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """(who, how many, address) of the lists of people of this area; empty lists are left out."""
    ways = [
        (_("Not registered"), now.uncovered, people_url(seen.area, "uncovered_count")),
        (_("Registered, not active"), now.inactive, people_url(seen.area, "inactive")),
        (_("Status not known"), now.unknown, people_url(seen.area, "status_unknown")),
        (_("Active"), now.active, people_url(seen.area, "activity_of_population")),
    ]
    for code, people in sorted(reasons.items(), key=lambda one: (-one[1], one[0])):
        if code != "NONE":
            ways.append((word(language(), "reason", code), people, people_url(seen.area, "inactive", sebab=code)))
    return [way for way in ways if way[1]]
