"""What a page hands to the components of the look: frozen, already in the reader's words unless a field says otherwise.

States of a condition: 'met', 'unmet', 'unknown', 'split'. Tones: '' (plain), 'good', 'care', 'warn', 'info', 'quiet'.
A tone never stands alone: every component says in words or with a sign what its colour says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

State = Literal["met", "unmet", "unknown", "split"]
Tone = Literal["", "good", "care", "warn", "info", "quiet"]
Agreement = Literal["same", "close", "differ", "missing"]
StepState = Literal["done", "current", "waiting", "returned"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Condition:
    """One condition of a verdict; `asked` and `actual` as text; the gaps in people and whole rupiah a month."""

    name: str
    asked: str
    actual: str
    state: State
    gap_people: int | None = None
    gap_rupiah: int | None = None
    law: str = ""


@dataclass(frozen=True)
class Verdict:
    """A judgement by a rule: what it is called, one sentence, and the conditions that carry it."""

    title: str
    state: State
    sentence: str
    conditions: Sequence[Condition] = ()
    rule: str = ""
    trail_url: str = ""


@dataclass(frozen=True)
class Spell:
    """A stretch of membership from `from_on` to `to_on` (None: still running); `tone` good, care, warn or ''."""

    title: str
    from_on: date
    to_on: date | None
    tone: Tone
    detail: str = ""
    source: str = ""


@dataclass(frozen=True)
class ComparedField:
    """One field as two registers have it; `note` says what differs ('one letter')."""

    label: str
    left: str
    right: str
    agreement: Agreement
    note: str = ""


@dataclass(frozen=True)
class Step:
    """One state of a workflow, who holds or held it and since when."""

    title: str
    state: StepState
    by: str = ""
    at: date | datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: `kind` writes raw values (see reading.shown); `sort_url` makes the head a link."""

    title: str
    kind: str = "text"
    sort_url: str = ""
    sorted: Literal["", "up", "down"] = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {"whole", "signed", "percent", "rupiah", "rupiah_short"}


@dataclass(frozen=True)
class Cell:
    """A value with more to say.

    `note` a second line; `badge` with `tone` and `icon`; `share` a bar, with a line at `required`; `due` a clock.
    """

    value: Any = None
    note: str = ""
    tone: Tone = ""
    icon: str = ""
    badge: bool = False
    share: float | None = None
    required: float | None = None
    due: date | datetime | None = None


@dataclass(frozen=True)
class Row:
    """Raw values or `Cell`s, one per column; `url` links the row by its first cell; `value` is posted when picked."""

    cells: Sequence[Any]
    url: str = ""
    value: str = ""


@dataclass(frozen=True)
class Page:
    """Where in a list this page is. `count` None: too many to count, only before and after are known."""

    first: int
    last: int
    count: int | None
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True)
class Empty:
    """What an empty list says: why it is empty and what to do."""

    title: str
    text: str = ""
    action_url: str = ""
    action_text: str = ""
    icon: str = "search"


@dataclass(frozen=True)
class Table:
    """A list: a table on a desk, cards on a phone.

    `total`: raw values of the last line, one per column. `pick_name`: rows get a box of this name, posted by the form
    with the id `pick_form`.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    page: Page | None = None
    empty: Empty | None = None
    total: Sequence[Any] = ()
    pick_name: str = ""
    pick_form: str = ""


@dataclass(frozen=True)
class Choice:
    """One option of a filter; `count` is shown behind it when it is known."""

    value: str
    text: str
    count: int | None = None


@dataclass(frozen=True)
class Filter:
    """One filter = one GET parameter `name` with its present `value`."""

    name: str
    label: str
    kind: Literal["choice", "text", "date", "month", "check"] = "choice"
    value: str = ""
    choices: Sequence[Choice] = ()
    placeholder: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address of the same list without it."""

    text: str
    remove_url: str


@dataclass(frozen=True)
class Tab:
    """One view of the same thing."""

    title: str
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Fact:
    """A term and its value; `note` is a second line."""

    term: str
    value: Any
    note: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Entry:
    """Who did what, when."""

    at: datetime
    who: str
    what: str
    note: str = ""


@dataclass(frozen=True)
class PersonHead:
    """The head of a person's page. `nik` is whole; the template masks it. `answer` is the status in words."""

    name: str
    nik: str
    born_on: date | None
    age: int | None
    sex: str
    place: str
    answer: str
    tone: Tone
    badges: Sequence[tuple[str, Tone, str]] = ()
    reveal_url: str = ""


@dataclass(frozen=True)
class Job:
    """A long piece of work: `share` 0 to 1 (None: not known), `step` is what it does now."""

    title: str
    state: JobState
    share: float | None = None
    step: str = ""
    detail: str = ""
    poll_url: str = ""
    cancel_url: str = ""
    result_url: str = ""


@dataclass(frozen=True)
class Key:
    """A keyboard shortcut and what it does."""

    key: str
    text: str


@dataclass(frozen=True)
class StripPart:
    """A stretch of the drawn timeline in per cent of its width."""

    x: str
    width: str
    tone: Tone


@dataclass(frozen=True)
class Strip:
    """The drawn timeline: its stretches, the years under it (place, text) and whether the last one is still running."""

    parts: Sequence[StripPart] = field(default_factory=tuple)
    years: Sequence[tuple[str, str]] = field(default_factory=tuple)


def timeline_strip(spells: Sequence[Spell], until: date) -> Strip:
    """Spells on one line from January of the earliest year to `until`; eight years or fewer are named."""
    if not spells:
        return Strip()
    start = date(min(spell.from_on for spell in spells).year, 1, 1)
    whole = max((until - start).days, 1)

    def place(day: date) -> float:
        return max(0.0, min((day - start).days / whole * 100, 100.0))

    parts = []
    for spell in spells:
        x, end = place(spell.from_on), place(spell.to_on or until)
        parts.append(StripPart(f"{x:.2f}%", f"{max(end - x, 0.6):.2f}%", spell.tone))
    apart = -(-(until.year - start.year + 1) // 8)
    years = [
        (f"{place(date(year, 1, 1)):.2f}%", str(year))
        for year in range(start.year, until.year + 1, apart)
        if place(date(year, 1, 1)) < 95
    ]
    return Strip(tuple(parts), tuple(years))
