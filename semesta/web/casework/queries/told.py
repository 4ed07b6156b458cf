"""What programs told and asked: each organisation's own alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from semesta.web.casework.models import Question, ToldIdentifier, ToldPatient

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def present(scope: Scope, held: Iterable[ToldPatient]) -> list[ToldPatient]:
    """The same patients, where one says that it was replaced (link `replaced-by`) those that replace it, in turn."""
    found: dict[int, ToldPatient] = {}
    waiting, seen = list(held), set[int]()
    while waiting:
        one = waiting.pop(0)
        if one.pk in seen:
            continue
        seen.add(one.pk)
        successors = _successors(scope, one)
        waiting += successors
        if not successors:
            found[one.pk] = one
    return list(found.values())


def _successors(scope: Scope, one: ToldPatient) -> list[ToldPatient]:
    """Those that its content names by reference or by identifier, where this organisation told of them."""
    found: list[ToldPatient] = []
    for link in one.content.get("link", []):
        if link.get("type") != "replaced-by":
            continue
        other = link["other"]
        identifier = other.get("identifier", {})
        if key := other.get("reference", "").rpartition("/")[2]:
            found += own_patients(scope).filter(fhir_id=key)
        elif identifier.get("value"):
            found += with_identifier(scope, identifier.get("system"), identifier["value"])
    return [each for each in found if each.pk != one.pk]


def knows_system(scope: Scope, system: str) -> bool:
    """Somebody of this organisation told of an identifier of this system."""
    held = ToldIdentifier.objects.within(scope).filter(system=system)
    return bool(held.filter(patient__organisation_id=scope.organisation_id).exists())


def own_questions(scope: Scope, client_id: int) -> QuerySet[Question]:
    """What this program asked."""
    rows: QuerySet[Question] = Question.objects.within(scope).filter(client_id=client_id)
    return rows
