"""The firm step of a run: which rows of the firm lists are one firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.flow.steps import combined
from semesta.link.firms import match_firms

if TYPE_CHECKING:
    from semesta.engines.base import Engine
    from semesta.flow.steps import Ledger

PLACE = "2_link/firm_link.parquet"


def firm_step(engine: Engine, ledger: Ledger) -> None:
    """firm_link stands in the run folder and in the engine; made again only when a firm list changed."""
    made_from = combined("firm_link", ledger.digest("employer"))
    if ledger.finished("firm_link", made_from) is None:
        match_firms(engine, "employer", "firm_link_now")
        count = engine.write_parquet("SELECT * FROM firm_link_now", ledger.folder / PLACE, ("employer_row_id",))
        engine.drop("firm_link_now")
        ledger.enter("firm_link", made_from, {PLACE: count})
    engine.read_parquet("firm_link", [ledger.folder / PLACE])
