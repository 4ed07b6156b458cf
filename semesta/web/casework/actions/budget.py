"""All that writes the budget sheet and questions to the optimiser. A sheet is saved as the next version, never over."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from semesta.flow.home import Home
from semesta.flow.manifest import read_manifest
from semesta.flow.plan_question import aims_of
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.casework.budget_sheet import sheet_from
from semesta.web.casework.models import BudgetPlan, BudgetValue, BudgetVersion
from semesta.web.casework.queries.budget import budget_versions, kept_values, plain_values, written_values
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core.jobs import queue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from semesta.flow.plan_question import Question
    from semesta.web.core.scope import Scope

PLAN = "budget.plan"


def _must(scope: Scope, area: str) -> None:
    if not scope.may("budget.write"):
        raise PermissionDenied("budget.write")
    if not scope.covers(area):
        raise PermissionDenied("area")


def keep_sheet(
    scope: Scope, area: str, year: int, values: Mapping[str, Any], *, version: int, note: str, now: datetime
) -> BudgetVersion | None:
    """The next version with the values that differ from what stands (None: no longer told); None when none differs.

    ChangedMeanwhile when `version` (0: none yet) is not the newest; a Fault names a value that cannot be.
    """
    _must(scope, area)
    standing = plain_values(kept_values(written_values(scope, area, year)))
    newest = budget_versions(scope, area, year).values_list("number", flat=True).first() or 0
    if newest != version:
        raise ChangedMeanwhile(_("Somebody else saved the sheet meanwhile. Yours is below; compare, then save again."))
    changed = {key: value for key, value in values.items() if standing.get(key) != value}
    if not changed:
        return None
    sheet_from(area, year, {**standing, **values})
    try:
        with transaction.atomic():
            made: BudgetVersion = BudgetVersion.unscoped.create(
                area_code=area, year=year, number=version + 1, note=note.strip()[:300], written_by_id=scope.user_id,
                organisation=scope.organisation_name, written_at=now,
            )  # fmt: skip
            BudgetValue.unscoped.bulk_create(
                BudgetValue(area_code=area, version=made, key=key, value=value) for key, value in changed.items()
            )
    except IntegrityError:
        raise ChangedMeanwhile(
            _("Somebody else saved the sheet meanwhile. Yours is below; compare, then save again.")
        ) from None
    return made


def ask_plan(scope: Scope, run_id: str, question: Question, title: str, now: datetime) -> BudgetPlan:
    """The question is kept and a job answers it for the city as this run found it.

    A Fault for an award that the rules do not know, or a last month before the first.
    """
    try:
        manifest = read_manifest(Home(settings.SEMESTA_HOME).run(run_id))
    except FileNotFoundError:
        raise Fault(_("The folder of this run is gone: publish a run that is still there."), run_id) from None
    _must(scope, manifest["area"])
    if question.until.isoformat()[:7] <= manifest["month"][:7]:
        raise Fault(_("The last month lies before the month after the run's."))
    aims_of(question, load_rules(), question.until)
    with transaction.atomic():
        made: BudgetPlan = BudgetPlan.unscoped.create(
            area_code=manifest["area"], run_id=run_id, question=question.to_json(), title=title.strip()[:120],
            asked_by_id=scope.user_id, organisation=scope.organisation_name, asked_at=now,
        )  # fmt: skip
        job = queue.ask(PLAN, {"plan": made.pk}, scope=scope, area_code=made.area_code, now=now)
        BudgetPlan.unscoped.filter(pk=made.pk).update(job=job)
    made.job = job
    return made


def stop_plan(scope: Scope, plan: BudgetPlan, now: datetime) -> bool:
    """The job of the plan ends soon; False when it has ended."""
    _must(scope, plan.area_code)
    with transaction.atomic():
        return plan.job is not None and queue.cancel(plan.job, now)


def keep_answer(plan_id: int, result: dict[str, Any], rules_sha256: str, now: datetime) -> None:
    """The answer stands beside its question and is never changed; an answer that is there already stays."""
    text = json.dumps(result, ensure_ascii=False, sort_keys=True)
    BudgetPlan.unscoped.filter(pk=plan_id, made_at__isnull=True).update(
        result=result, result_sha256=hashlib.sha256(text.encode()).hexdigest(), rules_sha256=rules_sha256, made_at=now
    )
