"""Which files a publication was made of, read once per process: names of files, of no person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from semesta.measure.number import file_row
from semesta.web.core.published.tables.models import ManifestOfMonth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.web.core.published.shown import Shown

KEPT = 3
_HELD: dict[tuple[int, str], Files] = {}


@dataclass(frozen=True)
class Files:
    """The day that the run is about, and its files by number."""

    as_of: date
    names: Mapping[int, str]

    def place(self, row_id: int | None) -> str:
        """'dukcapil_2025-05.csv row 17' of a resident_id or member_id; '' for none."""
        if row_id is None:
            return ""
        number, row = file_row(row_id)
        return _("%(file)s row %(row)s") % {"file": self.names.get(number, number), "row": row}


def files_of(shown: Shown) -> Files:
    """The files of the publication that `shown` is."""
    key = (shown.number, shown.run_id)
    held = _HELD.get(key)
    if held is None:
        told = json.loads(shown.rows(ManifestOfMonth).filter(month=shown.month).values_list("manifest", flat=True)[0])
        held = Files(date.fromisoformat(told["as_of"]), {one["file_no"]: one["file_name"] for one in told["inputs"]})
        while len(_HELD) >= KEPT:
            _HELD.pop(next(iter(_HELD)), None)
        _HELD[key] = held
    return held
