"""The run: inbox to published tables. Resumes after a kill at any place; publishes all or nothing."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import ordered
from semesta.flow.crash import crash_point
from semesta.flow.firm_step import firm_step
from semesta.flow.home import Home, locked, write_json
from semesta.flow.inbox import Chosen, SetAside, choose, land_inbox
from semesta.flow.link_step import link_step
from semesta.flow.manifest import code_fingerprint, read_manifest, write_manifest
from semesta.flow.publish import publish as show_month
from semesta.flow.publish import read_pointer
from semesta.flow.report import write_report
from semesta.flow.sources import (
    Question,
    lay_empty,
    lay_files,
    lay_previous,
    lay_question,
    lay_rules,
    lay_wages,
    lay_words,
)
from semesta.flow.steps import Ledger, combined, write_relations
from semesta.relations.load import load_relations, load_sources
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.terms.region import dotted, region_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from semesta.engines.base import Engine
    from semesta.rules.load import Rules

    Progress = Callable[[str, float, float], None]

LEAST_MEMORY_MB = 3_000
ROWS_OF_A_CITY = 4_000_000
MEMORY_MB_PER_MILLION_ROWS = 600
STANDARD = "1_standard"
MOST_UNREAD_TOLD = 5
LAST_WRITTEN = "timings.json"
"""Where it stands, the run is finished."""


@dataclass(frozen=True)
class RunSummary:
    """What a run did: where it lies, what it used and set aside, rows by table, seconds by step (those done now)."""

    run_id: str
    run_dir: Path
    as_of: date
    area: str
    engine: str
    used: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    rows: dict[str, int]
    resumed: tuple[str, ...]
    seconds: dict[str, float] = field(compare=False)

    def to_json(self) -> dict[str, Any]:
        """The summary as JSON values."""
        return {
            **{key: value for key, value in self.__dict__.items() if key != "set_aside"},
            "set_aside": [{"file_name": one.file_name, "reason": one.reason} for one in self.set_aside],
        }


@dataclass(frozen=True)
class Task:
    """One run as asked for: home, engine by name, what is judged, what is used, and the runs of earlier months."""

    home: Home
    engine: str
    question: Question
    chosen: Chosen
    set_aside: tuple[SetAside, ...]
    rules: Rules
    earlier: dict[date, str]
    full: bool
    publish: bool = True

    @property
    def folder(self) -> Path:
        """Where this run writes."""
        return self.home.run(self.question.run_id)


def run(
    *,
    inbox: Path,
    home: Path,
    as_of: date,
    engine: str = "duckdb",
    master: str | None = None,
    area: str | None = None,
    full: bool = False,
    memory_limit: str | None = None,
    threads: int | None = None,
    publish: bool = True,
    progress: Progress | None = None,
) -> RunSummary:
    """The month of `as_of` is published from what lies in `inbox`, or nothing has changed and a Fault says why.

    The same inputs, rules, code and day are the same run: a rerun goes on where a killed one stopped, and does nothing
    when that one was published. `full` scores every pair again instead of carrying last month's links. Without
    `publish` the run stands finished beside what is published; flow.publish.publish shows it later.
    """
    show = progress or _silent
    place = Home(home)
    with locked(place):
        clock = Ledger(place.folder, "")
        with clock.timed("land"):
            task = replace(_task(place, inbox, as_of, engine, area, full, show), publish=publish)
        ledger = Ledger(task.folder, task.question.run_id, seconds=clock.seconds, cpu_seconds=clock.cpu_seconds)
        before = _finished(task)
        if before is not None:
            return before
        rows = sum(part.row_count for part in task.chosen.used)
        running = _open(engine, master, place, memory_limit or memory_for(rows), threads)
        try:
            with ledger.timed("sources"):
                asked = _lay(running, task)
            _make(running, asked, ledger, show)
        finally:
            running.close()
            shutil.rmtree(place.folder / "spill", ignore_errors=True)
        _finish(asked, ledger, show)
        return _summary(asked, ledger)


def memory_for(rows: int) -> str:
    """What the engine may hold for so many rows of input, in DuckDB's spelling: enough for a city, more for a province,
    never more than half of the machine. Not everything an operator holds can be spilled to disk: nine million residents
    fail within what a city needs.
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
    wanted = LEAST_MEMORY_MB + MEMORY_MB_PER_MILLION_ROWS * max(0, rows - ROWS_OF_A_CITY) // 1_000_000
    return f"{max(LEAST_MEMORY_MB, min(wanted, machine // 2))}MB"


def _silent(_step: str, _done: float, _total: float) -> None:
    pass


def _task(place: Home, inbox: Path, as_of: date, engine: str, area: str | None, full: bool, show: Progress) -> Task:
    if engine not in ("duckdb", "spark"):
        raise Fault(f"Mesin {engine} tidak dikenal: pilih duckdb atau spark")
    area = None if area is None else known_area(area)
    rules = load_rules()
    landed = land_inbox(inbox, place.files, show)
    chosen = choose(landed.landed, as_of)
    for kind in ("resident", "member"):
        if not any(part.kind == kind for part in chosen.used):
            raise _nothing_to_judge(kind, as_of, inbox, landed.unread)
    earlier = {month: run_id for month, run_id in read_pointer(place).months.items() if month < as_of.replace(day=1)}
    identity = combined(
        code_fingerprint(), rules.fingerprint, as_of, area, engine, full, sorted(earlier.items()),
        [[part.file_id, part.kind, part.format, part.path.name, part.data_on] for part in chosen.used],
    )  # fmt: skip
    question = Question(as_of, area or "", f"{as_of:%Y-%m}-{identity[:12]}")
    aside = (*landed.unread, *landed.repeated, *chosen.unused)
    return Task(place, engine, question, chosen, aside, rules, earlier, full)


def _nothing_to_judge(kind: str, as_of: date, inbox: Path, unread: Sequence[SetAside]) -> Fault:
    """What is missing; and which files could not be read, because the missing one may be among them."""
    what = {"resident": "Data penduduk", "member": "Data peserta"}[kind]
    said = f"{what} sampai {as_of:%Y-%m} tidak ada di kotak masuk"
    if unread:
        said += ". Tidak terbaca: " + "; ".join(one.reason for one in unread[:MOST_UNREAD_TOLD])
    return Fault(said, str(inbox))


def _finished(task: Task) -> RunSummary | None:
    """The summary of this very run if it stands published, or finished when it is not to be published."""
    published = read_pointer(task.home).months.get(task.question.month) == task.question.run_id
    if not published and (task.publish or not (task.folder / LAST_WRITTEN).exists()):
        return None
    try:
        manifest = read_manifest(task.folder)
    except FileNotFoundError:
        return None
    rows = {place: table["rows"] for place, table in manifest["tables"].items()}
    if not all((task.folder / place).exists() for place in rows):
        return None
    return RunSummary(
        task.question.run_id, task.folder, task.question.as_of, manifest["area"], task.engine,
        tuple(part.file_name for part in task.chosen.used), task.set_aside, rows, ("all",), {},
    )  # fmt: skip


def _open(engine: str, master: str | None, place: Home, memory_limit: str, threads: int | None) -> Engine:
    spill = place.folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    if engine == "spark":
        from semesta.engines.spark import SparkEngine

        return SparkEngine(master, work_folder=spill)
    return DuckEngine(memory_limit=memory_limit, threads=threads, temp_folder=spill)


def _lay(engine: Engine, task: Task) -> Task:
    """Every source stands in the engine; the task with its area known."""
    lay_empty(engine)
    lay_files(engine, task.chosen.used)
    question = Question(task.question.as_of, task.question.area or area_of(engine), task.question.run_id)
    lay_words(engine, question.area)
    lay_rules(engine, task.rules, question.as_of)
    lay_wages(engine, task.rules, question)
    lay_question(engine, question)
    lay_previous(engine, {month: task.home.run(run_id) for month, run_id in task.earlier.items()})
    return replace(task, question=question)


def known_area(text: str) -> str:
    """The code of a province or regency with dots, however it was typed; a Fault when there is none of that code."""
    code = dotted(text) if text.isdecimal() else text
    if len(code) not in (2, 5) or all(row["code"] != code for row in region_names(code).to_pylist()):
        raise Fault(f"Kode wilayah {text} tidak dikenal: pakai kode kabupaten/kota (16.71) atau provinsi (16)")
    return code


def area_of(engine: Engine) -> str:
    """The regency in which most register rows live, or, when no regency holds half of them, the province that does.

    A Fault when neither is so.
    """
    rows = engine.rows("""
        SELECT substr(code, 1, 5) AS area, CAST(sum(people) AS BIGINT) AS people
        FROM (SELECT region_code(province_code, regency_code, district_code, village_code) AS code, count(*) AS people
              FROM landed_resident GROUP BY province_code, regency_code, district_code, village_code)
        WHERE length(code) >= 5 GROUP BY substr(code, 1, 5)
    """)
    total = sum(people for _, people in rows)
    for length in (len("16.71"), len("16")):
        within: Counter[str] = Counter()
        for code, people in rows:
            within[code[:length]] += people
        code, people = max(within.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        if people and 2 * people >= total:
            return code
    raise Fault("Wilayah tidak dapat dikenali dari data penduduk: sebutkan dengan --area, misalnya --area 16.71")


def _make(engine: Engine, task: Task, ledger: Ledger, show: Progress) -> None:
    """Every relation stands in the run folder; a Fault when a total does not hold."""
    relations = ordered(load_relations(), [source.name for source in load_sources()])
    first = [relation for relation in relations if relation.stage == STANDARD]
    rest = [relation for relation in relations if relation.stage != STANDARD]
    total = len(relations) + 1
    write_relations(engine, first, ledger, show, 0, total)
    show("menautkan penduduk dan peserta", len(first), total)
    with ledger.timed("link"):
        link_step(engine, task.rules, task.question.as_of, _before(task), ledger, show, anew=task.full)
    with ledger.timed("firm_link"):
        firm_step(engine, ledger)
    write_relations(engine, rest, ledger, show, len(first) + 1, total)
    _check_totals(engine)


def _before(task: Task) -> Path | None:
    return task.home.run(task.earlier[max(task.earlier)]) if task.earlier else None


def _check_totals(engine: Engine) -> None:
    wrong = engine.rows("SELECT item, expected, actual FROM total_check WHERE ok IS DISTINCT FROM TRUE ORDER BY item")
    if wrong:
        item, expected, actual = wrong[0]
        found = f"seharusnya {expected}, ternyata {actual}"
        raise Fault(f"Jumlah tidak cocok pada {item}: {found}; hasil tidak diterbitkan")


def _finish(task: Task, ledger: Ledger, show: Progress) -> None:
    """Manifest, report, timings, and the pointer when it is to be published: in this order."""
    write_manifest(
        task.folder, task.question, engine=task.engine, chosen=task.chosen, set_aside=task.set_aside, rules=task.rules,
        records=ledger.records, previous=task.earlier[max(task.earlier)] if task.earlier else None,
    )  # fmt: skip
    crash_point("manifest")
    show("menulis laporan", 0, 1)
    with ledger.timed("report"):
        write_report(task.home.folder, task.folder, progress=show)
    crash_point("report")
    for name, spent in (("timings_cpu.json", ledger.cpu_seconds), (LAST_WRITTEN, ledger.seconds)):
        each = {step: round(seconds, 3) for step, seconds in spent.items()}
        write_json(task.folder / name, {**each, "whole": round(sum(spent.values()), 3)})
    if not task.publish:
        show("selesai, belum terbit", 1, 1)
        return
    with ledger.timed("publish"):
        show_month(task.home, task.question.month, task.question.run_id)
    show("terbit", 1, 1)


def _summary(task: Task, ledger: Ledger) -> RunSummary:
    rows = {place: count for record in ledger.records.values() for place, count in record.rows.items()}
    return RunSummary(
        task.question.run_id, task.folder, task.question.as_of, task.question.area, task.engine,
        tuple(part.file_name for part in task.chosen.used), task.set_aside, rows, tuple(ledger.resumed), ledger.seconds,
    )  # fmt: skip
