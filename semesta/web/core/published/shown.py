"""What a request may see of the shown publication: made once per request, asked by every query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

from semesta.terms.fault import Fault
from semesta.web.core.published import on_sqlite
from semesta.web.core.published.models import space_of

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.core.published.tables.models import PublishedModel
    from semesta.web.core.scope import Scope

P = TypeVar("P", bound="PublishedModel")


class NothingPublished(Fault):
    """No run was published into this database yet."""


@dataclass(frozen=True)
class Shown:
    """The publication shown when the request began, within a scope. It stays the same if another is shown meanwhile."""

    number: int
    run_id: str
    month: date
    scope: Scope

    @property
    def space(self) -> str:
        return space_of(self.number)

    def rows(self, model: type[P]) -> QuerySet[P, Any]:
        """The rows of a published table within the scope; of tables of figures all rows."""
        rows: QuerySet[P, Any] = QuerySet(model)
        return self.scope.within(rows, model.AREA) if model.AREA else rows


# PostgreSQL: the same statement sets, until the transaction ends, where the tables' names lead, and that a statement is
# planned for its own values: a plan for any scope whatever takes the range of a whole city for half a per cent of it.
_POINTER = "SELECT id, run_id, month FROM published_publication WHERE shown"
_POINTER_AND_PATH = (
    "SELECT id, run_id, month, set_config('search_path', 'publication_' || id || ', public', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true)"
    " FROM published_publication WHERE shown"
)


def shown_to(scope: Scope) -> Shown:
    """What this scope sees; one statement. On PostgreSQL inside a transaction (every guarded view is in one)."""
    with connection.cursor() as cursor:
        cursor.execute(_POINTER_AND_PATH if connection.vendor == "postgresql" else _POINTER)
        found = cursor.fetchone()
    if found is None:
        raise NothingPublished("Belum ada hasil yang diterbitkan ke aplikasi: jalankan semesta web publish")
    shown = Shown(found[0], found[1], found[2], scope)
    if connection.vendor == "sqlite":
        on_sqlite.attach(connection, shown.space)
    return shown
