"""Invented people, cases and work."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms

from semesta.web.core import components as c
from semesta.web.core.style_page.words import NIK, NOW, say


def spells() -> list[c.Spell]:
    source = say("peserta_2025_05.csv, baris 1.204", "peserta_2025_05.csv, row 1,204")
    return [
        c.Spell(
            say("PBI APBN, aktif", "PBI APBN, active"),
            date(2017, 3, 1),
            date(2022, 8, 31),
            "good",
            say("Kelas III", "Class III"),
            say("riwayat peserta 2023", "history of 2023"),
        ),
        c.Spell(
            say("PPU, aktif", "PPU, active"), date(2022, 9, 1), date(2024, 11, 30), "good", "PT Contoh Sungai Musi"
        ),
        c.Spell(
            say("Jaminan PHK enam bulan", "Six-month guarantee after dismissal"),
            date(2024, 12, 1),
            date(2025, 2, 28),
            "care",
        ),
        c.Spell(
            say("Tidak aktif", "Inactive"),
            date(2025, 3, 1),
            None,
            "warn",
            say("Berhenti bekerja", "Left the employer"),
            source,
        ),
    ]


def compared() -> list[c.ComparedField]:
    return [
        c.ComparedField("NIK", "1671••••••••0001", "1671••••••••0001", "same"),
        c.ComparedField(
            say("Nama", "Name"),
            "SITI RAHMAWATI",
            "SITI ROHMAWATI",
            "close",
            say("satu huruf berbeda", "one letter differs"),
        ),
        c.ComparedField(
            say("Tanggal lahir", "Birth date"),
            say("5 Agustus 1990", "5 August 1990"),
            say("8 Mei 1990", "8 May 1990"),
            "differ",
            say("hari dan bulan tertukar", "day and month swapped"),
        ),
        c.ComparedField(say("Jenis kelamin", "Sex"), say("Perempuan", "Female"), say("Perempuan", "Female"), "same"),
        c.ComparedField(say("Alamat", "Address"), "Jl. Kapten Abdullah, RT 14, 13 Ulu", "", "missing"),
        c.ComparedField(say("Ibu kandung", "Mother"), "NURHAYATI", "NURHAYATI", "same"),
    ]


def purposes() -> list[c.Choice]:
    return [
        c.Choice("service", say("Melayani orang ini", "Serving this person")),
        c.Choice("correct", say("Memperbaiki data", "Correcting data")),
        c.Choice("audit", say("Pemeriksaan", "Audit")),
    ]


def person() -> c.PersonHead:
    return c.PersonHead(
        "Siti Rahmawati",
        NIK,
        date(1990, 8, 5),
        34,
        say("Perempuan", "Female"),
        "13 Ulu, Seberang Ulu Dua",
        say("Tidak dijamin sejak 1 Maret 2025", "Not covered since 1 March 2025"),
        "warn",
        (
            (say("Tidak aktif", "Inactive"), "warn", ""),
            (say("Usulan berjalan", "Proposal under way"), "info", "proposal"),
        ),
        "#tampilkan",
    )


def steps() -> list[c.Step]:
    return [
        c.Step(say("Diusulkan", "Proposed"), "done", "Kelurahan 13 Ulu", date(2025, 4, 21)),
        c.Step(say("Diperiksa Dinsos", "Checked by Dinsos"), "done", "Dinsos", date(2025, 4, 28)),
        c.Step(say("Disetujui Dinkes", "Approved by Dinkes"), "current", "Dinkes"),
        c.Step(say("Dikirim ke BPJS", "Sent to BPJS"), "waiting"),
        c.Step(say("Terbukti aktif", "Proved active"), "waiting"),
    ]


def entries() -> list[c.Entry]:
    return [
        c.Entry(
            NOW,
            "Siti Rahmawati, Dinsos",
            say("Diteruskan ke Dinkes", "Passed on to Dinkes"),
            say("Surat keterangan tidak mampu sudah ada.", "The letter of need is in."),
        ),
        c.Entry(
            NOW - timedelta(days=4), "Rudi Hartono, Kelurahan 13 Ulu", say("Dokumen ditambahkan", "Document added")
        ),
        c.Entry(NOW - timedelta(days=11), say("Proses bulanan", "Monthly run"), say("Kasus dibuka", "Case opened")),
    ]


def jobs() -> list[c.Job]:
    return [
        c.Job(
            say("Proses Mei 2025", "Run of May 2025"),
            "running",
            0.42,
            say("Memasangkan dua daftar (2 dari 7)", "Linking the two registers (2 of 7)"),
            say("Mulai 3 menit lalu; biasanya 7 menit.", "Started 3 minutes ago; usually 7 minutes."),
            "",
            "#berhenti",
        ),
        c.Job(
            say("Proses April 2025", "Run of April 2025"),
            "failed",
            None,
            say(
                "Kolom SEGMEN tidak ada di peserta_2025_04.csv (baris 1).",
                "Column SEGMEN is missing in peserta_2025_04.csv (row 1).",
            ),
            "",
            "",
            "",
            "#hasil",
        ),
    ]


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
        "nik": (
            "NIK",
            "NIK",
            "Enam belas angka di KTP atau Kartu Keluarga",
            "Sixteen digits on the identity or family card",
        ),
        "due": ("Batas waktu", "Due date", "", ""),
        "route": ("Jalan keluar", "Route", "", ""),
        "channel": ("Dihubungi lewat", "Reached by", "", ""),
        "note": ("Catatan", "Note", "", ""),
        "sure": ("Saya sudah memeriksa dokumennya", "I have checked the documents", "", ""),
    }
    for name, (label_id, label_en, help_id, help_en) in words.items():
        form.fields[name].label, form.fields[name].help_text = say(label_id, label_en), say(help_id, help_en)
    form.add_error("nik", say("NIK kurang dari 16 angka.", "The NIK has fewer than 16 digits."))
    return form


def keys() -> list[c.Key]:
    return [
        c.Key("↓", say("baris berikut", "next row")),
        c.Key("↑", say("baris sebelum", "row before")),
        c.Key("Enter", say("buka", "open")),
    ]
