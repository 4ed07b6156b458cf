"""The data package: what the file holds, column by column, from whom, under which licence (Frictionless v1)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from semesta.web.casework.models import Licence
from semesta.web.casework.queries.open_data import open_indicators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.casework.models import OpenMonth, PublicPage

LICENCES = {
    Licence.CC_BY: ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    Licence.ODC_BY: ("Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    Licence.CC0: ("CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
FIELDS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("bulan", "yearmonth", "Bulan berkas; angka per tanggal 1 bulan itu", {"required": True}),
    ("kode_wilayah", "string", "Kode wilayah Kemendagri; 00 atau 0000 di akhir: wilayahnya tidak diketahui",
     {"required": True, "pattern": r"\d\d\.\d\d(\.\d\d(\.\d{4})?)?"}),
    ("nama_wilayah", "string", "Nama wilayah", {"required": True}),
    ("tingkat", "string", "Tingkat wilayah",
     {"required": True, "enum": ["kabupaten/kota", "kecamatan", "kelurahan/desa"]}),
    ("indikator", "string", "Indikator", {"required": True}),
    ("pembilang", "integer", "Orang yang dihitung; kosong: disembunyikan", {"minimum": 0}),
    ("penyebut", "integer", "Orang yang menjadi pembagi; kosong: disembunyikan", {"minimum": 0}),
    ("nilai", "number", "pembilang dibagi penyebut; kosong: disembunyikan, atau penyebutnya nol", {"minimum": 0}),
    ("disembunyikan", "boolean", "Benar: pembilang atau penyebut disembunyikan", {"required": True}),
)  # fmt: skip


def licence_of(page: PublicPage) -> dict[str, str]:
    """The licence's id, title and address."""
    title, path = LICENCES[Licence(page.licence)]
    return {"name": page.licence, "title": title, "path": path}


def hiding_sentence(months: Sequence[OpenMonth]) -> str:
    """What is hidden and why, in Indonesian, for who reads only the file."""
    least = max(month.hide_below for month in months)
    return (
        f"Jumlah 1 sampai {least - 1} orang disembunyikan, juga selisih sekecil itu terhadap bulan sebelumnya, antara "
        "indikator, atau antara suatu wilayah dan bagian-bagiannya. Sel lain ikut disembunyikan bila darinya sel kecil "
        "dapat dihitung. Tujuannya agar tidak seorang pun dapat dikenali."
    )


def data_package(page: PublicPage, city: str, months: Sequence[OpenMonth], csv: bytes, json: bytes) -> dict[str, Any]:
    """datapackage.json for these months and the two files."""
    indicators = open_indicators()
    fields: list[dict[str, Any]] = []
    for name, kind, title, rules in FIELDS:
        extra = {"enum": list(indicators)} if name == "indikator" else {}
        fields.append({"name": name, "type": kind, "title": title, "constraints": rules | extra})
    schema = {"fields": fields, "primaryKey": ["bulan", "kode_wilayah", "indikator"], "missingValues": [""]}
    said = "; ".join(f"{name}: {one.title_id} ({one.title_en})" for name, one in indicators.items())
    newest = max(months, key=lambda month: month.released_at)
    publisher = page.publisher or city
    return {
        "profile": "tabular-data-package",
        "name": f"jkn-{page.area_code.replace('.', '-')}",
        "title": f"Kepesertaan JKN {city}",
        "description": f"{hiding_sentence(months)} Indikator: {said}.",
        "version": f"{newest.month:%Y.%m}",
        "created": newest.released_at.isoformat(timespec="seconds"),
        "licenses": [licence_of(page)],
        "contributors": [{"title": publisher, "role": "publisher"}],
        "sources": [
            {"title": "Register penduduk (Dukcapil)"}, {"title": "Berkas kepesertaan BPJS Kesehatan"},
            *({"title": f"Run {month.run_id}, {month.month:%Y-%m}"} for month in months),
        ],
        "resources": [
            {
                "name": "indikator", "path": "indikator.csv", "profile": "tabular-data-resource", "format": "csv",
                "mediatype": "text/csv", "encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
                "bytes": len(csv), "hash": f"sha256:{hashlib.sha256(csv).hexdigest()}", "schema": schema,
            },
            {
                "name": "indikator-json", "path": "indikator.json", "format": "json", "mediatype": "application/json",
                "encoding": "utf-8", "bytes": len(json), "hash": f"sha256:{hashlib.sha256(json).hexdigest()}",
            },
        ],
    }  # fmt: skip
