"""What the designs of working pages are drawn with: work list, case, proposals, files and runs."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django import forms

from semesta.web.core import components as c
from semesta.web.core.reading import numbers
from semesta.web.core.style_page import style_context
from semesta.web.core.style_page.figures import figures, filters, work_table
from semesta.web.core.style_page.people import entries, jobs, keys, steps
from semesta.web.core.style_page.words import NOW, TODAY, say


def worklist() -> dict[str, Any]:
    return {
        "tabs": style_context()["example"].tabs,
        "filters": filters(),
        "chips": (c.Chip("13 Ulu", "?"),),
        "table": work_table(),
        "officers": ("Rudi Hartono", "Nurul Aini", say("Bagi rata menurut beban", "Evenly by load")),
        "keys": keys(),
    }


class CaseForm(forms.Form):
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    office = forms.ChoiceField()


def case() -> dict[str, Any]:
    form = CaseForm()
    form.fields["outcome"].label, form.fields["note"].label, form.fields["office"].label = (
        say("Hasil", "Outcome"),
        say("Catatan", "Note"),
        say("Kantor", "Office"),
    )
    form.fields["outcome"].choices = [
        ("a", say("Dokumen lengkap, teruskan ke Dinkes", "Documents complete, pass on to Dinkes")),
        ("b", say("Belum terhubung, coba lagi besok", "Not reached, try again tomorrow")),
        ("c", say("Menolak bantuan", "Declines help")),
    ]
    form.fields["office"].choices = [("dinkes", "Dinas Kesehatan"), ("bpjs", "BPJS Kesehatan")]
    return {
        "now": NOW,
        "form": form,
        "entries": entries(),
        "case": Thing(
            title=say("Pasien tanpa jaminan aktif", "Patient without active cover"),
            number="2025-0412",
            person="Siti Rahmawati",
            due=NOW + timedelta(hours=41, minutes=20),
            steps=steps(),
            now=say(
                "Lengkapi surat keterangan tidak mampu dari kelurahan, lalu teruskan ke Dinkes sebelum besok malam.",
                "Complete the letter of need from the kelurahan, then pass on to Dinkes before tomorrow night.",
            ),
            facts=(
                c.Fact(say("Nama", "Name"), "Siti Rahmawati"),
                c.Fact("Kelurahan", "13 Ulu"),
                c.Fact(say("Telepon", "Phone"), "0812••••0417"),
                c.Fact(say("Dirawat di", "Cared for at"), say("RSUD Contoh", "RSUD Contoh")),
            ),
        ),
        "documents": [
            Thing(title="KTP", state=say("Ada", "In"), tone="good", icon="check"),
            Thing(title=say("Kartu Keluarga", "Family card"), state=say("Ada", "In"), tone="good", icon="check"),
            Thing(
                title=say("Surat keterangan tidak mampu", "Letter of need"),
                state=say("Belum ada", "Missing"),
                tone="care",
                icon="clock",
            ),
        ],
    }


def proposals() -> dict[str, Any]:
    n = numbers()
    columns = (
        c.Column(say("Nama", "Name")),
        c.Column("Kelurahan"),
        c.Column(say("Prioritas", "Priority")),
        c.Column(say("Pemeriksaan", "Checks")),
        c.Column(say("Menunggu sejak", "Waiting since"), "day"),
    )
    rows = [
        c.Row(
            (
                c.Cell("Siti Rahmawati", "1671••••••••0001"),
                "13 Ulu",
                c.Cell(say("1. Dirawat sekarang", "1. In care now"), say("desil 3", "decile 3")),
                c.Cell(say("Lolos", "Passed"), badge=True, tone="good"),
                TODAY - timedelta(days=4),
            ),
            "#",
        ),
        c.Row(
            (
                c.Cell("Ahmad Fauzi", "1671••••••••0002"),
                "Kuto Batu",
                c.Cell(say("2. Penyakit katastropik", "2. Catastrophic illness"), say("desil 2", "decile 2")),
                c.Cell(say("NIK perlu diperbaiki", "NIK needs correcting"), badge=True, tone="care"),
                TODAY - timedelta(days=11),
            ),
            "#",
        ),
        c.Row(
            (
                c.Cell("Joko Susilo", "1671••••••••0003"),
                "Kalidoni",
                c.Cell(say("4. Keluarga miskin", "4. Poor family"), say("desil 1", "decile 1")),
                c.Cell(say("Sudah dibayar PPU", "Already paid as PPU"), badge=True, tone="warn"),
                TODAY - timedelta(days=2),
            ),
            "#",
        ),
    ]
    return {
        "figures": [
            Thing(label=say("Kuota 2025", "Quota of 2025"), value=n.whole(200_000), sub="SK 440/2025", tone=""),
            Thing(label=say("Terpakai", "Used"), value=n.whole(187_412), sub=n.percent(0.937, 1), tone="care"),
            Thing(
                label=say("Menunggu keputusan", "Waiting for a decision"),
                value=n.whole(37),
                sub=say("terlama 11 hari", "longest 11 days"),
                tone="",
            ),
            Thing(
                label=say("Cukup sampai", "Lasts until"),
                value=say("Okt", "Oct"),
                sub=n.rupiah_short(51_300_000_000),
                tone="warn",
            ),
        ],
        "quota": Thing(
            label=say("Kuota terpakai", "Quota used"),
            share=0.93706,
            say=say("12.588 tempat tersisa", "12,588 places left"),
        ),
        "tabs": (
            c.Tab(say("Menunggu saya", "Waiting for me"), "#", True, 3),
            c.Tab(say("Di Dinkes", "At Dinkes"), "#", False, 12),
            c.Tab(say("Dikirim", "Sent"), "#", False, 22),
            c.Tab(say("Kembali dengan alasan", "Returned with reasons"), "#", False, 5),
        ),
        "table": c.Table(say("Menunggu persetujuan Dinsos", "Waiting for Dinsos"), columns, rows, c.Page(1, 3, 3)),
        "held": say(
            "Joko Susilo sudah dibayar perusahaan; usulan tidak akan dikirim.",
            "Joko Susilo is paid by an employer; the proposal will not be sent.",
        ),
    }


def run_upload() -> dict[str, Any]:
    columns = (
        c.Column(say("Berkas", "File")),
        c.Column(say("Dikenali sebagai", "Recognised as")),
        c.Column(say("Baris", "Rows"), "whole"),
        c.Column(say("Tidak terpakai", "Not usable"), "whole"),
        c.Column(say("Keadaan", "State")),
    )
    rows = [
        c.Row(
            (
                "peserta_2025_05.csv",
                say("Peserta BPJS, semua segmen", "BPJS members, all segments"),
                1_703_139,
                412,
                c.Cell(say("Terbaca", "Read"), badge=True, tone="good"),
            ),
            "#",
        ),
        c.Row(
            (
                "siak_2025_05.xlsx",
                say("Daftar penduduk", "Population register"),
                1_708_820,
                0,
                c.Cell(say("NIK dibulatkan Excel", "NIK rounded by Excel"), badge=True, tone="care"),
            ),
            "#",
        ),
        c.Row(
            (
                "catatan.docx",
                None,
                None,
                None,
                c.Cell(say("Tidak dikenal, tidak dipakai", "Unknown, not used"), badge=True, tone="warn"),
            )
        ),
    ]
    done = (
        say("Berkas masuk", "Files in"),
        say("Dipahami", "Understood"),
        say("Proses", "Run"),
        say("Dibandingkan", "Compared"),
        say("Terbit", "Published"),
    )
    states = ("done", "done", "current", "waiting", "waiting")
    return {
        "steps": [c.Step(title, state) for title, state in zip(done, states, strict=True)],
        "jobs": jobs()[:1],
        "figures": figures(),  # type: ignore[arg-type]  # the caller's words go on
        "understood": c.Table(say("Yang dipahami dari berkas", "What was understood of the files"), columns, rows),
        "publish": say(
            "Setelah proses selesai, dua orang menerbitkannya: satu mengusulkan, satu menyetujui.",
            "Once the run is done, two people publish it: one proposes, one agrees.",
        ),
    }
