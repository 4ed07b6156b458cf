"""The same SELECT in the words of Spark."""

from __future__ import annotations

import sys
from functools import lru_cache

import sqlglot
from sqlglot import exp

OWN_FUNCTIONS = {
    "jaro_winkler_similarity": "semesta_jaro_winkler",
    "jarowinkler_similarity": "semesta_jaro_winkler",
    "jaro_similarity": "semesta_jaro",
    "damerau_levenshtein": "semesta_damerau_levenshtein",
    "jaccard": "semesta_jaccard",
}
"""Functions whose answer on Spark must come from our own code: name in DuckDB -> name registered on Spark."""

DEEPEST = 50_000
"""Calls within calls: the parser needs some twenty for each bracket, and names are cleaned by a hundred nested ones."""


@lru_cache(maxsize=4096)
def spark_sql(select: str) -> str:
    """A SELECT of the DuckDB dialect in Spark's dialect, with the same answer.

    Raises sqlglot's errors where the text is no SELECT or Spark has no such thing.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST))
    try:
        tree = sqlglot.parse_one(select, read="duckdb")
        return tree.transform(_same_answer).sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    finally:
        sys.setrecursionlimit(before)


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
