"""Months of one city follow from each other by flows that one can count."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.unit.synthetic_city import made, read, truth


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return made(tmp_path_factory.mktemp("city"), residents=30_000, months=2)


def month(city, start, stamp):
    (path,) = (city / "inbox").glob(f"{start}_{stamp}_*.csv")
    return read(path)


def rows_by(table, key):
    return {row[key]: row for row in table.to_pylist()}


def test_about_2_percent_of_member_rows_change_in_a_month(city):
    before, after = (rows_by(month(city, "peserta", stamp), "PSNOKA") for stamp in ("2025-04", "2025-05"))
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    changed = [card for card in before.keys() & after.keys() if before[card] != after[card]]
    assert 0.015 < (len(new) + len(gone) + len(changed)) / len(after) < 0.025
    assert new
    assert gone
    off = [card for card in changed if before[card]["STATUSPST"] == "AKTIF" != after[card]["STATUSPST"]]
    assert off
    assert {after[card]["TAT"] for card in off} == {"2025-04-30"}


def test_about_1_percent_of_residents_change_in_a_month(city):
    before, after = (month(city, "dukcapil", stamp) for stamp in ("2025-04", "2025-05"))
    before, after = (
        rows_by(table.filter(pc.not_equal(table["STATUS"], "TIDAK VALID")), "NIK") for table in (before, after)
    )
    moved = len(after.keys() - before.keys()) + len(before.keys() - after.keys())
    changed = sum(1 for nik in before.keys() & after.keys() if before[nik] != after[nik])
    assert 0.005 < (moved + changed) / len(after) < 0.015


def test_the_unborn_have_no_row_and_the_living_are_not_yet_dead(city):
    residents = truth(city, "resident")
    april = residents.filter(pc.equal(residents["month"], pa.scalar("2025-04-01").cast(pa.date32())))
    may = residents.filter(pc.equal(residents["month"], pa.scalar("2025-05-01").cast(pa.date32())))
    file = month(city, "dukcapil", "2025-05")
    born = pc.equal(pc.utf8_slice_codeunits(file["TGL_LHR"], 3, 10), "04-2025")
    newborn = set(may["human_id"].filter(born).to_pylist())
    assert len(newborn) > 10
    early = newborn & set(april["human_id"].to_pylist())
    assert len(early) <= 2  # a birth date with a slip
    died = set(may["human_id"].filter(pc.equal(may["row_kind"], "dead")).to_pylist())
    lived = set(april["human_id"].filter(pc.equal(april["row_kind"], "living")).to_pylist())
    assert len(died & lived) > 5


def test_the_decree_of_february_2026_switches_off_its_whole_list(tmp_path):
    city = made(tmp_path, residents=10_000, months=2, preset="2026-02", files="all")
    (path,) = (city / "inbox").glob("lampiran_sk_*.csv")
    listed = [line.split(";")[2] for line in path.read_text().splitlines()[3:]]
    assert len(listed) == round(113_000 * 10_000 / 1_781_672) == 634
    before, after = (rows_by(month(city, "peserta", stamp), "PSNOKA") for stamp in ("2026-01", "2026-02"))
    assert {before[card]["STATUSPST"] for card in listed if card in before} == {"AKTIF"}
    assert {after[card]["STATUSPST"] for card in listed} == {"PBI DINONAKTIFKAN"}
    assert {after[card]["TAT"] for card in listed} == {"2026-01-31"}
