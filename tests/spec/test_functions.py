"""The words of SQL give the same answers on both engines, also for texts that no rule foresaw."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from semesta.engines.duck import DuckEngine
from semesta.terms.nik import parse_nik
from semesta.terms.text import name_key, text_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semesta.engines.base import Engine
    from semesta.engines.spark import SparkEngine

NUMBERS = (
    "1671044101900001", "1671044101900000", "1.67104E+15", "1,67E+15", "'1671044101900001", "1671044101900001.0",
    "1671044101900001\u00a0", "16.7104.410190.0001", "167104410190001", "16710441019000011", "0", "-", "",
    "9999999999999999", "1671043213900001", "167104ABCD900001", "0167104410190001", "1671044101900010", None,
    "1671042902010001", "1671042902040001", "`1671044101900001", "\u201c1671044101900001\u201d", "1671 0441 0190 0001",
    "1671044101900001,00", "1111111111111111", "1234567890123456", "1671047102900001", "1671043104900001",
)  # fmt: skip
TEXTS = (
    "Kel. Sungai Buah", "35 Ilir", "PBI (APBN)", "  A  B ", "\u00a0x\u200b", None, "", "D'ARC", "Kota Palembang",
    "KELURAHAN 9/10 Ulu", "12.0", " 12 ", "-3", "35000", "Rp 35.000", "35.000,00", "35,000.00", "37.800", "Ya", "tidak",
    "P", "L", "Perempuan", "Pria", "2", "Hidup", "Mati", "pindah", "Tidak Valid", "9", "ISTRI", "4", "16.71.04.1002",
    "1671041002", "abc", "1e5", "Rp. 1.234.567,-", "\u00c9", "a b c a", "2025-09", "ANAK", "16", "16.71", "16.00",
    "tagihan.v2_REVISI 1.csv", "Previsi.csv", "rev", "0001234567890", "A C A", "A",
)  # fmt: skip
DAYS = (
    "2001-02-03", "03-02-2001", "03/02/2001", "'03/02/2001", "03-FEB-85", "3 Mei 2001", "12-Agt-12", "17-AGU-45",
    "36526", "36526.0", "20010203", "03022001", "02/13/2001", "2001-02-30", "31-02-2001", "1967", "2001-02-03 00:00:00",
    "2001-02-03T00:00:00Z", "0000-00-00", "-", "1/2/85", "\u00a003-02-2001 ", "01 JANUARI 1999", "2050-01-01",
    "Mei 2025", "2025-05", "202505", "05/2025", None, "", "0001-01-01", "12Mei2001", "45778,0", "99999", "kemarin",
)  # fmt: skip
QUESTIONS = {
    "numbers": (
        NUMBERS,
        "SELECT i, bare, nik_of(bare), nik_damage(t, bare), nkk_of(t), card_number_of(t)"
        " FROM (SELECT *, nik_bare(t) AS bare FROM word)",
    ),
    "texts": (
        TEXTS,
        "SELECT i, plain_text(t), name_of(t), text_key(t), name_key(t), digits_of(t), whole_of(t), rupiah_of(t),"
        " flag_of(t), sex_of(t), register_status_of(t), pisa_of(t), region_code(NULL, NULL, NULL, t), parent_of(t),"
        " unnamed_regency(t),"
        " in_area(t, '16.71'), in_area(t, '16'),"
        " place_text(t, NULL, t, t, NULL, t, t), first_day(t), file_stem(t), tells_revision(t), card_figure(t),"
        " ends_alike(t, 'A X B C A'), names_alike(t, 'PALEMBANG KOTA'),"
        " names_nearly_one(t, 'Perempuam'), bill_payer(whole_of(t), NULL, 4200) FROM word",
    ),
    "days": (
        DAYS,
        "SELECT i, bare, iso, d, date_damage(bare, iso, d, DATE '2025-05-01'), month_of(bare) FROM ("
        " SELECT *, date_of(bare, iso) AS d FROM (SELECT *, date_iso(bare, DATE '2025-05-01') AS iso"
        " FROM (SELECT i, date_bare(t) AS bare FROM word)))",
    ),
}
CALENDAR = (
    "SELECT a, b, months_between_dates(a, b), age_year(a, b), days_from(a, b), day_after(a, 17), month_after(a, 1),"
    " month_after(a, 252), first_of_month(a), start_on(a, FALSE, 20, TRUE), start_on(a, TRUE, 20, TRUE),"
    " start_on(a, FALSE, 20, FALSE), month_figure(a), age_group(age_year(a, b)),"
    " card_rank('ACTIVE', a, FALSE, 200000017), member_of_rank(card_rank('X', a, TRUE, 200000017)) FROM pair"
)


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    engine = DuckEngine(threads=1)
    yield engine
    engine.close()


def ask(engine: Engine, name: str) -> list[tuple[object, ...]]:
    words, question = QUESTIONS[name]
    numbers = pa.array(range(len(words)), pa.int64())
    engine.register("word", pa.table({"i": numbers, "t": pa.array(words, pa.string())}))
    return sorted(engine.rows(question), key=lambda row: str(row[0]).zfill(3))


def ask_calendar(engine: Engine) -> list[tuple[object, ...]]:
    days = (date(2024, 2, 29), date(2025, 5, 1), date(2025, 1, 31), date(2024, 12, 31), date(1999, 6, 15), None)
    pairs = list(itertools.product(days, days))
    columns = {name: pa.array([pair[at] for pair in pairs], pa.date32()) for at, name in enumerate(("a", "b"))}
    engine.register("pair", pa.table(columns))
    return sorted(engine.rows(CALENDAR), key=str)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_words_have_one_meaning_on_both_engines(duck: Engine, spark_engine: SparkEngine, name: str) -> None:
    assert ask(spark_engine, name) == ask(duck, name)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_the_calendar_is_one_on_both_engines(duck: Engine, spark_engine: SparkEngine) -> None:
    assert ask_calendar(spark_engine) == ask_calendar(duck)


def test_sql_reads_a_nik_as_the_terms_do(duck: Engine) -> None:
    unknown_region = "wilayah_tak_dikenal"  # SQL learns it by a join, not from the text alone
    for (_, _, value, damage, *_), text in zip(ask(duck, "numbers"), NUMBERS, strict=True):
        nik = parse_nik(text)
        assert (value, damage) == (nik.value, next((code for code in nik.damages if code != unknown_region), ""))


def test_sql_makes_the_keys_that_the_terms_make(duck: Engine) -> None:
    for (_, _, _, key, place, *_), text in zip(ask(duck, "texts"), TEXTS, strict=True):
        assert (key or "", place or "") == (text_key(text), name_key(text))
