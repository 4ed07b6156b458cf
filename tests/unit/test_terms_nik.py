"""A NIK text gives a value or none, and every damage by name (data-formats.md section 1)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.id import nik as judge

from semesta.terms.nik import COSMETIC, DAMAGES, NEVER_USABLE, is_rounded_column, parse_nik
from semesta.terms.noka import parse_nkk, parse_noka
from semesta.terms.region import nik_region_codes

GOOD = "1671041201900001"
ON = date(2025, 5, 1)
REGIONS = sorted(nik_region_codes())
JUDGED = [region for region in REGIONS if judge.is_valid(f"{region}0101900001")]  # the judge knows fewer codes


@pytest.mark.parametrize(
    ("text", "value", "damages"),
    [
        (GOOD, GOOD, ()),
        (f"  {GOOD} ", GOOD, ()),
        (None, None, ("kosong",)),
        ("", None, ("kosong",)),
        (" - ", None, ("kosong",)),
        ("\u00a0", None, ("kosong",)),
        ("0", None, ("sementara",)),
        ("0167104100200001", None, ("sementara",)),
        ("9999999999999999", None, ("sementara",)),
        ("1234567890123456", None, ("sementara",)),
        ("BELUM ADA", None, ("bukan_angka",)),
        ("1671O41201900001", None, ("bukan_angka",)),
        ("167104120190001", None, ("kurang_digit",)),
        ("16710412019000011", None, ("lebih_digit",)),
        ("1.67E+15", None, ("notasi_ilmiah",)),
        ("1,67101E+15", None, ("notasi_ilmiah",)),
        ("'1.67104120190000E15", None, ("notasi_ilmiah",)),
        (f"{GOOD}.0", GOOD, ("ekor_titik_nol",)),
        (f"{GOOD},00", GOOD, ("ekor_titik_nol",)),
        (f"'{GOOD}", GOOD, ("tanda_kutip",)),
        (f"`{GOOD}", GOOD, ("tanda_kutip",)),
        (f'"{GOOD}"', GOOD, ("tanda_kutip",)),
        (f"{GOOD}\u00a0", GOOD, ("spasi_tersembunyi",)),
        ("1671 0412 0190 0001", GOOD, ("spasi_tersembunyi",)),
        ("1671\u200b041201900001", GOOD, ("spasi_tersembunyi",)),
        ("1671.0412.0190.0001", GOOD, ("spasi_tersembunyi",)),
        (f"'{GOOD}.0\u00a0", GOOD, ("ekor_titik_nol", "tanda_kutip", "spasi_tersembunyi")),
        ("1671041201900000", None, ("pembulatan_excel",)),
        ("1671043102900001", "1671043102900001", ("tanggal_mustahil",)),
        ("1671042902010001", "1671042902010001", ("tanggal_mustahil",)),
        ("1671047200900001", "1671047200900001", ("tanggal_mustahil",)),
        ("9971041201900001", "9971041201900001", ("wilayah_tak_dikenal",)),
        ("9971043201900000", None, ("pembulatan_excel", "tanggal_mustahil", "wilayah_tak_dikenal")),
    ],
)
def test_each_damage_has_its_name_and_only_intact_digits_are_used(
    text: str | None, value: str | None, damages: tuple[str, ...]
) -> None:
    nik = parse_nik(text)
    assert (nik.value, nik.damages) == (value, damages)
    assert nik.damage == (damages[0] if damages else "")


def test_every_damage_of_the_list_is_met_by_some_text_above() -> None:
    mark = next(mark for mark in test_each_damage_has_its_name_and_only_intact_digits_are_used.pytestmark)  # type: ignore[attr-defined]  # set by us on an object of others
    met = {code for _, _, damages in mark.args[1] for code in damages}
    assert met == set(DAMAGES)
    assert not COSMETIC & NEVER_USABLE


def test_a_nik_tells_region_birth_date_and_sex() -> None:
    man, woman = parse_nik("1671041201900001"), parse_nik("1671045201900001")
    assert (man.issue_region, man.sex, man.birth_on(ON)) == ("16.71.04", "L", date(1990, 1, 12))
    assert (woman.issue_region, woman.sex, woman.birth_on(ON)) == ("16.71.04", "P", date(1990, 1, 12))  # 52 - 40 = 12


@pytest.mark.parametrize(
    ("two_digits", "latest", "born"),
    [("24", date(2025, 5, 1), 2024), ("26", date(2025, 5, 1), 1926), ("25", date(2025, 1, 11), 1925)],
)
def test_the_century_is_the_latest_that_is_not_in_the_future(two_digits: str, latest: date, born: int) -> None:
    assert parse_nik(f"1671041201{two_digits}0001").birth_on(latest) == date(born, 1, 12)


def test_a_29th_of_february_in_year_00_is_of_2000() -> None:
    nik = parse_nik("1671042902000001")
    assert nik.birth_on(ON) == date(2000, 2, 29)
    assert nik.birth_on(date(1999, 1, 1)) is None


def test_agreement_with_a_register_is_told_apart_from_nothing_to_compare() -> None:
    nik = parse_nik("1671045201200001")
    assert nik.agrees_with(date(1920, 1, 12), "P") is True  # a centenarian: the century is not held against her
    assert nik.agrees_with(date(1921, 1, 12), "P") is False
    assert nik.agrees_with(None, "L") is False
    assert nik.agrees_with(None, None) is None
    assert parse_nik("").agrees_with(date(1920, 1, 12), "P") is None


def test_an_excel_rounded_nik_offers_ten_candidates_and_is_not_repaired() -> None:
    nik = parse_nik("1671041201900000")
    assert nik.value is None
    assert nik.candidates == tuple(f"167104120190000{last}" for last in range(10))


def test_a_rounded_column_makes_every_last_zero_doubtful() -> None:
    assert parse_nik("1671041201900010").value == "1671041201900010"
    assert parse_nik("1671041201900010", rounded_column=True).damage == "pembulatan_excel"
    assert parse_nik("1671041201900011", rounded_column=True).damage == ""


@pytest.mark.parametrize(("numbers", "zeros", "rounded"), [(1000, 100, False), (1000, 990, True), (10, 10, False)])
def test_excel_is_known_by_a_column_of_last_zeros(numbers: int, zeros: int, rounded: bool) -> None:
    assert is_rounded_column(numbers, zeros) is rounded


def test_scientific_notation_offers_candidates_only_when_fifteen_digits_are_left() -> None:
    assert parse_nik("1,67101E+15").candidates == ()
    assert len(parse_nik("1.67104120190000E+15").candidates) == 10


def test_the_outside_judge_knows_nearly_all_our_regions() -> None:
    assert len(JUDGED) > 0.9 * len(REGIONS)


@settings(deadline=None)
@given(
    st.sampled_from(JUDGED), st.dates(date(1920, 1, 1), date(2019, 12, 31)), st.sampled_from("LP"), st.integers(1, 9999)
)
def test_a_well_made_nik_reads_back_and_the_outside_judge_agrees(
    region: str, born: date, sex: str, serial: int
) -> None:
    day = born.day + (40 if sex == "P" else 0)
    text = f"{region}{day:02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"
    nik = parse_nik(text)
    assert (nik.value, nik.sex) == (text, sex)
    assert nik.agrees_with(born, sex)
    assert nik.birth_on(date(2019, 12, 31)) == born
    assert judge.is_valid(text)
    judged = judge.get_birth_date(text)
    assert (judged.day, judged.month, judged.year % 100) == (born.day, born.month, born.year % 100)


@settings(deadline=None)
@given(st.from_regex(r"[1-9][0-9]{15}", fullmatch=True))
def test_whatever_sixteen_digits_the_judge_refuses_has_a_named_damage(text: str) -> None:
    assume(text != "1234567890123456" and len(set(text)) > 1 and int(text[6:8]) <= 71)  # the judge lets day 81 pass
    nik = parse_nik(text)
    if not nik.damages:
        assert judge.is_valid(text)
    if judge.is_valid(text) and text[:6] in nik_region_codes() and not text.endswith("0000"):
        assert not nik.damages


@settings(deadline=None)
@given(st.text(max_size=24))
def test_any_text_at_all_gives_sixteen_digits_or_a_reason(text: str) -> None:
    nik = parse_nik(text)
    assert (nik.value is None) == bool(NEVER_USABLE & set(nik.damages))
    assert nik.value is None or (len(nik.value) == 16 and nik.value.isascii() and nik.value.isdigit())


COATS = ["{}", "'{}", "{}.0", "{}\u00a0", " {} ", "\u200b{}", "`{}`", "{},0"]


@settings(deadline=None)
@given(
    st.sampled_from(REGIONS), st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(1, 9999), st.sampled_from(COATS)
)
def test_a_coat_never_changes_the_digits_inside(region: str, born: date, serial: int, coat: str) -> None:
    text = f"{region}{born.day:02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"
    nik = parse_nik(coat.format(text))
    assert nik.value == text
    assert set(nik.damages) <= COSMETIC


@pytest.mark.parametrize(
    ("text", "value", "damage"),
    [
        ("0001234567890", "0001234567890", ""),
        ("1234567890", "0001234567890", "nol_depan_hilang"),
        ("1234567890.0", "0001234567890", "nol_depan_hilang"),
        ("'0001234567890", "0001234567890", ""),
        ("00012345678901", None, "lebih_digit"),
        ("123", None, "kurang_digit"),
        ("1.23E+09", None, "bukan_angka"),
        ("", None, "kosong"),
        (None, None, "kosong"),
    ],
)
def test_a_card_number_gets_its_lost_zeros_back(text: str | None, value: str | None, damage: str) -> None:
    card = parse_noka(text)
    assert (card.value, card.damage) == (value, damage)


def test_a_family_number_is_never_padded_and_its_date_is_of_issue() -> None:
    nkk = parse_nkk("1605180812070345")
    assert (nkk.value, nkk.damage, nkk.issue_region) == ("1605180812070345", "", "16.05.18")
    assert nkk.issued_on(ON) == date(2007, 12, 8)
    assert parse_nkk("605180812070345").value is None
    assert parse_nkk("1671048012070345").damage == ""  # day 80: no birth date, so nothing to say
    assert parse_nkk("1671048012070345").issued_on(ON) is None
    assert parse_nkk("1671040812990345").issued_on(ON) is None  # 2099
