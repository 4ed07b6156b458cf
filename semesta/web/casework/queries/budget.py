"""The budget sheet as it was kept, and questions to the optimiser, within a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.web.casework.models import BudgetPlan, BudgetValue, BudgetVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope


def budget_years(scope: Scope, area: str) -> list[int]:
    """Years with a sheet, newest first."""
    held = BudgetVersion.objects.within(scope).filter(area_code=area, number=1)
    return list(held.order_by("-year").values_list("year", flat=True))


def budget_versions(scope: Scope, area: str, year: int) -> QuerySet[BudgetVersion]:
    """Every saving of the year, newest first."""
    return BudgetVersion.objects.within(scope).filter(area_code=area, year=year).select_related("written_by")


def written_values(scope: Scope, area: str, year: int, upto: int | None = None) -> list[BudgetValue]:
    """All values ever written of the year, oldest first, with their version and writer; `upto` that version."""
    rows = BudgetValue.objects.within(scope).filter(version__area_code=area, version__year=year)
    if upto is not None:
        rows = rows.filter(version__number__lte=upto)
    return list(rows.select_related("version__written_by").order_by("version__number", "key"))


def kept_values(rows: list[BudgetValue]) -> dict[str, BudgetValue]:
    """Of values oldest first: the one that stands, by key."""
    return {row.key: row for row in rows}


def plain_values(kept: Mapping[str, BudgetValue]) -> dict[str, Any]:
    """Key and value of what is told."""
    return {key: row.value for key, row in kept.items() if row.value is not None}


def budget_plans(scope: Scope) -> QuerySet[BudgetPlan]:
    """Questions to the optimiser, newest first."""
    return BudgetPlan.objects.within(scope).select_related("asked_by", "job")


def budget_plan(scope: Scope, pk: int) -> BudgetPlan | None:
    """One of them."""
    found: BudgetPlan | None = budget_plans(scope).filter(pk=pk).first()
    return found
