"""The declared relations and sources, as read from their files. Nothing here runs SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent
GRAIN = re.compile(r"-- (One row per .+[.])")
KEY = re.compile(r"-- Key: ([a-z_]+(?:, [a-z_]+)*)")


@dataclass(frozen=True, slots=True)
class Relation:
    """One SELECT. `stage` is its folder ('3_status'), `grain` says what one row is, `key` is its written order."""

    name: str
    stage: str
    sql: str
    grain: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A relation that is not SQL: it comes from files, rules or an earlier step; missing, it exists empty.

    `columns` are (name, DuckDB type) in order.
    """

    name: str
    what: str
    columns: tuple[tuple[str, str], ...]


class RelationError(ValueError):
    """A file of this room does not follow its form; the message names the file."""


@cache
def load_relations(root: Path = HERE) -> tuple[Relation, ...]:
    """Every `<stage>/<name>.sql`, by stage and name. Raises RelationError: no grain, no key, a name twice."""
    relations = tuple(_relation(path) for path in sorted(root.glob("[0-9]_*/*.sql")))
    names = [relation.name for relation in relations]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RelationError(f"{', '.join(twice)}: two files of one name")
    return relations


def _relation(path: Path) -> Relation:
    text = path.read_text(encoding="utf-8")
    first, second, *_ = [*text.splitlines(), "", ""]
    grain, key = GRAIN.fullmatch(first), KEY.fullmatch(second)
    if grain is None:
        raise RelationError(f"{path.parent.name}/{path.name}: line 1 must be '-- One row per … .'")
    if key is None:
        raise RelationError(f"{path.parent.name}/{path.name}: line 2 must be '-- Key: a, b'")
    return Relation(name=path.stem, stage=path.parent.name, sql=text, grain=grain[1], key=tuple(key[1].split(", ")))


@cache
def load_sources(path: Path = HERE / "sources.yaml") -> tuple[Source, ...]:
    """Every declared source, in the order of the file. Raises RelationError for a column named twice."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(_source(name, entry) for name, entry in declared.items())


def _source(name: str, entry: dict[str, object]) -> Source:
    unknown = set(entry) - {"what", "text", "columns"}
    if unknown:
        raise RelationError(f"sources.yaml: {name} has unknown entries {sorted(unknown)}")
    texts, typed = entry.get("text", []), entry.get("columns", {})
    if not isinstance(texts, list) or not isinstance(typed, dict):
        raise RelationError(f"sources.yaml: {name}: text is a list, columns a map")
    columns = tuple((str(column), str(kind)) for column, kind in typed.items())
    columns = tuple((str(column), "VARCHAR") for column in texts) + columns
    if len({column for column, _ in columns}) != len(columns):
        raise RelationError(f"sources.yaml: {name} names a column twice")
    return Source(name=name, what=str(entry.get("what", "")), columns=columns)
