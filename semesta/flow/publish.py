"""What the city shows: one pointer from months to runs, switched in one stroke."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from semesta.flow.crash import crash_point
from semesta.flow.home import Home, sync_folder, write_json
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Published:
    """Month -> run that shows it; `current` is the run of the newest month, None when nothing is published yet."""

    months: Mapping[date, str]

    @property
    def current(self) -> str | None:
        return self.months[max(self.months)] if self.months else None

    def before(self, month: date) -> tuple[date, str] | None:
        """The newest published month before `month`, and its run."""
        earlier = [each for each in self.months if each < month]
        return (max(earlier), self.months[max(earlier)]) if earlier else None


def read_pointer(home: Home) -> Published:
    """The pointer as it stands; nothing published where there is none. A Fault when it cannot be read."""
    try:
        held = json.loads(home.pointer.read_text(encoding="utf-8"))
        return Published({date.fromisoformat(month): str(run_id) for month, run_id in held["months"].items()})
    except FileNotFoundError:
        return Published({})
    except (ValueError, KeyError, AttributeError) as error:
        raise Fault("Penunjuk hasil terbitan rusak: pulihkan dari cadangan", str(home.pointer)) from error


def publish(home: Home, month: date, run_id: str) -> Published:
    """`month` shows `run_id`, other months what they showed. Killed anywhere, the pointer is the old or the new one.

    Everything the run wrote is on disk before the pointer names it.
    """
    sync_run(home.run(run_id))
    months = {**read_pointer(home).months, month: run_id}
    now = Published(months)
    crash_point("pointer")
    write_json(
        home.pointer,
        {"current": now.current, "months": {each.isoformat(): months[each] for each in sorted(months)}},
    )
    crash_point("published")
    return now


def sync_run(folder: Path) -> None:
    """Every file of a run, and its name, is on disk."""
    for here, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(os.path.join(here, name), os.O_RDONLY)  # noqa: PTH118 a folder's own descriptor asks for a text
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(folder.__class__(here))


def published_run(home: Path, month: date | None = None) -> Path:
    """The folder of the run that shows `month` (None: the newest). A Fault when there is none."""
    place = Home(home)
    pointer = read_pointer(place)
    run_id = pointer.current if month is None else pointer.months.get(month.replace(day=1))
    if run_id is None:
        when = f" untuk bulan {month:%Y-%m}" if month else ""
        raise Fault(f"Belum ada hasil terbitan{when}: jalankan semesta run", str(home))
    return place.run(run_id)


def published(home: Path, relation: str, month: date | None = None) -> Path:
    """The Parquet file (or folder, from Spark) of a published relation as it was for `month` (None: the newest)."""
    run = published_run(home, month)
    found = sorted(run.glob(f"[0-9]_*/{relation}.parquet"))
    if not found:
        raise Fault(f"Tabel {relation} tidak ada dalam hasil terbitan", run.name)
    return found[0]
