"""Which figures about people stay unprinted: small ones, and those that would tell a small one (req 61)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.flow.report.numbers import NBSP
from semesta.measure.suppress import hidden_cells

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from semesta.flow.report.facts import Facts, Region
    from semesta.flow.report.numbers import Numbers

PROTECTED = "…"


@dataclass(frozen=True)
class Hidden:
    """Cells that are not printed, and the count below which a cell is small."""

    cells: frozenset[Hashable]
    hide_below: int

    def text(self, key: Hashable, count: int, numbers: Numbers) -> str:
        """The count, '< 5' where it is small, '…' where it would give a small one away."""
        if key not in self.cells:
            return numbers.whole(count)
        return f"<{NBSP}{self.hide_below}" if count < self.hide_below else PROTECTED

    def share(self, code: str) -> bool:
        """Whether the shares of a region or segment must not be printed: they would tell a hidden count."""
        return any((code, name) in self.cells for name in ("active", "registered", "population", "all"))


def measures(region: Region) -> dict[str, int]:
    """What the tables print about a region."""
    idle = region.inactive + region.unknown
    return {
        "population": region.population,
        "registered": region.registered,
        "active": region.active,
        "idle": idle,
        "uncovered": region.uncovered,
        "without": idle + region.uncovered,
    }


def hidden_figures(facts: Facts) -> Hidden:
    """Hidden cells of every table about people: regions, segments, reasons, routes."""
    counts: dict[Hashable, int] = {}
    sums: list[tuple[Hashable, Sequence[Hashable]]] = []
    for region in (*facts.districts, *facts.villages):
        counts.update({(region.code, name): count for name, count in measures(region).items()})
        sums += additions(region.code)
    by_parent: dict[str, list[str]] = {}
    for village in facts.villages:
        by_parent.setdefault(village.parent, []).append(village.code)
    for parent, codes in by_parent.items():
        for name in ("population", "registered", "active", "idle", "uncovered", "without"):
            if (parent, name) in counts:
                sums.append(((parent, name), [(code, name) for code in codes]))
    add_whole(counts, sums, "district", [(item.code, measures(item)) for item in facts.districts])
    add_whole(counts, sums, "segment", [
        (item.segment, {"active": item.active, "idle": item.inactive + item.unknown,
                        "all": item.active + item.inactive + item.unknown}) for item in facts.segments
    ])  # fmt: skip
    for item in facts.segments:
        sums.append(((item.segment, "all"), [(item.segment, "active"), (item.segment, "idle")]))
    add_whole(counts, sums, "reason", [(code, {"reason": people}) for code, people in facts.reasons])
    add_whole(counts, sums, "route", [(item.route, {"route": item.people}) for item in facts.routes])
    return Hidden(hidden_cells(counts, sums, hide_below=facts.hide_below), facts.hide_below)


def additions(code: str) -> list[tuple[Hashable, Sequence[Hashable]]]:
    """The additions a reader can do inside one region's row."""
    return [
        ((code, "registered"), [(code, "active"), (code, "idle")]),
        ((code, "population"), [(code, "registered"), (code, "uncovered")]),
        ((code, "population"), [(code, "active"), (code, "without")]),
        ((code, "without"), [(code, "idle"), (code, "uncovered")]),
    ]


def add_whole(
    counts: dict[Hashable, int],
    sums: list[tuple[Hashable, Sequence[Hashable]]],
    table: str,
    lines: Iterable[tuple[str, dict[str, int]]],
) -> None:
    """The lines of a table with the total printed under each of its columns."""
    held = list(lines)
    for name in held[0][1] if held else ():
        counts.update({(code, name): values[name] for code, values in held})
        total = ("sum of", table, name)
        counts[total] = sum(values[name] for _, values in held)
        sums.append((total, [(code, name) for code, _ in held]))
