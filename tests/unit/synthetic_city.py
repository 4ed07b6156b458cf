"""Small made-up cities for the tests of `semesta.synthetic`, read back as Arrow tables."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from semesta.synthetic.city import write_city

if TYPE_CHECKING:
    from pathlib import Path


def made(out: Path, residents: int = 6_000, files: str = "two", **more: object) -> Path:
    """A city of `residents` people written to `out`; the default has the two main files only."""
    write_city(**{"preset": "2025-05", "out": out, "residents": residents, "files": files, **more})  # type: ignore[arg-type]  # the caller's words go on
    return out


def sent(city: Path, start: str) -> pa.Table:
    """The one inbox file whose name starts so, all columns text."""
    (path,) = sorted((city / "inbox").glob(f"{start}*.csv"))
    return read(path)


def read(path: Path) -> pa.Table:
    """A CSV of the inbox, every value as text."""
    delimiter = ";" if b";" in path.open("rb").readline() else ","
    names = path.open("rb").readline().decode().strip().replace('"', "").split(delimiter)
    types = dict.fromkeys(names, pa.string())
    return pacsv.read_csv(
        path,
        parse_options=pacsv.ParseOptions(delimiter=delimiter),
        convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=False),
    )


def truth(city: Path, what: str) -> pa.Table:
    """member_truth or resident_truth."""
    return pq.read_table(city / "truth" / f"{what}_truth.parquet")


def fingerprints(city: Path) -> dict[str, str]:
    """SHA-256 of every file of the city."""
    paths = sorted(path for path in city.rglob("*") if path.is_file())
    return {str(path.relative_to(city)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
