"""Runs: started, stopped, resumed; publishing proposed by one person and agreed by another; rules tried."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from semesta.flow.dry_run import tried_rules
from semesta.flow.home import Home
from semesta.flow.manifest import read_manifest
from semesta.flow.run import known_area
from semesta.terms.fault import Fault
from semesta.web.casework.actions.uploads import ChangedMeanwhile, must
from semesta.web.casework.models import PublishProposal
from semesta.web.casework.models.runs import ProposalState
from semesta.web.core.jobs import queue
from semesta.web.core.jobs.models import Job, JobState

if TYPE_CHECKING:
    from datetime import date, datetime

    from semesta.web.core.scope import Scope

RUN, PUBLISH, TRY_RULE, COMPARE = "run", "publish", "rule.try", "run.compare"


def start_run(scope: Scope, as_of: date, area: str, now: datetime) -> Job:
    """A job that makes the run of this day; the one that is waiting or running already when it asks for the same.

    A Fault for an area that is no province or regency; PermissionError outside the scope.
    """
    must(scope, "runs.upload")
    code = known_area(area)
    asked = {"as_of": as_of.isoformat(), "area": code}
    with transaction.atomic():
        same = Job.objects.within(scope).filter(kind=RUN, asked=asked, state__in=[JobState.WAITING, JobState.RUNNING])
        return same.first() or queue.ask(RUN, asked, scope=scope, area_code=code, now=now)


def stop(scope: Scope, job: Job, now: datetime) -> bool:
    """The job ends soon; False when it has ended. What is half published is not stopped: it ends by itself."""
    must(scope, "runs.publish" if job.kind == PUBLISH else "runs.upload")
    with transaction.atomic():
        return queue.cancel(job, now)


def resume(scope: Scope, job: Job, now: datetime) -> bool:
    """The job waits again and goes on where it stopped; False when it runs or is done."""
    must(scope, "runs.publish" if job.kind == PUBLISH else "runs.upload")
    with transaction.atomic():
        return queue.resume(job, now)


def manifest_digest(run_id: str) -> str:
    """SHA-256 of the manifest of a run of this home: what a proposal names."""
    return hashlib.sha256((Home(settings.SEMESTA_HOME).run(run_id) / "manifest.json").read_bytes()).hexdigest()


def propose(scope: Scope, run_id: str, note: str, now: datetime) -> PublishProposal:
    """The run waits for a second person; the open proposal when there is one."""
    must(scope, "runs.upload")
    manifest = read_manifest(Home(settings.SEMESTA_HOME).run(run_id))
    if not scope.covers(manifest["area"]):
        raise PermissionDenied("area")
    with transaction.atomic():
        stands = PublishProposal.objects.within(scope).filter(run_id=run_id, state=ProposalState.PROPOSED).first()
        if stands is not None:
            return stands  # type: ignore[no-any-return]  # the manager of scoped models knows no model
        made: PublishProposal = PublishProposal.unscoped.create(
            run_id=run_id, month=manifest["month"], area_code=manifest["area"], manifest_sha256=manifest_digest(run_id),
            note=note, proposed_by_id=scope.user_id, proposed_for=scope.organisation_name, proposed_at=now,
        )  # fmt: skip
        return made


def approve(scope: Scope, proposal: PublishProposal, version: int, now: datetime) -> PublishProposal:
    """A job publishes the run. PermissionDenied for the one who proposed it; a Fault when the run changed since."""
    must(scope, "runs.publish")
    if proposal.proposed_by_id == scope.user_id:
        raise PermissionDenied("two people")
    if manifest_digest(proposal.run_id) != proposal.manifest_sha256:
        raise Fault("Proses ini dihitung ulang setelah diusulkan; usulkan lagi", proposal.run_id)
    with transaction.atomic():
        kept = _decide(scope, proposal, version, now, state=ProposalState.APPROVED)
        asked = {"proposal": kept.pk, "run_id": kept.run_id, "manifest_sha256": kept.manifest_sha256}
        job = queue.ask(PUBLISH, asked, scope=scope, area_code=kept.area_code, now=now)
        PublishProposal.unscoped.filter(pk=kept.pk).update(job=job)
    return _again(proposal)


def refuse(scope: Scope, proposal: PublishProposal, version: int, reason: str, now: datetime) -> PublishProposal:
    """The proposal is refused with its reason; ValueError without one."""
    must(scope, "runs.publish")
    if not reason.strip():
        raise ValueError("reason")
    with transaction.atomic():
        return _decide(scope, proposal, version, now, state=ProposalState.REFUSED, reason=reason.strip())


def withdraw(scope: Scope, proposal: PublishProposal, version: int, now: datetime) -> PublishProposal:
    """The proposer takes it back."""
    must(scope, "runs.upload")
    if proposal.proposed_by_id != scope.user_id:
        raise PermissionDenied("own proposal")
    with transaction.atomic():
        return _decide(scope, proposal, version, now, state=ProposalState.WITHDRAWN)


def _again(proposal: PublishProposal) -> PublishProposal:
    """As it stands in the database."""
    stands: PublishProposal = PublishProposal.unscoped.get(pk=proposal.pk)
    return stands


def _decide(scope: Scope, proposal: PublishProposal, version: int, now: datetime, **changes: Any) -> PublishProposal:
    stands = PublishProposal.objects.within(scope).filter(pk=proposal.pk, version=version, state=ProposalState.PROPOSED)
    decided = {"decided_by": scope.user_id, "decided_for": scope.organisation_name, "decided_at": now}
    if not stands.update(version=version + 1, **decided, **changes):
        raise ChangedMeanwhile(_again(proposal))
    return _again(proposal)


def compare(scope: Scope, before: str, now_id: str, now: datetime) -> Job:
    """A job that holds a run against an earlier one of the same home, both within the scope."""
    must(scope, "runs.read")
    home = Home(settings.SEMESTA_HOME)
    areas = [read_manifest(home.run(each))["area"] for each in (before, now_id)]
    if not all(map(scope.covers, areas)):
        raise PermissionDenied("area")
    with transaction.atomic():
        return queue.ask(COMPARE, {"before": before, "now": now_id}, scope=scope, area_code=areas[1], now=now)


def try_rule(scope: Scope, run_id: str, text: str, now: datetime) -> Job:
    """A job that judges the run's people under this rule file; a Fault says what is wrong with the file."""
    must(scope, "runs.upload")
    manifest = read_manifest(Home(settings.SEMESTA_HOME).run(run_id))
    if not scope.covers(manifest["area"]):
        raise PermissionDenied("area")
    tried_rules(text)
    with transaction.atomic():
        return queue.ask(TRY_RULE, {"run_id": run_id, "yaml": text}, scope=scope, area_code=manifest["area"], now=now)
