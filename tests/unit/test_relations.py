"""The declared relations, sources and indicators, and the faults of their files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from semesta.engines.graph import ordered
from semesta.indicators.load import BREAKDOWNS, MEASURES, IndicatorError, load_indicators
from semesta.indicators.sql import TARGET, indicator_sql
from semesta.relations.load import RelationError, load_relations, load_sources
from semesta.rules.load import load_rules

STANDARD = Path("semesta/formats/standard.yaml")


def sql(name: str) -> str:
    return next(relation.sql for relation in load_relations() if relation.name == name)


def test_relations_form_a_river() -> None:
    order = [relation.name for relation in ordered(load_relations(), [source.name for source in load_sources()])]
    assert order.index("resident") < order.index("person") < order.index("person_month")
    assert order[-2:] == ["total_check", "visit_outcome"]


def test_landed_sources_have_the_standard_columns() -> None:
    standard = yaml.safe_load(STANDARD.read_text(encoding="utf-8"))
    declared = {source.name: [name for name, _ in source.columns] for source in load_sources()}
    for kind, columns in standard.items():
        assert declared[f"landed_{kind}"] == [*columns, "row_number", "file_no"]


def test_rule_columns_exist_in_the_rules() -> None:
    declared = next(source for source in load_sources() if source.name == "rule_month")
    types = {"VARCHAR": "varchar", "DOUBLE": "double", "BIGINT": "bigint"}
    rules = load_rules().rules
    assert {name: types[kind] for name, kind in declared.columns if name != "month"} == {
        name: rules[name].column_type for name, _ in declared.columns if name != "month"
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("SELECT 1", "line 1"),
        ("-- One row per thing.\nSELECT 1", "line 2"),
        ("-- One row per thing.\n-- Key: a b\nSELECT 1", "line 2"),
    ],
)
def test_a_relation_without_grain_or_key_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "1_standard").mkdir()
    (tmp_path / "1_standard" / "thing.sql").write_text(text, encoding="utf-8")
    with pytest.raises(RelationError, match=rf"1_standard/thing\.sql: {fault}"):
        load_relations(tmp_path)


def test_two_relations_of_one_name_are_named(tmp_path: Path) -> None:
    for stage in ("1_standard", "3_status"):
        (tmp_path / stage).mkdir()
        (tmp_path / stage / "thing.sql").write_text("-- One row per x.\n-- Key: a\nSELECT 1 AS a", encoding="utf-8")
    with pytest.raises(RelationError, match="thing: two files"):
        load_relations(tmp_path)


def test_a_column_declared_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("thing: {what: x, text: [a], columns: {a: BIGINT}}", encoding="utf-8")
    with pytest.raises(RelationError, match="thing names a column twice"):
        load_sources(path)


def test_the_written_indicator_relation_is_what_the_catalogue_says() -> None:
    assert TARGET.read_text(encoding="utf-8") == indicator_sql(load_indicators())


def test_measures_and_breakdowns_are_those_of_the_relations() -> None:
    for measure in MEASURES:
        assert f"CAST(sum({measure}) AS BIGINT) AS {measure}" in sql("region_total")
    for breakdown in BREAKDOWNS:
        assert f"('{breakdown}')" in sql("region_total")


def test_targets_are_rules() -> None:
    rules = load_rules().rules
    wanted = {name for item in load_indicators() for name in (item.target, item.hide_below) if name}
    assert wanted <= rules.keys()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"count": "nobody"}, "count: nobody is no measure"),
        ({"of": "nobody"}, "of: nobody is no measure"),
        ({"title_id": None}, "missing title_id"),
        ({"flag": 1}, "unknown entry flag"),
        ({"by": ["weather"]}, "by: weather"),
        ({"law": []}, "law is empty"),
        ({"unit": "kilo"}, "unit: kilo"),
    ],
)
def test_a_wrong_indicator_is_named_with_its_file(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    held = asdict(next(item for item in load_indicators() if item.name == "coverage"))
    entry = {key: list(value) if isinstance(value, tuple) else value for key, value in held.items() if key != "name"}
    entry |= change
    kept = {key: value for key, value in entry.items() if value is not None}
    (tmp_path / "coverage.yaml").write_text(yaml.safe_dump(kept), encoding="utf-8")
    with pytest.raises(IndicatorError, match=rf"coverage\.yaml: {fault}"):
        load_indicators(tmp_path)
