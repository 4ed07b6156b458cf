"""Every declared format has a sample and is recognised by what is in it."""

from __future__ import annotations

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from formats_files import SAMPLES, rows_of

from semesta.formats.load import load_formats, load_standard
from semesta.formats.read import land

FORMATS = load_formats()


@pytest.mark.parametrize("form", FORMATS, ids=[form.name for form in FORMATS])
def test_the_sample_is_recognised_and_every_row_lands(form, tmp_path):
    (landed,) = land(SAMPLES / form.sample, tmp_path)
    assert (landed.format, landed.kind) == (form.name, form.kind)
    assert landed.row_count == landed.landed_count > 0
    assert landed.rejected_count == 0


@pytest.mark.parametrize("form", FORMATS, ids=[form.name for form in FORMATS])
def test_the_name_of_a_file_says_nothing(form, tmp_path):
    disguised = tmp_path / "tanpa nama.dat"
    shutil.copy(SAMPLES / form.sample, disguised)
    (landed,) = land(disguised, tmp_path / "files")
    assert landed.format == form.name


def test_what_lands_has_the_standard_columns_as_text_and_the_row_number(tmp_path):
    standard = load_standard()
    for form in FORMATS:
        (landed,) = land(SAMPLES / form.sample, tmp_path)
        schema = pq.read_schema(landed.path)
        assert schema.names == [*standard[form.kind], "row_number"]
        assert [str(one) for one in schema.types] == ["string"] * len(standard[form.kind]) + ["int64"]


def test_every_sample_belongs_to_a_format():
    assert {path.name for path in SAMPLES.iterdir()} == {form.sample for form in FORMATS}


def test_siak_codes_stay_as_sent(tmp_path):
    (landed,) = land(SAMPLES / "dukcapil_siak.csv", tmp_path)
    codes = ("province_code", "regency_code", "district_code", "village_code")
    first = rows_of(landed, *codes, "village_name", "birth_date")[0]
    assert first == (1, "16", "71", "4", "1002", "35 ILIR", "02-MAR-85")


def test_the_mutation_form_begins_below_its_numbered_row(tmp_path):
    (landed,) = land(SAMPLES / "mutation_37.xlsx", tmp_path)
    assert rows_of(landed, "sequence", "nik", "pisa", "ward_class") == [
        (1, "1", "1671080510770002", "1", "3"),
        (2, "2", "1671085212800001", "3", "3"),
    ]
    assert landed.data_on is not None
    assert landed.data_on.isoformat() == "2025-05-10"
    assert "Baris data pertama: 18" in landed.notes


def test_a_kind_of_event_that_only_the_header_tells_is_filled_in(tmp_path):
    said = {}
    for name in ("event", "event_death", "event_move_out", "event_move_in", "event_birth"):
        (landed,) = land(SAMPLES / f"{name}.csv", tmp_path)
        said[name] = [row[1] for row in rows_of(landed, "event")]
    assert said == {
        "event": ["KEMATIAN", "PINDAH"],
        "event_death": ["MENINGGAL", "MENINGGAL"],
        "event_move_out": ["PINDAH", "PINDAH"],
        "event_move_in": ["DATANG"],
        "event_birth": ["LAHIR", "LAHIR"],
    }


def test_json_as_the_dukcapil_service_sends_it_keeps_every_digit(tmp_path):
    rows = [
        {"NIK": 1671040203850001, "NO_KK": 1671041502100003, "NAMA_LGKP": "KEMAS RIDHO", "TGL_LHR": "1985-03-02",
         "JENIS_KLMIN": "Laki-Laki", "NO_KEL": 1002, "NAMA_LGKP_IBU": None},
        {"NIK": 9171040203850001, "NO_KK": 1671041502100003, "NAMA_LGKP": "DEWI", "TGL_LHR": "1988-06-05",
         "JENIS_KLMIN": "Perempuan", "NO_KEL": 1002, "NAMA_LGKP_IBU": "RATNA"},
    ]  # fmt: skip
    shapes = {
        "amplop.json": json.dumps({"content": rows, "lastPage": True}),
        "larik.json": json.dumps(rows, indent=1),
        "baris.json": "\n".join(json.dumps(row) for row in rows),
    }
    for name, text in shapes.items():
        (tmp_path / name).write_text(text)
        (landed,) = land(tmp_path / name, tmp_path / "files")
        assert landed.format == "dukcapil_siak", name
        assert rows_of(landed, "nik", "village_code", "mother_name") == [
            (1, "1671040203850001", "1002", None),
            (2, "9171040203850001", "1002", "RATNA"),
        ], name


def test_a_broken_line_among_json_lines_is_set_aside(tmp_path):
    line = json.dumps({"NIK": "1671040203850001", "NO_KK": "1671041502100003", "NAMA": "A", "TGL_LHR": "x", "JK": "L"})
    (tmp_path / "a.json").write_text("\n".join([line, line[:40], line]))
    (landed,) = land(tmp_path / "a.json", tmp_path / "files")
    assert (landed.row_count, landed.landed_count, landed.rejected_count) == (3, 2, 1)
    (reject,) = pq.read_table(landed.reject_path).to_pylist()
    assert (reject["row_number"], reject["reason"], reject["text"]) == (2, "rekaman_rusak", line[:40])


def test_parquet_with_numbers_and_dates_lands_as_text(tmp_path):
    table = pa.table(
        {
            "psnoka": ["0001100000011", None],
            "nik": pa.array([1671040203850001, None], pa.int64()),
            "nama": ["KEMAS RIDHO", ""],
            "segmen": pa.array(["PPU", "BP"]).dictionary_encode(),
            "tgl_lahir": pa.array([5539, None], pa.int32()).cast(pa.date32()),
        }
    )
    pq.write_table(table, tmp_path / "peserta.parquet")
    (landed,) = land(tmp_path / "peserta.parquet", tmp_path / "files")
    assert rows_of(landed, "psnoka", "nik", "name", "segment_text", "birth_date") == [
        (1, "0001100000011", "1671040203850001", "KEMAS RIDHO", "PPU", "1985-03-02"),
    ]
    assert (landed.row_count, landed.rejected_count) == (2, 1)
