"""The file by which visits tell the next run whom they found (formats/files/odk_visit.yaml, as ODK's own export).

The run follows each person to the next membership file (relation 7_proof/visit_outcome): a visit proves nothing about
cover, the file does. The file holds all visits that count each time and replaces the one before.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.flow.home import write_whole
from semesta.web.casework.models import Visit, VisitPerson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "semesta_kunjungan.csv"
COLUMNS = (
    "KEY", "rumah", "NO_KK", "NIK", "NAMA", "TGL_LHR", "TANGGAL KUNJUNGAN", "KODE AGEN", "KODE KELURAHAN", "RT", "RW",
    "hasil", "KARTU DITUNJUKKAN", "ALASAN TIDAK AKTIF", "BERSEDIA MENDAFTAR", "JALUR DIPILIH",
    "TANGGAL TINDAK LANJUT", "lintang", "bujur",
)  # fmt: skip


def write_visits(inbox: Path) -> int:
    """`inbox`/semesta_kunjungan.csv has a row per person of each visit that counts, or one for a visit that met nobody;
    how many rows. No file is made when there is nothing to tell. Runs as the tables' owner: it tells of all areas.
    """
    rows = [*_people(), *_without_people()]
    path = inbox / FILE
    if rows or path.exists():
        written = io.StringIO()
        writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["KEY"], row["NIK"], row["NAMA"])))
        if not path.exists() or path.read_text(encoding="utf-8") != written.getvalue():
            write_whole(path, written.getvalue())
    return len(rows)


def _people() -> Iterator[dict[str, str]]:
    people = VisitPerson.unscoped.filter(visit__current=True).exclude(found="not_asked")
    for one in people.select_related("visit__household", "visit__agent").order_by("pk").iterator():
        yield {
            **_of_visit(one.visit), "NIK": one.nik, "NAMA": one.name, "TGL_LHR": _day(one.birth_on),
            "NO_KK": one.visit.household.household_key if one.listed else "", "hasil": one.found,
            "KARTU DITUNJUKKAN": one.card, "ALASAN TIDAK AKTIF": one.reason, "JALUR DIPILIH": one.chosen_route,
            "BERSEDIA MENDAFTAR": {True: "ya", False: "tidak"}.get(one.willing, ""),
        }  # fmt: skip


def _without_people() -> Iterator[dict[str, str]]:
    met = VisitPerson.unscoped.filter(visit__current=True).exclude(found="not_asked").values("visit")
    visits = Visit.unscoped.filter(current=True).exclude(pk__in=met)
    for one in visits.select_related("household", "agent").order_by("pk").iterator():
        yield {
            **_of_visit(one), "NIK": "", "NAMA": "", "NO_KK": one.household.household_key, "hasil": one.outcome,
        }  # fmt: skip


def _of_visit(visit: Visit) -> dict[str, str]:
    house = visit.household
    return {
        "KEY": visit.instance_id, "rumah": str(house.public_id), "RT": house.rt, "RW": house.rw,
        "TANGGAL KUNJUNGAN": f"{timezone.localtime(visit.visited_at):%Y-%m-%dT%H:%M:%S}",
        "KODE AGEN": visit.agent.code if visit.agent else "", "KODE KELURAHAN": visit.area_code,
        "TANGGAL TINDAK LANJUT": _day(visit.follow_up_on),
        "lintang": "" if visit.latitude is None else str(visit.latitude),
        "bujur": "" if visit.longitude is None else str(visit.longitude),
    }  # fmt: skip


def _day(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
