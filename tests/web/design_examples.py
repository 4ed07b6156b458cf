"""Invented values for the style page and the page designs, in both languages. No person here exists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import get_language

from semesta.web.core import components as c
from semesta.web.core.reading import numbers

TODAY = date(2025, 5, 2)
NOW = datetime(2025, 5, 2, 14, 30, tzinfo=UTC)
NIK = "1671014508900001"
ICONS = Path(__file__).resolve().parents[2] / "semesta/web/core/static/core/icons.svg"


@dataclass(frozen=True)
class Design:
    """A template with the context it is drawn with."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    signed_in: bool = True


def L(indonesian: str, english: str) -> str:
    """The example's words in the language being drawn."""
    return english if get_language() == "en" else indonesian


def menu() -> list[SimpleNamespace]:
    entries = (
        ("Ringkasan", "Overview", "overview", 0), ("Penduduk", "People", "people", 0),
        ("Daftar kerja", "Work list", "worklist", 412), ("Usulan", "Proposals", "proposal", 37),
        ("Pasangan ragu", "Doubts", "doubts", 128), ("Loket", "Counter", "counter", 0),
        ("Proses data", "Runs", "run", 0), ("Kerja sama", "Cooperation", "handshake", 0), ("Kantor", "Office", "office", 0),
    )  # fmt: skip
    return [
        SimpleNamespace(title=L(one, two), url="#", icon=icon, active=place == 0, count=count)
        for place, (one, two, icon, count) in enumerate(entries)
    ]


def figures() -> list[SimpleNamespace]:
    n = numbers()
    rows = (
        ("Terdaftar", "Registered", 1_588_558, "93,27 % dari penduduk", "93.27% of residents", "", 1_204, "good"),
        ("Aktif", "Active", 1_391_903, "81,72 % dari penduduk", "81.72% of residents", "good", 412, "good"),
        ("Terdaftar, tidak aktif", "Registered, inactive", 196_655, "11,55 % dari penduduk", "11.55% of residents", "care", 792, "warn"),
        ("Belum terdaftar", "Not registered", 114_581, "6,73 % dari penduduk", "6.73% of residents", "warn", -1_204, "good"),
    )  # fmt: skip
    return [
        SimpleNamespace(
            label=L(one, two), value=n.whole(value), sub=L(sub_id, sub_en), tone=tone, trail="#asal",
            delta=f"{n.signed(change)} {L('sejak April', 'since April')}", delta_tone=change_tone,
        )
        for one, two, value, sub_id, sub_en, tone, change, change_tone in rows
    ]  # fmt: skip


def verdict() -> c.Verdict:
    n = numbers()
    return c.Verdict(
        title=L("UHC Prioritas, Mei 2025", "UHC Prioritas, May 2025"),
        state="unmet",
        sentence=L("Kota Palembang belum memenuhi UHC Prioritas.", "Kota Palembang does not yet meet UHC Prioritas."),
        conditions=(
            c.Condition(L("Cakupan (terdaftar dari penduduk)", "Coverage (registered of residents)"), n.percent(0.98, 0), n.percent(0.9327), "unmet", 80_518, 3_043_580_400, "Surat BPJS 2025"),
            c.Condition(L("Keaktifan (aktif dari terdaftar)", "Activity (active of registered)"), n.percent(0.8, 0), n.percent(0.8762), "met", law="Surat BPJS 2025"),
            c.Condition(L("Tidak ada tunggakan iuran Pemda", "No arrears of the city"), L("tanpa tunggakan", "no arrears"), L("belum ada berkas", "no file yet"), "unknown"),
        ),
        rule=L("Aturan yang berlaku sejak 1 Januari 2025", "Rule in force since 1 January 2025"),
        trail_url="#asal",
    )  # fmt: skip


def gauges() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(label=L("Cakupan", "Coverage"), share=0.9327, required=0.98, low=0.929, high=0.936, say=L("80.518 orang di bawah ambang", "80,518 people below the threshold")),
        SimpleNamespace(label=L("Keaktifan: aktif ÷ terdaftar", "Activity: active ÷ registered"), share=0.8762, required=0.8, low=None, high=None, say=L("121.056 orang di atas ambang", "121,056 people above the threshold")),
        SimpleNamespace(label=L("Keaktifan: aktif ÷ penduduk", "Activity: active ÷ residents"), share=0.8172, required=0.8, low=0.812, high=0.822, say=L("29.391 orang di atas ambang", "29,391 people above the threshold")),
    ]  # fmt: skip


def trend_svg(narrow: bool = False) -> str:
    """A drawing of the sort that the chart definitions give: no style attribute, colours as attributes."""
    active = (79.1, 79.4, 79.2, 80.3, 80.6, 81.0, 80.8, 81.2, 81.5, 81.1, 81.4, 81.7)
    apart, wide = (25, 320) if narrow else (50, 620)
    points = [(20 + place * apart, 160 - (value - 78) * 36) for place, value in enumerate(active)]
    line = " ".join(f"{x},{y:.0f}" for x, y in points)
    dots = "".join(f'<circle cx="{x}" cy="{y:.0f}" r="3.5" fill="#0b4f5c"/>' for x, y in points)
    months = zip(points, "JJASONDJFMAM", strict=True)
    labels = "".join(f'<text x="{x}" y="190" text-anchor="middle">{month}</text>' for (x, _), month in months)
    return (
        f'<svg viewBox="0 0 {wide} 200" font-family="Source Sans 3, sans-serif" font-size="13" fill="#14252b">'
        f'<line x1="10" x2="{wide - 10}" y1="88" y2="88" stroke="#a8321f" stroke-dasharray="5 4"/>'
        f'<text x="{wide - 10}" y="104" text-anchor="end" fill="#a8321f">80 %</text>'
        f'<polyline points="{line}" fill="none" stroke="#0b4f5c" stroke-width="2.5"/>{dots}{labels}'
        f'<text x="{points[-1][0]}" y="18" text-anchor="end" font-weight="600">{numbers().percent(0.817, 1)}</text></svg>'
    )


def trend_table() -> c.Table:
    rows = [c.Row((date(2025, month, 1).strftime("%m/%Y"), share)) for month, share in ((3, 0.811), (4, 0.814), (5, 0.817))]
    return c.Table(L("Keaktifan per bulan", "Activity by month"), (c.Column(L("Bulan", "Month")), c.Column(L("Aktif ÷ penduduk", "Active ÷ residents"), "percent")), rows)


PEOPLE = (
    ("Ahmad Fauzi", "13 Ulu", "Dikeluarkan dari PBI APBN", "Taken off the national PBI list", "Reaktivasi PBI", "PBI reactivation", 3, "info"),
    ("Dewi Lestari Handayani", "Lawang Kidul", "Menunggak iuran 7 bulan", "Seven months not paid", "Cicil tunggakan (REHAB)", "Pay in instalments (REHAB)", 12, "care"),
    ("Bayi Ny. Marlina", "Talang Kelapa", "Bayi baru lahir belum terdaftar", "Newborn not yet registered", "Daftar bayi baru lahir", "Register the newborn", -2, "warn"),
    ("M. Yusuf bin Abdullah", "Kuto Batu", "PHK, jaminan 6 bulan", "Laid off, six-month guarantee", "Kuota APBD", "City quota", 40, "info"),
)  # fmt: skip


def work_table(pick: bool = True) -> c.Table:
    today = datetime.now(tz=UTC).date()
    rows = [
        c.Row(
            (
                c.Cell(name, note=f"1671••••••••{place + 1:04d}"), village, L(why_id, why_en),
                c.Cell(L(route_id, route_en), tone=tone, badge=True, icon="right"), c.Cell(due=today + timedelta(days=days)), 42_000,
            ),
            url="#kasus", value=str(place),
        )
        for place, (name, village, why_id, why_en, route_id, route_en, days, tone) in enumerate(PEOPLE)
    ]  # fmt: skip
    columns = (
        c.Column(L("Nama", "Name"), sort_url="?sort=name"), c.Column("Kelurahan"), c.Column(L("Sebab", "Reason")), c.Column(L("Jalan keluar", "Route")),
        c.Column(L("Batas", "Due"), "day", "?sort=due", "up"), c.Column(L("Rp/bulan", "Rp/month"), "whole"),
    )  # fmt: skip
    return c.Table(
        L("Daftar kerja saya", "My work list"), columns, rows, c.Page(1, 4, 412, next_url="?page=2"),
        pick_name="work" if pick else "", pick_form="bulk" if pick else "",
    )  # fmt: skip


def district_table() -> c.Table:
    rows = (
        ("Ilir Barat Dua", 58_230, 47_980, 0.824), ("Seberang Ulu Satu", 90_120, 71_195, 0.790), ("Kalidoni", 121_400, 101_369, 0.835),
    )  # fmt: skip
    columns = (
        c.Column("Kecamatan"), c.Column(L("Penduduk", "Residents"), "whole"), c.Column(L("Aktif", "Active"), "whole"),
        c.Column(L("Aktif ÷ penduduk", "Active ÷ residents"), "percent"), c.Column("0–100 %"),
    )  # fmt: skip
    lines = [c.Row((name, people, active, share, c.Cell(share=share, required=0.8)), url="#") for name, people, active, share in rows]
    return c.Table(L("Menurut kecamatan", "By kecamatan"), columns, lines, total=(L("Tiga kecamatan", "Three kecamatan"), 269_750, 220_544, 0.8176, None))


def filters() -> list[c.Filter]:
    return [
        c.Filter("q", L("Cari nama", "Search by name"), "text", "", placeholder=L("nama atau bagian nama", "name or part of it")),
        c.Filter("village", "Kelurahan", "choice", "13ulu", (c.Choice("", L("Semua", "All")), c.Choice("13ulu", "13 Ulu", 120), c.Choice("kutobatu", "Kuto Batu", 49))),
        c.Filter("route", L("Jalan keluar", "Route"), "choice", "", (c.Choice("", L("Semua", "All")), c.Choice("apbd_quota", L("Kuota APBD", "City quota"), 88))),
        c.Filter("late", L("Hanya yang terlambat", "Overdue only"), "check"),
    ]  # fmt: skip


def spells() -> list[c.Spell]:
    source = L("peserta_2025_05.csv, baris 1.204", "peserta_2025_05.csv, row 1,204")
    return [
        c.Spell(L("PBI APBN, aktif", "PBI APBN, active"), date(2017, 3, 1), date(2022, 8, 31), "good", L("Kelas III", "Class III"), L("riwayat peserta 2023", "history of 2023")),
        c.Spell(L("PPU, aktif", "PPU, active"), date(2022, 9, 1), date(2024, 11, 30), "good", "PT Contoh Sungai Musi"),
        c.Spell(L("Jaminan PHK enam bulan", "Six-month guarantee after dismissal"), date(2024, 12, 1), date(2025, 2, 28), "care"),
        c.Spell(L("Tidak aktif", "Inactive"), date(2025, 3, 1), None, "warn", L("Berhenti bekerja", "Left the employer"), source),
    ]  # fmt: skip


def compared() -> list[c.ComparedField]:
    return [
        c.ComparedField("NIK", "1671••••••••0001", "1671••••••••0001", "same"),
        c.ComparedField(L("Nama", "Name"), "SITI RAHMAWATI", "SITI ROHMAWATI", "close", L("satu huruf berbeda", "one letter differs")),
        c.ComparedField(L("Tanggal lahir", "Birth date"), L("5 Agustus 1990", "5 August 1990"), L("8 Mei 1990", "8 May 1990"), "differ", L("hari dan bulan tertukar", "day and month swapped")),
        c.ComparedField(L("Jenis kelamin", "Sex"), L("Perempuan", "Female"), L("Perempuan", "Female"), "same"),
        c.ComparedField(L("Alamat", "Address"), "Jl. Kapten Abdullah, RT 14, 13 Ulu", "", "missing"),
        c.ComparedField(L("Ibu kandung", "Mother"), "NURHAYATI", "NURHAYATI", "same"),
    ]  # fmt: skip


def purposes() -> list[c.Choice]:
    return [
        c.Choice("service", L("Melayani orang ini", "Serving this person")), c.Choice("correct", L("Memperbaiki data", "Correcting data")),
        c.Choice("audit", L("Pemeriksaan", "Audit")),
    ]  # fmt: skip


def person() -> c.PersonHead:
    return c.PersonHead(
        "Siti Rahmawati", NIK, date(1990, 8, 5), 34, L("Perempuan", "Female"), "13 Ulu, Seberang Ulu Dua",
        L("Tidak dijamin sejak 1 Maret 2025", "Not covered since 1 March 2025"), "warn",
        ((L("Tidak aktif", "Inactive"), "warn", ""), (L("Usulan berjalan", "Proposal under way"), "info", "proposal")), "#tampilkan",
    )  # fmt: skip


def steps() -> list[c.Step]:
    return [
        c.Step(L("Diusulkan", "Proposed"), "done", "Kelurahan 13 Ulu", date(2025, 4, 21)), c.Step(L("Diperiksa Dinsos", "Checked by Dinsos"), "done", "Dinsos", date(2025, 4, 28)),
        c.Step(L("Disetujui Dinkes", "Approved by Dinkes"), "current", "Dinkes"), c.Step(L("Dikirim ke BPJS", "Sent to BPJS"), "waiting"), c.Step(L("Terbukti aktif", "Proved active"), "waiting"),
    ]  # fmt: skip


def entries() -> list[c.Entry]:
    return [
        c.Entry(NOW, "Siti Rahmawati, Dinsos", L("Diteruskan ke Dinkes", "Passed on to Dinkes"), L("Surat keterangan tidak mampu sudah ada.", "The letter of need is in.")),
        c.Entry(NOW - timedelta(days=4), "Rudi Hartono, Kelurahan 13 Ulu", L("Dokumen ditambahkan", "Document added")),
        c.Entry(NOW - timedelta(days=11), L("Proses bulanan", "Monthly run"), L("Kasus dibuka", "Case opened")),
    ]  # fmt: skip


def jobs() -> list[c.Job]:
    return [
        c.Job(L("Proses Mei 2025", "Run of May 2025"), "running", 0.42, L("Memasangkan dua daftar (2 dari 7)", "Linking the two registers (2 of 7)"), L("Mulai 3 menit lalu; biasanya 7 menit.", "Started 3 minutes ago; usually 7 minutes."), "", "#berhenti"),
        c.Job(L("Proses April 2025", "Run of April 2025"), "failed", None, L("Kolom SEGMEN tidak ada di peserta_2025_04.csv (baris 1).", "Column SEGMEN is missing in peserta_2025_04.csv (row 1)."), "", "", "", "#hasil"),
    ]  # fmt: skip


class ExampleForm(forms.Form):
    """Every kind of field, two of them wrong."""

    nik = forms.CharField(label="NIK")
    due = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    route = forms.ChoiceField(choices=[("a", "APBD"), ("b", "PBI APBN")])
    channel = forms.ChoiceField(choices=[("a", "WhatsApp"), ("b", "Telepon")], widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField()


def example_form() -> ExampleForm:
    form = ExampleForm({"nik": "16710145", "channel": "a", "route": "a", "sure": "on"})
    words = {
        "nik": ("NIK", "NIK", "Enam belas angka di KTP atau Kartu Keluarga", "Sixteen digits on the identity or family card"),
        "due": ("Batas waktu", "Due date", "", ""), "route": ("Jalan keluar", "Route", "", ""), "channel": ("Dihubungi lewat", "Reached by", "", ""),
        "note": ("Catatan", "Note", "", ""), "sure": ("Saya sudah memeriksa dokumennya", "I have checked the documents", "", ""),
    }  # fmt: skip
    for name, (label_id, label_en, help_id, help_en) in words.items():
        form.fields[name].label, form.fields[name].help_text = L(label_id, label_en), L(help_id, help_en)
    form.add_error("nik", L("NIK kurang dari 16 angka.", "The NIK has fewer than 16 digits."))
    return form


def keys() -> list[c.Key]:
    return [c.Key("↓", L("baris berikut", "next row")), c.Key("↑", L("baris sebelum", "row before")), c.Key("Enter", L("buka", "open"))]


def style() -> dict[str, Any]:
    """The context of core/style.html."""
    now = NOW
    return {
        "form": example_form(),
        "example": SimpleNamespace(
            today=TODAY, now=now, nik=NIK, share=0.9992, money=51_300_000_000, small_money=4_271_400, due=date(2025, 5, 12), due_soon=date(2025, 5, 4),
            hours=now + timedelta(hours=41, minutes=10), late=date(2025, 4, 30), office="Dinas Sosial Kota Palembang", letter_title=L("Contoh kepala surat", "Example of a letterhead"),
            letter_number="440/012/2025", paragraph=L("Setiap penduduk punya jaminan yang aktif, mempertahankannya, dan dilayani sementara itu.", "Every resident has active cover, keeps it, and is served meanwhile."),
            colours=((L("sungai", "river"), "f-river"), (L("sungai muda", "light river"), "f-bar"), (L("emas", "gold"), "f-gold"), (L("merah", "red"), "f-red"), (L("hijau", "green"), "f-green"), (L("tinta", "ink"), "f-ink"), (L("redam", "muted"), "f-muted"), (L("dasar", "sunk"), "f-sunk")),
            badges=((L("Aktif", "Active"), "good", ""), (L("Menunggu", "Waiting"), "care", "clock"), (L("Tidak aktif", "Inactive"), "warn", ""), (L("Usulan", "Proposal"), "info", "proposal"), (L("Tidak diketahui", "Unknown"), "", "question")),
            figures=figures(), verdict=verdict(), gauges=gauges(), keys=keys(), table=work_table(), totals=district_table(), filters=filters(), officer="Rudi Hartono",
            chart=SimpleNamespace(title=L("Keaktifan dua belas bulan", "Activity over twelve months"), svg=trend_svg(), note=L("Aktif ÷ penduduk, dengan ambang 80 %", "Active ÷ residents, with the 80% threshold"), describe=L("Naik dari 79,1 % menjadi 81,7 %", "Up from 79.1% to 81.7%"), table=trend_table()),
            tabs=(c.Tab(L("Milik saya", "Mine"), "#", True, 412), c.Tab(L("Kantor saya", "My office"), "#", False, 2_318), c.Tab(L("Selesai", "Closed"), "#", False, 9_004)),
            chips=(c.Chip("13 Ulu", "?"),), person=person(), purposes=purposes(), spells=spells(), fields=compared(), left="Dukcapil (SIAK)", right="BPJS Kesehatan", compare_caption=L("Identitas menurut dua daftar", "Identity by two registers"),
            empty_table=c.Table(L("Kasus terlambat", "Overdue cases"), (c.Column("A"),), (), empty=c.Empty(L("Tidak ada yang terlambat", "Nothing is overdue"), L("Semua kasus di daftar Anda masih dalam batas waktunya.", "Every case on your list is within its time."), "#", L("Lihat semua kasus", "See all cases"), "check")),
            steps=steps(), entries=entries(), jobs=jobs(), facts=(c.Fact(L("Kelas rawat", "Class"), "III"), c.Fact(L("Iuran", "Contribution"), 42_000, L("per bulan", "a month"), "rupiah"), c.Fact(L("Faskes", "Facility"), "Puskesmas Contoh"), c.Fact(L("Mulai paling cepat", "Earliest start"), TODAY, "", "day")),
            notice_title=L("Data Mei sudah terbit", "The data of May are published"), good_news=L("Usulan dikirim ke Dinkes.", "The proposal went to Dinkes."), care_news=L("Dua kolom tidak dikenal dan tidak dipakai.", "Two columns are unknown and were not used."), bad_news=L("Berkas tidak terbaca. Simpan lagi sebagai CSV dan kirim ulang.", "The file cannot be read. Save it again as CSV and send it once more."),
            upload_help=L("CSV atau XLSX, sampai 2 GB.", "CSV or XLSX, up to 2 GB."), stamp=L("Menurut berkas 1 Mei 2025", "By the file of 1 May 2025"), counter_answer=L("Dijamin. Layani sekarang.", "Covered. Serve now."), counter_more=L("PBI APBN, kelas III, Puskesmas Contoh.", "PBI APBN, class III, Puskesmas Contoh."),
            aside=L("Di sini ada yang menemani halaman: penjelasan, tautan, tenggat.", "What accompanies a page stands here: explanations, links, due dates."), icons=re.findall(r'id="([a-z-]+)"', ICONS.read_text(encoding="utf-8")),
        ),
    }  # fmt: skip


