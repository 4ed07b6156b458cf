"""Files of any shape as the raw side of a linkage: columns named by field, dates as yyyymmdd, numbers as bare signs."""

from __future__ import annotations

import csv
import difflib
import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from semesta.formats.encoding import text_encoding
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
    """The file's columns as text, names trimmed. CSV with any of `,;|` or tab in any usual encoding, or Parquet, told
    apart by content. A Fault that says what is wrong when it cannot be read.
    """
    table = _read_parquet(path) if _start(path).startswith(b"PAR1") else _read_csv(path)
    return table.rename_columns([str(name).strip() for name in table.column_names])


def _read_parquet(path: Path) -> pa.Table:
    """The Parquet file as it is; a Fault when it is cut off."""
    try:
        return pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise Fault(f"Berkas Parquet {path.name} rusak atau terpotong; minta dikirim ulang") from error


def _start(path: Path) -> bytes:
    """The first bytes of a file that may be a table; a Fault for what cannot be one."""
    if path.is_dir():
        raise Fault(f"{path.name} adalah folder; sebutkan satu berkas CSV atau Parquet")
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise Fault(f"Berkas {path.name} tidak ada") from None
    except OSError as error:
        raise Fault(f"Berkas {path.name} tidak dapat dibuka: {error.strerror}") from error
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Fault(f"Berkas {path.name} kosong")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Fault(f"Berkas {path.name} adalah buku kerja (XLSX) atau ZIP; simpan lembarnya sebagai CSV, lalu ulangi")
    return start


def _read_csv(path: Path) -> pa.Table:
    encoding = text_encoding(path)
    with path.open("rb") as file:
        first = file.readline()
    if encoding.startswith("utf-16"):
        first += b"\0" if encoding.endswith("le") else b""
    head = first.decode(encoding, errors="replace").removeprefix("\ufeff").strip("\r\n")
    if "\r" in head:
        raise Fault(f"Baris {path.name} diakhiri tanda CR saja; simpan ulang sebagai CSV biasa")
    delimiter = max(DELIMITERS, key=head.count)
    names = next(csv.reader([head], delimiter=delimiter), []) if '"' in head else head.split(delimiter)
    names = [name.strip().strip('"') for name in names]
    if not any(names):
        raise Fault(f"Baris pertama {path.name} kosong; di situ harus ada nama kolom")
    try:
        return pa_csv.read_csv(
            path,
            read_options=pa_csv.ReadOptions(column_names=names, skip_rows=1, encoding=encoding),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=True,
                null_values=["", "NA", "NULL", "nan", "None"],
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        if "Empty CSV" in str(error):
            return pa.table({name: pa.array([], pa.string()) for name in names})
        raise Fault(_what_is_wrong(path, encoding, delimiter, len(names))) from None


def _what_is_wrong(path: Path, encoding: str, delimiter: str, width: int) -> str:
    """The first record of another width or with letters that cannot be read, by its line, without what stands in it."""
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for row in reader:
                if any("\ufffd" in cell for cell in row):
                    return f"Berkas {path.name} baris {reader.line_num} berisi huruf yang tidak terbaca"
                if row and len(row) != width:
                    return f"Berkas {path.name} baris {reader.line_num} punya {len(row)} kolom, judulnya {width}"
    except csv.Error:
        return f"Berkas {path.name} punya tanda kutip yang tidak ditutup dengan benar"
    return f"Berkas {path.name} tidak dapat dibaca sebagai CSV"


def check_fields(columns: object, side: str, file: str) -> dict[str, str]:
    """`left:` or `right:` of the column file: our fields to column names. A Fault names what is no field of ours."""
    if not isinstance(columns, dict) or not columns:
        raise Fault(f"`{side}:` di {file} harus berisi nama kolom, misalnya {side}: {{id: nik, full_name: nama}}")
    for field, name in columns.items():
        if field not in ("id", *FIELDS):
            near = difflib.get_close_matches(str(field), ("id", *FIELDS), 1)
            meant = f" (maksudnya {near[0]}?)" if near else ""
            raise Fault(f"`{field}` di `{side}:` {file} tidak dikenal{meant}; yang ada: id, {', '.join(FIELDS)}")
        if not isinstance(name, str) or not name.strip():
            raise Fault(f"`{field}` di `{side}:` {file} harus menyebut satu nama kolom")
    return {field: name.strip() for field, name in columns.items()}


def raw_side(table: pa.Table, columns: Mapping[str, str], file: str) -> pa.Table:
    """`key` (row number from 0), `id` (text) and one column per field named in `columns`, made plain."""
    wanted = {field: columns[field] for field in ("id", *FIELDS) if field in columns}
    if "id" not in wanted:
        raise Fault(f"Kolom `id` tidak disebut untuk {file}")
    for name in wanted.values():
        count = table.column_names.count(name)
        if count != 1:
            raise Fault(f"Kolom {name} {'tidak ada' if not count else f'ada {count} kali'} di {file} (baris 1)")
    made: dict[str, pa.Array] = {"key": pa.array(range(table.num_rows), pa.int64())}
    for field, name in wanted.items():
        try:
            made[field] = _plain(field, table.column(name).combine_chunks())
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
            kind = table.column(name).type
            raise Fault(f"Kolom {name} di {file} berisi {kind}, bukan tulisan, angka atau tanggal") from None
    return pa.table(made)


def _plain(field: str, values: pa.Array) -> pa.Array:
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
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
