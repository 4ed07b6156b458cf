"""Lines of delimited text as columns: fast where every line is one record, line by line where it is not."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from semesta.formats.encoding import REPLACED
from semesta.formats.landing import RAGGED, UNREADABLE, Reject

_LONGEST_RECORD_LINES = 50
_NO_BLANKS = np.empty(0, np.int64)
csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Shape:
    """How the records of a file are cut: its delimiter, the number of cells, and the positions that are wanted.

    `lossy` says that U+FFFD in the text marks bytes that could not be read.
    """

    delimiter: str
    width: int
    wanted: tuple[int, ...]
    lossy: bool = False


@dataclass(frozen=True)
class Records:
    """Cells of the wanted positions (text, NULL where empty), record numbers from 1, rejects, numbers of blanks."""

    columns: list[pa.Array]
    numbers: pa.Array
    rejects: list[Reject]
    blanks: npt.NDArray[np.int64]
    record_count: int


def read_records(block: bytes, shape: Shape) -> Records:
    """The records in a block of whole lines; every one of them is a row or a reject.

    An unquoted line is a record. A quoted cell may go over at most 50 lines; a quote that is never closed within them
    is a letter like any other.
    """
    if _clean(block, shape):
        records = _read_fast(block, shape)
        if records:
            return records
    return _read_lines(block, shape)


def _clean(block: bytes, shape: Shape) -> bool:
    if b"\0" in block or (shape.lossy and REPLACED in block):
        return False
    if not block.isascii():
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
    return True


def _read_fast(block: bytes, shape: Shape) -> Records | None:
    """The records, or None when they are not exactly one per line."""
    found = _parse(block, shape)
    if found is None:
        return None
    table, odd = found
    count = block.count(b"\n")
    if table.num_rows + len(odd) != count:
        return None
    columns = [_one_array(table.column(place)) for place in range(len(shape.wanted))]
    numbers = np.arange(1, count + 1, dtype=np.int64)
    if not odd:
        return Records(columns, pa.array(numbers), [], _NO_BLANKS, count)
    numbers = np.delete(numbers, [number - 1 for number, _ in odd])
    others = [(number, cells_of(text, shape), text) for number, text in odd]
    return _merged(columns, pa.array(numbers), others, shape, count)


def _parse(block: bytes, shape: Shape) -> tuple[pa.Table, list[tuple[int, str]]] | None:
    """Rows of the right width and (number, text) of the others; None when nothing can be parsed."""
    odd: list[tuple[int, str]] = []

    def keep(row: pa.csv.InvalidRow) -> str:
        odd.append((row.number, row.text))
        return "skip"

    names = [str(position) for position in range(shape.width)]
    wanted = [names[position] for position in shape.wanted]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(block),
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
            parse_options=pa.csv.ParseOptions(
                delimiter=shape.delimiter, quote_char='"' if b'"' in block else False, invalid_row_handler=keep
            ),
            convert_options=pa.csv.ConvertOptions(
                include_columns=wanted,
                column_types=dict.fromkeys(wanted, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table, odd


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays([*column.chunks, pa.array([], pa.string())])


def _read_lines(block: bytes, shape: Shape) -> Records:
    """The same, record by record: those that fill one plain line still go together through the fast parser."""
    plain: list[bytes] = []
    plain_numbers: list[int] = []
    others: list[tuple[int, list[str] | None, str]] = []
    rejects: list[Reject] = []
    blanks: list[int] = []
    number = 0
    for number, record in enumerate(split_records(block.split(b"\n")[:-1], shape), 1):
        if not record.strip(b"\r"):
            blanks.append(number)
        elif _unreadable(record, shape):
            rejects.append(Reject(number, UNREADABLE, record.decode(errors="replace").replace("\0", "\ufffd")))
        elif b'"' in record or b"\r" in record[:-1]:
            text = record.decode().removesuffix("\r")
            others.append((number, cells_of(text, shape), text))
        else:
            plain.append(record)
            plain_numbers.append(number)
    table, odd = _parse(b"\n".join([*plain, b""]), shape) or (None, []) if plain else (None, [])
    if table is None or table.num_rows + len(odd) != len(plain):
        texts = [line.decode().removesuffix("\r") for line in plain]
        others += [(at, cells_of(text, shape), text) for at, text in zip(plain_numbers, texts, strict=True)]
        columns: list[pa.Array] = [pa.array([], pa.string()) for _ in shape.wanted]
        numbers: list[int] = []
    else:
        columns = [_one_array(table.column(place)) for place in range(len(shape.wanted))]
        wrong = {place - 1 for place, _ in odd}
        numbers = [at for place, at in enumerate(plain_numbers) if place not in wrong]
        others += [(plain_numbers[place - 1], cells_of(text, shape), text) for place, text in odd]
    merged = _merged(columns, pa.array(numbers, pa.int64()), others, shape, number)
    return Records(merged.columns, merged.numbers, rejects + merged.rejects, np.array(blanks, np.int64), number)


def split_records(lines: Sequence[bytes], shape: Shape) -> Iterator[bytes]:
    """Lines put together where a quoted cell goes on over the line end."""
    place = 0
    while place < len(lines):
        length = 1
        if lines[place].count(b'"') % 2:
            length = _record_length(lines, place, shape)
        yield lines[place] if length == 1 else b"\n".join(lines[place : place + length])
        place += length


def _record_length(lines: Sequence[bytes], place: int, shape: Shape) -> int:
    """How many lines the record that opens a quote here takes, at most 50; 1 when the quote is a letter.

    It is a letter when no closing quote before a delimiter gives the right width, when a line in between is a whole
    record, or when the first and the last line are whole records if their quotes are letters.
    """
    alone = _letters_fit(lines[place], shape)
    quotes = 0
    for length in range(1, min(_LONGEST_RECORD_LINES, len(lines) - place) + 1):
        last = lines[place + length - 1]
        quotes += last.count(b'"')
        if length == 1:
            continue
        if quotes % 2 == 0:
            joined = b"\n".join(lines[place : place + length]).decode(errors="replace")
            fits = len(quoted_cells(joined, shape.delimiter, strict=True)) == shape.width
            if fits and not (alone and _letters_fit(last, shape)):
                return length
        if not last.count(b'"') % 2 and _letters_fit(last, shape):
            return 1
    return 1


def _letters_fit(line: bytes, shape: Shape) -> bool:
    return line.count(shape.delimiter.encode()) == shape.width - 1


def unfinished_from(lines: Sequence[bytes], shape: Shape) -> int:
    """Where in the lines a record begins that may go on after them; their number when none does."""
    start = max(0, len(lines) - _LONGEST_RECORD_LINES)
    while start > 0 and (lines[start].count(b'"') % 2 or cells_of(_text(lines[start]), shape) is None):
        start -= 1
    place = start
    while place < len(lines):
        odd = lines[place].count(b'"') % 2
        length = _record_length(lines, place, shape) if odd else 1
        if odd and length == 1 and cells_of(_text(lines[place]), shape) is None:
            return place
        place += length
    return len(lines)


def _text(line: bytes) -> str:
    return line.decode(errors="replace").removesuffix("\r")


def quoted_cells(text: str, delimiter: str, *, strict: bool = False) -> list[str]:
    """Cells of one record, quotes read as quotes; none when a quote is not closed."""
    if text.count('"') % 2:
        return []
    try:
        cells = next(csv.reader([line + "\n" for line in text.split("\n")], delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return []
    closed = not cells or not cells[-1].endswith("\n") or text.endswith('"')
    return cells if closed else []


def cells_of(text: str, shape: Shape) -> list[str] | None:
    """Cells of one record of the right width, quotes read as quotes or else as letters; None when neither fits.

    Empty cells beyond the last column are not there.
    """
    for cells in (quoted_cells(text, shape.delimiter), text.split(shape.delimiter)):
        if len(cells) >= shape.width and not any(cell.strip() for cell in cells[shape.width :]):
            return cells[: shape.width]
    return None


def _unreadable(record: bytes, shape: Shape) -> bool:
    return not _clean(record, shape)


def _merged(
    columns: list[pa.Array],
    numbers: pa.Array,
    others: Sequence[tuple[int, list[str] | None, str]],
    shape: Shape,
    record_count: int,
) -> Records:
    """The rows of the fast parser with those read one by one, in file order; records without a reading are rejects."""
    rejects = [Reject(number, RAGGED, text) for number, cells, text in others if cells is None]
    found = [(number, cells) for number, cells, _ in others if cells is not None]
    if found:
        added = [pa.array([cells[position] or None for _, cells in found], pa.string()) for position in shape.wanted]
        columns = [pa.concat_arrays([old, new]) for old, new in zip(columns, added, strict=True)]
        numbers = pa.concat_arrays([numbers, pa.array([number for number, _ in found], pa.int64())])
        order = pa.array(np.argsort(np.asarray(numbers), kind="stable"))
        columns = [column.take(order) for column in columns]
        numbers = numbers.take(order)
    return Records(columns, numbers, rejects, _NO_BLANKS, record_count)
