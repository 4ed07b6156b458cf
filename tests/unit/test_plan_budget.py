"""Money of a year: published budgets reproduce, duties have verdicts, the money ends when it ends."""

from datetime import date

import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.flow.duty_paper import checklist_paper
from semesta.plan.budget import expected_heads, project
from semesta.plan.cost import rates_of, year_cost
from semesta.plan.duties import checklist, cigarette_tax_cut
from semesta.plan.scenario import Scenario, under
from semesta.plan.sheet import Paper, sheet_of
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

RULES = load_rules()


def sheet(**more):
    return sheet_of({"area": "16.71", "year": 2026, **more})


def duty(found, code):
    return next(one for one in found.duties if one.code == code)


def test_salatiga_2025_reproduces_in_both_accounts_with_its_7_200_mandiri():
    """23,996,910,000 = 685,626 × 35,000; 2,161,672,800 = (685,626 + 12 × 7,200) × 2,800."""
    heads = [57_135] * 11 + [685_626 - 11 * 57_135]
    cost = year_cost(RULES, 2025, heads, 7_200)
    assert cost.contribution == 23_996_910_000
    assert cost.help == 2_161_672_800
    told = sheet_of(
        {
            "area": "33.73", "year": 2025, "people": {"pbpu_pemda": heads, "mandiri_class3_active": 7_200},
            "budgeted": {"pbpu_pemda": 23_996_910_000, "help_mandiri_class3": 2_161_672_800},
        }
    )  # fmt: skip
    found = checklist(told, RULES)
    assert {duty(found, code).verdict for code in ("pbpu_pemda", "help_mandiri_class3")} == {"met"}


@pytest.mark.parametrize(
    ("place", "rupiah", "said"),
    [
        ("Cirebon: 70,000 people, 31.7 bn a year", year_cost(RULES, 2025, 70_000, 0).rupiah, 31_752_000_000),
        ("Lampung Utara: 37,500 people, June to September 2025, 5.7 bn",
         37_500 * 4 * rates_of(RULES, date(2025, 6, 1)).pemda, 5_670_000_000),
        ("Kab. Bogor 2024: 48,233 person-months", 48_233 * rates_of(RULES, date(2024, 6, 1)).pemda, 1_823_207_400),
        ("Palembang, 200,000 for a year", year_cost(RULES, 2025, 200_000, 0).rupiah, 90_720_000_000),
        ("Palembang February 2026: 113,000 for a year, 51.3 bn", year_cost(RULES, 2026, 113_000, 0).rupiah,
         51_256_800_000),
        ("the same from February to December, 47.0 bn",
         year_cost(RULES, 2026, [0] + [113_000] * 11, 0).rupiah, 46_985_400_000),
    ],
)  # fmt: skip
def test_published_sums_reproduce(place, rupiah, said):
    assert rupiah == said, place


@pytest.mark.parametrize(
    ("realised", "budget", "agreed", "cut"),
    [
        (40_000_000_000, 15_000_000_000, True, 0),  # 37.5 % of 40 bn is budgeted
        (40_000_000_000, 14_000_000_000, True, 1_000_000_000),  # the difference
        (40_000_000_000, 14_000_000_000, False, 15_000_000_000),  # no signed agreement: the whole 37.5 %
        (40_000_000_000, 99_000_000_000, False, 15_000_000_000),
        (None, 14_000_000_000, True, None),
        (40_000_000_000, None, True, None),
        (40_000_000_000, 15_000_000_000, None, None),  # nobody told of the agreement
    ],
)
def test_cigarette_tax_is_cut_three_ways(realised, budget, agreed, cut):
    assert cigarette_tax_cut(RULES, date(2026, 1, 1), realised, budget, agreed) == cut


def test_duties_of_a_kota_a_kabupaten_and_a_province():
    kota = checklist(sheet(wage_rupiah={"pemda": 1_000_000_000}, budgeted={"employer_4_percent": 30_000_000}), RULES)
    employer = duty(kota, "employer_4_percent")
    assert (employer.due, employer.gap, employer.verdict) == (40_000_000, 10_000_000, "short")
    assert duty(kota, "village_staff").verdict == "not_applicable"
    assert duty(kota, "province_pbi_contribution").verdict == "not_applicable"
    assert duty(kota, "pbpu_pemda").verdict == "unknown"
    assert kota.verdict == "short"
    kabupaten = checklist(sheet(kind="kabupaten", wage_rupiah={"village": 500_000_000}), RULES)
    assert duty(kabupaten, "village_staff").due == 20_000_000
    province = checklist(sheet(kind="provinsi", fiscal_capacity="high", people={"pbi": 1_000}), RULES)
    assert duty(province, "province_pbi_contribution").due == 2_100 * 1_000 * 12


def test_the_ten_percent_rule_is_shown_only_for_budgets_set_while_it_held():
    health = {"budget_rupiah": 90, "apbd_outside_salaries_rupiah": 1_000}
    before = checklist(sheet_of({"area": "16.71", "year": 2023, "health": health}), RULES)
    assert (duty(before, "health_share").due, duty(before, "health_share").verdict) == (100, "short")
    changed = sheet_of({"area": "16.71", "year": 2023, "set_on": date(2023, 8, 8), "health": health})
    assert not [one for one in checklist(changed, RULES).duties if one.code == "health_share"]
    assert not [one for one in checklist(sheet(health=health), RULES).duties if one.code == "health_share"]


def test_restricted_money_is_spent_first_and_december_is_not_forgotten():
    """1,000 people × 37,800 = 37.8 m a month; 12 months = 453.6 m; 400 m of APBD + 40 m from April end in December."""
    year = project(
        sheet(
            people={"pbpu_pemda": 1_000, "mandiri_class3_active": 0},
            sources=[
                {"name": "apbd", "rupiah": 400_000_000},
                {"name": "pajak_rokok", "rupiah": 40_000_000, "from": "2026-04"},
            ],
        ),
        RULES,
    )
    assert year.cost.rupiah == 453_600_000
    assert year.months[3].paid == {"pajak_rokok": 37_800_000}
    assert year.months[4].paid == {"pajak_rokok": 2_200_000, "apbd": 35_600_000}
    assert year.unpaid == 13_600_000
    # December: 24.2 of 37.8 m, 31 × 24.2 / 37.8 = 19 days
    assert year.run_out.on == date(2026, 12, 20)
    assert not year.run_out.has_interval
    assert year.funded == 440_000_000 // (12 * 37_800)  # 970


def test_late_money_limits_what_can_be_paid_before_it():
    year = project(
        sheet(
            people={"pbpu_pemda": 100, "mandiri_class3_active": 10},
            sources=[
                {"name": "apbd", "rupiah": 3_000_000},
                {"name": "dau_sg", "rupiah": 90_000_000, "from": "2026-03"},
            ],
        ),
        RULES,
    )
    # two months on 3 m, less 10 × 2,800 a month for mandiri: (3,000,000 − 56,000) / (2 × 37,800) = 38.9
    assert year.funded == 38


def test_heads_go_on_from_what_is_known_and_the_past_gives_the_interval():
    told = sheet(
        people={"pbpu_pemda": 900, "mandiri_class3_active": 0, "active": 10_000},
        heads={"2025-10": 1_000, "2025-11": 1_010, "2025-12": 1_020, "2026-01": 1_060},
        changes=[
            {"kind": "growth", "people": 10, "from": "2026-02", "monthly": True},
            {"kind": "absorbed", "people": 500, "from": "2026-03"},
            {"kind": "deaths", "people": 2, "from": "2026-02", "monthly": True},
            {"kind": "pbi_removed", "people": 700, "from": "2026-02"},
        ],
        sources=[{"name": "apbd", "rupiah": 400_000_000}],
    )
    assert expected_heads(told)[:4] == [1_060, 1_068, 1_576, 1_584]  # +10 −2 a month, +500 in March
    year = project(told, RULES)
    assert [one.active for one in year.months[:3]] == [10_000, 9_308, 9_816]  # −700 +8, then +500 +8
    out = year.run_out
    assert out.has_interval
    assert out.earliest <= out.on <= (out.latest or date(2026, 12, 31))


def test_a_rate_that_changes_in_the_year_is_a_line_of_the_sheet():
    told = sheet(
        people={"pbpu_pemda": 10, "mandiri_class3_active": 0},
        rates={"2026-07": {"contribution": 40_000, "help": 3_000}},
    )
    assert project(told, RULES).cost.rupiah == 10 * (6 * 37_800 + 6 * 43_000)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"peple": {}}, "peple"),
        ({"kind": "desa"}, "kota, kabupaten, provinsi"),
        ({"people": {"pbpu_pemda": -1}}, "bilangan bulat"),
        ({"sources": [{"name": "csr", "rupiah": 1}]}, "apbd"),
        ({"changes": [{"kind": "magic", "people": 1, "from": "2026-01"}]}, "absorbed"),
    ],
)
def test_a_sheet_that_cannot_be_understood_says_why(more, said):
    with pytest.raises(Fault, match=said):
        sheet(**more)


def test_the_command_tells_duties_and_months_and_writes_the_paper(tmp_path):
    (tmp_path / "sheet.yaml").write_text(
        'area: "16.71"\nyear: 2026\npeople: {pbpu_pemda: 200000, mandiri_class3_active: 90000}\n'
        "sources: [{name: apbd, rupiah: 80000000000}]\n"
        "history: {2020: {budget: 103286763747, realised: 74641057308}}\n",
        encoding="utf-8",
    )
    shown = CliRunner().invoke(app, ["budget", str(tmp_path / "sheet.yaml"), "--out", str(tmp_path / "duties.pdf")])
    assert shown.exit_code == 0, shown.output
    assert "35.000 × 2.400.000 orang-bulan = Rp 84.000.000.000" in shown.stdout
    assert "Dana habis pada" in shown.stdout
    assert "realisasi Rp 74.641.057.308 (72,27 %)" in shown.stdout  # BPK on Palembang 2020
    assert (tmp_path / "duties.pdf").read_bytes().startswith(b"%PDF")
    found = checklist(sheet(), RULES)
    assert checklist_paper(found, "Kota Palembang") == checklist_paper(found, "Kota Palembang")


HEADS = {"2025-10": 1_000, "2025-11": 1_010, "2025-12": 1_020, "2026-01": 1_060}


def test_the_balance_after_each_month_is_what_is_left_less_what_lacks_and_lies_in_its_band():
    year = project(
        sheet(
            people={"pbpu_pemda": 900, "mandiri_class3_active": 0}, heads=HEADS,
            sources=[{"name": "apbd", "rupiah": 400_000_000}],
        ),
        RULES,
    )  # fmt: skip
    assert year.balances[0] == 400_000_000 - 1_060 * 37_800
    assert year.balances[-1] == 400_000_000 - 12 * 1_060 * 37_800 == -year.unpaid
    # the largest distance of a change from the median (10, 10, 40: 10) is 30; known months have no width
    assert (year.low[0], year.high[0]) == (year.balances[0], year.balances[0])
    assert year.low[1] == year.balances[1] - 30 * 37_800
    assert year.high[1] == year.balances[1] + 30 * 37_800
    none = project(sheet(people={"pbpu_pemda": 900}, sources=[{"name": "apbd", "rupiah": 1}]), RULES)
    assert (none.low, none.high) == ((), ())


def test_a_scenario_lies_over_the_sheet_and_leaves_it_as_it_is():
    told = sheet(
        people={"pbpu_pemda": 1_000, "mandiri_class3_active": 0, "active": 5_000},
        sources=[{"name": "apbd", "rupiah": 500_000_000}],
    )
    asked = Scenario(300, date(2026, 2, 1), 200, date(2026, 3, 1), 10, date(2026, 11, 1), 40_000, 3_000,
                     date(2026, 7, 1))  # fmt: skip
    made = project(under(told, asked), RULES)
    assert [one.pemda for one in made.months] == [1_000, 1_000, *[1_200] * 8, 1_210, 1_220]
    assert [one.active for one in made.months[:3]] == [5_000, 4_700, 4_900]
    assert (made.months[5].cost, made.months[6].cost) == (1_200 * 37_800, 1_200 * 43_000)
    assert under(told, Scenario()) == told
    assert Scenario().is_empty
    assert not asked.is_empty


def test_a_rate_of_nothing_limits_nobody():
    rates = {"2026-01": {"contribution": 0, "help": 0}, "2026-12": {"contribution": 40_000, "help": 3_000}}
    told = sheet(people={"pbpu_pemda": 10}, sources=[{"name": "apbd", "rupiah": 43_000}], rates=rates)
    assert project(told, RULES).funded == 1


def test_papers_and_days_are_read_from_yaml_and_from_plain_values():
    told = sheet(
        set_on="2025-11-28", papers={"apbd": {"number": "7 Tahun 2025", "on": "2025-11-28"}, "quota": {}},
        pajak_rokok={"agreement_on": "2026-01-20"},
    )  # fmt: skip
    assert told.set_on == date(2025, 11, 28)
    assert told.papers["apbd"] == Paper("7 Tahun 2025", date(2025, 11, 28))
    assert told.papers["quota"] == Paper("", None)
    assert told.pajak_rokok == {"agreement_on": date(2026, 1, 20)}
    for wrong in ({"papers": {"izin": {}}}, {"set_on": "besok"}, {"pajak_rokok": {"realised_rupiah": -1}}):
        with pytest.raises(Fault):
            sheet(**wrong)


def test_the_papers_of_the_year_stand_below_the_checklist():
    told = sheet(papers={"apbd": {"number": "7 Tahun 2025", "on": "2025-11-28"}})
    found = checklist(told, RULES)
    assert checklist_paper(found, "Kota Palembang", told.papers) != checklist_paper(found, "Kota Palembang")
    assert checklist_paper(found, "Kota Palembang", told.papers).startswith(b"%PDF")
