"""Filled forms and photos are removed when the days of the rule are over; what was counted from them stays (R9.3).

Visits and what they found stay, because estimates and proofs rest on them; the digest of each form and photo stays, so
that a form sent again is still known.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.web.casework.actions.papers import sweep_papers
from semesta.web.casework.brought import folder as brought_folder
from semesta.web.casework.models import Round, Submission, SubmissionFile, SubmissionState
from semesta.web.core.acting import Acting, acting
from semesta.web.core.audit.events import note

if TYPE_CHECKING:
    from datetime import date

RULE = "field_form_keep_day"
BY_RULE = Acting(purpose=f"rule {RULE}")
UNREAD = "Dihapus menurut aturan penyimpanan; tidak pernah dibaca"


@dataclass(frozen=True)
class Removed:
    """How many forms and photos lost their content, how many of the forms nobody had read, files of other systems."""

    forms: int
    photos: int
    unread: int
    files: int


def remove_old_forms(today: date) -> Removed:
    """Of rounds that ended more than the rule's days before `today` no form and no photo has its content any more.

    Runs as the tables' owner, who sees all areas. Repeated it removes nothing; what it removed stands in the trail.
    """
    days = load_rules().whole(RULE, today)
    now = timezone.now()
    with acting(BY_RULE):
        over = Round.objects.filter(ends_on__lt=today - timedelta(days=days))
        forms = Submission.unscoped.filter(round__in=over, removed_at__isnull=True)
        photos = SubmissionFile.unscoped.filter(submission__round__in=over, removed_at__isnull=True)
        gone = photos.exclude(sha256="").update(removed_at=now)
        unread = forms.filter(state=SubmissionState.KEPT).update(
            state=SubmissionState.SETTLED, settled_at=now, note=UNREAD
        )
        removed = Removed(forms.update(content="", removed_at=now), gone, unread, _files_gone(days))
        if any(asdict(removed).values()):
            note("filled forms removed", facts={"days": days, **asdict(removed)})
    sweep_papers()
    return removed


def _files_gone(days: int) -> int:
    """Exports of other systems that no job took to its end; how many."""
    before = time.time() - days * 86_400
    old = [path for path in brought_folder().glob("*") if path.stat().st_mtime < before]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)
