"""A proposal carried to a step, and lines as officers might type them, for the tests of proposals."""

from __future__ import annotations

from django.utils import timezone

from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.actions import proposals as making
from semesta.web.casework.actions.bpjs_files import make_file
from semesta.web.casework.actions.decrees import make_decree
from semesta.web.casework.models import (
    ProposalLine,
)
from semesta.web.core.published.tables.models import Person
from tests.web.proposal_city import without_cover

HEAD = {"paper": "sk_mayor", "signer_title": "Wali Kota", "signer_name": "Contoh"}


def propose(offices, count=3, kind="add", **also):
    """A proposal of the kelurahan with its papers; (proposal, numbers of the lines)."""
    people = without_cover(offices.scope("lurah"), count, **also)
    with offices.doing("lurah") as (scope, shown):
        proposal = making.make_proposal(scope, kind, offices.village)
        making.add_people(scope, shown, proposal, [person.person_id for person in people])
        making.note_family_papers(scope, proposal, ["ktp", "kk"])
        return proposal, list(proposal.lines.values_list("pk", flat=True))


def sent(offices, count=3):
    _, ids = propose(offices, count)
    with offices.doing("lurah") as (scope, shown):
        assert steps.send(scope, shown, ids).done == ids
    return ids


def verified(offices, count=3):
    ids = sent(offices, count)
    with offices.doing("dinsos") as (scope, shown):
        assert steps.verify(scope, shown, ids).done == ids
    return ids


def decided(offices, count=3):
    ids = verified(offices, count)
    with offices.doing("dinkes") as (scope, shown):
        assert steps.decide(scope, shown, ids).done == ids
    return ids


def exported(offices, count=3):
    ids = decided(offices, count)
    with offices.doing("dinkes2") as (scope, _):
        make_decree(scope, ids, HEAD)
    with offices.doing("dinkes") as (scope, shown):
        file, moved = make_file(scope, shown, ids, "registrasi_34", timezone.localdate(), "")
        assert moved.done == ids
    return ids, file


def states(ids):
    return [ProposalLine.unscoped.get(pk=number).state for number in ids]


def line_of(offices, who="lurah", **values):
    """One line written as an officer might have typed it; what is found about it."""
    with offices.doing(who) as (scope, shown):
        proposal = making.make_proposal(scope, values.pop("kind", "add"), offices.village)
        line = ProposalLine.unscoped.create(
            proposal=proposal, area_code=offices.village, kind=proposal.kind, name="Uji", **values
        )
        making.check_lines(scope, shown, [line.pk])
        return ProposalLine.unscoped.get(pk=line.pk)


def somebody(offices, who="dinsos", **wanted):
    with offices.doing(who) as (_, shown):
        return shown.rows(Person).filter(nik__isnull=False, nik_damage="", **wanted).order_by("person_id").first()
