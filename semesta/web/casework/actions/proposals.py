"""Making a proposal: lines from the registers, papers at hand, checks, and sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.proposals import documents, flows
from semesta.terms.nik import parse_nik
from semesta.web.casework.flows import chosen_flows, contract_of
from semesta.web.casework.models import HealthGround, Proposal, ProposalDocument, ProposalLine
from semesta.web.casework.models.proposals import Kind, State
from semesta.web.casework.queries.checks import check
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.published.tables.models import Card, NewbornWork, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

MOST_LINES = 10_000
HEALTH_GROUNDS = ("catastrophic", "in_care")
BEFORE_SENDING = (State.DRAFT, State.RETURNED)


def may(scope: Scope, permission: str) -> None:
    """Refused unless the role holds the permission."""
    if not scope.may(permission):
        raise Refusal(_("Your role may not do this."))


def make_proposal(scope: Scope, kind: str, area_code: str) -> Proposal:
    """An empty proposal of the actor's office in an area of theirs, on the flow that the city takes today."""
    may(scope, "proposals.write")
    if kind not in Kind.values or not scope.covers(area_code):
        raise Refusal(_("This area or kind is not yours to propose."))
    chosen = chosen_flows(area_code, timezone.localdate())[kind]
    made: Proposal = Proposal.objects.create(
        kind=kind, flow=chosen.flow.name, working_days=dict(chosen.working_days), area_code=area_code,
        organisation=scope.organisation_name, user_id=scope.user_id,
    )  # fmt: skip
    return made


@dataclass(frozen=True)
class Added:
    """What became of people put on a list; `checked`: lines with something to look at."""

    added: int
    there_already: int
    not_found: int = 0


def add_people(scope: Scope, shown: Shown, proposal: Proposal, person_ids: Iterable[int]) -> Added:
    """Lines of these people of the run, within the scope, as the registers have them now."""
    may(scope, "proposals.write")
    people = list(shown.rows(Person).filter(person_id__in=list(person_ids)[:MOST_LINES]).order_by("nkk", "person_id"))
    return _add(scope, proposal, people, [])


def add_numbers(scope: Scope, shown: Shown, proposal: Proposal, numbers: Sequence[str]) -> Added:
    """Lines for a list of NIKs as typed; who is not found within the scope gets a line that says so and is not sent."""
    may(scope, "proposals.write")
    wanted = list(dict.fromkeys(text.strip() for text in numbers if text.strip()))
    if len(wanted) > MOST_LINES:
        raise Refusal(_("At most %(n)s lines at a time.") % {"n": MOST_LINES})
    read = {text: parse_nik(text).value or text[:32] for text in wanted}
    people: list[Person] = []
    values = sorted(set(read.values()))
    for start in range(0, len(values), 900):
        people += shown.rows(Person).filter(nik__in=values[start : start + 900], in_register=True)
    found = {person.nik for person in people}
    return _add(scope, proposal, people, [nik for nik in values if nik not in found])


def add_family(scope: Scope, shown: Shown, proposal: Proposal, person_id: int) -> Added:
    """Lines of everybody on the family card of this person who has no active cover, within the scope."""
    may(scope, "proposals.write")
    person = shown.rows(Person).filter(person_id=person_id).first()
    if person is None or not person.nkk:
        raise Refusal(_("No family card is known for this person."))
    kin = shown.rows(Person).filter(nkk=person.nkk, in_register=True).exclude(active=True)
    return _add(scope, proposal, list(kin.order_by("birth_on")), [])


def add_route(scope: Scope, shown: Shown, proposal: Proposal, limit: int) -> Added:
    """Lines of people in the proposal's area whom the run points to the city's quota, most urgent first."""
    may(scope, "proposals.write")
    held = ProposalLine.objects.within(scope).filter(open=True).values_list("nik", flat=True)
    rows = scope.within(shown.rows(Person).filter(route="apbd_quota", nik__isnull=False))
    low, high = proposal.area_code, proposal.area_code + "/"
    known = set(held)
    people = [
        person for person in rows.order_by("decile", "person_id")[: limit * 3]
        if low <= person.area_code < high and person.nik not in known
    ][:limit]  # fmt: skip
    return _add(scope, proposal, people, [])


def add_newborns(scope: Scope, shown: Shown, proposal: Proposal, event_ids: Iterable[int]) -> Added:
    """Lines of reported babies without a card, with or without a NIK."""
    may(scope, "proposals.write")
    babies = shown.rows(NewbornWork).filter(event_id__in=list(event_ids))
    lines = [
        ProposalLine(
            proposal=proposal, area_code=baby.area_code, kind=proposal.kind, nik=baby.nik or "", nkk=baby.nkk or "",
            name=baby.name or _("Baby without a name"), birth_on=baby.born_on, sex=baby.sex or "",
            family_relation="ANAK", deadline_on=baby.deadline_on,
        )
        for baby in babies
    ]  # fmt: skip
    ProposalLine.unscoped.bulk_create(lines)
    return Added(len(lines), 0)


def _add(scope: Scope, proposal: Proposal, people: list[Person], unknown: list[str]) -> Added:
    if not scope.covers(proposal.area_code):
        raise Refusal(_("This area or kind is not yours to propose."))
    there = set(proposal.lines.values_list("nik", flat=True))
    fresh = [person for person in people if (person.nik or person.nik_raw) not in there]
    cards = _cards(scope, fresh)
    lines = [_line_of(proposal, person, cards) for person in fresh]
    lines += [
        ProposalLine(proposal=proposal, area_code=proposal.area_code, kind=proposal.kind, nik=nik, name="")
        for nik in unknown
        if nik not in there
    ]
    ProposalLine.unscoped.bulk_create(lines, batch_size=500)
    return Added(len(lines), len(people) + len(unknown) - len(lines), len(unknown))


def _cards(scope: Scope, people: list[Person]) -> dict[str, str]:
    """Facility by card number."""
    numbers = [person.psnoka for person in people if person.psnoka]
    found: dict[str, str] = {}
    for start in range(0, len(numbers), 900):
        rows = scope.within(Card.unscoped.filter(psnoka__in=numbers[start : start + 900]))
        found |= {psnoka: code or "" for psnoka, code in rows.values_list("psnoka", "facility_code")}
    return found


def _line_of(proposal: Proposal, person: Person, cards: dict[str, str]) -> ProposalLine:
    psnoka = person.psnoka or ""
    return ProposalLine(
        proposal=proposal, area_code=person.area_code, kind=proposal.kind,
        nik=(person.nik or person.nik_raw or "")[:32],
        nkk=(person.nkk or "")[:16], psnoka=psnoka[:13], name=(person.name or "")[:200], birth_on=person.birth_on,
        sex=(person.sex or "")[:1], family_relation=(person.family_relation or "")[:60],
        address=(person.address or "")[:300], rt=(person.rt or "")[:3], rw=(person.rw or "")[:3],
        phone=(person.phone or "")[:20], facility_code=cards.get(psnoka, "")[:8],
        decile=person.decile, deadline_on=person.deadline_on,
    )  # fmt: skip


# -- one line before it is sent


def held_line(scope: Scope, public_id: Any, version: int | None = None) -> ProposalLine:
    """The line, locked; ProposalLine.DoesNotExist outside the scope; ChangedMeanwhile when `version` is not its own."""
    rows = ProposalLine.objects.within(scope).select_related("proposal").select_for_update(of=("self",))
    line: ProposalLine = rows.get(public_id=public_id)
    if version is not None and line.version != version:
        raise ChangedMeanwhile(_("Somebody changed this line meanwhile. Look at it again."))
    return line


def take_out(scope: Scope, line: ProposalLine) -> None:
    """A line that was never sent is gone."""
    may(scope, "proposals.write")
    if line.state != State.DRAFT:
        raise Refusal(_("What was sent cannot be deleted; withdraw it."))
    line.delete()


def note_document(scope: Scope, line: ProposalLine, document: str, number: str, dated_on: date | None) -> None:
    """The paper is at hand for this line; entering it again replaces number and day."""
    flow = flows()[line.proposal.flow]
    papers = {paper for step in flow.steps for paper in step.papers(line.kind)} | {"removal_proof"}
    if document not in documents() or document not in papers:
        raise Refusal(_("This paper is not asked for here."))
    if not line.step or not scope.may(flow.step(line.step).permission):
        raise Refusal(_("The line is not at your office now."))
    if document == "removal_proof" and not number.strip():
        raise Refusal(_("Evidence needs its number."))
    ProposalDocument.unscoped.update_or_create(
        line=line, document=document,
        defaults={"area_code": line.area_code, "number": number.strip(), "dated_on": dated_on, "user_id": scope.user_id,
                  "at": timezone.now()},
    )  # fmt: skip
    touch(line)


def note_family_papers(scope: Scope, proposal: Proposal, papers: Sequence[str]) -> int:
    """These papers are at hand for every line not yet sent of a proposal (one family card serves them all)."""
    may(scope, "proposals.write")
    asked = flows()[proposal.flow].first.papers(proposal.kind)
    wanted = [paper for paper in papers if paper in asked and paper != "removal_proof"]
    lines = list(ProposalLine.objects.within(scope).filter(proposal=proposal, state__in=BEFORE_SENDING))
    there = set(ProposalDocument.unscoped.filter(line__in=lines).values_list("line_id", "document"))
    fresh = [
        ProposalDocument(line=line, document=paper, area_code=line.area_code, user_id=scope.user_id)
        for line in lines
        for paper in wanted
        if (line.pk, paper) not in there
    ]
    ProposalDocument.unscoped.bulk_create(fresh, batch_size=500)
    return len(fresh)


def set_residence(scope: Scope, line: ProposalLine, since: date | None) -> None:
    """Since when the person has been a resident, as the officer found."""
    may(scope, "proposals.write")
    line.resident_since_on = since
    touch(line, "resident_since_on")


def set_health(scope: Scope, line: ProposalLine, ground: str) -> None:
    """The line comes first for its health; '' takes that back. Only for roles that may see health."""
    if not (scope.sees("health") and scope.may("proposals.decide")):
        raise Refusal(_("Your role may not do this."))
    if ground and ground not in HEALTH_GROUNDS:
        raise Refusal(_("Unknown ground."))
    HealthGround.unscoped.filter(line=line).delete()
    if ground:
        HealthGround.unscoped.create(line=line, area_code=line.area_code, ground=ground, user_id=scope.user_id)


def touch(line: ProposalLine, *columns: str) -> None:
    """The line is saved with its next version."""
    line.version += 1
    line.save(update_fields=["version", *columns])


# -- checking


def check_lines(scope: Scope, shown: Shown, line_ids: Sequence[int]) -> int:
    """Every line carries what was found today in the shown run; how many of them are blocked."""
    on = timezone.localdate()
    first = ProposalLine.objects.within(scope).filter(pk__in=line_ids[:1]).first()
    contract = contract_of(first.area_code, on.year) if first else None
    months = contract.residence_min_month if contract else None
    found = check(shown, line_ids, residence_min_month=months, on=on)
    lines = list(ProposalLine.objects.within(scope).filter(pk__in=list(found)).only("id"))
    now = timezone.now()
    for line in lines:
        finding = found[line.pk]
        line.findings, line.blocked = list(finding.names), finding.blocked
        line.completes_family, line.checked_at, line.checked_run = finding.completes_family, now, shown.run_id
        line.decile = finding.decile
    columns = ["findings", "blocked", "completes_family", "checked_at", "checked_run", "decile"]
    ProposalLine.unscoped.bulk_update(lines, columns, batch_size=200)
    return sum(one.blocked for one in found.values())


def mark_elsewhere(line_ids: Sequence[int]) -> None:
    """These lines lost the race: the same NIK was sent in another proposal a moment before."""
    for line in ProposalLine.unscoped.filter(pk__in=line_ids):
        line.findings, line.blocked = sorted({*line.findings, "open_elsewhere"}), True
        line.save(update_fields=["findings", "blocked"])


def open_one(line_id: int) -> bool:
    """The line counts as open; False when another open line has its NIK (one_open_line_per_nik)."""
    try:
        with transaction.atomic():
            ProposalLine.unscoped.filter(pk=line_id).update(open=True, version=F("version") + 1)
    except IntegrityError:
        return False
    return True
