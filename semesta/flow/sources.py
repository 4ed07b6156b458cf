"""The relations that are not SQL, laid into an engine: files, the run itself, terms, rules, the month before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from semesta.relations.load import Source, load_sources
from semesta.rules.population import population_series
from semesta.rules.published import published_figures
from semesta.rules.routes import routes
from semesta.rules.wages import wage_floor_or_none
from semesta.terms.region import known_nik_regions, region_names
from semesta.terms.segment import segment_code_map
from semesta.terms.status import status_text_map

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.formats.landing import Landed
    from semesta.rules.load import Rules

ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip
FIRST_RULE_MONTH = date(2014, 1, 1)
YEARS_AHEAD = 2


@dataclass(frozen=True)
class Question:
    """What a run judges: the day, the area (a Kemendagri code), and the name of the run."""

    as_of: date
    area: str
    run_id: str

    @property
    def month(self) -> date:
        """First day of the month judged."""
        return self.as_of.replace(day=1)


def declared(name: str) -> Source:
    """The source of that name as relations/sources.yaml declares it."""
    return next(source for source in load_sources() if source.name == name)


def conform(table: pa.Table, source: Source) -> pa.Table:
    """`table` with exactly the declared columns, in order and type; a column it lacks is NULL."""
    return pa.table({
        name: table.column(name).cast(ARROW[kind]) if name in table.column_names else pa.nulls(len(table), ARROW[kind])
        for name, kind in source.columns
    })  # fmt: skip


def lay_empty(engine: Engine, names: Sequence[str] | None = None) -> None:
    """Every declared source (or those named) exists without rows."""
    for source in load_sources():
        if names is None or source.name in names:
            engine.register(source.name, conform(pa.table({}), source))


def lay_files(engine: Engine, used: Sequence[Landed]) -> None:
    """landed_<kind>, landed_file and landed_reject hold the files used; file_no is their place, from 1."""
    sources = {source.name: source for source in load_sources()}
    by_kind: dict[str, list[str]] = {}
    for number, part in enumerate(used, 1):
        source = sources[f"landed_{part.kind}"]
        engine.read_parquet(f"file_{number}", [part.path])
        held = set(pq.read_schema(part.path).names)
        by_kind.setdefault(part.kind, []).append(_as_declared(f"file_{number}", number, source, held))
    for kind, selects in by_kind.items():
        engine.view(f"landed_{kind}", " UNION ALL ".join(selects))
    engine.register("landed_file", conform(file_table(used), sources["landed_file"]))
    engine.register("landed_reject", conform(_reject_table(used), sources["landed_reject"]))


def _as_declared(name: str, number: int, source: Source, held: set[str]) -> str:
    def column(field: str, kind: str) -> str:
        if field == "file_no":
            return f"CAST({number} AS INTEGER) AS file_no"
        return f'"{field}"' if field in held else f'CAST(NULL AS {kind}) AS "{field}"'

    return f"SELECT {', '.join(column(field, kind) for field, kind in source.columns)} FROM {name}"  # noqa: S608 names of ours


def file_table(used: Sequence[Landed]) -> pa.Table:
    """landed_file: one row per part used."""
    return pa.table({
        "file_no": pa.array(range(1, len(used) + 1), pa.int32()),
        **{
            name: pa.array([getattr(part, name) for part in used], kind)
            for name, kind in (
                ("file_id", pa.string()), ("file_name", pa.string()), ("format", pa.string()), ("kind", pa.string()),
                ("data_on", pa.date32()), ("row_count", pa.int64()), ("landed_count", pa.int64()),
                ("rejected_count", pa.int64()), ("byte_count", pa.int64()),
            )
        },
    })  # fmt: skip


def _reject_table(used: Sequence[Landed]) -> pa.Table:
    tables = [
        pq.read_table(part.reject_path).append_column("file_no", pa.array([number] * part.rejected_count, pa.int32()))
        for number, part in enumerate(used, 1)
        if part.rejected_count
    ]
    return pa.concat_tables(tables) if tables else pa.table({})


def lay_words(engine: Engine, area: str) -> None:
    """Regions of the area's province, code maps and NIK starts, as terms know them."""
    province = area[:2]
    for name, table in (
        ("region_name", region_names(province)),
        ("known_nik_region", known_nik_regions()),
        ("segment_code_map", segment_code_map()),
        ("status_text_map", status_text_map()),
    ):
        engine.register(name, conform(table, declared(name)))


def lay_rules(engine: Engine, rules: Rules, as_of: date) -> None:
    """rule_month from 2014 to two years after `as_of`, and the laws, routes, population and published
    figures beside it."""
    month = as_of.replace(day=1)
    for name, table in (
        ("rule_month", rules.month_table(FIRST_RULE_MONTH, month.replace(year=month.year + YEARS_AHEAD))),
        ("rule_law", rule_law(rules, month)),
        ("law", rules.law_table()),
        ("route_text", routes(rules)),
        ("population_series", population_series()),
        ("published_figure", published_figures()),
    ):
        engine.register(name, conform(table, declared(name)))


def lay_wages(engine: Engine, rules: Rules, question: Question) -> None:
    """wage_floor: the floor of PPU wages in the area on the first of the month; no row where no rule tells one."""
    found = wage_floor_or_none(rules, question.area, question.month)
    table = pa.table({
        "floor_rupiah": pa.array([found.rupiah] if found else [], pa.int64()),
        "floor_name": pa.array([found.name] if found else [], pa.string()),
    })  # fmt: skip
    engine.register("wage_floor", conform(table, declared("wage_floor")))


def rule_law(rules: Rules, month: date) -> pa.Table:
    """rule_law: one row per rule in force on `month`: the titles of its laws, and how sure its value is."""
    held = {name: rules.rules[name].at(month) for name in sorted(rules.rules)}
    dated = {name: value for name, value in held.items() if value is not None and value.value is not None}
    return pa.table(
        {
            "rule": pa.array(list(dated), pa.string()),
            "law": pa.array([rules.law_of(name, month) for name in dated], pa.string()),
            "certainty": pa.array([value.certainty for value in dated.values()], pa.string()),
        }
    )


def lay_question(engine: Engine, question: Question) -> None:
    """run: the one row that says what is judged."""
    table = pa.table({
        "as_of": pa.array([question.as_of], pa.date32()),
        "month": pa.array([question.month], pa.date32()),
        "area_code": [question.area],
        "run_id": [question.run_id],
    })  # fmt: skip
    engine.register("run", conform(table, declared("run")))


def lay_previous(engine: Engine, runs: Mapping[date, Path]) -> None:
    """previous_person and previous_card of the newest of these published runs, previous_indicator of all."""
    if not runs:
        return
    newest = runs[max(runs)]
    engine.read_parquet("before_person", [newest / "2_link" / "person.parquet"])
    engine.read_parquet("before_card", [newest / "3_status" / "card_month.parquet"])
    engine.read_parquet("before_person_month", [newest / "3_status" / "person_month.parquet"])
    engine.view("previous_person", PREVIOUS_PERSON)
    engine.view("previous_card", PREVIOUS_CARD)
    engine.read_parquet("before_indicator", [run / "4_indicator" / "indicator_month.parquet" for run in runs.values()])
    columns = ", ".join(name for name, _ in declared("previous_indicator").columns)
    engine.view("previous_indicator", f"SELECT {columns} FROM before_indicator")  # noqa: S608 names of ours


PREVIOUS_PERSON = """
SELECT p.person_id, CASE WHEN m.class <> 'duplicate_register_row' THEN p.nik END AS nik, p.psnoka, p.person_key
FROM before_person AS p
JOIN before_person_month AS m ON m.person_id = p.person_id
"""
"""A number goes on with the better of two register rows of one NIK, not with the extra one."""
PREVIOUS_CARD = """
SELECT c.psnoka, c.person_id, c.month, c.segment, c.status, p.reason, c.class, p.regency_code
FROM before_card AS c
LEFT JOIN before_person_month AS p ON p.person_id = c.person_id
WHERE c.psnoka IS NOT NULL AND c.class <> 'repeated_row'
"""
