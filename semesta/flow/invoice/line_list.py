"""The lines of a bill as a workbook: every line with its judgement, the claims by card, numbers as text cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.flow.invoice.gather import opened
from semesta.terms.bill_reason import BY_CODE

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from semesta.flow.invoice.gather import BillReport

MOST_ROWS = 1_000_000
"""A sheet has 1,048,576 rows; the rest of a larger list follows on the next sheet."""
BATCH = 20_000
LINES = (
    ("Baris", 10, "row_number"), ("Nomor kartu", 15, "psnoka"), ("NIK pada tagihan", 18, "nik"), ("Nama", 28, "name"),
    ("Bulan tagih", 11, "invoice_month"), ("Bulan dibayar", 12, "paid_for_month"), ("Iuran", 10, "billed_contribution"),
    ("Bantuan iuran", 12, "billed_help"), ("Hasil", 11, "judgement"), ("Alasan", 40, "reason"),
    ("Tanggal kejadian", 14, "event_on"), ("Catatan NIK", 18, "nik_remark"), ("Diterima", 11, "accepted_rupiah"),
    ("Disanggah", 11, "disputed_rupiah"), ("Tidak dapat diperiksa", 18, "missing_rupiah"),
    ("Belum ditagih", 12, "unbilled_rupiah"),
)  # fmt: skip
CLAIMS = (
    ("Nomor kartu", 15, "psnoka"), ("NIK", 18, "nik"), ("Nama", 28, "name"), ("Alasan", 40, "dispute"),
    ("Tanggal kejadian", 14, "event_on"), ("Dari bulan", 11, "first_month"), ("Sampai bulan", 12, "last_month"),
    ("Jumlah bulan", 12, "month_count"), ("Disanggah", 12, "disputed_rupiah"), ("Ditahan", 12, "withheld_rupiah"),
    ("Sudah kembali", 13, "credited_rupiah"), ("Diminta kembali", 14, "claimed_rupiah"),
)  # fmt: skip
JUDGEMENTS = {
    "accepted": "diterima", "disputed": "disanggah", "missing": "tidak lengkap", "replaced": "digantikan",
}  # fmt: skip
OF_BILL = """
    SELECT m.*, l.nik_raw AS nik, l.name, m.unbilled_contribution + m.unbilled_help AS unbilled_rupiah
    FROM invoice_month AS m LEFT JOIN invoice_line AS l ON l.invoice_line_id = m.invoice_line_id
    WHERE m.payer = 'city' AND m.invoice_month = DATE '{billed}' {only}
    ORDER BY CASE m.judgement WHEN 'accepted' THEN 1 WHEN 'replaced' THEN 2 ELSE 0 END, m.reason, m.row_number, m.psnoka
"""


def write_line_list(report: BillReport, path: Path, *, all_lines: bool = False) -> int:
    """`path` is a workbook with the disputed and missing lines (with `all_lines` every line) and the claims.

    Card numbers and NIK are text cells, nothing is a formula, every sheet bears the run. The number of lines written.
    """
    import xlsxwriter  # only who asks for lists needs it

    engine = opened(report.run)
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        book.set_properties({"comments": report.run_id})
        only = "" if all_lines else "AND m.judgement NOT IN ('accepted', 'replaced')"
        billed: date = report.bill["invoice_month"]
        lines = _sheets(book, engine, "Baris", LINES, OF_BILL.format(billed=billed.isoformat(), only=only), report)
        claims = "SELECT * FROM invoice_claim WHERE payer = 'city' ORDER BY dispute, psnoka"
        _sheets(book, engine, "Klaim", CLAIMS, claims, report)
        return lines
    finally:
        book.close()
        engine.close()


def _sheets(book: Any, engine: Any, name: str, columns: Any, select: str, report: BillReport) -> int:
    """The rows of `select` on as many sheets as they need; their number."""
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
    money = book.add_format({"num_format": "#,##0"})
    written, page = 0, _page(book, name, columns, report)
    for batch in engine.batches(select, BATCH):
        for row in batch.to_pylist():
            if written and written % MOST_ROWS == 0:
                page = _page(book, f"{name} {written // MOST_ROWS + 1}", columns, report)
            at = 2 + written % MOST_ROWS
            for place, (_, _, key) in enumerate(columns):
                _write(page, at, place, _shown(key, row[key]), text, day, money)
            written += 1
    return written


def _page(book: Any, name: str, columns: Any, report: BillReport) -> Any:
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 2})
    page.write_string(0, 0, f"Semesta · {report.area_name} · proses {report.run_id} · data pribadi, jangan disebarkan")
    for place, (heading, width, _) in enumerate(columns):
        page.set_column(place, place, width)
        page.write_string(1, place, heading, bold)
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    return page


def _shown(key: str, value: Any) -> Any:
    if key in ("reason", "dispute") and value is not None:
        return BY_CODE[value].title_id
    return JUDGEMENTS.get(value, value) if key == "judgement" else value


def _write(page: Any, row: int, place: int, value: Any, text: Any, day: Any, money: Any) -> None:
    from datetime import date

    if value is None:
        return
    if isinstance(value, date):
        page.write_datetime(row, place, value, day)
    elif isinstance(value, int):
        page.write_number(row, place, value, money)
    else:
        page.write_string(row, place, str(value), text)
