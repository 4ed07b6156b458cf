"""A run's indicators as values for another system: numerator and denominator of each region, small cells left out."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from semesta.indicators.load import load_indicators
from semesta.measure.suppress import hidden_cells
from semesta.peers.dhis2 import ADX_TYPE, JSON_TYPE, DataValue, adx, data_value_set
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from semesta.peers.setup import Dhis2Codes

SERIES = "register"
"""One population for all: the city's own register, as the desks divide by default."""


def values_of_run(run_dir: Path, codes: Dhis2Codes) -> tuple[DataValue, ...]:
    """The month of a run as values of one level of regions: two for each indicator, numerator `_N`, denominator `_D`.

    Nobody can work out a small cell from them (rule `small_cell_hide_below`, req 61): where a numerator, or what is
    left of the denominator, is small or is needed to hide another, neither value of that region is there.
    """
    month = date.fromisoformat(json.loads((run_dir / "manifest.json").read_text(encoding="utf-8"))["month"])
    rows = _rows(run_dir, month, codes.level)
    if not rows:
        raise Fault(f"Tidak ada angka pada tingkat {codes.level}", run_dir.name)
    below = int(load_rules().value_or_none("small_cell_hide_below", month) or 0)
    values: list[DataValue] = []
    for indicator in load_indicators():
        held = {row["region_code"]: row for row in rows if row["indicator"] == indicator.name}
        hidden = _hidden(held, below)
        name = codes.data_elements.get(indicator.name, codes.prefix + indicator.name.upper())
        for region, row in held.items():
            if region not in hidden and row["denominator"]:
                unit = codes.org_units.get(region, region.replace(".", ""))
                values.append(DataValue(unit, month, f"{name}_N", str(int(row["numerator"] or 0))))
                values.append(DataValue(unit, month, f"{name}_D", str(int(row["denominator"]))))
    return tuple(sorted(values))


def body_of(values: Iterable[DataValue], codes: Dhis2Codes) -> tuple[bytes, str]:
    """The body to send, and its content type, in the shape that the city chose."""
    if codes.shape == "adx":
        return adx(values, codes.data_set), ADX_TYPE
    return data_value_set(values, codes.data_set), JSON_TYPE


def _rows(run_dir: Path, month: date, level: str) -> list[dict[str, Any]]:
    path = next(iter(sorted(run_dir.glob("[0-9]_*/indicator_month.parquet"))), None)
    if path is None:
        raise Fault("Tabel indicator_month tidak ada dalam hasil proses", run_dir.name)
    wanted = [
        ("month", "==", month), ("breakdown", "==", "all"), ("population_series", "==", SERIES),
        ("region_level", "==", level),
    ]  # fmt: skip
    rows: list[dict[str, Any]] = pq.read_table(path, filters=wanted).to_pylist()
    return sorted(rows, key=lambda row: (row["indicator"], row["region_code"]))


def _hidden(held: Mapping[str, Mapping[str, Any]], below: int) -> frozenset[str]:
    """Regions whose figures are left out: of the counted and of the others, with their sum known to everybody."""
    counted = {code: int(row["numerator"] or 0) for code, row in held.items()}
    others = {code: max(int(row["denominator"] or 0) - counted[code], 0) for code, row in held.items()}
    return frozenset(code for counts in (counted, others) for code in _cells(counts, below))


def _cells(counts: Mapping[str, int], below: int) -> frozenset[str]:
    sums: Sequence[tuple[str, Sequence[str]]] = [("", list(counts))] if len(counts) > 1 else []
    return hidden_cells({"": sum(counts.values()), **counts}, sums, hide_below=below)
