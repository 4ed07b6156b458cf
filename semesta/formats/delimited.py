"""Delimited text (`;` `,` tab `|`): its delimiter, its titles, and its rows in batches."""

from __future__ import annotations

import csv
import itertools
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from semesta.formats.aside import set_aside
from semesta.formats.bip import is_block_report, read_blocks
from semesta.formats.encoding import UTF8, lines_of, text_encoding
from semesta.formats.heading import Heading
from semesta.formats.landing import Batch
from semesta.formats.load import Format
from semesta.formats.recognise import Candidate, best_candidate, nearest_fault
from semesta.formats.records import Shape, read_records, unfinished_from
from semesta.formats.table import Table
from semesta.terms.fault import Fault

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_LINES = 400
_SAMPLE_RECORDS = 100
_LONGEST_RECORD_LINES = 50
_TAIL_BYTES = 1 << 18


@dataclass(frozen=True)
class Sample:
    """The first records of a file cut by one delimiter; `ends` is the number of lines up to each record's end."""

    delimiter: str
    rows: tuple[tuple[str, ...], ...]
    ends: tuple[int, ...]

    @property
    def evenness(self) -> float:
        """Share of records that have the commonest number of cells, 0 when that is one cell."""
        if not self.rows:
            return 0.0
        width, count = Counter(len(row) for row in self.rows).most_common(1)[0]
        return count / len(self.rows) if width > 1 else 0.0


def read_delimited(
    path: Path, file_name: str, formats: Sequence[Format], progress: Callable[[int], None]
) -> Iterator[Table]:
    """The one table of the file; a Fault that names the nearest format and the missing column when it is none."""
    encoding = text_encoding(path)
    blocks = lines_of(path, encoding, progress)
    first = next(blocks, b"")
    samples = [take_sample(first, delimiter) for delimiter in DELIMITERS]
    for sample in samples:
        if is_block_report(sample.rows):
            yield read_blocks(_rows(itertools.chain([first], blocks), sample.delimiter), file_name, formats)
            return
    sample, heading = _recognised(samples, formats, file_name)
    width = _width(sample, heading)
    shape = Shape(sample.delimiter, width, tuple(heading.columns.values()), lossy=encoding != UTF8)
    body = itertools.chain([_without_lines(first, sample.ends[heading.last - 1])], blocks)
    yield Table(heading, _batches(body, shape, heading), sample.ends[heading.last - 1], ())


def take_sample(block: bytes, delimiter: str) -> Sample:
    """The first 100 records; quotes are letters when one of them would swallow more than 50 lines."""
    lines = [line.decode(errors="replace") for line in block.split(b"\n", _SAMPLE_LINES)[:_SAMPLE_LINES]]
    if lines and not lines[-1]:
        lines.pop()
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, quoting=quoting)
        rows, ends = [], [0]
        try:
            for row in itertools.islice(reader, _SAMPLE_RECORDS):
                rows.append(tuple(row))
                ends.append(reader.line_num)
        except csv.Error:
            continue
        if max((later - earlier for earlier, later in itertools.pairwise(ends)), default=1) <= _LONGEST_RECORD_LINES:
            break
    return Sample(delimiter, tuple(rows), tuple(ends[1:]))


def _recognised(samples: Sequence[Sample], formats: Sequence[Format], file_name: str) -> tuple[Sample, Heading]:
    found: list[tuple[Candidate, Sample]] = []
    tables = [form for form in formats if form.layout == "table"]
    for sample in samples:
        if candidate := best_candidate(sample.rows, tables, file_name):
            found.append((candidate, sample))
    if not found:
        evenest = max(samples, key=lambda sample: sample.evenness)
        if not evenest.rows:
            raise Fault(f"Berkas {file_name} kosong")
        raise nearest_fault(evenest.rows, tables, file_name)
    candidate, sample = max(found, key=lambda one: (one[0].score, one[1].evenness))
    return sample, candidate.heading


def _width(sample: Sample, heading: Heading) -> int:
    """Cells per record: as many as titles, or as most rows have when what is more or less is blank."""
    titles = max(len(row) for row in sample.rows[heading.first : heading.last])
    while titles > max(heading.columns.values()) + 1 and not any(
        row[titles - 1].strip() for row in sample.rows[heading.first : heading.last] if len(row) >= titles
    ):
        titles -= 1
    body = [row for row in sample.rows[heading.last :] if any(cell.strip() for cell in row)]
    if not body:
        return titles
    usual, _ = Counter(len(row) for row in body).most_common(1)[0]
    beyond = [cell for row in body if len(row) == usual for cell in row[titles:]]
    return usual if usual > titles and not any(cell.strip() for cell in beyond) else titles


def _without_lines(block: bytes, count: int) -> bytes:
    start = 0
    for _ in range(count):
        start = block.index(b"\n", start) + 1
    return block[start:]


def _batches(blocks: Iterable[bytes], shape: Shape, heading: Heading) -> Iterator[Batch]:
    """Blocks are parsed on all cores and come out in file order."""

    def read(block: bytes) -> Batch:
        records = read_records(block, shape)
        named = dict(zip(heading.columns, records.columns, strict=True))
        kept = set_aside(named, records.numbers, heading)
        return Batch(
            columns=kept.columns,
            numbers=kept.numbers,
            rejects=[*records.rejects, *kept.rejects],
            blanks=np.concatenate([records.blanks, kept.blanks]),
            record_count=records.record_count,
        )

    workers = min(os.cpu_count() or 1, 4)
    waiting: deque[Future[Batch]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for block in _whole_records(blocks, shape):
            waiting.append(pool.submit(read, block))
            if len(waiting) > workers + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _whole_records(blocks: Iterable[bytes], shape: Shape) -> Iterator[bytes]:
    """The same text in blocks that do not end inside a quoted cell."""
    rest = b""
    for block in blocks:
        whole, rest = (rest + block if rest else block), b""
        if b'"' in whole and whole.count(b'"') % 2:
            start = max(whole.rfind(b"\n", 0, max(0, len(whole) - _TAIL_BYTES)) + 1, 0)
            lines = whole[start:].split(b"\n")[:-1]
            place = unfinished_from(lines, shape)
            kept = start + sum(len(line) + 1 for line in lines[:place])
            whole, rest = whole[:kept], whole[kept:]
        if whole:
            yield whole
    if rest:
        yield rest


def _rows(blocks: Iterable[bytes], delimiter: str) -> Iterator[tuple[str, ...]]:
    lines = (line.decode(errors="replace") + "\n" for block in blocks for line in block.split(b"\n")[:-1])
    return (tuple(row) for row in csv.reader(lines, delimiter=delimiter))
