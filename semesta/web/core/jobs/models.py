"""The one table of the queue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel


class JobState(models.TextChoices):
    """Where a job stands; the last three are ends."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(ScopedModel):
    """A piece of work: what (`kind`, `asked`), for which area, where it stands, who holds it until when.

    `asked`, `result` and `steps` name files, runs, days and areas, never a person of a register. Of one `lane` one job
    runs at a time ('' = beside any other). `steps` lists [label, seconds, attempt]; `sentence` says why it failed.
    """

    kind = models.CharField(max_length=60)
    asked = models.JSONField(default=dict)
    lane = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    asked_by = models.BigIntegerField(null=True)
    organisation = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempt = models.IntegerField(default=0)
    attempts_most = models.IntegerField(default=3)
    worker = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=300, blank=True)
    done = models.FloatField(default=0)
    total = models.FloatField(default=0)
    steps = models.JSONField(default=list)
    cancel_asked_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    sentence = models.TextField(blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="job_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lane"], condition=models.Q(state="running") & ~models.Q(lane=""), name="one_job_of_a_lane_runs"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"

    @property
    def ended(self) -> bool:
        """Done, failed or cancelled."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def share(self) -> float | None:
        """Done so far, 0 to 1; None where the size of the work is not known."""
        return min(self.done / self.total, 1.0) if self.total else None
