"""What was understood of a file before anybody decides to use it: formats, columns, damage, rejects, masked rows."""

# ruff: noqa: S608  (names are those of declared kinds and columns)
from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.engines.duck import DuckEngine
from semesta.flow.sources import Question, lay_empty, lay_files, lay_question
from semesta.formats.landing import REASONS
from semesta.formats.load import load_formats, load_standard
from semesta.relations.load import load_relations
from semesta.terms.nik import DAMAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine
    from semesta.formats.landing import Landed

ROWS_SHOWN = 6
NUMBERS_SHOWN = 5
MASK = "•"
OPEN_COLUMNS = frozenset({
    "segment_code", "segment_text", "status_code", "status_text", "sex", "pisa", "ward_class", "village_code",
    "village_name", "district_code", "district_name", "regency_code", "regency_name", "province_code",
    "register_status", "family_relation", "facility_code", "facility_name", "branch_code", "month", "year",
    "decile_national", "event", "facility_type", "invoice_month", "paid_for_month", "contribution_rupiah",
    "help_rupiah", "source", "sector",
})  # fmt: skip
"""Columns that name a category or an area: shown as sent. Every other column is masked."""


@dataclass(frozen=True)
class Count:
    """So many rows of this."""

    what: str
    rows: int
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class PartPreview:
    """One kind of rows of a file.

    `understood` are the file's columns under our names, `absent` those of the format that it lacks. `sample` holds the
    first rows, one text per column of `shown`, masked. `damage` counts rows whose NIK or birth date cannot be used as
    sent; `rejects` the rows set aside, with their first numbers in the file.
    """

    format: str
    title: str
    kind: str
    file_name: str
    row_count: int
    landed_count: int
    rejected_count: int
    month: str
    understood: tuple[str, ...]
    absent: tuple[str, ...]
    notes: tuple[str, ...]
    damage: tuple[Count, ...]
    rejects: tuple[Count, ...]
    shown: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def preview(parts: Sequence[Landed], as_of: date) -> tuple[PartPreview, ...]:
    """One preview per landed part, in their order. `as_of` is the day against which birth dates are possible."""
    return tuple(_part(part, as_of) for part in parts)


def _part(part: Landed, as_of: date) -> PartPreview:
    form = next(each for each in load_formats() if each.name == part.format)
    held = _held_columns(part)
    understood = [column for column in load_standard()[part.kind] if column in held]
    absent = [column for column in form.columns if column not in held and column not in form.constants]
    shown = understood[:8]
    return PartPreview(
        format=part.format, title=form.title, kind=part.kind, file_name=part.file_name, row_count=part.row_count,
        landed_count=part.landed_count, rejected_count=part.rejected_count,
        month=f"{part.data_on:%Y-%m}" if part.data_on else "",
        understood=tuple(form.header_of(column) for column in understood),
        absent=tuple(form.header_of(column) for column in absent),
        notes=part.notes, damage=_damage(part, as_of), rejects=_rejects(part),
        shown=tuple(form.header_of(column) for column in shown), sample=_sample(part, shown),
    )  # fmt: skip


def _held_columns(part: Landed) -> frozenset[str]:
    """Columns with at least one value; one column in memory at a time."""
    file = pq.ParquetFile(part.path)
    return frozenset(
        name
        for name in file.schema_arrow.names
        if name != "row_number" and any(_has_value(batch.column(0)) for batch in file.iter_batches(columns=[name]))
    )


def _has_value(column: pa.Array) -> bool:
    return bool(column.null_count < len(column) and pc.any(pc.not_equal(column, "")).as_py())


def _sample(part: Landed, columns: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    first = next(pq.ParquetFile(part.path).iter_batches(ROWS_SHOWN, columns=list(columns)), None)
    if first is None:
        return ()
    cells = [first.column(place).to_pylist() for place in range(len(columns))]
    rows = zip(*cells, strict=True)
    return tuple(tuple(masked(column, cell) for column, cell in zip(columns, row, strict=True)) for row in rows)


def masked(column: str, cell: str | None) -> str:
    """A value as anybody who may load files may see it: a name by its first letters, a number by its last digits, a day
    by its year, anything else by its length; categories and areas as they are."""
    text = (cell or "").strip()
    if not text or column in OPEN_COLUMNS:
        return text
    if column in {"nik", "nkk", "psnoka", "noka"}:
        return f"{text[:2]}{MASK * 6}{text[-2:]}" if len(text) > 8 else MASK * 4
    if column.endswith("name"):
        return " ".join(f"{word[:1]}{MASK * 3}" for word in text.split())
    if column.endswith(("date", "_on")):
        year = next((word for word in text.replace("/", "-").replace(".", "-").split("-") if len(word) == 4), "")
        return f"{year} {MASK * 2}" if year.isdecimal() else MASK * 4
    return MASK * 4


def _rejects(part: Landed) -> tuple[Count, ...]:
    if not part.rejected_count:
        return ()
    table = pq.read_table(part.reject_path, columns=["row_number", "reason"])
    found: dict[str, list[int]] = {}
    for number, reason in zip(table["row_number"].to_pylist(), table["reason"].to_pylist(), strict=True):
        found.setdefault(reason, []).append(number)
    most = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(Count(REASONS.get(why, why), len(rows), tuple(rows[:NUMBERS_SHOWN])) for why, rows in most)


def _damage(part: Landed, as_of: date) -> tuple[Count, ...]:
    """By the functions and relations that the run itself uses."""
    columns = set(pq.read_schema(part.path).names)
    if not columns & {"nik", "birth_date"}:
        return ()
    engine = DuckEngine(memory_limit="1GB")
    try:
        lay_empty(engine)
        lay_files(engine, [part])
        lay_question(engine, Question(as_of, "", ""))
        rows = f"landed_{part.kind}"
        numbers = _nik_damage(engine, rows, part.kind) if "nik" in columns else []
        return (*numbers, *(_birth_damage(engine, rows) if "birth_date" in columns else []))
    finally:
        engine.close()


def _nik_damage(engine: Engine, rows: str, kind: str) -> list[Count]:
    relation = next(each for each in load_relations() if each.name == "nik_column")
    rounded = kind in {"resident", "member"} and any(row[-1] for row in engine.rows(relation.sql))
    told = engine.rows(
        f"SELECT nik_damage(nik, nik_bare(nik)) AS damage, count(*), count(CASE WHEN nik_of(nik_bare(nik)) LIKE '%0' "
        f"THEN 1 END) FROM {rows} GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    found = [Count(DAMAGES.get(damage, damage), int(count)) for damage, count, _ in told if damage]
    if rounded:
        found.insert(0, Count(DAMAGES["pembulatan_excel"], sum(int(zeros) for *_, zeros in told)))
    return found


def _birth_damage(engine: Engine, rows: str) -> list[Count]:
    relation = next(each for each in load_relations() if each.name == "date_word")
    engine.materialise("date_word", relation.sql)
    told = engine.rows(
        f"SELECT coalesce(d.damage, 'kosong') AS damage, count(*) FROM {rows} AS r "
        "LEFT JOIN date_word AS d ON d.date_text = r.birth_date GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [Count(f"Tanggal lahir: {str(damage).replace('_', ' ')}", int(count)) for damage, count in told if damage]
