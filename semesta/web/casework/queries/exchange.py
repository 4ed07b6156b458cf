"""What the cooperation desk asks: the difference of the shown month, statements, agreements, exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.web.casework.models import Agreement, Exchange, Side, Statement
from semesta.web.casework.steps import BPJS_FIGURE, CITY_FIGURE
from semesta.web.core.models import Organisation
from semesta.web.core.published.models import Publication
from semesta.web.core.published.tables.models import RegisterGap

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Difference:
    """Both figures of a month and the steps between; `steps` in their order, each (step, class_name, sign, people)."""

    area_code: str
    month: date
    run_id: str
    manifest_sha256: str
    city_people: int
    bpjs_people: int
    steps: tuple[tuple[int, str, int, int], ...]

    @property
    def between(self) -> tuple[tuple[int, str, int, int], ...]:
        """The steps that lead from the city's figure to BPJS's."""
        first = next(step for step, name, *_ in self.steps if name == CITY_FIGURE)
        last = next(step for step, name, *_ in self.steps if name == BPJS_FIGURE)
        return tuple(one for one in self.steps if first < one[0] < last)


def difference(shown: Shown) -> Difference | None:
    """Of the shown month; None when the run tells none, or its area lies outside the scope."""
    rows = [
        row
        for row in shown.rows(RegisterGap).filter(month=shown.month).order_by("step")
        if row.region_code and shown.scope.covers(row.region_code)
    ]
    if not rows:
        return None
    publication = Publication.objects.get(pk=shown.number)
    steps = tuple((int(row.step), str(row.class_name), int(row.sign), int(row.people or 0)) for row in rows)
    people = {name: count for _, name, _, count in steps}
    return Difference(
        str(rows[0].region_code), shown.month, shown.run_id, publication.manifest_sha256,
        people[CITY_FIGURE], people[BPJS_FIGURE], steps,
    )  # fmt: skip


def side_of(scope: Scope) -> Side:
    """Whom the scope's organisation speaks for."""
    bpjs = Organisation.objects.filter(pk=scope.organisation_id, kind="bpjs").exists()
    return Side.BPJS if bpjs else Side.CITY


def statements(scope: Scope) -> QuerySet[Statement]:
    """Without their papers, which are large."""
    return Statement.objects.within(scope).defer("pdf", "content")


def statement(scope: Scope, number: str) -> Statement | None:
    """By its key as typed in an address; None when there is none within the scope."""
    if not number.isdigit() or len(number) > 18:
        return None
    found = statements(scope).select_related("replaced_by").prefetch_related("steps", "signatures")
    return found.filter(pk=int(number)).first()


def statement_of_code(scope: Scope, code: str) -> Statement | None:
    """The signed statement of a verification code, blanks and case aside."""
    wanted = "".join(code.split()).upper()
    return statements(scope).filter(code=wanted, signed_at__isnull=False).first() if wanted else None


def agreements(scope: Scope) -> QuerySet[Agreement]:
    """Newest first."""
    found: QuerySet[Agreement] = Agreement.objects.within(scope)
    return found


def exchanges(scope: Scope, agreement: str = "") -> QuerySet[Exchange]:
    """Newest first; of one agreement when its number in the table is given."""
    found: QuerySet[Exchange] = Exchange.objects.within(scope).select_related("agreement", "written_by")
    return found.filter(agreement_id=int(agreement)) if agreement.isdigit() and len(agreement) < 19 else found


def remarks_of(found: Statement) -> dict[int | None, list[Any]]:
    """What was written, by step (None: about the whole)."""
    held: dict[int | None, list[Any]] = {}
    for one in found.remarks.select_related("by"):
        held.setdefault(one.step_id, []).append(one)
    return held
