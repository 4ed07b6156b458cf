"""What follows when another run is shown, whoever published it: a command or two people on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from semesta.web.casework.actions.episode_proof import prove_episodes
from semesta.web.casework.actions.prove import prove
from semesta.web.casework.actions.prove_firms import prove_firms
from semesta.web.casework.actions.reconcile import reconcile_cases
from semesta.web.casework.actions.retention import remove_old_forms

if TYPE_CHECKING:
    from semesta.web.casework.actions.reconcile import Progress
    from semesta.web.core.published.models import Publication


def follow(publication: Publication, *, progress: Progress | None = None) -> None:
    """What the run proves about proposals, episodes and firms is written down, cases stand as its files show them, and
    filled forms that were kept long enough are removed. By the tables' owner; repeated it changes nothing.
    """
    prove()
    prove_episodes()
    prove_firms()
    reconcile_cases(publication, progress=progress)
    remove_old_forms(timezone.localdate())
