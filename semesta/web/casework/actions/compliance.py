"""What offices do about a firm that does not comply. Each act names the version that its user saw (R5.2, R5.3).

The branch warns, fines and proposes; DPMPTSP decides on what another person proposed; the prosecutor's office recovers
what the branch handed over. A Fault says why nothing was written; LookupError: no such case within the scope.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.web.casework.actions.papers import keep, safe_name
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.ladder import NEEDS, columns_of, standing_of
from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmAct
from semesta.web.casework.models.employers import LADDER, SAID_OF_FIRMS
from semesta.web.casework.papers import LARGEST, NotTaken, paper_of
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile

    from semesta.web.casework.ladder import Standing
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.published.tables.models import EmployerWork
    from semesta.web.core.scope import Scope

THE_CITY = "PEMDA"
AFTER_CLOSING = (FirmAct.LIFTED, FirmAct.RETURNED)
"""Acts that end what other offices hold of a case that is closed already."""


@dataclass(frozen=True)
class Said:
    """What an act is written down with: its day, a note, rupiah where the act has them, a paper that came with it."""

    on: date
    note: str = ""
    rupiah: int | None = None
    paper: UploadedFile[Any] | None = None


def open_cases(shown: Shown, scope: Scope, firms: Sequence[EmployerWork]) -> list[ComplianceCase]:
    """A case for each firm of the shown list that has no open one; those opened. A Fault for the city itself alone."""
    with for_purpose(scope, "employers.open", "open compliance cases"):
        others = [one for one in firms if one.firm_key != THE_CITY]
        if firms and not others:
            raise Fault(_("The ladder is for employers other than the state. The city settles its own staff itself."))
        keys = [str(one.firm_key) for one in others]
        held = set(ComplianceCase.unscoped.filter(firm_key__in=keys, is_open=True).values_list("firm_key", flat=True))
        return [case for one in others if one.firm_key not in held and (case := _opened(shown, scope, one)) is not None]


def _opened(shown: Shown, scope: Scope, firm: EmployerWork) -> ComplianceCase | None:
    if not scope.covers(firm.area_code):
        raise PermissionError("a firm outside the scope")
    now = timezone.now()
    try:
        with transaction.atomic():  # somebody else opens the same firm at the same moment: one of them does
            case: ComplianceCase = ComplianceCase.unscoped.create(
                area_code=firm.area_code, firm_id=firm.firm_id, firm_key=firm.firm_key,
                name=(firm.name or str(firm.firm_key))[:200], number=(firm.nib or firm.employer_code or "")[:40],
                address=(firm.address or "")[:300], finding=firm.finding,
                missing_worker_count=firm.missing_worker_count or 0,
                expected_uncovered_count=firm.expected_uncovered_count or 0, opened_month=shown.month, opened_at=now,
                next_on=timezone.localdate(), acted_by_id=scope.user_id, acted_at=now,
            )  # fmt: skip
    except IntegrityError:
        return None
    _written(scope, case, FirmAct.OPENED, Said(timezone.localdate()))
    return case


def act_on(scope: Scope, pk: int, version: int, act: FirmAct, said: Said) -> ComplianceStep:
    """The act is done: a step of the ladder, a visit, a decision of DPMPTSP, a hand-over and its end.

    A Fault when the ladder or the state of the case does not allow it; NotTaken for a paper that is none.
    """
    with for_purpose(scope, NEEDS[act], f"compliance: {act.value}"):
        case, standing = _as_seen(scope, pk, version, open_=None if act in AFTER_CLOSING else True)
        _allowed(scope, case, standing, act, said)
        made = _written(scope, case, act, said)
        _changed(scope, case, {})
        return made


def take_back(scope: Scope, pk: int, version: int, reason: str) -> ComplianceStep:
    """The last act holds no more, for a reason; the case stands as before it."""
    with for_purpose(scope, "employers.read", "compliance: take back"):
        case, standing = _as_seen(scope, pk, version)
        last = standing.last
        if last is None:
            raise Fault(_("There is nothing to take back."))
        if not scope.may(NEEDS[last.act]):
            raise PermissionError(NEEDS[last.act])
        made = _written(scope, case, FirmAct.TAKEN_BACK, Said(timezone.localdate(), _why(reason)), undoes=last)
        _changed(scope, case, {})
        return made


def close(scope: Scope, pk: int, version: int, reason: str, note: str) -> None:
    """The case ends for a reason that a person says. That a firm complies only a file says."""
    if reason not in SAID_OF_FIRMS:
        raise Fault(_("Choose why the case is closed."))
    with for_purpose(scope, "employers.warn", f"compliance: close, {reason}"):
        case, _standing = _as_seen(scope, pk, version)
        _written(scope, case, FirmAct.CLOSED, Said(timezone.localdate(), _why(note)))
        _changed(scope, case, {"is_open": False, "closed_reason": reason, "closed_at": timezone.now()})


def reopen(scope: Scope, pk: int, version: int, why: str) -> None:
    """A case that a person closed goes on where it stood. A Fault when the firm has another open one."""
    with for_purpose(scope, "employers.warn", "compliance: open again"):
        case, _standing = _as_seen(scope, pk, version, open_=False)
        if ComplianceCase.unscoped.filter(firm_key=case.firm_key, is_open=True).exists():
            raise Fault(_("This firm has another open case."))
        _written(scope, case, FirmAct.REOPENED, Said(timezone.localdate(), _why(why)))
        _changed(scope, case, {"is_open": True, "closed_reason": "", "closed_at": None})


# -- what is allowed


def _allowed(scope: Scope, case: ComplianceCase, standing: Standing, act: FirmAct, said: Said) -> None:
    today = timezone.localdate()
    if said.on > today:
        raise Fault(_("The day lies ahead: write it down once it has come."))
    if act in LADDER:
        _ladder_allows(standing, act, said)
    elif act in {FirmAct.IMPOSED, FirmAct.DECLINED}:
        if case.sanction != "proposed":
            raise Fault(_("Nothing is proposed that waits for a decision."))
        asked = standing.column(FirmAct.TMP2T)
        if asked is not None and (asked.by_id == scope.user_id or asked.organisation == scope.organisation_name):
            raise Fault(_("Who proposed does not decide: that takes another person of another office."))
    elif act == FirmAct.LIFTED and case.sanction != "imposed":
        raise Fault(_("No public service is refused to this firm."))
    elif act == FirmAct.HANDED and case.recovery == "handed":
        raise Fault(_("The prosecutor's office has this case already."))
    elif act == FirmAct.RETURNED and case.recovery != "handed":
        raise Fault(_("The prosecutor's office does not have this case."))
    _in_order(standing, act, said)


def _ladder_allows(standing: Standing, act: FirmAct, said: Said) -> None:
    following = standing.next_step
    if following is None or following.name != act:
        raise Fault(_("This is not the next step: look again at where the case stands."))
    # The first letter may have gone out before the case was opened here.
    if standing.taken and said.on < following.from_on:
        day = numbers().day(following.from_on)
        raise Fault(_("Too early: {step} is possible from {day} on.").format(step=act.label, day=day))
    if act == FirmAct.DENDA and not said.rupiah:
        raise Fault(_("A fine needs the contributions that were due."))


def _in_order(standing: Standing, act: FirmAct, said: Said) -> None:
    """A decision does not come before what it decides on."""
    before = {FirmAct.IMPOSED: FirmAct.TMP2T, FirmAct.DECLINED: FirmAct.TMP2T, FirmAct.LIFTED: FirmAct.IMPOSED,
              FirmAct.RETURNED: FirmAct.HANDED}.get(act)  # fmt: skip
    earlier = standing.column(before) if before else None
    if earlier is not None and said.on < earlier.on:
        raise Fault(_("The day lies before that of the act that it follows."))


# -- rows


def _as_seen(scope: Scope, pk: int, version: int, *, open_: bool | None = True) -> tuple[ComplianceCase, Standing]:
    """The case, held until the transaction ends, and where it stands; a Fault when it is not as the user saw it.

    `open_`: whether it must be open; None: it may be either.
    """
    case = ComplianceCase.objects.within(scope).select_for_update().filter(pk=pk).first()
    if case is None:
        raise LookupError("no such case here")
    if case.version != version or open_ not in {None, case.is_open}:
        raise Fault(_("Somebody else changed this case meanwhile. Look again, then decide."))
    acts = ComplianceStep.objects.within(scope).filter(case_id=pk).order_by("id")
    return case, standing_of(acts, timezone.localdate())


def _written(
    scope: Scope, case: ComplianceCase, act: FirmAct, said: Said, undoes: ComplianceStep | None = None
) -> ComplianceStep:
    paper = _kept(said.paper)
    made: ComplianceStep = ComplianceStep.unscoped.create(
        case=case, area_code=case.area_code, act=act, on=said.on, by_id=scope.user_id,
        organisation=scope.organisation_name, at=timezone.now(), note=" ".join(said.note.split())[:1000],
        rupiah=said.rupiah, undoes=undoes, **paper,
    )  # fmt: skip
    return made


def _kept(file: UploadedFile[Any] | None) -> dict[str, Any]:
    """The columns of a paper that is kept now; none without one."""
    if file is None:
        return {}
    if file.size is None or file.size > LARGEST:
        raise NotTaken("size")
    paper = paper_of(file.read())
    digest = hashlib.sha256(paper.content).hexdigest()
    keep(paper.content, digest)
    name = safe_name(file.name or "", paper.media_type)
    return {"paper_name": name, "media_type": paper.media_type, "size": len(paper.content), "sha256": digest}


def _changed(scope: Scope, case: ComplianceCase, values: dict[str, Any]) -> None:
    """The row holds what its acts say, and the next version."""
    acts = ComplianceStep.objects.within(scope).filter(case_id=case.pk).order_by("id")
    columns = columns_of(standing_of(acts, timezone.localdate()))
    ComplianceCase.objects.within(scope).filter(pk=case.pk).update(
        version=case.version + 1, acted_by_id=scope.user_id, acted_at=timezone.now(), **columns, **values
    )


def _why(reason: str) -> str:
    if not reason.strip():
        raise Fault(_("Say why."))
    return reason
