"""The ladder of a compliance case as its acts leave it: which stand, where the firm is, what may be done next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.rules.compliance import LadderStep, ladder
from semesta.rules.load import load_rules
from semesta.web.casework.models.employers import LADDER, FirmAct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from semesta.web.casework.models.employers import ComplianceStep

NEEDS: dict[str, str] = {
    **dict.fromkeys(LADDER, "employers.warn"),
    FirmAct.VISIT: "employers.open",
    FirmAct.HANDED: "employers.warn",
    FirmAct.RETURNED: "employers.recover",
    FirmAct.IMPOSED: "employers.refuse",
    FirmAct.DECLINED: "employers.refuse",
    FirmAct.LIFTED: "employers.refuse",
}
"""The permission that an act takes; who may do it may take it back while nothing was built on it."""


@dataclass(frozen=True)
class Standing:
    """Where a firm is: `acts` that stand, oldest first; `steps` of the ladder on the day asked for."""

    acts: tuple[ComplianceStep, ...]
    steps: tuple[LadderStep, ...]

    @property
    def taken(self) -> dict[str, date]:
        """The day the firm got each letter, by step."""
        return taken_of(self.acts)

    @property
    def last(self) -> ComplianceStep | None:
        """The last act that may be taken back; None when there is none."""
        done = [one for one in self.acts if one.act in NEEDS]
        return done[-1] if done else None

    @property
    def next_step(self) -> LadderStep | None:
        """The step of the ladder that comes next, whether or not its day has come; None after the last."""
        return next((step for step in self.steps if step.taken_on is None), None)

    @property
    def running(self) -> LadderStep | None:
        """The last step taken; None before the first."""
        taken = [step for step in self.steps if step.taken_on is not None]
        return taken[-1] if taken else None

    def column(self, act: str) -> ComplianceStep | None:
        """The last act of that name that stands."""
        return next((one for one in reversed(self.acts) if one.act == act), None)


def taken_of(acts: Iterable[ComplianceStep]) -> dict[str, date]:
    """The steps of the ladder among acts that stand, each with the day the firm got it."""
    return {one.act: one.on for one in acts if one.act in LADDER}


def standing_of(written: Iterable[ComplianceStep], today: date) -> Standing:
    """Of all acts written down for a case, oldest first. What was lawful when it was written stands."""
    every = list(written)
    undone = {one.undoes_id for one in every if one.undoes_id is not None}
    acts = tuple(one for one in every if one.pk not in undone and one.act != FirmAct.TAKEN_BACK)
    return Standing(acts, ladder(load_rules(), taken_of(acts), today, strict=False))


def columns_of(standing: Standing) -> dict[str, object]:
    """What a case's row holds of its acts, so that lists need not read them."""
    running, following = standing.running, standing.next_step
    visit = standing.column(FirmAct.VISIT)
    return {
        "step": running.name if running else "",
        "step_on": running.taken_on if running else None,
        "due_on": running.due_on if running else None,
        "next_on": following.from_on if following else None,
        "visited_on": visit.on if visit else None,
        "sanction": _last_of(standing, _SANCTIONS),
        "recovery": _last_of(standing, _RECOVERIES),
    }


_SANCTIONS = {
    FirmAct.TMP2T: "proposed", FirmAct.IMPOSED: "imposed", FirmAct.DECLINED: "declined", FirmAct.LIFTED: "lifted",
}  # fmt: skip
_RECOVERIES = {FirmAct.HANDED: "handed", FirmAct.RETURNED: "returned"}


def _last_of(standing: Standing, words: dict[FirmAct, str]) -> str:
    said = [words[FirmAct(one.act)] for one in standing.acts if one.act in words]
    return said[-1] if said else ""
