"""The sheets of a kelurahan's workbook: people to reach in order of urgency, and households to visit.

Health is not shown and cannot be read out of the order: who is catastrophically ill (`urgent`) moves up nowhere in
these lists (R9.5); the desks that may know see it elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from semesta.flow.report.sheet_xml import Column
from semesta.flow.report.words import vocabulary
from semesta.flow.report.worklists import Sheet, Stamp, write_workbooks
from semesta.rules.routes import routes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from semesta.flow.report.tables import Tables

PEOPLE = (
    Column("turn", "Giliran", 14),
    Column("rw", "RW", 5),
    Column("rt", "RT", 5),
    Column("address", "Alamat", 30),
    Column("nkk", "No. KK", 18),
    Column("name", "Nama", 28),
    Column("nik", "NIK", 18),
    Column("birth_on", "Lahir", 11, "date"),
    Column("sex", "L/P", 5),
    Column("phone", "Telepon", 15),
    Column("psnoka", "No. kartu JKN", 15),
    Column("segment", "Segmen", 14),
    Column("class", "Keadaan", 22),
    Column("reason", "Sebab", 24),
    Column("route", "Yang dikerjakan", 30),
    Column("documents", "Berkas yang disiapkan", 36),
    Column("office", "Kantor", 30),
    Column("expected_start_on", "Bisa mulai", 11, "date"),
    Column("deadline_on", "Tenggat", 11, "date"),
    Column("note", "Catatan", 28),
    Column("result", "Hasil (diisi petugas)", 22),
)
HOUSEHOLDS = (
    Column("visit_order", "Urutan", 8, "number"),
    Column("rw", "RW", 5),
    Column("rt", "RT", 5),
    Column("address", "Alamat", 36),
    Column("nkk", "No. KK", 18),
    Column("reach_count", "Orang dihubungi", 11, "number"),
    Column("uncovered_count", "Belum terdaftar", 11, "number"),
    Column("inactive_count", "Tidak aktif", 10, "number"),
    Column("member_count", "Anggota KK", 9, "number"),
    Column("first_deadline_on", "Tenggat pertama", 12, "date"),
    Column("result", "Hasil (diisi petugas)", 30),
)
# priority 1 is catastrophic illness: without it a person is ordered by deadline and class like everybody else.
TURN = """CASE WHEN priority > 1 THEN priority WHEN deadline_on IS NOT NULL THEN 2
  WHEN class = 'covered_inactive' THEN 3 ELSE 4 END"""
# The order of visit_work puts urgent households first; here only clocks that the officer sees count.
HOUSE_TURN = """CASE WHEN doubt_count > 0 THEN 1 ELSE 0 END, first_deadline_on NULLS LAST,
  reach_count - doubt_count DESC, rw NULLS LAST, rt NULLS LAST, nkk"""
TURNS = {"2": "1 segera", "3": "2 pernah aktif", "4": "3 belum terdaftar", "5": "4 periksa data"}
NOTES = {
    "upcoming": "Masih aktif; jaminannya segera berakhir",
    "quota_full": "Kuota Pemda penuh; diusulkan mandiri",
    "quota_unknown": "Sisa kuota Pemda belum diketahui",
    "two_choices": "Dua pilihan: tunggu 14 hari, atau bayar sejak nonaktif",
    "no_promise": "Jangan menjanjikan tanggal aktif; baca status",
    "arrears_stay": "Tunggakan lama tetap tercatat",
    "paid_by_city": "Masih dibayar kota",
}


def in_words(column: Any, words: Mapping[str, str]) -> Any:
    """The column's codes as words; a code without words stays."""
    texts = pc.cast(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column, pa.large_string())
    codes = pa.array(list(words), pa.large_string())
    found = pc.take(pa.array(list(words.values()), pa.large_string()), pc.index_in(texts, value_set=codes))
    return pc.coalesce(found, texts)


def group_words(group: str) -> dict[str, str]:
    """Code → Indonesian words of one group of the report's vocabulary."""
    return {code: pair[0] for code, pair in vocabulary()[group].items()}


def people_sheet(tables: Tables) -> Sheet | None:
    """People to reach, one kelurahan after the other; None when the run made no person_work."""
    held = set(tables.columns("person_work"))
    if not held:
        return None
    made = {"turn": f"CAST({TURN} AS VARCHAR) AS turn", "result": "CAST(NULL AS VARCHAR) AS result"}
    wanted = ", ".join(
        made.get(column.name, f'"{column.name}"') for column in PEOPLE if column.name in held or column.name in made
    )
    table = tables.arrow(
        "person_work",
        f"SELECT village_code, {wanted} FROM {{relation}} ORDER BY village_code NULLS FIRST, {TURN},"  # noqa: S608 names of ours
        " deadline_on NULLS LAST, rw NULLS LAST, rt NULLS LAST, nkk NULLS LAST, person_id, route",
    )
    columns = tuple(column for column in PEOPLE if column.name in table.column_names)
    words = {
        "turn": TURNS,
        "note": NOTES,
        **{name: group_words(name) for name in ("segment", "class", "reason", "route")},
    }
    table = with_route_texts(table)
    for name, held_words in words.items():
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, in_words(table.column(name), held_words))
    return Sheet("Orang", "Orang yang dihubungi", columns, table)


def with_route_texts(table: pa.Table) -> pa.Table:
    """documents and office filled from the description of the route where the relation left them empty."""
    known = {row["route"]: row for row in routes().to_pylist()}
    codes = pa.array(list(known), pa.large_string())
    for name in ("documents", "office"):
        if name in table.column_names:
            place = pc.index_in(pc.cast(table.column("route").combine_chunks(), pa.large_string()), value_set=codes)
            texts = pc.take(pa.array([row[name] for row in known.values()], pa.large_string()), place)
            held = pc.cast(table.column(name).combine_chunks(), pa.large_string())
            table = table.set_column(table.column_names.index(name), name, pc.coalesce(held, texts))
    return table


def household_sheet(tables: Tables) -> Sheet | None:
    """Households to visit in their order; None when the run made no visit_work."""
    held = set(tables.columns("visit_work"))
    if not held:
        return None
    columns = tuple(column for column in HOUSEHOLDS if column.name in {*held, "result"})
    made = {"visit_order": f"row_number() OVER (PARTITION BY village_code ORDER BY {HOUSE_TURN}) AS visit_order",
            "result": "CAST(NULL AS VARCHAR) AS result"}  # fmt: skip
    wanted = ", ".join(made.get(column.name, f'"{column.name}"') for column in columns)
    table = tables.arrow(
        "visit_work",
        f"SELECT village_code, {wanted} FROM {{relation}}"  # noqa: S608 names of ours
        " ORDER BY village_code NULLS FIRST, visit_order, nkk",
    )
    return Sheet("Rumah", "Rumah yang dikunjungi", columns, table)


def write_worklists(
    tables: Tables,
    *,
    out: Path,
    names: Mapping[str, str],
    stamp: Stamp,
    progress: Callable[[int, int], Any] | None = None,
) -> list[Path]:
    """One XLSX per kelurahan in `out`, for its officers; none when the run has no worklists."""
    sheets = [sheet for sheet in (people_sheet(tables), household_sheet(tables)) if sheet is not None]
    return write_workbooks(sheets, out=out, names=names, stamp=stamp, progress=progress) if sheets else []
