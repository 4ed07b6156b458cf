"""Rows of a worksheet as XML text, made by Arrow's string kernels: no Python per cell.

Text becomes an inline string whatever it begins with, so `=1+1` stays three signs and a NIK keeps all its digits
(toolbox 2.2). Characters that XML cannot hold become U+FFFD; a text longer than a cell may be is cut and ends in `…`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["text", "date", "number"]
Styles = Mapping[Kind, int]
KINDS: tuple[Kind, ...] = ("text", "date", "number")
FIRST_SERIAL = 61  # 1 March 1900: before it, Excel counts a day that never was
EXCEL_EPOCH_DAYS = 25_569
MOST_SIGNS = 16_383  # a cell holds 32,767 UTF-16 units; a sign may take two
FORBIDDEN = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]"
FORBIDDEN_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
EDGE_SPACE = r"^[ \t\n]|[ \t\n]$|\n"


@dataclass(frozen=True)
class Column:
    """One column of a sheet: the relation's column, its heading, width in characters, and what its cells are."""

    name: str
    heading: str
    width: int
    kind: Kind = "text"


def letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def whole(column: Any) -> Any:
    """One contiguous large-string array of a text column."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pc.cast(array, pa.large_string())


def holds(array: Any, pattern: re.Pattern[bytes]) -> bool:
    """Whether any text of the array matches (looks at the bytes once; may say yes for a sliced-away neighbour)."""
    data = array.buffers()[2]
    return data is not None and pattern.search(memoryview(data)) is not None


def escaped(array: Any) -> Any:
    """XML-safe text, null where there is nothing to write."""
    array = pc.if_else(pc.equal(array, ""), None, array)
    if holds(array, re.compile(rb"\r")):
        array = pc.replace_substring(pc.replace_substring(array, "\r\n", "\n"), "\r", "\n")
    if holds(array, FORBIDDEN_BYTES):
        array = pc.replace_substring_regex(array, FORBIDDEN, "\ufffd")
    if (pc.max(pc.utf8_length(array)).as_py() or 0) > MOST_SIGNS:
        cut = joined(pc.utf8_slice_codeunits(array, 0, MOST_SIGNS - 1), "…")
        array = pc.if_else(pc.greater(pc.utf8_length(array), MOST_SIGNS), cut, array)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        if holds(array, re.compile(re.escape(sign.encode()))):
            array = pc.replace_substring(array, sign, entity)
    if holds(array, re.compile(rb"_x")):  # Excel reads _x0041_ as A
        array = pc.replace_substring(array, "_x", "_x005F_x")
    return array


def text_cells(array: Any, letter: str, numbers: Any, style: int) -> Any:
    """`<c … t="inlineStr">` per text; '' for null."""
    safe = escaped(whole(array))
    opening = f'" s="{style}" t="inlineStr"><is><t>'
    if holds(safe, re.compile(rb"^[ \t\n]|[ \t\n]|\n")):
        wide = pc.fill_null(pc.match_substring_regex(safe, EDGE_SPACE), False)
        if pc.any(wide).as_py():
            kept = opening.replace("<t>", '<t xml:space="preserve">')
            opening = pc.if_else(wide, pa.scalar(kept, pa.large_string()), pa.scalar(opening, pa.large_string()))
    return joined(f'<c r="{letter}', numbers, opening, safe, "</t></is></c>")


def number_cells(array: Any, letter: str, numbers: Any, style: int) -> Any:
    """`<c><v>` per whole number; '' for null."""
    return joined(f'<c r="{letter}', numbers, f'" s="{style}"><v>', pc.cast(array, pa.large_string()), "</v></c>")


def date_cells(array: Any, letter: str, numbers: Any, styles: Styles) -> Any:
    """Excel day numbers; a date before March 1900 as text; '' for null."""
    dates = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    serial = pc.add(pc.cast(pc.cast(dates, pa.date32()), pa.int32()), EXCEL_EPOCH_DAYS)
    late = pc.greater_equal(serial, FIRST_SERIAL)
    shown = number_cells(pc.if_else(late, serial, None), letter, numbers, styles["date"])
    if pc.all(pc.fill_null(late, True)).as_py():
        return shown
    early = text_cells(pc.if_else(late, None, pc.cast(dates, pa.string())), letter, numbers, styles["text"])
    return joined(shown, early)


def joined(*parts: Any) -> Any:
    """The parts side by side; '' where any is null."""
    texts = [part if isinstance(part, pa.Array) else pa.scalar(part, pa.large_string()) for part in parts]
    return pc.fill_null(pc.binary_join_element_wise(*texts, pa.scalar("", pa.large_string())), "")


def row_xml(table: pa.Table, columns: Sequence[Column], row_numbers: Any, styles: Styles) -> Any:
    """One `<row>` text per row of the table (large strings).

    `row_numbers`: the sheet's row for each, from 1; `styles`: the workbook's cell style of each kind.
    """
    numbers = pc.cast(row_numbers, pa.large_string())
    cells = []
    for index, column in enumerate(columns):
        held = table.column(column.name)
        if column.kind == "date":
            cells.append(date_cells(held, letters(index), numbers, styles))
        elif column.kind == "number":
            whole_numbers = held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held
            cells.append(number_cells(whole_numbers, letters(index), numbers, styles["number"]))
        else:
            cells.append(text_cells(held, letters(index), numbers, styles["text"]))
    return joined('<row r="', numbers, '">', *cells, "</row>")


def span(rows: Any, start: int, stop: int) -> bytes:
    """The XML of rows start..stop-1 as one piece of bytes."""
    part = rows.slice(start, stop - start)
    offsets = memoryview(part.buffers()[1]).cast("q")
    return bytes(memoryview(part.buffers()[2])[offsets[part.offset] : offsets[part.offset + len(part)]])
