"""The UHC verdict of figures entered by hand: the same relation that judges a run judges them (reqs 2, 6, 7, 8, 9)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from semesta.measure.verdict_text import verdict_text
from semesta.relations.load import load_relations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from semesta.engines.base import Engine
    from semesta.rules.load import Rules

SERIES = "given"
NO_BILLS = {
    "run": pa.table({"area_code": pa.array([], pa.string())}),
    "invoice_bill": pa.table({"arrears_as_bpjs_rupiah": pa.array([], pa.int64())}),
}
"""Figures by hand come without bills."""
INDICATORS = (
    ("coverage", "registered_of_population", "registered", "population"),
    ("activity_of_population", "active_of_population", "active", "population"),
    ("pemda_share", "pemda_of_population", "pemda", "population"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """Figures to be judged, and what is known of the city's payments; None = not told."""

    population: int
    registered: int
    active: int | None = None
    pemda: int | None = None
    pemda_arrears: int | None = None
    approved: bool | None = None
    paid_to: date | None = None
    budget_enough: bool | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of one status. `formula` '' = the same under every activity formula; `met` None = nobody told us.

    `gap_people` are still needed; `gap_rupiah`: what they would cost the city in a month; `margin_people` may be lost.
    """

    verdict: str
    condition: str
    formula: str
    required: float
    actual: float | None
    met: bool | None
    gap_people: int | None
    gap_rupiah: int | None
    margin_people: int | None
    rule: str
    law: str


@dataclass(frozen=True, slots=True)
class Status:
    """One status under each activity formula: met, unmet or unknown; `by_rule` is the answer under the day's formula.

    A status without a condition on activity has one answer, under the formula ''.
    """

    verdict: str
    by_formula: dict[str, str]
    by_rule: str

    @property
    def state(self) -> str:
        """The common state of the formulas, else 'split': then there is no single answer to give."""
        states = set(self.by_formula.values())
        return states.pop() if len(states) == 1 else "split"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What given figures mean under the rules of a day. Shares are not clamped; None where a figure was not given."""

    area: str
    on: date
    population: int
    registered: int
    active: int | None
    pemda: int | None
    formula: str
    conditions: tuple[Condition, ...]

    @property
    def shares(self) -> dict[str, float | None]:
        """coverage, activity under both formulas, Pemda share."""
        return {
            "coverage": share(self.registered, self.population),
            "active_of_population": share(self.active, self.population),
            "active_of_registered": share(self.active, self.registered),
            "pemda_share": share(self.pemda, self.population),
        }

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Every status that the rules of the day know, in the order of the rules."""
        return tuple(
            _status(name, [item for item in self.conditions if item.verdict == name], self.formula)
            for name in dict.fromkeys(item.verdict for item in self.conditions)
        )

    def to_json(self) -> dict[str, Any]:
        """Everything above as plain values; shares also in per cent to two places."""
        return {
            "area": self.area,
            "on": self.on.isoformat(),
            "population": self.population,
            "registered": self.registered,
            "active": self.active,
            "pemda": self.pemda,
            "activity_formula": self.formula,
            "share": self.shares,
            "percent": {key: None if value is None else round(value * 100, 2) for key, value in self.shares.items()},
            "status": {
                item.verdict: {"state": item.state, "by_formula": item.by_formula, "by_rule": item.by_rule}
                for item in self.statuses
            },
            "conditions": [asdict(item) for item in self.conditions],
            "sentences": {"id": self.sentences("id"), "en": self.sentences("en")},
        }

    def sentences(self, language: str) -> list[str]:
        """The verdict in sentences, in 'id' or 'en'."""
        return verdict_text(self, language)

    def text(self) -> str:
        """For a terminal: Indonesian, an empty line, English."""
        return "\n".join([*self.sentences("id"), "", *self.sentences("en")])


def share(part: int | None, whole: int) -> float | None:
    """part / whole, not clamped; None without a part or with nothing to divide by."""
    return None if part is None or whole <= 0 else part / whole


def evaluate_verdict(
    engine: Engine,
    rules: Rules,
    *,
    area: str,
    on: date,
    population: int,
    registered: int,
    active: int | None = None,
    pemda: int | None = None,
    pemda_arrears: int | None = None,
    approved: bool | None = None,
    paid_to: date | None = None,
    budget_enough: bool | None = None,
) -> Verdict:
    """The verdict of these figures in `area` under the rules of `on`, judged by relation uhc_condition on `engine`.

    The engine afterwards holds relations indicator_month, cooperation, run and invoice_bill (both empty: arrears are
    what is given), rule_month and rule_law of this question.
    """
    given = Given(population, registered, active, pemda, pemda_arrears, approved, paid_to, budget_enough)
    return evaluate_verdicts(engine, rules, area=area, on=on, given=[given])[0]


def evaluate_verdicts(
    engine: Engine, rules: Rules, *, area: str, on: date, given: Sequence[Given]
) -> tuple[Verdict, ...]:
    """As `evaluate_verdict`, of several sets of figures in one question, in their order."""
    month = on.replace(day=1)
    codes = [f"{area} {number}" for number in range(len(given))]
    engine.register("indicator_month", pa.concat_tables(map(_indicator_rows, codes, [month] * len(given), given)))
    engine.register("cooperation", pa.concat_tables(map(_cooperation_row, codes, [month] * len(given), given)))
    for name, table in NO_BILLS.items():
        engine.register(name, table)
    engine.register("rule_month", rules.month_table(month, month))
    engine.register("rule_law", rules.rule_law_table(month))
    names = tuple(Condition.__dataclass_fields__)
    rows = engine.rows(f"SELECT region_code, {', '.join(names)} FROM (\n{_condition_sql()}\n) AS judged")  # noqa: S608 names of ours
    held: dict[str, list[Condition]] = {code: [] for code in codes}
    for code, *row in rows:
        held[code].append(Condition(*row))
    formula = str(rules.value_or_none("activity_formula", month) or "")
    return tuple(
        Verdict(area, on, one.population, one.registered, one.active, one.pemda, formula, tuple(_in_order(held[code])))
        for code, one in zip(codes, given, strict=True)
    )


def _in_order(conditions: list[Condition]) -> list[Condition]:
    order = {name: at for at, name in enumerate(("predicate", "non_cut_off", "prioritas"))}
    return sorted(conditions, key=lambda one: (order.get(one.verdict, 9), _rank(one), one.formula))


@cache
def _condition_sql() -> str:
    return next(relation.sql for relation in load_relations() if relation.name == "uhc_condition")


def _rank(condition: Condition) -> tuple[str, int]:
    order = ("coverage", "activity", "pemda_share", "pemda_arrears", "application", "budget", "paid_to")
    awards = ("award_utama", "award_madya_low", "award_madya_high", "award_pratama")
    place = awards.index(condition.verdict) if condition.verdict in awards else 0
    return str(place), order.index(condition.condition)


def _status(name: str, conditions: list[Condition], formula_of_day: str) -> Status:
    formulas = tuple(dict.fromkeys(item.formula for item in conditions if item.formula)) or ("",)
    states = {
        formula: _state([item.met for item in conditions if item.formula in ("", formula)]) for formula in formulas
    }
    return Status(name, states, states.get(formula_of_day, next(iter(states.values()))))


def _state(met: list[bool | None]) -> str:
    return "unmet" if False in met else "unknown" if None in met else "met"


def _indicator_rows(code: str, month: date, given: Given) -> pa.Table:
    count = len(INDICATORS)
    return pa.table(
        {
            "month": pa.array([month] * count, pa.date32()),
            "region_code": pa.array([code] * count, pa.string()),
            "region_level": pa.array(["given"] * count, pa.string()),
            "breakdown": pa.array(["all"] * count, pa.string()),
            "indicator": pa.array([name for name, *_ in INDICATORS], pa.string()),
            "population_series": pa.array([SERIES] * count, pa.string()),
            "formula": pa.array([formula for _, formula, *_ in INDICATORS], pa.string()),
            "numerator": pa.array([getattr(given, part) for *_, part, _ in INDICATORS], pa.int64()),
            "denominator": pa.array([getattr(given, whole) for *_, whole in INDICATORS], pa.int64()),
        }
    )


def _cooperation_row(code: str, month: date, given: Given) -> pa.Table:
    return pa.table(
        {
            "region_code": pa.array([code], pa.string()),
            "month": pa.array([month], pa.date32()),
            "pemda_arrears_rupiah": pa.array([given.pemda_arrears], pa.int64()),
            "paid_to_month": pa.array([given.paid_to], pa.date32()),
            "application_approved": pa.array([given.approved], pa.bool_()),
            "quota_people": pa.array([None], pa.int64()),
            "budget_rupiah": pa.array([None], pa.int64()),
            "budget_enough": pa.array([given.budget_enough], pa.bool_()),
        }
    )
