"""Reading the spec files: Markdown in which tables of text say what goes in and what must come out.

    # member
    Free text. Tables under `### given` before the first case hold for every case of the file.

    ## A card without a status keeps status UNKNOWN
    ### given landed_member
    | file_no | row_number | status_text |
    |---------|------------|-------------|
    | 1       | 1          |             |
    ### then member
    | member_id | status  |
    |-----------|---------|
    | 100000001 | UNKNOWN |

A blank cell is NULL; 'quotes' keep blanks and give the empty text; `\\u00a0` is that character; `= 3 / 4` is computed.
A relation that a case does not give exists empty. Only the columns of a `then` table are compared, rows in any order.
"""

from __future__ import annotations

import ast
import operator
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HEADING = re.compile(r"(#{1,3}) +(.+?) *")
TABLE_HEADING = re.compile(r"(given|then) +([a-z_0-9]+)")
RULE_LINE = re.compile(r"\|[\s:|-]+\|")
ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


@dataclass(frozen=True)
class Table:
    """A pipe table: cell texts as written; `line` is that of its heading."""

    relation: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


@dataclass(frozen=True)
class Case:
    """One sentence: given these tables, the relation holds those rows."""

    file: str
    sentence: str
    given: Mapping[str, Table]
    then: tuple[Table, ...]
    line: int


class SpecError(ValueError):
    """A spec file does not follow its form; the message names file and line."""


def cases(path: Path) -> tuple[Case, ...]:
    """The cases of one spec file, those given tables that stand before the first included in each."""
    file = f"{path.parent.name}/{path.name}"
    shared: dict[str, Table] = {}
    found: list[Case] = []
    for kind, text, line, rows in _blocks(path.read_text(encoding="utf-8"), file):
        if kind == "##":
            found.append(Case(file, text, dict(shared), (), line))
        elif kind == "given" and not found:
            shared[text] = _table(text, rows, line, file)
        elif kind == "given":
            found[-1] = replace(found[-1], given={**found[-1].given, text: _table(text, rows, line, file)})
        elif kind == "then" and found:
            found[-1] = replace(found[-1], then=(*found[-1].then, _table(text, rows, line, file)))
        elif kind == "then":
            raise SpecError(f"{file}:{line}: a then table before the first case")
    for case in found:
        if not case.then:
            raise SpecError(f"{file}:{case.line}: no then table")
    return tuple(found)


def _blocks(text: str, file: str) -> Iterator[tuple[str, str, int, list[str]]]:
    """(kind, text, line, table lines) of each heading; kind is '#', '##', 'given' or 'then'."""
    block: tuple[str, str, int, list[str]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        heading = HEADING.fullmatch(line)
        if heading:
            if block:
                yield block
            block = _heading(heading[1], heading[2], number, file)
        elif line.lstrip().startswith("|") and block and block[0] in ("given", "then"):
            block[3].append(line.strip())
    if block:
        yield block


def _heading(level: str, text: str, number: int, file: str) -> tuple[str, str, int, list[str]]:
    if level != "###":
        return (level, text, number, [])
    named = TABLE_HEADING.fullmatch(text)
    if not named:
        raise SpecError(f"{file}:{number}: '### given <relation>' or '### then <relation>'")
    return (named[1], named[2], number, [])


def _table(relation: str, lines: list[str], line: int, file: str) -> Table:
    if len(lines) < 2 or not RULE_LINE.fullmatch(lines[1]):
        raise SpecError(f"{file}:{line}: {relation} has no table with a header and a rule line")
    columns, *rows = (_cells(text) for text in [lines[0], *lines[2:]])
    for offset, row in enumerate(rows):
        if len(row) != len(columns):
            raise SpecError(f"{file}:{line + 3 + offset}: {len(row)} cells under {len(columns)} columns")
    return Table(relation, columns, tuple(rows), line)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1])


def value(cell: str, kind: str) -> Any:
    """The Python value of a cell in a column of that DuckDB type; raises ValueError when it is none."""
    if cell == "":
        return None
    if kind == "VARCHAR":
        bare = cell[1:-1] if len(cell) >= 2 and cell[0] == cell[-1] == "'" else cell
        return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), bare)
    if cell.startswith("="):
        return _calculated(ast.parse(cell[1:].strip(), mode="eval").body)
    return _scalar(cell, kind)


def _scalar(cell: str, kind: str) -> Any:
    if kind == "BOOLEAN":
        return {"true": True, "false": False}[cell.lower()]
    if kind == "DATE":
        return date.fromisoformat(cell)
    if kind.startswith("TIMESTAMP"):
        return datetime.fromisoformat(cell)
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        return float(cell)
    return int(cell.replace("_", ""))


def _calculated(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        return ARITHMETIC[type(node.op)](_calculated(node.left), _calculated(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_calculated(node.operand)
    raise ValueError(f"not arithmetic: {ast.unparse(node)}")
