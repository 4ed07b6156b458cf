"""A wrong declaration fails the load and names its file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import semesta.formats.load as loading
from semesta.formats.load import load_formats
from semesta.terms.fault import Fault

WHOLE = """
kind: member
title: Peserta
sender: BPJS
sample: peserta.csv
required: [nik, name]
headers: {nik: [NOMOR IDENTITAS]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "files").mkdir()
    for name in ("standard.yaml", "headers.yaml"):
        shutil.copy(Path(loading.__file__).parent / name, tmp_path / name)
    return tmp_path


def declare(folder: Path, text: str) -> Path:
    (folder / "files" / "peserta.yaml").write_text(text)
    return folder


def test_a_whole_declaration_loads(folder):
    (form,) = load_formats(declare(folder, WHOLE))
    assert (form.name, form.header_of("nik"), form.header_of("name")) == ("peserta", "NOMOR IDENTITAS", "NAMA")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[nik, name]", "[nik, warna]", "Kolom warna bukan kolom baku dari member"),
        ("{nik:", "{warna:", "Kolom warna bukan kolom baku dari member"),
        ("required: [nik, name]", "required: []", "'required' tidak diisi"),
        ("sample: peserta.csv", "", "'sample' tidak diisi"),
        ("kind: member", "kind: hewan", "Jenis hewan tidak ada di standard.yaml"),
        ("title:", "judul:", "Kunci judul tidak dikenal"),
        ("[NOMOR IDENTITAS]", "[NO]", "Judul False harus ditulis dalam tanda kutip"),
        ("[NOMOR IDENTITAS]}", "[ID], name: [I D]}", "Judul I D dipakai untuk nik dan name"),
        ("kind: member", "kind: [", "peserta.yaml bukan YAML yang benar"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(old, new, sentence, folder):
    with pytest.raises(Fault) as fault:
        load_formats(declare(folder, WHOLE.replace(old, new)))
    assert fault.value.sentence == sentence
    assert "peserta.yaml" in str(fault.value)
