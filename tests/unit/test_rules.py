"""Law is data: every rule has a law, no gap in its dates, and was looked at lately; else its file is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from semesta.rules.load import CHECK_LIMIT_DAY, Rules, load_rules
from semesta.rules.population import population_series
from semesta.rules.routes import check_routes, routes
from semesta.rules.rule import TYPES
from semesta.terms.fault import Fault
from semesta.terms.month import Month
from semesta.terms.route import ROUTES

RULES = load_rules()
TODAY = date(2026, 6, 1)
RULE = """\
name: sample
title_id: Contoh
title_en: Sample
unit: share
type: share
certainty: sure
checked_on: 2026-02-28
values:
  - {from: 2020-01-01, to: 2024-12-31, value: 0.75, law: [some-law]}
  - {from: 2025-01-01, value: 0.8, law: [some-law]}
"""


def folder_with(tmp_path: Path, text: str, file_name: str = "sample.yaml") -> Path:
    (tmp_path / "parameters" / "area").mkdir(parents=True)
    (tmp_path / "parameters" / "area" / file_name).write_text(text, encoding="utf-8")
    (tmp_path / "laws.yaml").write_text("some-law: {kind: law, title: Some law}\n", encoding="utf-8")
    return tmp_path


def test_a_folder_of_rules_loads(tmp_path: Path) -> None:
    rules = load_rules(folder_with(tmp_path, RULE), TODAY)
    assert rules.value("sample", date(2024, 12, 31)) == 0.75
    assert rules.value("sample", date(2025, 1, 1)) == 0.8
    assert rules.laws["some-law"].title == "Some law"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (", law: [some-law]}\n  - {from: 2025", "}\n  - {from: 2025", "nilai 2020-01-01 tanpa dasar hukum"),
        ("value: 0.8, law: [some-law]", "value: 0.8, law: [other]", "dasar hukum other tidak ada di laws.yaml"),
        ("from: 2025-01-01", "from: 2025-02-01", "ada celah tanggal antara 2024-12-31 dan 2025-02-01"),
        ("from: 2025-01-01", "from: 2024-12-01", "bertumpang tindih"),
        (", to: 2024-12-31", "", "bertumpang tindih"),
        ("to: 2024-12-31", "to: 2019-12-31", "berakhir sebelum mulai"),
        ("checked_on: 2026-02-28\n", "", "checked_on"),
        ("checked_on: 2026-02-28", "checked_on: 2023-01-01", f"lebih dari {CHECK_LIMIT_DAY} hari yang lalu"),
        ("type: share", "type: ratio", "jenis ratio tidak dikenal"),
        ("certainty: sure", "certainty: certain", "certainty certain tidak dikenal"),
        ("title_id: Contoh\n", "", "title_id tidak diisi"),
        ("name: sample", "name: other", "tidak sama dengan nama berkas"),
        ("unit: share", "unit: share\ncolour: red", "kunci colour tidak dikenal"),
        ("value: 0.8", "value: banyak", "'banyak' bukan share"),
        ("value: 0.8", "value: 80", "nilai 80 bukan bagian antara 0 dan 1"),
        ("from: 2025-01-01", "from: soon", "setiap nilai perlu from"),
        ("values:\n", "values: []\nrest:\n", "kunci rest tidak dikenal"),
        ("name: sample", "name: [", "bukan YAML yang benar"),
    ],
)
def test_a_broken_rule_fails_with_the_name_of_its_file(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in RULE
    with pytest.raises(Fault) as fault:
        load_rules(folder_with(tmp_path, RULE.replace(old, new)), TODAY)
    assert "area/sample.yaml" in str(fault.value)
    assert sentence in str(fault.value)


def test_one_name_in_two_folders_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, RULE)
    (folder / "parameters" / "zone").mkdir()
    (folder / "parameters" / "zone" / "sample.yaml").write_text(RULE, encoding="utf-8")
    with pytest.raises(Fault, match=r"zone/sample\.yaml: aturan sample sudah ada di folder area"):
        load_rules(folder, TODAY)


def test_a_file_that_is_no_rule_is_not_passed_over(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, RULE)
    (folder / "parameters" / "area" / "other.yml").write_text(RULE, encoding="utf-8")
    with pytest.raises(Fault, match=r"area/other\.yml: bukan berkas \.yaml"):
        load_rules(folder, TODAY)


def test_a_folder_without_rules_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"laws\.yaml: berkas tidak ada"):
        load_rules(tmp_path, TODAY)
    (tmp_path / "laws.yaml").write_text("some-law: {kind: law, title: Some law}\n", encoding="utf-8")
    with pytest.raises(Fault, match="Tidak ada aturan"):
        load_rules(tmp_path, TODAY)


def test_the_age_of_a_check_is_counted_from_the_day_of_the_load(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, RULE)
    assert load_rules(folder, date(2029, 2, 28)).value("sample", TODAY) == 0.8  # 2026-02-28 + 1096 days
    with pytest.raises(Fault, match="terakhir diperiksa 2026-02-28"):
        load_rules(folder, date(2029, 3, 1))


def test_an_unknown_rule_and_a_day_without_one_are_told_apart() -> None:
    with pytest.raises(Fault, match="Aturan no_such_rule tidak dikenal"):
        RULES.value("no_such_rule", TODAY)
    with pytest.raises(Fault, match="tidak berlaku pada 2019-01-01"):
        RULES.value("activity_min_share", date(2019, 1, 1))
    assert RULES.value_or_none("activity_min_share", date(2019, 1, 1)) is None


def privilege_kept(coverage: float, activity: float, on: date) -> bool:
    return coverage >= RULES.share("coverage_min_share_prioritas", on) and activity >= RULES.share(
        "activity_min_share", on
    )


@pytest.mark.parametrize(
    ("on", "activity", "kept"),
    [(date(2024, 5, 15), 0.76, True), (date(2026, 1, 15), 0.799, False), (date(2026, 1, 15), 0.8, True)],
)
def test_a_past_day_is_judged_by_its_own_rule(on: date, activity: float, kept: bool) -> None:
    assert privilege_kept(0.99, activity, on) is kept


@pytest.mark.parametrize(
    ("name", "on", "value"),
    [
        ("activity_formula", date(2024, 12, 31), "active_of_registered"),
        ("activity_formula", date(2025, 1, 1), "active_of_population"),
        ("uhc_privilege_name", date(2024, 5, 15), "non_cut_off"),
        ("uhc_privilege_name", date(2025, 8, 1), "prioritas"),
        ("coverage_min_share", date(2022, 8, 31), 0.95),
        ("coverage_min_share", date(2025, 5, 1), 0.98),
        ("pbpu_class3_contribution_rupiah", date(2020, 2, 1), 42000),
        ("pbpu_class3_contribution_rupiah", date(2020, 5, 1), 25500),
        ("pbpu_help_apbn_rupiah", date(2020, 8, 1), 16500),
        ("pbpu_help_apbn_rupiah", date(2021, 1, 1), 4200),
        ("pbpu_class1_contribution_rupiah", date(2020, 3, 31), 160000),
        ("pbpu_class1_contribution_rupiah", date(2020, 4, 1), 80000),
        ("pbpu_class1_contribution_rupiah", date(2020, 7, 1), 150000),
        ("pbpu_class2_contribution_rupiah", date(2026, 1, 1), 100000),
        ("ppu_wage_ceiling_rupiah", date(2025, 1, 1), 12000000),
        ("award_utama_activity_min", date(2024, 8, 8), 0.9),
        ("award_utama_activity_min", date(2026, 1, 27), 0.95),
        ("award_madya_pemda_share_low", date(2026, 1, 27), 0.1),
        ("cut_off_day", date(2025, 8, 28), 20),
        ("newborn_window_day", date(2025, 1, 1), 28),
        ("phk_guarantee_month", date(2025, 1, 1), 6),
        ("mandiri_wait_day", date(2025, 1, 1), 14),
        ("denda_share", date(2025, 1, 1), 0.05),
        ("denda_max_rupiah", date(2025, 1, 1), 30000000),
        ("pajak_rokok_jkn_share", date(2025, 1, 1), 0.375),
        ("employer_fine_share", date(2025, 1, 1), 0.001),
        ("no_refusal_month", date(2026, 2, 11), 3),
    ],
)
def test_values_of_the_law_by_day(name: str, on: date, value: object) -> None:
    assert RULES.value(name, on) == value


def test_the_parts_of_the_class_three_contribution_add_up_since_2021() -> None:
    on = date(2021, 1, 1)
    parts = [RULES.whole(f"pbpu_{part}_rupiah", on) for part in ("pemda_contribution", "help_apbn", "help_pemda")]
    assert sum(parts) == 35000 + 4200 + 2800 == RULES.value("pbpu_class3_contribution_rupiah", on)


def test_the_ten_percent_rule_ends_with_the_7th_of_august_2023() -> None:
    assert RULES.value("health_budget_min_share", date(2023, 8, 7)) == 0.1
    assert RULES.value_or_none("health_budget_min_share", date(2023, 8, 8)) is None


def test_disputed_values_name_the_other_source() -> None:
    for name, other in (("activity_formula", "active_of_registered"), ("cut_off_day_inclusive", 0)):
        alternatives = RULES.dated(name, date(2025, 6, 1)).alternatives
        assert other in [alternative.value for alternative in alternatives], name
        assert all(alternative.law for alternative in alternatives)


def test_rule_month_has_one_row_per_month_and_one_column_per_rule() -> None:
    table = RULES.month_table(date(2022, 1, 1), Month(2026, 12))
    assert table.num_rows == 60
    assert table.column("month").to_pylist()[0] == date(2022, 1, 1)
    assert set(table.column_names) == {"month", *RULES.rules}
    arrow = {"bigint": pa.int64(), "double": pa.float64(), "varchar": pa.string()}
    assert all(table.schema.field(name).type == arrow[rule.column_type] for name, rule in RULES.rules.items())


def test_a_month_is_judged_by_its_first_day() -> None:
    table = RULES.month_table(date(2023, 8, 1), date(2023, 9, 1))
    assert table.column("health_budget_min_share").to_pylist() == [0.1, None]


def test_rule_law_names_the_law_and_certainty_of_each_value_in_force() -> None:
    held = {row["rule"]: row for row in RULES.rule_law_table(date(2024, 6, 1)).to_pylist()}
    assert held["award_utama_activity_min"]["certainty"] == "likely"  # the 2024 award was read in one outlet
    assert held["pbi_contribution_rupiah"]["law"].startswith("PMK 78/2020")
    assert "health_budget_min_share" not in held  # abolished in 2023


def test_the_fingerprint_changes_with_a_value(tmp_path: Path) -> None:
    first = load_rules(folder_with(tmp_path / "a", RULE), TODAY)
    same = load_rules(folder_with(tmp_path / "b", RULE), TODAY)
    other = load_rules(folder_with(tmp_path / "c", RULE.replace("0.8,", "0.81,")), TODAY)
    assert first.fingerprint == same.fingerprint != other.fingerprint


def test_every_rule_cites_the_domain_and_every_law_is_cited() -> None:
    assert all(rule.domain for rule in RULES.rules.values())
    cited = {law for rule in RULES.rules.values() for value in rule.values for law in value.law}
    cited |= {
        law
        for rule in RULES.rules.values()
        for value in rule.values
        for other in value.alternatives
        for law in other.law
    }
    cited |= {law for ids in routes().column("law_ids").to_pylist() for law in ids.split()}
    assert set(RULES.laws) == cited
    assert {rule.type for rule in RULES.rules.values()} == set(TYPES)


def test_every_route_is_described_with_its_law() -> None:
    rows = routes().to_pylist()
    assert [row["route"] for row in rows] == list(ROUTES)
    assert all(row["law"] and row["documents"] and row["office"] for row in rows)
    with pytest.raises(Fault, match="tidak lengkap"):
        check_routes(Rules({}, {}, ""))


def test_population_figures_stand_side_by_side() -> None:
    rows = population_series().to_pylist()
    palembang = {(row["series"], row["valid_from"]): row["people"] for row in rows if row["region_code"] == "16.71"}
    assert palembang["DKB", date(2024, 6, 30)] == 1781672
    assert palembang["BPS", date(2024, 6, 30)] == 1718440
    assert palembang["KEMENDAGRI_2025", date(2025, 1, 1)] == 1801367
    assert palembang["IMPLIED", date(2022, 8, 1)] == 1704503
    assert all(row["source"] and row["people"] > 0 for row in rows)


def test_a_population_figure_that_cannot_be_read_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_text("region_code,series,valid_from,people,source\n16.71,DKB,2024-06-30,banyak,x\n", encoding="utf-8")
    with pytest.raises(Fault, match=r"population\.csv tidak dapat dibaca \(baris 2\)"):
        population_series(path)


def test_a_population_figure_stands_there_once(tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    lines = ["region_code,series,valid_from,people,source", "16.71,DKB,2024-06-30,1,a", "16.71,DKB,2024-06-30,2,b", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Fault, match="dua kali"):
        population_series(path)
