"""The link step of a run: which member row is which resident, with what was decided before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from semesta.flow.crash import crash_point
from semesta.flow.steps import combined
from semesta.link.registers import link_registers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.flow.steps import Ledger
    from semesta.rules.load import Rules

    Progress = Callable[[str, float, float], None]

STAGE = "2_link"
INPUTS = ("resident", "member", "action")
OUTPUTS = ("link", "link_doubt", "link_quality")
PLACES = tuple(f"{STAGE}/{name}.parquet" for name in OUTPUTS)
DECISIONS = """
SELECT nik, psnoka, decision
FROM (
  SELECT coalesce(resident_nik, nik) AS nik, psnoka, decision,
    row_number() OVER (
      PARTITION BY coalesce(resident_nik, nik), psnoka ORDER BY decided_on DESC NULLS LAST, action_id
    ) AS turn
  FROM action
  WHERE decision IN ('same', 'different', 'withdrawn') AND psnoka IS NOT NULL
    AND coalesce(resident_nik, nik) IS NOT NULL
)
WHERE turn = 1
"""
"""What people decided about pairs; of two decisions about one pair the later one; `withdrawn`: it counts no more."""


def link_step(
    engine: Engine, rules: Rules, as_of: date, before: Path | None, ledger: Ledger, progress: Progress, *, anew: bool
) -> None:
    """link, link_doubt and link_quality stand in the run folder and in the engine.

    `before` is the run whose links are carried on; `anew`: every pair is scored again, and what that moved is listed.
    """
    out = ledger.folder / STAGE
    made_from = combined("link", [ledger.digest(name) for name in INPUTS], before.name if before else None, anew)
    if ledger.finished("link", made_from) is None:
        thresholds = {name: rules.share(name, as_of) for name in ("link_threshold", "doubt_threshold")}
        engine.view("link_decision", DECISIONS)
        link_registers(
            engine, resident="resident", member="member", rules=thresholds, out=out, previous=linked_before(before),
            anew=anew, decisions="link_decision", decided_on=as_of,
            progress=lambda what: progress(f"menautkan: {what}", 0, 0),
        )  # fmt: skip
        crash_point("link")
        ledger.enter("link", made_from, {place: rows_in(ledger.folder / place) for place in PLACES})
        crash_point("record")
    for name in OUTPUTS:
        engine.read_parquet(name, [out / f"{name}.parquet"])


def linked_before(before: Path | None) -> Path | None:
    """The folder that the link step of an earlier run wrote, if there was one."""
    return before / STAGE if before is not None and (before / STAGE / "link_fact.parquet").exists() else None


def rows_in(path: Path) -> int:
    """Rows of a Parquet file or of a folder of them, from their footers."""
    files = path.glob("*.parquet") if path.is_dir() else [path]
    return sum(pq.read_metadata(file).num_rows for file in files)
