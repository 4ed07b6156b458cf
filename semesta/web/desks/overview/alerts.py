"""Margins that shrink: an area close to a threshold, or below it since last month (req 10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.measure.margin import is_near
from semesta.rules.load import load_rules
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.places import area_name, children_of
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.tables.models import UhcStatus
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview.parts import area_url, tabs
from semesta.web.desks.overview.publication import facts_of_publication
from semesta.web.desks.overview.seen import own_areas, sees

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published import Published
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope
    from semesta.web.desks.overview.publication import PublicationFacts
    from semesta.web.desks.overview.seen import Seen

LIMIT_RULE = "near_threshold_share"


@dataclass(frozen=True)
class Alert:
    """`kind` 'near': so few people above the threshold; 'lost': below it, and not so the month before."""

    area: str
    kind: Literal["near", "lost"]
    verdict: str
    condition: str
    formula: str
    required: float
    margin: int
    margin_before: int | None


def alerts_of(shown: Shown, facts: PublicationFacts) -> tuple[Alert, ...]:
    """The alerts of the scope's areas and of all areas in them, lost before near, the smallest margin first."""
    key = (shown.number, shown.run_id, own_areas(shown, facts))
    if key not in _HELD:
        while len(_HELD) >= KEPT:
            _HELD.pop(next(iter(_HELD)), None)
        _HELD[key] = _read(shown, facts)
    return _HELD.get(key, ())


KEPT = 256
_HELD: dict[tuple[int, str, tuple[str, ...]], tuple[Alert, ...]] = {}


@lru_cache(maxsize=256)
def _areas_in(areas: tuple[str, ...]) -> tuple[str, ...]:
    """The areas and every area below them that has a place."""
    found, open_ = [], list(areas)
    while open_:
        code = open_.pop()
        found.append(code)
        open_ += [child for child in children_of(code) if not child.endswith(".00") and not child.endswith(".0000")]
    return tuple(sorted(found))


def _read(shown: Shown, facts: PublicationFacts) -> tuple[Alert, ...]:
    rules, month = load_rules(), shown.month
    verdict = str(rules.value_or_none("uhc_privilege_name", month) or "predicate")
    limit = rules.share(LIMIT_RULE, month)
    earlier = [one for one in facts.months if one < month]
    rows = shown.rows(UhcStatus).filter(
        region_code__in=_areas_in(own_areas(shown, facts)), month__in=[month, *earlier[-1:]], verdict=verdict,
        condition__in=("coverage", "activity"), margin_people__isnull=False,
    )  # fmt: skip
    now: dict[tuple[str, str, str], UhcStatus] = {}
    before: dict[tuple[str, str, str], int | None] = {}
    for row in rows:
        key = (row.region_code or "", row.condition or "", row.formula or "")
        if row.month == month:
            now[key] = row
        else:
            before[key] = row.margin_people
    found = []
    for key, row in now.items():
        margin, last = int(row.margin_people or 0), before.get(key)
        lost = margin < 0 and last is not None and last >= 0
        if lost or is_near(margin, int(row.denominator or 0), limit):
            found.append(
                Alert(key[0], "lost" if lost else "near", verdict, key[1], key[2], row.required or 0, margin, last)
            )
    return tuple(sorted(found, key=lambda one: (one.kind != "lost", len(one.area), one.margin, one.area, one.formula)))


def alert_text(alert: Alert) -> dict[str, str]:
    """Title and sentence of an alert."""
    name = word(language(), "condition", alert.condition)
    if alert.formula:
        name = f"{name} ({word(language(), 'formula', alert.formula)})"
    words = {
        "area": area_name(alert.area), "condition": name, "line": numbers().percent(alert.required, 0),
        "people": numbers().whole(abs(alert.margin)),
    }  # fmt: skip
    if alert.kind == "lost":
        title = _("%(area)s fell below a threshold") % words
        text = _("%(condition)s: %(people)s people below %(line)s; last month it was above.") % words
    else:
        title = _("%(area)s is close to a threshold") % words
        text = _("%(condition)s: only %(people)s people above %(line)s.") % words
    return {"title": title, "text": text, "tone": "warn" if alert.kind == "lost" else "care"}


@needs("overview.read", area=Area.IN_QUERY)
@sees
def alerts(request: OfficeRequest, seen: Seen) -> HttpResponse:
    """Every alert of the scope, and the limit under which one is given."""
    found = alerts_of(seen.shown, seen.facts)
    limit = seen.rules.rules[LIMIT_RULE].at(seen.shown.month)
    page: dict[str, Any] = {
        "seen": seen, "tabs": tabs(request, seen), "table": _table(found),
        "limit": float(limit.value or 0) if limit else 0, "since": limit.from_on if limit else None,
    }  # fmt: skip
    return render(request, "overview/alerts.html", page)


def _table(found: tuple[Alert, ...]) -> c.Table:
    rows = [
        c.Row(
            (
                area_name(one.area),
                c.Cell(_("lost") if one.kind == "lost" else _("close"), tone="warn" if one.kind == "lost" else "care",
                       badge=True),
                c.Cell(word(language(), "condition", one.condition), note=word(language(), "formula", one.formula)),
                one.required, one.margin, one.margin_before,
            ),
            url=area_url(one.area, _indicator(one)),
        )
        for one in found
    ]  # fmt: skip
    columns = (
        c.Column(_("Area")), c.Column(_("Alert")), c.Column(_("Condition")), c.Column(_("Threshold"), "percent"),
        c.Column(_("People above it"), "signed"), c.Column(_("Month before"), "signed"),
    )  # fmt: skip
    empty = c.Empty(_("No margin is short"), _("No area is within the warned distance of a threshold."), icon="check")
    return c.Table(_("Areas to watch"), columns, rows, empty=empty)


def _indicator(alert: Alert) -> str:
    return alert.formula.replace("active_", "activity_") if alert.condition == "activity" else alert.condition


def alert_count(published: Published, scope: Scope) -> int | None:
    """How many areas of the scope have an alert, for the menu; asks the database once per publication and scope."""
    key = (published.run_id, scope.areas)
    if key not in _COUNTS:
        while len(_COUNTS) >= KEPT:
            _COUNTS.pop(next(iter(_COUNTS)), None)
        with acting(acting_of(scope), writes=False):
            try:
                shown = shown_to(scope)
            except NothingPublished:
                return None
            key = (shown.run_id, scope.areas)
            _COUNTS[key] = len({one.area for one in alerts_of(shown, facts_of_publication(shown))})
    return _COUNTS.get(key)


_COUNTS: dict[tuple[str, tuple[str, ...]], int] = {}
