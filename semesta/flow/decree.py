"""A deactivation decree's list by itself: the same relation that a run uses, over one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import needed, ordered
from semesta.flow.sources import Question, lay_empty, lay_files, lay_question, lay_rules, lay_words
from semesta.formats.read import land
from semesta.relations.load import load_relations, load_sources
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def decree_lines(path: Path, work: Path, *, area: str, on: date) -> tuple[list[dict[str, Any]], int]:
    """Rows of decree_line in the order of the file, and how many rows could not be read; `work` is a folder of its own.

    A Fault when the file is no list of a deactivation decree.
    """
    parts = [part for part in land(path, work / "landed") if part.kind == "decree"]
    if not parts:
        raise Fault(
            "Berkas ini bukan lampiran SK penonaktifan: perlu kolom NIK, NAMA, dan NOMOR SK atau TANGGAL NONAKTIF"
        )
    engine = DuckEngine(threads=1)
    try:
        lay_empty(engine)
        lay_files(engine, parts)
        lay_words(engine, area)
        lay_rules(engine, load_rules(), on)
        lay_question(engine, Question(on, area, "decree"))
        for relation in needed(ordered(load_relations(), [source.name for source in load_sources()]), ("decree_line",)):
            engine.materialise(relation.name, relation.sql)
        rows = engine.arrow("SELECT * FROM decree_line ORDER BY file_no, row_number").to_pylist()
        return rows, sum(part.rejected_count for part in parts)
    finally:
        engine.close()
