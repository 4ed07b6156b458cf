"""Papers of a case: kept under HOME/web/attachments by the digest of their content, readable by the server alone."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from semesta.flow.home import sync_folder
from semesta.terms.fault import Fault
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.models import Case, CaseAttachment, ComplianceStep, FirmLetter, SubmissionFile
from semesta.web.casework.papers import ENDINGS, LARGEST, NotTaken, paper_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from semesta.web.core.scope import Scope

UNDISTURBED_SECONDS = 24 * 3600


def attach(scope: Scope, pk: int, file: UploadedFile[Any], document: str = "") -> CaseAttachment:
    """The paper is kept and stands at the case. NotTaken for what is no paper; a Fault when it cannot be written."""
    if file.size is None or file.size > LARGEST:
        raise NotTaken("size")
    paper = paper_of(file.read())
    with for_purpose(scope, "cases.act", "attach a paper to a case"):
        case = Case.objects.within(scope).filter(pk=pk).first()
        if case is None:
            raise LookupError("no such case here")
        digest = hashlib.sha256(paper.content).hexdigest()
        keep(paper.content, digest)
        made: CaseAttachment = CaseAttachment.unscoped.create(
            case=case, area_code=case.area_code, at=timezone.now(), by_id=scope.user_id, document=document[:100],
            name=safe_name(file.name or "", paper.media_type), media_type=paper.media_type, size=len(paper.content),
            sha256=digest,
        )  # fmt: skip
        return made


def remove(scope: Scope, pk: int) -> int:
    """The paper is gone from the case (from the disk with the next `sweep_papers`); the case's number.

    That it was there, and who removed it, stays.
    """
    with for_purpose(scope, "cases.act", "remove a paper from a case"):
        paper = CaseAttachment.objects.within(scope).filter(pk=pk, removed_at__isnull=True).first()
        if paper is None:
            raise LookupError("no such paper here")
        CaseAttachment.objects.within(scope).filter(pk=pk).update(removed_at=timezone.now())
        return int(paper.case_id)


def path_of(digest: str) -> Path:
    """Where a paper lies."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("no digest")
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def sweep_papers() -> int:
    """Files older than a day that no case, letter and filled form holds are gone; how many.

    Runs as the tables' owner, who sees all areas."""
    held = set(CaseAttachment.unscoped.filter(removed_at__isnull=True).values_list("sha256", flat=True))
    photos = SubmissionFile.unscoped.filter(removed_at__isnull=True).exclude(sha256="")
    held |= set(photos.values_list("sha256", flat=True))
    held |= set(ComplianceStep.unscoped.exclude(sha256="").values_list("sha256", flat=True))
    held |= set(FirmLetter.unscoped.values_list("sha256", flat=True))
    # A paper just written may stand in a transaction that is not over.
    before = time.time() - UNDISTURBED_SECONDS
    kept = Path(settings.MEDIA_ROOT).glob("??/*")
    gone = [path for path in kept if path.name not in held and path.stat().st_mtime < before]
    for path in gone:
        path.unlink()
    return len(gone)


def safe_name(name: str, media_type: str) -> str:
    """A file name of letters, digits, blanks and dashes, with the ending of what the file is."""
    stem = " ".join(re.sub(r"[^\w\-]+", " ", Path(name).stem, flags=re.ASCII).split())[:80]
    return f"{stem or 'dokumen'}.{ENDINGS[media_type]}"


def keep(content: bytes, digest: str) -> None:
    """The content lies where `path_of` says, on the disk for good. A Fault when it cannot be written."""
    path = path_of(digest)
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".unfinished-", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                Path(file.name).unlink()
                raise
        Path(file.name).replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Fault(f"Berkas tidak dapat disimpan: {error.strerror}") from error
