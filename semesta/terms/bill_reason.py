"""Why a line of a bill is disputed or cannot be judged: codes of invoice_month, their words, and the proof."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BillReason:
    """One reason with its words in both languages, and what the city puts beside its claim."""

    code: str
    title_id: str
    title_en: str
    proof_id: str

    @property
    def proof_en(self) -> str:
        """The proof in English."""
        return PROOFS_EN[self.proof_id]


PROOFS_EN = {
    "baris tagihan": "the line of the bill",
    "kedua baris tagihan": "both lines of the bill",
    "baris tagihan sebelumnya": "the earlier line",
    "master file peserta": "membership file",
    "tarif menurut Perpres": "the rate of the Perpres",
    "data kependudukan": "population register",
    "akta kematian atau data kependudukan": "death certificate or population register",
    "SKPWNI atau data kependudukan": "SKPWNI (certificate of moving) or population register",
    "kedua kartu": "both cards",
    "kedua berkas tagihan": "both files of the bill",
    "segmen menurut master file atau daftar PBI": "segment in the membership file, or the PBI list",
    "segmen menurut master file": "segment in the membership file",
    "TMT menurut master file": "start (TMT) in the membership file",
    "status menurut master file": "status in the membership file",
    "data kedatangan penduduk": "records of arrivals",
}

BILL_REASONS = (
    BillReason("replaced", "Digantikan berkas tagihan yang kemudian (revisi)", "Replaced by a later file (revision)",
               "kedua berkas tagihan"),
    BillReason("no_card", "Nomor kartu tidak ada atau tidak terbaca", "No readable card number", "baris tagihan"),
    BillReason("no_month", "Bulan iuran (BLNTAG) tidak terbaca", "No readable month paid for", "baris tagihan"),
    BillReason("no_amount", "Nilai rupiah tidak terbaca", "No readable sum", "baris tagihan"),
    BillReason("not_billed", "Peserta aktif Pemda yang belum ditagih", "Active and paid by the city, not billed",
               "master file peserta"),
    BillReason("credit", "Pengembalian dari BPJS", "Given back by BPJS", "baris tagihan"),
    BillReason("before_programme", "Sebelum program berlaku (belum ada tarif)", "Before the programme (no rate then)",
               "tarif menurut Perpres"),
    BillReason("double", "Ditagih dua kali dalam satu tagihan", "Billed twice in one bill", "kedua baris tagihan"),
    BillReason("billed_again", "Sudah ditagih pada tagihan sebelumnya", "Billed in an earlier bill",
               "baris tagihan sebelumnya"),
    BillReason("card_unknown", "Kartu tidak ada dalam master file", "Card not in the membership file",
               "master file peserta"),
    BillReason("nik_invalid", "NIK tidak sah atau tidak ditemukan", "NIK invalid or not found", "data kependudukan"),
    BillReason("nik_of_other", "NIK milik orang lain", "NIK of somebody else", "data kependudukan"),
    BillReason("dead", "Sudah meninggal", "Died", "akta kematian atau data kependudukan"),
    BillReason("moved", "Sudah pindah ke luar daerah", "Moved out of the area", "SKPWNI atau data kependudukan"),
    BillReason("not_in_register", "Tidak ada dalam data kependudukan", "Not in the population register",
               "data kependudukan"),
    BillReason("second_card", "Kartu kedua orang yang sama", "Second card of the same human", "kedua kartu"),
    BillReason("overlap", "Sudah dibayar sebagai PBI JK atau PPU", "Paid for as PBI or PPU already",
               "segmen menurut master file atau daftar PBI"),
    BillReason("segment_not_eligible", "Segmen bukan tanggungan Pemda", "Segment not the city's to pay",
               "segmen menurut master file"),
    BillReason("before_start", "Sebelum kartu berlaku (TMT)", "Before the card's start", "TMT menurut master file"),
    BillReason("not_active", "Kartu tidak aktif", "Card not active", "status menurut master file"),
    BillReason("resident_too_short", "Belum cukup lama berdomisili", "Not resident for long enough",
               "data kedatangan penduduk"),
    BillReason("wrong_tariff", "Tarif bukan tarif bulan itu", "Rate is not that month's", "tarif menurut Perpres"),
)  # fmt: skip
BY_CODE = {one.code: one for one in BILL_REASONS}

EVIDENCE_WORDS = {
    "psnoka": ("nomor kartu per orang", "card number of each person"),
    "nik": ("NIK", "NIK"),
    "name": ("nama", "name"),
    "paid_for_month": ("bulan yang dibayar (BLNTAG)", "month paid for"),
}
"""What a bill without names lacks (invoice_bill.evidence_missing), in both languages."""
