"""Write what people get from a run: the page and the worklists."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

from semesta.engines.duck import DuckEngine
from semesta.flow.home import Home
from semesta.flow.publish import read_pointer
from semesta.flow.report.counts import names_of
from semesta.flow.report.gather import gather
from semesta.flow.report.lists import write_worklists
from semesta.flow.report.page import page
from semesta.flow.report.tables import Tables
from semesta.flow.report.worklists import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.terms.numbers import Language

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
    return save(page(gather(run_dir, history, engine), language), out)


def write_report(home: Path, run_dir: Path, *, language: Language = "id", progress: Progress | None = None) -> Path:
    """`run_dir`/report holds index.html and worklists/<kelurahan>.xlsx; the page's path.

    Tables of any engine are read with DuckDB. The page takes only counts from them; the worklists hold personal data.
    """
    show = progress or (lambda _step, _done, _total: None)
    out = run_dir / "report"
    engine = DuckEngine()
    try:
        tables = Tables(run_dir, engine)
        manifest = tables.manifest()
        show("menulis laporan", 0, 1)
        earlier = earlier_runs(home, date.fromisoformat(manifest["month"]))
        with ThreadPoolExecutor(1) as pool:
            facts = gather(run_dir, earlier, engine)
            drawn = pool.submit(page, facts, language)
            stamp = Stamp(manifest["run_id"], "petugas kelurahan", facts.as_of, facts.area_name)
            write_worklists(
                tables, out=out / "worklists", names=names_of(manifest["area"]), stamp=stamp,
                progress=lambda done, total: show("menulis daftar kerja", done, total),
            )  # fmt: skip
            path = save(drawn.result(), out)
    finally:
        engine.close()
    show("laporan selesai", 1, 1)
    return path


def save(text: str, out: Path) -> Path:
    """`out`/index.html holds the text."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "index.html"
    path.write_text(text, encoding="utf-8")
    return path
