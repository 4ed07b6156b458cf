"""Why a pair was linked or not: what each field says, in bits and in words. Needs only the pattern and the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.model import decode
from semesta.link.model import evidence as weigh

if TYPE_CHECKING:
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
    "missing": "tidak ada di salah satu berkas",
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


@dataclass(frozen=True)
class Evidence:
    """What one field (or the likeness of other people: 'near', 'home', 'twin') says: `bits` above 0 speak for the
    link.
    """

    field: str
    level: int
    bits: float
    sentence_id: str

    @property
    def sentence(self) -> str:
        """In Indonesian: `NIK: berbeda satu digit atau dua digit tertukar`."""
        return f"{LABELS[self.field]}: {SENTENCES[self.sentence_id]}"


def explain(pattern: str, model: Model) -> tuple[Evidence, ...]:
    """One entry per field in the model's order, then per kind of people who look alike; bits add up to the weight."""
    pairs = decode(model.fields, np.asarray([int(pattern)], dtype=np.int64))
    parts = weigh(model, pairs)
    found = []
    for name, bits in parts.items():
        level = int(pairs.level[name][0]) if name in pairs.level else 0
        kind = f"{KINDS[name]}_{level}" if level else "missing"
        found.append(Evidence(name, level, float(bits[0]), kind if name in pairs.level else name))
    return tuple(found)
