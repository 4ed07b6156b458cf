"""Names of areas for people to read."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.region import region


@lru_cache(maxsize=4096)
def _named(code: str) -> str:
    found = region(code, timezone.localdate())
    return found.name if found else code


def area_name(code: str) -> str:
    """`16.71` is Kota Palembang; '' is everywhere; an unknown code stays a code."""
    return _named(code) if code else _("All areas")
