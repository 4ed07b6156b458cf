"""`semesta audit`: seal, verify, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.web.core.audit.exported import check_file
from semesta.web.site.serve import prepare_django

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.web.core.audit.seal import Finding


def seal(home: Path) -> int:
    """Entries not yet sealed are sealed; how many."""
    prepare_django(home)
    from django.utils import timezone

    from semesta.web.core.audit.chain import seal_new_entries

    return seal_new_entries(timezone.now())


def verify(home: Path | None, file: Path | None, known_seal: str | None) -> Finding:
    """What a check of the home's database, or of an exported file, finds."""
    if file is not None:
        return check_file(file, known_seal)
    assert home is not None  # noqa: S101 the command line asks for one of the two
    prepare_django(home)
    from semesta.web.core.audit.chain import check_database

    return check_database(known_seal)


def export(home: Path, out: Path) -> int:
    """`out` holds the trail; how many entries."""
    prepare_django(home)
    from semesta.web.core.audit.export import export_trail

    return export_trail(out)
