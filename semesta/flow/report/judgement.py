"""The verdict in words: one answer only when every activity formula gives the same one (req 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from semesta.flow.report.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.flow.report.facts import Condition, Facts
    from semesta.terms.numbers import Numbers

State = Literal["met", "unmet", "unknown"]


@dataclass(frozen=True)
class Judgement:
    """One status of the city. `by_formula`: one state per activity formula (one nameless entry if none applies)."""

    verdict: str
    conditions: tuple[Condition, ...]
    by_formula: tuple[tuple[str, State], ...]

    @property
    def state(self) -> Literal["met", "unmet", "unknown", "split"]:
        """The common state, or 'split' when the formulas disagree."""
        states = {state for _, state in self.by_formula}
        return next(iter(states)) if len(states) == 1 else "split"

    @property
    def unmet(self) -> tuple[Condition, ...]:
        """Conditions that are not met."""
        return tuple(item for item in self.conditions if item.met is False)

    @property
    def unknown(self) -> tuple[Condition, ...]:
        """Conditions nobody has told us about."""
        return tuple(item for item in self.conditions if item.met is None)


def state_of(conditions: Iterable[Condition]) -> State:
    """Unmet if any is unmet, else unknown if any is unknown, else met."""
    states = [item.met for item in conditions]
    if False in states:
        return "unmet"
    return "unknown" if None in states else "met"


def judgements(conditions: tuple[Condition, ...]) -> tuple[Judgement, ...]:
    """One judgement per status, in the order they come; conditions without a formula count under every formula."""
    found = []
    for verdict in dict.fromkeys(item.verdict for item in conditions):
        own = tuple(item for item in conditions if item.verdict == verdict)
        formulas = tuple(dict.fromkeys(item.formula for item in own if item.formula)) or ("",)
        states = tuple(
            (formula, state_of(item for item in own if item.formula in ("", formula))) for formula in formulas
        )
        found.append(Judgement(verdict, own, states))
    return tuple(found)


def headline_judgement(facts: Facts) -> Judgement | None:
    """The judgement on the privilege in force (UHC Prioritas / Non Cut Off), else the first."""
    found = judgements(facts.conditions)
    return next((item for item in found if item.verdict == facts.privilege), found[0] if found else None)


def shortfall(condition: Condition, numbers: Numbers) -> str:
    """'Keaktifan kurang 2.338 orang (Rp 88,38 juta per bulan)'; without a gap in people only the condition's name."""
    english = numbers.language == "en"
    name = word(numbers.language, "condition", condition.condition)
    if not condition.gap_people:
        return name
    gap = numbers.whole(condition.gap_people)
    text = f"{name}: {gap} people short" if english else f"{name} kurang {gap} orang"
    if condition.gap_rupiah:
        a_month = "a month" if english else "per bulan"
        text += f" ({numbers.rupiah_short(condition.gap_rupiah)} {a_month})"
    return text


def sentence(judgement: Judgement | None, facts: Facts, numbers: Numbers) -> str:
    """The verdict in one sentence, for a reader who reads nothing else."""
    english = numbers.language == "en"
    if judgement is None:
        return "No status could be judged for this month." if english else "Status bulan ini belum dapat dinilai."
    area, month = facts.area_name, numbers.month(facts.month)
    name = word(numbers.language, "verdict", judgement.verdict)
    sentences = {
        "met": (
            f"{area} memenuhi semua syarat {name} pada {month}.",
            f"{area} meets every condition of {name} in {month}.",
        ),
        "unmet": (f"{area} belum memenuhi {name} pada {month}.", f"{area} does not meet {name} in {month}."),
        "unknown": (
            f"{area} memenuhi semua syarat {name} yang sudah diketahui pada {month}; sebagian belum diketahui.",
            f"{area} meets every known condition of {name} in {month}; some are not known yet.",
        ),
        "split": (
            f"Untuk {name} pada {month}, {area} mendapat dua jawaban: tergantung rumus keaktifan.",
            f"On {name} in {month}, {area} gets two answers, depending on the formula of activity.",
        ),
    }
    return sentences[judgement.state][english]


def formula_lines(judgement: Judgement | None, numbers: Numbers) -> list[tuple[str, State, str]]:
    """Per activity formula: 'menurut …', the state, and what is short or unknown; one line when all are the same."""
    english = numbers.language == "en"
    lines = []
    for formula, state in judgement.by_formula if judgement else ():
        own = [item for item in judgement.conditions if item.formula in ("", formula)] if judgement else []
        parts = [shortfall(item, numbers) for item in own if item.met is False]
        missing = [word(numbers.language, "not_known", item.condition) for item in own if item.met is None]
        if missing:
            parts.append(("Not known: " if english else "Belum diketahui: ") + ", ".join(missing))
        name = word(numbers.language, "formula", formula)
        lines.append((f"{'By' if english else 'Menurut'} {name}" if name else "", state, ". ".join(parts)))
    if len(lines) > 1 and len({line[1:] for line in lines}) == 1:
        return [("Under every activity formula" if english else "Menurut semua rumus keaktifan", *lines[0][1:])]
    return lines


def state_word(state: str, numbers: Numbers) -> str:
    """'terpenuhi', 'belum terpenuhi', 'belum diketahui', 'dua jawaban' and their English."""
    words = {
        "met": ("terpenuhi", "met"),
        "unmet": ("belum terpenuhi", "not met"),
        "unknown": ("belum diketahui", "not known"),
        "split": ("dua jawaban", "two answers"),
    }
    return words[state][numbers.language == "en"]


SIGNS = {"met": "✓", "unmet": "✗", "unknown": "?", "split": "≠"}
