"""The order of relations, read out of their SQL text."""

from __future__ import annotations

from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Protocol, TypeVar

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Declared(Protocol):
    """What the graph needs to know of a relation: `stage` is its folder name ('3_status'), `sql` one SELECT."""

    @property
    def name(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def sql(self) -> str: ...


R = TypeVar("R", bound=Declared)


class GraphError(ValueError):
    """The relations do not form a river; the message names the file."""


@lru_cache(maxsize=4096)
def reads(sql: str) -> tuple[str, ...]:
    """Names of the relations a SELECT reads (its own CTEs and table functions left out), sorted."""
    found: set[str] = set()
    for scope in traverse_scope(sqlglot.parse_one(sql, read="duckdb")):
        for source in scope.sources.values():
            if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
                found.add(source.name)
    return tuple(sorted(found))


def ordered(relations: Sequence[R], sources: Iterable[str]) -> tuple[R, ...]:
    """`relations` so that each comes after everything it reads; among those ready, by stage and name.

    Raises GraphError when one reads a name that is neither a relation nor a source, a later stage, or in a circle.
    """
    by_name = {relation.name: relation for relation in relations}
    _check_names(relations, by_name, frozenset(sources))
    sorter: TopologicalSorter[str] = TopologicalSorter(
        {relation.name: [name for name in reads(relation.sql) if name in by_name] for relation in relations}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        raise GraphError(f"relations read in a circle: {' <- '.join(error.args[1])}") from error
    order: list[R] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda name: (by_name[name].stage, name))
        first = ready.pop(0)
        order.append(by_name[first])
        sorter.done(first)
    return tuple(order)


def _check_names(relations: Sequence[R], by_name: Mapping[str, R], sources: frozenset[str]) -> None:
    if len(by_name) != len(relations):
        twice = sorted({r.name for r in relations if sum(o.name == r.name for o in relations) > 1})
        raise GraphError(f"relations of one name in two stages: {', '.join(twice)}")
    for relation in relations:
        file = f"{relation.stage}/{relation.name}.sql"
        for name in reads(relation.sql):
            if name not in by_name and name not in sources:
                raise GraphError(f"{file} reads {name}: no relation or source of that name")
            if name in by_name and by_name[name].stage > relation.stage:
                raise GraphError(f"{file} reads upward: {name} is of {by_name[name].stage}")


def needed(relations: Sequence[R], wanted: Iterable[str]) -> tuple[R, ...]:
    """The part of `relations` (kept in their order) that `wanted` are made from, themselves included."""
    by_name = {relation.name: relation for relation in relations}
    keep: set[str] = set()
    waiting = [name for name in wanted if name in by_name]
    while waiting:
        name = waiting.pop()
        if name not in keep:
            keep.add(name)
            waiting.extend(other for other in reads(by_name[name].sql) if other in by_name)
    return tuple(relation for relation in relations if relation.name in keep)


def last_use(relations: Sequence[R]) -> dict[str, str]:
    """For each name read by `relations` (in their order): the last relation that reads it."""
    return {name: relation.name for relation in relations for name in reads(relation.sql)}
