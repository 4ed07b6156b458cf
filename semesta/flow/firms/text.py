"""Firms and their clocks as text for a terminal: Indonesian, an empty line, English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.flow.firms.gather import FINDINGS
from semesta.rules.compliance import title
from semesta.terms.rupiah import integer_text, rupiah_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.flow.firms.gather import FirmReport, PlaceSum
    from semesta.rules.compliance import LadderStep
    from semesta.rules.wages import Contribution

PAYERS = {"PBI_APBN": ("PBI JK (APBN)", "PBI JK (APBN)"), "PBPU_PEMDA": ("PBPU Pemda (APBD)", "PBPU Pemda (APBD)")}
STATES = {"taken": "berjalan", "over": "lewat", "next": "boleh sekarang", "later": "nanti"}


def firms_text(report: FirmReport) -> str:
    """The whole report in both languages; firms by name, people only as counts."""
    return "\n".join([*_firms(report, 0), "", *_firms(report, 1)])


def _firms(report: FirmReport, language: int) -> list[str]:
    lines = [(
        f"Badan usaha, {report.area_name}: {integer_text(report.list_rows)} baris daftar menjadi "
        f"{integer_text(report.firms)} badan usaha",
        f"Firms, {report.area_name}: {report.list_rows:,} rows of lists are {report.firms:,} firms",
    )[language]]  # fmt: skip
    head = (("badan usaha", "pekerja kurang", "perkiraan belum terlindungi"),
            ("firms", "workers missing", "expected without cover"))[language]  # fmt: skip
    lines.append(f"  {'':48} {head[0]:>12} {head[1]:>16} {head[2]:>28}")
    for one in report.findings:
        name = FINDINGS[one.finding][language]
        lines.append(
            f"  {name:48} {integer_text(one.firms):>12} {integer_text(one.missing):>16} "
            f"{integer_text(one.expected):>28}"
        )
    lines += _place_lines(report.places, language, ("Kursi yang dapat kembali", "Places to give back")[language])
    lines += _place_lines(report.city_places, language, ("  di antaranya pekerja pemerintah daerah sendiri",
                                                        "  of them the city's own workers")[language])  # fmt: skip
    lines += [
        f"  {one['work_order']:>4}. {one['name'] or one['firm_key']:40} {FINDINGS[one['finding']][language]:46} "
        f"{integer_text(one['expected_uncovered_count']):>8}"
        for one in report.work
    ]
    return lines


def _place_lines(places: Sequence[PlaceSum], language: int, name: str) -> list[str]:
    if not places:
        return []
    lines = [f"  {name}:"]
    for one in places:
        words = (
            f"{integer_text(one.people)} orang (keluarga {integer_text(one.family)}), "
            f"hemat {rupiah_text(one.saved)} sebulan "
            f"(APBD {rupiah_text(one.city_saved)}), iuran PPU terutang {rupiah_text(one.due)}",
            f"{one.people:,} people ({one.family:,} family), saves {rupiah_text(one.saved)} a month "
            f"(city {rupiah_text(one.city_saved)}), "
            f"PPU contribution due {rupiah_text(one.due)}",
        )[language]
        lines.append(f"    {PAYERS[one.segment][language]:20} {words}")
    return lines


def ladder_text(steps: Sequence[LadderStep]) -> str:
    """One line per step: its day, its last day, how it stands, the law."""
    lines = []
    for step in steps:
        day = step.taken_on or step.from_on
        due = f"s.d. {step.due_on:%d-%m-%Y}" if step.due_on else ""
        left = "" if step.days_left is None else f", sisa {step.days_left} hari" + (
            "" if step.name == "denda" else " kerja")  # fmt: skip
        guess = "" if step.sure else " (hari libur tahun itu belum ditetapkan)"
        lines.append(f"  {title(step.name):50} {day:%d-%m-%Y} {due:16} {STATES[step.state]}{left}{guess}")
        lines.append(f"      {step.law}")
    return "\n".join(lines)


def contribution_text(due: Contribution) -> str:
    """Base and shares of one wage, with where the floor comes from."""
    rows = [
        ("Upah", due.wage), (f"Batas bawah {due.floor.name}", due.floor.rupiah), ("Batas atas", due.ceiling),
        ("Dasar iuran", due.base), ("Pemberi kerja", due.employer), ("Pekerja", due.worker),
        ("Anggota keluarga tambahan", due.extra), ("Jumlah sebulan", due.total),
    ]  # fmt: skip
    return "\n".join([*(f"  {name:28} {rupiah_text(value):>18}" for name, value in rows),
                      *([f"  {due.floor.law}"] if due.floor.law else [])])  # fmt: skip
