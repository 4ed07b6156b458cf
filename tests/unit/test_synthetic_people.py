"""The made-up people are plausible, hard to tell apart where real ones are, and nobody real."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from stdnum.id import nik as outside_judge

from tests.unit.synthetic_city import made, sent, truth


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return made(tmp_path_factory.mktemp("city"), residents=30_000)


@pytest.fixture(scope="module")
def register(city):
    rows = sent(city, "dukcapil")
    return rows.append_column("human_id", truth(city, "resident")["human_id"])


def test_no_serial_is_0000_and_an_outside_judge_takes_every_nik(register):
    niks = register["NIK"].to_pylist()
    assert not [nik for nik in niks if nik.endswith("0000")]
    known = [outside_judge.is_valid(nik) for nik in niks[::7]]
    assert sum(known) / len(known) > 0.97  # its region list is older than the newest provinces


def test_a_nik_tells_birth_date_and_sex_except_where_the_date_was_corrected_later(register):
    day = pc.cast(pc.utf8_slice_codeunits(register["NIK"], 6, 8), pa.int64())
    female = pc.equal(register["JENIS_KLMIN"], "PEREMPUAN")
    assert pc.all(pc.equal(pc.greater(day, 40), female)).as_py()
    born = pc.cast(pc.utf8_slice_codeunits(register["TGL_LHR"], 0, 2), pa.int64())
    same = pc.equal(pc.subtract(day, pc.multiply(pc.cast(female, pa.int64()), 40)), born)
    assert 0.005 < 1 - pc.mean(pc.cast(same, pa.float64())).as_py() < 0.02  # 0.8 % by design, 0.2 % register slips


def test_18_percent_of_the_numbers_were_issued_elsewhere(register):
    here = pc.cast(pc.starts_with(register["NIK"], "1671"), pa.float64())
    assert 0.80 < pc.mean(here).as_py() < 0.84


def test_all_18_kecamatan_and_107_kelurahan_are_lived_in(register):
    code = pc.binary_join_element_wise(register["NO_KEC"], register["NO_KEL"], ".")
    assert pc.count_distinct(register["NO_KEC"]).as_py() == 18
    assert pc.count_distinct(code).as_py() == 107


def test_palembang_name_parts_go_by_sex(register):
    first = pc.list_element(pc.split_pattern(register["NAMA_LGKP"], " "), 0)
    for token, sex in (
        ("KEMAS", "LAKI-LAKI"),
        ("KIAGUS", "LAKI-LAKI"),
        ("NYIMAS", "PEREMPUAN"),
        ("MASAYU", "PEREMPUAN"),
    ):
        bearers = register.filter(pc.equal(first, token))
        assert bearers.num_rows > 20, token
        assert pc.unique(bearers["JENIS_KLMIN"]).to_pylist() == [sex]


def test_a_daughter_of_a_kemas_is_a_nyimas(register):
    child = pc.and_(pc.equal(register["STAT_HBKEL"], "ANAK"), pc.starts_with(register["NAMA_LGKP_AYAH"], "KEMAS "))
    daughters = register.filter(pc.and_(child, pc.equal(register["JENIS_KLMIN"], "PEREMPUAN")))
    starts = pc.match_substring_regex(daughters["NAMA_LGKP"], r"^(NYIMAS|NYS|NYI MAS)")
    assert daughters.num_rows > 10
    assert pc.mean(pc.cast(starts, pa.float64())).as_py() > 0.9


def test_the_traps_are_there(register):
    children = register.filter(pc.equal(register["STAT_HBKEL"], "ANAK"))
    same = pc.equal(children["NAMA_LGKP"], children["NAMA_LGKP_AYAH"])
    assert pc.sum(same).as_py() > 5, "father and son of one name"
    humans = register.group_by(["human_id", "NAMA_LGKP", "TGL_LHR"]).aggregate([])
    twice = humans.group_by(["NAMA_LGKP", "TGL_LHR"]).aggregate([("human_id", "count_distinct")])
    assert pc.sum(pc.greater(twice["human_id_count_distinct"], 1)).as_py() > 3, "homonyms born on one day"
    twins = children.group_by(["NO_KK", "TGL_LHR"]).aggregate([("human_id", "count_distinct")])
    assert pc.sum(pc.greater(twins["human_id_count_distinct"], 1)).as_py() > 40, "twins"


def test_the_register_holds_dead_moved_and_invalid_rows(register):
    counts = {row["values"]: row["counts"] for row in register["STATUS"].value_counts().to_pylist()}
    assert set(counts) == {"HIDUP", "MATI", "PINDAH", "TIDAK VALID"}
    assert counts["HIDUP"] == 30_000
    assert counts["TIDAK VALID"] == pytest.approx(0.008 * 30_000, abs=2)
