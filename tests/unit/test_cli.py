"""The calls of the README say what they mean, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.terms.fault import Fault

VERDICT = ["verdict", "--area", "16.71", "--on", "2022-08-31", "--population", "1704503", "--registered", "1703139"]
PRIORITAS = [
    "verdict", "--area", "16.71", "--on", "2026-01-15", "--population", "1781672", "--registered", "1763000",
    "--active", "1423000", "--pemda", "200000", "--pemda-arrears", "0", "--approved",
]  # fmt: skip
CLAIM = ["claim", "--on", "2021-07-06", "--population", "1668154", "--registered", "1589806", "--coverage"]


def said(arguments: list[str]) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def told(arguments: list[str]) -> Any:
    return json.loads(said([*arguments, "--json"]))


def test_coverage_of_august_2022_is_printed_with_two_decimals_in_both_languages() -> None:
    text = said(VERDICT)
    assert "99,92 %" in text
    assert "99.92 %" in text  # 1703139 / 1704503 = 0.99920


def test_each_condition_of_prioritas_is_met_or_not_under_both_formulas_with_its_gap_in_people() -> None:
    text = said(PRIORITAS)
    assert "2,338 people short" in text  # 0.80 x 1781672 = 1425337.6 -> 1425338 - 1423000
    assert "12,600 people to spare" in text  # 1423000 - 0.80 x 1763000
    assert "depends on the activity formula" in text


def test_a_verdict_can_be_read_by_a_program() -> None:
    assert "prioritas" in json.dumps(told(PRIORITAS))


@pytest.mark.parametrize(
    ("printed", "verdict", "right"),
    [("95.42", "does_not_reproduce", "95.30"), ("95.30", "reproduces", "95.30"), ("95.3", "reproduces", "95.30")],
)
def test_a_printed_coverage_is_recomputed_at_its_own_precision(printed: str, verdict: str, right: str) -> None:
    found = told([*CLAIM, printed])
    assert found["verdict"] == verdict  # 1589806 / 1668154 = 0.95303
    assert found["findings"][0]["recomputed"] == right


@pytest.mark.parametrize(
    ("option", "number"), [("--population", "0"), ("--population", "-5"), ("--registered", "-1"), ("--active", "-1")]
)
def test_a_count_that_can_be_none_of_people_is_refused(option: str, number: str) -> None:
    result = CliRunner().invoke(app, [*VERDICT, option, number])
    assert result.exit_code == 2
    assert option in result.output


def test_a_made_up_city_of_nobody_or_in_no_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "catatan").write_text("x")
    for more, sentence in (
        (["--out", str(tmp_path / "kota"), "--residents", "0"], "residents paling sedikit 1"),
        (["--out", str(tmp_path / "catatan"), "--residents", "50"], "Folder catatan tidak dapat ditulis"),
    ):
        with pytest.raises(Fault, match=sentence):
            CliRunner().invoke(app, ["synth", *more], catch_exceptions=False)


def test_a_date_that_is_none_is_refused_with_a_sentence() -> None:
    result = CliRunner().invoke(app, ["claim", "--on", "31-12-2021"])
    assert result.exit_code == 2
    assert "bukan tanggal" in result.output
