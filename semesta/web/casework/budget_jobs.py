"""What workers do for the budget desk: answer a question to the optimiser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from semesta.flow.home import Home
from semesta.flow.plan_question import answer, question_of
from semesta.flow.plan_tables import tables_of
from semesta.rules.load import load_rules
from semesta.web.casework.actions.budget import PLAN, keep_answer
from semesta.web.casework.models import BudgetPlan
from semesta.web.core.acting import acting
from semesta.web.core.jobs.handlers import handler

if TYPE_CHECKING:
    from semesta.web.core.jobs.handlers import Task


@handler(PLAN, lane="plan", attempts=3)
def answer_plan(task: Task) -> dict[str, Any]:
    """The plan that was asked for has its answer; asked again it stays as it is."""
    plan = BudgetPlan.unscoped.get(pk=task.asked["plan"])
    if plan.made_at is None:
        rules, run = load_rules(), Home(Path(settings.SEMESTA_HOME)).run(plan.run_id)
        found = answer(run, question_of(plan.question), rules, task.progress)
        with acting(task.who):
            keep_answer(plan.pk, tables_of(found), rules.fingerprint, timezone.now())
    return {"plan": plan.pk}
