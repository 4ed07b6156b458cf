"""What workers do for visits in the field: take the forms of a large file of another system."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.casework.actions.submissions import BRING, bring
from semesta.web.casework.brought import file_of
from semesta.web.casework.models import Round
from semesta.web.core.jobs.handlers import handler
from semesta.web.core.jobs.models import Job
from semesta.web.core.models import User
from semesta.web.core.scope import posts_of

if TYPE_CHECKING:
    from semesta.web.core.jobs.handlers import Task
    from semesta.web.core.scope import Scope


@handler(BRING, lane="field", attempts=5)
def bring_forms(task: Task) -> dict[str, Any]:
    """The forms of the file are taken in the scope of who asked; then the file is gone. Forms that an attempt before
    took are not taken twice, and counted as taken.
    """
    path, name = file_of(task.asked["file"]), task.asked["name"]
    asked = Job.unscoped.get(pk=task.job_id)
    if not path.exists():
        raise Fault(f"{name} tidak ada lagi di server; kirim lagi")
    round_ = Round.objects.get(pk=task.asked["round"])
    scope = _scope_of(asked, round_)
    counts = bring(scope, round_, name, path.read_bytes(), since=asked.asked_at, progress=task.progress)
    shutil.rmtree(path.parent, ignore_errors=True)
    return counts


def _scope_of(asked: Job, round_: Round) -> Scope:
    """The post in which the asker may still do it; a Fault when they hold none any more."""
    user = User.objects.filter(pk=asked.asked_by or 0, is_active=True).first()
    posts = posts_of(user, timezone.localdate()) if user else []
    able = [post for post in posts if post.may("field.run") and post.covers(asked.area_code)]
    if not able:
        raise Fault("Pengirim berkas ini tidak lagi berwenang atas kunjungan di wilayah putaran", round_.name)
    return able[0]
