"""What a cell may hold: a number, a day, or text that no spreadsheet takes for a formula or a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from semesta.web.core.published.shape import masked
from semesta.web.core.reading import moment

if TYPE_CHECKING:
    from semesta.web.core.scope import Scope

Kind = Literal["text", "whole", "day", "moment", "identity"]
AS_NUMBER = {"whole"}
# Characters that a spreadsheet throws away, or takes for the end of a cell, before it looks for a formula.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]+"
)
# `=` `+` `-` `@` begin a formula, also in their wide forms; `|` and `%` begin a command or macro in old programs.
_LIVE = tuple("=+-@|%＝＋－＠｜％")
_LONG_DIGITS = re.compile(r"\d{12,}|0\d+")
MARK = "'"


@dataclass(frozen=True)
class ExportColumn:
    """`field` of the query, the head of the column, its kind, the group of columns (roles.COLUMNS) it belongs to.

    'identity': a NIK, card or family card number, whole for who may see it and masked for others.
    """

    field: str
    title: str
    kind: Kind = "text"
    group: str = ""


def seen_by(columns: list[ExportColumn], scope: Scope) -> list[ExportColumn]:
    """The columns that the role sees."""
    return [column for column in columns if not column.group or scope.sees(column.group)]


def kept(value: Any, kind: Kind, *, whole: bool) -> str | int | None:
    """A value as it is put aside: JSON; `whole`: identity numbers may be read."""
    if value is None:
        return None
    if kind == "whole":
        return int(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if whole or kind != "identity" else masked(text)


def safe_text(value: str, *, for_csv: bool = False) -> str:
    """The text with nothing in front that runs, on one line; `for_csv`: digits that a program would round are marked.

    A mark is an apostrophe in front, which spreadsheets read as "this is text".
    """
    text = _UNSEEN.sub(" ", value).strip()
    bare = text.lstrip("'\" \u00a0\u3000")
    if bare.startswith(_LIVE) or (for_csv and _LONG_DIGITS.fullmatch(text)):
        return MARK + text
    return text
