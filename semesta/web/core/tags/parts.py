"""Small parts, forms, work in progress, parts with a body, print."""

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
TONE_ICONS = {"good": "check", "care": "alert", "warn": "cross", "info": "info", "quiet": "minus", "": "minus"}
NOTICE_ICONS = {"good": "check", "care": "alert", "warn": "alert", "info": "info"}


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
    """A thin bar of a share of 1, a line at the threshold. Decoration: the figure stands beside it."""
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
def nik(
    context: template.Context, value: str, reveal_url: str = "", purposes: Sequence[c.Choice] = ()
) -> dict[str, Any]:
    """A masked NIK; with `reveal_url` a button that asks for the purpose and posts it; the answer takes its place."""
    return {"nik": value, "reveal_url": reveal_url, "purposes": purposes, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "facts.html")
def facts(items: Sequence[c.Fact]) -> dict[str, Any]:
    """Terms and values."""
    return {"items": items}


@register.inclusion_tag(PARTS + "entries.html")
def entries(items: Sequence[c.Entry]) -> dict[str, Any]:
    """Who did what, when; as ordered by the caller."""
    return {"items": items}


@register.inclusion_tag(PARTS + "empty.html")
def empty_state(
    title: str, text: str = "", action_url: str = "", action_text: str = "", icon: str = "search"
) -> dict[str, Any]:
    """Why there is nothing and what to do about it."""
    return {"empty": c.Empty(title, text, action_url, action_text, icon)}


@register.inclusion_tag(PARTS + "field.html")
def field(bound: BoundField, kind: str = "") -> dict[str, Any]:
    """A form field with label, help and error tied to it; `kind`: CSS class of the input ('short', 'nik-input')."""
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
def upload(
    context: template.Context, url: str, accept: str = "", help: str = "", name: str = "file", many: bool = False
) -> dict[str, Any]:
    """A form that sends files, by choosing or by dropping, with progress."""
    return {
        "url": url,
        "accept": accept,
        "help": help,
        "name": name,
        "many": many,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag(PARTS + "job.html", takes_context=True)
def job_progress(context: template.Context, job: c.Job) -> dict[str, Any]:
    """A long piece of work; asks `poll_url` every two seconds while it waits or runs and swaps itself."""
    words = {
        "waiting": _("Waiting"),
        "running": _("Running"),
        "done": _("Done"),
        "failed": _("Failed"),
        "cancelled": _("Cancelled"),
    }
    live = job.state in {"waiting", "running"}
    return {"job": job, "live": live, "word": words[job.state], "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "letterhead.html")
def letterhead(office: str, title: str, number: str = "", on: date | None = None) -> dict[str, Any]:
    """Head of a printed page; not on screen."""
    return {"office": office, "title": title, "number": number, "on": on}


@register.inclusion_tag(PARTS + "print_mark.html", takes_context=True)
def print_mark(context: template.Context) -> dict[str, Any]:
    """On paper only: who printed the page, when, from which run."""
    user, scope = context["request"].user, context.get("scope")
    who = f"{user} ({scope.organisation_name})" if scope else str(user)
    return {"who": who, "at": timezone.now(), "published": context.get("published")}


def _part(name: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(loader.get_template(PARTS + name).render(context))  # noqa: S308  # a rendered template


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: str = "") -> SafeString:
    """A message that stays on the page."""
    return _part(
        "notice.html", {"content": content, "tone": tone, "title": title, "icon": NOTICE_ICONS.get(tone, "info")}
    )


@register.simple_block_tag
def panel(
    content: SafeString, title: str = "", link_url: str = "", link_text: str = "", kind: str = "", level: int = 2
) -> SafeString:
    """A framed part of a page with its heading and one link."""
    return _part(
        "panel.html",
        {
            "content": content,
            "title": title,
            "link_url": link_url,
            "link_text": link_text,
            "kind": kind,
            "level": level,
        },
    )


@register.simple_block_tag
def chart(
    content: SafeString, title: str, svg: str, narrow: str = "", note: str = "", level: int = 3, describe: str = ""
) -> SafeString:
    """A chart with its words: `svg` and, for a phone, `narrow` are drawn by our own chart definitions, never by a user;
    the body is the same figures as a table."""
    drawn = {"svg": mark_safe(svg), "narrow": mark_safe(narrow)}  # noqa: S308 drawn by us
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


@register.simple_block_tag(takes_context=True)
def page_title(context: template.Context, content: SafeString) -> str:
    """The page's title, once written: shown here (`<title>`) and kept as `page_title` for the heading."""
    title = strip_tags(content).strip()
    context["page_title"] = mark_safe(title)  # noqa: S308  # already escaped where the block wrote it
    return mark_safe(title)  # noqa: S308 drawn by us
