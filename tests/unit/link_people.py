"""A few thousand made-up people in two small registers, for tests of linkage. Nothing here is drawn at random."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from semesta.engines.duck import DuckEngine
from semesta.link.registers import LinkSummary, link_registers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


FIRST = {
    "L": (
        "AHMAD",
        "BUDI",
        "CANDRA",
        "DEDI",
        "EKO",
        "FAJAR",
        "GUNAWAN",
        "HENDRA",
        "IRFAN",
        "JOKO",
        "KURNIA",
        "LUKMAN",
        "MARTIN",
    ),
    "P": (
        "ANI",
        "BUNGA",
        "CITRA",
        "DEWI",
        "ELLA",
        "FITRI",
        "GITA",
        "HALIMAH",
        "INDAH",
        "JULIA",
        "KARTIKA",
        "LESTARI",
        "MAYA",
    ),
}
SECOND = (
    "SAPUTRA",
    "WIJAYA",
    "HIDAYAT",
    "KUSUMA",
    "PRATAMA",
    "RAHAYU",
    "SIREGAR",
    "TAMBUNAN",
    "UTAMA",
    "WULANDARI",
    "YULIANTI",
    "ZULKARNAIN",
    "ANGGRAINI",
    "BASUKI",
    "CAHYADI",
    "DARMAWAN",
    "EFENDI",
    "FIRMANSYAH",
    "GINTING",
    "HARAHAP",
    "ISKANDAR",
    "JUNAIDI",
    "KOMARUDIN",
)
THIRD = ("ABADI", "BESTARI", "CENDANA", "DAMAR", "ELANG", "FLAMBOYAN", "GEMILANG", "HARAPAN", "INTAN")
HOME = 4
RESIDENT = {
    "resident_id": pa.int64(),
    "nik": pa.string(),
    "name": pa.string(),
    "birth_on": pa.date32(),
    "sex": pa.string(),
    "nkk": pa.string(),
    "mother_name": pa.string(),
    "village_code": pa.string(),
    "regency_code": pa.string(),
    "duplicate_row": pa.bool_(),
    "register_status": pa.string(),
}
MEMBER = {
    "member_id": pa.int64(),
    "psnoka": pa.string(),
    "noka": pa.string(),
    "nik": pa.string(),
    "nik_raw": pa.string(),
    "name": pa.string(),
    "birth_on": pa.date32(),
    "sex": pa.string(),
    "nkk": pa.string(),
    "mother_name": pa.string(),
    "village_code": pa.string(),
    "regency_code": pa.string(),
}


@dataclass(frozen=True)
class Person:
    """A human with a register row (resident_id = number) and a membership row (member_id = number + 1,000,000)."""

    number: int
    nik: str | None
    name: str | None
    born: date | None
    sex: str
    home: int
    mother: str | None
    raw: str | None = None
    card: int = 0

    @property
    def member_id(self) -> int:
        return 1_000_000 * (1 + self.card) + self.number


def mixed(number: int, salt: int, size: int) -> int:
    """A number below `size` that looks drawn."""
    return (number * 48_271 + salt * 16_807 + number * number % 9_973) % 2_147_483_647 * 69_621 % 2_147_483_647 % size


def city(count: int = 2_400) -> list[Person]:
    """`count` people in homes of four."""
    people = []
    for n in range(1, count + 1):
        sex = "LP"[mixed(n, 1, 2)]
        born = date(1950, 1, 2) + timedelta(days=mixed(n, 2, 26_000))
        day = born.day + (40 if sex == "P" else 0)
        nik = f"1671{1 + mixed(n, 3, 18):02d}{day:02d}{born.month:02d}{born.year % 100:02d}{n % 9_000 + 1:04d}"
        name = " ".join(
            (
                FIRST[sex][mixed(n, 4, 13)],
                SECOND[mixed(n, 5, 23)],
                *((THIRD[mixed(n, 6, 9)],) if mixed(n, 7, 3) else ()),
            )
        )
        home = n // HOME
        mother = f"{FIRST['P'][mixed(home, 8, 13)]} {SECOND[mixed(home, 9, 23)]}"
        people.append(Person(n, nik, name, born, sex, home, mother))
    return people


def damaged(person: Person) -> Person:
    """What one in seven offices would have typed: number, name or date go wrong in turns."""
    if person.number % 7:
        return person
    kind = person.number // 7 % 6
    assert person.nik
    assert person.name
    assert person.born
    changes = (
        {"nik": None},
        {"nik": person.nik[:15] + str((int(person.nik[15]) + 3) % 10)},
        {"nik": None, "raw": person.nik[:15] + "0", "name": person.name.replace("A", "E", 1)},
        {"nik": None, "name": f"{person.name[0]}. {person.name.split(' ', 1)[1]}"},
        {"nik": None, "born": person.born.replace(day=1, month=1)},
        {"nik": person.nik[:8] + "55" + person.nik[10:], "name": person.name[:-1]},
    )
    return replace(person, **changes[kind])


def residents(people: Iterable[Person]) -> pa.Table:
    rows = [
        (
            p.number,
            p.nik,
            p.name,
            p.born,
            p.sex,
            f"16710101010{p.home:05d}",
            p.mother,
            _village(p),
            "16.71",
            False,
            "LIVING",
        )
        for p in people
    ]
    return _table(RESIDENT, rows)


def members(people: Iterable[Person], *, rich: bool = True) -> pa.Table:
    rows = [
        (
            p.member_id,
            f"{p.card}{p.number:012d}",
            f"{p.home:013d}",
            p.nik,
            p.raw or p.nik,
            p.name,
            p.born,
            p.sex,
            f"16710101010{p.home:05d}" if rich else None,
            p.mother if rich else None,
            _village(p),
            "16.71",
        )
        for p in people
    ]
    return _table(MEMBER, rows)


def _village(person: Person) -> str:
    return f"16.71.{1 + person.home % 18:02d}.{1001 + person.home % 5}"


def _table(columns: dict[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pa.table({name: pa.array(part, kind) for (name, kind), part in zip(columns.items(), values, strict=True)})


def linked(
    resident: pa.Table,
    member: pa.Table,
    out: Path,
    *,
    previous: Path | None = None,
    anew: bool = False,
    decisions: Sequence[tuple[str, str, str]] = (),
    threads: int = 2,
) -> tuple[LinkSummary, dict[int, int]]:
    """The summary, and resident_id by member_id. `decisions`: (nik of the resident, psnoka, decision)."""
    engine = DuckEngine(threads=threads)
    try:
        engine.register("resident", resident)
        engine.register("member", member)
        columns = list(zip(*decisions, strict=True)) if decisions else [(), (), ()]
        engine.register(
            "said",
            pa.table(
                {name: pa.array(c, pa.string()) for name, c in zip(("nik", "psnoka", "decision"), columns, strict=True)}
            ),
        )
        summary = link_registers(
            engine,
            resident="resident",
            member="member",
            rules={"link_threshold": 0.9, "doubt_threshold": 0.2},
            out=out,
            previous=previous,
            anew=anew,
            decisions="said",
            decided_on=date(2025, 5, 1),
        )
        engine.read_parquet("link", [out / "link.parquet"])
        return summary, {int(m): int(r) for m, r in engine.rows("SELECT member_id, resident_id FROM link")}
    finally:
        engine.close()
