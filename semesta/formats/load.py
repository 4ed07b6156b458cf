"""The files that somebody sends us, as declared: `standard.yaml`, `headers.yaml` and `files/<file>.yaml`.

A declaration that names an unknown kind or column, has no required column, no sample, or gives one header to two
columns fails the load with the name of its file.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from semesta.terms.fault import Fault
from semesta.terms.text import text_key

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HERE = Path(__file__).parent
_KEYS = {
    "kind", "title", "sender", "sample", "layout", "required", "one_of", "unless", "columns_at_most", "markers",
    "data_on", "constants", "headers", "notes",
}  # fmt: skip


@dataclass(frozen=True)
class Format:
    """One file that somebody sends us.

    `vocabulary` maps the key of a header (see `text_key`) to its standard column and the rank of that spelling
    (0 is preferred). `required` columns must all be there, of every group in `one_of` at least one; a file with a
    header in `unless`, or with more headers than `columns_at_most`, is another file. `markers` are keys of words in the
    lines above the header. `data_on` names the columns that say which month the file is about. `constants` fill
    standard columns for which the file has no column.
    """

    name: str
    kind: str
    title: str
    sender: str
    sample: str
    layout: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]
    unless: frozenset[str]
    columns_at_most: int | None
    markers: tuple[str, ...]
    data_on: tuple[str, ...]
    constants: Mapping[str, str]
    vocabulary: Mapping[str, tuple[str, int]]
    headers: Mapping[str, tuple[str, ...]]

    def header_of(self, column: str) -> str:
        """The header by which a clerk knows this column."""
        return self.headers[column][0]


def load_standard(folder: Path = HERE) -> dict[str, tuple[str, ...]]:
    """The standard columns of every kind, in order."""
    kinds = _read_yaml(folder / "standard.yaml")
    return {kind: tuple(columns) for kind, columns in kinds.items()}


@functools.cache
def load_formats(folder: Path = HERE) -> tuple[Format, ...]:
    """All declared formats, by name."""
    standard = load_standard(folder)
    shared = {column: tuple(names) for column, names in _read_yaml(folder / "headers.yaml").items()}
    for column in shared.keys() - {column for columns in standard.values() for column in columns}:
        raise Fault(f"Kolom baku {column} tidak ada di standard.yaml", "headers.yaml")
    paths = sorted((folder / "files").glob("*.yaml"))
    return tuple(_read_format(path, standard, shared) for path in paths)


@functools.cache
def declarations_hash(folder: Path = HERE) -> str:
    """Changes when any declaration changes; 16 hexadecimal digits."""
    paths = [folder / "standard.yaml", folder / "headers.yaml", *sorted((folder / "files").glob("*.yaml"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (the safe one, in C)
    except yaml.YAMLError as error:
        raise Fault(f"{path.name} bukan YAML yang benar", str(error).splitlines()[0]) from error
    if not isinstance(content, dict):
        raise Fault(f"{path.name} tidak berisi daftar kunci")
    return content


def _read_format(path: Path, standard: Mapping[str, tuple[str, ...]], shared: Mapping[str, tuple[str, ...]]) -> Format:
    raw = _read_yaml(path)
    if unknown := raw.keys() - _KEYS:
        raise Fault(f"Kunci {', '.join(sorted(unknown))} tidak dikenal", path.name)
    for key in ("kind", "title", "sender", "sample", "required"):
        if not raw.get(key):
            raise Fault(f"'{key}' tidak diisi", path.name)
    if raw["kind"] not in standard:
        raise Fault(f"Jenis {raw['kind']} tidak ada di standard.yaml", path.name)
    columns = standard[raw["kind"]]
    own = {column: tuple(names) for column, names in (raw.get("headers") or {}).items()}
    if odd := [name for names in own.values() for name in names if not isinstance(name, str)]:
        raise Fault(f"Judul {odd[0]} harus ditulis dalam tanda kutip", path.name)
    groups = tuple(tuple(group) for group in raw.get("one_of") or ())
    constants = {column: str(value) for column, value in (raw.get("constants") or {}).items()}
    named = [*own, *raw["required"], *(c for group in groups for c in group), *constants, *(raw.get("data_on") or ())]
    for column in named:
        if column not in columns:
            raise Fault(f"Kolom {column} bukan kolom baku dari {raw['kind']}", path.name)
    headers = _headers(columns, own, shared)
    return Format(
        name=path.stem,
        kind=raw["kind"],
        title=raw["title"],
        sender=raw["sender"],
        sample=raw["sample"],
        layout=raw.get("layout", "table"),
        columns=columns,
        required=tuple(raw["required"]),
        one_of=groups,
        unless=_keys_of(raw.get("unless") or (), shared),
        columns_at_most=raw.get("columns_at_most"),
        markers=tuple(text_key(marker) for marker in raw.get("markers") or ()),
        data_on=tuple(raw.get("data_on") or ()),
        constants=constants,
        vocabulary=_vocabulary(headers, own, path.name),
        headers=headers,
    )


def _headers(
    columns: Iterable[str], own: Mapping[str, tuple[str, ...]], shared: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Spellings per column, preferred first: the format's own, then everybody's, then the standard name itself."""
    return {column: (*own.get(column, ()), *shared.get(column, ()), column) for column in columns}


def _vocabulary(
    headers: Mapping[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]], file_name: str
) -> dict[str, tuple[str, int]]:
    """Header key -> (column, rank); what a format says itself goes before what everybody says."""
    claimed: dict[str, tuple[str, int]] = {}
    for column, names in own.items():
        for rank, name in enumerate(names):
            holder, _ = claimed.setdefault(text_key(name), (column, rank))
            if holder != column:
                raise Fault(f"Judul {name} dipakai untuk {holder} dan {column}", file_name)
    for column, names in headers.items():
        for rank, name in enumerate(names):
            claimed.setdefault(text_key(name), (column, rank))
    return claimed


def _keys_of(names: Iterable[str], shared: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Keys of headers; a standard column stands for all its shared spellings."""
    return frozenset(text_key(name) for item in names for name in (item, *shared.get(item, ())))
