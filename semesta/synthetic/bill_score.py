"""How right the check of bills was: every line of a run's bills held against the truth of the series."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.synthetic.truth import Measure
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

NO_FAULT = ("", "credit")


@dataclass(frozen=True)
class BillScore:
    """Lines with a fault (`wanted`), disputed or missed-out lines told (`given`), told with the right reason (`right`).

    `whole` counts the lines on which the files hold the evidence; `unsure` are the others. `wrong` counts the pairs
    (fault, reason told) that differ. Each line is one card and month.
    """

    lines: int
    unsure: int
    whole: Measure
    by_reason: dict[str, Measure]
    wrong: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        return {
            "lines": self.lines,
            "unsure": self.unsure,
            "whole": self.whole.as_dict(),
            "by_reason": {name: one.as_dict() for name, one in self.by_reason.items()},
            "wrong": self.wrong,
        }

    def table(self) -> str:
        """The same as lines of text, aligned."""
        rows = [("every reason", self.whole), *self.by_reason.items()]
        lines = [f"{'bill lines':32}{'wanted':>10}{'given':>10}{'right':>10}{'precision':>11}{'recall':>9}"]
        lines += [
            f"{name:32}{one.wanted:>10}{one.given:>10}{one.right:>10}{one.precision:>11.5f}{one.recall:>9.5f}"
            for name, one in rows
        ]
        return "\n".join(lines)


def score_bills(home: Path, truth: Path) -> BillScore | None:
    """The bills of the current published run of `home` against `truth`; None when the truth has no bills.

    A Fault when nothing is published.
    """
    files = sorted(truth.glob("invoice_truth_*.parquet"))
    if not files:
        return None
    pointer = home / "published.json"
    if not pointer.is_file():
        raise Fault(f"Belum ada hasil yang terbit di {home.name}: jalankan semesta run lebih dulu")
    run = home / "runs" / json.loads(pointer.read_text(encoding="utf-8"))["current"]
    told = pq.read_table(
        run / "3_status" / "invoice_month.parquet", columns=["row_number", "psnoka", "invoice_month", "reason"]
    )
    wanted = pa.concat_tables([pq.read_table(path) for path in files])
    lined = _joined(wanted, told, "row_number", pc.is_valid(wanted["row_number"]), pc.is_valid(told["row_number"]))
    unlined = _joined(wanted, told, "psnoka", pc.is_null(wanted["row_number"]), pc.is_null(told["row_number"]))
    return _score(Counter(lined) + Counter(unlined))


def _joined(wanted: pa.Table, told: pa.Table, key: str, of_wanted: Any, of_told: Any) -> list[tuple[str, str, bool]]:
    """(fault, reason told, sure) of every row on either side."""
    left = wanted.filter(of_wanted).select([key, "invoice_month", "fault", "sure"])
    right = told.filter(of_told).select([key, "invoice_month", "reason"])
    both = left.join(right, keys=[key, "invoice_month"], join_type="full outer")
    columns = (pc.fill_null(both[name], empty) for name, empty in (("fault", ""), ("reason", ""), ("sure", True)))
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


def _score(found: Counter[tuple[str, str, bool]]) -> BillScore:
    sure = {(fault, reason): count for (fault, reason, known), count in found.items() if known}
    names = sorted({name for pair in sure for name in pair} - set(NO_FAULT))

    def one(name: str) -> Measure:
        wanted = sum(count for (fault, _), count in sure.items() if fault == name)
        given = sum(count for (_, reason), count in sure.items() if reason == name)
        return Measure(wanted, given, sure.get((name, name), 0))

    each = {name: one(name) for name in names}
    whole = Measure(
        sum(row.wanted for row in each.values()), sum(row.given for row in each.values()),
        sum(row.right for row in each.values()),
    )  # fmt: skip
    wrong = {f"{fault or '-'} -> {reason or '-'}": count for (fault, reason), count in sure.items() if fault != reason}
    unsure = sum(count for (_, _, known), count in found.items() if not known)
    return BillScore(sum(found.values()), unsure, whole, each, dict(sorted(wrong.items(), key=lambda row: -row[1])))
