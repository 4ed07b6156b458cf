"""Letters of the compliance ladder as PDF: imbauan, teguran, notice of the fine, proposal to refuse public services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from semesta.flow.firms.gather import FINDINGS
from semesta.flow.paper import pdf
from semesta.rules.compliance import LENGTHS, fine_rupiah, ladder, title
from semesta.rules.working_days import after_working_days
from semesta.terms.fault import Fault
from semesta.terms.month import Month
from semesta.terms.rupiah import integer_text, rupiah_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from semesta.flow.firms.gather import FirmReport
    from semesta.rules.load import Rules

BLANK = "................................"


class Sender(Protocol):
    """What a letter says of where it comes from: the area of the branch and the run whose figures it tells."""

    @property
    def area_name(self) -> str: ...
    @property
    def run_id(self) -> str: ...


SERVICES = {
    "business_licence": "perizinan usaha", "tender_permit": "izin mengikuti tender proyek",
    "foreign_worker_permit": "izin mempekerjakan tenaga kerja asing",
    "labour_supply_licence": "izin perusahaan penyedia jasa pekerja",
}  # fmt: skip
ASKED = {
    "PWBD": "mendaftarkan badan usaha, seluruh pekerja dan anggota keluarganya",
    "PDS_TENAGA_KERJA": "mendaftarkan seluruh pekerja dan anggota keluarganya",
    "PDS_UPAH": "melaporkan upah pekerja yang sebenarnya",
    "ARREARS": "melunasi iuran yang tertunggak",
}


def firm_letter(
    rules: Rules, report: Sender, firm: Mapping[str, Any], step: str, on: date,
    taken: Mapping[str, date] | None = None, due_rupiah: int | None = None, number: str = "",
) -> bytes:  # fmt: skip
    """One letter to one firm (a row of FirmReport.work), or about it (tmp2t), as PDF. Same input, same bytes.

    `taken`: the days of the letters before; a Fault when the ladder does not allow this step on that day, or when a
    fine is to be told without the contributions due.
    """
    before = dict(taken or {})
    steps = {one.name: one for one in ladder(rules, before, on)}
    if step not in steps:
        raise Fault(f"Langkah {step} tidak dikenal")
    if steps[step].state != "next":
        raise Fault(f"{title(step)} belum boleh dikirim: paling cepat {steps[step].from_on:%d-%m-%Y}, berurutan")
    return pdf("dispute_letter", letter_content(rules, report, firm, step, on, before, due_rupiah, number))


def write_letters(rules: Rules, report: FirmReport, out: Path, on: date) -> list[Path]:
    """`out` holds a first letter (imbauan) for every firm of `report.work` but the city itself; their paths."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(f"Folder {out.name} tidak dapat ditulis: {error.strerror}") from error
    paths = []
    for firm in (one for one in report.work if one["firm_key"] != "PEMDA"):
        path = out / f"imbauan_{firm['work_order']:04d}_{firm['firm_key']}.pdf"
        path.write_bytes(firm_letter(rules, report, firm, "imbauan", on))
        paths.append(path)
    return paths


def letter_content(
    rules: Rules, report: Sender, firm: Mapping[str, Any], step: str, on: date,
    taken: Mapping[str, date] | None = None, due_rupiah: int | None = None, number: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The texts of one letter, as the template takes them; the ladder is not asked."""
    opening, closing = _words(rules, firm, step, on, taken or {}, due_rupiah)
    place = report.area_name.removeprefix("Kota ").removeprefix("Kabupaten ")
    to = "Kepala DPMPTSP " + report.area_name if step == "tmp2t" else f"Pimpinan {firm['name']}"
    address = "" if step == "tmp2t" or not firm["address"] else f", {firm['address']}"
    return {
        "city": "BPJS Kesehatan", "office": f"Kantor Cabang {place}", "number": number or BLANK,
        "place": place, "day": _long(on), "to": to + address, "title": title(step), "attachment": "-",
        "foot": f"Semesta · proses {report.run_id} · {firm['firm_key']}", "opening": opening, "closing": closing,
        "tables": [_table(firm)],
        "signers": [{"side": "BPJS Kesehatan", "title": "Kepala Kantor Cabang", "name": BLANK}],
    }  # fmt: skip


def _table(firm: Mapping[str, Any]) -> dict[str, Any]:
    told = firm["worker_count"]
    rows = [
        ["Pekerja menurut daftar lain (NIB, WLKP, BPJS Ketenagakerjaan)", "-" if told is None else integer_text(told)],
        ["Pekerja terdaftar sebagai peserta PPU", integer_text(firm["worker_card_count"])],
    ]
    for words, count in (
        ("Pekerja dengan upah yang dilaporkan di bawah daftar lain atau batas bawah", firm["low_wage_count"]),
        ("Bulan menunggak", firm["arrears_month_count"]),
    ):
        rows += [[words, integer_text(count)]] if count else []
    return {
        "title": f"Hasil pencocokan data: {FINDINGS[firm['finding']][0]}", "columns": ["Keterangan", "Jumlah"],
        "widths": ["1fr", "auto"], "rows": rows,
        "total": ["Pekerja yang belum didaftarkan", integer_text(firm["missing_worker_count"])],
    }  # fmt: skip


def _words(
    rules: Rules, firm: Mapping[str, Any], step: str, on: date, before: Mapping[str, date], due_rupiah: int | None
) -> tuple[list[str], list[str]]:
    asked, duty = ASKED[firm["finding"]], rules.law_of("employer_must_register_all", on)
    sent = "; ".join(f"{title(name).lower()} {_long(day)}" for name, day in before.items())
    if step == "tmp2t":
        law = rules.law_of("tmp2t_list", on)
        services = [SERVICES[code] for code in str(rules.value("tmp2t_list", on)).split("|")]
        return (
            [f"{firm['name']} ({firm['address'] or 'alamat tidak diketahui'}) belum memenuhi kewajiban {asked} "
             f"({duty}) setelah: {sent}."],
            [f"Berdasarkan {law} kami mohon badan usaha tersebut tidak diberi pelayanan publik tertentu: "
             f"{', '.join(services)}, sampai kewajibannya dipenuhi."],
        )  # fmt: skip
    opening = [
        f"Pemberi kerja wajib mendaftarkan diri dan seluruh pekerjanya dengan data yang lengkap dan benar ({duty}). "
        "Pencocokan data menunjukkan hal berikut.",
    ]
    if sent:
        opening.insert(0, f"Menindaklanjuti {sent}.")
    if step == "denda":
        return opening, _fine_words(rules, asked, on, due_rupiah)
    count, due = rules.whole(LENGTHS[step], on), after_working_days(rules, on, rules.whole(LENGTHS[step], on))
    law = rules.law_of(LENGTHS[step], on)
    closing = [
        f"Kami minta Saudara {asked} paling lambat {count} hari kerja sejak surat ini diterima; bila diterima hari "
        f"ini, sampai dengan {_long(due)} ({law}).",
        "Bila data di atas tidak sesuai, sampaikan bukti kepada kami dalam waktu yang sama; kami akan memperbaikinya.",
    ]
    if step == "teguran_2":
        closing.append(f"Sesudah itu dikenakan denda dan tindakan menurut {rules.law_of('employer_fine_share', on)}.")
    return opening, closing


def _fine_words(rules: Rules, asked: str, on: date, due_rupiah: int | None) -> list[str]:
    if due_rupiah is None:
        raise Fault("Denda memerlukan jumlah iuran yang seharusnya dibayar: sebutkan dengan --due")
    share, days = rules.share("employer_fine_share", on), rules.whole("employer_fine_max_day", on)
    percent = f"{share * 100:.1f}".replace(".", ",")
    return [
        f"Denda sebesar {percent} % setiap bulan dari iuran yang seharusnya dibayar, {rupiah_text(due_rupiah)}, yaitu "
        f"{rupiah_text(fine_rupiah(rules, due_rupiah, 1, on))} sebulan, paling lama {days} hari "
        f"({rules.law_of('employer_fine_share', on)}). Denda disetor bersama iuran.",
        f"Kami minta Saudara segera {asked}. Sesudah masa itu kami mengusulkan agar Saudara tidak mendapat pelayanan "
        "publik tertentu.",
    ]


def _long(day: date) -> str:
    return f"{day.day} {Month.of(day).title_id}"
