"""A made-up city of two months, and looking at it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from semesta.flow.publish import published
from semesta.flow.run import run
from semesta.synthetic.city import write_city
from tests.prepared import copied

RESIDENTS = 3000


def run_city(folder: Path, residents: int = RESIDENTS) -> Path:
    """A home with two published months; its files lie in the inbox beside it. A copy of a city that was run once."""

    def make(made: Path) -> None:
        write_city(preset="2025-05", out=made, residents=residents, seed=7, months=2)
        run_months(made)

    return copied(f"city-{residents}", make, folder) / "home"


def run_months(folder: Path) -> Path:
    """The home of the files of `folder`/inbox, both months published."""
    for day in (date(2025, 4, 1), date(2025, 5, 1)):
        run(inbox=folder / "inbox", home=folder / "home", as_of=day)
    return folder / "home"


@contextmanager
def looking(scope):
    """As a guarded view of this scope: in one transaction on PostgreSQL, with the publication it sees."""
    from semesta.web.core.acting import acting, acting_of  # a journey makes its city without Django
    from semesta.web.core.published.shown import shown_to

    with acting(acting_of(scope), writes=False):
        yield shown_to(scope)


def table(home: Path, relation: str) -> list[dict]:
    return pq.read_table(published(home, relation)).to_pylist()
