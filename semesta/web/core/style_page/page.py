"""What core/style.html is drawn with."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from semesta.web.core import components as c
from semesta.web.core.style_page.figures import (
    district_table,
    figures,
    filters,
    gauges,
    trend_svg,
    trend_table,
    verdict,
    work_table,
)
from semesta.web.core.style_page.people import (
    compared,
    entries,
    example_form,
    jobs,
    keys,
    person,
    purposes,
    spells,
    steps,
)
from semesta.web.core.style_page.words import NIK, NOW, TODAY, say

ICONS = Path(__file__).parents[1] / "static/core/icons.svg"


def style_context() -> dict[str, Any]:
    """The context of core/style.html."""
    now = NOW
    return {
        "form": example_form(),
        "example": SimpleNamespace(
            today=TODAY,
            now=now,
            nik=NIK,
            share=0.9992,
            money=51_300_000_000,
            small_money=4_271_400,
            due=date(2025, 5, 12),
            due_soon=date(2025, 5, 4),
            hours=now + timedelta(hours=41, minutes=10),
            late=date(2025, 4, 30),
            office="Dinas Sosial Kota Palembang",
            letter_title=say("Contoh kepala surat", "Example of a letterhead"),
            letter_number="440/012/2025",
            paragraph=say(
                "Setiap penduduk punya jaminan yang aktif, mempertahankannya, dan dilayani sementara itu.",
                "Every resident has active cover, keeps it, and is served meanwhile.",
            ),
            colours=(
                (say("sungai", "river"), "f-river"),
                (say("sungai muda", "light river"), "f-bar"),
                (say("emas", "gold"), "f-gold"),
                (say("merah", "red"), "f-red"),
                (say("hijau", "green"), "f-green"),
                (say("tinta", "ink"), "f-ink"),
                (say("redam", "muted"), "f-muted"),
                (say("dasar", "sunk"), "f-sunk"),
            ),
            badges=(
                (say("Aktif", "Active"), "good", ""),
                (say("Menunggu", "Waiting"), "care", "clock"),
                (say("Tidak aktif", "Inactive"), "warn", ""),
                (say("Usulan", "Proposal"), "info", "proposal"),
                (say("Tidak diketahui", "Unknown"), "", "question"),
            ),
            figures=figures(),
            verdict=verdict(),
            gauges=gauges(),
            keys=keys(),
            table=work_table(),
            totals=district_table(),
            filters=filters(),
            officer="Rudi Hartono",
            chart=SimpleNamespace(
                title=say("Keaktifan dua belas bulan", "Activity over twelve months"),
                svg=trend_svg(),
                note=say("Aktif ÷ penduduk, dengan ambang 80 %", "Active ÷ residents, with the 80% threshold"),
                describe=say("Naik dari 79,1 % menjadi 81,7 %", "Up from 79.1% to 81.7%"),
                table=trend_table(),
            ),
            tabs=(
                c.Tab(say("Milik saya", "Mine"), "#", True, 412),
                c.Tab(say("Kantor saya", "My office"), "#", False, 2_318),
                c.Tab(say("Selesai", "Closed"), "#", False, 9_004),
            ),
            chips=(c.Chip("13 Ulu", "?"),),
            person=person(),
            purposes=purposes(),
            spells=spells(),
            fields=compared(),
            left="Dukcapil (SIAK)",
            right="BPJS Kesehatan",
            compare_caption=say("Identitas menurut dua daftar", "Identity by two registers"),
            empty_table=c.Table(
                say("Kasus terlambat", "Overdue cases"),
                (c.Column("A"),),
                (),
                empty=c.Empty(
                    say("Tidak ada yang terlambat", "Nothing is overdue"),
                    say(
                        "Semua kasus di daftar Anda masih dalam batas waktunya.",
                        "Every case on your list is within its time.",
                    ),
                    "#",
                    say("Lihat semua kasus", "See all cases"),
                    "check",
                ),
            ),
            steps=steps(),
            entries=entries(),
            jobs=jobs(),
            facts=(
                c.Fact(say("Kelas rawat", "Class"), "III"),
                c.Fact(say("Iuran", "Contribution"), 42_000, say("per bulan", "a month"), "rupiah"),
                c.Fact(say("Faskes", "Facility"), "Puskesmas Contoh"),
                c.Fact(say("Mulai paling cepat", "Earliest start"), TODAY, "", "day"),
            ),
            notice_title=say("Data Mei sudah terbit", "The data of May are published"),
            good_news=say("Usulan dikirim ke Dinkes.", "The proposal went to Dinkes."),
            care_news=say("Dua kolom tidak dikenal dan tidak dipakai.", "Two columns are unknown and were not used."),
            bad_news=say(
                "Berkas tidak terbaca. Simpan lagi sebagai CSV dan kirim ulang.",
                "The file cannot be read. Save it again as CSV and send it once more.",
            ),
            upload_help=say("CSV atau XLSX, sampai 2 GB.", "CSV or XLSX, up to 2 GB."),
            stamp=say("Menurut berkas 1 Mei 2025", "By the file of 1 May 2025"),
            counter_answer=say("Dijamin. Layani sekarang.", "Covered. Serve now."),
            counter_more=say("PBI APBN, kelas III, Puskesmas Contoh.", "PBI APBN, class III, Puskesmas Contoh."),
            aside=say(
                "Di sini ada yang menemani halaman: penjelasan, tautan, tenggat.",
                "What accompanies a page stands here: explanations, links, due dates.",
            ),
            icons=re.findall(r'id="([a-z-]+)"', ICONS.read_text(encoding="utf-8")),
        ),
    }
