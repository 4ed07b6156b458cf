"""How figures, days, clocks and identity numbers read; and that every text of the look is in both languages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template import Context, Template
from django.utils import translation

from semesta.web.core import reading
from semesta.web.core.components import Spell, timeline_strip
from semesta.web.site.texts import one_catalogue

CORE = Path(reading.__file__).parent
NOW = datetime(2025, 5, 2, 7, 30, tzinfo=UTC)  # 14.30 in Palembang


@pytest.mark.parametrize(
    ("template", "value", "indonesian", "english"),
    [
        ("{{ value|whole }}", 1_703_139, "1.703.139", "1,703,139"),
        ("{{ value|signed }}", -412, "−412", "−412"),
        ("{{ value|number:1 }}", 2.25, "2,3", "2.3"),
        ("{{ value|percent }}", 0.9992, "99,92\u00a0%", "99.92%"),
        ("{{ value|percent:0 }}", 0.98, "98\u00a0%", "98%"),
        ("{{ value|rupiah }}", 37_800, "Rp\u00a037.800", "Rp\u00a037,800"),
        ("{{ value|rupiah_short }}", 51_300_000_000, "Rp\u00a051,30\u00a0miliar", "Rp\u00a051.30\u00a0billion"),
        ("{{ value|day }}", date(2025, 5, 2), "2\u00a0Mei 2025", "2\u00a0May 2025"),
        ("{{ value|month }}", date(2025, 5, 2), "Mei 2025", "May 2025"),
        ("{{ value|moment }}", NOW, "2\u00a0Mei 2025 14.30 WIB", "2\u00a0May 2025 14:30 WIB"),
        ("{{ value|whole }}", None, "–", "–"),
        ("{{ value|masked }}", "1671014508900001", "1671••••••••••01", "1671••••••••••01"),
    ],
)
def test_a_figure_reads_as_its_language_writes_it(template, value, indonesian, english):
    drawn = []
    for language in ("id", "en"):
        with translation.override(language):
            drawn.append(Template("{% load semesta %}" + template).render(Context({"value": value})))
    assert drawn == [indonesian, english]


@pytest.mark.parametrize(
    ("days", "indonesian", "english"),
    [
        (0, "hari ini", "today"),
        (1, "besok", "tomorrow"),
        (5, "dalam 5 hari", "in 5 days"),
        (-1, "kemarin", "yesterday"),
        (-1_200, "1.200 hari lalu", "1,200 days ago"),
    ],
)
def test_a_day_is_told_from_today(days, indonesian, english):
    told = []
    for language in ("id", "en"):
        with translation.override(language):
            told.append(reading.relative_day(date(2025, 5, 2) + timedelta(days=days), date(2025, 5, 2)))
    assert told == [indonesian, english]


@pytest.mark.parametrize(
    ("due", "text", "tone", "ticking"),
    [
        (date(2025, 5, 12), "10 days left", "", False),
        (date(2025, 5, 5), "3 days left", "care", False),
        (date(2025, 5, 3), "1 day left", "care", False),
        (date(2025, 5, 2), "due today", "care", False),
        (date(2025, 4, 30), "2 days overdue", "warn", False),
        (NOW + timedelta(hours=41, minutes=59), "41 hours left", "care", True),
        (NOW + timedelta(minutes=59), "59 minutes left", "care", True),
        (NOW - timedelta(hours=3), "3 hours overdue", "warn", True),
        (NOW + timedelta(days=10), "10 days left", "", False),
        # 23.30 on 2 May in UTC is already 3 May in Palembang: 8 days to the 11th
        (datetime(2025, 5, 10, 23, 30, tzinfo=UTC), "9 days left", "", False),
    ],
)
def test_a_clock_counts_hours_when_hours_matter_and_never_rounds_up(due, text, tone, ticking):
    with translation.override("en"):
        said = reading.clock_reading(due, NOW)
    assert (said.text, said.tone, said.ticking) == (text, tone, ticking)


def test_a_clock_that_was_met_is_no_longer_late():
    with translation.override("en"):
        said = reading.clock_reading(date(2025, 4, 1), NOW, done=True)
    assert (said.text, said.tone) == ("met", "good")


def test_spells_lie_on_one_line_in_proportion_to_their_days():
    spells = [
        Spell("A", date(2023, 1, 1), date(2023, 12, 31), "good"),
        Spell("B", date(2024, 1, 1), None, "warn"),
    ]
    strip = timeline_strip(spells, date(2025, 1, 1))  # 365 + 366 = 731 days
    assert [(part.x, part.width, part.tone) for part in strip.parts] == [
        ("0.00%", "49.79%", "good"),  # 364 / 731
        ("49.93%", "50.07%", "warn"),  # 365 / 731
    ]
    assert strip.years == (("0.00%", "2023"), ("49.93%", "2024"))


def test_a_long_life_is_told_in_eight_years_or_fewer():
    strip = timeline_strip([Spell("A", date(1990, 6, 1), None, "good")], date(2025, 5, 2))
    assert 2 <= len(strip.years) <= 8


TEXTS = re.compile(
    r"""\{%\s*translate\s+(?P<q>["'])(?P<said>.*?)(?P=q)|_\((?P<r>["'])(?P<called>.*?)(?P=r)\)|"""
    r"""ngettext\(\s*"(?P<counted>.*?)"|"""
    r"\{%\s*blocktranslate[^%]*%\}(?P<block>.*?)\{%\s*endblocktranslate",
    re.DOTALL,
)


def texts_of(path: Path) -> set[str]:
    found = set()
    for match in TEXTS.finditer(path.read_text(encoding="utf-8")):
        text = (
            match["said"] or match["called"] or match["counted"] or re.split(r"\{%\s*plural\s*%\}", match["block"])[0]
        )
        found.add(re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text))
    return found


TEMPLATES = [*(CORE / "templates/core").rglob("*.html"), *(Path(__file__).parent / "designs").glob("*.html")]
LOOK = sorted([*TEMPLATES, *(CORE / "tags").glob("*.py"), CORE / "reading.py"])


def known_texts() -> set[str]:
    """What the application's catalogue holds, and that of the designs."""
    with (Path(__file__).parent / "designs/locale/id.po").open("rb") as file:
        messages = [*one_catalogue(), *read_po(file, "id")]
    return {message.id if isinstance(message.id, str) else message.id[0] for message in messages}


@pytest.mark.parametrize("path", LOOK, ids=lambda path: path.stem)
def test_every_text_of_the_look_is_said_in_indonesian(path):
    assert texts_of(path) - known_texts() == set()
