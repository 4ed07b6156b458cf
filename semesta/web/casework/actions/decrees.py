"""Fixing a list by decree or Berita Acara: frozen rows, a digest, versions; and the paper made of them (req 32)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.rules.proposals import CLOSED
from semesta.web.casework.actions.proposal_steps import Moved, held_lines, pass_on
from semesta.web.casework.flows import city_of
from semesta.web.casework.models import Decree, DecreeLine, ProposalLine
from semesta.web.casework.models.decrees import Paper
from semesta.web.casework.models.proposals import State
from semesta.web.casework.refusal import Refusal
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from semesta.web.core.scope import Scope

HEAD = ("number", "dated_on", "signer_title", "signer_name")


def _may(scope: Scope) -> None:
    if not scope.may("proposals.decide"):
        raise Refusal(_("Your role may not do this."))


def make_decree(scope: Scope, line_ids: Sequence[int], head: Mapping[str, Any]) -> tuple[Decree | None, Moved]:
    """The lines that wait for the decree stand on its first version; lines whose last step was the actor's do not."""
    _may(scope)
    if head["paper"] not in {Paper.SK_MAYOR, Paper.SK_HEAD}:
        raise Refusal(_("A Berita Acara is made from answers, not from decisions."))
    lines = held_lines(scope, "decree", line_ids)
    moved = Moved(not_here=sorted(set(line_ids) - {line.pk for line in lines}))
    moved.own_step_before = [line.pk for line in lines if line.last_user_id == scope.user_id]
    ready = _in_order(line for line in lines if line.last_user_id != scope.user_id)
    if len({line.kind == "remove" for line in ready}) > 1:
        raise Refusal(_("Additions and removals are fixed by separate lists."))
    if not ready:
        return None, moved
    decree = _freeze(scope, ready, head, version=1, replaces=None)
    pass_on(scope, ready, note=str(decree))
    moved.done = [line.pk for line in ready]
    return decree, moved


def make_minutes(scope: Scope, first: date, last: date, head: Mapping[str, Any]) -> Decree:
    """A draft Berita Acara of what BPJS Kesehatan accepted from `first` to `last`; no line moves."""
    _may(scope)
    rows = ProposalLine.objects.within(scope).filter(
        steps__step="reply", steps__state_after__in=[State.ACCEPTED], steps__at__date__range=(first, last)
    )
    lines = _in_order(rows.distinct())
    if not lines:
        raise Refusal(_("BPJS Kesehatan accepted nobody in these days."))
    return _freeze(scope, lines, {**head, "paper": Paper.MINUTES}, version=1, replaces=None)


def revise(scope: Scope, decree: Decree, head: Mapping[str, Any]) -> Decree:
    """A next version with this head; who was refused, withdrawn or rejected since is no longer on it. The one before
    stays as it was."""
    _may(scope)
    if Decree.unscoped.filter(replaces=decree).exists():
        raise Refusal(_("There is a newer version already."))
    out = CLOSED - {"active", "removed"}
    lines = ProposalLine.objects.within(scope).filter(decree_rows__decree=decree).exclude(state__in=out)
    kept = _in_order(lines.distinct())
    if not kept:
        raise Refusal(_("Nobody would be left on the list."))
    whole = {"paper": decree.paper, "city": decree.city, "office": decree.office, **head}
    return _freeze(scope, kept, whole, version=decree.version + 1, replaces=decree)


def _in_order(lines: Any) -> list[ProposalLine]:
    """By kelurahan, family, head first, then by number of the line."""
    return sorted(
        lines, key=lambda line: (line.area_code, line.nkk, line.family_relation != "KEPALA KELUARGA", line.pk)
    )


def _freeze(
    scope: Scope, lines: Sequence[ProposalLine], head: Mapping[str, Any], *, version: int, replaces: Decree | None
) -> Decree:
    area = city_of(lines[0].area_code)
    decree = Decree(
        area_code=area, paper=head["paper"], kind=lines[0].kind, number=head.get("number") or "",
        dated_on=head.get("dated_on"), city=head.get("city") or area_name(area),
        office=head.get("office") or scope.organisation_name, signer_title=head["signer_title"],
        signer_name=head["signer_name"], version=version, replaces=replaces, line_count=len(lines),
        user_id=scope.user_id,
    )  # fmt: skip
    rows = [
        DecreeLine(
            line=line, area_code=line.area_code, place=place, nik=line.nik, name=line.name, birth_on=line.birth_on,
            sex=line.sex, address=_address(line), start_on=line.start_on,
        )
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    decree.sha256 = digest(decree, rows)
    decree.save()
    for row in rows:
        row.decree = decree
    DecreeLine.unscoped.bulk_create(rows, batch_size=500)
    return decree


def _address(line: ProposalLine) -> str:
    parts = [line.address, f"RT {line.rt}/RW {line.rw}" if line.rt or line.rw else ""]
    return " ".join(part for part in parts if part)[:300]


def digest(decree: Decree, rows: Sequence[DecreeLine]) -> str:
    """SHA-256 over head and rows as text: the same for the same content, whenever and wherever it is computed."""
    head = [decree.paper, decree.kind, decree.number, str(decree.dated_on or ""), decree.city, decree.office,
            decree.signer_title, decree.signer_name, decree.version, decree.area_code]  # fmt: skip
    listed = [
        [
            row.place,
            row.nik,
            row.name,
            str(row.birth_on or ""),
            row.sex,
            row.address,
            row.area_code,
            str(row.start_on or ""),
        ]
        for row in rows
    ]
    return hashlib.sha256(json.dumps([head, listed], ensure_ascii=False).encode()).hexdigest()
