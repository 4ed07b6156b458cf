"""A preset turned into whole numbers: how many people, cards, segments and active members one area gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import shared_out
from semesta.synthetic.people import Counts
from semesta.synthetic.settings import read
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from datetime import date

SEGMENTS = ("", "PBI_APBN", "PBPU_PEMDA", "PPU", "PBPU", "BP")  # place = segment number used in the arrays
PBI, PEMDA, PPU, PBPU, BP = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Plan:
    """Exact totals of one area for the last month of a preset. Counts are people or rows."""

    month: date
    today: int  # the first of that month, as a day number
    population: int  # living register rows
    duplicate_people: int  # of these, second rows of a human who has one already
    segment: dict[str, int]  # rows with an address in the area
    active: dict[str, int]
    dead: int  # rows of dead people, and so on
    moved: int
    not_resident: int
    second: int
    outside: int  # rows of other areas, on top
    decree_people: int
    decree: dict[str, Any] | None
    people: Counts
    months: int = 1
    published: int = 0  # what the preset's city has in full

    @property
    def ghosts(self) -> int:
        """Cards that left the file in the months written before the last one."""
        return round(self.registered * float(read("presets")["month_change"]["gone"])) * (self.months - 1)

    @property
    def registered(self) -> int:
        return sum(self.segment.values())

    @property
    def living_with_card(self) -> int:
        return self.registered - self.dead - self.moved - self.not_resident - self.second

    @property
    def uncovered(self) -> int:
        return self.people.living - self.living_with_card


def make_plan(preset: str, residents: int | None, months: int = 1) -> Plan:
    """The plan of `preset` for `residents` living people (the published population when None).

    A Fault names the presets when `preset` is not one.
    """
    settings = read("presets")
    if preset not in settings or "segment" not in settings[preset]:
        known = ", ".join(key for key, value in settings.items() if "segment" in value)
        raise Fault(f"Preset {preset} tidak dikenal: pakai {known}")
    chosen, shares = settings[preset], settings["shares"]
    published = int(chosen["population"])
    population = residents or published
    scale = population / published
    registered = round(sum(chosen["segment"].values()) * scale)
    segment = shared_out(registered, chosen["segment"])
    duplicates = round(population * read("damage")["register"]["duplicate_person"])
    part = {key: round(registered * shares[key]) for key in ("dead", "moved", "not_resident", "second_card", "outside")}
    dead, moved = part["dead"], part["moved"]
    people = Counts(
        living=population - duplicates,
        dead=dead + round(dead * shares["dead_without_card"]),
        moved=moved + round(moved * shares["moved_without_card"]),
        elsewhere=part["not_resident"] + part["outside"],
    )
    decree = chosen.get("decree")
    return Plan(
        month=chosen["month"],
        today=int(np.datetime64(chosen["month"], "D").astype(int)),
        population=population,
        duplicate_people=duplicates,
        segment=segment,
        active=_active(chosen, segment, scale),
        dead=dead,
        moved=moved,
        not_resident=part["not_resident"],
        second=part["second_card"],
        outside=part["outside"],
        decree_people=round(decree["people"] * scale) if decree else 0,
        decree=decree,
        people=people,
        months=months,
        published=published,
    )


def _active(chosen: dict[str, Any], segment: dict[str, int], scale: float) -> dict[str, int]:
    """Active rows by segment; where the total is published, PBPU and then PBI take up the difference."""
    active = {key: round(segment[key] * chosen["active"][key]) for key in segment}
    if "active_total" in chosen:
        difference = round(chosen["active_total"] * scale) - sum(active.values())
        for key in ("PBPU", "PBI_APBN"):
            step = max(-active[key], min(difference, segment[key] - active[key]))
            active[key] += step
            difference -= step
    return active
