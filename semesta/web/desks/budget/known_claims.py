"""Published sentences whose numbers do not reproduce (jkn.md 8.4), as examples: what was said, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Known:
    """`said`: fields of the claim checker's form, as printed."""

    title_id: str
    title_en: str
    source: str
    said: Mapping[str, str]


KNOWN = (
    Known(
        "Juli 2021: cakupan Palembang 95,42 %", "July 2021: Palembang's coverage 95.42 %", "lamanqu.id",
        {"on": "2021-07-06", "population": "1668154", "coverage": "95,42", "segment_PBI_APBN": "440653",
         "segment_PBPU_PEMDA": "281172", "segment_PPU": "528741", "segment_PBPU": "298144", "segment_BP": "41096"},
    ),
    Known(
        "November 2022: 99,39 % dan 10.424 belum terdaftar", "November 2022: 99.39 % and 10,424 not registered",
        "sumselpers.com",
        {"on": "2022-11-11", "population": "1721392", "coverage": "99,39", "uncovered": "10424",
         "segment_PBI_APBN": "702510", "segment_PBPU_PEMDA": "152732", "segment_PPU": "555139",
         "segment_PBPU": "258350", "segment_BP": "42057",
         "total_1": "orang miskin tercakup=744567:702510+152732"},
    ),
    Known(
        "Akhir 2022: 99,93 %, sekitar 10.000 belum terdaftar", "End of 2022: 99.93 %, about 10,000 not registered",
        "republika.co.id",
        {"on": "2022-12-31", "registered": "1729546", "coverage": "99,93", "uncovered": "~10.000"},
    ),
    Known(
        "Agustus 2020: Rp 120 miliar untuk 107.000 orang", "August 2020: Rp 120 billion for 107,000 people",
        "sumsel.tribunnews.com",
        {"on": "2020-08-31", "budget": "Rp 120 miliar", "people": "107000", "budget_on": "2021-01-01"},
    ),
    Known(
        "2022: Rp 115 miliar untuk 152.732 orang", "2022: Rp 115 billion for 152,732 people", "sumselpers.com",
        {"on": "2022-11-11", "budget": "115 miliar", "people": "152732"},
    ),
    Known(
        "Februari 2026: hampir 10.000 di Sumsel, 113.000 di Palembang",
        "February 2026: almost 10,000 in the province, 113,000 in Palembang", "radarpalembang.disway.id",
        {"on": "2026-02-06", "within_1": "PBI nonaktif, Palembang dalam Sumsel=hampir 10.000:113000"},
    ),
    Known(
        "Januari 2026: OKI 81,85 %, Pemda 95,90 %, Pratama", "January 2026: OKI 81.85 %, city share 95.90 %, Pratama",
        "peloporsumatera.com",
        {"on": "2026-01-27", "coverage": "81,85", "pemda_share": "95,90", "award": "pratama"},
    ),
    Known(
        "Oktober 2025: Pamekasan 800.174 nonaktif", "October 2025: Pamekasan 800,174 inactive", "klikmadura.com",
        {"on": "2025-10-09", "population": "910230", "registered": "897471", "inactive": "800174",
         "activity": "79,14"},
    ),
    Known(
        "2023: Batang 87,86 %", "2023: Batang 87.86 %", "radarpekalongan.id",
        {"on": "2023-03-14", "population": "828576", "registered": "726521", "coverage": "87,86"},
    ),
)  # fmt: skip
