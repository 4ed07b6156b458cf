"""What each page design is drawn with. No person here exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from design_work import case, proposals, run_upload, worklist
from django import forms

from semesta.web.core import components as c
from semesta.web.core.style_page import style_context
from semesta.web.core.style_page.figures import (
    district_table,
    figures,
    gauges,
    trend_svg,
    trend_table,
    verdict,
)
from semesta.web.core.style_page.people import compared, entries, person, purposes, spells
from semesta.web.core.style_page.words import NOW, TODAY, say


@dataclass(frozen=True)
class Design:
    """A template with the context it is drawn with."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    signed_in: bool = True


def menu(design: str) -> list[Thing]:
    """The menu of one who may do everything, as the frame gets it; the entry of the design is the active one."""
    entries = (
        ("Ringkasan", "Overview", "overview", 0, ("overview",)),
        ("Penduduk", "People", "people", 0, ("person",)),
        ("Daftar kerja", "Work list", "worklist", 412, ("worklist", "case")),
        ("Usulan", "Proposals", "proposal", 37, ("proposals",)),
        ("Pasangan ragu", "Doubts", "doubts", 128, ("doubts",)),
        ("Loket", "Counter", "counter", 0, ("counter",)),
        ("Proses data", "Runs", "run", 0, ("run_upload",)),
        ("Kerja sama", "Cooperation", "handshake", 0, ()),
        ("Kantor", "Office", "office", 0, ("style",)),
    )
    return [
        Thing(title=say(one, two), url="#", icon=icon, active=design in pages, count=count)
        for one, two, icon, count, pages in entries
    ]


def overview() -> dict[str, Any]:
    return {
        "today": TODAY,
        "verdict": verdict(),
        "figures": figures(),
        "gauges": gauges(),
        "districts": district_table(),
        "alert": Thing(
            title=say("Jarak ke ambang keaktifan menyusut", "The margin to the activity threshold shrinks"),
            text=say(
                "Dengan laju tiga bulan terakhir, 80 % tercapai dari atas dalam 141 hari.",
                "At the pace of the last three months, 80% is reached from above in 141 days.",
            ),
        ),
        "chart": Thing(
            title=say("Keaktifan dua belas bulan", "Activity over twelve months"),
            svg=trend_svg(),
            narrow=trend_svg(narrow=True),
            note=say("Aktif ÷ penduduk, dengan ambang 80 %", "Active ÷ residents, with the 80% threshold"),
            describe=say("Naik dari 79,1 % menjadi 81,7 %", "Up from 79.1% to 81.7%"),
            table=trend_table(),
        ),
        "routes": [
            Thing(
                title=say("Usulkan PBI APBN lewat DTSEN", "Propose for PBI APBN through DTSEN"), people=10_072, rupiah=0
            ),
            Thing(
                title=say("Daftar sebagai peserta mandiri", "Register as self-paying"), people=6_988, rupiah=15_310_000
            ),
            Thing(
                title=say("Cicil tunggakan (REHAB)", "Pay arrears in instalments (REHAB)"),
                people=6_285,
                rupiah=1_550_000,
            ),
            Thing(title=say("Usulkan kuota APBD", "Propose for the city's quota"), people=5_120, rupiah=193_536_000),
        ],
        "freshness": (
            c.Fact(
                say("Berkas peserta BPJS", "BPJS membership file"),
                say("1 Mei 2025, 1.703.139 baris", "1 May 2025, 1,703,139 rows"),
            ),
            c.Fact(
                say("Daftar penduduk", "Population register"),
                say("31 Desember 2024", "31 December 2024"),
                say("lebih tua dari empat bulan", "older than four months"),
            ),
            c.Fact(say("NIK tidak terpakai", "NIK not usable"), 0.0041, "", "percent"),
            c.Fact(say("Pasangan ragu", "Doubts"), 128, "", "whole"),
        ),
    }


def one_person() -> dict[str, Any]:
    return {
        "today": TODAY,
        "person": person(),
        "purposes": purposes(),
        "spells": spells(),
        "fields": compared(),
        "tabs": (
            c.Tab(say("Ringkas", "Summary"), "#", True),
            c.Tab(say("Keluarga", "Family"), "#", False, 3),
            c.Tab(say("Kasus", "Cases"), "#", False, 1),
            c.Tab(say("Riwayat", "History"), "#"),
        ),
        "route": Thing(
            title=say("Kuota APBD (PBPU Pemda)", "City quota (PBPU Pemda)"),
            why=say(
                "Desil 3 di DTSEN; jaminan PHK berakhir 28 Februari 2025.",
                "Decile 3 in DTSEN; the guarantee after dismissal ended on 28 February 2025.",
            ),
            facts=(
                c.Fact(
                    say("Dokumen", "Documents"),
                    say("KTP, KK, surat keterangan tidak mampu", "Identity card, family card, letter of need"),
                ),
                c.Fact(say("Kantor", "Office"), "Kelurahan 13 Ulu"),
                c.Fact(say("Mulai paling cepat", "Earliest start"), TODAY.replace(day=15), "", "day"),
                c.Fact(say("Dari kota", "From the city"), 37_800, say("per bulan", "a month"), "rupiah"),
            ),
        ),
        "family": [
            Thing(name="Budi Santoso", relation=say("Suami", "Husband"), status=say("Aktif", "Active"), tone="good"),
            Thing(
                name="Rara Santoso",
                relation=say("Anak, 6 tahun", "Child, 6 years"),
                status=say("Tidak aktif", "Inactive"),
                tone="warn",
            ),
        ],
        "looked": entries()[:2],
    }


def doubt() -> dict[str, Any]:
    reasons = (
        (say("NIK sama", "Same NIK"), "+9,1"),
        (say("Nama mirip", "Similar name"), "+3,4"),
        (say("Nama ibu sama", "Same mother"), "+5,0"),
        (say("Tanggal lahir beda", "Birth date differs"), "−7,2"),
    )
    return {"fields": compared(), "reasons": [Thing(text=text, weight=weight) for text, weight in reasons]}


def counter() -> dict[str, Any]:
    return {
        "now": NOW,
        "today": TODAY,
        "answer": Thing(
            person="Siti Rahmawati · 1671••••••••0001",
            stamp=say("menurut berkas 1 Mei 2025", "by the file of 1 May 2025"),
            say=say("Layani sekarang. Jaminan diurus hari ini.", "Serve now. Cover is arranged today."),
            more=say(
                "Kartunya tidak aktif sejak 1 Maret 2025. Kota ini UHC Prioritas: kartu aktif pada hari didaftarkan.",
                "Her card is inactive since 1 March 2025. In a UHC Prioritas city cover starts on the same day.",
            ),
            papers=NOW + timedelta(hours=41, minutes=20),
            reactivate=TODAY + timedelta(days=30),
            steps=(
                Thing(
                    title=say("Layani pasien", "Serve the patient"),
                    text=say("Tidak ada uang muka.", "No deposit is asked."),
                ),
                Thing(
                    title=say("Mulai penjaminan", "Start the guarantee"),
                    text=say("Dinsos dan Dinkes mendapat kabar seketika.", "Dinsos and Dinkes are told at once."),
                ),
                Thing(
                    title=say("Minta surat keterangan tidak mampu", "Ask for the letter of need"),
                    text=say(
                        "Keluarga mengurusnya di Kelurahan 13 Ulu, paling lambat 4 Mei.",
                        "The family gets it at Kelurahan 13 Ulu, by 4 May.",
                    ),
                ),
            ),
            facts=(
                c.Fact(say("Dibayar oleh", "Paid by"), say("Kuota APBD (PBPU Pemda)", "City quota (PBPU Pemda)")),
                c.Fact(say("Berlaku mulai", "In force from"), TODAY, "", "day"),
                c.Fact(say("Denda layanan", "Service fine"), say("tidak ada", "none")),
            ),
        ),
    }


class SignInForm(forms.Form):
    login = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class CheckForm(forms.Form):
    nik = forms.CharField(
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "16"})
    )
    born = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


def sign_in() -> dict[str, Any]:
    form = SignInForm()
    form.fields["login"].label, form.fields["password"].label = (
        say("Nama pengguna", "User name"),
        say("Kata sandi", "Password"),
    )
    return {"form": form}


def public_check(answered: bool) -> dict[str, Any]:
    form = CheckForm()
    form.fields["nik"].label, form.fields["nik"].help_text = (
        "NIK",
        say("Enam belas angka di KTP atau Kartu Keluarga", "Sixteen digits on the identity or family card"),
    )
    form.fields["born"].label = say("Tanggal lahir", "Birth date")
    answer = Thing(
        stamp=say("Menurut data 1 Mei 2025", "By the data of 1 May 2025"),
        say=say("Ya, Anda dijamin.", "Yes, you are covered."),
        more=say(
            "Anda bisa berobat di Puskesmas tempat Anda terdaftar.",
            "You can be treated at the puskesmas where you are registered.",
        ),
        ask=say(
            "Datang ke kantor kelurahan dengan KTP dan Kartu Keluarga, atau tulis ke PANDAWA 08118165165.",
            "Come to the kelurahan office with your identity and family cards, or write to PANDAWA 08118165165.",
        ),
    )
    return {"form": form, "answer": answer if answered else None}


def designs() -> dict[str, Design]:
    """Every design by the name of its file, with what it is drawn with."""
    return {
        "style": Design("core/style.html", style_context()),
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
