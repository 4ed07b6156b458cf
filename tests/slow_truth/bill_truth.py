"""What a line of a bill is, restated in plain Python (jkn.md R2.16, R3.12; data-formats 3.4); made-up bills."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

MONTH, AS_OF = date(2025, 5, 1), date(2025, 5, 31)
RATE_C, RATE_H = 35_000, 2_800
MONTHS = (date(2019, 6, 1), date(2025, 3, 1), date(2025, 4, 1), MONTH)


@dataclass
class Card:
    number: int
    human: int
    segment: str
    status: str
    from_on: date
    end_on: date
    ward: str


@dataclass
class World:
    """Residents by NIK, cards by number, deaths and moves out by NIK, lines in the order of the file."""

    residents: dict[int, dict] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    events: dict[int, tuple[str, date]] = field(default_factory=dict)
    lines: list[dict] = field(default_factory=list)


def nik(number: int) -> str:
    return f"1671010101{number:06d}"


def made_up(seed: int) -> World:
    """Twenty humans with one or two cards, and a bill full of everything that can be wrong."""
    rng, world = random.Random(seed), World()  # noqa: S311 -- a made-up city
    for human in range(1, 21):
        if rng.random() < 0.85:
            status = rng.choice(["LIVING"] * 6 + ["DEAD", "MOVED", "INVALID"])
            changed = rng.choice([None, date(2025, 2, 11), date(2025, 4, 20)])
            world.residents[human] = {"status": status, "changed_on": changed}
        if rng.random() < 0.25:
            kind = rng.choice(["DEATH", "MOVE_OUT"])
            world.events[human] = (kind, rng.choice([date(2025, 1, 5), date(2025, 3, 15), date(2025, 4, 30)]))
        for _ in range(rng.choice([1, 1, 1, 2])):
            world.cards.append(
                Card(
                    len(world.cards) + 1, human, rng.choice(["PBPU_PEMDA"] * 5 + ["PPU", "PBI_APBN", "PBPU", "BP"]),
                    rng.choice(["ACTIVE"] * 5 + ["INACTIVE"]), rng.choice([date(2020, 1, 1)] * 3 + [date(2025, 4, 15)]),
                    rng.choice([date(2050, 1, 1), date(2025, 3, 31)]), rng.choice(["3", "3", "2"]),
                )
            )  # fmt: skip
    for number in range(60):
        card = rng.choice(world.cards)
        own = nik(card.human)
        world.lines.append(
            {
                "id": number + 1,
                "card": rng.choice([card.number] * 12 + [None, 900 + number]),
                "nik": rng.choice([own] * 12 + [None, nik(rng.randint(1, 20)), nik(500 + number)]),
                "invoice": rng.choice([date(2025, 4, 1), MONTH]),
                "month": rng.choice([*MONTHS, MONTH, MONTH, None]),
                "c": rng.choice([RATE_C] * 9 + [0, 23_000, 42_000, RATE_C + RATE_H, -RATE_C, None]),
                "h": rng.choice([RATE_H] * 9 + [0, None]),
            }
        )
    return world


def rank(card: Card) -> tuple[bool, int, int]:
    """The order of a human's cards: active before inactive, newest start, first in the file."""
    return (card.status != "ACTIVE", -card.from_on.toordinal(), card.number)


def speaks(world: World, card: Card) -> bool:
    """The card that speaks for its human."""
    return card is min((one for one in world.cards if one.human == card.human), key=rank)


def wanted(world: World, month: date) -> set[int]:
    """Cards that are billed for the month, and active cards that the city owes for: numbers."""
    billed = {one["card"] for one in world.lines if one["month"] == month and accounts(one)[0] > 0}
    own = [one for one in world.lines if one["invoice"] == one["month"] == month]
    if not any(accounts(one)[0] > 0 for one in own):
        return billed
    owed = {
        one.number
        for one in world.cards
        if one.segment == "PBPU_PEMDA" and one.status == "ACTIVE" and one.from_on <= month
    }
    return billed | owed


def accounts(line: dict) -> tuple[int, int]:
    """Billed in both accounts; 37,800 in one sum is both."""
    if line["h"] is None and line["c"] == RATE_C + RATE_H and (line["month"] or MONTH).year >= 2021 and line["month"]:
        return RATE_C, RATE_H
    return line["c"] or 0, line["h"] or 0


def reason_of(world: World, line: dict) -> str | None:  # noqa: PLR0911 -- the reasons in their order
    """The first reason that is true of a line; None: it is owed."""
    c, h = accounts(line)
    early = [one for one in world.lines if (one["card"], one["month"]) == (line["card"], line["month"])
             and (one["invoice"], one["id"]) < (line["invoice"], line["id"])]  # fmt: skip
    if line["card"] is None:
        return "no_card"
    if line["month"] is None:
        return "no_month"
    if line["c"] is None and line["h"] is None:
        return "no_amount"
    if c + h < 0:
        return "credit"
    if line["month"].year < 2021:
        return "before_programme"
    again = (c > 0 and any(accounts(one)[0] > 0 for one in early)) or (
        h > 0 and any(accounts(one)[1] > 0 for one in early)
    )
    if again:
        return "billed_again" if min(one["invoice"] for one in early) < line["invoice"] else "double"
    return _of_human(world, line, c, h)


def _of_human(world: World, line: dict, c: int, h: int) -> str | None:  # noqa: PLR0911 -- as above
    card = next((one for one in world.cards if one.number == line["card"]), None)
    number = None if line["nik"] is None else int(line["nik"][-6:])
    human = card.human if card else (number if number in world.residents else None)
    row = world.residents.get(human)
    if card is None and (row is None or row["status"] == "LIVING"):
        return "card_unknown"
    if line["nik"] is None:
        return "nik_invalid"
    if not (row is not None and number == human):
        if number in world.residents and card:
            return "nik_of_other"
        if row is not None:
            return "nik_invalid"
    known = human if row is not None else number
    event = world.events.get(known)
    gone = _gone(row, event)
    if gone and (gone[1] is None or gone[1] < line["month"]):
        return gone[0]
    if (row is None and event is None) or (row is not None and row["status"] == "INVALID"):
        return "not_in_register"
    if card is None:
        return "card_unknown"
    return _of_card(world, line, card, c, h)


def _gone(row: dict | None, event: tuple | None) -> tuple[str, date | None] | None:
    words = {"DEATH": "dead", "MOVE_OUT": "moved", "DEAD": "dead", "MOVED": "moved"}
    if row is None:
        return (words[event[0]], event[1]) if event else None
    if row["status"] not in ("DEAD", "MOVED"):
        return None
    return words[row["status"]], event[1] if event else row["changed_on"]


def _of_card(world: World, line: dict, card: Card, c: int, h: int) -> str | None:  # noqa: PLR0911 -- as above
    month = line["month"]
    mine = [one for one in world.cards if one.human == card.human]
    if any(one.number in wanted(world, month) and rank(one) < rank(card) for one in mine):
        return "second_card"
    others = [one.from_on for one in mine if one.status == "ACTIVE" and one.segment in ("PBI_APBN", "PPU")]
    if others and min(others) <= month:
        return "overlap"
    if card.segment == "BP" and card.from_on <= month:
        return "segment_not_eligible"
    if card.segment == "PBPU" and card.from_on <= month and (c > 0 or card.ward != "3"):
        return "segment_not_eligible"
    if card.segment == "PBPU_PEMDA" and card.from_on.replace(day=1) > month:
        return "before_start"
    if card.status == "INACTIVE" and card.segment in ("PBPU_PEMDA", "PBPU"):
        off = card.end_on < month if card.end_on < AS_OF else month >= MONTH
        if off:
            return "not_active"
    return "wrong_tariff" if c not in (0, RATE_C) or h not in (0, RATE_H) else None


def accepted_of(world: World, line: dict, reason: str | None) -> tuple[int, int]:
    """What the city owes of a line, in both accounts."""
    c, h = accounts(line)
    card = next((one for one in world.cards if one.number == line["card"]), None)
    if reason in (None, "credit"):
        return c, h
    if reason == "wrong_tariff":
        return min(c, RATE_C), min(h, RATE_H)
    if reason == "segment_not_eligible" and card and card.segment == "PBPU" and card.ward == "3":
        return 0, min(h, RATE_H)
    return 0, 0
