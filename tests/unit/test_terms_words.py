"""Months, rupiah, segments, statuses, reasons and faults say what the field says."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semesta.terms.fault import Fault
from semesta.terms.month import Month
from semesta.terms.reason import REASONS, reasons
from semesta.terms.rupiah import integer_text, parse_rupiah, percent_text, rupiah_text
from semesta.terms.segment import SEGMENTS, segment_code_map, segment_of
from semesta.terms.status import STATUSES, status_of, status_text_map
from semesta.terms.text import name_key, text_key

MONTHS = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))


@pytest.mark.parametrize(
    "text",
    ["2025-05", "202505", "2025/05", "2025-05-31", "05/2025", "5-2025", "Mei 2025", "MEI 2025", "May 2025", "MAY-2025",
     "31 Mei 2025", " mei  2025 "],
)  # fmt: skip
def test_a_month_is_read_in_every_spelling(text: str) -> None:
    assert Month.parse(text) == Month(2025, 5)


@pytest.mark.parametrize("text", ["", "2025", "2025-13", "Meei 2025", "13/2025", "besok"])
def test_what_is_no_month_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Fault, match="tidak dapat dibaca"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("word", "number"), [("Pebruari", 2), ("agt", 8), ("NOP.", 11), ("12", 12), ("00", None), ("x", None)]
)
def test_month_words_have_numbers(word: str, number: int | None) -> None:
    assert Month.number_of(word) == number


@settings(deadline=None)
@given(MONTHS, st.integers(-600, 600))
def test_months_add_up(month: Month, step: int) -> None:
    later = month + step
    assert later - month == step
    assert (later > month) == (step > 0)
    assert Month.parse(str(later)) == Month.parse(later.title_id) == Month.parse(later.title_en) == later


@settings(deadline=None)
@given(MONTHS)
def test_a_month_ends_where_the_next_begins(month: Month) -> None:
    assert month.last_day + timedelta(days=1) == (month + 1).first_day
    assert Month.of(month.last_day) == Month.of(month.first_day) == month


def test_a_range_of_months_holds_both_ends() -> None:
    assert [str(month) for month in Month.between(Month(2024, 11), Month(2025, 2))] == [
        "2024-11", "2024-12", "2025-01", "2025-02",
    ]  # fmt: skip
    assert list(Month.between(Month(2025, 2), Month(2025, 1))) == []
    with pytest.raises(ValueError, match="2025-13"):
        Month(2025, 13)


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("1.703.139,00", 1703139),
        ("1,703,139.00", 1703139),
        ("Rp 35.000", 35000),
        ("Rp35.000,-", 35000),
        ("Rp. 2.800", 2800),
        ("IDR 4.200", 4200),
        ("35,000", 35000),
        ("35000", 35000),
        ("35000.0", 35000),
        ("35000,00", 35000),
        ("-37.800", -37800),
        ("0", 0),
    ],
)
def test_rupiah_are_read_as_offices_write_them(text: str, rupiah: int) -> None:
    assert parse_rupiah(text) == rupiah


def test_a_part_of_a_rupiah_is_refused() -> None:
    with pytest.raises(Fault, match="mempunyai pecahan"):
        parse_rupiah("103.286.763.746,60")


@pytest.mark.parametrize("text", ["", "Rp", "1.2.3", "12.34.567", "tiga ribu", "1,234.567,00"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="tidak dapat dibaca"):
        parse_rupiah(text)


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15))
def test_rupiah_written_are_read_back(amount: int) -> None:
    assert parse_rupiah(integer_text(amount)) == amount
    assert parse_rupiah(integer_text(amount) + ",00") == amount


def test_numbers_are_written_as_indonesians_read_them() -> None:
    assert rupiah_text(90720000000) == "Rp 90.720.000.000"
    assert rupiah_text(-35000) == "-Rp 35.000"
    assert percent_text(Decimal(1703139) / Decimal(1704503)) == "99,92 %"
    assert percent_text(Decimal("1.0025")) == "100,25 %"
    assert percent_text(0.87, 0) == "87 %"


@pytest.mark.parametrize(
    ("code", "text", "segment", "detail"),
    [
        ("21", "PBI (APBN)", "PBI_APBN", "PBI_APBN"),
        ("22", "PBPU DAN BP PEMERINTAH DAERAH", "PBPU_PEMDA", "PBPU_PEMDA"),
        ("13", "PEGAWAI SWASTA", "PPU", "PPU_BU"),
        ("03", None, "PPU", "PPU_PN"),
        ("28", None, "PPU", "PPU_PN"),
        ("14", "PEKERJA MANDIRI", "PBPU", "PBPU"),
        ("15", None, "BP", "BP_PENSIUN_NEGARA"),
        (None, "PBI APBD", "PBPU_PEMDA", "PBPU_PEMDA"),
        (None, "pbpu pemda", "PBPU_PEMDA", "PBPU_PEMDA"),
        (None, "KIS Daerah", "PBPU_PEMDA", "PBPU_PEMDA"),
        (None, "Jamkesda", "PBPU_PEMDA", "PBPU_PEMDA"),
        (None, "PD PEMDA", "PBPU_PEMDA", "PBPU_PEMDA"),
        (None, "PBI JAMINAN KESEHATAN", "PBI_APBN", "PBI_APBN"),
        (None, "PPU", "PPU", ""),
        ("99", "SESUATU YANG BARU", "UNKNOWN", ""),
        (None, None, "UNKNOWN", ""),
    ],
)
def test_a_segment_is_known_by_code_or_label(code: str | None, text: str | None, segment: str, detail: str) -> None:
    assert segment_of(code, text) == (segment, detail)


def test_the_segment_map_joins_on_code_or_on_text_without_doubling() -> None:
    rows = segment_code_map().to_pylist()
    codes = [row["code"] for row in rows if row["code"] is not None]
    texts = [row["text_key"] for row in rows if row["text_key"] is not None]
    assert len(codes) == len(set(codes)) == 28 + 9  # 1..28 and 01..09
    assert len(texts) == len(set(texts))
    assert all((row["code"] is None) != (row["text_key"] is None) for row in rows)
    assert {row["segment"] for row in rows} == set(SEGMENTS) - {"UNKNOWN"}


@pytest.mark.parametrize(
    ("code", "text", "status", "reason"),
    [
        ("0", "AKTIF", "ACTIVE", None),
        ("0", "sesuatu", "ACTIVE", None),
        ("9", "NON AKTIF KARENA PREMI", "INACTIVE", "PREMI"),
        (None, "Non Aktif Karena Premi", "INACTIVE", "PREMI"),
        (None, "MENUNGGAK", "INACTIVE", "PREMI"),
        (None, "non-aktif akhir bulan", "ACTIVE", "NON_AKTIF_AKHIR_BULAN"),
        (None, "Meninggal", "INACTIVE", "MENINGGAL"),
        (None, "Umur sudah melebihi 21 tahun", "INACTIVE", "ANAK_USIA"),
        (None, "Denda pelayanan 45 Hari", "ACTIVE", None),
        (None, "NON AKTIF MUTASI", "INACTIVE", None),
        ("1", "AKTIF", "ACTIVE", None),
        ("1", None, "UNKNOWN", None),
        (None, "KODE BARU BPJS", "UNKNOWN", None),
        (None, None, "UNKNOWN", None),
    ],
)
def test_a_status_is_what_its_text_says_and_never_inactive_by_guess(
    code: str | None, text: str | None, status: str, reason: str | None
) -> None:
    assert status_of(code, text) == (status, reason)


def test_status_texts_use_known_words_once() -> None:
    rows = status_text_map().to_pylist()
    assert len({row["text_key"] for row in rows}) == len(rows)
    assert {row["status"] for row in rows} <= set(STATUSES)
    assert {row["reason"] for row in rows} - {None} <= {reason.code for reason in REASONS}
    assert reasons().num_rows == len({reason.code for reason in REASONS}) == 15


@pytest.mark.parametrize(
    ("label", "text", "name"),
    [
        ("PBI (APBN)", "PBIAPBN", "PBIAPBN"),
        ("KEL. 35 ILIR", "KEL35ILIR", "35ILIR"),
        ("KELAPA DUA", "KELAPADUA", "KELAPADUA"),
        ("Kota Baru", "KOTABARU", "KOTABARU"),
        ("Desa  Suka-Maju", "DESASUKAMAJU", "SUKAMAJU"),
        (None, "", ""),
    ],
)
def test_keys_keep_letters_and_digits_only(label: str | None, text: str, name: str) -> None:
    assert (text_key(label), name_key(label)) == (text, name)


def test_a_fault_is_a_sentence_with_its_place() -> None:
    fault = Fault("Kolom SEGMEN tidak ada di peserta_2025_05.csv", "baris 1")
    assert str(fault) == "Kolom SEGMEN tidak ada di peserta_2025_05.csv (baris 1)"
    assert str(Fault("Tidak ada aturan")) == "Tidak ada aturan"
