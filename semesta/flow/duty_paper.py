"""The mandatory checklist as a paper for the evaluation of the APBD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.flow.paper import pdf
from semesta.terms.rupiah import integer_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.plan.duties import Checklist
    from semesta.plan.sheet import Paper

VERDICTS = {"met": "terpenuhi", "short": "KURANG", "unknown": "belum diketahui", "not_applicable": "tidak berlaku"}
BLANK = "................................"
PAPER_TITLES = {
    "apbd": "Perda APBD", "work_plan": "Perjanjian atau Rencana Kerja dengan BPJS Kesehatan",
    "headcount": "Berita Acara Pemutakhiran Data", "quota": "Surat Keputusan tentang kuota",
}  # fmt: skip


def checklist_paper(found: Checklist, area_name: str, papers: Mapping[str, Paper] | None = None) -> bytes:
    """The checklist as PDF: obligation, law and certainty, formula, due, budgeted, evidence, verdict; below it the
    year's papers. Same input, same bytes.
    """

    def money(value: int | None) -> str:
        return "–" if value is None else integer_text(value)

    certainty = {"sure": "pasti", "likely": "mungkin", "unconfirmed": "belum pasti"}
    rows = [
        [
            one.title_id, f"{one.law} ({certainty[one.certainty]})", one.formula or "–", money(one.due),
            money(one.budgeted), one.evidence or "–",
            VERDICTS[one.verdict] + (f"; {one.note_id}" if one.note_id else ""),
        ]
        for one in found.duties
    ]  # fmt: skip
    closing = [] if found.cut is None else [f"Potongan pajak rokok: Rp {integer_text(found.cut)}."]
    closing += [_paper_line(name, one) for name, one in (papers or {}).items()]
    return pdf(
        "list",
        {
            "city": f"Pemerintah {area_name}", "office": "Badan Pengelolaan Keuangan dan Aset Daerah", "draft": "",
            "title": f"Daftar Periksa Kewajiban JKN dalam APBD {found.year}", "number": "",
            "opening": ["Yang tidak dilaporkan ditulis belum diketahui, bukan nol. Nilai dalam rupiah."],
            "columns": ["Kewajiban", "Dasar", "Rumus", "Wajib", "Dianggarkan", "Bukti", "Hasil"],
            "widths": ["1fr", "1fr", "1fr", "auto", "auto", "1fr", "1fr"], "rows": rows, "closing": closing,
            "wide": True,
            "signers": [{"place": area_name, "title": "Kepala BPKAD", "name": f"({BLANK})"}],
            "foot": f"Semesta · {found.area} · {found.year}",
        },
    )  # fmt: skip


def _paper_line(name: str, one: Paper) -> str:
    """'Perda APBD: nomor 7 Tahun 2025, 28-11-2025.'"""
    told = [f"nomor {one.number}"] if one.number else []
    told += [f"{one.on:%d-%m-%Y}"] if one.on else []
    return f"{PAPER_TITLES[name]}: {', '.join(told) or 'belum diketahui'}."
