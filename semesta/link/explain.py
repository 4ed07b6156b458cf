"""Why a pair was linked or not: what each field says, in bits and in words.

The pattern and the model give what was weighed. A field that was not weighed (the certain pass looks at few) is told
from the two rows, when they are given.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from semesta.link.compare import compared, comparison
from semesta.link.model import decode
from semesta.link.model import evidence as weigh
from semesta.link.sides import prepare_sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.engines.base import Engine
    from semesta.link.model import Model

KINDS = {
    "full_name": "name", "given_name": "name", "family_name": "name", "mother_name": "name", "birth_date": "date",
    "national_id": "number", "place": "text", "address": "text", "village": "code", "postcode": "code", "phone": "code",
    "sex": "flag", "household": "flag", "family": "family", "free": "free", "name_order": "order",
}  # fmt: skip
LABELS = {
    "full_name": "Nama", "given_name": "Nama depan", "family_name": "Nama keluarga", "mother_name": "Nama ibu",
    "birth_date": "Tanggal lahir", "national_id": "NIK", "place": "Tempat", "address": "Alamat", "village": "Kelurahan",
    "postcode": "Kode pos", "phone": "Telepon", "sex": "Jenis kelamin", "household": "Rumah tangga",
    "family": "Kartu keluarga",
    "free": "Penduduk ini", "name_order": "Urutan nama", "near": "Tetangga", "home": "Serumah", "twin": "Kembar",
}  # fmt: skip
SENTENCES = {
    "missing": "tidak ada di salah satu berkas", "unweighed": "tidak ditimbang",
    "missing_left": "tidak ada atau tidak dapat dipakai di daftar penduduk",
    "missing_right": "tidak ada atau tidak dapat dipakai di berkas peserta",
    "missing_both": "tidak ada atau tidak dapat dipakai di kedua berkas",
    "name_9": "sama", "name_8": "sama bunyinya atau hanya urutan katanya lain", "name_7": "hampir sama (salah ketik)",
    "name_6": "cocok dengan singkatan", "name_5": "sebagian kata hilang", "name_4": "mirip", "name_3": "satu kata sama",
    "name_2": "agak mirip", "name_1": "berbeda",
    "date_9": "sama", "date_8": "hari dan bulan tertukar", "date_7": "berbeda satu angka",
    "date_6": "tahun sama, salah satu tanggal pengganti", "date_5": "hari dan bulan sama, tahun lain",
    "date_4": "dua dari tiga bagian sama", "date_3": "hanya tahun sama",
    "date_2": "tahun berselisih satu", "date_1": "berbeda",
    "number_9": "sama", "number_8": "sama sampai digit 15, digit terakhir hilang di Excel",
    "number_7": "berbeda satu digit atau dua digit tertukar", "number_6": "berbeda dua digit atau satu digit hilang",
    "number_5": "berbeda tiga digit", "number_4": "tanggal dan nomor urut sama", "number_3": "wilayah dan tanggal sama",
    "number_2": "hanya tanggal sama", "number_1": "berbeda",
    "text_9": "sama", "text_8": "sama, urutan kata lain", "text_7": "hampir sama", "text_5": "sebagian kata hilang",
    "text_4": "mirip", "text_3": "satu kata sama", "text_2": "agak mirip", "text_1": "berbeda",
    "code_9": "sama", "code_7": "berbeda satu angka", "code_5": "awal kode sama", "code_1": "berbeda",
    "flag_9": "sama", "flag_1": "berbeda",
    "family_9": "sama, dan keluarganya di kartu JKN ditautkan ke kartu keluarga ini",
    "family_8": "keluarganya di kartu JKN ditautkan ke kartu keluarga ini", "family_7": "sama", "family_1": "berbeda",
    "free_9": "belum ditautkan ke peserta lain", "free_1": "sudah ditautkan ke peserta lain",
    "order_9": "lurus", "order_1": "nama depan dan nama keluarga tertukar",
    "near": "tetangga pun bisa mirip begini", "home": "anggota keluarga lain pun bisa mirip begini",
    "twin": "saudara kembar pun bisa mirip begini",
}  # fmt: skip


COLUMNS = {
    "full_name": "name", "mother_name": "mother_name", "birth_date": "birth_on", "national_id": "nik", "sex": "sex",
    "village": "village_code", "phone": "phone", "nkk": "nkk",
}  # fmt: skip
"""Columns of the prepared sides and of 1_standard."""


@dataclass(frozen=True)
class Evidence:
    """What one field (or the likeness of other people: 'near', 'home', 'twin') says: `bits` above 0 speak for the
    link. A field that was not `weighed` has no bits; its level is what the two rows say now.
    """

    field: str
    level: int
    bits: float
    sentence_id: str
    weighed: bool = True

    @property
    def sentence(self) -> str:
        """In Indonesian: `NIK: berbeda satu digit atau dua digit tertukar`."""
        aside = "" if self.weighed or not self.level else " (tidak ditimbang)"
        return f"{LABELS[self.field]}: {SENTENCES[self.sentence_id]}{aside}"


@dataclass(frozen=True)
class Seen:
    """How alike two rows are in one field (0: not comparable), and whether each has a value that can be compared."""

    level: int
    left: bool
    right: bool


def explain(pattern: str, model: Model, seen: Mapping[str, Seen] | None = None) -> tuple[Evidence, ...]:
    """One entry per field in the model's order, then per kind of people who look alike; bits add up to the weight.

    `seen` (from `look`) says what the rows hold in fields that were not weighed.
    """
    pairs = decode(model.fields, np.asarray([int(pattern)], dtype=np.int64))
    found = []
    for name, bits in weigh(model, pairs).items():
        level = int(pairs.level[name][0]) if name in pairs.level else 0
        if level or name not in pairs.level:
            found.append(Evidence(name, level, float(bits[0]), f"{KINDS[name]}_{level}" if level else name))
        else:
            found.append(_unweighed(name, seen))
    return tuple(found)


def _unweighed(name: str, seen: Mapping[str, Seen] | None) -> Evidence:
    if seen is None:
        return Evidence(name, 0, 0.0, "missing", weighed=False)
    if name not in seen:
        return Evidence(name, 0, 0.0, "unweighed", weighed=False)
    one = seen[name]
    if one.level:
        return Evidence(name, one.level, 0.0, f"{KINDS[name]}_{one.level}", weighed=False)
    side = "right" if one.left else "left" if one.right else "both"
    return Evidence(name, 0, 0.0, f"missing_{side}", weighed=False)


def look(engine: Engine, resident: Mapping[str, Any], member: Mapping[str, Any], model: Model) -> dict[str, Seen]:
    """The fields of `model` compared on two rows of 1_standard as they stand; what is no column of both is left out.

    Each row is compared with itself, too: what is not comparable there has no usable value.
    """
    fields = [field.name for field in model.fields if field.name in COLUMNS or field.name == "family"]
    rows = [_side(resident), _side(member)]
    made = {name: pa.array([row[name] for row in rows], pa.string()) for name in COLUMNS}
    none = pa.nulls(len(rows), pa.string())
    engine.register("seen_raw", pa.table({"key": [0, 1], **made, "mate_first": none, "mate_last": none}))
    prepare_sides(engine, ("seen_raw", "seen_left"), ("seen_raw", "seen_right"), fields)
    engine.register("seen_pair", pa.table({"l": [0, 0, 1], "r": [1, 0, 1]}))
    comparisons = [comparison(name, nik=True) for name in fields]
    codes = engine.rows(f"SELECT code FROM ({compared('seen_pair', 'seen_left', 'seen_right', comparisons)}) AS t"
                        " ORDER BY l <> 0, r <> 1")  # fmt: skip
    levels = decode([one.field for one in comparisons], np.asarray([code for (code,) in codes], np.int64)).level
    for name in ("seen_raw", "seen_left", "seen_right", "seen_pair"):
        engine.drop(name)
    return {name: Seen(int(level[0]), left=bool(level[1]), right=bool(level[2])) for name, level in levels.items()}


def _side(row: Mapping[str, Any]) -> dict[str, str | None]:
    born = row["birth_on"]
    return {
        **{name: row.get(column) for name, column in COLUMNS.items()},
        "birth_date": None if born is None else f"{born:%Y%m%d}",
    }
