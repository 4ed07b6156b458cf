"""A list of choices about messages, typed from signed sheets: a row is kept, known already, or told with a reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.formats.when import date_in
from semesta.terms.nik import parse_nik
from semesta.terms.text import text_key
from semesta.web.casework.actions.contact_choices import Said, checked_address, choice_of, may_agree
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.landed import rows_of
from semesta.web.casework.models import Channel, Choice, ChoiceSource, ContactChoice
from semesta.web.casework.queries.contact_choices import Standing, standing
from semesta.web.casework.refusal import Refusal
from semesta.web.core.audit.events import look_of
from semesta.web.core.published.tables.models import Card, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

MOST_ROWS = 5000
AT_ONCE = 500
CHOICES = {
    **dict.fromkeys(("YA", "Y", "SETUJU", "BERSEDIA"), Choice.CONSENT),
    **dict.fromkeys(("TIDAK", "T", "STOP", "MENOLAK", "MENOLAKPESAN", "TIDAKSETUJU", "TIDAKBERSEDIA"), Choice.OPT_OUT),
    **dict.fromkeys(("SETUJULAGI", "MENCABUTPENOLAKAN", "MENCABUTPENOLAKANDANSETUJU"), Choice.AGAIN),
}
SOURCES = {
    "": ChoiceSource.FORM, "FORMULIR": ChoiceSource.FORM, "SESI": ChoiceSource.SESSION,
    "KUNJUNGAN": ChoiceSource.VISIT, "LOKET": ChoiceSource.COUNTER, "KANTOR": ChoiceSource.COUNTER,
    "TELEPON": ChoiceSource.CALL, "BALASAN": ChoiceSource.REPLY,
}  # fmt: skip
"""Words of a list by their text key."""


@dataclass
class Brought:
    """What became of a list: rows kept, rows that said what stood already, and (row, why not) of the others."""

    kept: int = 0
    known: int = 0
    unread: int = 0
    aside: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    number: int
    said: Said
    nik: str


def bring_choices(scope: Scope, shown: Shown, name: str, content: bytes) -> Brought:
    """All rows of the list in their order, in one transaction; brought again, they are known. A Refusal for a file that
    is no such list or too long; a Fault for one that cannot be opened safely.
    """
    with for_purpose(scope, "outreach.write", "bring a list of choices about messages"):
        found = rows_of(name, content, "choice")
        if found is None:
            raise Refusal(_("This file is no such list: it needs NOMOR HP, PERSETUJUAN and TANGGAL PERSETUJUAN."))
        told, unread = found
        if len(told) > MOST_ROWS:
            raise Refusal(_("A list may have %(n)s rows.") % {"n": MOST_ROWS})
        brought, rows = Brought(unread=unread), []
        for one in told:
            try:
                rows.append(_row(one))
            except Refusal as refusal:
                brought.aside.append((one["row_number"], refusal.sentence))
        _keep(scope, shown, rows, brought)
        brought.aside.sort()
        return brought


def _row(told: dict[str, Any]) -> _Row:
    """The row as it is meant; a Refusal when it cannot be."""
    choice, source = CHOICES.get(text_key(told["choice"])), SOURCES.get(text_key(told["source"] or ""))
    given_on = date_in(told["given_on"] or "")
    if choice is None:
        raise Refusal(_("PERSETUJUAN is SETUJU, STOP or MENCABUT PENOLAKAN."))
    if source is None:
        raise Refusal(_("ASAL PERSETUJUAN is FORMULIR, SESI, KUNJUNGAN, LOKET, TELEPON or BALASAN."))
    if given_on is None:
        raise Refusal(_("The day cannot be read."))
    address = (told["address"] or "").strip()
    channel = Channel.EMAIL if "@" in address else Channel.PHONE
    said = Said(channel, address, choice, source, given_on, told["evidence"] or "")
    checked_address(said)
    nik = parse_nik(told["nik"]).value or ""
    if told["nik"] and not nik:
        raise Refusal(_("The NIK is not right."))
    return _Row(told["row_number"], said, nik)


def _keep(scope: Scope, shown: Shown, rows: list[_Row], brought: Brought) -> None:
    people = _people(shown, {row.nik for row in rows} - {""})
    look_of(scope, [(str(person), area) for person, area in people.values()], _("choice about messages"), ["nik"])
    held, known = _what_stands(scope, rows, people)
    made = []
    for row in rows:
        said, address = row.said, checked_address(row.said)
        person, area = people.get(row.nik, (None, scope.areas[0]))
        try:
            if row.nik and person is None:
                raise Refusal(_("Nobody within your area has this NIK in the published month."))
            if (person, address, said.choice, said.given_on) in known:
                brought.known += 1
                continue
            if said.choice != Choice.OPT_OUT:
                may_agree(said, person, held[said.channel])
        except Refusal as refusal:
            brought.aside.append((row.number, refusal.sentence))
            continue
        made.append(choice_of(scope, said, area, person))
        known.add((person, address, said.choice, said.given_on))
        held[said.channel].add(person, address, said.choice)
    brought.kept = len(ContactChoice.unscoped.bulk_create(made, batch_size=AT_ONCE))


def _people(shown: Shown, niks: Iterable[str]) -> dict[str, tuple[int, str]]:
    """(person, area) by NIK within the scope: of the register's row, else of a card."""
    found: dict[str, tuple[int, str]] = {}
    listed = sorted(niks)
    for start in range(0, len(listed), AT_ONCE):
        part = listed[start : start + AT_ONCE]
        for rows in (shown.rows(Card).filter(nik__in=part), shown.rows(Person).filter(nik__in=part)):
            told = rows.order_by("-person_id").values_list("nik", "person_id", "area_code")
            found |= {str(nik): (person, area) for nik, person, area in told}
    return found


def _what_stands(
    scope: Scope, rows: list[_Row], people: dict[str, tuple[int, str]]
) -> tuple[dict[str, Standing], set[tuple[Any, ...]]]:
    """By channel what stands for the people and addresses of the list; and the choices that were kept before."""
    addresses: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        addresses[row.said.channel].add(checked_address(row.said))
    numbers = sorted({person for person, _area in people.values()})
    held = {one: standing(scope, one, numbers, sorted(addresses[one])) for one in Channel.values}
    known: set[tuple[Any, ...]] = set()
    every = sorted(set().union(*addresses.values()))
    for start in range(0, len(every), AT_ONCE):
        kept = ContactChoice.objects.within(scope).filter(address__in=every[start : start + AT_ONCE])
        known |= set(kept.values_list("person_id", "address", "choice", "given_on"))
    return held, known
