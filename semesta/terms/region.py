"""Regions: Kemendagri codes with dots, dated, with every name they carry (jkn.md R1.15, data-formats.md section 5).

The days on which codes and names changed are not published with the code lists; a change between two lists is dated
to 1 January of the later list's year. `valid_to` NULL: still in the newest list (2025).
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import pyarrow as pa

from semesta.terms.names import WORTH_TRYING, name_variants
from semesta.terms.text import name_key

PROVINCE, REGENCY, DISTRICT, VILLAGE = "province", "regency", "district", "village"
_LEVEL_OF_LENGTH = {2: PROVINCE, 5: REGENCY, 8: DISTRICT, 13: VILLAGE}
FIRST_KNOWN_ON = date(1900, 1, 1)
_LIST_YEARS = (2016, 2018, 2022, 2023, 2025)


@dataclass(frozen=True, slots=True)
class Region:
    """One region code under one name for the days valid_from .. valid_to (None: still so)."""

    code: str
    level: str
    name: str
    valid_from: date
    valid_to: date | None
    current_code: str
    aliases: frozenset[str]

    @property
    def parent_code(self) -> str:
        """The code one level up; '' for a province."""
        return self.code.rpartition(".")[0]


def region_level(code: str) -> str:
    """`16.71.04.1002` is a village; a code of another length is a ValueError."""
    return _LEVEL_OF_LENGTH[len(code)] if len(code) in _LEVEL_OF_LENGTH else _no_level(code)


def _no_level(code: str) -> str:
    raise ValueError(f"not a region code: {code}")


def dotted(digits: str) -> str:
    """`1671041002` or `16.71.04.1002` is `16.71.04.1002`; also 2, 4 and 6 digits."""
    plain = digits.replace(".", "")
    return ".".join(part for part in (plain[:2], plain[2:4], plain[4:6], plain[6:]) if part)


def _read(name: str) -> bytes:
    return files("semesta.terms").joinpath(f"data/wilayah/{name}").read_bytes()


def _csv(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_read(name).decode("utf-8").splitlines())


@cache
def _names_2025() -> dict[str, str]:
    lines = csv.reader(gzip.decompress(_read("wilayah_2025_all.csv.gz")).decode("utf-8").splitlines())
    next(lines)
    return {code: name.strip() for code, name in lines}


@dataclass(frozen=True, slots=True)
class _Naming:
    name: str
    valid_from: date
    valid_to: date | None


def _namings(names: list[str]) -> list[_Naming]:
    """Names in the lists of 2016, 2018, 2022, 2023, 2025 ('' = code absent) turned into periods."""
    periods: list[_Naming] = []
    for year, name in zip(_LIST_YEARS, names, strict=True):
        start = FIRST_KNOWN_ON if year == _LIST_YEARS[0] else date(year, 1, 1)
        last = periods[-1] if periods else None
        if last and last.valid_to is None and last.name != name:
            periods[-1] = _Naming(last.name, last.valid_from, start - timedelta(days=1))
        if name and not (last and last.valid_to is None and last.name == name):
            periods.append(_Naming(name, start, None))
    return periods


@cache
def _history() -> dict[str, tuple[list[_Naming], str]]:
    """Code -> (its names in time, the code that stands for it today), for the areas whose history is known."""
    held = {}
    for row in _csv("palembang_kode_riwayat.csv"):
        names = [row[f"nama_{year}"].strip() for year in _LIST_YEARS]
        held[row["kode"]] = (_namings(names), row["kode_pengganti"] or row["kode"])
    return held


@cache
def _extra_aliases() -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = defaultdict(list)
    for row in _csv("alias_palembang.csv"):
        held[row["kode"]].append(row["alias"])
    return {code: tuple(names) for code, names in held.items()}


@cache
def _bps_codes() -> dict[str, str]:
    return {row["kode"]: row["kode_bps"] for row in _csv("bps_kode_sumsel.csv")}


def _regency_keys(name: str) -> set[str]:
    """`Kabupaten Bandung` is also KABBANDUNG; never plain BANDUNG, which may be the city."""
    kind, _, rest = name.partition(" ")
    return {name_key(f"Kab {rest}")} if kind == "Kabupaten" else set()


def _keys_of(code: str, names: list[_Naming]) -> set[str]:
    keys: set[str] = set()
    for naming in names:
        keys |= name_variants(naming.name) if WORTH_TRYING.search(naming.name) else {name_key(naming.name)}
        keys |= _regency_keys(naming.name) if len(code) == 5 else set()
    for alias in _extra_aliases().get(code, ()):
        keys |= name_variants(alias)
    return keys - {""}


def _known(code: str) -> tuple[list[_Naming], str]:
    return _history().get(code) or ([_Naming(_names_2025()[code], FIRST_KNOWN_ON, None)], code)


def _codes(area: str) -> list[str]:
    every = _names_2025().keys() | _history().keys()
    wanted = every if not area else {code for code in every if code.startswith(area) or area.startswith(code + ".")}
    return sorted(wanted)


def region(code: str, on: date) -> Region | None:
    """The region of this code as it was on that day; None when the code did not exist then or was never known."""
    if code not in _history() and code not in _names_2025():
        return None
    names, current = _known(code)
    for naming in names:
        if naming.valid_from <= on and (naming.valid_to is None or on <= naming.valid_to):
            keys = frozenset(_keys_of(code, names))
            level = region_level(code)
            return Region(code, level, naming.name, naming.valid_from, naming.valid_to, current, keys)
    return None


_Row = tuple[str, str, str, str, str, date, date | None, str | None, str, bool]


def _rows_of(code: str) -> Iterator[_Row]:
    names, current = _known(code)
    level, parent, bps = region_level(code), code.rpartition(".")[0], _bps_codes().get(code)
    named: dict[str, _Naming] = {name_key(naming.name): naming for naming in names}
    for key in sorted(_keys_of(code, names)):
        naming = named.get(key, names[-1])
        yield code, level, parent, naming.name, key, naming.valid_from, naming.valid_to, bps, current, key in named


def _without_ambiguous(rows: list[_Row]) -> list[_Row]:
    """A key that two codes of one parent would share stays with the code whose own name it is, else with neither."""
    owners: dict[tuple[str, str], set[tuple[str, bool]]] = defaultdict(set)
    for row in rows:
        owners[row[2], row[4]].add((row[8], row[9]))

    def clear(row: _Row) -> bool:
        found = owners[row[2], row[4]]
        return len({current for current, _ in found}) == 1 or (row[9] and sum(own for _, own in found) >= 1)

    return [row for row in rows if clear(row)]


_SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("level", pa.string()),
        ("parent_code", pa.string()),
        ("name", pa.string()),
        ("alias_key", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("bps_code", pa.string()),
        ("current_code", pa.string()),
        ("official_name", pa.bool_()),
    ]
)


@cache
def region_names(area: str = "") -> pa.Table:
    """One row per region code and name key: code, level, parent_code, name, alias_key, valid_from, valid_to,
    bps_code (NULL where not known), current_code, official_name (the key of a name from a code list).

    level is province, regency, district or village. `area` '16.71' gives that area with its ancestors, '' the nation.
    (parent_code, alias_key) leads to one current_code, except where a code list itself has two villages of one name.
    Look text up by `name_key` (terms/text.py gives the SQL); old codes (before the split of 16 into 18 districts) are
    rows too, and current_code is where their people live today. BPJS's own area codes are not known and not guessed.
    """
    rows = _without_ambiguous([row for code in _codes(area) for row in _rows_of(code)])
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)], _SCHEMA)


def place_name(code: str) -> str:
    """The official name of a region today, `Kota Palembang`; the code itself where no list has it."""
    for row in region_names(code[:5]).to_pylist():
        if row["code"] == code and row["official_name"] and row["valid_to"] is None:
            return str(row["name"])
    return code


def _listed_districts() -> set[str]:
    past = (row["kode"] for row in _csv("kecamatan_kode_lama.csv"))
    codes = {code for code in (*_names_2025(), *_history()) if len(code) == 8}
    return {code.replace(".", "") for code in (*codes, *past)}


def _given_up_districts(listed: set[str]) -> Iterator[str]:
    """Numbers below the highest of their regency that no list holds: numbers are handed out in order and not again."""
    highest: dict[str, int] = defaultdict(int)
    for code in listed:
        highest[code[:4]] = max(highest[code[:4]], int(code[4:]))
    yield from (f"{regency}{number:02d}" for regency, last in highest.items() for number in range(1, last))


def _given_up_regencies(listed: set[str]) -> Iterator[str]:
    """Districts 01 to 30 of regency numbers that a province gave up (64.73 Tarakan, 73.19 ... when they left)."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for code in listed:
        numbers[code[:2]].add(int(code[2:4]))
    for province, held in numbers.items():
        towns, shires = {number for number in held if number > 70}, {number for number in held if number <= 70}
        gone = {*range(1, max(shires, default=0)), *range(71, max(towns, default=70))} - held
        yield from (f"{province}{number:02d}{district:02d}" for number in gone for district in range(1, 31))


@cache
def nik_region_codes() -> frozenset[str]:
    """The six-digit starts that a NIK may have: every district of any code list known to Semesta, and every number that
    must have been a district before those lists because later numbers of its regency or province exist.
    """
    listed = _listed_districts()
    return frozenset({*listed, *_given_up_districts(listed), *_given_up_regencies(listed)})


@cache
def known_nik_regions() -> pa.Table:
    """One row per known NIK start: nik_region (six digits, VARCHAR), sorted."""
    return pa.table({"nik_region": pa.array(sorted(nik_region_codes()), pa.string())})


@cache
def _keys_under(parent_code: str) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in region_names(parent_code).to_pylist():
        if row["parent_code"] == parent_code:
            found[row["level"], row["alias_key"]].add(row["current_code"])
    return dict(found)


def current_region(level: str, parent_code: str, text: str) -> str | None:
    """The code in force today of a place written `text` under `parent_code` (of any code list); None if unknown or
    ambiguous."""
    found = _keys_under(parent_code).get((level, name_key(text)), set())
    return next(iter(found)) if len(found) == 1 else None
