"""The presets meet what was published, exactly, and any size of city meets its share of it."""

import json

import pyarrow.compute as pc
import pytest

from semesta.synthetic.city import write_city
from semesta.synthetic.plan import make_plan
from semesta.terms.fault import Fault
from tests.unit.synthetic_city import made, sent, truth


def test_a_preset_without_residents_is_the_published_city():
    august = make_plan("2022-08", None)
    assert (august.population, august.registered) == (1_704_503, 1_703_139)
    assert round(100 * 1_703_139 / 1_704_503, 2) == 99.92
    november = make_plan("2022-11", None)
    assert november.segment == {
        "PBI_APBN": 702_510,
        "PBPU_PEMDA": 152_732,
        "PPU": 555_139,
        "PBPU": 258_350,
        "BP": 42_057,
    }
    assert november.registered == 702_510 + 152_732 + 555_139 + 258_350 + 42_057 == 1_710_788
    assert november.population == 1_721_392


def test_may_2025_is_full_with_87_percent_active_and_february_2026_lost_113000():
    may, february = make_plan("2025-05", None), make_plan("2026-02", None)
    assert may.registered == may.population == 1_781_672
    assert may.segment["PBPU_PEMDA"] == 200_000
    assert sum(may.active.values()) == round(0.87 * 1_781_672) == 1_550_055
    assert february.decree_people == 113_000
    assert sum(february.active.values()) == 1_550_055 - 113_000
    assert round(100 * (1_550_055 - 113_000) / 1_781_672, 2) == 80.66


@pytest.mark.parametrize("preset", ["2022-08", "2022-11", "2025-05", "2026-02"])
def test_a_smaller_city_has_the_same_shares(preset, tmp_path):
    found = write_city(preset=preset, out=tmp_path, residents=4_000, files="two")[preset]
    plan = make_plan(preset, None)
    scale = 4_000 / plan.population
    assert found["population"] == 4_000
    assert found["registered"] == round(plan.registered * scale)
    assert abs(found["active"] - sum(plan.active.values()) * scale) <= 3
    for name, people in plan.segment.items():
        assert abs(found[f"registered_{name}"] - people * scale) <= 1
    assert json.loads((tmp_path / "truth" / "totals.json").read_text())["totals"][preset] == found


def test_the_files_hold_what_the_totals_say(tmp_path):
    found = write_city(preset="2025-05", out=tmp_path, residents=4_000, files="two")["2025-05"]
    register, members = sent(tmp_path, "dukcapil"), sent(tmp_path, "peserta")
    assert register.num_rows == found["register_rows"]
    assert pc.sum(pc.equal(register["STATUS"], "HIDUP")).as_py() == found["population"] == 4_000
    assert members.num_rows == found["member_rows"]
    here = pc.or_(pc.starts_with(members["KDKEL"], "1671"), pc.equal(members["KDKEL"], ""))
    assert pc.sum(here).as_py() == found["registered"]
    active = pc.and_(here, pc.equal(members["STATUSPST"], "AKTIF"))
    assert pc.sum(active).as_py() == found["active"]
    pemda = pc.and_(here, pc.equal(members["KDJNSPESERTA"], "22"))
    assert pc.sum(pemda).as_py() == found["registered_PBPU_PEMDA"]
    assert pc.sum(truth(tmp_path, "resident")["uncovered"]).as_py() == found["uncovered"]


def test_an_unknown_preset_area_or_choice_is_told_in_a_sentence(tmp_path):
    with pytest.raises(Fault, match=r"Preset 2030-01 tidak dikenal: pakai 2022-08, 2022-11, 2025-05, 2026-02"):
        write_city(preset="2030-01", out=tmp_path, residents=1_000)
    with pytest.raises(Fault, match=r"Kode wilayah 99\.99 tidak dikenal"):
        write_city(preset="2025-05", out=tmp_path, residents=1_000, area="99.99")
    with pytest.raises(Fault, match=r"columns rich \| lean \| six"):
        write_city(preset="2025-05", out=tmp_path, residents=1_000, columns="all")


def test_every_regency_can_be_made_and_a_province_is_one_of_each(tmp_path):
    found = write_city(preset="2025-05", out=tmp_path, residents=8_000, area="16", files="two")["2025-05"]
    assert found["population"] == 8_000
    registers = sorted((tmp_path / "inbox").glob("dukcapil_*.csv"))
    assert len(registers) == 17
    members, residents = truth(tmp_path, "member"), truth(tmp_path, "resident")
    assert pc.count_distinct(members["psnoka"]).as_py() == members.num_rows
    humans = residents.filter(pc.not_equal(residents["row_kind"], "duplicate_nik"))
    assert pc.count_distinct(humans["nik"]).as_py() == humans.num_rows
    made(tmp_path / "island", residents=1_000, area="72.11")
    assert sent(tmp_path / "island", "dukcapil")["NO_PROP"][0].as_py() == "72"


def test_some_residents_of_a_province_hold_a_second_card_in_the_next_regency(tmp_path):
    made(tmp_path, residents=20_000, area="16")
    members, residents = truth(tmp_path, "member"), truth(tmp_path, "resident")
    far = members.filter(pc.and_(pc.equal(members["cause"], "other_city"), pc.is_valid(members["resident_nik"])))
    assert 0.005 < far.num_rows / members.num_rows < 0.009  # half of 1.5 %
    there, here = (pc.utf8_slice_codeunits(far[name], at) for name, at in (("member_file", 8), ("resident_file", 9)))
    assert not pc.any(pc.equal(there, here)).as_py()
    at_home = residents.join(far.select(["human_id", "resident_nik"]), keys="human_id", join_type="inner")
    at_home = at_home.filter(pc.equal(at_home["row_kind"], "living"))
    assert at_home.num_rows == far.num_rows
    assert at_home["nik"].to_pylist() == at_home["resident_nik"].to_pylist()
    assert set(at_home["class"].to_pylist()) == {"covered_active"}
