"""Columns between numpy or lists of text and an engine, as Arrow keeps them in memory.

pyarrow's own converters import pandas where it is installed (Spark brings it), to see whether they were given its
objects: a quarter of a second of CPU in every process, and nobody here makes such objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt


def numbers(table: pa.Table, name: str) -> npt.NDArray[Any]:
    """A column of numbers without NULLs (not checked), as numpy sees it; not to be written to."""
    column = table.column(name).combine_chunks()
    kind = np.dtype(column.type.to_pandas_dtype())
    if not len(column):
        return np.zeros(0, dtype=kind)
    return np.frombuffer(column.buffers()[1], dtype=kind, count=len(column), offset=column.offset * kind.itemsize)


def arrow_table(columns: Mapping[str, npt.NDArray[Any] | Sequence[str | None]]) -> pa.Table:
    """A table of numbers or truths (numpy arrays) and texts (lists; None is NULL)."""
    made = {
        name: _numbers(values) if isinstance(values, np.ndarray) else _texts(values) for name, values in columns.items()
    }
    return pa.Table.from_arrays(list(made.values()), names=list(made))


def _numbers(values: npt.NDArray[Any]) -> pa.Array:
    held = np.packbits(values, bitorder="little") if values.dtype == np.bool_ else np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(held)])


def _texts(values: Sequence[str | None]) -> pa.Array:
    parts = [(value or "").encode() for value in values]
    ends = np.cumsum([0, *map(len, parts)], dtype=np.int32)
    there = np.packbits([value is not None for value in values], bitorder="little")
    held = (pa.py_buffer(each) for each in (there, ends, b"".join(parts)))
    return pa.Array.from_buffers(pa.string(), len(parts), list(held))
