"""What is found about a line before it is sent; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.actions import proposals as making
from semesta.web.casework.models import (
    Contract,
    ProposalLine,
)
from semesta.web.core.published.tables.models import Person
from tests.web.proposal_city import CITY, make_contract, without_cover
from tests.web.proposal_steps import line_of, sent, somebody

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wanted", "finding"),
    [
        ({"active": True, "paid_by_city": True, "register_status": "LIVING"}, "already_active"),
        ({"active": True, "segment": "PPU", "register_status": "LIVING"}, "double_funding"),
        ({"active": True, "segment": "PBI_APBN", "register_status": "LIVING"}, "double_funding"),
        ({"active": True, "segment": "PBPU", "register_status": "LIVING"}, "active_self"),
        ({"register_status": "DEAD"}, "dead"),
        ({"register_status": "MOVED"}, "moved"),
        ({"class_name": "member_not_in_register"}, "not_in_register"),
    ],
)
def test_each_finding_is_told_before_sending(offices, wanted, finding):
    person = somebody(offices, **wanted)
    assert person is not None, wanted
    line = line_of(offices, "dinsos", nik=person.nik)
    assert finding in line.findings
    assert line.blocked is (finding != "active_self")


@pytest.mark.parametrize(
    ("nik", "finding"),
    [
        ("", "nik_missing"), ("1671014508900", "nik_damaged"), ("1671019908900001", "nik_damaged"),
        ("0000000000000000", "nik_damaged"), ("1671014508900000", "not_in_register"),
    ],
)  # fmt: skip
def test_a_damaged_or_unknown_number_is_not_sent(offices, nik, finding):
    line = line_of(offices, nik=nik)
    assert finding in line.findings
    assert line.blocked


def test_a_baby_may_be_sent_without_a_number(offices):
    line = line_of(offices, nik="", kind="newborn")
    assert line.findings == ["nik_missing"]
    assert not line.blocked


def test_residence_is_asked_only_where_the_agreement_has_such_a_rule(offices):
    person = without_cover(offices.scope("lurah"), 1)[0]
    today = timezone.localdate()
    assert "residence_unknown" not in line_of(offices, nik=person.nik).findings
    if not Contract.objects.filter(year=today.year).exists():
        make_contract(offices.users["dinkes"], year=today.year)
    Contract.objects.update(residence_min_month=6)
    assert "residence_unknown" in line_of(offices, nik=person.nik).findings
    short = line_of(offices, nik=person.nik, resident_since_on=today - timedelta(days=150))
    assert ("not_resident_long" in short.findings, short.blocked) == (True, True)
    assert (
        "not_resident_long"
        not in line_of(offices, nik=person.nik, resident_since_on=today - timedelta(days=200)).findings
    )


def test_the_same_person_is_not_sent_twice_even_by_two_offices_at_once(offices):
    ids = sent(offices, 2)
    with offices.doing("lurah") as (scope, shown):
        again = making.make_proposal(scope, "add", offices.village)
        making.add_numbers(scope, shown, again, [ProposalLine.unscoped.get(pk=ids[0]).nik])
        making.note_family_papers(scope, again, ["ktp", "kk"])
        fresh = list(again.lines.values_list("pk", flat=True))
        assert steps.send(scope, shown, fresh).blocked == fresh
    line = ProposalLine.unscoped.get(pk=fresh[0])
    assert (line.findings[0], line.state, line.open) == ("open_elsewhere", "draft", False)
    # The check that came too early: the database itself refuses the second open line.
    ProposalLine.unscoped.filter(pk=fresh[0]).update(blocked=False, findings=[])
    with offices.doing("lurah") as (scope, _):
        moved = steps._move(scope, "propose", fresh, "", guard=steps._sendable)
    assert (moved.done, moved.blocked) == ([], fresh)


def test_a_list_of_thousands_takes_a_few_statements(offices, django_assert_max_num_queries):
    with offices.doing("dinsos") as (scope, shown):
        proposal = making.make_proposal(scope, "add", CITY)
        everybody = list(shown.rows(Person).filter(nik__isnull=False).values_list("person_id", flat=True))
        making.add_people(scope, shown, proposal, everybody)
        ids = list(proposal.lines.values_list("pk", flat=True))
        parts = -(-len(ids) // 900)
        # contract, first line, lines, then per 900 lines three questions, per 200 lines one update in its savepoint
        with django_assert_max_num_queries(8 + 3 * parts + 2 * -(-len(ids) // 200)):
            blocked = making.check_lines(scope, shown, ids)
    assert len(ids) > 2500
    assert 0 < blocked < len(ids)
