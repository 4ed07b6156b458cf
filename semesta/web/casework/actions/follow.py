"""Proposals, episodes and cases follow the run that pages show, whoever published it: one place for both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.web.casework.actions.episode_proof import prove_episodes
from semesta.web.casework.actions.prove import prove
from semesta.web.casework.actions.reconcile import reconcile_cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.web.core.published.models import Publication

    Progress = Callable[[str, float, float], None]


def follow_publication(publication: Publication, *, progress: Progress | None = None) -> None:
    """What the shown run proves is written down. By the tables' owner; done again, it changes nothing."""
    prove()
    prove_episodes()
    reconcile_cases(publication, progress=progress)
