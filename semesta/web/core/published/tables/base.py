"""What every published table has in common: nobody writes to it, and it exists once per publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from semesta.web.core.models.scoped import ScopedManager

if TYPE_CHECKING:
    from django.db.models import Field


class PublishedModel(models.Model):
    """A table of the shown publication, asked through `Shown.rows` (published/shown.py).

    `AREA`: the column that the scope holds to, '' for figures about areas, in which no person stands.
    `INDEXED`: one index per text, columns in order, a condition after WHERE.
    """

    AREA: ClassVar[str] = "area_code"
    INDEXED: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar[ScopedManager] = ScopedManager()
    unscoped: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        managed = False
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"


# A field that may be absent is NULL, also for text: '' is a word that an office wrote.
def text() -> Field[Any, Any]:
    """Text, or nothing said."""
    return models.TextField(null=True)


def number() -> Field[Any, Any]:
    """A whole number."""
    return models.BigIntegerField(null=True)


def ratio() -> Field[Any, Any]:
    """A number with decimals."""
    return models.FloatField(null=True)


def day() -> Field[Any, Any]:
    """A date."""
    return models.DateField(null=True)


def flag() -> Field[Any, Any]:
    """Yes, no, or unknown."""
    return models.BooleanField(null=True)


def key() -> Field[Any, Any]:
    """The number that names a row."""
    return models.BigIntegerField(primary_key=True)
