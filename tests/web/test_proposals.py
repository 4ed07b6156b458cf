"""Proposals: checks before sending, steps with separation of duties, answers, proof; on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from semesta.terms.start_date import start_on
from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.actions import proposals as making
from semesta.web.casework.actions.bpjs_files import bytes_of, import_answers, make_file, name_text, reopen
from semesta.web.casework.actions.decrees import make_decree, revise
from semesta.web.casework.models import (
    BpjsAnswer,
    Contract,
    DecreeLine,
    HealthGround,
    ProposalLine,
    ProposalStep,
    Reservation,
)
from semesta.web.casework.queries.bpjs import texts
from semesta.web.casework.queries.waiting import criteria, places
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.models import AuditEntry
from tests.web.proposal_city import without_cover
from tests.web.proposal_steps import HEAD, decided, exported, line_of, propose, sent, somebody, states, verified

pytestmark = pytest.mark.django_db


def test_from_kelurahan_to_bpjs_and_back_with_a_reason(offices):
    ids = sent(offices, 4)
    with offices.doing("dinsos") as (scope, shown):
        back = steps.give_back(scope, ids[:1], "KK tidak terbaca")
        assert back.done == ids[:1]
        assert steps.verify(scope, shown, ids[1:]).done == ids[1:]
    assert states(ids) == ["returned", "verified", "verified", "verified"]
    with offices.doing("lurah") as (scope, shown):
        assert ProposalLine.objects.within(scope).get(pk=ids[0]).reason == "KK tidak terbaca"
        assert steps.send(scope, shown, ids[:1]).done == ids[:1]
    with offices.doing("dinkes") as (scope, shown):
        assert steps.decide(scope, shown, ids[1:]).done == ids[1:]
    with offices.doing("dinkes2") as (scope, _):
        decree, moved = make_decree(scope, ids[1:], HEAD)
        assert (moved.done and sorted(moved.done), decree.line_count) == (ids[1:], 3)
    with offices.doing("dinkes") as (scope, shown):
        _file, _ = make_file(scope, shown, ids[1:], "registrasi_34", timezone.localdate(), "")
    lines = {number: ProposalLine.unscoped.get(pk=number) for number in ids}
    answer = "NIK;NAMA;HASIL;ALASAN;NO KARTU;TMT\n"
    answer += f"{lines[ids[1]].nik};A;BERHASIL;;0001100000066;01-06-2025\n"
    answer += f"{lines[ids[2]].nik};B;GAGAL;NIK tidak ditemukan  di Dukcapil;;\n"
    answer += f"{lines[ids[3]].nik};C;PENDING;menunggu;;\n1671014508909999;D;BERHASIL;;;\n"
    with offices.doing("bpjs") as (scope, _):
        taken, fresh = import_answers(scope, "jawaban.csv", answer.encode())
        assert (fresh, taken.accepted, taken.rejected, taken.unknown, taken.not_ours) == (True, 1, 1, 1, 1)
    assert states(ids) == ["sent", "accepted", "rejected", "exported"]
    with offices.doing("bpjs") as (scope, _):
        again, fresh = import_answers(scope, "lain.csv", answer.encode())
        assert (again.pk, fresh) == (taken.pk, False)
    assert BpjsAnswer.unscoped.count() == 3
    assert ProposalLine.unscoped.get(pk=ids[1]).start_on == date(2025, 6, 1)
    with offices.doing("lurah") as (scope, _):
        told = ProposalLine.objects.within(scope).get(pk=ids[2])
        assert told.reason == "NIK tidak ditemukan di Dukcapil"
        reopen(scope, told)
    assert states(ids)[2] == "returned"


def test_an_unknown_text_stays_unknown_until_somebody_names_it(offices):
    ids, _ = exported(offices, 1)
    nik = ProposalLine.unscoped.get(pk=ids[0]).nik
    with offices.doing("bpjs") as (scope, _):
        import_answers(
            scope,
            "x.csv",
            f"NIK;NAMA;HASIL;ALASAN\n{nik};A;GAGAL;Data Sdh Ada!\n{nik};A;GAGAL;Data Sdh Ada!\n".encode(),
        )
        assert [(row["text"], row["check"], row["count"]) for row in texts(scope)] == [("Data Sdh Ada!", "", 1)]
        name_text(scope, "data sdh ada", "already_active")
        assert texts(scope)[0]["check"] == "already_active"
        name_text(scope, "data sdh ada", "")
        assert texts(scope)[0]["check"] == ""


def test_the_same_user_never_does_two_steps_in_a_row(offices):
    ids = decided(offices, 2)
    with offices.doing("dinkes") as (scope, shown):
        decree, moved = make_decree(scope, ids, HEAD)
        assert (decree, moved.own_step_before) == (None, ids)
    with offices.doing("dinkes2") as (scope, _):
        make_decree(scope, ids, HEAD)
    with offices.doing("dinkes2") as (scope, shown):
        file, moved = make_file(scope, shown, ids, "registrasi_34", timezone.localdate(), "")
        assert (file, moved.own_step_before) == (None, ids)
    with offices.doing("dinkes") as (scope, shown):
        make_file(scope, shown, ids, "registrasi_34", timezone.localdate(), "")
    nik = ProposalLine.unscoped.get(pk=ids[0]).nik
    with pytest.raises(Refusal, match=r"rekan"), offices.doing("dinkes") as (scope, _):
        import_answers(scope, "x.csv", f"NIK;NAMA;HASIL\n{nik};A;BERHASIL\n{nik};A;BERHASIL\n".encode())
    for number in ids:
        doers = list(ProposalStep.unscoped.filter(line=number).values_list("user_id", flat=True))
        assert all(one != two for one, two in pairwise(doers))
        assert len(doers) == 5


def test_who_verifies_may_not_be_who_sent(offices):
    _, ids = propose(offices, 1)
    with offices.doing("dinsos") as (scope, shown):
        assert steps.send(scope, shown, ids).done == ids
        assert steps.verify(scope, shown, ids).own_step_before == ids
        assert steps.give_back(scope, ids, "x").own_step_before == ids


def test_a_role_without_the_permission_moves_nothing(offices):
    ids = sent(offices, 1)
    with offices.doing("lurah") as (scope, shown):
        for deed in (steps.verify, steps.decide):
            with pytest.raises(Refusal):
                deed(scope, shown, ids)
        assert steps.decline(scope, ids, "x").not_here == ids
    assert states(ids) == ["sent"]


def test_papers_are_asked_for_by_step_and_kind(offices):
    people = without_cover(offices.scope("lurah"), 1)
    with offices.doing("lurah") as (scope, shown):
        proposal = making.make_proposal(scope, "care", offices.village)
        making.add_people(scope, shown, proposal, [people[0].person_id])
        ids = list(proposal.lines.values_list("pk", flat=True))
        making.note_family_papers(scope, proposal, ["ktp", "kk", "sktm"])
        assert steps.send(scope, shown, ids).papers_missing == ids
        line = making.held_line(scope, proposal.lines.get().public_id)
        making.note_document(scope, line, "care_letter", "RS-1", timezone.localdate())
        assert steps.send(scope, shown, ids).done == ids
    with offices.doing("dinsos") as (scope, shown):
        assert steps.verify(scope, shown, ids).papers_missing == ids


def test_a_reason_is_asked_for_and_a_line_changed_meanwhile_is_seen(offices):
    ids = sent(offices, 1)
    line = ProposalLine.unscoped.get(pk=ids[0])
    with offices.doing("dinsos") as (scope, _), pytest.raises(Refusal, match="alasan"):
        steps.give_back(scope, ids, "  ")
    with offices.doing("dinsos") as (scope, _), pytest.raises(ChangedMeanwhile):
        making.held_line(scope, line.public_id, version=line.version - 1)


def test_another_kelurahan_sees_and_moves_nothing(offices):
    ids = sent(offices, 1)
    with offices.doing("lurah", "16.72.01.1001") as (scope, _shown):
        assert not ProposalLine.objects.within(scope).exists()
        assert steps.withdraw(scope, ids, "x").not_here == ids


def test_clocks_follow_the_source_and_the_citys_own_promise(offices):
    from semesta.web.casework.actions.quota import choose_flow

    with offices.doing("dinkes") as (scope, _):
        choose_flow(scope, "add", "A", timezone.localdate(), {"verify": 3})
        with pytest.raises(Refusal):
            choose_flow(scope, "add", "C", timezone.localdate(), {})
    ids = sent(offices, 1)
    line = ProposalLine.unscoped.get(pk=ids[0])
    day, left = timezone.localdate(), 3
    while left:  # three working days
        day += timedelta(days=1)
        left -= day.weekday() < 5
    assert timezone.localdate(line.due_at) == day
    with offices.doing("dinsos") as (scope, shown):
        steps.verify(scope, shown, ids)
    step = ProposalStep.unscoped.filter(line=ids[0], step="verify").get()
    assert (step.due_at, step.organisation) == (line.due_at, "Dinas Sosial Uji")


# -- removals


def test_a_removal_needs_evidence_and_two_people(offices):
    paid = somebody(offices, "lurah", active=True, paid_by_city=True, register_status="LIVING")
    with offices.doing("lurah") as (scope, shown):
        proposal = making.make_proposal(scope, "remove", offices.village)
        making.add_people(scope, shown, proposal, [paid.person_id])
        ids = list(proposal.lines.values_list("pk", flat=True))
        assert steps.send(scope, shown, ids).blocked == ids
        assert "no_evidence" in proposal.lines.get().findings
        line = making.held_line(scope, proposal.lines.get().public_id)
        with pytest.raises(Refusal):
            making.note_document(scope, line, "removal_proof", "  ", None)
        making.note_document(scope, line, "removal_proof", "AKTA-12/2025", timezone.localdate())
        assert steps.send(scope, shown, ids).done == ids
    with offices.doing("dinsos") as (scope, shown):
        steps.verify(scope, shown, ids)
    with offices.doing("dinkes") as (scope, shown):
        assert steps.decide(scope, shown, ids).done == ids
    assert Reservation.objects.count() == 0  # a place is free when the file shows it


def test_the_register_itself_may_be_the_evidence(offices):
    dead = somebody(offices, register_status="DEAD", pemda_card_count__gt=0)
    if dead is None:
        dead = somebody(offices, class_name="moved_but_member", pemda_card_count__gt=0)
    line = line_of(offices, "dinsos", nik=dead.nik, kind="remove")
    assert "no_evidence" not in line.findings
    assert not line.blocked


# -- waiting list


def test_the_order_is_told_in_words_and_health_only_to_those_who_may_see_it(offices):
    ids = verified(offices, 4)
    ProposalLine.unscoped.filter(pk=ids[0]).update(decile=4)
    ProposalLine.unscoped.filter(pk=ids[1]).update(decile=1)
    ProposalLine.unscoped.filter(pk=ids[2]).update(decile=1, completes_family=True)
    ProposalLine.unscoped.filter(pk=ids[3]).update(decile=None)
    ProposalLine.unscoped.filter(pk__in=ids).update(deadline_on=None, birth_on=date(1980, 1, 1))
    ill = ProposalLine.unscoped.get(pk=ids[3])
    with offices.doing("dinkes") as (scope, _):
        making.set_health(scope, ill, "catastrophic")
        assert [place.line.pk for place in places(scope, 0, 9)] == [ids[3], ids[2], ids[1], ids[0]]
        assert places(scope, 0, 1)[0].reasons[0] == "penyakit katastropik atau sedang dirawat"
        assert [place.line.pk for place in places(scope, 0, 9)] == [place.line.pk for place in places(scope, 0, 9)]
    with offices.doing("dinsos") as (scope, _):
        assert "health" not in criteria(scope)
        assert [place.line.pk for place in places(scope, 0, 9)] == [ids[2], ids[1], ids[0], ids[3]]
        assert not any("katastropik" in word for place in places(scope, 0, 9) for word in place.reasons)
        with pytest.raises(Refusal):
            making.set_health(scope, ill, "catastrophic")
    with offices.doing("dinkes") as (scope, shown):
        with pytest.raises(Refusal, match="orang di urutan"):
            steps.decide(scope, shown, [ids[2]])
        assert steps.decide(scope, shown, [ids[2]], "bayi kembar, rapat 3 Mei").done == [ids[2]]


# -- quota


def test_nobody_is_decided_beyond_quota_and_all_or_none(offices):
    ids = verified(offices, 4)
    Contract.objects.update(quota_people=103, headcount=100)
    with offices.doing("dinkes") as (scope, shown), pytest.raises(Refusal, match="3"):
        steps.decide(scope, shown, ids)
    assert states(ids) == ["verified"] * 4
    with offices.doing("dinkes") as (scope, shown):
        chosen = [place.line.pk for place in places(scope, 0, 3)]
        assert len(steps.decide(scope, shown, chosen).done) == 3
    left = [number for number in ids if number not in chosen]
    with offices.doing("dinkes") as (scope, shown), pytest.raises(Refusal, match="kuota"):
        steps.decide(scope, shown, left)


def test_the_money_to_december_is_counted_at_37800_a_month(offices):
    from semesta.web.casework.queries.quota import room_of, rupiah_to_december

    contract = Contract.objects.get()
    assert rupiah_to_december(date(2025, 9, 1), 2025) == 4 * (35_000 + 2_800)  # September to December
    assert rupiah_to_december(date(2026, 2, 1), 2025) == 0
    year = contract.year
    contract.budget_rupiah, contract.spent_rupiah = 12 * 100 * 37_800 + 10 * 37_800, 0
    room = room_of(contract, date(year, 12, 1))
    assert (room.free_rupiah, room.affordable, room.free, room.narrow) == (10 * 37_800, 10, 10, "money")
    room = room_of(contract, date(year, 8, 1))
    assert room.affordable == (10 * 37_800) // (5 * 37_800)
    contract.spent_rupiah, contract.spent_to_month = 6 * 100 * 37_800, date(year, 6, 1)
    assert room_of(contract, date(year, 12, 1)).free_rupiah == 10 * 37_800


def test_a_place_is_free_again_when_bpjs_says_no(offices):
    ids, _ = exported(offices, 1)
    assert Reservation.objects.get().state == "held"
    nik = ProposalLine.unscoped.get(pk=ids[0]).nik
    with offices.doing("bpjs") as (scope, _):
        import_answers(scope, "x.csv", f"NIK;NAMA;HASIL;ALASAN\n{nik};A;DITOLAK;x\n{nik};A;DITOLAK;x\n".encode())
    assert Reservation.objects.get().state == "released"


def test_cover_begins_as_the_terms_say_and_the_line_says_it_before(offices):
    ids, file = exported(offices, 1)
    today = timezone.localdate()
    expected = start_on(today, same_day=False, cut_off_day=20, inclusive=True)
    line = ProposalLine.unscoped.get(pk=ids[0])
    assert (line.start_on, file.start_on) == (expected, expected)


# -- decree and file


def test_versions_of_a_decree_stay_as_they_were(offices):
    from semesta.flow.paper import pdf
    from semesta.web.casework.queries.papers import content_of

    ids = decided(offices, 3)
    with offices.doing("dinkes2") as (scope, _):
        draft, _ = make_decree(scope, ids, HEAD)
        rows = list(DecreeLine.objects.within(scope).filter(decree=draft))
        masked = pdf("list", content_of(draft, rows, whole=False))
        assert masked == pdf("list", content_of(draft, rows, whole=False))
        assert draft.sha256 in str(content_of(draft, rows, whole=False)["foot"])
        assert all(row.nik not in str(content_of(draft, rows, whole=False)) for row in rows)
        assert all(row.nik in str(content_of(draft, rows, whole=True)) for row in rows)
    with offices.doing("dinkes2") as (scope, _):
        head = {
            "number": "12/KPTS/2025",
            "dated_on": date(2025, 5, 2),
            "signer_title": "Wali Kota",
            "signer_name": "Contoh",
        }
        signed = revise(scope, draft, head)
        assert (signed.version, signed.replaces_id, signed.line_count) == (2, draft.pk, 3)
        assert signed.sha256 != draft.sha256
        with pytest.raises(Refusal):
            revise(scope, draft, head)
    assert DecreeLine.unscoped.filter(decree=draft).count() == 3
    assert masked[:5] == b"%PDF-"


def test_the_file_for_bpjs_is_the_same_each_time(offices):
    import hashlib
    import io

    import openpyxl

    ids, file = exported(offices, 3)
    with offices.doing("dinkes") as (scope, _):
        content = bytes_of(scope, file)
    assert hashlib.sha256(content).hexdigest() == file.sha256
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    lines = [ProposalLine.unscoped.get(pk=number) for number in ids]
    assert [sheet.cell(18 + place, 3).value for place in range(3)] == [line.nik for line in lines]
    assert {sheet.cell(18 + place, 3).data_type for place in range(3)} == {"s"}


def test_health_grounds_stand_apart_from_the_line(offices):
    ids = verified(offices, 1)
    with offices.doing("dinkes") as (scope, _):
        making.set_health(scope, ProposalLine.unscoped.get(pk=ids[0]), "in_care")
        assert HealthGround.unscoped.get().ground == "in_care"
        making.set_health(scope, ProposalLine.unscoped.get(pk=ids[0]), "")
    assert not HealthGround.unscoped.exists()
    told = AuditEntry.objects.filter(about="casework_healthground").values_list("new", "old")
    assert told
    assert not any("in_care" in (text or "") for pair in told for text in pair)
    nik = ProposalLine.unscoped.get(pk=ids[0]).nik
    lines = AuditEntry.objects.filter(about="casework_proposalline")
    assert lines.exists()
    assert not any(nik in (one.new or "") + (one.old or "") for one in lines)
