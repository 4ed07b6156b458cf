"""A tiny published run, table by table, as relations write it: what gathering and worklists are tested on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MONTH = date(2025, 5, 1)
VILLAGE, OTHER = "16.71.04.1001", "16.71.04.1002"


def write(run: Path, place: str, rows: list[dict[str, Any]], **types: pa.DataType) -> None:
    """`run`/`place`.parquet holds the rows; columns named in `types` have that type even when all are NULL."""
    path = run / f"{place}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(rows)
    for name, kind in types.items():
        table = table.set_column(table.column_names.index(name), name, table.column(name).cast(kind))
    pq.write_table(table, path)


def person(
    number: int, kind: str, village: str | None = VILLAGE, segment: str | None = "PBPU", reason: str | None = None
):
    return {
        "person_id": number, "resident_id": None if kind == "member_not_in_register" else number, "class": kind,
        "village_code": village, "district_code": village and village[:8], "segment": segment, "reason": reason,
    }  # fmt: skip


def write_run(run: Path, month: date = MONTH, active: int = 6) -> Path:
    """A run of nine register rows and eight cards: `active` covered, and one of each other kind."""
    people = [person(number, "covered_active") for number in range(1, active + 1)]
    people += [
        person(20, "covered_inactive", OTHER, reason="PREMI"),
        person(21, "uncovered", None, None),
        person(22, "duplicate_register_row", OTHER, None),
        person(23, "member_not_in_register", None),
    ]
    write(run, "3_status/person_month", people)
    cards = ["covered_active"] * active + ["covered_inactive", "member_not_in_register"]
    write(run, "3_status/card_month", [{"class": name} for name in cards])
    write(run, "4_indicator/indicator_month", [
        indicator(month, "coverage", active + 1, active + 2),
        indicator(month, "activity_of_population", active, active + 2),
        indicator(month, "activity_of_registered", active, active + 1),
        indicator(month, "coverage_reported", active + 2, active + 2),
        indicator(month, "activity_of_population_reported", active, active + 2),
        {**indicator(month, "coverage", 1, 2), "region_code": VILLAGE},
        {**indicator(month, "coverage", 1, 2), "breakdown": "sex"},
    ])  # fmt: skip
    write(run, "1_standard/population_figure", [
        {"region_code": "16.71", "series": "register", "people": active + 2, "valid_from": month, "source": "register",
         "comparable": True},
    ])  # fmt: skip
    write(run, "7_proof/total_check", [
        {"item": "classes_of_register", "file_no": 1, "expected": active + 3, "actual": active + 3},
        {"item": "one_row_per_person", "file_no": None, "expected": 3, "actual": 4},
    ])  # fmt: skip
    write_manifest(run, month)
    return run


def indicator(month: date, name: str, numerator: int, denominator: int) -> dict[str, Any]:
    return {
        "month": month, "region_code": "16.71", "breakdown": "all", "indicator": name, "population_series": "register",
        "formula": name, "numerator": numerator, "denominator": denominator, "value": numerator / denominator,
        "low": None, "high": None,
    }  # fmt: skip


def write_manifest(run: Path, month: date) -> None:
    file = {
        "file_no": 1, "file_id": "9f2c" * 16, "file_name": "dukcapil.csv", "kind": "resident", "data_on": "2025-05-01",
        "row_count": 10, "landed_count": 9, "rejected_count": 1, "byte_count": 900,
    }  # fmt: skip
    held = {
        "run_id": run.name, "as_of": month.isoformat(), "month": month.isoformat(), "area": "16.71", "engine": "duckdb",
        "versions": {"semesta": "0.1.0"}, "inputs": [file],
    }  # fmt: skip
    run.mkdir(parents=True, exist_ok=True)
    (run / "manifest.json").write_text(json.dumps(held), encoding="utf-8")


def work(number: int, priority: int, deadline: date | None = None, kind: str = "covered_inactive", **more: Any):
    return {
        "person_id": number, "village_code": VILLAGE, "priority": priority, "deadline_on": deadline, "class": kind,
        "urgent": priority == 1, "route": "pbi_reactivation", "reason": "PBI_DIKELUARKAN", "rw": "001",
        "rt": f"{number:03d}",
        "nkk": "1671040000000001", "name": "=1+1", "nik": f"167104450190{number:04d}", "psnoka": "0001234567890",
        "documents": None, "note": "no_promise", **more,
    }  # fmt: skip
