"""All that writes Berita Acara Rekonsiliasi: opened, discussed, signed by both sides, then frozen (req 56, R3.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.web.casework.berita_acara import content_of, digest, paper, verification_code
from semesta.web.casework.models import (
    Side,
    Statement,
    StatementRemark,
    StatementSignature,
    StatementStep,
    View,
)
from semesta.web.casework.queries.exchange import side_of
from semesta.web.core.audit.events import note
from semesta.web.core.models import User

if TYPE_CHECKING:
    from semesta.web.casework.queries.exchange import Difference
    from semesta.web.core.scope import Scope


def _may(scope: Scope) -> Side:
    if not scope.may("cooperation.sign"):
        raise PermissionError("cooperation.sign")
    return side_of(scope)


def open_statement(found: Difference, scope: Scope) -> Statement:
    """A statement of this difference, open for both sides; a new version when the month has a signed one.

    A Fault while one is open, and when the newest signed one tells of this very run and was not disputed by anybody.
    """
    _may(scope)
    if not scope.covers(found.area_code):
        raise PermissionError("outside the scope")
    mine = Statement.objects.within(scope).filter(area_code=found.area_code, month=found.month)
    if mine.filter(signed_at__isnull=True).exists():
        raise Fault(_("This month already has an open statement."))
    last = mine.order_by("-version").first()
    version = (mine.aggregate(last=Max("version"))["last"] or 0) + 1
    made: Statement = Statement.unscoped.create(
        area_code=found.area_code, month=found.month, version=version, replaces=last, run_id=found.run_id,
        manifest_sha256=found.manifest_sha256, city_people=found.city_people, bpjs_people=found.bpjs_people,
        made_by_id=scope.user_id, made_at=timezone.now(),
    )  # fmt: skip
    StatementStep.unscoped.bulk_create(
        StatementStep(
            area_code=found.area_code, statement=made, step=step, class_name=name, sign=sign, people=people
        )
        for step, name, sign, people in found.steps
    )  # fmt: skip
    return made


def _open(statement: Statement, scope: Scope) -> Statement:
    """The statement, locked until the end of the transaction; a Fault when it is signed by both."""
    held: Statement = Statement.objects.within(scope).select_for_update().get(pk=statement.pk)
    if held.signed_at is not None:
        raise Fault(_("The statement is signed: a correction is a new version."))
    return held


def say(statement: Statement, step: StatementStep | None, scope: Scope, *, view: str, text: str, version: int) -> None:
    """The scope's side agrees or disputes a step, or writes about the whole (`step` None).

    A Fault once a side has signed, for a dispute without a reason, and when the step was changed meanwhile.
    """
    side, text = _may(scope), " ".join(text.split())
    held = _open(statement, scope)
    if held.signatures.exists():
        raise Fault(_("One side has signed: the steps stand. Return the statement to discuss them again."))
    if view and view not in View.values:
        raise Fault(_("Agree or dispute."))
    if view == View.DISPUTE and not text:
        raise Fault(_("Say why you dispute this."))
    if not (view or text):
        raise Fault(_("Write something, or say whether you agree."))
    if step is not None and view:
        column = "city_view" if side == Side.CITY else "bpjs_view"
        mine = StatementStep.objects.within(scope).filter(pk=step.pk, statement=held, version=version)
        if not mine.update(**{column: view, "version": F("version") + 1}):
            raise Fault(_("The other side wrote about this step meanwhile. Look again, then decide."))
    _remark(held, step, side, scope, view=view, text=text)


def _remark(held: Statement, step: StatementStep | None, side: Side, scope: Scope, *, view: str, text: str) -> None:
    StatementRemark.unscoped.create(
        area_code=held.area_code, statement=held, step=step, side=side, view=view, by_id=scope.user_id,
        organisation=scope.organisation_name, at=timezone.now(), text=text[:500],
    )  # fmt: skip


def unsaid(statement: Statement) -> int:
    """Steps with people that a side has not spoken about."""
    said = [(one.city_view, one.bpjs_view) for one in statement.steps.all() if one.sign and one.people]
    return sum(1 for city, bpjs in said if not (city and bpjs))


def sign(statement: Statement, scope: Scope, *, title: str) -> Statement:
    """Signed for the scope's side; by the second side it is frozen, with its code and its paper.

    A Fault when a step was not spoken about, this side has signed, or the same person signed for the other.
    """
    side, title = _may(scope), " ".join(title.split())
    held = _open(statement, scope)
    if not title:
        raise Fault(_("Write the position in which you sign."))
    if unsaid(held):
        raise Fault(_("Both sides say of every step whether they agree; only then it is signed."))
    there = {one.side: one for one in held.signatures.all()}
    if side in there:
        raise Fault(_("Your side has signed already."))
    if any(one.by_id == scope.user_id for one in there.values()):
        raise Fault(_("The two sides are signed for by two people."))
    if not there:
        held.content = content_of(held)
        held.content_sha256 = digest(held.content)
        held.save(update_fields=["content", "content_sha256"])
    user = User.objects.get(pk=scope.user_id)
    StatementSignature.unscoped.create(
        area_code=held.area_code, statement=held, side=side, by=user, name=user.name, title=title[:200],
        organisation=scope.organisation_name, at=timezone.now(), content_sha256=held.content_sha256,
    )  # fmt: skip
    note("statement signed", key=held.number, facts={"side": str(side), "content_sha256": held.content_sha256})
    return _frozen(held) if there else held


def _frozen(held: Statement) -> Statement:
    if digest(content_of(held)) != held.content_sha256:
        raise Fault(_("The statement is not what the first side signed. Return it and sign again."))
    held.signed_at = timezone.now()
    held.code = verification_code(held)
    held.pdf = paper(held)
    held.save(update_fields=["signed_at", "code", "pdf"])
    return held


def give_back(statement: Statement, scope: Scope, *, reason: str) -> None:
    """The one signature there is falls, with a reason, so that the steps can be discussed again."""
    side, reason = _may(scope), " ".join(reason.split())
    held = _open(statement, scope)
    if not reason:
        raise Fault(_("Say why you return the statement."))
    if not StatementSignature.objects.within(scope).filter(statement=held).delete()[0]:
        raise Fault(_("Nobody has signed: there is nothing to return."))
    held.content = held.content_sha256 = ""
    held.save(update_fields=["content", "content_sha256"])
    _remark(held, None, side, scope, view="", text=reason)
    note("statement returned", key=held.number, facts={"side": str(side)})


def paper_of(statement: Statement, scope: Scope) -> bytes:
    """The paper as it was made when it was signed; written down that it was taken. A Fault before."""
    pdf = Statement.objects.within(scope).filter(pk=statement.pk).values_list("pdf", flat=True).first()
    if pdf is None:
        raise Fault(_("The paper is made when both sides have signed."))
    note("statement fetched", key=statement.number)
    return bytes(pdf)
