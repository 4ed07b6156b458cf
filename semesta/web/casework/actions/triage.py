"""A decree's list read, split by what can be done for each person, and followed to the end (req 24, R2.30-R2.33)."""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.decree import decree_lines
from semesta.rules.load import load_rules
from semesta.web.casework.actions.proposals import Added, add_people, make_proposal
from semesta.web.casework.flows import city_of
from semesta.web.casework.models import ProposalLine, TriageLine, TriageList
from semesta.web.casework.models.proposals import Kind
from semesta.web.casework.models.triage import Progress, Way
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.published.tables.models import Card, Person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.web.casework.models import Proposal
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

OUTCOMES = ("active", "moved_on", "died", "declined", "not_entitled")


@dataclass(frozen=True)
class Rules:
    """The rules of the day the list is judged by."""

    decile_max: int | None
    illness_required: bool | None
    window_month: int | None


def rules_on(on: date) -> Rules:
    """The rules of that day; None where no rule held."""
    rules = load_rules()
    decile, window = (
        rules.value_or_none("dtsen_pbi_decile_max", on),
        rules.value_or_none("reactivation_window_month", on),
    )
    illness = rules.value_or_none("reactivation_illness_required", on)
    return Rules(
        None if decile is None else int(decile), None if illness is None else bool(illness),
        None if window is None else int(window),
    )  # fmt: skip


def take_list(scope: Scope, shown: Shown, name: str, content: bytes) -> tuple[TriageList, bool]:
    """Every row of the list is a line with its way; False when the same bytes were taken before (nothing done).

    A Fault or Refusal when the file is no deactivation list; then nothing was written.
    """
    if not scope.may("proposals.validate"):
        raise Refusal(_("Your role may not do this."))
    sha256 = hashlib.sha256(content).hexdigest()
    area = city_of(scope.areas[0])
    known = TriageList.objects.within(scope).filter(sha256=sha256, area_code=area).first()
    if known is not None:
        return known, False
    rows, not_read = _read(name, content, area)
    if not rows:
        raise Refusal(_("No row of this file could be read."))
    held = TriageList.unscoped.create(
        area_code=area, sha256=sha256, name=name[:200], decree_number=rows[0]["decree_number"] or "",
        effective_on=rows[0]["effective_on"], row_count=len(rows), not_read=not_read, run_id=shown.run_id,
        user_id=scope.user_id,
    )  # fmt: skip
    people = _people(shown, rows)
    TriageLine.unscoped.bulk_create(
        [_line(held, row, people, rules_on(timezone.localdate())) for row in rows], batch_size=500
    )
    return held, True


def _read(name: str, content: bytes, area: str) -> tuple[list[dict[str, Any]], int]:
    folder = Path(settings.WEB_FOLDER) / "triage-work"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        path = Path(work) / (Path(name).name or "daftar")
        path.write_bytes(content)
        return decree_lines(path, Path(work), area=area, on=timezone.localdate())


def _people(shown: Shown, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Person]]:
    """People within the scope by NIK and by card number."""
    found: dict[str, list[Person]] = defaultdict(list)
    niks, cards = (
        sorted({row["nik"] for row in rows if row["nik"]}),
        sorted({row["psnoka"] for row in rows if row["psnoka"]}),
    )
    for start in range(0, len(niks), 500):
        for person in shown.rows(Person).filter(nik__in=niks[start : start + 500]):
            found[person.nik].append(person)
    for start in range(0, len(cards), 500):
        held = dict(shown.rows(Card).filter(psnoka__in=cards[start : start + 500]).values_list("person_id", "psnoka"))
        for person in shown.rows(Person).filter(person_id__in=list(held)):
            found[held[person.person_id]].append(person)
    return found


def _line(held: TriageList, row: Mapping[str, Any], people: Mapping[str, list[Person]], rules: Rules) -> TriageLine:
    person = next(iter(people.get(row["nik"] or "", []) or people.get(row["psnoka"] or "", [])), None)
    decile = row["decile"] if row["decile"] is not None else (person.decile if person else None)
    until = _until(row["effective_on"], rules.window_month)
    first = bool(row["catastrophic"] or (person is not None and person.urgent))
    way = way_of(person, decile, first, rules, over=until is not None and until < timezone.localdate())
    return TriageLine(
        list=held, area_code=person.area_code if person else held.area_code, row_number=row["row_number"],
        person_id=person.person_id if person else None, nik=(row["nik"] or row["nik_raw"] or "")[:32],
        psnoka=row["psnoka"] or "", name=(row["name"] or "")[:200], birth_on=row["birth_on"], decile=decile,
        reason=(row["reason_text"] or "")[:300], first=first, way=way,
        until_on=until,
    )  # fmt: skip


def _until(effective_on: date | None, months: int | None) -> date | None:
    """The end of the window of reactivation."""
    if effective_on is None or months is None:
        return None
    later = effective_on.month - 1 + months
    return date(effective_on.year + later // 12, later % 12 + 1, min(effective_on.day, 28))


def way_of(person: Any, decile: int | None, first: bool, rules: Rules, *, over: bool) -> str:
    """What can be done for one person, by the rules; the first that applies.

    Who cannot be found is identified first; the dead and the moved, and who has cover again, need nothing here.
    Catastrophic illness goes first and can be reactivated (R2.32). A decile above the limit cannot go back to PBI: in
    the city's quota when the run points there, else able to pay (R2.30). Poor or of unknown decile: reactivated, with
    a facility's letter where the rule asks for illness (R2.31); when the window is `over`, moved to the city's quota.
    """
    above = decile is not None and rules.decile_max is not None and decile > rules.decile_max
    ways: tuple[tuple[bool, str], ...] = (
        (person is None, Way.IDENTIFY),
        (person is not None and person.register_status in {"DEAD", "MOVED"}, Way.GONE),
        (person is not None and bool(person.active), Way.COVERED),
        (first, Way.REACTIVATE),
        (above and person is not None and person.route == "apbd_quota", Way.APBD),
        (above, Way.ABLE),
        (over, Way.APBD),
        (bool(rules.illness_required), Way.LETTER),
    )
    return next((way for applies, way in ways if applies), Way.REACTIVATE)


def follow(scope: Scope, line: TriageLine, version: int, progress: str, outcome: str, note: str) -> None:
    """What was done for this person; closing needs an outcome. Closed lines stay, with who did it in the trail."""
    if not scope.may("proposals.validate") and not scope.may("proposals.decide"):
        raise Refusal(_("Your role may not do this."))
    if line.version != version:
        raise ChangedMeanwhile(_("Somebody changed this line meanwhile. Look at it again."))
    if progress not in Progress.values:
        raise Refusal(_("Unknown step."))
    if progress == Progress.CLOSED and outcome not in OUTCOMES:
        raise Refusal(_("Closing needs an outcome."))
    line.progress, line.outcome = progress, outcome if progress == Progress.CLOSED else ""
    line.note, line.version = note.strip()[:500], line.version + 1
    line.save(update_fields=["progress", "outcome", "note", "version"])


def set_way(scope: Scope, line: TriageLine, version: int, way: str, note: str) -> None:
    """An officer found that another way is right, and says why (a wrong exclusion, R2.33)."""
    if not scope.may("proposals.validate"):
        raise Refusal(_("Your role may not do this."))
    if line.version != version:
        raise ChangedMeanwhile(_("Somebody changed this line meanwhile. Look at it again."))
    if way not in Way.values or not note.strip():
        raise Refusal(_("Write down why another way is right."))
    line.way, line.note, line.version = way, note.strip()[:500], line.version + 1
    line.save(update_fields=["way", "note", "version"])


def propose_all(scope: Scope, shown: Shown, held: TriageList) -> tuple[Proposal, Added]:
    """A draft proposal with everybody of the list whose way is the city's quota and whom nobody proposed yet."""
    rows = TriageLine.objects.within(scope).filter(
        list=held, way=Way.APBD, progress=Progress.OPEN, person_id__isnull=False
    )
    niks = list(rows.values_list("nik", flat=True))
    if not niks:
        raise Refusal(_("Nobody of this list waits to be proposed."))
    # A publication may have come since: people are found again by their NIK.
    people = list(shown.rows(Person).filter(nik__in=niks, in_register=True).values_list("person_id", flat=True))
    proposal = make_proposal(scope, Kind.ADD, held.area_code)
    added = add_people(scope, shown, proposal, people)
    lines = {line.nik: line.pk for line in ProposalLine.objects.within(scope).filter(proposal=proposal)}
    for row in rows:
        if row.nik in lines:
            row.progress, row.proposal_line_id, row.version = Progress.PROPOSED, lines[row.nik], row.version + 1
            row.save(update_fields=["progress", "proposal_line", "version"])
    return proposal, added
