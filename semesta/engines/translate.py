"""The same SELECT in the words of Spark."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN_FUNCTIONS = {
    "jaro_winkler_similarity": "semesta_jaro_winkler",
    "jarowinkler_similarity": "semesta_jaro_winkler",
    "jaro_similarity": "semesta_jaro",
    "damerau_levenshtein": "semesta_damerau_levenshtein",
    "jaccard": "semesta_jaccard",
}
"""Functions whose answer on Spark must come from our own code: name in DuckDB -> name registered on Spark."""

VIEW = "named_"
COPIES = 5
"""So often Spark may work out the same: to put it aside costs, too."""
DEEPEST = 50_000
"""Calls within calls: the parser needs some twenty for each bracket, and names are cleaned by a hundred nested ones."""


@dataclass(frozen=True)
class Step:
    """What a WITH names: a view of this name that is this SELECT; `shared` when it is to be worked out once for all."""

    view: str
    select: str
    shared: bool


@lru_cache(maxsize=4096)
def spark_sql(select: str) -> str:
    """A SELECT of the DuckDB dialect in Spark's dialect, with the same answer.

    Raises sqlglot's errors where the text is no SELECT or Spark has no such thing.
    """
    with _deep_calls():
        return _text(sqlglot.parse_one(select, read="duckdb"))


@lru_cache(maxsize=4096)
def spark_steps(select: str) -> tuple[tuple[Step, ...], str]:
    """The same in steps: what its WITH names, in order, and the SELECT over those views.

    Spark puts a WITH into its place at every mention: it plans and works out the same again and again.
    """
    with _deep_calls():
        tree = sqlglot.parse_one(select, read="duckdb")
        named = _taken_out(tree)
        shared = _shared(tree, named)
        for part in (tree, *named.values()):
            for table in _tables(part):
                if table.name in named:
                    table.replace(_read(VIEW + table.name, table))
        steps = tuple(Step(VIEW + name, _text(query), name in shared) for name, query in named.items())
        return steps, _text(tree)


def _taken_out(tree: exp.Expr) -> dict[str, exp.Expr]:
    """The queries that the WITH of a SELECT names, or the WITH of the one SELECT in its FROM, which loses it; nothing
    where a name is read before it is made, is made twice or has a list of columns.
    """
    alone = tree.args.get("from_") and not tree.args.get("joins") and not tree.args.get("with_")
    inner = tree.args["from_"].this if alone else None
    holder = inner.this if isinstance(inner, exp.Subquery) else tree
    with_ = holder.args.get("with_")
    if with_ is None or with_.recursive:
        return {}
    every = Counter(one.alias for one in tree.find_all(exp.CTE))
    later: set[str] = set()
    for one in reversed(with_.expressions):
        later.add(one.alias)
        if later & {table.name for table in _tables(one)} or every[one.alias] > 1 or one.args["alias"].columns:
            return {}
    with_.pop()
    return {one.alias: one.this for one in with_.expressions}


def _shared(tree: exp.Expr, named: dict[str, exp.Expr]) -> set[str]:
    """The names that would be worked out more than COPIES times."""
    times: Counter[str] = Counter()
    for name, query in (("", tree), *reversed(named.items())):
        for table in _tables(query):
            times[table.name] += times[name] if 0 < times[name] <= COPIES else 1
    return {name for name in named if times[name] > COPIES}


def _tables(tree: exp.Expr) -> list[exp.Table]:
    return [table for table in tree.find_all(exp.Table) if not table.db]


def _read(name: str, table: exp.Table) -> exp.Table:
    """The table under another name, called as it was."""
    other = table.copy()
    other.set("this", exp.to_identifier(name))
    if not other.alias:
        other.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
    return other


@contextmanager
def _deep_calls() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _text(tree: exp.Expr) -> str:
    return tree.transform(_same_answer).sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _same_answer(node: exp.Expr) -> exp.Expr:
    """One node, changed where sqlglot would give Spark a text with another answer or none."""
    if isinstance(node, exp.DataType) and node.this in (exp.DataType.Type.INT128, exp.DataType.Type.UINT128):
        return exp.DataType.build("decimal(38, 0)")
    if isinstance(node, exp.Table) and isinstance(node.this, exp.GenerateSeries):
        return _series(node)
    if isinstance(node, exp.Func):
        name = node.name.lower() if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        if name in OWN_FUNCTIONS:
            return exp.Anonymous(this=OWN_FUNCTIONS[name], expressions=_arguments(node))
        if name == "regexp_full_match":
            text, pattern = _arguments(node)
            return exp.RegexpLike(this=text, expression=exp.Literal.string(f"^(?:{pattern.name})\\z"))
    return node


def _arguments(node: exp.Func) -> list[exp.Expr]:
    if isinstance(node, exp.Anonymous):
        return list(node.expressions)
    return [part for part in (node.this, node.args.get("expression")) if part is not None]


def _series(table: exp.Table) -> exp.Expr:
    """`range(a, b) t(i)` as a subquery, since Spark's sequence has another form."""
    series = table.this
    alias = table.args.get("alias")
    name = alias.columns[0].name if alias and alias.columns else "range"
    inner = exp.select(exp.alias_(exp.Explode(this=series.copy()), name))
    return inner.subquery(alias.this.name if alias else "series")
