"""What may not stand in a relation's SQL: what engines answer differently, what changes from run to run, law's figures.

`python -m semesta.engines.lint` prints every finding of the shipped relations and ends with status 1 if there is one.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GRAIN = re.compile(r"-- One row per .+")
KEY = re.compile(r"-- Key: [a-z_]+(, [a-z_]+)*")
LAST_SMALL_NUMBER = 12
ENDS_OF_TIME = ("1899-12-30", "1900-01-01", "2099-12-31")
NUMBERS_OF_FORM = frozenset((13, 16, 31, 60, 100, 365, 366, 1000, 10_000, 1_000_000, 100_000_000))
"""Whole numbers that come from the calendar, from the shape of a NIK or from file numbers, never from a law."""
ORDERED_WINDOWS = (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue)
TIE_BREAK = re.compile(r"(_id|_no|_number|_code|_key|_on|psnoka|noka|nik|nkk|month|code|name|text|rank|order|n)$")
DIFFERENT = {
    "age": "age_year()", "months_between": "months_between_dates()", "datediff": "days_from()",
    "date_diff": "days_from()", "datesub": "days_from()", "date_sub": "day_after()", "dateadd": "day_after()",
    "date_add": "day_after()", "dayofweek": "a function of the house", "weekday": "a function of the house",
    "isodow": "a function of the house", "week": "a function of the house", "weekofyear": "a function of the house",
    "yearweek": "a function of the house", "epoch": "days_from()", "strftime": "a function of the house",
    "strptime": "date_of()", "log": "ln()", "log2": "ln()", "log10": "ln()", "concat": "||", "hash": "md5()",
    "strip_accents": "a function of the house", "strlen": "length()", "ord": "ascii()", "median": "a window",
    "quantile_cont": "a window", "quantile_disc": "a window", "quantile": "a window",
}  # fmt: skip
"""Name -> what to write instead: engines differ in argument order, units, rounding, NULLs or numbering."""
UNREPEATABLE = frozenset((
    "random", "rand", "uuid", "gen_random_uuid", "now", "today", "current_date", "current_timestamp", "current_time",
    "get_current_timestamp", "any_value", "arbitrary", "first", "last", "list", "array_agg", "approx_count_distinct",
    "approx_quantile", "reservoir_quantile",
))  # fmt: skip
ONLY_ONE_ENGINE = (
    (exp.Distinct, lambda node: node.args.get("on") is not None, "DISTINCT ON: write row_number()"),
    (exp.TableSample, lambda node: True, "a sample is not the same twice"),
    (exp.Pivot, lambda node: True, "PIVOT: write sum() FILTER"),
    (exp.IntDiv, lambda node: True, "// differs between engines below zero: write floor() or a function of the house"),
    (exp.Join, lambda node: node.args.get("method") in ("ASOF", "POSITIONAL"), "ASOF and POSITIONAL joins"),
    (exp.SetOperation, lambda node: node.args.get("by_name"), "UNION BY NAME"),
    (exp.Slice, lambda node: True, "a slice x[a:b]: write substr()"),
)


def lint_sql(name: str, sql: str) -> list[str]:
    """Findings about the SQL text of relation `name`, each one sentence that begins with the name; [] when clean."""
    findings = list(_form(sql))
    try:
        trees = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    except SqlglotError as error:
        return [f"{name}: cannot be read: {str(error).splitlines()[0]}"]
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        return [f"{name}: must be exactly one SELECT"]
    tree: exp.Expr = trees[0]
    for rule in RULES:
        findings.extend(rule(tree))
    return [f"{name}: {finding}" for finding in dict.fromkeys(findings)]


def _form(sql: str) -> Iterator[str]:
    first, second, *_ = [*sql.splitlines(), "", ""]
    if not GRAIN.fullmatch(first):
        yield "line 1 must be '-- One row per …'"
    if not KEY.fullmatch(second):
        yield "line 2 must be '-- Key: a, b'"
    if sql.rstrip().endswith(";"):
        yield "no semicolon at the end"


def function_name(node: exp.Func) -> str:
    """The lower-case name a function was written with, as far as the parser kept it."""
    if isinstance(node, (exp.Anonymous, exp.AnonymousAggFunc)):
        return str(node.name).lower()
    return str(node.meta.get("name") or node.sql_name()).lower()


PARSED_NAMES = {
    "datediff": "date_diff", "date_sub": "date_sub", "array_agg": "list", "dayofweek_iso": "isodow",
    "day_of_week": "dayofweek", "day_of_week_iso": "isodow", "week_of_year": "week", "time_to_str": "strftime",
    "str_to_time": "strptime", "time_to_unix": "epoch", "rand": "random", "percentile_cont": "quantile_cont",
    "percentile_disc": "quantile_disc", "approx_distinct": "approx_count_distinct",
}  # fmt: skip


def _text(node: exp.Expr) -> str:
    return node.sql(dialect="duckdb")


def _functions(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.Func):
        name = function_name(node)
        name = PARSED_NAMES.get(name, name)
        if name in DIFFERENT:
            yield f"{name}() differs between engines: write {DIFFERENT[name]}"
        if name in UNREPEATABLE:
            yield f"{name}() is not the same twice"


def _tied_extremes(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.ArgMax, exp.ArgMin):
        if not isinstance(node.expression, (exp.Struct, exp.Tuple)):
            yield f"{_text(node)} picks any of several equals: write row_number() with a full order"


def _forms(tree: exp.Expr) -> Iterator[str]:
    for kind, wrong, sentence in ONLY_ONE_ENGINE:
        if any(wrong(node) for node in tree.find_all(kind)):
            yield sentence


def _orders(tree: exp.Expr) -> Iterator[str]:
    for window in tree.find_all(exp.Window):
        if not isinstance(window.this, ORDERED_WINDOWS):
            continue
        order = window.args.get("order")
        text = _text(window)
        if order is None:
            yield f"{text} has no ORDER BY"
        elif not any(TIE_BREAK.search(column.name) for key in order.expressions for column in key.find_all(exp.Column)):
            yield f"{text} does not say which of two equals comes first: end its ORDER BY with an id"
    for limit in tree.find_all(exp.Limit):
        if limit.parent is not None and limit.parent.args.get("order") is None:
            yield "LIMIT without ORDER BY"
    for joined in tree.find_all(exp.GroupConcat):
        if joined.find(exp.Order) is None:
            yield "string_agg() without ORDER BY"


def _casts(tree: exp.Expr) -> Iterator[str]:
    whole = (exp.DataType.Type.INT, exp.DataType.Type.BIGINT, exp.DataType.Type.SMALLINT, exp.DataType.Type.TINYINT)
    for cast in tree.find_all(exp.Cast):
        inner = cast.this.unnest()
        if cast.to.this in whole and isinstance(inner, (exp.Div, exp.Avg)):
            yield f"{_text(cast)} rounds on DuckDB and cuts on Spark: write round(), floor() or ceil() inside"


def _divisions(tree: exp.Expr) -> Iterator[str]:
    for division in tree.find_all(exp.Div):
        below = division.expression.unnest()
        sure = isinstance(below, (exp.Literal, exp.Nullif)) or below.find(exp.Nullif) is not None
        if not sure:
            yield f"{_text(division)} fails on Spark when it divides by zero: write share_of() or nullif()"


def _texts(tree: exp.Expr) -> Iterator[str]:
    for part in tree.find_all(exp.Substring):
        start = part.args.get("start")
        if isinstance(start, exp.Literal) and start.name == "0":
            yield "substr(x, 0): texts begin at 1"
    for replace in tree.find_all(exp.RegexpReplace):
        if "g" not in (replace.args["modifiers"].name if replace.args.get("modifiers") else ""):
            yield "regexp_replace() without 'g' replaces once on DuckDB and everywhere on Spark"


def _numbers(tree: exp.Expr) -> Iterator[str]:
    for literal in tree.find_all(exp.Literal):
        if literal.is_string:
            if re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", literal.name) and literal.name not in ENDS_OF_TIME:
                yield f"the date {literal.name} belongs in rules"
        elif re.fullmatch(r"\d*\.\d*", literal.name):
            yield f"{literal.name} is DECIMAL on Spark: write {literal.name}e0"
        elif not _allowed(literal):
            yield f"{literal.name} looks like a figure from law: take it from rule_month"


def _allowed(literal: exp.Literal) -> bool:
    """A number that no law would hold: small, of form, a share of nothing or all, or a place inside a text."""
    value = float(literal.name)
    if value <= LAST_SMALL_NUMBER and value == int(value):
        return True
    if "e-" in literal.name.lower():
        return True
    inside = literal.find_ancestor(exp.Substring, exp.Pad, exp.Left, exp.Right, exp.Round, exp.Length)
    return value in NUMBERS_OF_FORM or inside is not None


RULES: tuple[Callable[[exp.Expr], Iterator[str]], ...] = (
    _functions, _tied_extremes, _forms, _orders, _casts, _divisions, _texts, _numbers,
)  # fmt: skip


def main() -> int:
    """Every finding of the shipped relations on standard output; 1 if there is one."""
    from semesta.engines.graph import ordered
    from semesta.relations.load import load_relations, load_sources

    relations = load_relations()
    findings = [finding for each in relations for finding in lint_sql(f"{each.stage}/{each.name}.sql", each.sql)]
    ordered(relations, [source.name for source in load_sources()])
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
