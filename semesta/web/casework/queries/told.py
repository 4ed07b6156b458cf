"""What programs told and asked: each organisation's own alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from semesta.web.casework.models import Question, ToldIdentifier, ToldPatient

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope


def own_patients(scope: Scope) -> QuerySet[ToldPatient]:
    """Patients that programs of this organisation told of."""
    rows: QuerySet[ToldPatient] = ToldPatient.objects.within(scope).filter(organisation_id=scope.organisation_id)
    return rows


def with_identifier(scope: Scope, system: str | None, value: str) -> QuerySet[ToldPatient]:
    """Those that carry this identifier; `system` None: of whatever system."""
    named = Q(value=value) if system is None else Q(value=value, system=system)
    held = ToldIdentifier.objects.within(scope).filter(named, patient__organisation_id=scope.organisation_id)
    return own_patients(scope).filter(pk__in=held.values("patient_id")).order_by("id")


def own_questions(scope: Scope, client_id: int) -> QuerySet[Question]:
    """What this program asked."""
    rows: QuerySet[Question] = Question.objects.within(scope).filter(client_id=client_id)
    return rows
