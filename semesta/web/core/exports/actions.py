"""All that writes exports: asked for, decided, fetched, over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.core.audit.events import note
from semesta.web.core.exports import stash
from semesta.web.core.exports.cells import ExportColumn, kept, seen_by
from semesta.web.core.exports.models import ExportRequest, ExportState, new_token
from semesta.web.core.models import Organisation, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from semesta.web.core.scope import Scope

SHORTEST_PURPOSE = 5


def rule(name: str) -> int:
    """A rule of today as a whole number."""
    return int(load_rules().value(name, timezone.localdate()))


def request_export(
    name: str,
    query: QuerySet[Any] | Iterable[Mapping[str, Any]],
    columns: list[ExportColumn],
    scope: Scope,
    purpose: str,
    *,
    person: str = "",
    run_id: str = "",
) -> ExportRequest:
    """The rows of the query are put aside under the scope; ready, or waiting for a second person above the limit.

    `query` keeps to the scope already (Shown.rows, scope.within) and gives its rows in order; columns that the role
    does not see are left out; `person` is the field with the person's number, if rows name people. A Fault for a role
    that may not export, for a missing purpose, for a list without rows.
    """
    if not scope.may("exports.make"):
        raise PermissionError("exports.make")
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST_PURPOSE:
        raise Fault(_("Say in a few words what the list is for."))
    forget_expired(timezone.now())
    seen, token = seen_by(columns, scope), new_token()
    count, digest = stash.put_aside(token, _rows(query, seen, person, whole=scope.may("people.identity")))
    if not count:
        stash.forget_rows(token)
        raise Fault(_("The list is empty: there is nothing to take out."))
    return _written(token, name, seen, scope, purpose, count, digest, names_people=bool(person), run_id=run_id)


def _rows(
    query: Any, columns: list[ExportColumn], person: str, *, whole: bool
) -> Iterator[tuple[list[Any], int | None]]:
    fields = [column.field for column in columns]
    if isinstance(query, QuerySet):
        found: Iterable[Any] = query.values_list(*fields, *([person] if person else [])).iterator(2000)
    else:
        found = ([row[field] for field in fields] + ([row[person]] if person else []) for row in query)
    for values in found:
        cells = [kept(value, column.kind, whole=whole) for value, column in zip(values, columns, strict=False)]
        yield cells, (values[-1] if person else None)


def _written(
    token: str, name: str, columns: list[ExportColumn], scope: Scope, purpose: str, count: int, digest: str,
    *, names_people: bool, run_id: str,
) -> ExportRequest:  # fmt: skip
    now = timezone.now()
    second = count > rule("export_second_person_people")
    made: ExportRequest = ExportRequest.unscoped.create(
        token=token, area_code=scope.areas[0], areas=list(scope.areas), name=name[:200], purpose=purpose[:200],
        columns=[column.title for column in columns], kinds=[column.kind for column in columns], row_count=count,
        sha256=digest, names_people=names_people, run_id=run_id, role=scope.role.name,
        organisation=scope.organisation_name, of_bpjs=_of_bpjs(scope), requested_by_id=scope.user_id, requested_at=now,
        state=ExportState.WAITING if second else ExportState.READY,
        expires_at=now + timedelta(days=rule("export_keep_day")),
    )  # fmt: skip
    note(
        "export asked for", key=token, facts={"list": name, "rows": count, "purpose": purpose, "second_person": second}
    )
    return made


def _of_bpjs(scope: Scope) -> bool:
    return Organisation.objects.filter(pk=scope.organisation_id, kind="bpjs").exists()


def may_decide(request: ExportRequest, scope: Scope) -> bool:
    """Another person of the same side (city or BPJS), who may let lists go and sees all of its areas."""
    return (
        scope.may("exports.approve")
        and request.requested_by_id != scope.user_id
        and all(scope.covers(area) for area in request.areas)
        and request.of_bpjs == _of_bpjs(scope)
    )


def decide(request: ExportRequest, scope: Scope, *, let_go: bool, remark: str = "", version: int) -> ExportRequest:
    """Let go, or not (then its rows are gone). A Fault when somebody decided meanwhile or it is over."""
    if not may_decide(request, scope):
        raise PermissionError("exports.approve")
    now = timezone.now()
    state = ExportState.READY if let_go else ExportState.REFUSED
    waiting = ExportRequest.objects.within(scope).filter(
        pk=request.pk, version=version, state=ExportState.WAITING, expires_at__gt=now
    )
    if not waiting.update(
        state=state, decided_by=scope.user_id, decided_at=now, note=remark.strip()[:300], version=F("version") + 1
    ):
        raise Fault(_("Somebody else has decided meanwhile, or the time is over."))
    if not let_go:
        stash.forget_rows(request.token)
    note("export let go" if let_go else "export not let go", key=request.token, facts={"rows": request.row_count})
    decided: ExportRequest = ExportRequest.objects.within(scope).get(pk=request.pk)
    return decided


def fetch(request: ExportRequest, scope: Scope, kind: str) -> User:
    """Written down: the list is fetched now as `kind` by the person who asked for it; who that is.

    A Fault when it waits, was not let go, is over, or its rows are not what they were.
    """
    now = timezone.now()
    if request.requested_by_id != scope.user_id or request.organisation != scope.organisation_name:
        raise PermissionError("fetched by another")
    if request.state != ExportState.READY or request.over(now):
        raise Fault(_("The list cannot be fetched: it waits, was not let go, or its time is over."))
    if stash.digest_of(request.token) != request.sha256:
        raise Fault(_("The rows kept for this list are not what they were. Ask for it again."))
    ExportRequest.objects.within(scope).filter(pk=request.pk).update(
        fetched_count=F("fetched_count") + 1, fetched_at=now
    )
    note(
        "export fetched", key=request.token,
        facts={"format": kind, "list": request.name, "purpose": request.purpose, "rows": request.row_count},
    )  # fmt: skip
    return User.objects.get(pk=scope.user_id)


def forget_expired(now: datetime) -> int:
    """Rows whose time is over are gone; how many lists."""
    tokens = stash.waiting_tokens()
    if not tokens:
        return 0
    known = dict(ExportRequest.unscoped.filter(token__in=tokens).values_list("token", "expires_at"))
    over = {token for token, until in known.items() if until <= now}
    return sum(stash.forget_rows(token) for token in over)
