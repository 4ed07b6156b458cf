"""The firms of a published run: what is wrong with each, and which places their workers could give back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import published_run
from semesta.terms.fault import Fault
from semesta.terms.region import place_name

if TYPE_CHECKING:
    from pathlib import Path

TABLES = {
    "employer_month": "3_status", "employer_work": "6_worklist", "recoverable_place": "6_worklist",
    "firm_row": "2_link", "employer": "1_standard",
}  # fmt: skip
FINDINGS = {
    "PWBD": ("wajib belum daftar (PWBD)", "not registered (PWBD)"),
    "PDS_TENAGA_KERJA": ("mendaftarkan sebagian pekerja (PDS tenaga kerja)", "only part of its workers (PDS)"),
    "PDS_UPAH": ("melaporkan sebagian upah (PDS upah)", "wages under-reported (PDS)"),
    "ARREARS": ("menunggak iuran", "contributions in arrears"),
}


@dataclass(frozen=True, slots=True)
class FindingSum:
    """Firms with one finding: how many, workers missing, of them expected without cover."""

    finding: str
    firms: int
    missing: int
    expected: int


@dataclass(frozen=True, slots=True)
class PlaceSum:
    """Places of one payer that could be given back: people (of them `family` of workers), rupiah a month saved in all
    and by the city, and due."""

    segment: str
    people: int
    family: int
    saved: int
    city_saved: int
    due: int


@dataclass(frozen=True)
class FirmReport:
    """What a run found about firms; `work` are rows of employer_work with the firm's address, in work order."""

    run_id: str
    area: str
    area_name: str
    as_of: date
    firms: int
    list_rows: int
    findings: tuple[FindingSum, ...]
    places: tuple[PlaceSum, ...]
    city_places: tuple[PlaceSum, ...]
    work: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values; no person."""
        told = {name: getattr(self, name) for name in ("run_id", "area", "area_name", "as_of", "firms", "list_rows")}
        sums = {name: [asdict(one) for one in getattr(self, name)] for name in ("findings", "places", "city_places")}
        return {**told, **sums, "work": list(self.work)}


def firm_report(home: Path, *, month: date | None = None, top: int = 20, firm: str | None = None) -> FirmReport:
    """Firms as the run published for `month` (None: the newest) judged them: the first `top`, or the one of key `firm`.

    A Fault when the run is older than this check, or no firm has that key.
    """
    run = published_run(home, month)
    manifest = read_manifest(run)
    engine = DuckEngine()
    try:
        for name, stage in TABLES.items():
            path = run / stage / f"{name}.parquet"
            if not path.exists():
                raise Fault("Proses ini belum memeriksa badan usaha: jalankan semesta run lagi", run.name)
            engine.read_parquet(name, [path])
        ((firms, rows),) = engine.rows("SELECT count(*), (SELECT count(*) FROM employer) FROM employer_month")
        work = engine.arrow(_WORK).to_pylist()
        chosen = work[:top] if firm is None else [one for one in work if one["firm_key"] == firm]
        if firm is not None and not chosen:
            raise Fault(f"Badan usaha {firm} tidak ada dalam daftar kerja bulan ini")
        area = str(manifest["area"])
        return FirmReport(
            str(manifest["run_id"]), area, place_name(area), date.fromisoformat(str(manifest["as_of"])), int(firms),
            int(rows), _findings(engine), _places(engine, ""), _places(engine, "WHERE firm_key = 'PEMDA'"),
            tuple(chosen),
        )  # fmt: skip
    finally:
        engine.close()


_WORK = """
SELECT w.*, m.worker_count_elsewhere AS worker_count, a.address
FROM employer_work AS w
JOIN employer_month AS m ON m.firm_key = w.firm_key
LEFT JOIN (
  SELECT r.firm_key, min(e.address) AS address FROM employer AS e
  JOIN firm_row AS r ON r.employer_row_id = e.employer_row_id GROUP BY r.firm_key
) AS a ON a.firm_key = w.firm_key
ORDER BY w.work_order
"""


def _findings(engine: DuckEngine) -> tuple[FindingSum, ...]:
    rows = engine.rows("""
        SELECT finding, count(*), sum(missing_worker_count), sum(expected_uncovered_count)
        FROM employer_work GROUP BY finding ORDER BY 4 DESC, 1
    """)
    return tuple(FindingSum(row[0], *(int(value) for value in row[1:])) for row in rows)


def _places(engine: DuckEngine, where: str) -> tuple[PlaceSum, ...]:
    rows = engine.rows(f"""
        SELECT segment, count(*), count(CASE WHEN role = 'family' THEN 1 END),
          sum(saved_rupiah), sum(city_saved_rupiah), sum(due_rupiah)
        FROM recoverable_place {where} GROUP BY segment ORDER BY segment
    """)  # noqa: S608 -- one of two clauses written above
    return tuple(PlaceSum(row[0], *(int(value or 0) for value in row[1:])) for row in rows)
