"""The first office administrator: made on the server, by whoever runs it."""

from __future__ import annotations

from semesta.terms.fault import Fault


def make_first_admin(area: str, username: str, name: str, organisation: str) -> str:
    """An office administrator of that area; the path of the one-time link with which they choose a password.

    A Fault when the user name is taken or a value is not as it must be.
    """
    from django.core.exceptions import ValidationError
    from django.urls import reverse
    from django.utils import timezone

    from semesta.web.core import actions
    from semesta.web.core.acting import Acting, acting

    try:
        with acting(Acting(purpose="first administrator")):
            office = actions.make_organisation(organisation, "bappeda", area)
            user = actions.make_user(username, name)
            actions.give_membership(user, "office_admin", office, area)
            return reverse("one_time_link", args=[actions.issue_link(user, None, timezone.now())])
    except ValidationError as wrong:
        raise Fault(" ".join(wrong.messages), username) from None
