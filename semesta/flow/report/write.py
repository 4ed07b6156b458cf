"""Write what people get from a run: the page and the worklists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from semesta.engines.duck import DuckEngine
from semesta.flow.home import Home
from semesta.flow.publish import read_pointer
from semesta.flow.report.gather import gather
from semesta.flow.report.page import page
from semesta.flow.report.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.flow.report.numbers import Language

    Progress = Callable[[str, float, float], None]


def earlier_runs(home: Path, month: date) -> tuple[Path, ...]:
    """Folders of the published runs of months before `month`, oldest first."""
    place = Home(home)
    months = read_pointer(place).months
    return tuple(place.run(months[each]) for each in sorted(months) if each < month)


def write_page(
    run_dir: Path, *, out: Path, history: Sequence[Path] = (), engine: Engine, language: Language = "id"
) -> Path:
    """`out`/index.html: the run's report as one self-contained file, `language` shown first."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "index.html"
    path.write_text(page(gather(run_dir, history, engine), language), encoding="utf-8")
    return path


def write_report(home: Path, run_dir: Path, *, language: Language = "id", progress: Progress | None = None) -> Path:
    """`run_dir`/report holds the page and the worklists; the page's path.

    Tables of any engine are read with DuckDB: only counts are taken from the large ones.
    """
    show = progress or (lambda _step, _done, _total: None)
    out = run_dir / "report"
    engine = DuckEngine()
    try:
        month = date.fromisoformat(Tables(run_dir, engine).manifest()["month"])
        show("menulis laporan", 0, 2)
        path = write_page(run_dir, out=out, history=earlier_runs(home, month), engine=engine, language=language)
        show("menulis daftar kerja", 1, 2)
    finally:
        engine.close()
    return path
