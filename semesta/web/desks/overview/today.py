"""The first page: verdict, figures, margins, what changed, how fresh and clean the data are."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.flow.report.facts import Condition, Facts
from semesta.flow.report.figures import balance_chart, balance_name, segment_chart
from semesta.flow.report.hiding import folded, hidden_figures
from semesta.flow.report.judgement import formula_lines
from semesta.flow.report.words import word
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.charts import drawn
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview import judged
from semesta.web.desks.overview.alerts import alert_text, alerts_of
from semesta.web.desks.overview.districts import hidden_parts, worst_parts
from semesta.web.desks.overview.gathered import Counts, Values, area_facts, status_rows, values_of
from semesta.web.desks.overview.parts import area_url, number_url, tabs
from semesta.web.desks.overview.seen import own_areas, sees

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.tables.models import IndicatorMonth
    from semesta.web.desks.overview.seen import Seen

REGISTERS = ("resident", "member", "pbi", "invoice")
"""Kinds of files that the figures rest on."""
STALE_DAYS = 62
"""A file older than two months beside the day judged is called old."""


WORST = 5
"""So many parts of the area are named."""


class Big(NamedTuple):
    """A big figure of the page."""

    label: str
    value: str
    sub: str
    tone: str
    delta: str
    delta_tone: str
    trail: str


class Gauge(NamedTuple):
    """A share against its threshold."""

    label: str
    share: float
    required: float
    low: float | None
    high: float | None
    say: str
    scale_from: float
    scale_to: float


@needs("overview.read", area=Area.IN_QUERY)
@sees
def today(request: OfficeRequest, seen: Seen) -> HttpResponse:
    """The own area as it stands; nothing that belongs to another area."""
    values, statuses = values_of(seen), status_rows(seen)
    facts = area_facts(seen, values, statuses)
    head = judged.headline(facts)
    now, before = values.counts(facts.month), None
    earlier = [month for month in seen.facts.months if month < facts.month]
    if earlier:
        before = values.counts(earlier[-1])
    others = [code for code in own_areas(seen.shown, seen.facts) if code != seen.area]
    page: dict[str, Any] = {
        "seen": seen, "tabs": tabs(request, seen), "month": facts.month,
        "verdict": judged.verdict_card(seen, facts, head) if head else None,
        "answers": formula_lines(head, numbers()) if head and head.state == "split" else (),
        "others": judged.others(facts, head.verdict if head else ""),
        "figures": big_figures(seen, now, before, earlier[-1] if earlier else None) if now else (),
        "gauges": gauges(facts, judged.margins(statuses, head.verdict)) if head else (),
        "series": series_table(seen, values), "change": change(facts, now, before),
        "segments": segment_part(facts), "freshness": freshness(seen, True),
        "other_files": freshness(seen, False), "quality": quality(seen, values),
        "alerts": [alert_text(one) for one in alerts_of(seen.shown, seen.facts) if one.area == seen.area],
        "areas": worst_parts(seen, "activity_of_population", WORST), "map_url": area_url(seen.area),
        "other_areas": [(area_name(code), reverse("overview_area", args=[code])) for code in others],
    }  # fmt: skip
    return render(request, "overview/today.html", page)


def big_figures(seen: Seen, now: Counts, before: Counts | None, since: date | None) -> list[Big]:
    """Registered, active, registered without active cover, not registered; with what changed. Small ones are hidden
    from who may not see people.
    """
    hidden = hidden_parts(seen, {seen.area: now})
    wanted = (
        (_("Registered"), "registered", "coverage", "", 1),
        (_("Active"), "active", "activity_of_population", "good", 1),
        (_("Registered, not active"), "idle", "inactive", "care", -1),
        (_("Not registered"), "uncovered", "uncovered_count", "warn", -1),
    )
    found = []
    for label, name, indicator, tone, better in wanted:
        value, key = getattr(now, name), (seen.area, name)
        if key in hidden.cells:
            text = hidden.text(key, value, numbers())
            found.append(Big(label, text, "", tone, "", "", number_url(seen.area, indicator)))
            continue
        share = numbers().percent(value / now.population) if now.population else "–"
        moved = value - getattr(before, name) if before else None
        delta = (
            _("%(change)s since %(month)s") % {"change": numbers().signed(moved), "month": numbers().month(since)}
            if moved is not None
            else ""
        )
        good = "" if not moved else "good" if (moved > 0) == (better > 0) else "warn"
        sub = _("%(share)s of residents") % {"share": share}
        found.append(Big(label, numbers().whole(value), sub, tone, delta, good, number_url(seen.area, indicator)))
    return found


def gauges(facts: Facts, margins: dict[tuple[str, str], Any]) -> list[Gauge]:
    """Each share that the status judges, its interval, its margin in people and days."""
    found = []
    head = judged.headline(facts)
    for item in head.conditions if head else ():
        if item.condition not in judged.SHARES or item.actual is None or item.required is None:
            continue
        share = facts.share(judged.indicator_of_condition(item), series="register")
        low, high = (share.low, share.high) if share else (None, None)
        margin = margins.get((item.condition, item.formula))
        say = judged.margin_sentence(margin, item.required) if margin else ""
        if low is not None and high is not None:
            said = _("With errors of matching: %(low)s to %(high)s.")
            say = f"{say} {said % {'low': numbers().percent(low), 'high': numbers().percent(high)}}"
        found.append(Gauge(judged.condition_name(item), item.actual, item.required, low, high, say, *_scale(item)))
    return found


def _scale(item: Condition) -> tuple[float, float]:
    """The ends of a gauge: 70 to 100 %, wider where a figure lies outside (coverage above 100 % is real)."""
    shown = (item.actual or 0, item.required or 0)
    low = 0.7 if min(shown) >= 0.7 else math.floor(min(shown) * 10) / 10
    return max(low, 0.0), max(1.0, math.ceil(max(shown) * 20) / 20)


def series_table(seen: Seen, values: Values) -> c.Table:
    """Population series side by side, with what each makes of the same members; the register first (req 5)."""
    month = seen.shown.month
    rows = []
    held = {one.series: one for one in seen.facts.populations.get(seen.area, ())}
    names = sorted({*held, *(row.population_series for row in values.rows if row.month == month)}, key=_series_order)
    for name in names:
        known = held.get(name)
        coverage, activity = (values.of(one, month, series=name) for one in ("coverage", "activity_of_population"))
        people = known.people if known else coverage.denominator if coverage else None
        note = "" if known is None or name == "register" else f"{numbers().day(known.valid_from)}; {known.source}"
        far = known is not None and not known.comparable
        rows.append(
            c.Row(
                (
                    c.Cell(word(language(), "series", name), note=note),
                    people,
                    None if far else _share(coverage, name),
                    None if far else _share(activity, name),
                    _("not compared: too far from the register") if far else "",
                )
            )
        )
    return c.Table(
        _("Population series side by side"),
        (c.Column(_("Series")), c.Column(_("People"), "whole"), c.Column(_("Coverage"), "percent"),
         c.Column(_("Active ÷ population"), "percent"), c.Column(_("Note"))),
        rows,
    )  # fmt: skip


def _share(row: IndicatorMonth | None, series: str) -> float | None:
    return row.value if row is not None and row.population_series == series else None


def _series_order(name: str) -> tuple[bool, str]:
    return name != "register", name


def change(facts: Facts, now: Counts | None, before: Counts | None) -> dict[str, Any] | None:
    """The balance of active cards as a waterfall and a table; None where there is no month before."""
    if not facts.balance:
        return None
    shown = folded(facts)  # folds nothing for who may see people
    spec, describe = balance_chart(shown, hidden_figures(shown), numbers())
    signs = {"in": 1, "out": -1}
    rows = [
        c.Row((balance_name(one.kind, one.cause, language()), one.people * signs.get(one.kind, 1)))
        for one in shown.balance
    ]
    table = c.Table(
        _("From last month to this month"), (c.Column(_("Cause")), c.Column(_("Active cards"), "signed")), rows
    )
    return {"svg": drawn(spec, "balance", describe), "describe": describe, "table": table}


def segment_part(facts: Facts) -> dict[str, Any] | None:
    """Members by segment and status."""
    if not facts.segments:
        return None
    shown = folded(facts)  # folds nothing for who may see people
    spec, describe = segment_chart(shown, hidden_figures(shown), numbers())
    rows = [
        c.Row((word(language(), "segment", one.segment), one.held, one.active, one.inactive + one.unknown,
               one.active / one.held if one.held else None))
        for one in shown.segments
    ]  # fmt: skip
    columns = (
        c.Column(_("Segment")), c.Column(_("Registered"), "whole"), c.Column(_("Active"), "whole"),
        c.Column(_("Not active"), "whole"), c.Column(_("Active share"), "percent"),
    )  # fmt: skip
    return {
        "svg": drawn(spec, "segment", describe), "describe": describe,
        "table": c.Table(_("Members by segment"), columns, rows),
    }  # fmt: skip


def freshness(seen: Seen, first: bool) -> list[c.Fact]:
    """The newest date of each kind of file: the registers and whatever is old come `first`, then the others."""
    newest: dict[str, date] = {}
    rows: dict[str, int] = {}
    for one in seen.facts.files:
        if one.data_on and one.data_on >= newest.get(one.kind, date.min):
            newest[one.kind] = one.data_on
        rows[one.kind] = rows.get(one.kind, 0) + one.rows
    found = []
    for kind, on in sorted(newest.items(), key=lambda item: item[1]):
        note = _("%(rows)s rows") % {"rows": numbers().whole(rows[kind])}
        old = (seen.facts.as_of - on).days > STALE_DAYS
        if (old or kind in REGISTERS) != first:
            continue
        if old:
            note = _("older than two months; %(rows)s") % {"rows": note}
        found.append(c.Fact(word(language(), "kind", kind), on, note, "day"))
    return found


def quality(seen: Seen, values: Values) -> list[c.Fact]:
    """What is known to be wrong or in doubt, and whether the sums came out."""
    month, found = seen.shown.month, []
    for indicator, label in (
        ("in_doubt", _("Residents whose match is in doubt")),
        ("nik_unusable", _("Residents with an unusable NIK")),
        ("village_unknown", _("Residents of unknown kelurahan")),
    ):
        row = values.of(indicator, month)
        if row is not None:
            found.append(c.Fact(label, row.numerator, numbers().percent(row.value), "whole"))
    checks = seen.facts
    said = _("%(held)s of %(every)s") % {
        "held": numbers().whole(checks.checks - checks.checks_failed), "every": numbers().whole(checks.checks)
    }  # fmt: skip
    found.append(c.Fact(_("Sums that came out"), said))
    unread = [one for one in checks.unused if one.unread]
    if unread:
        found.append(c.Fact(_("Files that could not be read"), len(unread), "", "whole"))
    return found
