"""The run in one screen of a terminal: headline, verdict, totals, doubts, seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from semesta.engines.duck import DuckEngine
from semesta.flow.report.gather import gather
from semesta.flow.report.judgement import SIGNS, formula_lines, headline_judgement, sentence, state_word
from semesta.flow.report.notices import notices
from semesta.flow.report.page import checks_text
from semesta.flow.report.summary_view import cards, link_sentence, reported_sentence
from semesta.flow.report.tables import Tables
from semesta.flow.report.words import word
from semesta.terms.numbers import Language, Numbers

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from semesta.flow.report.facts import Facts

COLOURS = {"met": "green", "unmet": "red", "unknown": "yellow", "split": "yellow"}
MOST_STEPS = 6
MOST_FILES = 12


def summary_text(run_dir: Path, language: Language = "id") -> RenderableType:
    """What a run found and did, for `rich`; counts only, no person's data."""
    engine = DuckEngine()
    try:
        facts = gather(run_dir, (), engine)
        timings = Tables(run_dir, engine).timings()
    finally:
        engine.close()
    numbers = Numbers(language)
    parts: list[RenderableType] = [Text(f"{facts.area_name}, {numbers.month(facts.month)}", style="bold")]
    parts += [*verdict_lines(facts, numbers), *notice_lines(facts, numbers), Text(), headline_table(facts, numbers)]
    reported = reported_sentence(facts, numbers)
    parts += [Text(line) for line in (reported, link_sentence(facts, numbers)) if line]
    parts += [totals_line(facts, numbers), *timing_lines(timings, numbers)]
    parts.append(Text(f"{'Laporan' if language == 'id' else 'Report'}: {run_dir / 'report' / 'index.html'}"))
    return Group(*parts)


def verdict_lines(facts: Facts, numbers: Numbers) -> list[Text]:
    """The verdict's sentence and one line per activity formula."""
    head = headline_judgement(facts)
    lines = [Text(sentence(head, facts, numbers))]
    for formula, state, detail in formula_lines(head, numbers):
        line = Text(f"  {formula}: " if formula else "  ")
        line.append(f"{SIGNS[state]} {state_word(state, numbers)}", style=COLOURS[state])
        lines.append(line.append(f". {detail}" if detail else ""))
    return lines


def notice_lines(facts: Facts, numbers: Numbers) -> list[Text]:
    """What to know of the files, and each file that could not be read with its reason."""
    lines = [Text(f"! {line}", style="yellow") for line in notices(facts, numbers)]
    unread = [item for item in facts.unused if item.unread]
    lines += [Text(f"    {item.name}: {item.reason}", style="yellow") for item in unread[:MOST_FILES]]
    if len(unread) > MOST_FILES:
        lines.append(Text(f"    … {numbers.whole(len(unread) - MOST_FILES)}", style="yellow"))
    return lines


def headline_table(facts: Facts, numbers: Numbers) -> Table:
    """Registered, active, idle, not registered; then people by segment."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    for card in cards(facts, numbers):
        table.add_row(card.name, card.value, card.note)
    for item in facts.segments:
        held = item.active + item.inactive + item.unknown
        share = numbers.percent(item.active / held, 1) if held else "–"
        table.add_row(f"  {word(numbers.language, 'segment', item.segment)}", numbers.whole(held),
                      f"{word(numbers.language, 'status', 'active')} {share}")  # fmt: skip
    return table


def totals_line(facts: Facts, numbers: Numbers) -> Text:
    """Whether every row of both files is in exactly one class."""
    holds = all(check.holds for check in facts.checks)
    return Text(f"{SIGNS['met' if holds else 'unmet']} {checks_text(facts, numbers.language)}",
                style=COLOURS["met" if holds else "unmet"])  # fmt: skip


def timing_lines(timings: dict[str, float], numbers: Numbers) -> list[Text]:
    """The whole and the slowest steps; nothing when the run did nothing now."""
    if not timings:
        return []
    steps = sorted((item for item in timings.items() if item[0] != "whole"), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} {numbers.seconds(spent)}" for name, spent in steps[:MOST_STEPS])
    whole = timings.get("whole", sum(timings.values()))
    return [Text(f"{'Waktu' if numbers.language == 'id' else 'Time'}: {numbers.seconds(whole)} ({shown})", style="dim")]
