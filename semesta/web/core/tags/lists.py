"""Lists, and what is judged and followed: figures, verdicts, gauges, steps, timelines, comparisons, people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.core import components as c
from semesta.web.core import reading

register = template.Library()
PARTS = "core/parts/"
STATE_ICONS = {"met": "check", "unmet": "cross", "unknown": "question", "split": "question"}
STEP_ICONS = {"done": "check", "returned": "cross"}
AGREEMENT_ICONS = {"same": "equal", "close": "close-to", "differ": "differ", "missing": "minus"}
AGREEMENT_TONES = {"same": "good", "close": "care", "differ": "warn", "missing": ""}


@register.inclusion_tag(PARTS + "figure.html")
def figure(
    label: str, value: str, sub: str = "", tone: str = "", delta: str = "", delta_tone: str = "", trail: str = ""
) -> dict[str, Any]:
    """A big number inside `<dl class="figures">`; `delta` is a sentence ('+412 since April')."""
    arrow = "up" if delta.startswith("+") else "down" if delta.startswith(("-", "−")) else "minus"
    return {
        "label": label, "value": value, "sub": sub, "tone": tone, "delta": delta, "delta_tone": delta_tone,
        "arrow": arrow, "trail": trail,
    }  # fmt: skip


@register.inclusion_tag(PARTS + "verdict.html")
def verdict(verdict: c.Verdict, level: int = 2) -> dict[str, Any]:
    """The verdict card: sentence, conditions with sign and gap in people and rupiah, rule and trail."""
    return {"verdict": verdict, "icons": STATE_ICONS, "level": level}


@register.inclusion_tag(PARTS + "gauge.html")
def gauge(
    label: str, share: float, required: float | None = None, low: float | None = None, high: float | None = None,
    say: str = "", scale_from: float = 0.0, scale_to: float = 1.0, level: int = 3,
) -> dict[str, Any]:  # fmt: skip
    """A share against its threshold; the true figure lies from `low` to `high`; red only below the threshold."""
    width = scale_to - scale_from

    def place(value: float | None) -> str | None:
        return None if value is None else reading.svg_share((value - scale_from) / width)

    short = required is not None and share < required
    span = (
        None if low is None or high is None else reading.svg_share((min(high, scale_to) - max(low, scale_from)) / width)
    )
    return {
        "label": label, "share": share, "required": required, "say": say, "short": short, "at": place(share),
        "line": place(required), "low": place(low), "span": span, "level": level,
        "scale_from": scale_from, "scale_to": scale_to,
    }  # fmt: skip


@register.inclusion_tag(PARTS + "stepper.html")
def stepper(steps: Sequence[c.Step], label: str = "") -> dict[str, Any]:
    """The states of a workflow and where this one stands."""
    return {"steps": steps, "icons": STEP_ICONS, "label": label or _("Progress")}


@register.inclusion_tag(PARTS + "timeline.html")
def timeline(spells: Sequence[c.Spell], until: date | None = None, label: str = "") -> dict[str, Any]:
    """Membership spells: drawn on one line and listed below, newest first."""
    newest = sorted(spells, key=lambda spell: spell.from_on, reverse=True)
    strip = c.timeline_strip(spells, until or timezone.localdate())
    return {"spells": newest, "strip": strip, "label": label or _("Membership over time")}


@register.inclusion_tag(PARTS + "compare.html")
def compare(left: str, right: str, fields: Sequence[c.ComparedField], caption: str = "") -> dict[str, Any]:
    """Two registers side by side; agreement is said in words, with a sign and with colour."""
    words = {"same": _("Same"), "close": _("Close to"), "differ": _("Different"), "missing": _("Missing on one side")}
    return {
        "left": left, "right": right, "fields": fields, "caption": caption, "words": words,
        "icons": AGREEMENT_ICONS, "tones": AGREEMENT_TONES,
    }  # fmt: skip


@register.inclusion_tag(PARTS + "table.html")
def data_table(table: c.Table, level: int = 2) -> dict[str, Any]:
    """A list: table with a sticky head on a desk, cards on a phone, empty state, pagination, count."""
    return {"table": table, "level": level, "rows": [_row_view(table, row) for row in table.rows]}


def _row_view(table: c.Table, row: c.Row) -> dict[str, Any]:
    cells = [
        {"column": column, "cell": value if isinstance(value, c.Cell) else c.Cell(value)}
        for column, value in zip(table.columns, row.cells, strict=True)
    ]
    return {"first": cells[0], "others": cells[1:], "url": row.url, "value": row.value}


@register.inclusion_tag(PARTS + "pagination.html")
def pagination(page: c.Page) -> dict[str, Any]:
    """Which rows are shown, before and after."""
    return {"page": page}


@register.inclusion_tag(PARTS + "filters.html")
def filter_bar(
    filters: Sequence[c.Filter], action: str, target: str = "results", chips: Sequence[c.Chip] = ()
) -> dict[str, Any]:
    """A GET form: every filter is a URL parameter; with a script it submits itself and swaps `#target`."""
    return {"filters": filters, "action": action, "target": target, "chips": chips}


@register.inclusion_tag(PARTS + "tabs.html")
def tabs(items: Sequence[c.Tab], label: str) -> dict[str, Any]:
    """Views of the same thing; links, so that each has its address."""
    return {"items": items, "label": label}


@register.inclusion_tag(PARTS + "person.html", takes_context=True)
def person_header(
    context: template.Context, person: c.PersonHead, purposes: Sequence[c.Choice] = (), level: int = 1
) -> dict[str, Any]:
    """Who this is and the answer about cover."""
    return {
        "person": person,
        "purposes": purposes,
        "level": level,
        "csrf_token": context.get("csrf_token"),
    }
