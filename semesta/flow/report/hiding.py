"""Which figures about people stay unprinted: small ones, and those that would tell a small one (req 61)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from semesta.measure.suppress import hidden_cells
from semesta.terms.numbers import NBSP

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from semesta.flow.report.facts import Facts, Flow, Region, Route, Segment
    from semesta.terms.numbers import Numbers

PROTECTED = "…"
Line = TypeVar("Line")


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


def folded(facts: Facts) -> Facts:
    """The facts with lines of too few people put together with the next smallest: 'BP + segment unknown'."""
    few = facts.hide_below
    segments = fold([(item.segment, item) for item in facts.segments], lambda item: item.held, join_segments, few)
    reasons = fold([(code, people) for code, people in facts.reasons], lambda people: people, sum, few)
    routes = fold([(item.route, item) for item in facts.routes], lambda item: item.people, join_routes, few)
    flows = [
        fold(
            [(item.cause, item) for item in facts.balance if item.kind == kind],
            lambda item: item.people,
            join_flows,
            few,
        )
        for kind in dict.fromkeys(item.kind for item in facts.balance)
    ]
    return replace(
        facts,
        balance=tuple(replace(item, cause=code) for lines in flows for code, item in lines),
        segments=tuple(replace(item, segment=code) for code, item in segments),
        reasons=tuple(reasons),
        routes=tuple(replace(item, route=code) for code, item in routes),
    )


def fold(
    lines: Sequence[tuple[str, Line]], people: Callable[[Line], int], join: Callable[[list[Line]], Line], few: int
) -> list[tuple[str, Line]]:
    """Lines (code, line) in their order; those of 1 to few - 1 people are one line with the next smallest.

    The joined line stands where its largest part stood; its code is the parts' codes with '+' between them.
    """
    small = [place for place, (_, line) in enumerate(lines) if 0 < people(line) < few]
    others = sorted(
        (place for place, (_, line) in enumerate(lines) if people(line) >= few),
        key=lambda place: people(lines[place][1]),
    )
    if not small or not others:
        return list(lines)
    largest = others[0]
    together = [largest, *small]
    code = "+".join(lines[place][0] for place in together)
    joined = (code, join([lines[place][1] for place in together]))
    return [joined if place == largest else line for place, line in enumerate(lines) if place not in small]


def join_segments(parts: list[Segment]) -> Segment:
    """Several segments as one."""
    return replace(
        parts[0],
        active=sum(part.active for part in parts),
        inactive=sum(part.inactive for part in parts),
        unknown=sum(part.unknown for part in parts),
    )


def join_flows(parts: list[Flow]) -> Flow:
    """Several flows of one direction as one."""
    return replace(parts[0], people=sum(part.people for part in parts))


def join_routes(parts: list[Route]) -> Route:
    """Several routes as one: people and money added, the earliest dates, every office and law named."""
    starts = [part.first_start_on for part in parts if part.first_start_on]
    ends = [part.deadline_on for part in parts if part.deadline_on]
    return replace(
        parts[0],
        people=sum(part.people for part in parts),
        rupiah_month=sum(part.rupiah_month for part in parts),
        rupiah_year=sum(part.rupiah_year for part in parts),
        first_start_on=min(starts, default=None),
        deadline_on=min(ends, default=None),
        office="; ".join(dict.fromkeys(part.office for part in parts if part.office)),
        law="; ".join(dict.fromkeys(part.law for part in parts if part.law)),
    )


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
    """Hidden cells of the tables by region and by segment; reasons and routes are folded instead."""
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
