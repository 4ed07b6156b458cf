"""Why a member is not active: the working vocabulary of R1.6, and its words for screens."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause of inactivity, with its words in both languages."""

    code: str
    title_id: str
    title_en: str


REASONS = (
    Reason("PREMI", "Menunggak iuran", "Contributions not paid"),
    Reason("PBI_DIKELUARKAN", "Dikeluarkan dari PBI APBN", "Taken off the national PBI list"),
    Reason("PEMDA_DIKELUARKAN", "Dikeluarkan dari daftar Pemda", "Taken off the city's list"),
    Reason("PPU_KELUAR", "Berhenti bekerja", "Left the employer"),
    Reason("PPU_PHK", "PHK (jaminan 6 bulan)", "Laid off (six-month guarantee)"),
    Reason("ANAK_USIA", "Anak melewati batas usia", "Child over the age limit"),
    Reason("MENINGGAL", "Meninggal dunia", "Died"),
    Reason("PINDAH", "Pindah ke luar daerah", "Moved out of the area"),
    Reason("GANDA", "Kepesertaan ganda", "Registered twice"),
    Reason("NIK_TIDAK_VALID", "NIK tidak valid", "NIK not valid"),
    Reason("NON_AKTIF_AKHIR_BULAN", "Nonaktif pada akhir bulan", "Active until the month ends"),
    Reason("BELUM_BAYAR_PERTAMA", "Belum membayar iuran pertama", "First contribution not yet paid"),
    Reason("MENUNGGU_TMT", "Menunggu tanggal mulai berlaku", "Waiting for the start date"),
    Reason("EMPLOYER_ARREARS", "Badan usaha menunggak", "The employer has not paid"),
    Reason("TIDAK_DIKETAHUI", "Tidak diketahui", "Unknown"),
)
TIDAK_DIKETAHUI = "TIDAK_DIKETAHUI"


def reasons() -> pa.Table:
    """Columns reason, title_id, title_en; one row per reason, in the order of R1.6, the unknown one last."""
    return pa.table(
        {
            "reason": [reason.code for reason in REASONS],
            "title_id": [reason.title_id for reason in REASONS],
            "title_en": [reason.title_en for reason in REASONS],
        }
    )
