"""What the newest file proves about proposals, written down after each publish by the tables' owner; Berita Acara."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from semesta.web.casework.actions.decrees import make_minutes
from semesta.web.casework.actions.proposals import make_proposal
from semesta.web.casework.actions.prove import prove
from semesta.web.casework.models import (
    BpjsFile,
    Contract,
    ProposalLine,
    ProposalStep,
    Reservation,
    TriageLine,
    TriageList,
)
from semesta.web.casework.queries.papers import content_of
from semesta.web.casework.refusal import Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.tables.models import Person
from tests.web.proposal_city import CITY, make_contract, make_offices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


@pytest.fixture
def offices(shown_city):
    made = make_offices(CITY)
    with acting(acting_of(made.scope("dinsos"))):
        yield made


def line_of(offices, nik, kind="add", state="accepted"):
    """A line that BPJS Kesehatan accepted."""
    with offices.doing("dinsos") as (scope, _):
        proposal = make_proposal(scope, kind, CITY)
        file = BpjsFile.unscoped.create(
            area_code=CITY, kind=kind, layout="registrasi_34", registered_on=date(2025, 5, 2), line_count=1,
            sha256="0" * 64, user=offices.users["dinkes"],
        )  # fmt: skip
        return ProposalLine.unscoped.create(
            proposal=proposal, area_code=CITY, kind=kind, nik=nik, name="Uji", state=state, step="", open=True,
            bpjs_file=file,
        )  # fmt: skip


def somebody(offices, **wanted):
    with offices.doing("dinsos") as (_, shown):
        return shown.rows(Person).filter(nik__isnull=False, nik_damage="", **wanted).order_by("person_id").first()


def test_a_line_is_active_only_when_the_file_shows_active_cover_paid_by_the_city(offices):
    paid = line_of(offices, somebody(offices, active=True, paid_by_city=True).nik)
    without = line_of(offices, somebody(offices, class_name="uncovered").nik)
    other = line_of(offices, somebody(offices, active=True, segment="PPU").nik)
    contract = make_contract(offices.users["dinkes"], year=2025, headcount_from=date(2025, 1, 1))
    for line in (paid, without):
        Reservation.objects.create(
            contract=contract, line=line, people=1, from_month=date(2025, 6, 1), rupiah=7 * 37_800
        )
    told = prove()
    assert (told.active, told.removed) == (1, 0)
    states = {one.pk: (one.state, one.open) for one in ProposalLine.unscoped.all()}
    assert states == {paid.pk: ("active", False), without.pk: ("accepted", True), other.pk: ("accepted", True)}
    assert set(Reservation.objects.values_list("line_id", "state")) == {(paid.pk, "proved"), (without.pk, "held")}
    step = ProposalStep.unscoped.get(line=paid)
    assert (step.step, step.state_after, step.user_id) == ("file", "active", None)
    with offices.doing("dinsos") as (_, shown):
        cards = sum(one or 0 for one in shown.rows(Person).values_list("pemda_card_count", flat=True))
    held = Contract.objects.get()
    assert (held.headcount, held.headcount_from) == (cards, date(2025, 5, 1))
    assert prove().active == 0


def test_a_removal_is_done_when_the_file_no_longer_holds_the_card(offices):
    gone = line_of(offices, somebody(offices, class_name="uncovered").nik, "remove")
    still = line_of(offices, somebody(offices, pemda_card_count__gt=0).nik, "remove")
    assert prove().removed == 1
    assert ProposalLine.unscoped.get(pk=gone.pk).state == "removed"
    assert ProposalLine.unscoped.get(pk=still.pk).state == "accepted"


def test_who_is_covered_again_is_closed_on_the_triage_list(offices):
    held = TriageList.unscoped.create(
        area_code=CITY, sha256="1" * 64, name="x", row_count=2, run_id="x", user=offices.users["dinsos"]
    )
    for place, wanted in enumerate(({"active": True}, {"class_name": "uncovered"}), 1):
        TriageLine.unscoped.create(
            list=held, area_code=CITY, row_number=place, nik=somebody(offices, **wanted).nik, way="reactivate"
        )
    assert prove().triage == 1
    assert list(TriageLine.unscoped.order_by("row_number").values_list("progress", "outcome")) == [
        ("closed", "active"),
        ("open", ""),
    ]


def test_a_berita_acara_lists_what_bpjs_accepted_in_those_days_for_two_to_sign(offices):
    line = line_of(offices, somebody(offices, class_name="uncovered").nik)
    head = {"signer_title": "Kepala Dinas", "signer_name": "Contoh", "number": "", "dated_on": None}
    today = timezone.localdate()
    with offices.doing("dinkes") as (scope, _), pytest.raises(Refusal):
        make_minutes(scope, today, today, head)
    ProposalStep.unscoped.create(
        line=line, area_code=CITY, step="reply", deed="done", state_before="exported", state_after="accepted",
        organisation="BPJS", since=timezone.now(), at=timezone.now(),
    )  # fmt: skip
    with offices.doing("dinkes") as (scope, _):
        made = make_minutes(scope, today, today, head)
    content = content_of(made, list(made.rows.all()), whole=False)
    assert (made.paper, made.line_count, len(content["signers"])) == ("minutes", 1, 2)
    assert content["title"].startswith("BERITA ACARA")
    assert content["draft"] == "DRAF, BELUM BERNOMOR"
    assert ProposalLine.unscoped.get(pk=line.pk).state == "accepted"
