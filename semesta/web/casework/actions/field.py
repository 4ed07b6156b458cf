"""A round goes to the field: its form and its people are fixed, agents' phones get access and lose it again."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.field.xlsform import xform_of
from semesta.web.casework.models import FieldForm, Round, RoundAgent, RoundHousehold, RoundKind, RoundPerson, RoundState
from semesta.web.casework.refusal import Refusal
from semesta.web.core.audit.events import note
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person

if TYPE_CHECKING:
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

GRACE = timedelta(days=14)
"""Filled forms are taken this long after a round's last day: an agent may have been without a network."""
AT_ONCE = 500
LISTED = "person_id", "nik", "name", "birth_on", "sex", "family_relation", "class_name", "nkk"


def prepare(scope: Scope, round_: Round) -> FieldForm:
    """The round is in the field: its form is made, and who lives in its households is fixed as the run has it now.

    Repeated, it only adds the people of households that came to the round since. Refusal for a round that is closed.
    """
    with for_purpose(scope, "field.run", "take a round to the field"):
        if round_.state == RoundState.CLOSED or not scope.covers(round_.area_code):
            raise Refusal(_("This round is closed or not in your area."))
        form = FieldForm.objects.filter(round=round_).first() or _make_form(round_)
        _list_people(shown_to(scope), round_)
        if round_.state == RoundState.DRAWN:
            Round.objects.filter(pk=round_.pk).update(state=RoundState.FIELD, version=round_.version + 1)
            round_.refresh_from_db()
        return form


def _make_form(round_: Round) -> FieldForm:
    made = xform_of(f"kunjungan-{round_.public_id.hex[:12]}", round_.name, round_.kind)
    return FieldForm.objects.create(round=round_, form_id=made.form_id, version=made.version, xform=made.xform)


def _list_people(shown: Shown, round_: Round) -> None:
    households = RoundHousehold.objects.within(shown.scope).filter(round=round_, listed__isnull=True)
    missing = dict(households.values_list("household_key", "pk"))
    areas = dict(households.values_list("pk", "area_code"))
    keys = list(missing)
    for start in range(0, len(keys), AT_ONCE):
        rows = shown.rows(Person).filter(nkk__in=keys[start : start + AT_ONCE]).exclude(class_name="left_register")
        if round_.kind == RoundKind.RANDOM:
            # Entries of the register, as the frame counts them: whom it has as dead or moved it does not claim.
            rows = rows.filter(in_register=True)
        places: dict[int, int] = {}
        made = []
        for row in rows.order_by("nkk", "birth_on", "person_id").values(*LISTED):
            household = missing[row["nkk"]]
            places[household] = places.get(household, 0) + 1
            made.append(_listed(row, household, areas[household], places[household], round_.kind))
        RoundPerson.unscoped.bulk_create(made)


def _listed(row: dict[str, Any], household: int, area_code: str, position: int, kind: str) -> RoundPerson:
    """A random visit looks for itself: what the registers say about cover stays out of it."""
    return RoundPerson(
        household_id=household, area_code=area_code, position=position, person_id=row["person_id"],
        nik=row["nik"] or "", name=(row["name"] or "")[:200], birth_on=row["birth_on"], sex=(row["sex"] or "")[:1],
        relation=(row["family_relation"] or "")[:60],
        work=(row["class_name"] or "")[:60] if kind == RoundKind.TARGETED else "",
    )  # fmt: skip


# -- access of phones


def token_digest(token: str) -> str:
    """What is kept of a token: it has 32 random bytes, so its plain SHA-256 gives nothing away."""
    return hashlib.sha256(token.encode()).hexdigest()


def give_access(scope: Scope, agent: RoundAgent) -> str:
    """A new token of the agent's phone, shown once; the one before opens nothing any more.

    By who runs the field, or by the agent for their own phone. Lists are given until the round's last day, filled forms
    taken until GRACE after it.
    """
    own = agent.user_id is not None and agent.user_id == scope.user_id
    with for_purpose(scope, "field.visit" if own else "field.run", "give a phone access"):
        round_ = agent.round
        if round_.state == RoundState.FIELD and scope.may("field.run"):
            prepare(scope, round_)  # another desk may have said that it goes out, or given it more houses
        if round_.state != RoundState.FIELD or not FieldForm.objects.filter(round=round_).exists():
            raise Refusal(_("Take the round to the field first."))
        if not scope.covers(agent.area_code) and not own:
            raise Refusal(_("This agent does not visit in your area."))
        token = secrets.token_urlsafe(32)
        ends = timezone.make_aware(datetime.combine(round_.ends_on, time.max)) + GRACE
        RoundAgent.objects.filter(pk=agent.pk).update(token_digest=token_digest(token), token_until=ends)
        note("phone given access", key=agent.public_id.hex, facts={"agent": agent.code, "round": round_.pk})
        return token


def end_access(scope: Scope, agent: RoundAgent) -> None:
    """The agent's phone fetches and sends nothing any more. What it still holds can be sent with a new token."""
    with for_purpose(scope, "field.run", "end a phone's access"):
        if not scope.covers(agent.area_code):
            raise Refusal(_("This agent does not visit in your area."))
        RoundAgent.objects.filter(pk=agent.pk).update(token_digest="", token_until=None)
        note("phone's access ended", key=agent.public_id.hex, facts={"agent": agent.code, "round": agent.round_id})
