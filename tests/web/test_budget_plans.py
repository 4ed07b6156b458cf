"""Plans of the budget desk: asked by a form, answered by a job, kept with question and run."""

import re
import shutil
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from semesta.flow.plan_question import answer, question_of
from semesta.flow.plan_tables import tables_of
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.casework.actions.budget import ask_plan, keep_answer, stop_plan
from semesta.web.casework.models import BudgetPlan
from semesta.web.core.acting import acting, acting_of
from semesta.web.desks.budget.plan_drawn import months_table
from tests.web.budget_samples import QUESTION, put_plan
from tests.web.runs_samples import work_off

# As the tables' owner, as a worker is; that pages hold to areas as the application's role is test_every_page.py's.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
AREA = "16.71"
RULES = load_rules()


def text_of(reply) -> str:
    """What a reader sees: tags gone, blanks as one."""
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", reply.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


@contextmanager
def as_scope(scope):
    with acting(acting_of(scope)):
        yield scope


@pytest.fixture
def run_of_city(city_home, shown_city):
    """The published run's folder in the home of the application."""
    from semesta.flow.publish import published_run

    run = published_run(city_home)
    place = Path(settings.SEMESTA_HOME) / "runs" / run.name
    if not (place / "3_status").exists():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(run, place)
    return run


def asked_plan(city, run, question=QUESTION, role="coordinator"):
    with as_scope(city.scope(role)) as scope:
        return ask_plan(scope, run.name, question, "Coba", timezone.now())


def test_a_plan_is_answered_by_a_job_and_kept_with_its_question_and_run(city, run_of_city):
    plan = asked_plan(city, run_of_city)
    assert plan.job.state == "waiting"
    work_off()
    kept_plan = BudgetPlan.unscoped.get(pk=plan.pk)
    again = tables_of(answer(run_of_city, question_of(kept_plan.question), RULES))
    assert kept_plan.result == again  # the same question to the same run gives the same answer
    assert (kept_plan.run_id, kept_plan.rules_sha256) == (run_of_city.name, RULES.fingerprint)
    starts = sum(one["people"] for one in again["starts"])
    assert starts == sum(sum(one["routes"].values()) for one in again["villages"])
    assert starts == sum(people for _decile, people in again["deciles"])
    assert sum(one["rupiah"] for one in again["months"]) == again["cost"]


def test_an_answer_is_never_changed(city, run_of_city):
    plan = asked_plan(city, run_of_city)
    work_off()
    held = BudgetPlan.unscoped.get(pk=plan.pk).result_sha256
    with as_scope(city.scope("coordinator")):
        keep_answer(plan.pk, {"months": []}, "0" * 64, timezone.now())
        assert BudgetPlan.unscoped.get(pk=plan.pk).result_sha256 == held
        with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
            BudgetPlan.unscoped.filter(pk=plan.pk).update(title="lain")


def test_the_page_of_a_plan_shows_the_answer_and_how_to_ask_it_again(city, run_of_city):
    plan = asked_plan(city, run_of_city)
    url = reverse("budget_plan", args=[plan.pk])
    waiting = city.client("coordinator").get(url)
    assert 'hx-get="' in waiting.content.decode()
    work_off()
    reply = city.client("auditor").get(url)
    said, held = text_of(reply), BudgetPlan.unscoped.get(pk=plan.pk)
    for sentence in held.result["sentences"]["id"]:
        assert re.sub(r"\s+", " ", sentence) in said
    command = f"semesta plan --home HOME --run {run_of_city.name} --rupiah 2000000000 --until 2025-12-01"
    assert f"{command} --route apbd_quota=300 --points 1 --points 2" in said
    progress = city.client("auditor").get(f"{url}kemajuan/", HTTP_HX_REQUEST="true")
    assert progress.headers["HX-Refresh"] == "true"
    with translation.override("en"):
        assert months_table(held.result).total[1] == sum(one["people"] for one in held.result["starts"])


def test_an_award_that_nobody_announced_is_a_fault_and_is_not_asked(city, run_of_city):
    question = question_of({**QUESTION.to_json(), "award": "utama:2025"})
    with pytest.raises(Fault, match="2024, 2026"):
        asked_plan(city, run_of_city, question)
    assert not BudgetPlan.unscoped.exists()


def test_a_run_whose_folder_is_gone_is_told_and_not_asked(city, run_of_city):
    with as_scope(city.scope("coordinator")) as scope, pytest.raises(Fault, match="sudah tidak ada"):
        ask_plan(scope, "2024-01-hilang", QUESTION, "", timezone.now())
    assert not BudgetPlan.unscoped.exists()


def test_the_form_asks_what_was_typed(city, run_of_city):
    client = city.client("finance")
    sent = {
        "rupiah": "2.000.000.000", "until": "2025-12", "aim": "madya:2026", "village_share": "50", "urgent_first": "on",
        "apbd_quota.people": "300", "pbi_reactivation.people": "20", "pbi_reactivation.share": "60,5", "title": "Madya",
    }  # fmt: skip
    reply = client.post(reverse("budget_plans"), sent)
    plan = BudgetPlan.unscoped.get()
    assert reply.headers["Location"] == reverse("budget_plan", args=[plan.pk])
    assert plan.question == {
        "rupiah": 2_000_000_000, "until": "2025-12-01", "award": "madya:2026", "coverage": None, "activity": None,
        "routes": {"apbd_quota": [300, 1.0], "pbi_reactivation": [20, 0.605]}, "village_share": 0.5,
        "poorest_first": False, "urgent_first": True, "points": [],
    }  # fmt: skip
    again = client.get(reverse("budget_plans"), {"seperti": plan.pk}).content.decode()
    assert 'value="60,5"' in again
    assert '<option value="madya:2026" selected>' in again


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"rupiah": "5"}, "Bidang ini"), ({"rupiah": "5", "until": "2025-01"}, "Pilih salah satu"),
        ({"rupiah": "5", "until": "2025-12", "aim": "own"}, "Isi paling sedikit satu persentase"),
        ({"rupiah": "5", "until": "2025-12", "activity": "90"}, "Persentase sendiri hanya berlaku"),
        ({"rupiah": "5", "until": "2025-12", "rehab.share": "50"}, "Sebut berapa orang per bulan"),
        ({"rupiah": "5", "until": "2025-12", "aim": "own", "activity": "190"}, "Antara 0 dan 100"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_is_not_asked(city, shown_city, sent, said):
    assert said in text_of(city.client("finance").post(reverse("budget_plans"), sent))
    assert not BudgetPlan.unscoped.exists()


def test_a_plan_is_stopped_by_who_may_and_seen_only_within_the_area(city, other_city):
    plan = put_plan(AREA, city.users["coordinator"])
    with as_scope(city.scope("auditor")) as scope, pytest.raises(PermissionDenied):
        stop_plan(scope, plan, timezone.now())
    assert city.client("finance").post(reverse("budget_plan_stop", args=[plan.pk])).status_code == 302
    assert BudgetPlan.unscoped.get(pk=plan.pk).job.state == "cancelled"
    assert other_city.client("coordinator").get(reverse("budget_plan", args=[plan.pk])).status_code == 404


def test_plans_stand_side_by_side(city, run_of_city):
    first = asked_plan(city, run_of_city)
    second = asked_plan(city, run_of_city, question_of({**QUESTION.to_json(), "rupiah": 50_000_000}))
    work_off()
    said = text_of(city.client("auditor").get(reverse("budget_compare"), {"rencana": [first.pk, second.pk]}))
    assert "Dana berbeda Rp 2.000.000.000 Rp 50.000.000" in said
    assert f"Proses {run_of_city.name} {run_of_city.name}" in said
    assert "Pilih paling sedikit dua" in text_of(city.client("auditor").get(reverse("budget_compare")))
