"""The claim checker says what reproduces and what does not (jkn.md 8.4, R2.6, req 13)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semesta.measure.claim import ClaimResult, Finding, check_claim, claim_of
from semesta.measure.printed import printed, printed_percent
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

RULES = load_rules()


def checked(**said: object) -> ClaimResult:
    return check_claim(claim_of(**said), RULES)  # type: ignore[arg-type]  # the caller's words go on


def finding(result: ClaimResult, what: str) -> Finding:
    (found,) = [found for found in result.findings if found.what == what]
    return found


JULY_2021 = {"PBI_APBN": 440653, "PBPU_PEMDA": 281172, "PPU": 528741, "PBPU": 298144, "BP": 41096}
NOVEMBER_2022 = {"PBI_APBN": 702510, "PBPU_PEMDA": 152732, "PPU": 555139, "PBPU": 258350, "BP": 42057}


def test_case_1_july_2021_is_95_30_and_not_95_42() -> None:
    result = checked(on=date(2021, 7, 6), population=1668154, segments=JULY_2021, coverage="95.42")
    found = finding(result, "coverage")  # 1,589,806 / 1,668,154 = 0.953033
    assert (found.verdict, found.recomputed, found.difference) == ("does_not_reproduce", "95.30", "0.12")
    assert found.sentence_id == "Cakupan 95,42 % tidak terulang: 1.589.806 / 1.668.154 = 95,30 %, selisih 0,12 poin"
    assert found.sentence_en == (
        "Coverage 95.42 % does not reproduce: 1,589,806 / 1,668,154 = 95.30 %, difference 0.12 points"
    )


def test_case_2_november_2022_has_three_numbers_that_do_not_reproduce() -> None:
    result = checked(
        on=date(2022, 11, 11), population=1721392, segments=NOVEMBER_2022, coverage="99.39", uncovered=10424,
        sums={"orang miskin tercakup": (744567, (702510, 152732))},
    )  # fmt: skip
    assert finding(result, "coverage").recomputed == "99.38"  # 1,710,788 / 1,721,392
    assert finding(result, "uncovered").recomputed == "10604"  # 1,721,392 - 1,710,788
    assert finding(result, "sum:orang miskin tercakup").recomputed == "855242"  # 702,510 + 152,732
    assert {found.verdict for found in result.findings} == {"does_not_reproduce"}


def test_case_3_99_93_percent_leaves_1212_people_and_not_10000() -> None:
    found = finding(
        checked(on=date(2022, 12, 31), registered=1729546, coverage="99.93", uncovered="~10.000"), "uncovered"
    )  # 1,729,546 / 0.9993 - 1,729,546 = 1,212; 99.925 to 99.935 give 1,125 to 1,298
    assert found.verdict == "does_not_reproduce"
    assert abs(int(found.recomputed or 0) - 1212) <= 1
    assert "(1.125 s.d. 1.298)" in found.sentence_id


def test_case_4_120_billion_is_not_the_price_of_107000_people() -> None:
    found = finding(
        checked(on=date(2020, 8, 31), budget_on=date(2021, 1, 1), budget_rupiah="Rp 120 miliar", budget_people=107000),
        "budget",
    )
    assert found.recomputed == "48535200000"  # 107,000 x 37,800 x 12
    assert found.verdict == "does_not_reproduce"
    assert "Rp 93.458 per orang per bulan" in found.sentence_id  # 120,000,000,000 / 107,000 / 12
    assert "cukup untuk 264.550 orang" in found.sentence_id  # 120,000,000,000 / 37,800 / 12


def test_case_5_115_billion_fits_253500_people_and_not_152732() -> None:
    found = finding(checked(on=date(2022, 11, 11), budget_rupiah="115 miliar", budget_people=152732), "budget")
    assert found.recomputed == "69279235200"  # 152,732 x 37,800 x 12
    assert found.verdict == "does_not_reproduce"
    assert "cukup untuk 253.527 orang" in found.sentence_id  # 115,000,000,000 / 453,600


def test_case_6_one_city_cannot_lose_more_than_its_province() -> None:
    result = checked(on=date(2026, 2, 6), within={"PBI nonaktif, Palembang dalam Sumsel": ("hampir 10.000", 113000)})
    (found,) = result.findings
    assert found.verdict == "does_not_reproduce"
    assert "113.000 tidak mungkin termasuk dalam 10.000" in found.sentence_id


def test_case_7_oki_2026_pemda_share_beyond_coverage_and_coverage_below_its_award() -> None:
    result = checked(on=date(2026, 1, 27), coverage="81.85", pemda_share="95.90", award="pratama")
    assert finding(result, "pemda_share").verdict == "does_not_reproduce"
    assert finding(result, "award_coverage").verdict == "does_not_reproduce"
    assert "98,00 %" in finding(result, "award_coverage").sentence_id
    assert result.verdict == "does_not_reproduce"


def test_case_8_pamekasan_cannot_have_800174_inactive_members() -> None:
    result = checked(on=date(2025, 10, 9), population=910230, registered=897471, inactive=800174, activity="79.14")
    found = finding(result, "inactive")  # 897,471 - 0.7914 x 910,230 = 177,115
    assert found.verdict == "does_not_reproduce"
    assert found.recomputed == "177115"
    by_members = finding(
        checked(on=date(2025, 10, 9), registered=897471, inactive=187212, activity="79.14"), "inactive"
    )
    assert by_members.verdict == "reproduces"  # 897,471 x (1 - 0.7914) = 187,212


def test_case_9_batang_2023_is_87_68_and_not_87_86() -> None:
    found = finding(checked(on=date(2023, 3, 14), population=828576, registered=726521, coverage="87.86"), "coverage")
    assert (found.verdict, found.recomputed) == ("does_not_reproduce", "87.68")


@pytest.mark.parametrize(
    ("place", "registered", "active", "activity"),
    [
        ("Kota Pekalongan", 274974, 230665, "83.89"),
        ("Batang", 726521, 550747, "75.81"),
        ("Kab. Pekalongan", 842070, 695856, "82.64"),
    ],
)
def test_the_three_pekalongan_rows_reproduce_to_a_hundredth(
    place: str, registered: int, active: int, activity: str
) -> None:
    found = finding(checked(on=date(2023, 3, 14), registered=registered, active=active, activity=activity), "activity")
    assert (found.verdict, found.recomputed, found.formula) == ("reproduces", activity, "active_of_registered"), place


def test_activity_that_fits_only_the_other_formula_says_so() -> None:
    found = finding(  # 80 of 100 members are active; of 110 residents that is 72.73
        checked(on=date(2023, 3, 14), population=110, registered=100, active=80, activity="72.73"), "activity"
    )
    assert (found.verdict, found.formula) == ("reproduces", "active_of_population")
    assert "bukan active_of_registered" in found.sentence_id


def test_august_2022_reproduces() -> None:
    result = checked(on=date(2022, 8, 1), population=1704503, registered=1703139, coverage="99.92")
    assert result.verdict == "reproduces"


def test_a_sentence_without_a_population_cannot_be_checked_and_says_what_is_missing() -> None:
    result = checked(on=date(2025, 5, 2), registered=1725293, coverage="100")
    assert result.verdict == "cannot_check"
    assert "jumlah penduduk tidak disebut" in result.findings[0].sentence_id


def test_without_a_population_the_known_figures_of_the_area_are_shown_without_a_verdict() -> None:
    result = checked(on=date(2025, 2, 10), area="16.71", registered=1725293, coverage="100.0")
    recomputed = {found.formula: found.recomputed for found in result.findings}
    assert result.verdict == "cannot_check"
    assert recomputed["population:DKB"] == "96.84"  # 1,725,293 / 1,781,672
    assert recomputed["population:BPS"] == "100.40"  # 1,725,293 / 1,718,440


@pytest.mark.parametrize(
    ("people", "months", "said"),
    [
        (37500, 4, "5,7 miliar"),  # Lampung Utara, June to September: 37,500 x 37,800 x 4 = 5.67 billion
        (48233, 1, "1.823.207.400"),  # Kab. Bogor: 48,233 x 37,800 x 1
        (200000, 12, "90,72 miliar"),  # 200,000 x 37,800 x 12
    ],
)
def test_budgets_of_37800_reproduce(people: int, months: int, said: str) -> None:
    result = checked(on=date(2025, 9, 16), budget_rupiah=said, budget_people=people, budget_month_count=months)
    assert result.verdict == "reproduces", result.text()


def test_a_budget_before_the_rate_was_set_cannot_be_checked() -> None:
    result = checked(on=date(2019, 8, 31), budget_rupiah="1 miliar", budget_people=1000)
    assert result.verdict == "cannot_check"


def test_members_are_held_against_the_sum_of_their_segments() -> None:
    result = checked(on=date(2022, 11, 11), registered=1710789, segments=NOVEMBER_2022)
    assert finding(result, "registered").difference == "1"  # 1,710,789 - 1,710,788


def test_the_result_is_a_json_document() -> None:
    result = checked(on=date(2021, 7, 6), population=1668154, registered=1589806, coverage="95.42")
    held = json.loads(json.dumps(result.to_json()))
    assert held["verdict"] == "does_not_reproduce"
    assert held["findings"][0]["recomputed"] == "95.30"
    assert "tidak terulang / does not reproduce" in result.text()


def test_an_unknown_segment_is_named() -> None:
    with pytest.raises(Fault, match="Segmen PBI_JKN tidak dikenal"):
        claim_of(on=date(2021, 7, 6), segments=["PBI_JKN=1"])


@settings(deadline=None)
@given(st.integers(1, 300_000_000), st.integers(1, 300_000_000), st.integers(0, 4))
def test_a_percentage_printed_from_two_counts_always_reproduces(
    registered: int, population: int, decimals: int
) -> None:
    exact = Decimal(registered) / Decimal(population) * 100
    said = f"{exact:.{decimals}f}"
    result = checked(on=date(2024, 1, 1), population=population, registered=registered, coverage=said)
    assert result.verdict == "reproduces"


@settings(deadline=None)
@given(st.integers(1, 10_000_000), st.integers(1, 10_000_000), st.integers(1, 4), st.sampled_from([-1, 1]))
def test_a_percentage_one_unit_off_never_reproduces(registered: int, population: int, decimals: int, step: int) -> None:
    unit = Decimal(1).scaleb(-decimals)
    said = (Decimal(registered) / Decimal(population) * 100).quantize(unit) + step * unit
    if said < 0 or abs(Decimal(registered) / population * 100 - said) <= unit / 2:
        return
    result = checked(on=date(2024, 1, 1), population=population, registered=registered, coverage=f"{said:f}")
    assert result.verdict == "does_not_reproduce"


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("1.668.154", "1668154", "0.5"),
        ("1,668,154", "1668154", "0.5"),
        ("1668154", "1668154", "0.5"),
        ("31,7 miliar", "31700000000", "50000000"),
        ("Rp 120 miliar", "120000000000", "500000000"),
        ("~10.000", "10000", "5000"),
        ("hampir 10.000", "10000", "5000"),
        ("103.286.763.746,60", "103286763746.60", "0.005"),
    ],
)
def test_numbers_are_read_with_the_precision_they_were_printed_with(text: str, value: str, half_unit: str) -> None:
    read = printed(text)
    assert (read.value, read.half_unit) == (Decimal(value), Decimal(half_unit))


@pytest.mark.parametrize(
    ("text", "value"), [("95.42", "95.42"), ("95,42 %", "95.42"), ("100", "100"), ("99.930", "99.930")]
)
def test_percentages_have_a_decimal_sign_and_no_thousands(text: str, value: str) -> None:
    assert printed_percent(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["", "banyak", "12 orang", "1.2.3", "%"])
def test_a_number_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="tidak dapat dibaca"):
        printed(text)


@pytest.mark.parametrize(
    "said",
    [
        {"population": 0, "registered": 5, "coverage": "9"}, {"registered": 0, "active": 0, "activity": "5"},
        {"population": 0, "segments": {"PBPU_PEMDA": 5}, "pemda_share": "9"},
        {"budget_rupiah": "5 miliar", "budget_people": 0},
    ],
)  # fmt: skip
def test_nothing_is_divided_by_nought(said) -> None:
    result = checked(on=date(2025, 5, 2), **said)
    assert result.verdict == "cannot_check"
    assert result.findings
