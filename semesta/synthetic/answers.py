"""Made-up answers of a drawn round: the households of a made-up city visited, as a file; and the truth beside it."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.measure.estimate.tally import COLUMNS
from semesta.plan.sample.workload import called_in
from semesta.synthetic.draw import stream
from semesta.synthetic.living import Doors, Listed, open_doors, outcomes
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

NOT_THERE = ("refused", "absent", "not_found")


@dataclass(frozen=True)
class RealCity:
    """The doors of every household of a run's register, by family card."""

    doors: Doors
    keys: dict[str, int]


def real_city(home: Path, truth: Path, run_id: str, seed: int, lots: str = "") -> RealCity:
    """Who lives where, drawn for all households of the run, with the true cover of everybody from `truth`.

    Drawn anew for another run, unless `lots` names the draw. A Fault when the run or its truth is not there.
    """
    run = home / "runs" / run_id
    if not (run / "3_status" / "person_month.parquet").is_file() or not (truth / "resident_truth.parquet").is_file():
        raise Fault("Hasil atau kunci jawaban kota buatan tidak ada", run_id)
    person = pq.read_table(
        run / "3_status" / "person_month.parquet",
        columns=["person_id", "resident_id", "month", "nkk", "village_code", "registered", "active", "in_register"],
    )
    person = person.filter(pc.and_(person["in_register"], pc.is_valid(person["nkk"])))
    number = pq.read_table(run / "1_standard" / "resident.parquet", columns=["resident_id", "row_number"])
    told = pq.read_table(
        truth / "resident_truth.parquet", columns=["row_number", "class"],
        filters=[("month", "=", person["month"][0].as_py())],
    )  # fmt: skip
    table = person.join(number, "resident_id").join(told, "row_number").sort_by("person_id")
    homes = pc.dictionary_encode(table["nkk"].combine_chunks())
    place = homes.indices.to_numpy().astype(np.int64)
    first = np.unique(place, return_index=True)[1]
    # Neighbourhoods of the register's own order: about forty households of a kelurahan.
    village = pc.dictionary_encode(table["village_code"].combine_chunks()).indices.fill_null(0).to_numpy()[first]
    near = np.empty(len(first), np.int64)
    near[np.argsort(village, kind="stable")] = np.arange(len(first)) // 40
    true = table["class"].combine_chunks()
    listed = Listed(
        home=place, person_id=table["person_id"].to_numpy(), registered=_flags(table["registered"]),
        active=_flags(table["active"]),
        truly_registered=_flags(pc.is_in(true, pa.array(["covered_active", "covered_inactive", "status_unknown"]))),
        truly_active=_flags(pc.equal(true, "covered_active")),
    )  # fmt: skip
    doors = open_doors(stream(seed, lots or run_id, "doors"), listed, near)
    return RealCity(doors, {key: at for at, key in enumerate(homes.dictionary.to_pylist())})


def _flags(column: Any) -> Any:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), bool)


@dataclass(frozen=True)
class Made:
    """What agents bring home: the rows of an answers file; `replaces` by called-in reserve: whom it stands for."""

    rows: list[dict[str, Any]]
    replaces: dict[str, str]
    truth: dict[str, int]


def made_answers(
    home: Path, truth: Path, run_id: str, homes: Sequence[Mapping[str, str]], seed: int, *, by_cluster: bool
) -> Made:
    """Answers of a round: `homes` in draw order, each household_key, part, stratum, cluster, order as texts.

    Who does not answer is replaced by the rule of reserves.
    """
    city = real_city(home, truth, run_id, seed)
    lots = outcomes(stream(seed, run_id, "ends"), len(homes))
    ends = {row["household_key"]: str(end) for row, end in zip(homes, lots, strict=True)}
    visited = _visited(homes, ends, by_cluster=by_cluster)
    replaces = {key: first for key, first in visited.items() if first}
    return Made(list(_rows(city, visited, ends)), replaces, city.doors.truth)


def write_answers(home: Path, truth: Path, sample: Path, out: Path, seed: int) -> dict[str, int]:
    """`out` holds what agents would bring home from the round in the folder `sample`; the city's truth is returned, and
    written beside it as `truth.json`.
    """
    about = json.loads((sample / "sample.json").read_text(encoding="utf-8"))
    with (sample / "households.csv").open(encoding="utf-8", newline="") as file:
        homes = list(csv.DictReader(file))
    by_cluster = about["design"]["kind"] == "cluster"
    made = made_answers(home, truth, about["run_id"], homes, seed, by_cluster=by_cluster)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(made.rows)
    text = json.dumps(made.truth, indent=1, sort_keys=True) + "\n"
    out.with_name("truth.json").write_text(text, encoding="utf-8")
    return made.truth


def _visited(homes: Sequence[Mapping[str, str]], ends: Mapping[str, str], *, by_cluster: bool) -> dict[str, str]:
    """Household → whom it replaces, '' for those drawn: reserves are called in for who did not answer, and for those
    again.
    """
    reserve = {
        row["household_key"]: (row["household_key"], row["stratum"], row["cluster"], int(row["order"]))
        for row in homes
        if row["part"] == "reserve"
    }
    where = {row["household_key"]: (row["stratum"], row["cluster"]) for row in homes}
    visited = {row["household_key"]: "" for row in homes if row["part"] == "main"}
    waiting = [key for key in visited if ends[key] in NOT_THERE]
    while waiting:
        silent = waiting.pop(0)
        stratum, cluster = where[silent]
        key = called_in(list(reserve.values()), stratum, cluster if by_cluster else None)
        if key is not None:
            del reserve[key]
            visited[key] = silent
            if ends[key] in NOT_THERE:
                waiting.append(key)
    return visited


def _rows(city: RealCity, visited: Mapping[str, str], ends: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One row per person of every visited household; one for a household where nobody answered."""
    doors = city.doors
    place = {city.keys[key]: key for key in visited}
    rows = np.flatnonzero(np.isin(doors.home, np.fromiter(place, np.int64)))
    rows = rows[np.argsort(doors.home[rows], kind="stable")]
    lives = set(doors.home[rows[doors.found[rows] == "lives"]].tolist())
    part = {key: "replacement" if first else "main" for key, first in visited.items()}
    empty = dict.fromkeys(COLUMNS[3:], "")
    for key in visited:
        if ends[key] in NOT_THERE:
            yield {"household_key": key, "part": part[key], "outcome": ends[key], **empty}
    for at in rows.tolist():
        home = int(doors.home[at])
        key = place[home]
        if ends[key] not in NOT_THERE:
            yield {
                "household_key": key, "part": part[key], "outcome": "complete" if home in lives else "gone",
                "listed": int(doors.listed[at]), "next_door": int(doors.next_door[at]),
                "person_id": int(doors.person_id[at]) if doors.person[at] >= 0 else "", "found": str(doors.found[at]),
                "card": str(doors.card[at]),
            }  # fmt: skip
