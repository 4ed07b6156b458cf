"""Columns of a Parquet file as text. Runs in the limited child process only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.formats.cells import texts_of
from semesta.terms.fault import Fault

_ROWS_AT_ONCE = 131_072


def parquet_batches(path: Path, progress: Callable[[int], None]) -> Iterator[list[Any]]:
    """First the names of the columns, then text columns of up to 131,072 rows."""
    try:
        file = pq.ParquetFile(path, memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise Fault("Berkas Parquet ini rusak; minta dikirim ulang") from error
    size, rows = path.stat().st_size, max(file.metadata.num_rows, 1)
    yield [[name] for name in file.schema_arrow.names]
    done = 0
    for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
        yield [_text_column(column) for column in batch.columns]
        done += batch.num_rows
        progress(size * done // rows)


def _text_column(column: pa.Array) -> Any:
    """Text as it is, whole numbers by their digits; anything else value by value."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        text = column.cast(pa.string())
        return pc.if_else(pc.equal(text, ""), None, text)
    if pa.types.is_integer(column.type) or pa.types.is_date32(column.type):
        return column.cast(pa.string())
    return texts_of(column.to_pylist())
