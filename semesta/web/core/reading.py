"""How figures, days, clocks and identity numbers read on a page, in the language of the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.terms.numbers import Language, Numbers

if TYPE_CHECKING:
    from semesta.rules.rule import Rule

ColumnKind = Literal["text", "whole", "signed", "percent", "rupiah", "rupiah_short", "day", "moment"]
SOON = timedelta(days=3)
HOURS_SHOWN = timedelta(hours=72)


def language() -> Language:
    """The language of the request: 'id' unless the reader chose English."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def numbers() -> Numbers:
    """How the reader's language writes figures."""
    return Numbers(language())


def moment(value: datetime | None) -> str:
    """'2 Mei 2025 14.30 WIB' (id), '2 May 2025 14:30 WIB' (en), in the city's own time zone; None → '–'."""
    if value is None:
        return "–"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    colon = "." if language() == "id" else ":"
    zone = f" {local.tzname()}" if local.tzinfo else ""
    return f"{numbers().day(local.date())} {local:%H}{colon}{local:%M}{zone}"


def shown(value: Any, kind: str = "text") -> str:
    """A raw value as its column's kind writes it; None → '–'; an unknown kind is text."""
    if value is None or value == "":
        return "–"
    writers: dict[str, Callable[[Any], str]] = {
        "whole": numbers().whole,
        "signed": numbers().signed,
        "percent": numbers().percent,
        "rupiah": numbers().rupiah,
        "rupiah_short": numbers().rupiah_short,
        "day": numbers().day,
        "moment": moment,
    }
    return str(writers[kind](value)) if kind in writers else str(value)


def relative_day(value: date | None, today: date | None = None) -> str:
    """'today', 'tomorrow', 'in 5 days', 'yesterday', '5 days ago'; None → '–'."""
    if value is None:
        return "–"
    days = (value - (today or timezone.localdate())).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return str(near[days])
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": numbers().whole(days)}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": numbers().whole(-days)}


def spaced_nik(value: str | None) -> str:
    """'167101 450890 0001': region, birth date and serial apart by thin spaces, to be read aloud."""
    text = (value or "").strip()
    return f"{text[:6]}\u2009{text[6:12]}\u2009{text[12:]}" if len(text) == 16 else text or "–"


@dataclass(frozen=True)
class ClockReading:
    """What a due date says now: its words, its tone ('', 'care', 'warn', 'good') and the moment it is due."""

    text: str
    tone: str
    due_text: str
    due_iso: str
    ticking: bool


def clock_reading(due: date | datetime, now: datetime | None = None, done: bool = False) -> ClockReading:
    """Days left of a date, hours left of a moment within 72 hours; past: overdue. A clock that was met is 'good'."""
    now = now or timezone.now()
    exact = isinstance(due, datetime)
    due_text = moment(due) if isinstance(due, datetime) else numbers().day(due)
    iso = due.isoformat()
    if done:
        return ClockReading(_("met"), "good", due_text, iso, False)
    if isinstance(due, datetime):
        left = due - now
        if abs(left) < HOURS_SHOWN:
            return ClockReading(hours_left(left), _tone(left), due_text, iso, exact)
        due = timezone.localtime(due).date() if timezone.is_aware(due) else due.date()
    today = timezone.localtime(now).date() if timezone.is_aware(now) else now.date()
    return ClockReading(_days_left((due - today).days), _tone(due - today), due_text, iso, False)


def hours_left(left: timedelta) -> str:
    """'41 hours left', '20 minutes left', '3 hours overdue': whole units, never rounded up in the reader's favour."""
    minutes = int(abs(left).total_seconds() // 60)
    over = left < timedelta(0)
    if minutes < 60:
        text = (
            ngettext("%(n)s minute overdue", "%(n)s minutes overdue", minutes)
            if over
            else ngettext("%(n)s minute left", "%(n)s minutes left", minutes)
        )
        return text % {"n": minutes}
    hours = minutes // 60
    text = (
        ngettext("%(n)s hour overdue", "%(n)s hours overdue", hours)
        if over
        else ngettext("%(n)s hour left", "%(n)s hours left", hours)
    )
    return text % {"n": hours}


def _days_left(days: int) -> str:
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": numbers().whole(days)}
    return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": numbers().whole(-days)}


def _tone(left: timedelta) -> str:
    if left < timedelta(0):
        return "warn"
    return "care" if left <= SOON else ""


def svg_share(value: float | Decimal) -> str:
    """A place on an SVG line that is 100 % long: 0.4213 → '42.13%'; what lies outside 0 to 1 stops at the end."""
    return f"{max(0.0, min(float(value), 1.0)) * 100:.2f}%"


def rule_value(rule: Rule, value: object) -> str:
    """A rule's value as its type writes it: a share, an amount, yes or no, words, a number with its unit."""
    told = numbers()
    if value is None:
        return _("no such rule")
    if rule.type == "share":
        return told.percent(float(str(value)))
    if rule.type == "rupiah":
        return told.rupiah(int(str(value)))
    if rule.type == "flag":
        return _("yes") if value else _("no")
    if rule.type == "text":
        return ", ".join(_in_words(one) for one in str(value).split("|"))
    return f"{told.whole(int(str(value)))} {rule.unit}"


def _in_words(value: str) -> str:
    said = word(language(), "formula", value)
    return value.replace("_", " ") if said == value else said
