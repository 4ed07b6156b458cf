"""The SQL functions of the engines and the Python of terms give the same answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semesta.engines.duck import DuckEngine
from semesta.terms.nik import parse_nik
from semesta.terms.noka import parse_noka
from semesta.terms.text import name_key, text_key

ENGINE = DuckEngine(threads=1)
NIK_TEXTS = [
    "1671041201900001", "1671045201900001", "", " - ", "0", "0167104100200001", "9999999999999999", "1234567890123456",
    "BELUM ADA", "1671O41201900001", "167104120190001", "16710412019000011", "1.67E+15", "1,67101E+15",
    "1671041201900001.0", "1671041201900001,00", "'1671041201900001", "1671041201900001\u00a0", "1671 0412 0190 0001",
    "1671.0412.0190.0001", "1671041201900000", "1671043102900001", "1671047200900001",
]  # fmt: skip
LABELS = st.text(st.sampled_from("ABCdef 0139.,-/()&'\u00a0éIVX"), max_size=20)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("text", NIK_TEXTS)
def test_nik_value_and_damage_are_the_same_in_sql(text: str) -> None:
    literal = quoted(text)
    ((value, damage),) = ENGINE.rows(f"SELECT nik_of(nik_bare({literal})), nik_damage({literal}, nik_bare({literal}))")
    nik = parse_nik(text)
    assert (value, damage) == (nik.value, nik.damage)


@pytest.mark.parametrize("text", ["0001234567890", "1234567890", "'0001234567890", "00012345678901", "123", "", "abc"])
def test_card_numbers_are_the_same_in_sql(text: str) -> None:
    assert ENGINE.rows(f"SELECT card_number_of({quoted(text)})") == [(parse_noka(text).value,)]


@given(LABELS)
@settings(max_examples=60, deadline=None)
def test_keys_are_the_same_in_sql(label: str) -> None:
    ((text, name),) = ENGINE.rows(
        f"SELECT coalesce(text_key({quoted(label)}), ''), coalesce(name_key({quoted(label)}), '')"
    )
    assert (text, name) == (text_key(label), name_key(label))


@pytest.mark.parametrize(
    "label", ["KEL. 35 ILIR", "Kelurahan 35-Ilir", "DESA SUKA MAJU", "Kec. Ilir Barat II", "KOTA PALEMBANG"]
)
def test_prefixes_are_the_same_in_sql(label: str) -> None:
    assert ENGINE.rows(f"SELECT name_key({quoted(label)})") == [(name_key(label),)]
