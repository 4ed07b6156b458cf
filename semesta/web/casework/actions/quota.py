"""Agreements, and places taken out of them. Two who take places at once never get more than there are (req 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.proposals import KINDS, flows
from semesta.web.casework.flows import city_of
from semesta.web.casework.models import Contract, FlowChoice, Reservation
from semesta.web.casework.models.quota import ReservationState
from semesta.web.casework.queries.quota import room_of, rupiah_to_december
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from semesta.web.core.scope import Scope


def keep_contract(scope: Scope, values: Mapping[str, Any], version: int) -> Contract:
    """The agreement of a year with these values; ChangedMeanwhile when its version is not the one read (0: none)."""
    if not scope.may("proposals.decide"):
        raise Refusal(_("Your role may not do this."))
    area = city_of(scope.areas[0])
    held = Contract.objects.select_for_update().filter(area_code=area, year=values["year"]).first()
    if (held.version if held else 0) != version:
        raise ChangedMeanwhile(_("Somebody changed the agreement meanwhile. Look at it again."))
    contract = held or Contract(area_code=area)
    for name, value in values.items():
        setattr(contract, name, value)
    contract.version, contract.user_id, contract.at = version + 1, scope.user_id, timezone.now()
    contract.full_clean()
    contract.save()
    return contract


def choose_flow(scope: Scope, kind: str, letter: str, from_on: date, working_days: Mapping[str, int]) -> FlowChoice:
    """From that day on new proposals of this kind go this way; those under way keep theirs."""
    if not scope.may("proposals.decide"):
        raise Refusal(_("Your role may not do this."))
    if kind not in KINDS or letter not in flows() or kind not in flows()[letter].kinds:
        raise Refusal(_("This flow is not made for that kind of proposal."))
    if from_on < flows()[letter].valid_from:
        raise Refusal(_("This flow has no source before that day."))
    days = {name: int(count) for name, count in working_days.items() if count}
    return FlowChoice.objects.create(
        area_code=city_of(scope.areas[0]), kind=kind, flow=letter, from_on=from_on, working_days=days,
        user_id=scope.user_id,
    )  # fmt: skip


def reserve(area_code: str, line_ids: Sequence[int], start_on: date) -> None:
    """Every line holds a place and its money from its first month to December; what it held before is let go.

    Refused when they do not all fit.

    The agreement's row is held until the transaction ends (SQLite: the whole file is), so that counting and taking are
    one: whoever comes second counts what the first has taken.
    """
    contract = Contract.objects.select_for_update().filter(area_code=area_code, year=start_on.year).first()
    if contract is None:
        raise Refusal(
            _("No agreement is entered for %(year)s, in which cover would begin. Enter it on the quota page.")
            % {"year": start_on.year}
        )
    Reservation.objects.filter(line_id__in=line_ids).delete()
    room = room_of(contract, start_on)
    if len(line_ids) > room.free:
        what = _("places of the quota") if room.narrow == "places" else _("money to December")
        raise Refusal(
            _("%(wanted)s people do not fit: %(what)s reach for %(free)s more.")
            % {"wanted": len(line_ids), "what": what, "free": room.free}
        )
    money = rupiah_to_december(start_on, contract.year)
    Reservation.objects.bulk_create(
        [
            Reservation(contract=contract, line_id=number, people=1, from_month=start_on.replace(day=1), rupiah=money)
            for number in line_ids
        ],
        batch_size=500,
    )


def release(line_ids: Sequence[int]) -> None:
    """What these lines held is free again."""
    Reservation.objects.filter(line_id__in=line_ids, state=ReservationState.HELD).update(
        state=ReservationState.RELEASED
    )


def count_again(area_code: str, people: int, month: date) -> int:
    """The headcount of every agreement of the area whose year this month lies in is what the newest file holds."""
    held = Contract.objects.filter(area_code=area_code, year=month.year, headcount_from__lte=month)
    return held.update(headcount=people, headcount_from=month, version=F("version") + 1)


def paid_now(model: Any) -> int:
    """Cards that the city pays, over a table of people (req 31); only whoever sees all of them may ask."""
    return int(model.aggregate(n=Sum("pemda_card_count"))["n"] or 0)
