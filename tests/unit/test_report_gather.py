"""What the report says is what the published tables say."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from report_tables import MONTH, OTHER, VILLAGE, indicator, write, write_run

from semesta.engines.duck import DuckEngine
from semesta.flow.report import facts as f
from semesta.flow.report.gather import gather
from semesta.flow.report.write import earlier_runs, write_page, write_report


@pytest.fixture
def engine():
    made = DuckEngine()
    yield made
    made.close()


def test_people_are_counted_by_class_region_segment_and_reason(tmp_path, engine):
    facts = gather(write_run(tmp_path / "run"), (), engine)
    assert facts.people("covered_active") == 6
    assert [(v.code, v.active, v.inactive, v.uncovered) for v in facts.villages] == [
        (VILLAGE, 6, 0, 0), (OTHER, 0, 1, 0), ("", 0, 0, 1),
    ]  # fmt: skip
    assert [(d.code, d.population, d.active_share) for d in facts.districts] == [("16.71.04", 7, 6 / 7), ("", 1, 0.0)]
    assert facts.segments == (f.Segment("PBPU", 6, 1, 0),)
    assert facts.reasons == (("PREMI", 1),)
    assert facts.area_name == "Kota Palembang"


def test_every_row_of_both_files_is_in_the_totals(tmp_path, engine):
    facts = gather(write_run(tmp_path / "run"), (), engine)
    rows = {side: sum(total.rows for total in facts.totals if total.side == side) for side in ("resident", "member")}
    assert rows == {"resident": 6 + 1 + 1 + 1, "member": 6 + 1 + 1}
    assert [(check.name, check.holds) for check in facts.checks] == [
        ("classes_of_register · 1", True), ("one_row_per_person", False),
    ]  # fmt: skip


def test_only_the_area_as_a_whole_is_the_headline(tmp_path, engine):
    facts = gather(write_run(tmp_path / "run"), (), engine)
    assert [(s.indicator, s.numerator, s.denominator) for s in facts.shares if s.indicator == "coverage"] == [
        ("coverage", 7, 8)
    ]
    [population] = facts.populations
    assert (population.registered, population.active, population.cards, population.active_cards) == (7, 6, 8, 6)


def test_the_trend_joins_earlier_runs_with_public_claims_kept_apart(tmp_path, engine):
    earlier = write_run(tmp_path / "april", date(2025, 4, 1), active=4)
    facts = gather(write_run(tmp_path / "may"), (earlier,), engine)
    computed = [(p.on, p.value) for p in facts.trend if p.indicator == "coverage" and not p.claimed]
    assert computed == [(date(2025, 4, 1), 5 / 6), (MONTH, 7 / 8)]
    assert (date(2022, 8, 1), 0.9992) in [(p.on, p.value) for p in facts.trend if p.claimed]
    assert all(point.source.startswith("http") for point in facts.trend if point.claimed)


def test_the_law_asked_for_is_drawn_for_the_days_it_held(tmp_path, engine):
    facts = gather(write_run(tmp_path / "run"), (), engine)
    activity = [(item.from_on, item.to_on, item.value) for item in facts.asked if item.indicator == "activity"]
    assert activity[-1] == (date(2025, 1, 1), date(2025, 5, 2), 0.80)


def test_rules_come_with_their_law_and_certainty(tmp_path, engine):
    facts = gather(write_run(tmp_path / "run"), (), engine)
    [activity] = [rule for rule in facts.rules if rule.name == "activity_min_share"]
    assert (activity.value, activity.unit, activity.judging) == ("0.8", "share", True)
    assert activity.law
    assert all(rule.law and rule.certainty for rule in facts.rules)


def test_routes_are_priced_and_most_people_come_first(tmp_path, engine):
    run = write_run(tmp_path / "run")
    line = {"expected_start_on": date(2025, 6, 1), "deadline_on": None}
    write(run, "5_route/person_route", [
        {**line, "route": "apbd_quota", "monthly_cost_rupiah": 37_800},
        {**line, "route": "mandiri", "monthly_cost_rupiah": 0},
        {**line, "route": "apbd_quota", "monthly_cost_rupiah": 37_800},
    ])  # fmt: skip
    routes = gather(run, (), engine).routes
    assert [(route.route, route.people, route.rupiah_month, route.rupiah_year) for route in routes] == [
        ("apbd_quota", 2, 75_600, 907_200), ("mandiri", 1, 0, 0),
    ]  # fmt: skip
    assert routes[0].first_start_on == date(2025, 6, 1)
    assert "Perpres 64/2020" in routes[0].law


def test_the_balance_is_that_of_all_segments_in_the_order_it_is_added(tmp_path, engine):
    run = write_run(tmp_path / "run")
    write(run, "3_status/member_balance", [
        {"segment": segment, "kind": kind, "cause": cause, "card_count": count}
        for segment, kind, cause, count in (
            ("ALL", "closing", "active", 11), ("ALL", "in", "born", 1), ("ALL", "in", "new_card", 3),
            ("ALL", "opening", "active", 9), ("ALL", "out", "PREMI", 2), ("PBPU", "in", "born", 1),
        )
    ])  # fmt: skip
    assert [(flow.kind, flow.cause, flow.people) for flow in gather(run, (), engine).balance] == [
        ("opening", "active", 9), ("in", "new_card", 3), ("in", "born", 1), ("out", "PREMI", 2),
        ("closing", "active", 11),
    ]  # fmt: skip


def test_findings_stand_side_by_side_for_both_files_and_what_is_in_order_is_left_out(tmp_path, engine):
    run = write_run(tmp_path / "run")
    write(run, "4_indicator/quality_pack", [
        {"item": "register_nik_ok", "row_count": 90}, {"item": "member_nik_ok", "row_count": 80},
        {"item": "member_nik_kosong", "row_count": 5}, {"item": "register_nik_kosong", "row_count": 2},
        {"item": "dead_member", "row_count": 4},
    ])  # fmt: skip
    assert gather(run, (), engine).findings == (f.Finding("nik_kosong", 2, 5), f.Finding("dead_member", None, 4))


def test_a_run_without_routes_balance_or_status_still_makes_a_page(tmp_path, engine):
    path = write_page(write_run(tmp_path / "run"), out=tmp_path / "report", engine=engine)
    text = path.read_text(encoding="utf-8")
    assert "Status bulan ini belum dapat dinilai." in text
    assert "Neraca peserta" not in text
    assert "one_row_per_person" in text  # the addition that does not come out is named


def test_the_report_of_a_run_stands_beside_its_tables_and_is_the_same_each_time(tmp_path):
    home = tmp_path / "home"
    run = write_run(home / "runs" / "2025-05-abc")
    first = write_report(home, run).read_bytes()
    assert write_report(home, run) == run / "report" / "index.html"
    assert (run / "report" / "index.html").read_bytes() == first


def test_earlier_runs_are_those_published_for_earlier_months(tmp_path):
    (tmp_path / "published.json").write_text(
        '{"current": "c", "months": {"2025-05-01": "c", "2025-03-01": "a", "2025-04-01": "b"}}', encoding="utf-8"
    )
    assert [path.name for path in earlier_runs(tmp_path, MONTH)] == ["a", "b"]


def test_announced_figures_of_the_province_are_ranked_apart_from_what_was_computed(tmp_path, engine):
    run = write_run(tmp_path / "run")
    claim = {
        "indicator": "coverage", "tie_count": 1, "said_on": MONTH, "numerator": None, "denominator": None,
        "denominator_from": None, "source": "https://palpos.disway.id/amp/1", "own_value": None, "own_formula": None,
        "known_count": 3, "region_count": 4,
    }  # fmt: skip
    write(run, "4_indicator/claim_rank", [
        {**claim, "region_code": "16.07", "name": "Banyuasin", "place": None, "value": None, "tie_count": 0},
        {**claim, "region_code": "16.10", "name": "Ogan Ilir", "place": 2, "value": 0.9556, "tie_count": 2,
         "denominator": 446_006, "denominator_from": "implied"},
        {**claim, "region_code": "16.02", "name": "Ogan Komering Ilir", "place": 2, "value": 0.9556, "tie_count": 2},
        {**claim, "region_code": "16.71", "name": "Kota Palembang", "place": 1, "value": 1.0, "own_value": 0.9327,
         "own_formula": "registered_of_population"},
        {**claim, "indicator": "activity", "region_code": "16.71", "name": "Kota Palembang", "place": None,
         "value": None, "known_count": 0},
    ], denominator=pa.int64(), numerator=pa.int64())  # fmt: skip
    facts = gather(run, (), engine)
    assert [(one.name, one.place) for one in facts.claim_ranks] == [
        ("Kota Palembang", 1), ("Ogan Ilir", 2), ("Ogan Komering Ilir", 2), ("Banyuasin", None),
    ]  # fmt: skip
    html = write_page(run, out=tmp_path / "report", engine=engine).read_text(encoding="utf-8")
    section = html.split('id="id-peringkat"')[1].split("</section>")[0].replace("\u00a0", " ")
    for said in (
        "Klaim publik, bukan hasil hitungan", "diumumkan untuk 3 dari 4", "(bersama 2)", "tersirat", "tidak disebut",
        "tidak ada pengumuman dalam data acuan (1): Banyuasin.", "93,27 %", "95,56 %", "palpos.disway.id",
    ):  # fmt: skip
        assert said in section, said


def test_a_population_of_another_scale_is_shown_but_not_divided_by(tmp_path, engine):
    run = write_run(tmp_path / "run")
    rows = [{**indicator(MONTH, "coverage", 7, people), "population_series": series}
            for series, people in (("register", 8), ("BPS", 9))]  # fmt: skip
    write(run, "4_indicator/indicator_month", rows)
    write(run, "1_standard/population_figure", [
        {"region_code": "16.71", "series": series, "people": people, "valid_from": MONTH, "source": "",
         "comparable": people < 100}
        for series, people in (("register", 8), ("BPS", 9), ("CLAIMED", 1_700_000))
    ])  # fmt: skip
    facts = gather(run, (), engine)
    assert [(line.series, line.comparable) for line in facts.populations] == [
        ("register", True), ("BPS", True), ("CLAIMED", False),
    ]  # fmt: skip
