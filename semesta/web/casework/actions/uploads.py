"""A file on its way into the inbox: begun, received, read, accepted or discarded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from semesta.web.casework import run_files
from semesta.web.casework.models import Upload
from semesta.web.casework.models.runs import UploadState
from semesta.web.core.audit.events import note
from semesta.web.core.jobs import queue

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.core.scope import Scope

PREVIEW = "file.preview"
ABANDONED_AFTER = timedelta(days=7)


class ChangedMeanwhile(Exception):
    """Somebody else decided first; `row` is how it stands now."""

    def __init__(self, row: Any) -> None:
        super().__init__(str(row))
        self.row = row


def must(scope: Scope, permission: str) -> None:
    """PermissionDenied when the role does not hold it."""
    if not scope.may(permission):
        raise PermissionDenied(permission)


def begin(scope: Scope, name: str, byte_count: int, mark: str, now: datetime) -> Upload:
    """The upload that takes this file: the sender's own unfinished one of the same file, or a new one.

    run_files.Refused when it is too large or the disk has no room for the rest of it.
    """
    must(scope, "runs.upload")
    name = run_files.safe_name(name)
    with transaction.atomic():
        same = Upload.objects.within(scope).filter(
            sent_by=scope.user_id, name=name, byte_count=byte_count, mark=mark, state=UploadState.SENDING
        )
        found: Upload | None = same.first() if mark else None
        if found is not None:
            run_files.refuse_without_room(byte_count - run_files.received(found))
            return found
        run_files.refuse_too_large(byte_count)
        made: Upload = Upload.unscoped.create(
            area_code=scope.areas[0], name=name, byte_count=byte_count, mark=mark[:40], sent_by_id=scope.user_id,
            organisation=scope.organisation_name, began_at=now,
        )  # fmt: skip
        return made


def received(scope: Scope, upload: Upload, now: datetime) -> Upload:
    """All bytes are here: a job reads the file. Told twice: nothing more happens."""
    must(scope, "runs.upload")
    with transaction.atomic():
        whole = run_files.received(upload) == upload.byte_count
        mine = Upload.unscoped.filter(pk=upload.pk, state=UploadState.SENDING)
        if whole and mine.update(state=UploadState.CHECKING, received_at=now):
            job = queue.ask(PREVIEW, {"upload": upload.pk}, scope=scope, area_code=upload.area_code, now=now)
            Upload.unscoped.filter(pk=upload.pk).update(job=job)
        return _again(upload)


def _again(upload: Upload) -> Upload:
    """As it stands in the database."""
    stands: Upload = Upload.unscoped.get(pk=upload.pk)
    return stands


def understood(upload_id: int, file_id: str, findings: dict[str, Any], repeat_of: str) -> None:
    """What the job found; a file decided on meanwhile stays as it is."""
    Upload.unscoped.filter(pk=upload_id, state=UploadState.CHECKING).update(
        state=UploadState.UNDERSTOOD, file_id=file_id, findings=findings, repeat_of=repeat_of[:300], sentence=""
    )


def unreadable(upload_id: int, file_id: str, sentence: str) -> None:
    """The job could not read the file, and why."""
    Upload.unscoped.filter(pk=upload_id, state=UploadState.CHECKING).update(
        state=UploadState.REFUSED, file_id=file_id, sentence=sentence
    )


def _decide(scope: Scope, upload: Upload, version: int, now: datetime, **changes: Any) -> Upload:
    """The upload with these changes; ChangedMeanwhile when `version` is not how it stands."""
    must(scope, "runs.upload")
    stands = Upload.objects.within(scope).filter(pk=upload.pk, version=version)
    if not stands.update(version=version + 1, decided_by=scope.user_id, decided_at=now, **changes):
        raise ChangedMeanwhile(_again(upload))
    return _again(upload)


def accept(scope: Scope, upload: Upload, version: int, now: datetime) -> Upload:
    """The file lies in the inbox, and the next run reads it. Only a file that was understood.

    run_files.Refused, and nothing changed, when the inbox's disk is full.
    """
    if upload.state != UploadState.UNDERSTOOD:
        raise ChangedMeanwhile(upload)
    with transaction.atomic():
        name = run_files.free_name(upload.name)
        kept = _decide(scope, upload, version, now, state=UploadState.ACCEPTED, inbox_name=name)
        note("file accepted", key=kept.key.hex, facts={"file": kept.name, "file_id": kept.file_id})
        try:
            run_files.place_in_inbox(kept, name)
        except OSError as error:
            if error.errno not in run_files.FULL:
                raise
            raise run_files.no_room(kept.byte_count) from None
    return kept


def discard(scope: Scope, upload: Upload, version: int, now: datetime) -> Upload:
    """The file is gone; one that lay in the inbox is no longer read by a run and is kept with the uploads."""
    if upload.state == UploadState.DISCARDED:
        raise ChangedMeanwhile(upload)
    was_in_inbox = upload.state == UploadState.ACCEPTED
    with transaction.atomic():
        kept = _decide(scope, upload, version, now, state=UploadState.DISCARDED)
        note("file discarded", key=kept.key.hex, facts={"file": kept.name, "from_inbox": was_in_inbox})
        if upload.job is not None and not upload.job.ended:
            queue.cancel(upload.job, now)
        if was_in_inbox:
            run_files.take_from_inbox(kept)
        else:
            run_files.forget(kept)
    return kept


def forget_abandoned(now: datetime) -> int:
    """Files that nobody went on sending for ABANDONED_AFTER are discarded and their bytes gone; how many."""
    left = list(Upload.unscoped.filter(state=UploadState.SENDING, began_at__lt=now - ABANDONED_AFTER))
    for upload in left:
        with transaction.atomic():
            Upload.unscoped.filter(pk=upload.pk, state=UploadState.SENDING).update(
                state=UploadState.DISCARDED, decided_at=now, version=upload.version + 1
            )
            run_files.forget(upload)
    return len(left)


def said_state(upload: Upload) -> str:
    """How an upload stands, in words, for a message after ChangedMeanwhile."""
    return _("Somebody else was faster: the file is now “%(state)s”.") % {"state": UploadState(upload.state).label}
