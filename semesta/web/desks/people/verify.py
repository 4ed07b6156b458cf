"""Dukcapil asked whether what the register believes of a person is what it holds: field by field, for a purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.web.casework.actions.identity import ask_dukcapil
from semesta.web.casework.models import CheckOutcome
from semesta.web.casework.queries.identity import asked_today, checks_of, dukcapil_of_home, facts_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.desks.people import looks
from semesta.web.desks.people.one import within_scope

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.peers.dukcapil import Credentials
    from semesta.web.casework.models import IdentityCheck
    from semesta.web.core.access import OfficeRequest

FIELDS = {
    "nik": "NIK", "nama_lgkp": gettext_lazy("Name"), "tgl_lhr": gettext_lazy("Birth date"),
    "nama_lgkp_ibu": gettext_lazy("Mother's name"),
}  # fmt: skip
TONES: dict[str, c.Tone] = {
    CheckOutcome.FOUND: "good", CheckOutcome.NO_ANSWER: "quiet", CheckOutcome.NO_QUOTA: "quiet",
    CheckOutcome.REFUSED: "quiet",
}  # fmt: skip
"""Any other outcome is one to act on."""


@needs("people.verify", area=Area.IN_QUERY, one_transaction=False)
def verify_person(request: OfficeRequest, key: int) -> HttpResponse:
    """What Dukcapil said so far, and the question by POST with its `purpose`. Every opening is a look written down."""
    shown, area = within_scope(request, key)
    purpose, setup = request.POST.get("purpose", ""), dukcapil_of_home()
    asking = request.method == "POST" and purpose in looks.PURPOSES and setup is not None
    columns = ("birth_on", "mother_name", "name", "nik") if asking else ("name",)
    look(request, str(key), area, purpose if asking else looks.OPENED, columns)
    facts, scope = facts_of(shown, key), request.scope
    used = asked_today(scope, timezone.now())
    if asking and setup is not None and facts is not None:
        if setup.day_quota and used >= setup.day_quota:
            messages.warning(request, _("The day's questions are used up. Ask again tomorrow."))
        else:
            ask_dukcapil(scope, setup, facts, person_id=key, area_code=area, run_id=shown.run_id, purpose=purpose)
        return redirect("person_dukcapil", key=key)
    page = {
        "key": key, "name": facts.name if facts else "", "may_ask": bool(setup and facts), "set_up": setup is not None,
        "purposes": looks.purposes(), "answers": [_told(one) for one in checks_of(scope, key)],
        "quota": _quota(setup, used), "asked": request.method == "POST",
    }  # fmt: skip
    return render(request, "people/dukcapil.html", page, status=400 if request.method == "POST" else 200)


def _quota(setup: Credentials | None, used: int) -> list[c.Fact]:
    if setup is None:
        return []
    facts = [c.Fact(_("Asked today"), used, kind="whole")]
    if setup.day_quota:
        facts.append(c.Fact(_("Questions a day"), setup.day_quota, kind="whole"))
    return facts


def _told(one: IdentityCheck) -> dict[str, Any]:
    """One answer in words: what Dukcapil says as a whole, and each field."""
    rows = [
        c.Row((FIELDS.get(name, name), _field(agrees), "" if score is None else f"{score} %"))
        for name, agrees, score in one.agreements
    ]
    columns = (c.Column(_("What was asked")), c.Column(_("Dukcapil says")), c.Column(_("Likeness")))
    return {
        "at": one.asked_at, "say": str(one.get_outcome_display()), "tone": TONES.get(one.outcome, "care"),
        "words": one.words, "question": one.question,
        "who": f"{one.asked_by.name}, {one.asked_for}: {looks.PURPOSES.get(one.purpose, one.purpose)}",
        "fields": c.Table(_("Field by field"), columns, rows) if rows else None,
    }  # fmt: skip


def _field(agrees: bool | None) -> c.Cell:
    if agrees is None:
        return c.Cell(_("nothing said"), tone="quiet", icon="minus", badge=True)
    if agrees:
        return c.Cell(_("agrees (SESUAI)"), tone="good", icon="check", badge=True)
    return c.Cell(_("does not agree (TIDAK SESUAI)"), tone="warn", icon="differ", badge=True)
