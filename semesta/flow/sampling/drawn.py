"""A round as drawn: its households, and all that it takes to draw the same again; as files, and checked."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.flow.home import Home, write_json
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import published_run
from semesta.flow.sampling.frame import checked_seed, frame_of, relations
from semesta.plan.sample.design import Design, Drawn, draw
from semesta.plan.sample.frame import lot_of
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.plan.sample.frame import Frame

ABOUT, HOMES = "sample.json", "households.csv"
COLUMNS = (
    "order", "part", "household_key", "village_code", "rw", "rt", "members", "stratum", "cluster", "probability",
)  # fmt: skip
TARGETED = "worklist"


@dataclass(frozen=True)
class DrawnHousehold:
    """One household of a round; `part` main or reserve, `probability` None in a targeted round."""

    order: int
    part: str
    household_key: str
    village_code: str
    rw: str
    rt: str
    members: int
    stratum: str
    cluster: str
    probability: float | None


@dataclass(frozen=True)
class DrawnRound:
    """`about` holds design, seed, run, month, area, frame and sampled shares; the households stand in draw order."""

    about: dict[str, Any]
    households: tuple[DrawnHousehold, ...]

    @property
    def random(self) -> bool:
        return bool(self.about["design"]["kind"] != TARGETED)

    def main(self) -> tuple[DrawnHousehold, ...]:
        """Those to visit at first."""
        return tuple(one for one in self.households if one.part == "main")


def random_round(home: Path, design: Design, seed: str, month: date | None = None) -> DrawnRound:
    """A random round from the run published for `month` (None: the newest)."""
    run = published_run(home, month)
    return round_of_frame(run, frame_of(run, seed), design, checked_seed(seed))


def round_of_frame(run: Path, frame: Frame, design: Design, seed: str) -> DrawnRound:
    """The round that `design` and `seed` give in a frame of `run`."""
    drawn = draw(frame, design, lot_of(seed, ""))
    fractions = {"first": drawn.first_fraction, "second": drawn.second_fraction}
    about = _about(run, asdict(design), seed)
    about |= {"frame_sha256": frame.sha256, "frame": frame.totals(), "fractions": fractions}
    return DrawnRound(about, _households(frame, drawn))


def _about(run: Path, design: dict[str, Any], seed: str) -> dict[str, Any]:
    manifest = read_manifest(run)
    return {
        "design": design, "seed": seed, "run_id": run.name, "month": str(manifest["month"])[:10],
        "area": manifest["area"],
    }  # fmt: skip


def _households(frame: Frame, drawn: Drawn) -> tuple[DrawnHousehold, ...]:
    keys, villages = frame.keys.take(drawn.rows).to_pylist(), frame.villages.take(drawn.rows).to_pylist()
    made = []
    for at, row in enumerate(drawn.rows.tolist()):
        _, rw, rt = drawn.cluster[at].split("/")
        made.append(
            DrawnHousehold(
                at + 1, "reserve" if drawn.reserve[at] else "main", keys[at], villages[at], rw, rt,
                int(frame.members[row]), drawn.stratum[at], drawn.cluster[at], float(drawn.probability[at]),
            )
        )  # fmt: skip
    return tuple(made)


WORK = """
  SELECT v.nkk, v.village_code, coalesce(v.rw, '-'), coalesce(v.rt, '-'), coalesce(v.member_count, v.reach_count)
  FROM visit_work AS v
  WHERE v.village_code IS NOT NULL AND (v.village_code = {area} OR starts_with(v.village_code, {area} || '.'))
  ORDER BY CASE WHEN v.doubt_count > 0 THEN 1 ELSE 0 END, v.first_deadline_on NULLS LAST,
    v.reach_count - v.doubt_count DESC, v.village_code, v.rw, v.rt, v.nkk
  LIMIT {count}
"""


def targeted_round(home: Path, area: str, households: int, month: date | None = None) -> DrawnRound:
    """As `targeted_from` in the run published for `month` (None: the newest)."""
    return targeted_from(published_run(home, month), area, households)


def targeted_from(run: Path, area: str, households: int) -> DrawnRound:
    """The first `households` of the run's visit list within `area` (a Kemendagri code): nearest deadline, then most
    people to reach. Not random: no estimate is made from it. A Fault where the list is empty there.
    """
    if households < 1 or not all(one.isdigit() or one == "." for one in area):
        raise Fault("Beri kode wilayah dan jumlah rumah tangga paling sedikit 1")
    with relations(run, "visit_work") as engine:
        rows = engine.rows(WORK.format(area=f"'{area}'", count=int(households)))
    if not rows:
        raise Fault("Tidak ada rumah tangga dalam daftar kunjungan wilayah ini", area)
    made = tuple(
        DrawnHousehold(
            at, "main", key, village, rw, rt, int(members), village[:8], f"{village}/{rw}/{rt}", None
        )
        for at, (key, village, rw, rt, members) in enumerate(rows, 1)
    )  # fmt: skip
    about = _about(run, {"kind": TARGETED, "households": households, "area": area}, "")
    return DrawnRound(about | {"frame_sha256": "", "frame": {}, "fractions": {}}, made)


# -- files


def write_round(made: DrawnRound, out: Path) -> None:
    """OUT/sample.json tells how it was drawn, OUT/households.csv whom."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / HOMES).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(asdict(one) for one in made.households)
    write_json(out / ABOUT, made.about)


def read_round(folder: Path) -> DrawnRound:
    """The round that `write_round` wrote. A Fault when it is not there or was changed."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        with (folder / HOMES).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        homes = tuple(
            DrawnHousehold(
                **{name: row[name] for name in COLUMNS[1:-1] if name != "members"}, order=int(row["order"]),
                members=int(row["members"]), probability=float(row["probability"]) if row["probability"] else None,
            )
            for row in rows
        )  # fmt: skip
        return DrawnRound(about, homes)
    except (OSError, ValueError, KeyError) as error:
        raise Fault(
            "Folder ini tidak memuat sampel yang dapat dibaca (sample.json, households.csv)", folder.name
        ) from (error)


@dataclass(frozen=True)
class Checked:
    """Can a round be drawn again: its run is there, the frame has the same digest, the households are the same."""

    run_found: bool
    frame_same: bool
    households_same: bool

    @property
    def same(self) -> bool:
        return self.run_found and self.frame_same and self.households_same

    def text(self) -> str:
        """One sentence."""
        if not self.run_found:
            return "Tidak dapat diundi ulang: hasil yang menjadi dasarnya tidak ada di folder rumah ini"
        if not self.frame_same:
            return "Tidak sama: kerangka sampel berbeda dari yang tercatat"
        if not self.households_same:
            return "Tidak sama: kerangka sama tetapi rumah tangganya berbeda; daftar ini telah diubah"
        return "Sama: undian ulang memberi rumah tangga yang sama, urutan yang sama"


def check_round(home: Path, made: DrawnRound) -> Checked:
    """The round drawn again from its run in `home`."""
    run = Home(home).run(made.about["run_id"])
    if not made.random:
        raise Fault("Kunjungan terarah tidak diundi, jadi tidak dapat diundi ulang")
    if not (run / "manifest.json").exists():
        return Checked(run_found=False, frame_same=False, households_same=False)
    frame = frame_of(run, made.about["seed"])
    again = round_of_frame(run, frame, Design(**made.about["design"]), made.about["seed"])
    same = frame.sha256 == made.about["frame_sha256"]
    return Checked(True, same, same and again.households == made.households)
