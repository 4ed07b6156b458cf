"""Compliance cases: the ladder across Idul Fitri, who may do what, taking back, closing."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.casework.actions import compliance
from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmAct
from semesta.web.casework.queries.employers import firm_id_of
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import AuditEntry, Membership
from semesta.web.core.published.tables.models import EmployerWork
from tests.web.case_samples import EVERYWHERE
from tests.web.firm_samples import DAYS, PDF, climb, firms_of, now_of, post, put_compliance
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
BOARD = "/badan-usaha/papan/"
RUNS_OUT = {
    "imbauan": date(2025, 4, 9), "teguran_1": date(2025, 4, 25), "teguran_2": date(2025, 5, 15),
    "denda": date(2025, 6, 14), "tmp2t": None,
}  # fmt: skip


@pytest.fixture(autouse=True)
def everywhere(city):
    """What the tests themselves look at they see as the tables' owner would; requests set their own scope."""
    with acting(EVERYWHERE):
        yield


def test_a_candidate_becomes_a_case_and_stays_one(city):
    firms = firms_of(city)
    client = city.client("disnaker")
    page = client.post("/badan-usaha/buka/", {"firm": firms[0].firm_id}, follow=True)
    case = ComplianceCase.unscoped.get()
    assert page.redirect_chain[-1][0] == f"/badan-usaha/kasus/{case.pk}/"
    assert (case.firm_key, case.finding, case.step, case.is_open) == (firms[0].firm_key, firms[0].finding, "", True)
    assert case.firm_id == firm_id_of(str(firms[0].firm_key))
    assert [step.act for step in ComplianceStep.unscoped.all()] == ["opened"]
    again = client.post("/badan-usaha/buka/", {"firm": firms[0].firm_id}, follow=True)
    assert "sudah" in str(next(iter(again.context["messages"])))
    # with the city itself among those picked, the others get their cases and it gets none
    with looking(city.scope("bpjs")) as shown:
        picked = [firm.firm_id for firm in shown.rows(EmployerWork)]
    page = client.post("/badan-usaha/buka/", {"firm": picked}, follow=True)
    assert page.redirect_chain[-1][0] == BOARD
    assert ComplianceCase.unscoped.count() == len(firms) == len(picked) - 1
    # the list of candidates now tells of the case
    rows = {row.value: row for row in client.get("/badan-usaha/").context["table"].rows}
    assert rows[firms[0].firm_id].cells[2].value == "Belum ada surat"
    assert client.post("/badan-usaha/buka/", {"firm": "0" * 16}, follow=True).redirect_chain[-1][0] == "/badan-usaha/"


def test_many_at_once_and_none_outside_the_scope(city):
    def listed(number, area):
        return EmployerWork(
            work_order=number, area_code=area, firm_id=firm_id_of(f"F{number}"), firm_key=f"F{number}", finding="PWBD"
        )

    scope = city.scope("bpjs")
    with acting(acting_of(scope)), looking(scope) as shown:
        made = compliance.open_cases(shown, scope, [listed(number, "16.71.04") for number in range(120)])
        assert [case.firm_key for case in made] == [f"F{number}" for number in range(120)]
        with pytest.raises(PermissionError):
            compliance.open_cases(shown, scope, [listed(500, "16.72")])
    assert ComplianceCase.unscoped.count() == 120


def test_the_city_itself_gets_no_ladder(city):
    with looking(city.scope("bpjs")) as shown:
        own = shown.rows(EmployerWork).filter(firm_key="PEMDA").first()
    answer = city.client("bpjs").post("/badan-usaha/buka/", {"firm": own.firm_id}, follow=True)
    assert "selain penyelenggara negara" in str(next(iter(answer.context["messages"])))
    assert not ComplianceCase.unscoped.exists()
    page = city.client("bpjs").get(f"/badan-usaha/{own.firm_id}/")
    assert page.context["is_city"]
    assert not page.context["may_open"]


def test_the_ladder_across_idul_fitri_step_by_step(city):
    case = put_compliance(city.area)
    client = city.client("bpjs")
    for step, day in RUNS_OUT.items():
        more = {"rupiah": 12_500_000} if step == "denda" else {}
        assert post(client, case, step, **more) == ["Tersimpan."]
        now = now_of(case)
        assert (now.step, f"{now.step_on:%Y-%m-%d}", now.due_on) == (step, DAYS[step], day)
        following = {"imbauan": date(2025, 4, 10), "teguran_1": date(2025, 4, 28), "teguran_2": date(2025, 5, 16),
                     "denda": date(2025, 6, 15), "tmp2t": None}  # fmt: skip
        assert now.next_on == following[step]
    assert now.sanction == "proposed"
    page = client.get(f"/badan-usaha/kasus/{case.pk}/")
    assert page.context["fine"] == {"due": 12_500_000, "month": 12_500}  # 12,500,000 * 0.001


def test_a_step_too_early_or_out_of_turn_is_refused_and_nothing_is_written(city):
    case = put_compliance(city.area)
    client = city.client("bpjs")
    assert "langkah berikutnya" in post(client, case, "teguran_1")[0]
    climb(city, case, "imbauan")
    assert "mulai 10 April 2025" in post(client, case, "teguran_1", on="2025-04-09")[0].replace("\xa0", " ")
    assert "langkah berikutnya" in post(client, case, "imbauan")[0]
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"
    assert "belum" in post(client, case, "teguran_1", on=tomorrow)[0]
    assert [step.act for step in ComplianceStep.unscoped.filter(case=case)] == ["imbauan"]
    climb_on = {step: DAYS[step] for step in ("teguran_1", "teguran_2")}
    for step in climb_on:
        assert post(client, case, step) == ["Tersimpan."]
    # a fine without the contributions due comes back with its field marked
    answer = client.post(
        f"/badan-usaha/kasus/{case.pk}/tindakan/",
        {"do": "denda", "version": now_of(case).version, "on": DAYS["denda"], "note": ""},
    )
    assert answer.status_code == 422
    assert now_of(case).step == "teguran_2"


def test_a_step_that_was_lawful_when_it_was_written_stands_when_holidays_become_known_later(city):
    case = put_compliance(city.area)
    climb(city, case, "imbauan")
    # written when 8 April was still thought to be the last day
    ComplianceStep.unscoped.create(
        case=case, area_code=case.area_code, act="teguran_1", on=date(2025, 4, 9), at=timezone.now()
    )
    page = city.client("bpjs").get(f"/badan-usaha/kasus/{case.pk}/")
    assert page.status_code == 200
    # 9 April + 10 working days: 10, 11, 14 to 17 (6), 18 Good Friday, 21 to 24 (10)
    assert page.context["clock"]["due"] == date(2025, 4, 24)
    assert post(city.client("bpjs"), case, "teguran_2") == ["Tersimpan."]


def test_two_at_once_the_second_is_told_and_writes_nothing(city):
    case = put_compliance(city.area)
    assert post(city.client("bpjs"), case, "imbauan") == ["Tersimpan."]
    (said,) = post(city.client("bpjs"), case, "teguran_1", version=1)
    assert "mengubah kasus ini" in said
    assert now_of(case).step == "imbauan"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("bpjs", {"imbauan", "visit", "handed", "close"}), ("disnaker", {"visit"}), ("dpmptsp", set()),
        ("kejari", set()), ("coordinator", set()), ("auditor", set()),
    ],
)  # fmt: skip
def test_each_office_does_its_own_acts(city, role, allowed):
    for act in ("imbauan", "visit", "handed", "close", "imposed", "returned"):
        case = put_compliance(city.area, firm_key=f"{role}-{act}")
        if act in {"visit", "handed"}:
            climb(city, case, "imbauan")
        more = {"reason": "shut", "note": "tutup"} if act == "close" else {}
        said = post(city.client(role), case, act, **more)
        if act in allowed:
            assert said == ["Tersimpan."]
        elif act in {"imposed", "returned"} and role in {"dpmptsp", "kejari"} and said != 403:
            assert "Tersimpan." not in said  # theirs, but nothing waits for it
        else:
            assert said == 403


def test_dpmptsp_decides_on_what_another_person_of_another_office_proposed(city):
    case = put_compliance(city.area)
    climb(city, case, "tmp2t")
    proposer = city.users["bpjs"]
    with acting(Acting(purpose="tests")):  # the same person gets the other post as well
        Membership.objects.create(
            user=proposer, role="dpmptsp", organisation=city.offices["dpmptsp"], area_code=city.area
        )
    both = city.client("bpjs")
    session = both.session
    session["post"] = f"dpmptsp:{city.offices['dpmptsp'].pk}"
    session.save()
    assert "orang lain" in post(both, case, "imposed")[0]
    assert post(city.client("dpmptsp"), case, "imposed", on="2025-06-14") != ["Tersimpan."]  # before the proposal
    assert post(city.client("dpmptsp"), case, "imposed") == ["Tersimpan."]
    assert now_of(case).sanction == "imposed"
    assert post(city.client("dpmptsp"), case, "declined") != ["Tersimpan."]
    assert post(city.client("dpmptsp"), case, "lifted", on="2025-07-20") == ["Tersimpan."]
    assert now_of(case).sanction == "lifted"


def test_the_prosecutor_gets_a_case_and_gives_it_back_with_what_was_recovered(city):
    case = put_compliance(city.area)
    climb(city, case, "teguran_2")
    assert post(city.client("bpjs"), case, "handed", note="SKK 12/2025") == ["Tersimpan."]
    assert now_of(case).recovery == "handed"
    assert [row.cells[0].value for row in city.client("kejari").get(BOARD).context["table"].rows] == ["PT MAWAR"]
    assert post(city.client("kejari"), case, "returned", rupiah=8_000_000, on="2025-07-01") == ["Tersimpan."]
    assert ComplianceStep.unscoped.get(act="returned").rupiah == 8_000_000
    assert now_of(case).recovery == "returned"


def test_the_last_act_is_taken_back_with_a_reason_and_both_stay_on_record(city):
    case = put_compliance(city.area)
    climb(city, case, "teguran_1")
    client = city.client("bpjs")
    assert post(city.client("disnaker"), case, "take_back", note="salah") == 403
    assert client.post(
        f"/badan-usaha/kasus/{case.pk}/tindakan/", {"do": "take_back", "version": now_of(case).version, "note": ""}
    ).status_code == 422  # fmt: skip
    assert post(client, case, "take_back", note="Salah tanggal") == ["Tersimpan."]
    now = now_of(case)
    assert (now.step, now.due_on, now.next_on) == ("imbauan", date(2025, 4, 9), date(2025, 4, 10))
    assert post(client, case, "teguran_1", on="2025-04-11") == ["Tersimpan."]
    acts = [(step.act, step.undoes_id is not None) for step in ComplianceStep.unscoped.filter(case=case)]
    assert acts == [("imbauan", False), ("teguran_1", False), ("taken_back", True), ("teguran_1", False)]


def test_an_act_that_was_written_is_never_changed(city):
    case = put_compliance(city.area)
    climb(city, case, "imbauan")
    for change in (lambda rows: rows.update(note="lain"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic(), acting(acting_of(city.scope("bpjs"))):
            change(ComplianceStep.unscoped.filter(case=case))


def test_a_case_is_closed_for_a_reason_and_opened_again_where_it_stood(city):
    case = put_compliance(city.area)
    climb(city, case, "imbauan")
    client = city.client("bpjs")
    assert post(client, case, "close", reason="shut", note="Kantor kosong") == ["Tersimpan."]
    assert (now_of(case).is_open, now_of(case).closed_reason) == (False, "shut")
    assert post(client, case, "teguran_1") != ["Tersimpan."]
    assert post(client, case, "reopen", note="Buka lagi") == ["Tersimpan."]
    assert (now_of(case).is_open, now_of(case).step) == (True, "imbauan")
    # nobody says that a firm complies: that a file does
    answer = client.post(
        f"/badan-usaha/kasus/{case.pk}/tindakan/",
        {"do": "close", "version": now_of(case).version, "reason": "settled", "note": "x"},
    )
    assert answer.status_code == 422


def test_one_firm_has_one_open_case(city):
    (firm, *_) = firms_of(city)
    with acting(acting_of(city.scope("bpjs"))), looking(city.scope("bpjs")) as shown:
        assert len(compliance.open_cases(shown, city.scope("bpjs"), [firm])) == 1
        assert compliance.open_cases(shown, city.scope("bpjs"), [firm]) == []
    case = ComplianceCase.unscoped.get()
    client = city.client("bpjs")
    post(client, case, "close", reason="mistake", note="keliru")
    client.post("/badan-usaha/buka/", {"firm": firm.firm_id}, follow=True)
    assert ComplianceCase.unscoped.count() == 2
    assert "kasus lain" in post(client, case, "reopen", note="lagi")[0]


def test_a_receipt_comes_with_an_act_and_leaves_a_trace_when_taken(city):
    case = put_compliance(city.area)
    file = SimpleUploadedFile("tanda terima.pdf", PDF, "application/pdf")
    assert post(city.client("bpjs"), case, "imbauan", paper=file) == ["Tersimpan."]
    step = ComplianceStep.unscoped.get(act="imbauan")
    assert (step.paper_name, step.size, step.sha256) == ("tanda terima.pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    answer = city.client("disnaker").get(f"/badan-usaha/kertas/{step.pk}/")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert AuditEntry.objects.filter(about="paper of a firm taken", key=str(case.pk)).count() == 1
    bad = SimpleUploadedFile("x.pdf", b"no pdf", "application/pdf")
    (said,) = post(city.client("bpjs"), case, "teguran_1", paper=bad)
    assert "PDF, JPG" in said
    assert now_of(case).step == "imbauan"


def test_a_day_ahead_is_refused_by_the_action_itself(city):
    case = put_compliance(city.area)
    ahead = compliance.Said(timezone.localdate() + timedelta(days=1))
    with pytest.raises(Fault), acting(acting_of(city.scope("bpjs"))):
        compliance.act_on(city.scope("bpjs"), case.pk, 1, FirmAct.IMBAUAN, ahead)
