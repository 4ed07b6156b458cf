"""What the page says of one person: the answer, the state with its law, the way to cover, time, cards, kin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.rules.routes import routes
from semesta.web.core import components as c
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.core.reading import language, numbers
from semesta.web.desks.people.registers import sex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from semesta.web.core.published.one_person import OnePerson
    from semesta.web.desks.people.files import Files


@dataclass(frozen=True)
class Route:
    """The way to active cover: its name, a sentence about it ('' when there is none), and what a clerk needs."""

    title: str
    why: str
    facts: list[c.Fact]


def head(found: OnePerson, files: Files, reveal_url: str) -> c.PersonHead:
    """Who this is, and the answer about cover with its day."""
    one = found.person
    answer, tone = _answer(one)
    badges: list[tuple[str, c.Tone, str]] = [
        (
            _("by the files of %(day)s") % {"day": numbers().day(files.as_of)},
            tone,
            "check" if one["active"] else "alert",
        )
    ]
    if one["has_doubt"]:
        badges.append((_("A link is in doubt"), "care", "question"))
    if one["urgent"]:
        badges.append((_("Urgent"), "warn", "clock"))
    return c.PersonHead(
        one["name"] or _("no name"), one["nik"] or one["nik_raw"] or "", one["birth_on"],
        _age(one["birth_on"], files.as_of), sex(one["sex"]), _place(one), answer, tone, badges, reveal_url,
    )  # fmt: skip


def _answer(one: dict[str, Any]) -> tuple[str, c.Tone]:
    if one["active"]:
        return _("Covered"), "good"
    if not one["card_count"]:
        return _("Not covered: no card"), "warn"
    return (_("Not covered: card not active"), "warn") if one["active"] is False else (_("Not known"), "care")


def _age(born_on: date | None, on: date) -> int | None:
    if born_on is None or born_on > on:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _place(one: dict[str, Any]) -> str:
    """The kelurahan, and below it what the role sees."""
    street = one.get("address") or ""
    block = "/".join(part for part in (one.get("rt"), one.get("rw")) if part)
    return ", ".join(part for part in (street, f"RT/RW {block}" if block else "", area_name(one["area_code"])) if part)


def state(found: OnePerson, files: Files) -> list[c.Fact]:
    """Class and reason with where they are known from; who pays; the rows of files."""
    one = found.person
    newest = {card["psnoka"]: card["member_id"] for card in found.cards}
    facts = [c.Fact(_("State"), word(language(), "class", one["class_name"]))]
    if one["reason"]:
        facts.append(c.Fact(_("Reason"), word(language(), "reason", one["reason"])))
    if one["inactive_since_on"]:
        facts.append(c.Fact(_("Inactive since"), one["inactive_since_on"], kind="day"))
    facts.append(c.Fact(_("Segment"), word(language(), "segment", one["segment"]) or None))
    if one["active"]:
        facts.append(c.Fact(_("Paid by the city"), _("Yes") if one["paid_by_city"] else _("No")))
    if one.get("decile"):
        facts.append(c.Fact(_("Decile in DTSEN"), one["decile"], kind="whole"))
    facts += [
        c.Fact(_("Population register"), files.place(one["resident_id"]) or _("not in the register")),
        c.Fact(_("Membership file"), files.place(newest.get(one["psnoka"])) or _("no card")),
    ]
    return facts


def change(found: OnePerson) -> str:
    """One sentence about what is not as it was the month before; '' when nothing changed."""
    was = found.change
    if was is None or was["class_before"] == was["class_now"]:
        return ""
    if was["class_before"] is None:
        return _("New this month: not among the people of the month before.")
    before = word(language(), "class", was["class_before"])
    return _("In the month before: %(state)s.") % {"state": before}


@cache
def _routes() -> dict[str, dict[str, str]]:
    return {row["route"]: row for row in routes().to_pylist()}


def route(found: OnePerson) -> Route | None:
    """The way that the run found; None for a person who needs none."""
    one = found.person
    held = _routes().get(one["route"] or "")
    if held is None:
        return None
    facts = [
        c.Fact(_("Documents"), held["documents"]), c.Fact(_("Office"), held["office"]),
        c.Fact(_("Expected start"), one["expected_start_on"], kind="day"),
        c.Fact(_("Cost to the city"), one["monthly_cost_rupiah"], _("a month"), "rupiah"),
        c.Fact(_("Law"), held["law"]),
    ]  # fmt: skip
    if one["deadline_on"]:
        facts.insert(3, c.Fact(_("Deadline"), one["deadline_on"], kind="day"))
    return Route(word(language(), "route", one["route"]), _why(one["route_note"]), facts)


def _why(note: str | None) -> str:
    return {
        "upcoming": _("Still covered; this cover ends soon."),
        "quota_full": _("The city's quota is full, so the next best way is shown."),
        "quota_unknown": _("How many places the city's quota has left is not known."),
        "two_choices": _("The person may also ask to be put back on the national list."),
        "no_promise": _("Cover starts only when the arrears are paid; no day can be promised."),
        "arrears_stay": _("Arrears of earlier months stay owed."),
    }.get(note or "", "")


def timeline(found: OnePerson) -> list[c.Spell]:
    """Times of membership, the newest first: earlier spells of the cards, then what each card itself tells."""
    spells = [*_earlier(found), *(one for card in found.cards if (one := _current(card)))]
    return sorted(spells, key=lambda spell: spell.from_on, reverse=True)


def _earlier(found: OnePerson) -> Iterator[c.Spell]:
    for spell in found.spells:
        later = [one["from_on"] for one in found.spells
                 if one["psnoka"] == spell["psnoka"] and one["from_on"] > spell["from_on"]]  # fmt: skip
        later += [card["segment_from_on"] for card in found.cards
                  if card["psnoka"] == masked(spell["psnoka"]) and card["segment_from_on"]
                  and card["segment_from_on"] > spell["from_on"]]  # fmt: skip
        until = spell["to_on"] or (min(later) if later else None)
        title = word(language(), "segment", spell["segment"])
        yield c.Spell(title, spell["from_on"], until, "", _("card %(card)s") % {"card": masked(spell["psnoka"])})


def _current(card: dict[str, Any]) -> c.Spell | None:
    """What the card tells of itself; None where it names no day."""
    begin = card["segment_from_on"] or card["start_on"]
    if begin is None:
        return None
    active = (card["status"] or "").lower() == "active"
    end = card["end_on"] if card["end_on"] and card["end_on"] > begin else None
    detail = f"{_('card %(card)s') % {'card': card['psnoka']}}, {_status(card)}"
    return c.Spell(word(language(), "segment", card["segment"]), begin, end, "good" if active else "warn", detail)


def _segment(card: dict[str, Any]) -> c.Cell:
    """With the employer below it for who may know it."""
    return c.Cell(word(language(), "segment", card["segment"]), note=card.get("employer_code") or "")


def _status(card: dict[str, Any]) -> str:
    return word(language(), "status", (card["status"] or "").lower())


def cards(found: OnePerson, files: Files) -> c.Table:
    """Every row of the membership files that is this person's."""
    columns = [c.Column(_("Card number")), c.Column(_("Segment")), c.Column(_("Status")), c.Column(_("From"), "day"),
               c.Column(_("Until"), "day"), c.Column(_("Facility")), c.Column(_("Months in arrears"), "whole"),
    ]  # fmt: skip
    rows = []
    for card in found.cards:
        active = (card["status"] or "").lower() == "active"
        cells = [
            c.Cell(card["psnoka"], note=files.place(card["member_id"])), _segment(card),
            c.Cell(_status(card), tone="good" if active else "warn",
                   icon="check" if active else "alert", badge=True),
            card["start_on"], card["end_on"], card["facility_code"], card["arrears_month_count"],
        ]  # fmt: skip
        rows.append(c.Row(cells))
    empty = c.Empty(_("No card"), _("No row of the membership files was linked to this person."), icon="info")
    return c.Table(_("Cards"), columns, rows, empty=empty)


def kin(found: OnePerson) -> list[dict[str, Any]]:
    """Who stands on the same family card within the scope, with the address of their page."""
    return [
        {
            "name": one["name"] or _("no name"), "url": reverse("person", args=[one["person_id"]]),
            "born_on": one["birth_on"], "relation": (one.get("family_relation") or "").capitalize(),
            "state": _answer(one)[0], "tone": _answer(one)[1],
        }
        for one in found.kin
    ]  # fmt: skip
