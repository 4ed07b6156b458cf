"""What a run found about firms, told and written to them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.flow.firms.gather import firm_report
from semesta.flow.firms.letters import firm_letter, letter_content
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

RULES = load_rules()
TAKEN = {"imbauan": date(2025, 3, 26), "teguran_1": date(2025, 4, 10), "teguran_2": date(2025, 4, 28)}


def row(firm: str, order: int, finding: str, missing: int, **more: Any) -> dict[str, Any]:
    return {
        "firm_key": firm, "work_order": order, "name": f"PT {firm}", "finding": finding,
        "missing_worker_count": missing, "expected_uncovered_count": missing,
        "low_wage_count": 0, "worker_count_elsewhere": 20, "worker_card_count": 2,
        "arrears_month_count": None, **more,
    }  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that shows one run with two firms to write to and three people who could give back their places."""
    run = tmp_path / "runs" / "r"
    work = [row("A", 1, "PWBD", 18), row("B", 2, "ARREARS", 0, arrears_month_count=3)]
    places = [
        ("PBI_APBN", "A", "worker", 42_000, 0, 195_831), ("PBPU_PEMDA", "PEMDA", "worker", 42_000, 37_800, 195_831),
        ("PBPU_PEMDA", "A", "worker", 42_000, 37_800, 250_000), ("PBI_APBN", "A", "family", 42_000, 0, 0),
    ]  # fmt: skip
    names = ("segment", "firm_key", "role", "saved_rupiah", "city_saved_rupiah", "due_rupiah")
    tables = {
        "6_worklist/employer_work": pa.Table.from_pylist(work).drop_columns(["worker_count_elsewhere"]),
        "3_status/employer_month": pa.Table.from_pylist(work),
        "6_worklist/recoverable_place": pa.Table.from_pylist([dict(zip(names, one, strict=True)) for one in places]),
        "2_link/firm_row": pa.table({"employer_row_id": [1, 2], "firm_key": ["A", "B"]}),
        "1_standard/employer": pa.table({"employer_row_id": [1, 2], "address": ["JL. MERDEKA NO. 5", None]}),
    }
    for place, table in tables.items():
        path = run / f"{place}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path)
    (run / "manifest.json").write_text(json.dumps({"run_id": "r", "area": "16.71", "as_of": "2025-03-31"}))
    (tmp_path / "published.json").write_text(json.dumps({"months": {"2025-03-01": "r"}}))
    return tmp_path


def said(arguments: list[str]) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_firms_are_counted_by_finding_and_places_by_payer(home):
    report = firm_report(home)
    assert [(one.finding, one.firms, one.missing) for one in report.findings] == [("PWBD", 1, 18), ("ARREARS", 1, 0)]
    assert [(one.segment, one.people, one.family, one.saved, one.city_saved, one.due) for one in report.places] == [
        ("PBI_APBN", 2, 1, 84_000, 0, 195_831),  # 2 * 42,000; of family nothing is due
        ("PBPU_PEMDA", 2, 0, 84_000, 75_600, 445_831),  # 2 * 42,000; 2 * 37,800; 195,831 + 250,000
    ]
    assert [(one.segment, one.people) for one in report.city_places] == [("PBPU_PEMDA", 1)]
    assert "75.600" in said(["firms", "list", "--home", str(home)])
    assert [one["firm_key"] for one in json.loads(said(["firms", "list", "--home", str(home), "--json"]))["work"]] == [
        "A", "B",
    ]  # fmt: skip


def test_the_first_letter_tells_the_day_of_the_answer_across_idul_fitri(home):
    report = firm_report(home)
    content = letter_content(RULES, report, report.work[0], "imbauan", date(2025, 3, 26))
    text = json.dumps(content, ensure_ascii=False)
    assert "3 hari kerja" in text
    assert "9 April 2025" in text  # counted by hand in test_compliance
    assert content["to"] == "Pimpinan PT A, JL. MERDEKA NO. 5"
    assert content["tables"][0]["total"] == ["Pekerja yang belum didaftarkan", "18"]
    arrears = letter_content(RULES, report, report.work[1], "imbauan", date(2025, 3, 26))
    assert ["Bulan menunggak", "3"] in arrears["tables"][0]["rows"]


def test_the_fine_names_rupiah_and_the_proposal_goes_to_the_licensing_office(home):
    report = firm_report(home)
    fine = letter_content(RULES, report, report.work[0], "denda", date(2025, 5, 16), TAKEN, 12_500_000)
    assert "0,1 % setiap bulan" in fine["closing"][0]
    assert "Rp 12.500 sebulan" in fine["closing"][0]  # 12,500,000 * 0.001
    taken = {**TAKEN, "denda": date(2025, 5, 16)}
    proposal = letter_content(RULES, report, report.work[0], "tmp2t", date(2025, 6, 16), taken)
    assert proposal["to"] == "Kepala DPMPTSP Kota Palembang"
    assert "perizinan usaha" in proposal["closing"][0]


def test_a_letter_that_comes_too_early_or_a_fine_without_its_base_is_refused(home):
    report = firm_report(home)
    with pytest.raises(Fault, match="paling cepat 10-04-2025"):
        firm_letter(RULES, report, report.work[0], "teguran_1", date(2025, 4, 9), {"imbauan": date(2025, 3, 26)})
    with pytest.raises(Fault, match="--due"):
        firm_letter(RULES, report, report.work[0], "denda", date(2025, 5, 16), TAKEN)
    with pytest.raises(Fault, match="tidak ada dalam daftar kerja"):
        firm_report(home, firm="Z")


def test_letters_are_the_same_bytes_each_time(home, tmp_path):
    for out in ("one", "two"):
        said(["firms", "imbauan", "--home", str(home), "--on", "2025-03-26", "--out", str(tmp_path / out)])
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["imbauan_0001_A.pdf", "imbauan_0002_B.pdf"]
    for name in names:
        content = (tmp_path / "one" / name).read_bytes()
        assert content.startswith(b"%PDF")
        assert content == (tmp_path / "two" / name).read_bytes()


def test_the_clock_and_the_contribution_are_told():
    told = said(["firms", "clock", "--on", "2025-04-10", "--taken", "imbauan=2025-03-26", "--due", "12500000"])
    assert "s.d. 09-04-2025" in told
    assert "Rp 12.500" in told
    due = json.loads(said(["contribution", "--wage", "15000000", "--area", "16.71", "--on", "2026-03-01", "--json"]))
    assert (due["base"], due["total"]) == (12_000_000, 600_000)
