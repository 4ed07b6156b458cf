"""The frame of a run: its register's households by kelurahan and RT, with the lots of a seed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.measure.estimate.share import Register
from semesta.plan.sample.frame import IDENTITY, LOT_DIGITS, Frame, frame_from
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LONGEST_SEED = 40
ORDER = " || '|' || ".join(IDENTITY[:4])
# A household: everybody living on one family card. Numbers of RT and RW are written with and without zeros in front:
# here with, so that they stand in order.
HOMES = f"""
  SELECT f.nkk AS household_key, f.village_code, neighbourhood(f.rw) AS rw, neighbourhood(f.rt) AS rt,
    f.member_count AS members, coalesce(a.active, 0) AS active,
    CAST(CAST('0x' || substr(sha256({{seed}} || '|' || f.nkk), 1, {LOT_DIGITS}) AS BIGINT) AS DOUBLE)
      / 16.0 ** {LOT_DIGITS} AS lot
  FROM family AS f
  LEFT JOIN (SELECT nkk, count(*) AS active FROM person_month WHERE in_register AND active GROUP BY nkk) AS a
    ON a.nkk = f.nkk
  WHERE f.village_code IS NOT NULL
"""  # noqa: S608 -- own constants; the seed holds letters, digits, hyphens and dots only
BARE = "ltrim({name}, '0')"
NEIGHBOURHOOD = f"coalesce(right('00' || nullif({BARE}, ''), CAST(greatest(length({BARE}), 3) AS INTEGER)), '-')"
LEFT_OUT = """
  SELECT count(CASE WHEN nkk IS NULL THEN 1 END),
    count(nkk) - (SELECT CAST(coalesce(sum(members), 0) AS BIGINT) FROM home)
  FROM person_month WHERE in_register
"""
REGISTERS = """
  SELECT coalesce(district_code, ''), count(*), count(CASE WHEN registered THEN 1 END),
    count(CASE WHEN active THEN 1 END)
  FROM person_month WHERE in_register GROUP BY 1 ORDER BY 1
"""


@contextmanager
def relations(run: Path, *names: str) -> Iterator[DuckEngine]:
    """An engine that knows these relations of a run. A Fault names one that the run lacks."""
    engine = DuckEngine()
    try:
        for name in names:
            found = sorted(run.glob(f"[0-9]_*/{name}.parquet"))
            if not found:
                raise Fault(f"Tabel {name} tidak ada dalam hasil terbitan", run.name)
            engine.read_parquet(name, found)
        yield engine
    finally:
        engine.close()


def checked_seed(seed: str) -> str:
    """The seed as it is hashed: 1 to 40 letters, digits, hyphens or dots. A Fault otherwise."""
    seed = seed.strip()
    if not 1 <= len(seed) <= LONGEST_SEED or not all(one.isalnum() or one in "-." for one in seed):
        raise Fault("Benih undian terdiri atas 1 sampai 40 huruf, angka, tanda hubung atau titik")
    return seed


def frame_of(run: Path, seed: str) -> Frame:
    """Every household of the run's register with a family card and a known kelurahan, and its lot under `seed`."""
    seed = checked_seed(seed)
    select = HOMES.format(seed=f"'{seed}'")
    for name in ("f.rw", "f.rt"):
        select = select.replace(f"neighbourhood({name})", NEIGHBOURHOOD.format(name=name))
    with relations(run, "person_month", "family") as engine:
        engine.materialise("home", select)
        table = engine.arrow(f"SELECT * FROM home ORDER BY {ORDER}")  # noqa: S608 -- names of our own columns
        ((no_card, no_place),) = engine.rows(LEFT_OUT)
    return frame_from(table, {"no_family_card": int(no_card), "no_village": int(no_place)})


def registers_of(run: Path) -> dict[str, Register]:
    """What the register says, by kecamatan; '' those of unknown kecamatan."""
    with relations(run, "person_month") as engine:
        return {row[0]: Register(*map(int, row[1:])) for row in engine.rows(REGISTERS)}


def whole_of(registers: dict[str, Register]) -> Register:
    """The city: the sum of its kecamatan."""
    every = registers.values()
    return Register(
        sum(one.residents for one in every), sum(one.registered for one in every), sum(one.active for one in every)
    )


HOUSE = """
  SELECT r.nkk AS household_key, min(r.address) AS address, min_by(r.name, CASE WHEN f.head_resident_id = r.resident_id
    THEN 0 ELSE r.resident_id END) AS head_name
  FROM resident AS r JOIN drawn AS d ON d.household_key = r.nkk LEFT JOIN family AS f ON f.nkk = r.nkk
  WHERE r.register_status = 'LIVING' AND NOT r.duplicate_row
  GROUP BY r.nkk
"""


def houses_of(run: Path, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    """(address, name of the head) of these households; the first name on the card where no head is told."""
    import pyarrow as pa

    with relations(run, "resident", "family") as engine:
        engine.register("drawn", pa.table({"household_key": pa.array(list(keys), pa.string())}))
        return {row[0]: (row[1] or "", row[2] or "") for row in engine.rows(HOUSE)}


MEMBERS = """
  SELECT r.nkk, p.person_id, r.name, p.registered, p.active
  FROM person_month AS p JOIN resident AS r ON r.resident_id = p.resident_id JOIN drawn AS d ON d.household_key = r.nkk
  WHERE p.in_register ORDER BY r.nkk, p.person_id
"""


def members_of(run: Path, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """(household, person id, name, registered, active) of everybody on these households' cards."""
    import pyarrow as pa

    with relations(run, "person_month", "resident") as engine:
        engine.register("drawn", pa.table({"household_key": pa.array(list(keys), pa.string())}))
        return engine.rows(MEMBERS)
