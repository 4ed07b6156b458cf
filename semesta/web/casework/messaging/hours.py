"""When nobody is written to, and how often anybody is: rules of today."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from semesta.rules.load import load_rules


def quiet_until(now: datetime) -> datetime | None:
    """The moment at which the quiet hours that hold `now` end; None outside them. In the city's own time."""
    local, rules = timezone.localtime(now), load_rules()
    begin = rules.whole("contact_quiet_from_hour", local.date())
    end = rules.whole("contact_quiet_to_hour", local.date())
    hour, over_midnight = local.hour, begin > end
    if not (hour >= begin or hour < end if over_midnight else begin <= hour < end):
        return None
    day = local.date() + timedelta(days=1) if over_midnight and hour >= begin else local.date()
    return timezone.make_aware(datetime.combine(day, time(end)))


def window_start(now: datetime) -> datetime:
    """Messages since this moment count for how often somebody is written to."""
    return now - timedelta(days=load_rules().whole("contact_window_day", timezone.localdate(now)))


def most_messages(now: datetime) -> int:
    """So many messages a number gets at most within the window."""
    return load_rules().whole("contact_most_count", timezone.localdate(now))


def consent_required(now: datetime) -> bool:
    """Only who agreed is written to."""
    return bool(load_rules().value("contact_consent_required", timezone.localdate(now)))
