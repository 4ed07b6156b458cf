"""The lists that a phone fetches for one agent: their households and the people of these, as ODK Collect reads them.

Only what an agent needs at the door leaves the server: name, age, sex, place in the family, a masked NIK. Of a random
round nothing of what the registers say about cover, so that the visit is an outside look (req 51, 52).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HOUSEHOLD_COLUMNS = ("name", "label", "__version", "alamat", "catatan_tugas", "hasil", "tahap", "urutan")
PERSON_COLUMNS = ("name", "label", "rumah", "urut", "ciri")


@dataclass(frozen=True)
class ListedHousehold:
    """A household as its agent sees it; `version` grows with every change that the server took."""

    key: str
    label: str
    version: int
    address: str
    task: str
    outcome: str
    stage: str
    order: int


@dataclass(frozen=True)
class ListedPerson:
    """Somebody of a household; `features`: sex, age, place in the family, masked NIK, in words."""

    key: str
    household: str
    order: int
    name: str
    features: str


def households_csv(households: Iterable[ListedHousehold]) -> bytes:
    """rumah.csv, an entity list: name, label, __version and the properties."""
    rows = (
        (one.key, one.label, one.version, one.address, one.task, one.outcome, one.stage, one.order)
        for one in households
    )  # fmt: skip
    return _csv(HOUSEHOLD_COLUMNS, rows)


def people_csv(people: Iterable[ListedPerson]) -> bytes:
    """warga.csv."""
    return _csv(PERSON_COLUMNS, ((one.key, one.name, one.household, one.order, one.features) for one in people))


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue().encode()
