"""Files of any shape as the raw side of a linkage: columns named by field, dates as yyyymmdd, numbers as bare signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FIELDS = (
    "national_id", "full_name", "given_name", "family_name", "birth_date", "sex", "place", "address", "postcode",
    "phone", "household", "mother_name",
)  # fmt: skip
DELIMITERS = (",", ";", "\t", "|")
SEXES = {"M": "L", "MALE": "L", "L": "L", "1": "L", "LAKI-LAKI": "L", "F": "P", "FEMALE": "P", "P": "P", "2": "P",
         "PEREMPUAN": "P", "W": "P"}  # fmt: skip
YEAR_FIRST = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})$")
YEAR_LAST = re.compile(r"(\d{1,2})\D?(\d{1,2})\D?(\d{4})$")


def read_table(path: Path) -> pa.Table:
    """The file's columns as text, names trimmed. CSV with any of `,;|` or tab, or Parquet. Fault when it cannot be
    read.
    """
    try:
        table = pq.read_table(path) if path.suffix.lower() in {".parquet", ".pq"} else _read_csv(path)
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
        raise Fault(f"Berkas {path.name} tidak dapat dibaca: {type(error).__name__}") from error
    return table.rename_columns([str(name).strip() for name in table.column_names])


def _read_csv(path: Path) -> pa.Table:
    with path.open("rb") as file:
        first = file.readline().decode("utf-8-sig", errors="replace")
    delimiter = max(DELIMITERS, key=first.count)
    names = [name.strip().strip('"') for name in first.strip("\r\n").split(delimiter)]
    return pa_csv.read_csv(
        path,
        read_options=pa_csv.ReadOptions(column_names=names, skip_rows=1),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            strings_can_be_null=True,
            null_values=["", "NA", "NULL", "nan", "None"],
        ),
    )


def raw_side(table: pa.Table, columns: Mapping[str, str], file: str) -> pa.Table:
    """`key` (row number from 0), `id` (text) and one column per field named in `columns`, made plain."""
    wanted = {field: columns[field] for field in ("id", *FIELDS) if field in columns}
    if "id" not in wanted:
        raise Fault(f"Kolom `id` tidak disebut untuk {file}")
    missing = [name for name in wanted.values() if name not in table.column_names]
    if missing:
        raise Fault(f"Kolom {missing[0]} tidak ada di {file} (baris 1)")
    made: dict[str, pa.Array] = {"key": pa.array(range(table.num_rows), pa.int64())}
    for field, name in wanted.items():
        made[field] = _plain(field, table.column(name).combine_chunks())
    return pa.table(made)


def _plain(field: str, values: pa.Array) -> pa.Array:
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    if pa.types.is_temporal(values.type):
        values = pc.strftime(values, format="%Y%m%d")
    text = pc.utf8_trim_whitespace(values.cast(pa.string()))
    text = pc.if_else(pc.equal(text, ""), None, text)
    if field == "id":
        return text
    if field == "birth_date":
        return dates(text)
    if field == "sex":
        return _by_value(text, {value: SEXES.get(value.upper(), value.upper()) for value in _distinct(text)})
    if field in {"national_id", "phone", "postcode"}:
        bare = pc.replace_substring_regex(
            pc.utf8_upper(pc.replace_substring_regex(text, r"\.0+$", "")), r"[^0-9A-Z]+", ""
        )
        bare = pc.if_else(pc.match_substring_regex(bare, r"^(0*|9+|1234567890*|X+)$"), None, bare)
        return pc.utf8_slice_codeunits(bare, -8) if field == "phone" else bare
    return pc.utf8_upper(text)


def _distinct(text: pa.Array) -> list[str]:
    return [value for value in pc.unique(text).to_pylist() if value is not None]


def _by_value(text: pa.Array, meaning: Mapping[str, str | None]) -> pa.Array:
    encoded = text.dictionary_encode()
    values = pa.array([meaning[value] for value in encoded.dictionary.to_pylist()], pa.string())
    return pc.take(values, encoded.indices)


def dates(text: pa.Array) -> pa.Array:
    """yyyymmdd of dates written with year, month, day in any order that the column as a whole allows; NULL when
    unreadable.

    Impossible months and days stay as written (they are damage to compare, not to drop).
    """
    found = _distinct(text)
    month_first = _month_first(found)
    return _by_value(text, {value: _date(value, month_first=month_first) for value in found})


def _month_first(values: list[str]) -> bool:
    parts = [match.groups() for value in values if (match := YEAR_LAST.match(value)) and not YEAR_FIRST.match(value)]
    return sum(int(b) > 12 for _, b, _ in parts) > sum(int(a) > 12 for a, _, _ in parts)


def _date(value: str, *, month_first: bool) -> str | None:
    value = value.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    if (match := YEAR_FIRST.match(value)) and not (value.isdigit() and not 1500 <= int(value[:4]) <= 2200):
        year, month, day = match.groups()
    elif match := YEAR_LAST.match(value):
        day, month, year = match.groups()
        if month_first:
            day, month = month, day
    elif value.isdigit() and len(value) == 8:
        return value
    else:
        return None
    return f"{year}{int(month):02d}{int(day):02d}"
