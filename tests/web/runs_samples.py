"""What the runs desk has in a city of the tests: one file, one job, one run on disk, one proposal, one tried rule."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from semesta.web.casework.models import PublishProposal, Upload
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.jobs.handlers import HANDLERS, Task
from semesta.web.core.jobs.models import Job, JobState
from semesta.web.core.jobs.queue import claim, finish

RUN_ID = "2025-05-contoh"
TRIED = {
    "run_id": RUN_ID, "month": "2025-05-01", "rules": [["dtsen_pbi_decile_max", "5", "2"]], "people": 10,
    "changed_people": 1, "rupiah_before": 0, "rupiah_now": 37800, "verdicts": [],
    "changes": [{"what": "route", "before": "dtsen_pbi", "now": "mandiri", "people": 1, "rupiah_before": 0,
                 "rupiah_now": 37800}],
}  # fmt: skip


def run_on_disk(area: str, run_id: str = RUN_ID, month: str = "2025-05-01") -> Path:
    """A run folder as a finished run leaves it, with nothing in its tables."""
    folder = Path(settings.SEMESTA_HOME) / "runs" / run_id
    (folder / "report").mkdir(parents=True, exist_ok=True)
    manifest = {
        "run_id": run_id, "as_of": month, "month": month, "area": area, "engine": "duckdb", "previous_run": None,
        "versions": {"semesta": "0.1.0"}, "code": "0" * 64, "inputs": [], "set_aside": [], "unread": [],
        "rules": {"fingerprint": "0" * 64, "values": {}}, "tables": {},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "timings.json").write_text('{"whole": 3.2, "link": 1.5}')
    (folder / "report" / "index.html").write_text("<!doctype html><h1>Laporan</h1>")
    return folder


def _once(city, name, make):
    made = city.__dict__.setdefault("made", {})
    if name not in made:
        with acting(acting_of(city.scope("coordinator"))):
            made[name] = make()
    return made[name]


def upload(city) -> Upload:
    return _once(
        city, "upload",
        lambda: Upload.unscoped.create(
            area_code=city.area, name="peserta.csv", byte_count=10, sent_by=city.users["coordinator"],
            organisation="Kantor mawar", began_at=timezone.now(),
        ),
    )  # fmt: skip


def job(city, kind="run") -> Job:
    now = timezone.now()
    more = {"state": "done", "result": TRIED} if kind == "rule.try" else {}
    asked = {
        "run": {"as_of": "2025-05-01", "area": city.area}, "rule.try": {"run_id": RUN_ID, "yaml": "name: x"},
        "field.bring": {"round": 0, "file": "0" * 32, "name": "mawar.zip"},
    }[kind]  # fmt: skip
    return _once(
        city, f"job {kind}",
        lambda: Job.unscoped.create(
            kind=kind, asked=asked, area_code=city.area, asked_at=now, not_before=now, organisation="Kantor mawar",
            asked_by=city.users["coordinator"].pk, **more,
        ),
    )  # fmt: skip


def run(city) -> str:
    run_on_disk("16.71")
    return RUN_ID


def proposal(city) -> PublishProposal:
    run(city)
    return _once(
        city, "proposal",
        lambda: PublishProposal.unscoped.create(
            area_code=city.area, run_id=RUN_ID, month="2025-05-01", manifest_sha256="0" * 64,
            proposed_by=city.users["coordinator"], proposed_for="Kantor mawar", proposed_at=timezone.now(),
        ),
    )  # fmt: skip


def work_off() -> None:
    """All jobs that wait are done, in this process: a test is one transaction, which another would not see."""
    while (job := claim("tests", timezone.now())) is not None:
        who = Acting(str(job.asked_by), job.organisation, "tests")
        task = Task(job.pk, job.attempt, job.asked, job.area_code, who, lambda *_: None)
        finish(job, JobState.DONE, timezone.now(), result=HANDLERS[job.kind].handle(task))
