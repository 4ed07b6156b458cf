"""Uptake of the people whom outreach reached, from the published runs before and after it (req 54).

Reached are those a file of NIKs names, or people by number, else those met in household visits between the two runs.
Judged are living residents of both runs. Comparable is who was in the same class, segment, decile, kecamatan and age
group before; nobody from the family of somebody reached counts as not reached.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from semesta.engines.duck import DuckEngine
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import published_run, read_pointer
from semesta.measure.outreach import effect
from semesta.terms.fault import Fault
from semesta.terms.month import Month
from semesta.terms.nik import parse_nik
from semesta.terms.rupiah import decimal_text, integer_text, percent_text

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from semesta.measure.outreach import Effect

TABLES = {"person_month": "3_status", "person_route": "5_route", "visit": "1_standard"}
MET = ("bertemu", "found", "menolak", "refused")
"""Outcomes of a visit in which somebody was spoken to. Who refused was reached, too: without them only the
willing would be compared."""

PEOPLE = """
    SELECT b.person_id, b.nik, b.nkk, b.active AS was_active, a.active AS is_active,
      dense_rank() OVER (ORDER BY b.class, b.segment, r.decile, b.district_code, age_group(b.age_year)) - 1 AS stratum,
      dense_rank() OVER (ORDER BY coalesce(b.nkk, CAST(b.person_id AS VARCHAR))) - 1 AS family
    FROM before_person_month AS b
    JOIN after_person_month AS a ON a.person_id = b.person_id AND a.in_register
    LEFT JOIN before_person_route AS r ON r.person_id = b.person_id
    WHERE b.in_register
"""
JUDGED = """
    WITH marked AS (
      SELECT p.*, r.nik IS NOT NULL AS reached,
        max(CASE WHEN r.nik IS NOT NULL THEN 1 ELSE 0 END) OVER (PARTITION BY p.family) = 1 AS family_reached
      FROM people AS p LEFT JOIN (SELECT DISTINCT nik FROM reached) AS r ON r.nik = p.nik
    )
    SELECT CAST(stratum AS BIGINT) AS stratum, reached, is_active, CAST(family AS BIGINT) AS family, was_active
    FROM marked WHERE reached OR NOT family_reached
"""


@dataclass(frozen=True, slots=True)
class Outreach:
    """`became`: of people without active cover before, who has it after; `stayed`: of those with it, who still has.

    `named`: different NIKs told as reached; `unknown`: of them, not a living resident of both runs.
    """

    before: date
    after: date
    named: int
    unknown: int
    became: Effect
    stayed: Effect

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON values."""
        return {
            "before": self.before, "after": self.after, "named": self.named, "unknown": self.unknown,
            "became": self.became.to_json(), "stayed": self.stayed.to_json(),
        }  # fmt: skip


def outreach_effect(
    home: Path,
    *,
    before: date | None = None,
    after: date | None = None,
    reached: Path | None = None,
    people: Collection[int] | None = None,
) -> Outreach:
    """The effect between the published months `before` (None: the one before `after`) and `after` (None: the newest).

    Reached are the NIKs of the file `reached`, else the numbers `people` of the earlier run, else those met in visits.
    A Fault when a month is not published, the file has no column NIK, or nobody was reached.
    """
    first, last = _months(home, before, after)
    engine = DuckEngine()
    try:
        for name, run in (("before", published_run(home, first)), ("after", published_run(home, last))):
            for table, stage in TABLES.items():
                engine.read_parquet(f"{name}_{table}", [run / stage / f"{table}.parquet"])
        named = (
            read_niks(reached)
            if reached
            else _met(engine, home, first, last)
            if people is None
            else _of_people(engine, people)
        )
        if not named:
            raise Fault("Tidak ada orang yang dijangkau di antara kedua bulan itu: beri daftar NIK dengan --reached")
        engine.register("reached", pa.table({"nik": pa.array(named, pa.string())}))
        engine.materialise("people", PEOPLE)
        ((known,),) = engine.rows("SELECT count(DISTINCT nik) FROM people JOIN reached USING (nik)")
        marked = engine.arrow(JUDGED)
    finally:
        engine.close()
    columns = {name: marked.column(name).to_numpy() for name in marked.column_names}
    was = columns["was_active"]
    became, stayed = (
        effect(*(columns[name][part] for name in ("stratum", "reached", "is_active", "family"))) for part in (~was, was)
    )
    return Outreach(first, last, len(named), len(named) - int(known), became, stayed)


def _months(home: Path, before: date | None, after: date | None) -> tuple[date, date]:
    from semesta.flow.home import Home

    pointer = read_pointer(Home(home))
    last = after.replace(day=1) if after else max(pointer.months, default=None)
    if last is None:
        raise Fault("Belum ada hasil terbitan: jalankan semesta run", str(home))
    earlier = pointer.before(last)
    first = before.replace(day=1) if before else earlier[0] if earlier else None
    if first is None or first >= last:
        raise Fault("Pengaruh penjangkauan butuh dua bulan terbitan: sebelum dan sesudahnya", str(home))
    return first, last


def _of_people(engine: DuckEngine, people: Collection[int]) -> list[str]:
    """The NIKs of people by their number in the earlier run; who has none there is left out."""
    engine.register("reached_person", pa.table({"person_id": pa.array(sorted(people), pa.int64())}))
    return [
        nik for (nik,) in engine.rows(
            "SELECT DISTINCT b.nik FROM before_person_month AS b JOIN reached_person AS r "
            "ON r.person_id = b.person_id WHERE b.nik IS NOT NULL ORDER BY b.nik"
        )
    ]  # fmt: skip


def _met(engine: DuckEngine, home: Path, first: date, last: date) -> list[str]:
    """NIKs of those met in visits after the day of the first run, to the day of the last."""
    days = [date.fromisoformat(str(read_manifest(published_run(home, month))["as_of"])) for month in (first, last)]
    outcomes = ", ".join(f"'{one}'" for one in MET)
    return [
        nik for (nik,) in engine.rows(
            f"SELECT DISTINCT nik FROM after_visit WHERE nik IS NOT NULL AND outcome IN ({outcomes}) "  # noqa: S608 -- own constants and dates
            f"AND visited_on > DATE '{days[0]}' AND visited_on <= DATE '{days[1]}' ORDER BY nik"
        )
    ]  # fmt: skip


def read_niks(path: Path) -> list[str]:
    """The different valid NIKs in the column NIK of a CSV (comma or semicolon), sorted."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(f"Berkas {path.name} tidak terbaca sebagai CSV (UTF-8)") from error
    head = text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ",")
    column = next((name for name in rows.fieldnames or () if name.strip().upper() == "NIK"), None)
    if column is None:
        raise Fault(f"Kolom NIK tidak ada di {path.name} (baris 1)")
    return sorted({nik for row in rows if (nik := parse_nik(row[column]).value)})


def outreach_text(found: Outreach) -> str:
    """The effect in plain words, Indonesian, an empty line, English."""
    return "\n\n".join("\n".join(pair[place] for pair in _said(found)) for place in (0, 1))


def _said(found: Outreach) -> list[tuple[str, str]]:
    first, last = Month.of(found.before), Month.of(found.after)
    whole = integer_text(found.named), integer_text(found.unknown)
    return [
        (
            f"Dijangkau antara {first.title_id} dan {last.title_id}: {whole[0]} orang; {whole[1]} di antaranya bukan "
            "penduduk hidup pada kedua bulan.",
            f"Reached between {first.title_en} and {last.title_en}: {whole[0]} people; {whole[1]} of them are not "
            "living residents of both months.",
        ),
        _one("Tanpa jaminan aktif sebelumnya, lalu aktif", "Without active cover before, active after", found.became),
        _one("Aktif sebelumnya, dan tetap aktif", "Active before, and still active", found.stayed),
    ]


ANSWERS = {
    "worked": ("Penjangkauan berhasil.", "Outreach worked."),
    "harmed": ("Yang dijangkau justru lebih jarang aktif.", "Those reached are less often active."),
    "unclear": (
        "Belum dapat dibedakan dari kebetulan: selangnya memuat nol.",
        "It cannot be told from chance: the interval holds zero.",
    ),
}


def _one(title_id: str, title_en: str, found: Effect) -> tuple[str, str]:
    gained = found.gained
    if found.uptake_reached is None or found.uptake_others is None or found.difference is None or gained is None:
        count = integer_text(found.reached)
        return (
            f"{title_id}: {count} orang dijangkau, tidak ada yang sebanding; tidak dapat dinilai.",
            f"{title_en}: {count} people reached, nobody comparable; it cannot be judged.",
        )
    shares = percent_text(found.uptake_reached, 1), percent_text(found.uptake_others, 1)
    points = [decimal_text(100 * share, 1) for share in (found.difference, found.low or 0.0, found.high or 0.0)]
    people = [integer_text(count) for count in gained]
    counts = found.reached - found.unmatched, found.others, found.unmatched
    matched, others, alone = (integer_text(count) for count in counts)
    say = ANSWERS[found.answer]
    return (
        f"{title_id}: {shares[0]} dari {matched} orang yang dijangkau, {shares[1]} dari {others} orang "
        f"sebanding. Selisih {points[0]} poin (95 %: {points[1]} sampai {points[2]}), kira-kira {people[1]} orang "
        f"({people[0]} sampai {people[2]}). {say[0]} Tanpa pembanding: {alone} orang.",
        f"{title_en}: {shares[0]} of {matched} people reached, {shares[1]} of {others} comparable people. "
        f"Difference {points[0]} points (95 %: {points[1]} to {points[2]}), about {people[1]} people "
        f"({people[0]} to {people[2]}). {say[1]} Without anybody comparable: {alone} people.",
    )
