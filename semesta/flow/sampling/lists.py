"""Everybody's list of visits, by day in walking order: PDF for the pocket, XLSX for the desk."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from semesta.flow.home import Home
from semesta.flow.paper import pdf
from semesta.flow.sampling.frame import houses_of
from semesta.plan.sample.workload import Stop, Walker, share_out
from semesta.terms.fault import Fault
from semesta.terms.numbers import Numbers
from semesta.terms.region import place_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from semesta.flow.sampling.drawn import DrawnRound

NUMBERS = Numbers("id")
COLUMNS = ("No.", "Urut undi", "Alamat", "Kepala keluarga", "RT/RW", "Orang", "Hasil (diisi petugas)")
WIDTHS = (6, 10, 44, 32, 10, 8, 44)


@dataclass(frozen=True)
class ListRow:
    """A household on somebody's list. No identity number stands there: `number` is its place in the draw."""

    on: date
    order: int
    number: int
    address: str
    head_name: str
    village: str
    rt: str
    rw: str
    members: int


def walkers_of(texts: Sequence[str], per_day: int) -> list[Walker]:
    """`A1=16.71.04.1002,16.71.04.1003` or `A1=` for everywhere. A Fault for anything else, or a code given twice."""
    walkers = []
    for text in texts:
        code, sign, areas = text.partition("=")
        if not sign or not code.strip():
            raise Fault(f"Petugas '{text}' bukan KODE=KELURAHAN,KELURAHAN")
        walkers.append(Walker(code.strip(), tuple(areas.split(",")), per_day))
    if len({walker.code for walker in walkers}) < len(walkers):
        raise Fault("Dua petugas dengan kode yang sama")
    return walkers


def write_lists(home: Path, made: DrawnRound, walkers: Sequence[Walker], first_day: date, out: Path) -> list[Path]:
    """One PDF and one XLSX per walker with the households drawn (not the reserves), shared out by day."""
    main = {one.household_key: one for one in made.main()}
    houses = houses_of(Home(home).run(made.about["run_id"]), list(main))
    stops = [Stop(key, one.village_code, one.rw, one.rt) for key, one in main.items()]
    turns = share_out(stops, walkers, first_day)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for walker in walkers:
        rows = [
            ListRow(
                turn.on, turn.order, main[turn.key].order, *houses.get(turn.key, ("", "")),
                main[turn.key].village_code, main[turn.key].rt, main[turn.key].rw, main[turn.key].members,
            )
            for turn in turns
            if turn.walker == walker.code
        ]  # fmt: skip
        if rows:
            title = f"Daftar kunjungan · petugas {walker.code}"
            foot = f"{made.about['run_id']} · Memuat data pribadi: hanya untuk petugas {walker.code}."
            written += [out / f"{walker.code}.pdf", out / f"{walker.code}.xlsx"]
            written[-2].write_bytes(list_pdf(title, foot, rows))
            written[-1].write_bytes(list_xlsx(title, foot, rows))
    return written


def list_pdf(title: str, foot: str, rows: Sequence[ListRow]) -> bytes:
    """The list as PDF."""
    days = [
        {"title": NUMBERS.day(on), "rows": [[str(cell) for cell in _cells(row)] for row in group]}
        for on, group in groupby(rows, lambda row: row.on)
    ]
    places = ", ".join(place_name(code) for code in dict.fromkeys(row.village for row in rows))
    content: Mapping[str, Any] = {
        "title": title, "foot": foot, "columns": COLUMNS, "days": days,
        "lead": f"{NUMBERS.whole(len(rows))} rumah tangga, {len(days)} hari · {places}",
    }  # fmt: skip
    return pdf("visit_list", content)


def _cells(row: ListRow) -> tuple[Any, ...]:
    return (row.order, row.number, row.address, row.head_name, f"{row.rt}/{row.rw}", row.members, "")


def list_xlsx(title: str, foot: str, rows: Sequence[ListRow]) -> bytes:
    """The list as a workbook: no formula, no link; the foot on every printed page."""
    import xlsxwriter  # only who asks for lists needs it

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold, wrap = book.add_worksheet("Kunjungan"), book.add_format({"bold": True}), book.add_format()
    wrap.set_text_wrap()
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, foot)
    for at, (name, width) in enumerate(zip(("Hari", "Kelurahan", *COLUMNS), (20, 24, *WIDTHS), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(3, at, name, bold)
    for place, row in enumerate(rows, 4):
        for at, cell in enumerate((NUMBERS.day(row.on), place_name(row.village), *_cells(row))):
            if isinstance(cell, int):
                sheet.write_number(place, at, cell)
            else:
                sheet.write_string(place, at, cell, wrap)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8" + foot.replace("&", "&&")[:200])
    book.close()
    return held.getvalue()
