"""What is different between two finished runs: figures, classes, links with their causes, and what needs a look."""

# ruff: noqa: S608  (names of our own relations)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.engines.duck import DuckEngine
from semesta.flow.manifest import read_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.engines.base import Engine

FLAG_SHARE = 0.05
FLAG_LEAST = 20
"""A class is flagged when it moved by more than this share of what it was, and by at least so many people."""


@dataclass(frozen=True)
class Pair:
    """One count in the earlier run and in this one (None: the run has no such row)."""

    name: str
    before: float | None
    now: float | None
    numerator_before: int | None = None
    numerator: int | None = None
    flagged: bool = False

    @property
    def change(self) -> float | None:
        """Now less before."""
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True)
class Between:
    """This run beside an earlier one. `links` counts people by how the card that speaks for them changed, with the
    cause; `causes` says what differs in how the runs were made: files, rules, code."""

    before_id: str
    now_id: str
    figures: tuple[Pair, ...]
    classes: tuple[Pair, ...]
    links: tuple[tuple[str, int], ...]
    causes: tuple[tuple[str, tuple[str, ...]], ...]


def between(before: Path, now: Path) -> Between:
    """Two run folders compared. Tables that only one of them has count as empty."""
    engine = DuckEngine(memory_limit="2GB")
    try:
        for side, run in (("before", before), ("now", now)):
            for name in ("person_month", "link_change", "indicator_month", "person"):
                paths = sorted(run.glob(f"[0-9]_*/{name}.parquet"))
                if paths:
                    engine.read_parquet(f"{side}_{name}", paths)
        return Between(
            before.name, now.name, _figures(engine, str(read_manifest(now)["area"])), _classes(engine), _links(engine),
            _causes(before, now),
        )  # fmt: skip
    finally:
        engine.close()


def _figures(engine: Engine, area: str) -> tuple[Pair, ...]:
    code = area.replace("'", "")
    side = (
        "SELECT indicator, formula, numerator, value FROM {side}_indicator_month WHERE month = (SELECT max(month) FROM "
        f"{{side}}_person_month) AND region_code = '{code}' AND breakdown = 'all' AND population_series = 'register'"
    )
    rows = engine.rows(
        f"SELECT coalesce(n.indicator, b.indicator), coalesce(n.formula, b.formula), b.value, n.value, b.numerator, "
        f"n.numerator FROM ({side.format(side='now')}) AS n FULL JOIN ({side.format(side='before')}) AS b "
        "ON b.indicator = n.indicator AND b.formula = n.formula ORDER BY 1, 2"
    )
    return tuple(
        Pair(f"{name}|{formula}", _real(was), _real(is_now), _whole(people_was), _whole(people))
        for name, formula, was, is_now, people_was, people in rows
    )


def _real(value: object) -> float | None:
    return None if value is None else float(str(value))


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))


def _classes(engine: Engine) -> tuple[Pair, ...]:
    side = "SELECT class, count(*) AS people FROM {side}_person_month GROUP BY class"
    rows = engine.rows(
        f"SELECT coalesce(n.class, b.class), coalesce(b.people, 0), coalesce(n.people, 0) "
        f"FROM ({side.format(side='now')}) AS n FULL JOIN ({side.format(side='before')}) AS b "
        "ON b.class = n.class ORDER BY 3 DESC, 1"
    )
    return tuple(Pair(name, was, now, flagged=_moved(was, now)) for name, was, now in rows)


def _moved(was: int, now: int) -> bool:
    return abs(now - was) >= FLAG_LEAST and abs(now - was) > FLAG_SHARE * was


_LINKS = """
SELECT CASE WHEN b.person_id IS NULL THEN 'new_person'
            WHEN b.psnoka IS NULL THEN 'new_' || coalesce(n.link_method, 'unknown')
            WHEN n.psnoka IS NULL THEN 'gone_' || coalesce(c.cause, 'unknown')
            ELSE 'other_card_' || coalesce(c.cause, n.link_method, 'unknown') END AS cause, count(*) AS people
FROM now_person AS n
LEFT JOIN before_person AS b ON b.person_id = n.person_id
LEFT JOIN (SELECT psnoka, min(cause) AS cause FROM now_link_change GROUP BY psnoka) AS c ON c.psnoka = b.psnoka
WHERE n.resident_id IS NOT NULL AND b.psnoka IS DISTINCT FROM n.psnoka
GROUP BY 1 ORDER BY 2 DESC, 1
"""


def _links(engine: Engine) -> tuple[tuple[str, int], ...]:
    """Register people whose card is another one, or came, or went; with the cause that the link step wrote down."""
    return tuple((str(cause), int(people)) for cause, people in engine.rows(_LINKS))


def _causes(before: Path, now: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """files_new, files_gone, rules, code: what differs in how the two runs were made."""
    was, is_now = read_manifest(before), read_manifest(now)
    files = [{each["file_id"]: each["file_name"] for each in held["inputs"]} for held in (was, is_now)]
    rules = [held["rules"]["values"] for held in (was, is_now)]
    changed = sorted(name for name in {*rules[0], *rules[1]} if rules[0].get(name) != rules[1].get(name))
    code = () if was["code"] == is_now["code"] else (is_now["versions"]["semesta"],)
    found = (
        ("files_new", tuple(sorted(name for key, name in files[1].items() if key not in files[0]))),
        ("files_gone", tuple(sorted(name for key, name in files[0].items() if key not in files[1]))),
        ("rules", tuple(changed)),
        ("code", code),
    )
    return tuple(each for each in found if each[1])
