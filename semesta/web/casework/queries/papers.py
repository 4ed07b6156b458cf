"""What stands on the paper of a list: a decree's annex or a Berita Acara, whole or with numbers masked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from semesta.terms.numbers import Numbers
from semesta.web.casework.models.decrees import Paper
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from semesta.web.casework.models import Decree, DecreeLine

# Papers of an Indonesian office are in Indonesian, whatever the reader's language.
_TITLES = {
    Paper.SK_MAYOR: "LAMPIRAN KEPUTUSAN WALI KOTA",
    Paper.SK_HEAD: "LAMPIRAN KEPUTUSAN KEPALA DINAS",
    Paper.MINUTES: "BERITA ACARA PEMUTAKHIRAN DATA PESERTA",
}
_WHAT = {
    True: "Daftar penduduk yang dikeluarkan dari peserta PBPU dan BP yang didaftarkan Pemerintah Daerah",
    False: "Daftar penduduk yang didaftarkan Pemerintah Daerah sebagai peserta PBPU dan BP program JKN",
}


def content_of(decree: Decree, rows: Sequence[DecreeLine], *, whole: bool) -> dict[str, Any]:
    """Data for papers/list.typ. `whole`: with NIK, birth date and address; otherwise masked, without address."""
    day = Numbers("id").day
    minutes = decree.paper == Paper.MINUTES
    columns = ["No", "Nama", "NIK", "Tgl lahir", "L/P", *(["Alamat"] if whole else []), "Kelurahan", "Mulai berlaku"]
    widths = ["auto", "1", "auto", "auto", "auto", *(["1"] if whole else []), "auto", "auto"]
    listed = [
        [
            str(row.place), row.name, row.nik if whole else masked(row.nik),
            _birth(row.birth_on, whole), row.sex, *([row.address] if whole else []), area_name(row.area_code),
            f"{row.start_on:%d-%m-%Y}" if row.start_on else "-",
        ]
        for row in rows
    ]  # fmt: skip
    return {
        "city": f"Pemerintah {decree.city}",
        "office": decree.office,
        "draft": "" if decree.number else "DRAF, BELUM BERNOMOR",
        "title": _TITLES[Paper(decree.paper)],
        "number": f"Nomor {decree.number or '……………'}"
        + (f", tanggal {day(decree.dated_on)}" if decree.dated_on else ""),
        "opening": _opening(decree, rows, minutes),
        "columns": columns,
        "widths": widths,
        "rows": listed,
        "closing": _closing(decree, whole),
        "signers": _signers(decree, minutes),
        "foot": f"Versi {decree.version} · {Numbers('id').whole(decree.line_count)} orang"
        f" · sidik isi SHA-256 {decree.sha256}",
    }


def _birth(day: date | None, whole: bool) -> str:
    if day is None:
        return "-"
    return f"{day:%d-%m-%Y}" if whole else f"{day:%Y}"


def _opening(decree: Decree, rows: Sequence[DecreeLine], minutes: bool) -> list[str]:
    first = _WHAT[decree.kind == "remove"] + f", {Numbers('id').whole(decree.line_count)} orang."
    if not minutes:
        return [first]
    by_area = Counter(area_name(row.area_code[:8]) for row in rows)
    counted = "; ".join(f"{name} {Numbers('id').whole(count)}" for name, count in sorted(by_area.items()))
    return [
        "Kedua pihak memutakhirkan data peserta yang didaftarkan Pemerintah Daerah berdasarkan jawaban BPJS Kesehatan.",
        first,
        f"Menurut kecamatan: {counted}.",
    ]


def _closing(decree: Decree, whole: bool) -> list[str]:
    lines = ["Dua salinan daftar ini sama isinya bila sidik isi pada kaki halaman sama."]
    if not whole:
        lines.append("NIK disamarkan; daftar lengkap hanya untuk pihak yang berwenang.")
    if decree.replaces_id:
        lines.append(f"Menggantikan versi {decree.version - 1}.")
    return lines


def _signers(decree: Decree, minutes: bool) -> list[dict[str, str]]:
    own = {"place": decree.city, "title": decree.signer_title, "name": decree.signer_name}
    if not minutes:
        return [own]
    return [own, {"place": decree.city, "title": "BPJS Kesehatan", "name": "………………………"}]
