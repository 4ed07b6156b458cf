"""Invented figures, judgements and lists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from semesta.web.core import components as c
from semesta.web.core.reading import numbers
from semesta.web.core.style_page.words import say


def figures() -> list[SimpleNamespace]:
    n = numbers()
    rows = (
        ("Terdaftar", "Registered", 1_588_558, "93,27 % dari penduduk", "93.27% of residents", "", 1_204, "good"),
        ("Aktif", "Active", 1_391_903, "81,72 % dari penduduk", "81.72% of residents", "good", 412, "good"),
        (
            "Terdaftar, tidak aktif",
            "Registered, inactive",
            196_655,
            "11,55 % dari penduduk",
            "11.55% of residents",
            "care",
            792,
            "warn",
        ),
        (
            "Belum terdaftar",
            "Not registered",
            114_581,
            "6,73 % dari penduduk",
            "6.73% of residents",
            "warn",
            -1_204,
            "good",
        ),
    )
    return [
        SimpleNamespace(
            label=say(one, two),
            value=n.whole(value),
            sub=say(sub_id, sub_en),
            tone=tone,
            trail="#asal",
            delta=f"{n.signed(change)} {say('sejak April', 'since April')}",
            delta_tone=change_tone,
        )
        for one, two, value, sub_id, sub_en, tone, change, change_tone in rows
    ]


def verdict() -> c.Verdict:
    n = numbers()
    return c.Verdict(
        title=say("UHC Prioritas, Mei 2025", "UHC Prioritas, May 2025"),
        state="unmet",
        sentence=say("Kota Palembang belum memenuhi UHC Prioritas.", "Kota Palembang does not yet meet UHC Prioritas."),
        conditions=(
            c.Condition(
                say("Cakupan (terdaftar dari penduduk)", "Coverage (registered of residents)"),
                n.percent(0.98, 0),
                n.percent(0.9327),
                "unmet",
                80_518,
                3_043_580_400,
                "Surat BPJS 2025",
            ),
            c.Condition(
                say("Keaktifan (aktif dari terdaftar)", "Activity (active of registered)"),
                n.percent(0.8, 0),
                n.percent(0.8762),
                "met",
                law="Surat BPJS 2025",
            ),
            c.Condition(
                say("Tidak ada tunggakan iuran Pemda", "No arrears of the city"),
                say("tanpa tunggakan", "no arrears"),
                say("belum ada berkas", "no file yet"),
                "unknown",
            ),
        ),
        rule=say("Aturan yang berlaku sejak 1 Januari 2025", "Rule in force since 1 January 2025"),
        trail_url="#asal",
    )


def gauges() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            label=say("Cakupan", "Coverage"),
            share=0.9327,
            required=0.98,
            low=0.929,
            high=0.936,
            say=say("80.518 orang di bawah ambang", "80,518 people below the threshold"),
        ),
        SimpleNamespace(
            label=say("Keaktifan: aktif ÷ terdaftar", "Activity: active ÷ registered"),
            share=0.8762,
            required=0.8,
            low=None,
            high=None,
            say=say("121.056 orang di atas ambang", "121,056 people above the threshold"),
        ),
        SimpleNamespace(
            label=say("Keaktifan: aktif ÷ penduduk", "Activity: active ÷ residents"),
            share=0.8172,
            required=0.8,
            low=0.812,
            high=0.822,
            say=say("29.391 orang di atas ambang", "29,391 people above the threshold"),
        ),
    ]


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
        f'<text x="{points[-1][0]}" y="18" text-anchor="end" font-weight="600">'
        f"{numbers().percent(0.817, 1)}</text></svg>"
    )


def trend_table() -> c.Table:
    rows = [
        c.Row((date(2025, month, 1).strftime("%m/%Y"), share)) for month, share in ((3, 0.811), (4, 0.814), (5, 0.817))
    ]
    return c.Table(
        say("Keaktifan per bulan", "Activity by month"),
        (c.Column(say("Bulan", "Month")), c.Column(say("Aktif ÷ penduduk", "Active ÷ residents"), "percent")),
        rows,
    )


PEOPLE: tuple[tuple[str, str, str, str, str, str, int, c.Tone], ...] = (
    (
        "Ahmad Fauzi",
        "13 Ulu",
        "Dikeluarkan dari PBI APBN",
        "Taken off the national PBI list",
        "Reaktivasi PBI",
        "PBI reactivation",
        3,
        "info",
    ),
    (
        "Dewi Lestari Handayani",
        "Lawang Kidul",
        "Menunggak iuran 7 bulan",
        "Seven months not paid",
        "Cicil tunggakan (REHAB)",
        "Pay in instalments (REHAB)",
        12,
        "care",
    ),
    (
        "Bayi Ny. Marlina",
        "Talang Kelapa",
        "Bayi baru lahir belum terdaftar",
        "Newborn not yet registered",
        "Daftar bayi baru lahir",
        "Register the newborn",
        -2,
        "warn",
    ),
    (
        "M. Yusuf bin Abdullah",
        "Kuto Batu",
        "PHK, jaminan 6 bulan",
        "Laid off, six-month guarantee",
        "Kuota APBD",
        "City quota",
        40,
        "info",
    ),
)


def work_table(pick: bool = True) -> c.Table:
    today = datetime.now(tz=UTC).date()
    rows = [
        c.Row(
            (
                c.Cell(name, note=f"1671••••••••{place + 1:04d}"),
                village,
                say(why_id, why_en),
                c.Cell(say(route_id, route_en), tone=tone, badge=True, icon="right"),
                c.Cell(due=today + timedelta(days=days)),
                42_000,
            ),
            url="#kasus",
            value=str(place),
        )
        for place, (name, village, why_id, why_en, route_id, route_en, days, tone) in enumerate(PEOPLE)
    ]
    columns = (
        c.Column(say("Nama", "Name"), sort_url="?sort=name"),
        c.Column("Kelurahan"),
        c.Column(say("Sebab", "Reason")),
        c.Column(say("Jalan keluar", "Route")),
        c.Column(say("Batas", "Due"), "day", "?sort=due", "up"),
        c.Column(say("Rp/bulan", "Rp/month"), "whole"),
    )
    return c.Table(
        say("Daftar kerja saya", "My work list"),
        columns,
        rows,
        c.Page(1, 4, 412, next_url="?page=2"),
        pick_name="work" if pick else "",
        pick_form="bulk" if pick else "",
    )


def district_table() -> c.Table:
    rows = (
        ("Ilir Barat Dua", 58_230, 47_980, 0.824),
        ("Seberang Ulu Satu", 90_120, 71_195, 0.790),
        ("Kalidoni", 121_400, 101_369, 0.835),
    )
    columns = (
        c.Column("Kecamatan"),
        c.Column(say("Penduduk", "Residents"), "whole"),
        c.Column(say("Aktif", "Active"), "whole"),
        c.Column(say("Aktif ÷ penduduk", "Active ÷ residents"), "percent"),
        c.Column("0–100 %"),
    )
    lines = [
        c.Row((name, people, active, share, c.Cell(share=share, required=0.8)), url="#")
        for name, people, active, share in rows
    ]
    return c.Table(
        say("Menurut kecamatan", "By kecamatan"),
        columns,
        lines,
        total=(say("Tiga kecamatan", "Three kecamatan"), 269_750, 220_544, 0.8176, None),
    )


def filters() -> list[c.Filter]:
    return [
        c.Filter(
            "q",
            say("Cari nama", "Search by name"),
            "text",
            "",
            placeholder=say("nama atau bagian nama", "name or part of it"),
        ),
        c.Filter(
            "village",
            "Kelurahan",
            "choice",
            "13ulu",
            (
                c.Choice("", say("Semua", "All")),
                c.Choice("13ulu", "13 Ulu", 120),
                c.Choice("kutobatu", "Kuto Batu", 49),
            ),
        ),
        c.Filter(
            "route",
            say("Jalan keluar", "Route"),
            "choice",
            "",
            (c.Choice("", say("Semua", "All")), c.Choice("apbd_quota", say("Kuota APBD", "City quota"), 88)),
        ),
        c.Filter("late", say("Hanya yang terlambat", "Overdue only"), "check"),
    ]
