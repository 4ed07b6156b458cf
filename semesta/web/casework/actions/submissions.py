"""Filled forms: kept as they came, then read into visits. Sent twice they are one; what cannot be read waits for
somebody.

Runs in the scope of the agent who sent them, or of the coordinator who reads a kept one again or brings a file.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.casework.actions.papers import keep, safe_name
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.actions.standing import let_stand
from semesta.web.casework.brought import file_of
from semesta.web.casework.field.answers import Unreadable, read_xml
from semesta.web.casework.field.exports import answers_in, answers_of_kept, exported
from semesta.web.casework.models import FieldForm, RoundHousehold, Submission, SubmissionFile, SubmissionState
from semesta.web.casework.papers import JPEG, PNG, NotTaken, paper_of
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.audit.events import note
from semesta.web.core.jobs import queue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from semesta.web.casework.field.answers import Answers
    from semesta.web.casework.field.exports import Exported
    from semesta.web.casework.models import Round, RoundAgent
    from semesta.web.core.jobs.handlers import Progress
    from semesta.web.core.jobs.models import Job
    from semesta.web.core.scope import Scope

PHOTO = (JPEG, PNG)
BRING = "field.bring"
AT_ONCE = 200
_log = logging.getLogger("semesta.web")


@dataclass(frozen=True)
class Sender:
    """Who sends: the scope in which it is written, the round, and the agent where one is known."""

    scope: Scope
    round: Round
    agent: RoundAgent | None
    source: str


def receive(sender: Sender, content: bytes, files: Sequence[tuple[str, bytes]] = ()) -> Submission:
    """The filled form in XML is kept, with its photos, and read where it can be. Repeating it changes nothing.

    A form without a number of its own is known by its content.
    """
    try:
        answers, why = read_xml(content), ""
    except Unreadable as unreadable:
        answers, why = None, unreadable.why
    return take(sender, content.decode("utf-8", "replace"), hashlib.sha256(content).hexdigest(), answers, why, files)


def take(
    sender: Sender, content: str, digest: str, answers: Answers | None, why: str,
    files: Sequence[tuple[str, bytes]] = (),
) -> Submission:  # fmt: skip
    """The same for content that was read already, or could not be (`why`)."""
    instance_id = answers.instance_id if answers else f"sha256:{digest}"
    with transaction.atomic():
        kept, new = Submission.unscoped.get_or_create(
            instance_id=instance_id, sha256=digest,
            defaults={**_known(sender, answers), "content": content.replace("\x00", ""), "why": why},
        )  # fmt: skip
        if not new:
            Submission.unscoped.filter(pk=kept.pk).update(post_count=F("post_count") + 1)
    for name, photo in files:
        _keep_photo(kept, name, photo)
    if new and answers is not None:
        _read(sender, kept, answers)
    _count_photos(kept, answers)
    kept.refresh_from_db()
    stands: Submission = kept
    return stands


def _known(sender: Sender, answers: Answers | None) -> dict[str, object]:
    """What stands beside the content before anything else is decided."""
    known: dict[str, object] = {
        "round": sender.round, "agent": sender.agent, "source": sender.source,
        "area_code": sender.agent.area_code if sender.agent else sender.round.area_code,
    }  # fmt: skip
    if answers is None:
        return known
    return {
        **known, "deprecated_id": answers.deprecated_id[:100], "form_version": answers.form_version[:40],
        "base_version": answers.base_version, "branch_id": answers.branch_id,
    }  # fmt: skip


def _read(sender: Sender, kept: Submission, answers: Answers) -> None:
    """A visit stands, or `why` says why none does; nothing that goes wrong here loses the form."""
    try:
        with transaction.atomic():
            household = _household(sender, kept, answers)
            visit = let_stand(kept, answers, household, sender.agent or household.agent)
            Submission.unscoped.filter(pk=kept.pk).update(
                state=SubmissionState.READ, why="", visit=visit, household=household, area_code=household.area_code,
                agent=sender.agent or household.agent,
            )  # fmt: skip
    except Unreadable as unreadable:
        Submission.unscoped.filter(pk=kept.pk).update(why=unreadable.why)
    except (DatabaseError, ValueError, KeyError, TypeError, AttributeError):
        _log.exception("a filled form could not be read")
        Submission.unscoped.filter(pk=kept.pk).update(why="fault")


def _household(sender: Sender, kept: Submission, answers: Answers) -> RoundHousehold:
    form_id = FieldForm.objects.filter(round=sender.round).values_list("form_id", flat=True).first()
    if answers.form_id and answers.form_id != form_id:
        raise Unreadable("other_form")
    if Submission.unscoped.filter(instance_id=answers.instance_id).exclude(pk=kept.pk).exists():
        raise Unreadable("differs")
    mine = RoundHousehold.objects.within(sender.scope).filter(round=sender.round)
    found = mine.filter(public_id=_uuid(answers.household)).select_for_update(of=("self",)).first()
    if found is None:
        raise Unreadable("no_such_house")
    if sender.agent is not None and found.agent_id != sender.agent.pk:
        raise Unreadable("not_theirs")
    household: RoundHousehold = found
    return household


def _uuid(text: str) -> str:
    from uuid import UUID

    try:
        return UUID(text).hex
    except ValueError:
        raise Unreadable("no_such_house") from None


def read_again(scope: Scope, kept: Submission) -> Submission:
    """A kept form is read once more, because something about its house or agent was put right."""
    with for_purpose(scope, "field.run", "read a kept form again"):
        if kept.state != SubmissionState.READ and kept.removed_at is None:
            try:
                answers = answers_of_kept(kept)
            except Unreadable as unreadable:
                Submission.unscoped.filter(pk=kept.pk).update(why=unreadable.why)
            else:
                _read(Sender(scope, kept.round, None, kept.source), kept, answers)
                _count_photos(kept, answers)
        kept.refresh_from_db()
        return kept


def settle(scope: Scope, kept: Submission, text: str) -> None:
    """Somebody looked at a kept form and says why it is left aside; the form stays."""
    with for_purpose(scope, "field.run", "set a kept form aside"):
        Submission.unscoped.filter(pk=kept.pk, state=SubmissionState.KEPT).update(
            state=SubmissionState.SETTLED, settled_by_id=scope.user_id, settled_at=timezone.now(), note=text[:300]
        )


def bring(
    scope: Scope, round_: Round, name: str, content: bytes, *, since: datetime | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:  # fmt: skip
    """The forms of a file of ODK Central or KoboToolbox are taken: how many were `read`, `kept` unread, `known` before.

    Brought again they are known; a Fault for a file that is no such export, of which nothing is then taken. In parts of
    AT_ONCE forms, so that a killed attempt of a job begun at `since` loses little; what it took counts as taken by it.
    """
    counts = {"read": 0, "kept": 0, "known": 0}
    export = exported(name, content)
    for done in range(0, export.count, AT_ONCE):
        if progress is not None:
            progress("membaca isian", done, export.count)
        with _bringing(scope):
            for one in islice(export.forms, AT_ONCE):
                counts[_brought(Sender(scope, round_, None, one.source), one, since)] += 1
    with _bringing(scope):
        note("forms brought out of a file", key=round_.public_id.hex, facts=counts)
    return counts


def _bringing(scope: Scope) -> AbstractContextManager[None]:
    """One transaction in this scope; PermissionError when the role may not."""
    if not scope.may("field.run"):
        raise PermissionError("field.run")
    return acting(replace(acting_of(scope), purpose="bring forms out of a file"))


def _brought(sender: Sender, one: Exported, since: datetime | None) -> str:
    """What became of one form: read, kept or known."""
    try:
        answers, why = answers_in(one.content), ""
    except Unreadable as unreadable:
        answers, why = None, unreadable.why
    kept = take(sender, one.content, one.digest, answers, why, one.photos)
    if kept.post_count > 1 and (since is None or kept.received_at < since):
        return "known"
    return "read" if kept.state == SubmissionState.READ else "kept"


def ask_to_bring(scope: Scope, round_: Round, name: str, parts: Iterable[bytes], now: datetime) -> Job:
    """The file is kept, and a worker takes its forms (casework/field_jobs). A Fault when it cannot be kept."""
    with for_purpose(scope, "field.run", "bring forms out of a file"):
        key = uuid4().hex
        path = file_of(key)
        try:
            path.parent.mkdir(parents=True, mode=0o700)
            with path.open("wb") as file:
                file.writelines(parts)
        except OSError as error:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise Fault(f"Berkas tidak dapat disimpan: {error.strerror}") from error
        asked = {"round": round_.pk, "file": key, "name": name[:150]}
        area = round_.area_code if scope.covers(round_.area_code) else scope.areas[0]
        return queue.ask(BRING, asked, scope=scope, area_code=area, now=now)


# -- photos


def _keep_photo(kept: Submission, name: str, content: bytes) -> None:
    """The picture lies with the papers of cases; what is no picture is told and not kept."""
    values: dict[str, object] = {"name": name[:150], "area_code": kept.area_code}
    try:
        photo = paper_of(content)
        if photo.media_type not in PHOTO:
            raise NotTaken("kind")
    except NotTaken as refused:
        SubmissionFile.unscoped.get_or_create(submission=kept, name=name[:150], sha256="", refused=refused.why,
                                              defaults=values)  # fmt: skip
        return
    digest = hashlib.sha256(photo.content).hexdigest()
    keep(photo.content, digest)
    SubmissionFile.unscoped.get_or_create(
        submission=kept, name=name[:150], sha256=digest, refused="",
        defaults={**values, "media_type": photo.media_type, "size": len(photo.content)},
    )  # fmt: skip


def _count_photos(kept: Submission, answers: Answers | None) -> None:
    """Which photos are still to come."""
    held = set(SubmissionFile.unscoped.filter(submission=kept).values_list("name", flat=True))
    waiting = [name for name in answers.media if name not in held] if answers else []
    if waiting != kept.waiting_for:
        Submission.unscoped.filter(pk=kept.pk).update(waiting_for=waiting)


def photo_name(file: SubmissionFile) -> str:
    """A file name for a download."""
    return safe_name(file.name, file.media_type)
