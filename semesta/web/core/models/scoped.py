"""Tables whose rows belong to an area: they can only be asked through a scope, and PostgreSQL holds to it too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

if TYPE_CHECKING:
    from semesta.web.core.scope import Scope


class ScopedManager(models.Manager[Any]):
    """Gives rows within a scope and nothing without one."""

    def within(self, scope: Scope, *, by_index: bool = True) -> models.QuerySet[Any]:
        """The rows of the areas that the scope covers (`by_index`: see Scope.within)."""
        return scope.within(models.QuerySet(self.model, using=self._db), by_index=by_index)

    def get_queryset(self) -> models.QuerySet[Any]:
        """Refuses: a list of rows that belong to areas needs a scope."""
        raise TypeError(f"{self.model.__name__} is asked through .within(scope)")


class ScopedModel(models.Model):
    """A table with an area: `area_code` is the smallest area known, the whole city's code where none is.

    After migrating, PostgreSQL shows and takes only rows within the scope of the transaction (core/postgres.py).
    """

    area_code = models.CharField(max_length=13)

    objects: ClassVar[ScopedManager] = ScopedManager()
    unscoped: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
