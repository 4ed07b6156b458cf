"""What workers do for the runs desk: read a file, make a run, publish it, try a rule."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from semesta.flow.home import Home
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import publish as show_month
from semesta.flow.publish import read_pointer
from semesta.formats.read import file_fingerprint, land
from semesta.terms.fault import Fault
from semesta.web.casework import run_files
from semesta.web.casework.actions import uploads
from semesta.web.casework.actions.follow import follow
from semesta.web.casework.actions.runs import COMPARE, PUBLISH, RUN, TRY_RULE, manifest_digest
from semesta.web.casework.comparisons import make_comparison
from semesta.web.casework.models import PublishProposal, Upload
from semesta.web.casework.models.runs import ProposalState
from semesta.web.casework.outbox_jobs import figures_message
from semesta.web.core.acting import acting
from semesta.web.core.jobs.handlers import handler

if TYPE_CHECKING:
    from semesta.web.core.jobs.handlers import Task


@handler(uploads.PREVIEW)
def read_upload(task: Task) -> dict[str, Any]:
    """The upload is understood or refused with a sentence; workbooks are opened in the limited child process."""
    upload = Upload.unscoped.get(pk=task.asked["upload"])
    path, folder = run_files.file_of(upload), run_files.folder_of(upload)
    if not path.exists():
        return {}  # decided on meanwhile
    file_id = file_fingerprint(path)
    repeat = _seen_before(upload, file_id)
    try:
        findings = _findings(task, upload, path, folder)
    except Fault as fault:
        shutil.rmtree(folder / "landed", ignore_errors=True)
        with acting(task.who):
            uploads.unreadable(
                upload.pk, file_id, str(fault).replace("/" + path.name, "").replace(path.name, upload.name)
            )
        return {"upload": upload.key.hex}
    with acting(task.who):
        uploads.understood(upload.pk, file_id, findings, repeat)
    return {"upload": upload.key.hex}


def _findings(task: Task, upload: Upload, path: Path, folder: Path) -> dict[str, Any]:
    """Counts for the database; the masked rows beside the file, gone with it."""
    from semesta.flow.preview import preview

    # The reader takes names and months from a file's name, so the bytes stand under the sender's.
    named = folder / "as-sent" / upload.name
    named.parent.mkdir(exist_ok=True)
    if not named.exists():
        named.symlink_to(path)
    try:
        parts = land(
            named, folder / "landed",
            progress=lambda done, total, _name: task.progress("membaca berkas", float(done), float(total)),
        )  # fmt: skip
    finally:
        shutil.rmtree(named.parent, ignore_errors=True)
    task.progress("memeriksa isi", 0, 0)
    found = [each.to_json() for each in preview(parts, timezone.localdate())]
    shown = [{"shown": each.pop("shown"), "sample": each.pop("sample")} for each in found]
    (folder / "sample.json").write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
    return {"parts": found}


def _seen_before(upload: Upload, file_id: str) -> str:
    """The name under which the same bytes lie in the inbox or were read by a run; '' when they are new."""
    same = Upload.unscoped.filter(file_id=file_id, state="accepted").exclude(pk=upload.pk).first()
    if same is not None:
        return str(same.inbox_name)
    try:
        held = json.loads((Home(settings.SEMESTA_HOME).files / file_id / "landed.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    parts = held.get("parts") or [held]
    return str(parts[0].get("file_name", ""))


@handler(RUN, lane="home", attempts=5)
def make_run(task: Task) -> dict[str, Any]:
    """The run of the day asked for stands finished beside what is published; killed, the next attempt goes on."""
    from semesta.flow.run import run

    summary = run(
        inbox=settings.SEMESTA_INBOX, home=settings.SEMESTA_HOME, as_of=date.fromisoformat(task.asked["as_of"]),
        area=task.asked["area"], publish=False, progress=task.progress,
    )  # fmt: skip
    _compare_by_itself(task, summary.run_id)
    return {"run_id": summary.run_id, "resumed": len(summary.resumed)}


def _compare_by_itself(task: Task, run_id: str) -> None:
    """With what its month shows, or with the month before: what people will want to see first."""
    home = Home(Path(settings.SEMESTA_HOME))
    pointer, manifest = read_pointer(home), read_manifest(home.run(run_id))
    other = pointer.months.get(date.fromisoformat(manifest["month"])) or manifest["previous_run"]
    if other and other != run_id and (home.run(other) / "manifest.json").exists():
        task.progress("membandingkan", 0, 0)
        make_comparison(other, run_id)


@handler(COMPARE, attempts=2)
def compare_runs(task: Task) -> dict[str, Any]:
    """The two runs asked for are held against each other."""
    task.progress("membandingkan", 0, 0)
    make_comparison(task.asked["before"], task.asked["now"])
    return {}


@handler(PUBLISH, lane="home", attempts=5)
def publish_run(task: Task) -> dict[str, Any]:
    """Pages show the run: loaded beside what is shown, the home's pointer set, then one switch. Readers go on.

    What the run proves is written down after it.
    """
    from semesta.web.core.published.load import load, switch

    run_id = task.asked["run_id"]
    _must_stand(task)
    home = Path(settings.SEMESTA_HOME)
    month = PublishProposal.unscoped.values_list("month", flat=True).get(pk=task.asked["proposal"])
    newest = max(read_pointer(Home(home)).months, default=month)
    if month < newest:
        # An earlier month corrected: the pages go on showing the newest, with the new history.
        show_month(Home(home), month, run_id)
        number = load(home, progress=task.progress, who=task.who)
        publication = switch(number, who=task.who, also=figures_message(run_id))
    else:
        number = _loaded(run_id, task) or load(home, run_id, progress=task.progress, who=task.who)
        show_month(Home(home), month, run_id)
        publication = switch(number, who=task.who, also=figures_message(run_id))
        follow(publication, progress=task.progress)
    return {"run_id": run_id, "publication": publication.pk}


def _must_stand(task: Task) -> None:
    """Two people agreed to this very run."""
    approved = PublishProposal.unscoped.filter(pk=task.asked["proposal"], state=ProposalState.APPROVED)
    if not approved.exists() or manifest_digest(task.asked["run_id"]) != task.asked["manifest_sha256"]:
        raise Fault("Proses ini dihitung ulang setelah disetujui; usulkan lagi", task.asked["run_id"])


def _loaded(run_id: str, task: Task) -> int | None:
    """The publication of this run that an attempt before loaded whole and did not come to show, or shows."""
    from semesta.web.core.published.models import Publication

    held = Publication.objects.filter(
        run_id=run_id, manifest_sha256=task.asked["manifest_sha256"], loaded_at__isnull=False, replaced_at__isnull=True
    )
    return held.values_list("pk", flat=True).first() if task.attempt > 1 else None


@handler(TRY_RULE, lane="try", attempts=2)
def try_rule(task: Task) -> dict[str, Any]:
    """Who would change under the rule file, in counts. Nothing is adopted."""
    from semesta.flow.dry_run import dry_run, tried_rules

    tried = tried_rules(task.asked["yaml"])
    found = dry_run(Path(settings.SEMESTA_HOME), task.asked["run_id"], tried, progress=task.progress)
    return found.to_json()
