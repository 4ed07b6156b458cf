"""Charts of money say their figures in the unit that suits them, in both languages, and are plain specs."""

from __future__ import annotations

import json

import pytest

from semesta.flow.report import budget_charts as charts
from semesta.flow.report.draw import svg

MONTHS = [f"2026-{number:02d}-28" for number in range(1, 13)]
FALLING = [
    {"on": day, "value": 80e9 - 8e9 * at, "low": 80e9 - 9e9 * at, "high": 80e9 - 7e9 * at, "known": at < 4}
    for at, day in enumerate(MONTHS)
]
WORDS = {"title": "sisa"}


def drawn(spec) -> str:
    assert json.loads(json.dumps(spec)) == spec
    return svg(spec, name="x", label="y")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([999, -5], (1, "rupiah")), ([1_500_000], (10**6, "juta rupiah")),
        ([-2 * 10**9, 5], (10**9, "miliar rupiah")), ([3 * 10**12], (10**12, "triliun rupiah")), ([], (1, "rupiah")),
    ],
)  # fmt: skip
def test_the_unit_suits_the_largest_value(values, found):
    assert charts.unit("id", values) == found


@pytest.mark.parametrize(("language", "unit"), [("id", "miliar rupiah"), ("en", "billion rupiah")])
def test_the_fan_holds_its_band_the_end_and_what_lacks_below_the_line(language, unit):
    ends = ("2026-11-20", "20 November", "2026-11-01", "2026-12-10")
    spec = charts.money_left(language, FALLING, ends=ends, words=WORDS)
    kinds = [layer["mark"]["type"] for layer in spec["layer"]]
    assert kinds == ["rect", "area", "area", "rule", "line", "line", "rule", "text"]
    ahead, known = (spec["layer"][at]["data"]["values"] for at in (4, 5))
    assert (len(known), len(ahead)) == (4, 9)  # the dashes begin where the full line ends
    assert ahead[0] == known[-1]
    assert min(one["value"] for one in spec["layer"][2]["data"]["values"]) == -8e9
    picture = drawn(spec)
    assert unit in picture
    assert "20 November" in picture


def test_without_an_interval_and_with_enough_money_there_is_neither_band_nor_mark():
    points = [{**one, "value": 5, "low": None, "high": None} for one in FALLING]
    spec = charts.money_left("id", points, ends=(None, "", "", ""), words=WORDS)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "rule", "line", "line"]


def test_every_other_chart_is_drawn():
    month = [{"on": "2026-01-01", "part": "APBD", "value": 5e9, "order": 0}]
    for spec in (
        charts.side_by_side("id", [{"on": "2026-01-31", "value": 5e9, "name": "A"}], names=["A"], money=True),
        charts.side_by_side("en", [{"on": "2026-01-31", "value": 0.8, "name": "A"}], names=["A"], money=False),
        charts.stacked_months("id", month, colours={"APBD": "#000000"}, money=True),
        charts.stacked_months("en", month, colours={"APBD": "#000000"}, money=False),
        charts.beside("id", [{"year": "2025", "kind": "a", "value": 9e10, "claimed": True}], colours={"a": "#000000"}),
        charts.point_prices("id", [{"from": 0, "to": 0.5, "value": 9e6, "label": "9,0"}], title="poin"),
        charts.path_to_aim("id", [{"on": "2026-01-01", "value": 0.8}], aim=0.85, label="sasaran"),
        charts.ranked("id", [{"name": "Palembang", "code": "16.71", "value": 0.11, "label": "11 %"}], own="16.71",
                      lines=[(0.18, "Utama")]),
    ):  # fmt: skip
        assert drawn(spec).startswith("<svg")


def test_the_price_of_half_a_point_is_written_with_the_readers_comma():
    rows = [{"from": 0, "to": 0.5, "value": 9e6, "label": ""}]
    assert ">+0,5<" in drawn(charts.point_prices("id", rows, title="poin"))
    assert ">+0.5<" in drawn(charts.point_prices("en", rows, title="points"))
