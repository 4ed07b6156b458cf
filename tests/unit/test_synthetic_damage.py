"""Damage comes at its set rates, hits the same rows together, and the truth names it."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.unit.synthetic_city import fingerprints, made, sent, truth

BAD = [
    "empty",
    "other_person",
    "typo",
    "swapped_digits",
    "excel_rounded",
    "scientific",
    "short",
    "long",
    "temporary",
    "not_number",
]


def share(flags):
    return pc.mean(pc.cast(flags, pa.float64())).as_py()


def bad_nik(members):
    return pc.is_in(members["nik_damage"], value_set=pa.array(BAD))


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return made(tmp_path_factory.mktemp("city"), residents=30_000)


def test_the_truth_stands_row_by_row_beside_the_files(city):
    members, residents = truth(city, "member"), truth(city, "resident")
    assert sent(city, "peserta")["PSNOKA"].to_pylist() == members["psnoka"].to_pylist()
    assert sent(city, "dukcapil")["NIK"].to_pylist() == residents["nik"].to_pylist()
    row = pc.subtract(pc.drop_null(members["resident_row_number"]), 1)
    assert residents["nik"].take(row).to_pylist() == pc.drop_null(members["resident_nik"]).to_pylist()
    known = members.filter(pc.is_valid(members["resident_row_number"]))
    assert residents["human_id"].take(row).to_pylist() == known["human_id"].to_pylist()


def test_a_row_without_damage_says_what_the_register_says(city):
    members, file = truth(city, "member"), sent(city, "peserta")
    plain = [pc.equal(members[column], "") for column in ("nik_damage", "birth_damage")]
    own = pc.and_(pc.and_(*plain), pc.equal(members["cause"], "same"))
    row = pc.subtract(members["resident_row_number"].filter(own), 1)
    register = sent(city, "dukcapil").take(row)
    assert file["NIK"].filter(own).to_pylist() == register["NIK"].to_pylist()
    day = pc.binary_join_element_wise(
        *(pc.utf8_slice_codeunits(register["TGL_LHR"], low, high) for low, high in ((6, 10), (3, 5), (0, 2))), "-"
    )
    assert share(pc.equal(file["TGLLHR"].filter(own), day)) > 0.995  # 0.2 % of register rows have a slip


def test_damage_1_spoils_8_percent_of_nik_and_damage_2_twice_as_much(city, tmp_path):
    base, hard = truth(city, "member"), truth(made(tmp_path, residents=30_000, damage=2.0), "member")
    main, worse = (table.filter(pc.equal(table["cause"], "same")) for table in (base, hard))
    assert share(bad_nik(main)) == pytest.approx(0.076, abs=0.008)
    assert share(bad_nik(worse)) == pytest.approx(0.160, abs=0.010)
    main, worse = (table.filter(pc.equal(table["nik_damage"], "")) for table in (main, worse))
    for column in ("name_damage", "birth_damage"):
        ratio = share(pc.not_equal(worse[column], "")) / share(pc.not_equal(main[column], ""))
        assert ratio == pytest.approx(2.0, rel=0.15), column


def test_rows_with_a_bad_nik_have_bad_names_three_times_and_bad_dates_six_times_as_often(city):
    members = truth(city, "member")
    bad = members.filter(bad_nik(members))
    good = members.filter(pc.invert(bad_nik(members)))
    for column, times in (("name_damage", 3.0), ("birth_damage", 6.0)):
        ratio = share(pc.not_equal(bad[column], "")) / share(pc.not_equal(good[column], ""))
        assert ratio == pytest.approx(times, rel=0.2), column


def test_without_damage_every_nik_is_its_own(tmp_path):
    members = truth(made(tmp_path, residents=2_000, damage=0.0), "member")
    kinds = set(members.filter(pc.invert(pc.equal(members["nik_damage"], "")))["nik_damage"].to_pylist())
    assert kinds <= {"empty", "temporary"}  # newborns have none yet


def test_about_half_of_the_copied_numbers_come_from_the_household(city):
    members, file, residents = truth(city, "member"), sent(city, "peserta"), sent(city, "dukcapil")
    copied = pc.and_(pc.equal(members["nik_damage"], "other_person"), pc.equal(members["cause"], "same"))
    family = dict(zip(residents["NIK"].to_pylist(), residents["NO_KK"].to_pylist(), strict=True))
    pairs = zip(file["NIK"].filter(copied).to_pylist(), members["resident_nik"].filter(copied).to_pylist(), strict=True)
    same = [family.get(shown) == family[own] for shown, own in pairs]
    assert len(same) > 200
    assert 0.35 < sum(same) / len(same) < 0.65


def test_newborns_are_written_by_ny_and_the_moved_the_dead_and_strangers_are_among_the_members(city):
    names, members = sent(city, "peserta")["NAMA"], truth(city, "member")
    assert pc.sum(pc.match_substring_regex(names, r"^(BY|BAYI)")).as_py() > 10
    causes = {row["values"]: row["counts"] for row in members["cause"].value_counts().to_pylist()}
    assert causes["second_card"] == round(0.015 * 30_000)
    assert causes["dead"] == round(0.016 * 30_000)
    assert causes["moved"] == round(0.030 * 30_000)
    assert causes["other_city"] == round(0.015 * 30_000)
    without = members.filter(pc.is_null(members["resident_row_number"]))
    assert set(without["cause"].to_pylist()) == {"dead", "moved", "not_resident", "other_city"}


def test_lean_has_neither_family_card_nor_mother_and_six_has_six_columns(tmp_path):
    rich = sent(made(tmp_path / "rich", 1_000), "peserta").column_names
    lean = sent(made(tmp_path / "lean", 1_000, columns="lean"), "peserta").column_names
    assert [name for name in rich if name not in lean] == ["KKNO", "NAMAIBU"]
    six = sent(made(tmp_path / "six", 1_000, columns="six"), "peserta")
    assert six.column_names == ["PSNOKA", "NIK", "NAMA", "SEGMEN", "BULAN", "TAHUN"]
    assert set(six["BULAN"].to_pylist()) == {"MEI"}
    assert "covered_active" not in set(truth(tmp_path / "six", "resident")["class"].to_pylist())


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_city(tmp_path):
    more = {"residents": 1_500, "months": 2, "preset": "2026-02", "files": "all"}
    first, again = (fingerprints(made(tmp_path / name, **more)) for name in ("first", "again"))
    assert first == again
    other = fingerprints(made(tmp_path / "other", **more, seed=8))
    assert not [
        name for name in first if name.startswith(("inbox/dukcapil", "inbox/peserta")) and first[name] == other[name]
    ]
