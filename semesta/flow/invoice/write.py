"""The papers of a bill in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.flow.invoice.letters import agreement, dispute_letter
from semesta.flow.invoice.line_list import write_line_list
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.flow.invoice.gather import BillReport


def write_papers(report: BillReport, out: Path, *, all_lines: bool = False) -> list[Path]:
    """`out` holds the letter, the Berita Acara and, of a bill by name, the list of its lines; their paths."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(f"Folder {out.name} tidak dapat ditulis: {error.strerror}") from error
    month = f"{report.bill['invoice_month']:%Y-%m}"
    letter, minutes = out / f"surat_sanggahan_{month}.pdf", out / f"berita_acara_{month}.pdf"
    letter.write_bytes(dispute_letter(report))
    minutes.write_bytes(agreement(report))
    if not report.by_name:
        return [letter, minutes]
    lines = out / f"daftar_baris_{month}.xlsx"
    write_line_list(report, lines, all_lines=all_lines)
    return [letter, minutes, lines]
