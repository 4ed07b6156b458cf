"""Firms and their compliance cases: one firm, one case, the board of each office, places that can be given back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum

from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmLetter
from semesta.web.casework.models.employers import LADDER
from semesta.web.core.published.tables.models import EmployerWork, Person, RecoverablePlace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

CITY_KEY = "PEMDA"


def firm_id_of(firm_key: str) -> str:
    """How a firm is named in addresses (published/contents/employer_work.sql): its key may be a person's tax number."""
    return hashlib.sha256(firm_key.encode()).hexdigest()[:16]


def firm_of(shown: Shown, firm_id: str) -> EmployerWork | None:
    """The firm on the shown list; None when it is not on it within the scope."""
    return shown.rows(EmployerWork).filter(firm_id=firm_id).first()


def one_compliance(scope: Scope, pk: int) -> ComplianceCase | None:
    """That case; None when there is none within the scope."""
    found: ComplianceCase | None = ComplianceCase.objects.within(scope).filter(pk=pk).first()
    return found


def acts_of(scope: Scope, case: ComplianceCase) -> list[ComplianceStep]:
    """Everything done about a case, oldest first, with who did it."""
    return list(ComplianceStep.objects.within(scope).filter(case=case).select_related("by").order_by("id"))


def letters_of(scope: Scope, case: ComplianceCase) -> list[FirmLetter]:
    """The letters written, newest first."""
    return list(FirmLetter.objects.within(scope).filter(case=case).select_related("by").order_by("-id"))


def cases_of_firm(scope: Scope, firm_id: str) -> list[ComplianceCase]:
    """The cases of a firm, the newest first."""
    return list(ComplianceCase.objects.within(scope).filter(firm_id=firm_id).order_by("-id"))


def open_by_firm(scope: Scope, firm_ids: Iterable[str]) -> dict[str, ComplianceCase]:
    """The open case of each of these firms that has one."""
    rows = ComplianceCase.objects.within(scope).filter(is_open=True, firm_id__in=list(firm_ids))
    return {case.firm_id: case for case in rows}


# -- the board


def turn_of(permissions: Iterable[str], today: date) -> Q:
    """The cases at which somebody with these permissions has something to do now (R5.2, R5.3).

    Branch: a step may be taken. Disnaker: the first letter ran out and nobody visited the firm. DPMPTSP: a proposal to
    decide, and services still refused to a firm whose case is closed. Prosecutor: what was handed over.
    """
    held, wanted = set(permissions), Q(pk__in=[])
    if "employers.warn" in held:
        wanted |= Q(is_open=True, next_on__lte=today)
    elif "employers.open" in held:
        wanted |= Q(is_open=True, step="imbauan", due_on__lt=today, visited_on__isnull=True)
    if "employers.refuse" in held:
        wanted |= Q(is_open=True, sanction="proposed") | Q(is_open=False, sanction="imposed")
    if "employers.recover" in held:
        wanted |= Q(recovery="handed")
    return wanted


def has_turn(permissions: Iterable[str]) -> bool:
    """Somebody with these permissions has a part in compliance cases."""
    return bool({"employers.warn", "employers.open", "employers.refuse", "employers.recover"} & set(permissions))


def ran_out(today: date) -> Q:
    """The firm's time ran out and the next step of the ladder is not taken."""
    return Q(is_open=True, next_on__lt=today, step__in=LADDER)


def lists_of(permissions: Iterable[str], today: date) -> dict[str, Q]:
    """The lists of the board by name: those of the user's office first, then of every step, then closed ones."""
    return {
        "giliran": turn_of(permissions, today),
        "semua": Q(is_open=True),
        "lewat": ran_out(today),
        "jalan": Q(is_open=True, due_on__gte=today),
        "baru": Q(is_open=True, step=""),
        **{step: Q(is_open=True, step=step) for step in LADDER},
        "kejari": Q(recovery="handed"),
        "selesai": Q(is_open=False),
    }


def counts_of(scope: Scope, lists: dict[str, Q]) -> dict[str, int]:
    """How many cases stand on each list, in one statement."""
    told = {f"n_{name}": Count("pk", filter=wanted) for name, wanted in lists.items()}
    found = ComplianceCase.objects.within(scope).aggregate(**told)
    return {name: found[f"n_{name}"] or 0 for name in lists}


def board(scope: Scope, wanted: Q, first: int, count: int) -> list[ComplianceCase]:
    """`count` cases from the place `first` on: whose next step has waited longest first, then most people."""
    rows = ComplianceCase.objects.within(scope).filter(wanted)
    ordered = rows.order_by(F("next_on").asc(nulls_last=True), "-expected_uncovered_count", "pk")
    return list(ordered[first : first + count])


def candidate_count(shown: Shown, scope: Scope) -> int:
    """Firms with a finding and without an open case, the city itself left out."""
    firms = shown.rows(EmployerWork).exclude(firm_key=CITY_KEY).count()
    held = ComplianceCase.objects.within(scope).filter(is_open=True).values_list("firm_id", flat=True)
    return firms - _listed(shown, list(held))


def _listed(shown: Shown, firm_ids: list[str]) -> int:
    """How many of these firms stand on the shown list."""
    found = 0
    for start in range(0, len(firm_ids), 500):
        found += shown.rows(EmployerWork).filter(firm_id__in=firm_ids[start : start + 500]).count()
    return found


# -- places that can be given back


@dataclass(frozen=True)
class Places:
    """Places of one firm, or of all, by payer; rupiah a month."""

    firm_id: str
    firm_name: str
    workers: int
    family: int
    apbd: int
    apbn: int
    saved: int
    city_saved: int
    due: int

    @property
    def people(self) -> int:
        """Workers and their families."""
        return self.workers + self.family


_SUMS: dict[str, Any] = {
    "workers": Count("pk", filter=Q(role="worker")),
    "family": Count("pk", filter=Q(role="family")),
    "apbd": Count("pk", filter=Q(segment="PBPU_PEMDA")),
    "apbn": Count("pk", filter=Q(segment="PBI_APBN")),
    "saved": Sum("saved_rupiah"),
    "city_saved": Sum("city_saved_rupiah"),
    "due": Sum("due_rupiah"),
}


def all_places(shown: Shown) -> Places:
    """The sum over every firm within the scope."""
    return _places("", "", shown.rows(RecoverablePlace).aggregate(**_SUMS))


def places_of(shown: Shown, firm_id: str) -> Places:
    """The sum of one firm."""
    return _places(firm_id, "", shown.rows(RecoverablePlace).filter(firm_id=firm_id).aggregate(**_SUMS))


def places_by_firm(shown: Shown, first: int, count: int) -> list[Places]:
    """Firms from the place `first` on, those that cost the city most first, then most people."""
    rows: QuerySet[Any, Any] = shown.rows(RecoverablePlace)
    summed: Any = rows.values("firm_id", "firm_name").annotate(**_SUMS, people=Count("pk"))
    ordered = summed.order_by("-city_saved", "-people", "firm_id")[first : first + count]
    return [_places(str(row["firm_id"]), row["firm_name"] or "", row) for row in ordered]


def _places(firm_id: str, name: str, row: dict[str, Any]) -> Places:
    numbers = {column: int(row[column] or 0) for column in _SUMS}
    return Places(firm_id, name, **numbers)


def people_of_firm(shown: Shown, firm_id: str, first: int, count: int) -> list[dict[str, Any]]:
    """Workers of a firm and their families whose places can be given back, each family behind its worker; with name."""
    rows: QuerySet[RecoverablePlace, Any] = shown.rows(RecoverablePlace).filter(firm_id=firm_id)
    listed = list(rows.order_by("worker_person_id", "-role", "person_id").values()[first : first + count])
    ids = [row["person_id"] for row in listed]
    names = dict(shown.rows(Person).filter(person_id__in=ids).values_list("person_id", "name"))
    return [{**row, "name": names.get(row["person_id"])} for row in listed]


def name_of_places(shown: Shown, firm_id: str) -> str:
    """The name under which a firm stands among the places; '' when it has none."""
    names = shown.rows(RecoverablePlace).filter(firm_id=firm_id).values_list("firm_name", flat=True)
    return names.first() or ""
