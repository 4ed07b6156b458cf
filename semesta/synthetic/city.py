"""A made-up city (or province): the files that its offices would send, and the truth kept apart from them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow.parquet as pq

from semesta.synthetic.cards import draw_cards
from semesta.synthetic.entries import base_text, draw_entries
from semesta.synthetic.facts import member_truth, register_rows, resident_truth, totals
from semesta.synthetic.files import City, member_tables, register_tables, write_csv
from semesta.synthetic.people import draw_people
from semesta.synthetic.places import areas_below, load_places, neighbour_places, regency_people
from semesta.synthetic.plan import Plan, make_plan
from semesta.synthetic.register import draw_register

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.synthetic.cards import Standing

Progress = Callable[[str, int, int], None] if TYPE_CHECKING else Any
Columns = Literal["rich", "lean", "six"]


def draw_city(seed: int, area: str, plan: Plan, damage: float, chunk: int) -> tuple[City, Standing]:
    """One area, drawn but not written. `chunk` is its place among the areas of this run: keeps numbers apart."""
    places, outside = load_places(area), neighbour_places(area)
    people, homes = draw_people(seed, places, plan.people, plan.today, 100 + chunk % 80 * 110 if chunk else 0)
    text = base_text(people)
    register = draw_register(seed, places, plan, people, homes, text, damage)
    cards, standing = draw_cards(seed, area, plan, people, homes, chunk * 1_900_000_000)
    entries = draw_entries(seed, places, people, homes, cards, text, plan.today, damage, len(outside.village_code))
    return City(places, outside, people, homes, text, register, cards, entries), standing


def write_city(
    *, preset: str, out: Path, residents: int | None = None, seed: int = 7, months: int = 1, damage: float = 1.0,
    columns: Columns = "rich", area: str = "16.71", files: Literal["all", "two"] = "all", progress: Progress | None = None,
) -> dict[str, int]:
    """`out`/inbox holds the files as offices send them, `out`/truth the truth; the same arguments give the same bytes.

    `residents` living people (the preset's published population when None) spread over the regencies of `area` by their
    published population; a regency at a time, so memory is that of the largest one. Returns the totals of totals.json.
    ValueError with a sentence for an unknown preset or area.
    """
    areas = areas_below(area)
    people = regency_people()
    whole = sum(people[code] for code in areas)
    (out / "inbox").mkdir(parents=True, exist_ok=True)
    (out / "truth").mkdir(parents=True, exist_ok=True)
    found: dict[str, int] = {}
    base = 0
    for chunk, code in enumerate(areas):
        plan = make_plan(preset, residents if residents or len(areas) == 1 else whole, people[code] / whole)
        city, standing = draw_city(seed, code, plan, damage, chunk)
        part = _write_area(out, city, standing, plan, columns, base, progress)
        found = {key: found.get(key, 0) + value for key, value in part.items()}
        base += len(city.people)
    record = {"preset": preset, "seed": seed, "area": area, "damage": damage, "columns": columns, "months": months, "files": files, "totals": found}
    (out / "truth" / "totals.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return found


def _write_area(
    out: Path, city: City, standing: Standing, plan: Plan, columns: Columns, base: int, progress: Progress | None
) -> dict[str, int]:
    stamp = f"{plan.month:%Y-%m}"
    code = city.places.area
    register_file, member_file = f"dukcapil_{code}_{stamp}.csv", f"peserta_{code}_{stamp}.csv"
    order = np.arange(len(city.register))

    def told(what: str, total: int) -> Callable[[int], None] | None:
        return None if progress is None else lambda done: progress(f"{what} {code}", done, total)

    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(write_csv, out / "inbox" / register_file, register_tables(city, done=told("penduduk", len(order))), ","),
            pool.submit(write_csv, out / "inbox" / member_file, member_tables(city, standing, columns, (plan.month.year, plan.month.month),
                                                                              told("peserta", int(standing.present.sum()))), ";"),
        ]
        for job in jobs:
            job.result()
    best = register_rows(city, order)
    truth = out / "truth"
    pq.write_table(member_truth(city, standing, best, base, plan.month, member_file, register_file), truth / f"member_truth_{code}.parquet", compression="zstd")
    pq.write_table(resident_truth(city, standing, order, base, plan.month, register_file), truth / f"resident_truth_{code}.parquet", compression="zstd")
    return totals(city, standing, order)
