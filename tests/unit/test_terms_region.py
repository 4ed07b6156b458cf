"""Regions are dated, carry every name they had, and lead to the code of today (data-formats.md section 5)."""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from semesta.terms import region as wilayah
from semesta.terms.names import name_variants, number_words
from semesta.terms.region import (
    DISTRICT,
    REGENCY,
    VILLAGE,
    current_region,
    dotted,
    known_nik_regions,
    nik_region_codes,
    region,
    region_level,
    region_names,
)
from semesta.terms.text import name_key


@pytest.mark.parametrize(
    ("level", "parent", "written", "code"),
    [
        (VILLAGE, "16.71.01", "35 ILIR", "16.71.01.1001"),
        (VILLAGE, "16.71.01", "Tiga-puluh-lima Ilir", "16.71.01.1001"),
        (VILLAGE, "16.71.01", "KEL. TIGA PULUH LIMA ILIR", "16.71.01.1001"),
        (VILLAGE, "16.71.01", "Kelurahan 35-Ilir", "16.71.01.1001"),
        (VILLAGE, "16.71.04", "26 ILIR D. I", "16.71.04.1003"),
        (VILLAGE, "16.71.04", "26 ILIR D1", "16.71.04.1003"),
        (VILLAGE, "16.71.04", "26 ILIR I", "16.71.04.1003"),
        (VILLAGE, "16.71.04", "Dua-puluh-enam Ilir Satu", "16.71.04.1003"),
        (VILLAGE, "16.71.05", "20 ILIR D IV", "16.71.05.1008"),
        (VILLAGE, "16.71.05", "20 ILIR D.III", "16.71.05.1007"),
        (VILLAGE, "16.71.09", "20 ILIR D II", "16.71.09.1001"),
        (VILLAGE, "16.71.17", "9/10 ULU", "16.71.17.1002"),
        (VILLAGE, "16.71.17", "SEMBILAN SEPULUH ULU", "16.71.17.1002"),
        (VILLAGE, "16.71.02", "3-4 Ulu", "16.71.02.1004"),
        (VILLAGE, "16.71.06", "SEI BUAH", "16.71.06.1012"),
        (VILLAGE, "16.71.06", "SUNGAI BUAH", "16.71.06.1012"),
        (VILLAGE, "16.71.06", "SUNGAIBUAH", "16.71.06.1012"),
        (VILLAGE, "16.71.16", "LEBONG GAJAH", "16.71.16.1003"),
        (VILLAGE, "16.71.09", "Pipa Jaya", "16.71.09.1005"),
        (DISTRICT, "16.71", "ILIR BARAT II", "16.71.01"),
        (DISTRICT, "16.71", "Kec. Ilir Barat Dua", "16.71.01"),
        (DISTRICT, "16.71", "ILIR TIMUR 3", "16.71.18"),
        (DISTRICT, "16.71", "Bukitkecil", "16.71.11"),
        (DISTRICT, "16.71", "SU I", "16.71.02"),
        (REGENCY, "16", "KOTA PALEMBANG", "16.71"),
        (REGENCY, "16", "Palembang", "16.71"),
        (REGENCY, "16", "KAB. OGAN ILIR", "16.10"),
    ],
)
def test_a_place_is_found_however_it_is_written(level: str, parent: str, written: str, code: str) -> None:
    assert current_region(level, parent, written) == code


def test_an_unknown_place_is_unknown() -> None:
    assert current_region(VILLAGE, "16.71.01", "36 ILIR") is None
    assert current_region(VILLAGE, "16.71.01", "") is None


@pytest.mark.parametrize(
    ("old_parent", "written", "code"),
    [
        ("16.71.02", "8 ULU", "16.71.17.1001"),
        ("16.71.02", "9/10 ULU", "16.71.17.1002"),
        ("16.71.06", "DUKU", "16.71.18.1006"),
        ("16.71.16", "SAKO BARU", "16.71.08.1007"),
    ],
)
def test_a_village_of_the_time_of_sixteen_districts_leads_to_the_code_of_today(
    old_parent: str, written: str, code: str
) -> None:
    assert current_region(VILLAGE, old_parent, written) == code


def test_every_name_of_every_list_leads_to_the_code_of_today() -> None:
    text = Path(wilayah.__file__).parent.joinpath("data/wilayah/palembang_kode_riwayat.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if len(row["kode"]) > 5]
    assert len(rows) == 137  # 18 districts, 107 villages of today, 12 that ended
    for row in rows:
        parent, level = row["kode"].rpartition(".")[0], region_level(row["kode"])
        for name in {row[f"nama_{year}"].strip() for year in (2016, 2018, 2022, 2023, 2025)} - {""}:
            assert current_region(level, parent, name.upper()) == (row["kode_pengganti"] or row["kode"]), name


def test_palembang_went_from_16_to_18_districts() -> None:
    table = region_names("16.71").to_pylist()
    districts = {row["code"] for row in table if row["level"] == DISTRICT}
    in_2017 = {code for code in districts if region(code, date(2017, 6, 1))}
    assert (len(in_2017), len(districts)) == (16, 18)
    assert districts - in_2017 == {"16.71.17", "16.71.18"}


def test_palembang_has_107_villages_today_and_12_codes_that_ended() -> None:
    rows = [row for row in region_names("16.71").to_pylist() if row["level"] == VILLAGE]
    today = {code for code in (row["code"] for row in rows) if region(code, date(2025, 5, 1))}
    ended = {row["code"] for row in rows} - today
    assert (len(today), len(ended)) == (107, 12)
    assert all(row["current_code"] in today for row in rows)


def test_a_name_holds_between_two_days() -> None:
    old, new = region("16.71.01.1001", date(2024, 12, 31)), region("16.71.01.1001", date(2025, 1, 1))
    assert old
    assert new
    assert (old.name, new.name) == ("35 Ilir", "Tiga-puluh-lima Ilir")
    assert old.valid_to == date(2024, 12, 31)
    assert new.valid_to is None
    assert (new.parent_code, new.level) == ("16.71.01", VILLAGE)
    assert region("16.71.02.1007", date(2018, 1, 1)) is None
    assert region("99.99", date(2025, 1, 1)) is None


def test_five_regencies_of_south_sumatra_have_another_number_at_bps() -> None:
    rows = {row["code"]: row["bps_code"] for row in region_names("16").to_pylist() if row["level"] == REGENCY}
    differ = {code: bps for code, bps in rows.items() if bps != code.replace(".", "")}
    assert len(rows) == 17
    assert differ == {"16.08": "1609", "16.09": "1608", "16.72": "1673", "16.73": "1674", "16.74": "1672"}


def test_a_key_under_a_parent_leads_to_one_code_of_today() -> None:
    owners = defaultdict(set)
    for row in region_names("16").to_pylist():
        owners[row["parent_code"], row["alias_key"]].add(row["current_code"])
    assert {key: codes for key, codes in owners.items() if len(codes) > 1} == {}


def test_a_code_and_key_stand_in_one_row() -> None:
    rows = region_names("16.71").to_pylist()
    keys = [(row["code"], row["alias_key"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {name_key(row["name"]) for row in rows if row["official_name"]} == {
        row["alias_key"] for row in rows if row["official_name"]
    }


def test_an_area_comes_with_what_lies_above_it() -> None:
    codes = set(region_names("16.71.04").column("code").to_pylist())
    assert {"16", "16.71", "16.71.04", "16.71.04.1002"} <= codes
    assert "16.71.05" not in codes


def test_nik_regions_are_the_union_of_the_lists() -> None:
    known = nik_region_codes()
    assert {"167104", "167117", "910101"} <= known  # 91.01.01 was Merauke until Papua was divided
    assert {"160101", "647301"} <= known  # given up: 16.01 begins at 07 today, Tarakan was 64.73
    assert not {"990101", "167119", "167199", "161401"} & known
    # districts of 2025 + codes only in older lists + numbers given up + 10 regencies given up x 30
    assert known_nik_regions().num_rows == len(known) == 7285 + 523 + 701 + 10 * 30


def test_the_nation_takes_less_than_four_seconds_of_work() -> None:
    started = time.process_time()
    table = region_names("")
    assert time.process_time() - started < 4
    assert table.num_rows > 91_600


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "SATU"), (10, "SEPULUH"), (11, "SEBELAS"), (17, "TUJUHBELAS"), (20, "DUAPULUH"), (35, "TIGAPULUHLIMA")],
)
def test_numbers_are_said_in_indonesian(number: int, words: str) -> None:
    assert number_words(number) == words


def test_every_number_word_is_read_back() -> None:
    for number in range(1, 100):
        assert f"{number}ULU" in name_variants(f"{number_words(number)} Ulu")


@pytest.mark.parametrize("number", [0, 100])
def test_other_numbers_have_no_words(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        number_words(number)


def test_an_ordinary_name_has_one_key() -> None:
    assert name_variants("Bukit Lama") == {"BUKITLAMA"}
    assert name_variants("D. Ranau") == {"DRANAU"}
    assert name_variants("") == frozenset()


def test_codes_are_written_with_dots() -> None:
    assert dotted("1671041002") == dotted("16.71.04.1002") == "16.71.04.1002"
    assert (dotted("1671"), region_level("16.71")) == ("16.71", REGENCY)
    with pytest.raises(ValueError, match="not a region code"):
        region_level("1671")
