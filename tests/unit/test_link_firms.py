"""Rows of firm lists become firms."""

from __future__ import annotations

import pyarrow as pa
import pytest

from semesta.engines.duck import DuckEngine
from semesta.link.firm_names import tax_number_of
from semesta.link.firms import match_firms
from semesta.synthetic.firm_lists import firm_lists, score_firms

COLUMNS = ("employer_row_id", "source", "nib", "npwp", "name", "address", "village_code", "phone")


def firms_of(*rows: tuple[str | None, ...]) -> list[list[int]]:
    """Groups of row numbers (1 ..) that are one firm; every row is (source, nib, npwp, name, address)."""
    padded = [(at, *row, None, None) for at, row in enumerate(rows, 1)]
    kinds = [pa.int64(), *[pa.string()] * (len(COLUMNS) - 1)]
    table = pa.table({
        name: pa.array([row[at] for row in padded], kind)
        for at, (name, kind) in enumerate(zip(COLUMNS, kinds, strict=True))
    })  # fmt: skip
    engine = DuckEngine()
    engine.register("employer", table)
    match_firms(engine, "employer")
    found: dict[int, list[int]] = {}
    for row, firm in engine.rows("SELECT employer_row_id, firm_row_id FROM firm_link ORDER BY 1"):
        found.setdefault(firm, []).append(row)
    return sorted(found.values())


WORDS = ("SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN")
OTHERS = [
    ("OSS", f"91200012345{at:02d}", None, f"PT CONTOH {word}", f"JL. RADIAL NO. {at}")
    for at, word in enumerate(WORDS, 10)
]
ALONE = [[3 + at] for at in range(len(OTHERS))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PT. MUSI CITRA ABADI", "MUSI CITRA ABADI, P.T."),
        ("CV MUSI SEJAHTERA", "C.V. MUSI SJHTR"),
        ("PT MUSI CITRA ABADI (PERSERO) TBK", "PT MUSI CITRA ABADI CABANG PALEMBANG"),
        ("KOPERASI CITRA MUSI", "KOP. CITRA MUSI"),
        ("PT MUSICITRA ABADI", "PT MUSI CITRA ABADI"),
        ("PT MUSI CITRA ABADI", "PT MUSI CITAR ABADI"),
    ],
)
def test_a_name_written_another_way_at_the_same_door_is_the_same_firm(one, other):
    rows = [("BPJS", None, None, one, "JL. MERDEKA NO. 5"), ("OSS", "9120001234567", None, other, "JALAN MERDEKA 5")]
    assert firms_of(*rows, *OTHERS) == [[1, 2], *ALONE]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("BPJS", None, None, "PT MUSI JAYA", "JL. MERDEKA NO. 5"),
         ("OSS", None, None, "CV MUSI JAYA", "JL. VETERAN NO. 9")),
        (("BPJS", None, None, "PT MUSI JAYA", "JL. MERDEKA NO. 5"),
         ("OSS", None, None, "PT MUSI JAYA SENTOSA ABADI", "JL. VETERAN NO. 9")),
        (("WLKP", "9120001234567", None, "PT MUSI JAYA", "JL. MERDEKA NO. 5"),
         ("OSS", "9120009999999", None, "PT MUSI JAYA", "JL. VETERAN NO. 9")),
    ],
)  # fmt: skip
def test_another_form_a_longer_name_or_another_number_elsewhere_is_another_firm(one, other):
    assert firms_of(one, other, *OTHERS) == [[1], [2], *ALONE]


def test_an_npwp_of_15_16_or_22_digits_is_one_number():
    engine = DuckEngine()
    shown = [
        engine.rows(f"SELECT {tax_number_of(text)}")[0][0]
        for text in ("'012345678901000'", "'0012345678901000'", "'0012345678901000000001'", "'12345'", "NULL")
    ]
    assert shown == ["0012345678901000"] * 3 + [None, None]


def test_made_up_lists_are_matched_with_f1_of_at_least_97_per_cent():
    rows, truth = firm_lists(seed=11, count=3_000)
    engine = DuckEngine()
    engine.register("landed", rows)
    engine.materialise("employer", FROM_LANDED)
    match_firms(engine, "employer")
    found = score_firms(engine.arrow("SELECT * FROM firm_link"), truth)
    assert found["wanted"] > 5_000
    assert found["f1"] >= 0.97, found
    assert engine.rows("SELECT count(*) FROM firm_link") == engine.rows("SELECT count(*) FROM employer")


def test_the_score_counts_pairs():
    truth = pa.table({"file_no": pa.array([1, 2, 3], pa.int32()), "row_number": [1, 1, 1], "firm": [7, 7, 8]})
    ids = [100_000_001, 200_000_001, 300_000_001]
    found = pa.table({"employer_row_id": ids, "firm_row_id": [ids[0], ids[0], ids[0]]})
    score = score_firms(found, truth)
    assert (score["right"], score["given"], score["wanted"]) == (1, 3, 1)  # of the 3 pairs of 3 rows one is right
    assert score["f1"] == pytest.approx(2 * (1 / 3) * 1 / (1 / 3 + 1))


def test_the_same_seed_gives_the_same_lists_and_another_seed_others():
    rows, truth = firm_lists(seed=3, count=300)
    again, truth_again = firm_lists(seed=3, count=300)
    assert rows.equals(again)
    assert truth.equals(truth_again)
    assert not rows.equals(firm_lists(seed=4, count=300)[0])


FROM_LANDED = """
SELECT CAST(file_no AS BIGINT) * 100000000 + row_number AS employer_row_id, employer_code, digits_of(nib) AS nib,
  digits_of(npwp) AS npwp, upper(plain_text(name)) AS name, address, village_code, source, digits_of(phone) AS phone
FROM landed
"""
