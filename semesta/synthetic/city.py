"""A made-up city (or province): the files that its offices would send, and the truth kept apart from them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semesta.synthetic.cards import draw_cards
from semesta.synthetic.draw import shared_out
from semesta.synthetic.entries import base_text, draw_entries
from semesta.synthetic.facts import Truth, best_rows, member_truth, resident_truth, totals
from semesta.synthetic.files import City, write_csv
from semesta.synthetic.guests import Guests, choose_guests, seat_guests
from semesta.synthetic.member_file import member_tables
from semesta.synthetic.months import Month, all_months
from semesta.synthetic.offices import write_offices
from semesta.synthetic.people import draw_people
from semesta.synthetic.places import areas_below, load_places, neighbour_places, regency_people
from semesta.synthetic.plan import Plan, make_plan
from semesta.synthetic.register import draw_register
from semesta.synthetic.register_file import register_order, register_tables
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Progress = Callable[[str, float, float], None]

COLUMNS = ("rich", "lean", "six")
FILES = ("all", "two")


@dataclass(frozen=True)
class Order:
    """What is written where."""

    out: Path
    columns: str
    files: str
    progress: Progress | None

    def told(self, what: str, total: int) -> Callable[[int], None] | None:
        """Progress of one file of `total` rows."""
        show = self.progress
        return None if show is None else lambda done: show(f"menulis {what}", done, total)


def write_city(
    *,
    preset: str,
    out: Path,
    residents: int | None = None,
    seed: int = 7,
    months: int = 1,
    damage: float = 1.0,
    columns: str = "rich",
    area: str = "16.71",
    files: str = "all",
    bills: int = 1,
    progress: Progress | None = None,
) -> dict[str, dict[str, int]]:
    """`out`/inbox holds the files as offices send them, `out`/truth the truth; the same arguments give the same bytes.

    `residents` living people (the preset's published population when None; a province's own) spread over the regencies
    of `area` by their published population; one regency at a time, so memory is that of the largest. `columns` of the
    member file: 'rich' with family card and mother's name, 'lean' without, 'six' for the 6-column file; `bills` monthly
    bills, the last of the preset's month. Returns the totals of totals.json by month. A Fault for an unknown preset,
    area, `columns` or `files`.
    """
    _check(columns, files, months, damage, residents, bills)
    areas, people = areas_below(area), regency_people()
    share = {code: float(people[code]) for code in areas}
    wanted = shared_out(residents or round(sum(share.values())), share)
    for folder in ("inbox", "truth"):
        try:
            (out / folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Fault(f"Folder {out.name} tidak dapat ditulis: {error.strerror}") from error
    order, truth, base, guests = Order(out, columns, files, progress), Truth(out / "truth"), 0, None
    found: dict[str, dict[str, int]] = {}
    for chunk, code in enumerate(areas):
        plan = make_plan(preset, residents if len(areas) == 1 else wanted[code], months)
        drawn = draw_months(seed, code, plan, damage, chunk, guests)
        for month in drawn:
            _write_month(order, truth, month, base)
            _add(found.setdefault(f"{month.first:%Y-%m}", {}), totals(month))
            if files == "all" and month.first == plan.month:
                write_offices(out, seed, plan, month, bills)
        rows = {month.first: best_rows(month.city) for month in drawn}
        names = {month.first: _file_names(month)[0] for month in drawn}
        guests = choose_guests(seed, drawn, base, plan.outside // 2, rows, names) if len(areas) > 1 else None
        base += plan.people.total
    truth.close()
    made = {"preset": preset, "seed": seed, "area": area, "damage": damage, "columns": columns, "files": files}
    text = json.dumps({**made, "totals": found}, indent=1, sort_keys=True)
    (out / "truth" / "totals.json").write_text(text + "\n", encoding="utf-8")
    return found


def _check(columns: str, files: str, months: int, damage: float, residents: int | None, bills: int) -> None:
    if residents is not None and residents < 1:
        raise Fault("residents paling sedikit 1")
    if columns not in COLUMNS or files not in FILES:
        raise Fault(f"Pilihan tidak dikenal: columns {' | '.join(COLUMNS)}, files {' | '.join(FILES)}")
    if not 1 <= bills <= 36:
        raise Fault("bills antara 1 dan 36")
    if months < 1 or not 0 <= damage <= 5:
        raise Fault("months paling sedikit 1 dan damage antara 0 dan 5")


def _add(sums: dict[str, int], part: dict[str, int]) -> None:
    for key, value in part.items():
        sums[key] = sums.get(key, 0) + value


def draw_months(
    seed: int, area: str, plan: Plan, damage: float, chunk: int = 0, guests: Guests | None = None
) -> list[Month]:
    """One area, drawn but not written, month by month. `chunk`, its place among the areas, keeps numbers apart.

    `guests` are residents of the area before who hold a second card here.
    """
    places, outside = load_places(area), neighbour_places(area)
    people, homes = draw_people(seed, places, plan.people, plan.today, 100 + chunk % 80 * 110 if chunk else 0)
    guest = None
    if guests is not None:
        people, guest = seat_guests(people, plan, guests)
    text = base_text(people)
    cards, standing = draw_cards(seed, area, plan, people, homes, chunk * 1_900_000_000)
    ghosts = np.flatnonzero(cards.left)
    people.event[cards.human[ghosts]] = (
        plan.today - 30 * (cards.left[ghosts].astype(np.int32) - 1) - 2 - cards.human[ghosts] % 26
    )
    register = draw_register(seed, places, plan, people, homes, text, damage)
    entries = draw_entries(seed, places, people, homes, cards, text, plan.today, damage, len(outside.village_code))
    city = City(places, outside, people, homes, text, register, cards, entries, guests, guest)
    return all_months(seed, plan, city, standing)


def _file_names(month: Month) -> tuple[str, str]:
    """Names of the register file and the membership file of a month."""
    stamp = f"{month.first:%Y-%m}_{month.city.places.area.replace('.', '')}.csv"
    return f"dukcapil_{stamp}", f"peserta_{stamp}"


def _write_month(order: Order, truth: Truth, month: Month, base: int) -> None:
    city, standing = month.city, month.standing
    register_file, member_file = _file_names(month)
    inbox, when = order.out / "inbox", (month.first.year, month.first.month)
    with ThreadPoolExecutor(2) as pool:
        residents = register_tables(city, order.told(register_file, len(register_order(city))))
        members = member_tables(
            city, standing, order.columns, when, order.told(member_file, int(standing.present.sum()))
        )
        jobs = [
            pool.submit(write_csv, inbox / register_file, residents, ","),
            pool.submit(write_csv, inbox / member_file, members, ";"),
        ]
        for job in jobs:
            job.result()
    truth.add("member", member_truth(month, base, member_file, register_file))
    truth.add("resident", resident_truth(month, base, register_file, order.columns != "six"))
