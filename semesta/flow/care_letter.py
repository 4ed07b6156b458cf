"""The letter of a facility to Dinsos for a patient in care without cover (R2.31, R6.4). No illness stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.flow.paper import pdf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BLANK = "................................"


def care_letter(facts: Mapping[str, str], missing: Sequence[str]) -> bytes:
    """As PDF. `facts`: facility, place, day, number, name, nik, born, came, care, status, route, papers_due, protected
    ('' when no such day is known), run; `missing`: papers that the family still brings. Same input, same bytes.
    """
    return pdf("dispute_letter", letter_content(facts, missing))


def letter_content(facts: Mapping[str, str], missing: Sequence[str]) -> dict[str, object]:
    """The texts as the template takes them."""
    rows = [
        ["Nama", facts["name"]], ["NIK", facts["nik"]], ["Tanggal lahir", facts["born"]],
        ["Dilayani sejak", f"{facts['came']} ({facts['care'].lower()})"], ["Kepesertaan JKN", facts["status"]],
        ["Jalur yang diusulkan", facts["route"]], ["Batas melengkapi kepesertaan", facts["papers_due"]],
    ]  # fmt: skip
    closing = [
        "Pasien tetap dilayani selama kepesertaannya diurus. Kami mohon kepesertaan pasien diverifikasi dan diaktifkan "
        "secepatnya; pengurusan tidak dipungut biaya.",
    ]
    if facts["protected"]:
        closing.insert(0, f"Kartu pasien baru nonaktif; pelayanan tidak boleh ditolak sampai {facts['protected']}.")
    if missing:
        closing.append(f"Keluarga masih melengkapi: {'; '.join(missing)}.")
    return {
        "city": facts["facility"], "office": facts["place"], "number": facts["number"], "place": facts["place"],
        "day": facts["day"], "to": "Kepala Dinas Sosial, tembusan Kepala Dinas Kesehatan",
        "title": "Pasien yang membutuhkan pelayanan kesehatan dan belum dijamin", "attachment": "-",
        "foot": f"Semesta · {facts['number']} · proses {facts['run']}",
        "opening": ["Dengan ini kami terangkan bahwa pasien berikut membutuhkan dan sedang mendapat pelayanan "
                    "kesehatan di tempat kami."],
        "tables": [{"title": "Pasien", "columns": ["Keterangan", "Isi"], "widths": ["1fr", "1fr"], "rows": rows,
                    "total": []}],
        "closing": closing,
        "signers": [{"side": facts["facility"], "title": "Petugas yang berwenang", "name": BLANK}],
    }  # fmt: skip
