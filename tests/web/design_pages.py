"""What each page design is drawn with. No person here exists."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from design_examples import (
    NOW, TODAY, Design, L, compared, district_table, entries, figures, filters, gauges, jobs, keys, person, purposes,
    spells, steps, style, trend_svg, trend_table, verdict, work_table,
)  # fmt: skip
from django import forms

from semesta.web.core import components as c
from semesta.web.core.reading import numbers


def overview() -> dict[str, Any]:
    return {
        "today": TODAY, "verdict": verdict(), "figures": figures(), "gauges": gauges(), "districts": district_table(),
        "alert": Thing(title=L("Jarak ke ambang keaktifan menyusut", "The margin to the activity threshold shrinks"), text=L("Dengan laju tiga bulan terakhir, 80 % tercapai dari atas dalam 141 hari.", "At the pace of the last three months, 80% is reached from above in 141 days.")),
        "chart": Thing(title=L("Keaktifan dua belas bulan", "Activity over twelve months"), svg=trend_svg(), narrow=trend_svg(narrow=True), note=L("Aktif ÷ penduduk, dengan ambang 80 %", "Active ÷ residents, with the 80% threshold"), describe=L("Naik dari 79,1 % menjadi 81,7 %", "Up from 79.1% to 81.7%"), table=trend_table()),
        "routes": [
            Thing(title=L("Usulkan PBI APBN lewat DTSEN", "Propose for PBI APBN through DTSEN"), people=10_072, rupiah=0),
            Thing(title=L("Daftar sebagai peserta mandiri", "Register as self-paying"), people=6_988, rupiah=15_310_000),
            Thing(title=L("Cicil tunggakan (REHAB)", "Pay arrears in instalments (REHAB)"), people=6_285, rupiah=1_550_000),
            Thing(title=L("Usulkan kuota APBD", "Propose for the city's quota"), people=5_120, rupiah=193_536_000),
        ],
        "freshness": (
            c.Fact(L("Berkas peserta BPJS", "BPJS membership file"), L("1 Mei 2025, 1.703.139 baris", "1 May 2025, 1,703,139 rows")), c.Fact(L("Daftar penduduk", "Population register"), L("31 Desember 2024", "31 December 2024"), L("lebih tua dari empat bulan", "older than four months")),
            c.Fact(L("NIK tidak terpakai", "NIK not usable"), 0.0041, "", "percent"), c.Fact(L("Pasangan ragu", "Doubts"), 128, "", "whole"),
        ),
    }  # fmt: skip


def one_person() -> dict[str, Any]:
    return {
        "today": TODAY, "person": person(), "purposes": purposes(), "spells": spells(), "fields": compared(),
        "tabs": (c.Tab(L("Ringkas", "Summary"), "#", True), c.Tab(L("Keluarga", "Family"), "#", False, 3), c.Tab(L("Kasus", "Cases"), "#", False, 1), c.Tab(L("Riwayat", "History"), "#")),
        "route": Thing(title=L("Kuota APBD (PBPU Pemda)", "City quota (PBPU Pemda)"), why=L("Desil 3 di DTSEN; jaminan PHK berakhir 28 Februari 2025.", "Decile 3 in DTSEN; the guarantee after dismissal ended on 28 February 2025."), facts=(c.Fact(L("Dokumen", "Documents"), L("KTP, KK, surat keterangan tidak mampu", "Identity card, family card, letter of need")), c.Fact(L("Kantor", "Office"), "Kelurahan 13 Ulu"), c.Fact(L("Mulai paling cepat", "Earliest start"), TODAY.replace(day=15), "", "day"), c.Fact(L("Dari kota", "From the city"), 37_800, L("per bulan", "a month"), "rupiah"))),
        "family": [Thing(name="Budi Santoso", relation=L("Suami", "Husband"), status=L("Aktif", "Active"), tone="good"), Thing(name="Rara Santoso", relation=L("Anak, 6 tahun", "Child, 6 years"), status=L("Tidak aktif", "Inactive"), tone="warn")],
        "looked": entries()[:2],
    }  # fmt: skip


def doubt() -> dict[str, Any]:
    reasons = ((L("NIK sama", "Same NIK"), "+9,1"), (L("Nama mirip", "Similar name"), "+3,4"), (L("Nama ibu sama", "Same mother"), "+5,0"), (L("Tanggal lahir beda", "Birth date differs"), "−7,2"))
    return {"fields": compared(), "reasons": [Thing(text=text, weight=weight) for text, weight in reasons]}


def worklist() -> dict[str, Any]:
    return {
        "tabs": style()["example"].tabs, "filters": filters(), "chips": (c.Chip("13 Ulu", "?"),), "table": work_table(),
        "officers": ("Rudi Hartono", "Nurul Aini", L("Bagi rata menurut beban", "Evenly by load")), "keys": keys(),
    }  # fmt: skip


class CaseForm(forms.Form):
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    office = forms.ChoiceField()


def case() -> dict[str, Any]:
    form = CaseForm()
    form.fields["outcome"].label, form.fields["note"].label, form.fields["office"].label = L("Hasil", "Outcome"), L("Catatan", "Note"), L("Kantor", "Office")
    form.fields["outcome"].choices = [("a", L("Dokumen lengkap, teruskan ke Dinkes", "Documents complete, pass on to Dinkes")), ("b", L("Belum terhubung, coba lagi besok", "Not reached, try again tomorrow")), ("c", L("Menolak bantuan", "Declines help"))]
    form.fields["office"].choices = [("dinkes", "Dinas Kesehatan"), ("bpjs", "BPJS Kesehatan")]
    return {
        "now": NOW, "form": form, "entries": entries(),
        "case": Thing(title=L("Pasien tanpa jaminan aktif", "Patient without active cover"), number="2025-0412", person="Siti Rahmawati", due=NOW + timedelta(hours=41, minutes=20), steps=steps(), now=L("Lengkapi surat keterangan tidak mampu dari kelurahan, lalu teruskan ke Dinkes sebelum besok malam.", "Complete the letter of need from the kelurahan, then pass on to Dinkes before tomorrow night."), facts=(c.Fact(L("Nama", "Name"), "Siti Rahmawati"), c.Fact("Kelurahan", "13 Ulu"), c.Fact(L("Telepon", "Phone"), "0812••••0417"), c.Fact(L("Dirawat di", "Cared for at"), L("RSUD Contoh", "RSUD Contoh")))),
        "documents": [Thing(title="KTP", state=L("Ada", "In"), tone="good", icon="check"), Thing(title=L("Kartu Keluarga", "Family card"), state=L("Ada", "In"), tone="good", icon="check"), Thing(title=L("Surat keterangan tidak mampu", "Letter of need"), state=L("Belum ada", "Missing"), tone="care", icon="clock")],
    }  # fmt: skip


def proposals() -> dict[str, Any]:
    n = numbers()
    columns = (c.Column(L("Nama", "Name")), c.Column("Kelurahan"), c.Column(L("Prioritas", "Priority")), c.Column(L("Pemeriksaan", "Checks")), c.Column(L("Menunggu sejak", "Waiting since"), "day"))
    rows = [
        c.Row((c.Cell("Siti Rahmawati", "1671••••••••0001"), "13 Ulu", c.Cell(L("1. Dirawat sekarang", "1. In care now"), L("desil 3", "decile 3")), c.Cell(L("Lolos", "Passed"), badge=True, tone="good"), TODAY - timedelta(days=4)), "#"),
        c.Row((c.Cell("Ahmad Fauzi", "1671••••••••0002"), "Kuto Batu", c.Cell(L("2. Penyakit katastropik", "2. Catastrophic illness"), L("desil 2", "decile 2")), c.Cell(L("NIK perlu diperbaiki", "NIK needs correcting"), badge=True, tone="care"), TODAY - timedelta(days=11)), "#"),
        c.Row((c.Cell("Joko Susilo", "1671••••••••0003"), "Kalidoni", c.Cell(L("4. Keluarga miskin", "4. Poor family"), L("desil 1", "decile 1")), c.Cell(L("Sudah dibayar PPU", "Already paid as PPU"), badge=True, tone="warn"), TODAY - timedelta(days=2)), "#"),
    ]  # fmt: skip
    return {
        "figures": [Thing(label=L("Kuota 2025", "Quota of 2025"), value=n.whole(200_000), sub="SK 440/2025", tone=""), Thing(label=L("Terpakai", "Used"), value=n.whole(187_412), sub=n.percent(0.937, 1), tone="care"), Thing(label=L("Menunggu keputusan", "Waiting for a decision"), value=n.whole(37), sub=L("terlama 11 hari", "longest 11 days"), tone=""), Thing(label=L("Cukup sampai", "Lasts until"), value=L("Okt", "Oct"), sub=n.rupiah_short(51_300_000_000), tone="warn")],
        "quota": Thing(label=L("Kuota terpakai", "Quota used"), share=0.93706, say=L("12.588 tempat tersisa", "12,588 places left")),
        "tabs": (c.Tab(L("Menunggu saya", "Waiting for me"), "#", True, 3), c.Tab(L("Di Dinkes", "At Dinkes"), "#", False, 12), c.Tab(L("Dikirim", "Sent"), "#", False, 22), c.Tab(L("Kembali dengan alasan", "Returned with reasons"), "#", False, 5)),
        "table": c.Table(L("Menunggu persetujuan Dinsos", "Waiting for Dinsos"), columns, rows, c.Page(1, 3, 3)),
        "held": L("Joko Susilo sudah dibayar perusahaan; usulan tidak akan dikirim.", "Joko Susilo is paid by an employer; the proposal will not be sent."),
    }  # fmt: skip


def run_upload() -> dict[str, Any]:
    columns = (c.Column(L("Berkas", "File")), c.Column(L("Dikenali sebagai", "Recognised as")), c.Column(L("Baris", "Rows"), "whole"), c.Column(L("Tidak terpakai", "Not usable"), "whole"), c.Column(L("Keadaan", "State")))
    rows = [
        c.Row(("peserta_2025_05.csv", L("Peserta BPJS, semua segmen", "BPJS members, all segments"), 1_703_139, 412, c.Cell(L("Terbaca", "Read"), badge=True, tone="good")), "#"),
        c.Row(("siak_2025_05.xlsx", L("Daftar penduduk", "Population register"), 1_708_820, 0, c.Cell(L("NIK dibulatkan Excel", "NIK rounded by Excel"), badge=True, tone="care")), "#"),
        c.Row(("catatan.docx", None, None, None, c.Cell(L("Tidak dikenal, tidak dipakai", "Unknown, not used"), badge=True, tone="warn"))),
    ]  # fmt: skip
    done = (L("Berkas masuk", "Files in"), L("Dipahami", "Understood"), L("Proses", "Run"), L("Dibandingkan", "Compared"), L("Terbit", "Published"))
    states = ("done", "done", "current", "waiting", "waiting")
    return {
        "steps": [c.Step(title, state) for title, state in zip(done, states, strict=True)], "jobs": jobs()[:1], "figures": figures(),  # type: ignore[arg-type]
        "understood": c.Table(L("Yang dipahami dari berkas", "What was understood of the files"), columns, rows),
        "publish": L("Setelah proses selesai, dua orang menerbitkannya: satu mengusulkan, satu menyetujui.", "Once the run is done, two people publish it: one proposes, one agrees."),
    }  # fmt: skip


def counter() -> dict[str, Any]:
    return {
        "now": NOW, "today": TODAY,
        "answer": Thing(
            person="Siti Rahmawati · 1671••••••••0001", stamp=L("menurut berkas 1 Mei 2025", "by the file of 1 May 2025"), say=L("Layani sekarang. Jaminan diurus hari ini.", "Serve now. Cover is arranged today."), more=L("Kartunya tidak aktif sejak 1 Maret 2025. Kota ini UHC Prioritas: kartu aktif pada hari didaftarkan.", "Her card is inactive since 1 March 2025. This city is UHC Prioritas: a card is active on the day of registration."),
            papers=NOW + timedelta(hours=41, minutes=20), reactivate=TODAY + timedelta(days=30),
            steps=(Thing(title=L("Layani pasien", "Serve the patient"), text=L("Tidak ada uang muka.", "No deposit is asked.")), Thing(title=L("Mulai penjaminan", "Start the guarantee"), text=L("Dinsos dan Dinkes mendapat kabar seketika.", "Dinsos and Dinkes are told at once.")), Thing(title=L("Minta surat keterangan tidak mampu", "Ask for the letter of need"), text=L("Keluarga mengurusnya di Kelurahan 13 Ulu, paling lambat 4 Mei.", "The family gets it at Kelurahan 13 Ulu, by 4 May."))),
            facts=(c.Fact(L("Dibayar oleh", "Paid by"), L("Kuota APBD (PBPU Pemda)", "City quota (PBPU Pemda)")), c.Fact(L("Berlaku mulai", "In force from"), TODAY, "", "day"), c.Fact(L("Denda layanan", "Service fine"), L("tidak ada", "none"))),
        ),
    }  # fmt: skip


class SignInForm(forms.Form):
    login = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class CheckForm(forms.Form):
    nik = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "16"}))
    born = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


def sign_in() -> dict[str, Any]:
    form = SignInForm()
    form.fields["login"].label, form.fields["password"].label = L("Nama pengguna", "User name"), L("Kata sandi", "Password")
    return {"form": form}


def public_check(answered: bool) -> dict[str, Any]:
    form = CheckForm()
    form.fields["nik"].label, form.fields["nik"].help_text = "NIK", L("Enam belas angka di KTP atau Kartu Keluarga", "Sixteen digits on the identity or family card")
    form.fields["born"].label = L("Tanggal lahir", "Birth date")
    answer = Thing(stamp=L("Menurut data 1 Mei 2025", "By the data of 1 May 2025"), say=L("Ya, Anda dijamin.", "Yes, you are covered."), more=L("Anda bisa berobat di Puskesmas tempat Anda terdaftar.", "You can be treated at the puskesmas where you are registered."), ask=L("Datang ke kantor kelurahan dengan KTP dan Kartu Keluarga, atau tulis ke PANDAWA 08118165165.", "Come to the kelurahan office with your identity and family cards, or write to PANDAWA 08118165165."))
    return {"form": form, "answer": answer if answered else None}


def designs() -> dict[str, Design]:
    """Every design by the name of its file, with what it is drawn with."""
    return {
        "style": Design("core/style.html", style()),
        "sign_in": Design("sign_in.html", sign_in(), signed_in=False),
        "overview": Design("overview.html", overview()),
        "person": Design("person.html", one_person()),
        "doubts": Design("doubts.html", doubt()),
        "worklist": Design("worklist.html", worklist()),
        "case": Design("case.html", case()),
        "proposals": Design("proposals.html", proposals()),
        "run_upload": Design("run_upload.html", run_upload()),
        "counter": Design("counter.html", counter()),
        "public_check": Design("public_check.html", public_check(answered=False), signed_in=False),
        "public_answer": Design("public_check.html", public_check(answered=True), signed_in=False),
    }
