"""A question to the optimiser with a job that waits, and the values of a sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from semesta.flow.plan_question import Question
from semesta.web.casework.actions.budget import PLAN
from semesta.web.casework.models import BudgetPlan
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.jobs.models import Job
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

QUESTION = Question(2_000_000_000, date(2025, 12, 1), routes={"apbd_quota": (300, 1.0)}, points=(1.0, 2.0))
SHEET: dict[str, Any] = {
    "sources.1": {"name": "apbd", "rupiah": 70_000_000_000},
    "sources.2": {"name": "pajak_rokok", "rupiah": 15_000_000_000, "from": "2026-04"},
    "people.pbpu_pemda": 200_000, "people.mandiri_class3_active": 90_000, "people.active": 1_550_055,
    "wage_rupiah.pemda": 900_000_000_000, "budgeted.employer_4_percent": 36_000_000_000,
    "budgeted.pbpu_pemda": 84_000_000_000, "evidence.pbpu_pemda": "DPA Dinkes 1.02.02",
    "pajak_rokok.realised_rupiah": 40_000_000_000, "pajak_rokok.jkn_budget_rupiah": 14_000_000_000,
    "pajak_rokok.agreement_on": "2026-01-20", "papers.apbd.number": "7 Tahun 2025", "papers.apbd.on": "2025-11-28",
    "history.2025.budget": 90_000_000_000, "history.2025.realised": 84_000_000_000,
    "heads.2025-11": 199_000, "heads.2025-12": 199_500, "heads.2026-01": 200_000, "heads.2026-02": 201_000,
}  # fmt: skip


def put_plan(area: str, user: Any, title: str = "") -> BudgetPlan:
    """A plan that nobody answered yet."""
    now = timezone.now()
    scope = Scope(user.pk, ROLES["coordinator"], 1, "Kantor mawar", (area,))
    with acting(acting_of(scope) if area else Acting(purpose="tests")):
        job = Job.unscoped.create(
            kind=PLAN, asked={}, area_code=area, asked_at=now, not_before=now, organisation="Kantor mawar",
            asked_by=user.pk,
        )  # fmt: skip
        made: BudgetPlan = BudgetPlan.unscoped.create(
            area_code=area, run_id="2025-05-contoh", question=QUESTION.to_json(), title=title, asked_by=user,
            organisation="Kantor mawar", asked_at=now, job=job,
        )  # fmt: skip
    return made
