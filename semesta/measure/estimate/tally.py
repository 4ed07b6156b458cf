"""What visits found, counted per household: who lives there, who is covered, which register entries are right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.measure.estimate.share import Counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIVES, MOVED, DEAD, UNKNOWN, DOUBLE, NOT_ASKED = "lives", "moved", "dead", "unknown", "double", "not_asked"
FOUND = (LIVES, MOVED, DEAD, UNKNOWN, DOUBLE, NOT_ASKED)
ACTIVE, INACTIVE, NONE, UNSEEN = "active", "inactive", "none", "unseen"
CARDS = (ACTIVE, INACTIVE, NONE, UNSEEN)
ANSWERED = ("complete", "gone")
"""Outcomes of a visit that tell who lives there."""
OUTCOMES = (*ANSWERED, "partly", "refused", "absent", "not_found")
COLUMNS = ("household_key", "part", "outcome", "listed", "next_door", "person_id", "found", "card")
"""Of a file of answers, one row per person; `part` main or replacement. A household where nobody answered has one row
without `found`."""


def tally(
    homes: int,
    *,
    home: Any,
    listed: Any,
    found: Any,
    card: Any,
    in_register: Any,
    registered: Any,
    active: Any,
) -> Counts:
    """Counts of `homes` households from columns with one place per person; `home` is the household's place.

    `listed`: on the household's card in the register. `in_register`, `registered`, `active`: what the run says of the
    person, all False for somebody whom nobody found in it. What a card or Mobile JKN showed at the door goes before the
    run; of somebody not in the run who showed nothing nothing is known: counted as without cover.
    """
    place, on_card = np.asarray(home, np.int64), np.asarray(listed, bool)
    said, shown = np.asarray(found, dtype=str), np.asarray(card, dtype=str)
    lives = said == LIVES
    has_card = np.where(shown == UNSEEN, np.asarray(registered, bool), np.isin(shown, (ACTIVE, INACTIVE)))
    is_active = np.where(shown == UNSEEN, np.asarray(active, bool), shown == ACTIVE)
    known = np.asarray(in_register, bool)

    def count(chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(place[chosen], minlength=homes).astype(np.float64)

    return Counts(
        lives=count(lives), registered=count(lives & has_card), active=count(lives & is_active), listed=count(on_card),
        right=count(on_card & lives), dead=count(on_card & (said == DEAD)), moved=count(on_card & (said == MOVED)),
        double=count(on_card & (said == DOUBLE)), elsewhere=count(~on_card & lives & known),
        missing=count(~on_card & lives & ~known),
    )  # fmt: skip
