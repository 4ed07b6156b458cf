"""The child process that opens what others sent: `-m semesta.formats.child_main KIND READER PATH OUT MEMORY CPU`.

It limits its own memory and processor time, reads PATH, writes batches of text columns to OUT, and says on standard
output, one JSON object per line, what it found. A Fault is said, too; any other end is for the parent to explain.
"""

from __future__ import annotations

import itertools
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from semesta.terms.fault import Fault

ROWS_AT_ONCE = 20_000
MOST_COLUMNS = 512
SECONDS_BETWEEN_WORDS = 0.3
OUT_OF_MEMORY = 4
BROKEN = 5


def say(**words: Any) -> None:
    """One line for the parent."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


class WithoutPandas:
    """Handed a list, pyarrow looks for pandas and loads it where it is installed: half a second per file."""

    def find_spec(self, name: str, *_: object) -> None:
        """Nothing is found for pandas; other names are for the next finder."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """This process can take no more from now on, and leaves no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))


def main(arguments: Sequence[str]) -> int:
    kind, reader, path, out, memory, cpu = arguments
    limit(int(memory), int(cpu))
    sys.meta_path.insert(0, WithoutPandas())
    try:
        read(kind, reader, Path(path), Path(out))
    except Fault as fault:
        say(fault=fault.sentence)
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException:
        return BROKEN
    return 0


def read(kind: str, reader: str, path: Path, out: Path) -> None:
    """All sheets of the file are in OUT."""
    progress = _paced()
    if kind == "parquet":
        from semesta.formats.from_parquet import parquet_batches

        write_ready(parquet_batches(path, progress), out)
    elif kind == "json":
        from semesta.formats.from_json import json_rows

        write_sheets([("", json_rows(path, progress))], out)
    elif kind == "html":
        from semesta.formats.from_html import html_rows

        write_sheets([("", html_rows(path, progress))], out)
    else:
        write_sheets(_workbook(kind, reader, path), out)


def _workbook(kind: str, reader: str, path: Path) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    from semesta.formats import from_workbook as books

    if kind == "xlsx":
        facts = books.workbook_facts(path)
        say(facts=facts)
        if reader == "calamine" and facts["cells"] > books.MOST_CELLS_AT_ONCE:
            raise MemoryError
    return books.calamine_sheets(path) if reader == "calamine" else books.openpyxl_sheets(path)


def _paced() -> Callable[[int], None]:
    """Says how many bytes are done, three times a second at most."""
    last = time.monotonic()

    def progress(done: int) -> None:
        nonlocal last
        if time.monotonic() - last > SECONDS_BETWEEN_WORDS:
            last = time.monotonic()
            say(done=done)

    return progress


def write_sheets(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]], out: Path) -> None:
    """Each sheet's rows as text columns in numbered files, at most 512 columns wide, 20,000 rows each."""
    from semesta.formats.cells import count_long_numbers, texts_of

    number = 0
    for name, rows in sheets:
        say(sheet=name)
        following = iter(rows)
        size = 100  # the first batch is small: it is where the titles are looked for
        while batch := list(itertools.islice(following, size)):
            size = ROWS_AT_ONCE
            beyond = 0
            if max(map(len, batch)) > MOST_COLUMNS:
                beyond = sum(1 for row in batch for cell in row[MOST_COLUMNS:] if cell not in (None, ""))
                batch = [row[:MOST_COLUMNS] for row in batch]
            columns = list(itertools.zip_longest(*batch))
            texts = [texts_of(column) for column in columns]
            while texts and not any(texts[-1]):
                texts.pop()
            numbers = {place: found for place in range(len(texts)) if (found := count_long_numbers(columns[place]))}
            path = out / f"{number:06d}.arrow"
            write_batch(texts or [[None] * len(batch)], path)
            say(batch=path.name, rows=len(batch), numbers=numbers, beyond=beyond)
            number += 1


def write_batch(columns: Sequence[Any], path: Path) -> None:
    """Text columns as one Arrow file."""
    import pyarrow as pa

    arrays = [pa.array(column, pa.string()) for column in columns]
    batch = pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def write_ready(batches: Iterable[Sequence[Any]], out: Path) -> None:
    """One sheet whose batches are text columns already."""
    say(sheet="")
    for number, columns in enumerate(batches):
        path = out / f"{number:06d}.arrow"
        write_batch(columns, path)
        say(batch=path.name, rows=len(columns[0]), numbers={}, beyond=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
