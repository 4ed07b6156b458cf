"""The components and figures of the look, for every template: `{% load semesta %}`. How to use them: docs/how-to/write-a-page.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template import loader
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from semesta.web.core import components as c
from semesta.web.core import reading

register = template.Library()
PARTS = "core/parts/"
STATE_ICONS = {"met": "check", "unmet": "cross", "unknown": "question", "split": "question"}
TONE_ICONS = {"good": "check", "care": "alert", "warn": "cross", "info": "info", "quiet": "minus", "": "minus"}
NOTICE_ICONS = {"good": "check", "care": "alert", "warn": "alert", "info": "info"}
STEP_ICONS = {"done": "check", "returned": "cross"}
AGREEMENT_ICONS = {"same": "equal", "close": "close-to", "differ": "differ", "missing": "minus"}
AGREEMENT_TONES = {"same": "good", "close": "care", "differ": "warn", "missing": ""}
GAUGE_ENDS = (0.0, 1.0)


# ---- figures ----
@register.filter
def whole(value: int | None) -> str:
    """1703139 → '1.703.139'."""
    return reading.numbers().whole(value)


@register.filter
def signed(value: int | None) -> str:
    """412 → '+412'."""
    return reading.numbers().signed(value)


@register.filter
def decimal(value: float | None, places: int = 2) -> str:
    """0.5 → '0,50'."""
    return reading.numbers().decimal(value, places)


@register.filter
def percent(value: float | None, places: int = 2) -> str:
    """A share of 1: 0.9992 → '99,92 %'."""
    return reading.numbers().percent(value, places)


@register.filter
def rupiah(value: int | None) -> str:
    """'Rp 4.271.400.000'."""
    return reading.numbers().rupiah(value)


@register.filter
def rupiah_short(value: int | None) -> str:
    """'Rp 51,30 miliar'."""
    return reading.numbers().rupiah_short(value)


@register.filter
def day(value: date | None) -> str:
    """'2 Mei 2025'."""
    return reading.numbers().day(value)


@register.filter
def month(value: date | None) -> str:
    """'Mei 2025'."""
    return reading.numbers().month(value)


@register.filter
def moment(value: datetime | None) -> str:
    """'2 Mei 2025 14.30 WIB'."""
    return reading.moment(value)


@register.filter
def relative_day(value: date | None) -> str:
    """'dalam 5 hari', 'kemarin'."""
    return reading.relative_day(value)


@register.filter
def masked(value: str | None) -> str:
    """'1671••••••••0001'."""
    return reading.masked_nik(value)


@register.filter
def spaced(value: str | None) -> str:
    """'167101 450890 0001', with thin spaces."""
    return reading.spaced_nik(value)


@register.filter
def shown(value: Any, kind: str = "text") -> str:
    """A raw value as its kind writes it."""
    return reading.shown(value, kind)


@register.filter
def svg_share(value: float) -> str:
    """0.4213 → '42.13%', kept within the line."""
    return reading.svg_share(value)


@register.filter
def either_day(value: date | datetime | None) -> str:
    """A day or, where the hour is known, the moment."""
    return reading.moment(value) if isinstance(value, datetime) else reading.numbers().day(value)


# ---- small parts ----
@register.inclusion_tag(PARTS + "icon.html")
def icon(name: str, label: str = "", kind: str = "") -> dict[str, Any]:
    """A line icon of icons.svg; silent beside words, spoken when it stands alone (`label`)."""
    return {"name": name, "label": label, "kind": kind}


@register.inclusion_tag(PARTS + "badge.html")
def badge(text: str, tone: c.Tone = "", icon: str = "") -> dict[str, Any]:
    """A word of status with an icon: never colour alone."""
    return {"text": text, "tone": tone, "icon": icon or TONE_ICONS.get(tone, "minus")}


@register.inclusion_tag(PARTS + "clock.html")
def clock(due: date | datetime, label: str = "", done: bool = False, now: datetime | None = None) -> dict[str, Any]:
    """Days or hours to a due date; ticks in the browser when hours count."""
    return {"clock": reading.clock_reading(due, now, done), "label": label}


@register.inclusion_tag(PARTS + "bar.html")
def bar(share: float | None, required: float | None = None, tone: str = "bar") -> dict[str, Any]:
    """A thin bar of a share of 1, with an upright line where a threshold is. Decoration: the figure stands beside it."""
    return {"share": share, "required": required, "tone": tone}


@register.inclusion_tag(PARTS + "trail.html")
def trail(url: str, text: str = "") -> dict[str, Any]:
    """The link from a figure to where it comes from."""
    return {"url": url, "text": text}


@register.inclusion_tag(PARTS + "keys.html")
def keys(hints: Sequence[c.Key]) -> dict[str, Any]:
    """Keyboard hints; hidden on touch screens."""
    return {"hints": hints}


@register.inclusion_tag(PARTS + "nik.html", takes_context=True)
def nik(context: template.Context, value: str, reveal_url: str = "", purposes: Sequence[c.Choice] = ()) -> dict[str, Any]:
    """A masked NIK; with `reveal_url` a button that asks for the purpose and posts it there (htmx swaps the number in)."""
    return {"nik": value, "reveal_url": reveal_url, "purposes": purposes, "csrf_token": context.get("csrf_token")}


# ---- figures and judgements ----
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
    """A share against its threshold on a named scale; `low`–`high` is where the true figure lies; red only below the threshold."""
    width = scale_to - scale_from

    def place(value: float | None) -> str | None:
        return None if value is None else reading.svg_share((value - scale_from) / width)

    short = required is not None and share < required
    span = None if low is None or high is None else reading.svg_share((min(high, scale_to) - max(low, scale_from)) / width)
    return {
        "label": label, "share": share, "required": required, "say": say, "short": short, "at": place(share),
        "line": place(required), "low": place(low), "span": span, "level": level, "scale_from": scale_from, "scale_to": scale_to,
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


# ---- lists ----
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
def filter_bar(filters: Sequence[c.Filter], action: str, target: str = "results", chips: Sequence[c.Chip] = ()) -> dict[str, Any]:
    """A GET form: every filter is a URL parameter; with a script it submits itself and swaps `#target`."""
    return {"filters": filters, "action": action, "target": target, "chips": chips, "opened": bool(chips)}


@register.inclusion_tag(PARTS + "tabs.html")
def tabs(items: Sequence[c.Tab], label: str) -> dict[str, Any]:
    """Views of the same thing; links, so that each has its address."""
    return {"items": items, "label": label}


@register.inclusion_tag(PARTS + "facts.html")
def facts(items: Sequence[c.Fact]) -> dict[str, Any]:
    """Terms and values."""
    return {"items": items}


@register.inclusion_tag(PARTS + "entries.html")
def entries(items: Sequence[c.Entry]) -> dict[str, Any]:
    """Who did what, when; as ordered by the caller."""
    return {"items": items}


@register.inclusion_tag(PARTS + "empty.html")
def empty_state(title: str, text: str = "", action_url: str = "", action_text: str = "", icon: str = "search") -> dict[str, Any]:
    """Why there is nothing and what to do about it."""
    return {"empty": c.Empty(title, text, action_url, action_text, icon)}


# ---- people, forms, work ----
@register.inclusion_tag(PARTS + "person.html", takes_context=True)
def person_header(
    context: template.Context, person: c.PersonHead, purposes: Sequence[c.Choice] = (), level: int = 1
) -> dict[str, Any]:
    """Who this is and the answer about cover."""
    return {"person": person, "purposes": purposes, "level": level, "csrf_token": context.get("csrf_token"), "icons": TONE_ICONS}


@register.inclusion_tag(PARTS + "field.html")
def field(bound: BoundField, kind: str = "") -> dict[str, Any]:
    """A form field of Django with label, help and error tied to it; `kind` is a CSS class of the input ('short', 'nik-input')."""
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if kind:
        attributes["class"] = kind
    return {"field": bound, "input": bound.as_widget(attrs=attributes), "is_check": _is_check(bound)}


def _is_check(bound: BoundField) -> bool:
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset


@register.inclusion_tag(PARTS + "upload.html", takes_context=True)
def upload(context: template.Context, url: str, accept: str = "", help: str = "", name: str = "file", many: bool = False) -> dict[str, Any]:
    """A form that sends files, by choosing or by dropping, with progress."""
    return {"url": url, "accept": accept, "help": help, "name": name, "many": many, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "job.html", takes_context=True)
def job_progress(context: template.Context, job: c.Job) -> dict[str, Any]:
    """A long piece of work; asks `poll_url` every two seconds while it waits or runs and swaps itself."""
    words = {
        "waiting": _("Waiting"), "running": _("Running"), "done": _("Done"), "failed": _("Failed"), "cancelled": _("Cancelled"),
    }  # fmt: skip
    live = job.state in {"waiting", "running"}
    return {"job": job, "live": live, "word": words[job.state], "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "letterhead.html")
def letterhead(office: str, title: str, number: str = "", on: date | None = None) -> dict[str, Any]:
    """Head of a printed page; not on screen."""
    return {"office": office, "title": title, "number": number, "on": on}


# ---- parts with a body ----
def _part(name: str, context: dict[str, Any]) -> SafeString:
    return loader.get_template(PARTS + name).render(context)


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: str = "") -> SafeString:
    """A message that stays on the page."""
    return _part("notice.html", {"content": content, "tone": tone, "title": title, "icon": NOTICE_ICONS.get(tone, "info")})


@register.simple_block_tag
def panel(content: SafeString, title: str = "", link_url: str = "", link_text: str = "", kind: str = "", level: int = 2) -> SafeString:
    """A framed part of a page with its heading and one link."""
    return _part("panel.html", {"content": content, "title": title, "link_url": link_url, "link_text": link_text, "kind": kind, "level": level})


@register.simple_block_tag
def chart(
    content: SafeString, title: str, svg: str, narrow: str = "", note: str = "", level: int = 3, describe: str = ""
) -> SafeString:
    """A chart with its words: `svg` and, for a phone, `narrow` are drawn by our own chart definitions, never by a user;
    the body is the same figures as a table."""
    drawn = {"svg": mark_safe(svg), "narrow": mark_safe(narrow)}  # noqa: S308
    words = {"content": content, "title": title, "note": note, "level": level, "describe": describe or title}
    return _part("chart.html", drawn | words)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: str) -> SafeString:
    """A dialog that `{% dialog_button %}` opens; Escape and the cross close it."""
    return _part("dialog.html", {"content": content, "id": id, "title": title})


@register.inclusion_tag(PARTS + "dialog_button.html")
def dialog_button(id: str, text: str, kind: str = "", icon: str = "") -> dict[str, Any]:
    """Opens the dialog of that id."""
    return {"id": id, "text": text, "kind": kind, "icon": icon}


@register.filter
def of(mapping: dict[str, Any], key: str) -> Any:
    """What a mapping holds for a key; '' when nothing."""
    return mapping.get(key, "")


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """The item at a place, from 0."""
    return items[place]


@register.filter
def point(value: float) -> str:
    """A share with a decimal point, as attributes of HTML want it: 0.42 → '0.4200'."""
    return f"{value:.4f}"


@register.simple_block_tag(takes_context=True)
def page_title(context: template.Context, content: SafeString) -> str:
    """The page's title, once written: shown here (`<title>`) and kept as `page_title` for the heading."""
    title = strip_tags(content).strip()
    context["page_title"] = mark_safe(title)  # noqa: S308  # already escaped where the block wrote it
    return mark_safe(title)  # noqa: S308
