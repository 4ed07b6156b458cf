"""A bill report as text for a terminal: Indonesian, an empty line, English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.terms.bill_reason import BY_CODE, EVIDENCE_WORDS
from semesta.terms.month import Month
from semesta.terms.rupiah import integer_text, rupiah_text

if TYPE_CHECKING:
    from semesta.flow.invoice.gather import BillReport

OUTCOMES = {
    "waiting": ("menunggu tagihan berikut", "waiting for the next bill"),
    "credited": ("dikembalikan", "given back"),
    "part_credited": ("dikembalikan sebagian", "partly given back"),
    "repeated": ("ditagih lagi", "asked again"),
    "stopped": ("berhenti ditagih, belum dikembalikan", "not asked again, not given back"),
}
WORDS = {
    "billed": ("Ditagih", "Billed"),
    "accepted": ("Diterima", "Accepted"),
    "disputed": ("Disanggah", "Disputed"),
    "missing": ("Tidak dapat diperiksa", "Cannot be checked"),
    "unbilled": ("Belum ditagih", "Not billed"),
}


def report_text(report: BillReport) -> str:
    """The whole report in both languages; counts and sums only."""
    return "\n".join([*_lines(report, 0), "", *_lines(report, 1)])


def _lines(report: BillReport, language: int) -> list[str]:
    bill, month = report.bill, Month.of(report.bill["invoice_month"])
    title = (f"Tagihan {month.title_id}, {report.area_name}", f"Bill of {month.title_en}, {report.area_name}")[language]
    lines = [title, *_unverified(report, language), *_replaced(report, language)]
    for name, words in WORDS.items():
        contribution = bill["unbilled_contribution"] if name == "unbilled" else bill.get(f"{name}_contribution")
        help_ = bill["unbilled_help"] if name == "unbilled" else bill.get(f"{name}_help")
        whole = bill.get(f"{name}_rupiah", (contribution or 0) + (help_ or 0))
        parts = "" if contribution is None else f" = {rupiah_text(contribution)} + {rupiah_text(help_ or 0)}"
        lines.append(f"  {words[language]:24} {rupiah_text(whole)}{parts}")
    for one in (one for one in report.reasons if one.judgement != "replaced"):
        reason = BY_CODE[one.reason]
        heads = (f"{integer_text(one.heads)} orang", f"{one.heads:,} people")[language]
        name = (reason.title_id, reason.title_en)[language]
        lines.append(f"    {name:48} {heads:>16}  {rupiah_text(one.rupiah):>20}")
    return [*lines, *_letter(report, language), *_clock(report, language), *_claimed(report, language)]


def _unverified(report: BillReport, language: int) -> list[str]:
    if report.by_name:
        return []
    missing = ", ".join(EVIDENCE_WORDS[part][language] for part in str(report.bill["evidence_missing"]).split(","))
    return [(
        f"  BELUM TERVERIFIKASI: tagihan hanya berisi angka. Yang tidak ada: {missing}.",
        f"  NOT VERIFIED: the bill has numbers only. Missing: {missing}.",
    )[language]]  # fmt: skip


def _replaced(report: BillReport, language: int) -> list[str]:
    count, whole = report.bill["replaced_line_count"], rupiah_text(report.bill["replaced_rupiah"])
    if not count:
        return []
    return [(
        f"  Berkas lebih awal digantikan oleh revisinya dan tidak dihitung: {integer_text(count)} baris, {whole}",
        f"  An earlier file is replaced by its revision and not counted: {count:,} lines, {whole}",
    )[language]]  # fmt: skip


def _letter(report: BillReport, language: int) -> list[str]:
    difference = report.bill["letter_difference_rupiah"]
    if not difference:
        return []
    return [(
        f"  Surat tagihan berbeda dengan rinciannya: {rupiah_text(difference)}",
        f"  The cover letter differs from its lines: {rupiah_text(difference)}",
    )[language]]  # fmt: skip


def _clock(report: BillReport, language: int) -> list[str]:
    lines = []
    for bill in report.bills:
        month, due = Month.of(bill["invoice_month"]), bill["due_on"]
        if bill["paid_rupiah"] is None:
            if bill is report.bill:
                lines.append((
                    f"  Jatuh tempo {due:%d-%m-%Y}; pembayaran belum dilaporkan (berkas SP2D tidak ada)",
                    f"  Due on {due:%Y-%m-%d}; payments were not told (no SP2D file)",
                )[language])  # fmt: skip
        elif bill["arrears_as_bpjs_rupiah"]:
            lines.append((
                f"  {month.title_id}: jatuh tempo {due:%d-%m-%Y}, lewat {bill['late_day_count']} hari, tunggakan "
                f"{rupiah_text(bill['arrears_rupiah'])} (menurut BPJS {rupiah_text(bill['arrears_as_bpjs_rupiah'])})",
                f"  {month.title_en}: due on {due:%Y-%m-%d}, {bill['late_day_count']} days late, arrears "
                f"{rupiah_text(bill['arrears_rupiah'])} (to BPJS {rupiah_text(bill['arrears_as_bpjs_rupiah'])})",
            )[language])  # fmt: skip
    if any(bill["ends_privilege"] for bill in report.bills):
        lines.append((
            "  UHC Prioritas mensyaratkan tanpa tunggakan PBPU Pemda: syarat ini tidak terpenuhi",
            "  UHC Prioritas asks for no PBPU Pemda arrears: this condition is not met",
        )[language])  # fmt: skip
    return lines


def _claimed(report: BillReport, language: int) -> list[str]:
    lines = []
    claimed, withheld = sum(one.claimed for one in report.claims), sum(one.withheld for one in report.claims)
    if claimed or withheld:
        lines.append((
            f"  Diminta kembali dari tagihan lalu {rupiah_text(claimed)}; ditahan dari tagihan terbaru "
            f"{rupiah_text(withheld)}",
            f"  Claimed back from earlier bills {rupiah_text(claimed)}; withheld from the newest "
            f"{rupiah_text(withheld)}",
        )[language])  # fmt: skip
    for outcome, words in OUTCOMES.items():
        found = [one for one in report.honours if one.outcome == outcome]
        if found and outcome != "waiting":
            count, unit = sum(one.lines for one in found), ("baris", "lines")[language]
            credited, disputed = (sum(getattr(one, key) for one in found) for key in ("credited", "disputed"))
            lines.append(
                f"    {words[language]:48} {integer_text(count):>9} {unit}  "
                f"{rupiah_text(credited)} / {rupiah_text(disputed)}"
            )
    return lines
