"""Charts are plain specs, drawn to SVG that is safe inside a page and says its figures unharmed."""

from __future__ import annotations

import json
import re

import pyarrow as pa
import pytest
from report_facts import demo_facts

from semesta.flow.report import charts
from semesta.flow.report.draw import svg
from semesta.flow.report.figures import figures
from semesta.flow.report.gauge import gauge
from semesta.flow.report.hiding import hidden_figures
from semesta.flow.report.maps import map_breaks
from semesta.terms.numbers import NBSP, Numbers


@pytest.fixture(scope="module")
def specs():
    facts = demo_facts()
    return figures(facts, hidden_figures(facts), Numbers("id"))


def test_every_chart_is_plain_json_so_that_the_web_can_draw_the_same(specs):
    assert sorted(specs) == ["balance", "map", "pairs", "segment", "trend"]
    for spec, label in specs.values():
        assert json.loads(json.dumps(spec)) == spec
        assert label


def test_figures_in_a_chart_are_not_touched_when_coordinates_are_shortened(specs):
    drawn = svg(*specs["balance"][:1], name="x", label="y")
    assert ">1.431.200<" in drawn
    assert ">−17.250<" in drawn
    assert not re.search(r' (?:d|transform)="[^"]*\.\d{3}', drawn)


def test_a_drawing_has_its_own_ids_no_handlers_and_no_style(specs):
    for name, (spec, label) in specs.items():
        drawn = svg(spec, name=name, label=label)
        assert drawn.startswith(f'<svg role="img" aria-label="{label[:10]}')
        assert all(found.startswith(f"{name}-") for found in re.findall(r'\bid="([^"]+)"', drawn))
        assert not re.search(r'\s(?:on\w+|style|class)="', drawn)


def test_the_label_of_a_drawing_is_escaped():
    spec = charts.stacked(
        "id", pa.table({"name": ["a"], "part": ["b"], "people": [1], "order": [0]}), parts={"b": "#000000"}, title=""
    )
    assert 'aria-label="&lt;a&gt; &amp; &quot;b&quot;"' in svg(spec, name="x", label='<a> & "b"')


def test_axes_speak_the_readers_language(specs):
    assert f"200{NBSP}rb" in svg(specs["segment"][0], name="x", label="y")
    facts = demo_facts()
    english = figures(facts, hidden_figures(facts), Numbers("en"))
    assert "200k" in svg(english["segment"][0], name="x", label="y")
    assert ">80%<" in svg(english["map"][0], name="x", label="y")


def test_the_map_has_every_kelurahan_and_turns_brown_below_the_threshold(specs):
    drawn = svg(specs["map"][0], name="x", label="y")
    assert drawn.count('stroke="#ffffff"') >= 107
    assert map_breaks(0.80) == [0.70, 0.75, 0.80, 0.85, 0.90]
    assert map_breaks(0.75) == [0.65, 0.70, 0.75, 0.80, 0.85]


def test_the_balance_chart_ends_where_the_flows_lead(specs):
    rows = specs["balance"][0]["data"]["values"]
    # 1.431.200 + 6.100 + 4.900 + 2.050 − 17.250 − 900 − 3.100 = 1.423.000
    assert rows[-2]["end"] == rows[-1]["end"] == 1_423_000


def test_a_gauge_places_value_and_threshold_on_one_track():
    line = gauge(0.7987, 0.80, 0.79, 0.81)
    assert (line.start, line.end, line.met) == (0.70, 1.0, False)
    assert line.value == f"{(0.7987 - 0.70) / 0.30 * 100:.2f}%"
    assert line.required == f"{(0.80 - 0.70) / 0.30 * 100:.2f}%"
    over = gauge(1.0259, 0.98)
    assert over.end > 1.0259
    assert over.met is True
