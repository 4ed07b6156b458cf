"""Files, jobs, runs and proposals within a scope."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from semesta.flow.home import Home
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import read_pointer
from semesta.web.casework import run_files
from semesta.web.casework.actions.budget import PLAN
from semesta.web.casework.actions.messages import SEND
from semesta.web.casework.actions.outreach_effect import EFFECT
from semesta.web.casework.actions.runs import PUBLISH, RUN, TRY_RULE
from semesta.web.casework.models import PublishProposal, Upload
from semesta.web.casework.models.runs import UploadState
from semesta.web.core.jobs.models import Job

if TYPE_CHECKING:
    import uuid

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope

UNDECIDED = (UploadState.SENDING, UploadState.CHECKING, UploadState.UNDERSTOOD, UploadState.REFUSED)
LAST_WRITTEN = "timings.json"
WITH_OWN_PAGE = (PLAN, SEND, EFFECT)


def undecided(scope: Scope) -> QuerySet[Upload]:
    """Files on their way, newest first."""
    return Upload.objects.within(scope).filter(state__in=UNDECIDED).select_related("job", "sent_by")


def upload_of(scope: Scope, key: uuid.UUID) -> Upload | None:
    """One file."""
    found: Upload | None = Upload.objects.within(scope).select_related("job", "sent_by").filter(key=key).first()
    return found


def sample_of(upload: Upload) -> list[dict[str, Any]]:
    """The masked first rows of each part, while nobody has decided."""
    try:
        held: list[dict[str, Any]] = json.loads((run_files.folder_of(upload) / "sample.json").read_text("utf-8"))
    except FileNotFoundError:
        return []
    return held


@dataclass(frozen=True)
class InboxFile:
    """A file that the next run reads; `upload` when it came through these pages."""

    name: str
    byte_count: int
    at: datetime
    upload: Upload | None


def inbox(scope: Scope) -> list[InboxFile]:
    """Files of the inbox, newest first: all of them for the home's own area, otherwise those the scope sent."""
    folder = Path(settings.SEMESTA_INBOX)
    accepted = Upload.objects.within(scope).filter(state=UploadState.ACCEPTED).select_related("sent_by")
    sent: dict[str, Upload] = {each.inbox_name: each for each in accepted}
    every = home_area_within(scope)
    found = []
    for path in folder.rglob("*") if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.name.startswith((".", "~$")) or not path.is_file() or not (every or name in sent):
            continue
        held = path.stat()
        at = datetime.fromtimestamp(held.st_mtime, timezone.get_current_timezone())
        found.append(InboxFile(name, held.st_size, at, sent.get(name)))
    return sorted(found, key=lambda each: (each.at, each.name), reverse=True)


def home_area_within(scope: Scope) -> bool:
    """The newest run of the home is of an area that the scope covers; everywhere sees a home without runs."""
    runs = _runs_on_disk()
    return scope.covers(runs[0].area) if runs else "" in scope.areas


@dataclass(frozen=True)
class Run:
    """A run that stands on disk; `finished` when its report is written; `shown` when the home's pointer names it."""

    run_id: str
    month: date
    as_of: date
    area: str
    previous: str | None
    manifest: dict[str, Any]
    folder: Path
    finished: bool
    at: datetime
    shown: bool

    def seconds(self) -> dict[str, float]:
        """By step."""
        try:
            held: dict[str, float] = json.loads((self.folder / LAST_WRITTEN).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return held


@lru_cache(maxsize=512)
def _manifest(path: Path, _changed: int) -> dict[str, Any]:
    return read_manifest(path.parent)


def _run(path: Path, shown: set[str]) -> Run:
    held = path.stat()
    manifest, folder = _manifest(path, held.st_mtime_ns), path.parent
    at = datetime.fromtimestamp(held.st_mtime, timezone.get_current_timezone())
    return Run(
        folder.name, date.fromisoformat(manifest["month"]), date.fromisoformat(manifest["as_of"]), manifest["area"],
        manifest["previous_run"], manifest, folder, (folder / LAST_WRITTEN).exists(), at, folder.name in shown,
    )  # fmt: skip


def _runs_on_disk() -> list[Run]:
    home = Home(Path(settings.SEMESTA_HOME))
    shown = set(read_pointer(home).months.values())
    found = [_run(path, shown) for path in (home.folder / "runs").glob("*/manifest.json")]
    return sorted(found, key=lambda each: (each.month, each.at), reverse=True)


def runs(scope: Scope) -> list[Run]:
    """Runs of the scope's areas: the newest month first, of a month the newest run."""
    return [each for each in _runs_on_disk() if scope.covers(each.area)]


def run_of(scope: Scope, run_id: str) -> Run | None:
    """One run."""
    return next((each for each in runs(scope) if each.run_id == run_id), None)


def compared_with(scope: Scope, run: Run, wanted: str = "") -> Run | None:
    """The run to hold it against: the one asked for, else what its month shows now, else the month before."""
    others = [each for each in runs(scope) if each.run_id != run.run_id and each.finished]
    named = next((each for each in others if each.run_id == wanted), None)
    same_month = next((each for each in others if each.shown and each.month == run.month), None)
    before = next((each for each in others if each.run_id == run.previous), None)
    return named or same_month or before


def jobs(scope: Scope) -> QuerySet[Job]:
    """Runs, publications and tried rules asked for, newest first."""
    return Job.objects.within(scope).filter(kind__in=[RUN, PUBLISH, TRY_RULE]).order_by("-id")


def job_of(scope: Scope, pk: int) -> Job | None:
    """One job; those of WITH_OWN_PAGE are told by their desks."""
    found: Job | None = Job.objects.within(scope).filter(pk=pk).exclude(kind__in=WITH_OWN_PAGE).first()
    return found


def proposals(scope: Scope, run_id: str = "") -> QuerySet[PublishProposal]:
    """Proposals to publish, of one run or all, newest first."""
    found = PublishProposal.objects.within(scope).select_related("proposed_by", "decided_by", "job")
    return found.filter(run_id=run_id) if run_id else found


def proposal_of(scope: Scope, pk: int) -> PublishProposal | None:
    """One proposal."""
    found: PublishProposal | None = proposals(scope).filter(pk=pk).first()
    return found
