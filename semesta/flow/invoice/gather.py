"""The bills of a published run, gathered: sums, reasons, claims, what later bills made of earlier disputes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import published_run
from semesta.terms.fault import Fault
from semesta.terms.region import place_name

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

TABLES = {
    "invoice_line": "1_standard", "invoice_month": "3_status", "invoice_bill": "3_status",
    "invoice_work": "6_worklist", "invoice_claim": "6_worklist",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReasonSum:
    """Lines of one bill with one reason: heads, lines, rupiah of both accounts."""

    reason: str
    judgement: str
    heads: int
    lines: int
    contribution: int
    help: int

    @property
    def rupiah(self) -> int:
        """Both accounts."""
        return self.contribution + self.help


@dataclass(frozen=True, slots=True)
class ClaimSum:
    """All disputed lines of one reason over all bills: withheld now, claimed back, given back already."""

    reason: str
    heads: int
    months: int
    disputed: int
    withheld: int
    claimed: int
    credited: int


@dataclass(frozen=True, slots=True)
class Honour:
    """What the bills after made of one bill's disputes: an outcome of invoice_work with lines and rupiah."""

    invoice_month: date
    outcome: str
    lines: int
    disputed: int
    credited: int


@dataclass(frozen=True)
class BillReport:
    """Everything about one bill (`bill`: the row of invoice_bill) and the bills before it."""

    run_id: str
    area: str
    area_name: str
    as_of: date
    bill: dict[str, Any]
    bills: tuple[dict[str, Any], ...]
    reasons: tuple[ReasonSum, ...]
    claims: tuple[ClaimSum, ...]
    honours: tuple[Honour, ...]
    run: Path

    @property
    def by_name(self) -> bool:
        """False for a bill of numbers only: nothing of it is verified."""
        return bool(self.bill["evidence"] == "by_name")

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values; counts and sums only."""
        return {
            "run_id": self.run_id, "area": self.area, "area_name": self.area_name, "as_of": self.as_of,
            "bill": self.bill, "bills": list(self.bills),
            "reasons": [{**asdict(one), "rupiah": one.rupiah} for one in self.reasons],
            "claims": [asdict(one) for one in self.claims], "honours": [asdict(one) for one in self.honours],
        }  # fmt: skip


def opened(run: Path) -> DuckEngine:
    """An engine that holds the bill tables of a run. A Fault when the run has none of them."""
    engine = DuckEngine()
    for name, stage in TABLES.items():
        path = run / stage / f"{name}.parquet"
        if not path.exists():
            engine.close()
            raise Fault("Proses ini belum memeriksa tagihan: jalankan semesta run lagi", run.name)
        engine.read_parquet(name, [path])
    return engine


def bill_report(home: Path, *, billed: date | None = None, month: date | None = None) -> BillReport:
    """The bill of month `billed` (None: the newest) as the run published for `month` (None: the newest) judged it.

    A Fault when there is no such bill.
    """
    run = published_run(home, month)
    manifest = read_manifest(run)
    engine = opened(run)
    try:
        bills = engine.arrow("SELECT * FROM invoice_bill ORDER BY invoice_month").to_pylist()
        chosen = [one for one in bills if billed is None or one["invoice_month"] == billed.replace(day=1)]
        if not chosen:
            raise Fault("Tidak ada tagihan" + (f" bulan {billed:%Y-%m}" if billed else " dalam kotak masuk"))
        bill = chosen[-1]
        area = str(manifest["area"])
        return BillReport(
            str(manifest["run_id"]), area, place_name(area), _as_of(manifest), bill, tuple(bills),
            _reasons(engine, bill["invoice_month"]), _claims(engine), _honours(engine), run,
        )  # fmt: skip
    finally:
        engine.close()


def _as_of(manifest: dict[str, Any]) -> date:
    from datetime import date

    return date.fromisoformat(str(manifest["as_of"]))


def _reasons(engine: DuckEngine, billed: date) -> tuple[ReasonSum, ...]:
    rows = engine.rows(f"""
        SELECT reason, judgement, count(DISTINCT psnoka), count(*),
          sum(CASE judgement WHEN 'disputed' THEN disputed_contribution WHEN 'accepted' THEN accepted_contribution
            ELSE billed_contribution + unbilled_contribution END),
          sum(CASE judgement WHEN 'disputed' THEN disputed_help WHEN 'accepted' THEN accepted_help
            ELSE billed_help + unbilled_help END)
        FROM invoice_month
        WHERE reason IS NOT NULL AND payer = 'city' AND invoice_month = DATE '{billed.isoformat()}'
        GROUP BY reason, judgement ORDER BY 5 DESC, 1
    """)  # noqa: S608 -- a date
    return tuple(ReasonSum(row[0], row[1], *(int(value) for value in row[2:])) for row in rows)


def _claims(engine: DuckEngine) -> tuple[ClaimSum, ...]:
    rows = engine.rows("""
        SELECT dispute, count(DISTINCT psnoka), sum(month_count), sum(disputed_rupiah), sum(withheld_rupiah),
          sum(claimed_rupiah), sum(credited_rupiah)
        FROM invoice_claim WHERE payer = 'city' GROUP BY dispute ORDER BY 4 DESC, 1
    """)
    return tuple(ClaimSum(row[0], *(int(value) for value in row[1:])) for row in rows)


def _honours(engine: DuckEngine) -> tuple[Honour, ...]:
    rows = engine.rows("""
        SELECT invoice_month, outcome, count(*), sum(disputed_rupiah), sum(credited_rupiah)
        FROM invoice_work WHERE payer = 'city' GROUP BY 1, 2 ORDER BY 1, 2
    """)
    return tuple(Honour(row[0], row[1], *(int(value) for value in row[2:])) for row in rows)
