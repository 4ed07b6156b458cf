"""Papers of a bill: the letter of dispute to the branch, and the Berita Acara of what both sides found. Sums only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.flow.paper import pdf
from semesta.terms.bill_reason import BY_CODE, EVIDENCE_WORDS
from semesta.terms.month import Month
from semesta.terms.rupiah import integer_text, rupiah_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from semesta.flow.invoice.gather import BillReport

OFFICE = "Dinas Kesehatan"
TO = "Kepala BPJS Kesehatan Kantor Cabang"
BLANK = "................................"
TITLE = "Sanggahan atas tagihan iuran PBPU dan BP Pemerintah Daerah"
AGREEMENT = "Berita Acara Rekonsiliasi Tagihan Iuran PBPU dan BP Pemerintah Daerah"
ACCOUNTS = "Belanja Iuran", "Belanja Bantuan Iuran"


def dispute_letter(report: BillReport) -> bytes:
    """The letter as PDF: what is disputed of this bill, claimed back of earlier ones, and asked for.

    Same input, same bytes.

    A bill of numbers only gives a letter that asks for the names.
    """
    return pdf("dispute_letter", _letter(report))


def agreement(report: BillReport, signed: Sequence[str] = ()) -> bytes:
    """The Berita Acara as PDF: billed, accepted, disputed and missing in both accounts, room for both signatures.

    `signed`: sentences about who checked the bill and agreed to it already.
    """
    return pdf("dispute_letter", _agreement(report, signed))


def _head(report: BillReport, title: str, list_digest: str) -> dict[str, Any]:
    return {
        "city": f"Pemerintah {report.area_name}", "office": OFFICE, "number": BLANK, "place": report.area_name,
        "day": long_day(report.as_of), "to": TO, "title": f"{title} bulan {_month(report.bill['invoice_month'])}",
        "attachment": list_digest, "foot": f"Semesta · proses {report.run_id}",
    }  # fmt: skip


def _letter(report: BillReport) -> dict[str, Any]:
    if not report.by_name:
        return _ask_for_names(report)
    bill = report.bill
    opening = [
        f"Kami telah memeriksa tagihan bulan {_month(bill['invoice_month'])} per orang terhadap data kependudukan dan "
        f"master file kepesertaan: {integer_text(bill['line_count'])} baris, {integer_text(bill['head_count'])} orang, "
        f"{rupiah_text(bill['billed_rupiah'])}.",
        f"Diterima {rupiah_text(bill['accepted_rupiah'])}, disanggah {rupiah_text(bill['disputed_rupiah'])}, tidak "
        f"dapat diperiksa {rupiah_text(bill['missing_rupiah'])}; jumlah ketiganya sama dengan nilai tagihan.",
    ]
    closing = [
        "Kami mohon nilai yang disanggah dikeluarkan dari tagihan, dan iuran yang terlanjur dibayar dikembalikan atau "
        "diperhitungkan pada tagihan berikutnya. Tidak ada peserta yang dinonaktifkan karena surat ini; setiap baris "
        "dapat dibantah dengan bukti.",
    ]
    return {
        **_head(report, TITLE, "daftar baris (XLSX)"), "opening": opening, "closing": closing,
        "tables": [_reason_table(report), *_claim_tables(report)],
        "signers": [{"side": report.area_name, "title": f"Kepala {OFFICE}", "name": BLANK}],
    }  # fmt: skip


def _ask_for_names(report: BillReport) -> dict[str, Any]:
    bill = report.bill
    missing = [EVIDENCE_WORDS[part][0] for part in str(bill["evidence_missing"]).split(",")]
    opening = [
        f"Tagihan bulan {_month(bill['invoice_month'])} sebesar {rupiah_text(bill['billed_rupiah'])} untuk "
        f"{integer_text(bill['head_count'])} orang hanya berisi angka, sehingga tidak dapat diperiksa dan belum "
        "terverifikasi.",
        f"Yang tidak ada: {', '.join(missing)}.",
    ]
    closing = [
        "Kami mohon rincian per orang, karena Berita Acara Rekonsiliasi menjadi dasar penagihan dan pembayaran. "
        "Pembayaran menunggu rincian tersebut, dan peserta tetap dilayani."
    ]
    return {
        **_head(report, "Permintaan rincian tagihan", "-"), "opening": opening, "closing": closing, "tables": [],
        "signers": [{"side": report.area_name, "title": f"Kepala {OFFICE}", "name": BLANK}],
    }  # fmt: skip


def _reason_table(report: BillReport) -> dict[str, Any]:
    disputed = [one for one in report.reasons if one.judgement == "disputed"]
    rows = [
        [
            BY_CODE[one.reason].title_id, BY_CODE[one.reason].proof_id, integer_text(one.heads),
            integer_text(one.lines), integer_text(one.contribution), integer_text(one.help), integer_text(one.rupiah),
        ]
        for one in disputed
    ]  # fmt: skip
    lines, contribution, help_ = (
        sum(getattr(one, key) for one in disputed) for key in ("lines", "contribution", "help")
    )
    return {
        "title": "Yang disanggah menurut alasan (rupiah)",
        "columns": ["Alasan", "Bukti", "Orang", "Baris", "Iuran", "Bantuan iuran", "Jumlah"],
        "widths": ["1fr", "1fr", "auto", "auto", "auto", "auto", "auto"], "rows": rows,
        "total": ["Jumlah", "", "", *(integer_text(one) for one in (lines, contribution, help_, contribution + help_))],
    }  # fmt: skip


def _claim_tables(report: BillReport) -> list[dict[str, Any]]:
    """Claims are of all earlier bills: they go with the letter about the newest one."""
    newest = report.bill["invoice_month"] == report.bills[-1]["invoice_month"]
    claims = [one for one in report.claims if newest and (one.claimed or one.credited)]
    if not claims:
        return []
    rows = [
        [
            BY_CODE[one.reason].title_id, integer_text(one.heads), integer_text(one.months),
            integer_text(one.claimed + one.credited), integer_text(one.credited), integer_text(one.claimed),
        ]
        for one in claims
    ]  # fmt: skip
    sums = [sum(one.claimed + one.credited for one in claims), sum(one.credited for one in claims),
            sum(one.claimed for one in claims)]  # fmt: skip
    return [{
        "title": "Tagihan bulan-bulan lalu, sejak bulan sesudah kejadian (rupiah)",
        "columns": ["Alasan", "Orang", "Orang-bulan", "Disanggah", "Sudah kembali", "Diminta kembali"],
        "widths": ["1fr", "auto", "auto", "auto", "auto", "auto"], "rows": rows,
        "total": ["Jumlah", "", "", *(integer_text(one) for one in sums)],
    }]  # fmt: skip


def _agreement(report: BillReport, signed: Sequence[str]) -> dict[str, Any]:
    bill = report.bill
    names = {"billed": "Ditagih", "accepted": "Disepakati untuk dibayar", "disputed": "Disanggah Pemerintah Daerah"}
    rows = [
        [
            names[name], *(integer_text(bill[f"{name}_{account}"]) for account in ("contribution", "help")),
            integer_text(bill[f"{name}_rupiah"]),
        ]
        for name in names
    ]  # fmt: skip
    missing = [
        bill[f"billed_{key}"] - bill[f"accepted_{key}"] - bill[f"disputed_{key}"] for key in ("contribution", "help")
    ]
    rows.append(["Belum dapat diperiksa", *(integer_text(one) for one in missing), integer_text(sum(missing))])
    opening = [
        f"Kedua pihak telah mencocokkan tagihan bulan {_month(bill['invoice_month'])}: "
        f"{integer_text(bill['head_count'])} orang ditagih, {integer_text(bill['accepted_head_count'])} diterima, "
        f"{integer_text(bill['disputed_head_count'])} disanggah, {integer_text(bill['unbilled_head_count'])} aktif "
        "belum ditagih.",
        f"Jatuh tempo pembayaran {long_day(bill['due_on'])}.",
    ]
    table = {
        "title": "Hasil rekonsiliasi (rupiah)", "columns": ["", *ACCOUNTS, "Jumlah"],
        "widths": ["1fr", "auto", "auto", "auto"], "rows": rows[1:],
        "total": ["Ditagih", *rows[0][1:]],
    }  # fmt: skip
    closing = [
        "Berita acara ini menjadi dasar pembayaran nilai yang disepakati; yang disanggah diselesaikan dengan bukti "
        "pada rekonsiliasi bulan berikutnya.",
        *signed,
    ]
    signers = [
        {"side": report.area_name, "title": f"Kepala {OFFICE}", "name": BLANK},
        {"side": "BPJS Kesehatan", "title": TO.removesuffix(" Kantor Cabang") + " Kantor Cabang", "name": BLANK},
    ]
    return {
        **_head(report, AGREEMENT, "daftar baris (XLSX)"), "to": "Para pihak", "opening": opening, "closing": closing,
        "tables": [table, *([_reason_table(report)] if report.by_name else [])], "signers": signers,
    }  # fmt: skip


def _month(day: date) -> str:
    return Month.of(day).title_id


def long_day(day: date) -> str:
    """`31 Mei 2025`."""
    return f"{day.day} {Month.of(day).title_id}"
