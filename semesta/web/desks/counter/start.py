"""Starting an episode: of somebody found in the files, of a newborn by the mother, of a name, of nobody known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.nik import parse_nik
from semesta.web.casework.actions import episode as act
from semesta.web.casework.actions import episode_turns as turns
from semesta.web.casework.models import Care, Ground, Identity
from semesta.web.casework.refusal import Refusal
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.published.wanted import wanted_of
from semesta.web.desks.counter import find, looked_up, said
from semesta.web.desks.counter.answer import patient_of, seen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.actions.episode import Patient
    from semesta.web.casework.models import Episode
    from semesta.web.core.access import OfficeRequest


@needs("counter.serve", area=Area.IN_QUERY)
@require_POST
def start_known(request: OfficeRequest, key: int) -> HttpResponse:
    """The episode of somebody who was looked up; with `send` the request goes to Dinsos in the same press."""
    found = seen(request, key)
    if found is None:
        return find.page(request, says=_("Find the patient first: a page opens for whom you looked up."))
    return _started(request, patient_of(found, key))


@needs("counter.serve", area=Area.IN_QUERY)
@require_POST
def name_is(request: OfficeRequest, key: int) -> HttpResponse:
    """The patient of the episode that the clerk has been naming is this person."""
    found, asked = seen(request, key), looked_up.asked_of(request)
    one = find.to_be_named(request, asked)
    if found is None or one is None:
        raise Http404
    try:
        held = act.held_episode(request.scope, one.public_id)
        kept = act.identify(request.scope, held, patient_of(found, key))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("counter_episode", one.public_id)
    looked_up.ask(request, looked_up.Asked())
    if kept.pk == one.pk:
        messages.success(request, _("The patient is named. Both clocks go on as they were."))
    else:
        messages.success(request, _("Both episodes are one now; the earlier arrival counts."))
    return redirect("counter_episode", kept.public_id)


@needs("counter.serve", area=Area.IN_QUERY)
def newborn(request: OfficeRequest, key: int) -> HttpResponse:
    """A baby by its mother, whom this clerk looked up: what holds for the baby, and starting its episode."""
    found = seen(request, key)
    if found is None:
        return find.page(request, says=_("Find the mother first: a page opens for whom you looked up."))
    look(request, str(key), found.area_code, "counter: mother of a newborn", request.scope.role.columns)
    mother = patient_of(found, key)
    if request.method == "POST":
        born = _day(request.POST.get("born", ""))
        if born is None or born > timezone.localdate() or request.POST.get("sex") not in {"L", "P"}:
            messages.error(request, _("Enter the day of birth, not in the future, and whether it is a girl or a boy."))
        else:
            return _started(request, _baby_of(mother, born, request))
    today = timezone.localdate()
    page = {
        **_choices(),
        "mother": mother,
        "key": key,
        "today": today,
        "told": said.newborn_of(found.shown, mother, today),
    }
    return render(request, "counter/newborn.html", page)


def _baby_of(mother: Patient, born: Any, request: OfficeRequest) -> Patient:
    name = request.POST.get("name", "").strip()[:200] or _("Baby of %(name)s") % {"name": mother.name}
    nik = parse_nik(request.POST.get("nik", "")).value or ""
    return replace(
        mother, identity=Identity.NEWBORN, person_id=None, mother_person_id=mother.person_id, nik=nik, psnoka="",
        name=name[:200], birth_on=born, sex=request.POST["sex"], class_name="", reason="", route="newborn",
        inactive_on=None, arrears_months=0,
    )  # fmt: skip


@needs("counter.serve", area=Area.IN_QUERY)
def unknown(request: OfficeRequest) -> HttpResponse:
    """Nobody knows yet who the patient is: served, with an episode that is named later."""
    if request.method == "POST":
        text = request.POST.get("description", "").strip()
        if len(text) < 5:
            messages.error(request, _("Write how a colleague recognises the patient: age, clothes, where found."))
        else:
            sex = request.POST.get("sex", "")
            told = act.Patient(
                identity=Identity.UNKNOWN, area_code=_own_area(request), description=text[:300],
                sex=sex if sex in {"L", "P"} else "",
            )  # fmt: skip
            return _started(request, told, may_send=False)
    return render(request, "counter/unknown.html", _choices())


@needs("counter.serve", area=Area.IN_QUERY)
def typed(request: OfficeRequest) -> HttpResponse:
    """Somebody who says their name and stands in no file of this city: served, with what they say."""
    asked = looked_up.asked_of(request)
    wanted = wanted_of(asked.typed, birth_on=asked.born_on)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()[:200]
        number = "".join(one for one in request.POST.get("nik", "") if one.isdigit())
        if len(name) < 2 or len(number) not in {0, 16}:
            messages.error(request, _("Enter the name; a NIK has 16 digits, or leave it empty."))
        else:
            told = act.Patient(
                identity=Identity.TYPED, area_code=_own_area(request), name=name, nik=number,
                birth_on=_day(request.POST.get("born", "")),
            )  # fmt: skip
            return _started(request, told)
    first = {"name": wanted.name, "nik": wanted.number if len(wanted.number) == 16 else "", "born": asked.born}
    return render(request, "counter/typed.html", {**_choices(), "first": first})


def _own_area(request: OfficeRequest) -> str:
    """Where a patient whose home nobody knows is counted: the first area of the facility."""
    return request.scope.areas[0] if request.scope.areas else ""


def _choices() -> dict[str, Any]:
    return {"cares": Care.choices, "grounds": Ground.choices, "now": timezone.now()}


def _started(request: OfficeRequest, patient: Patient, *, may_send: bool = True) -> HttpResponse:
    """The episode's page; what was wrong is told there or on the counter."""
    care, came = request.POST.get("care", ""), _moment(request.POST.get("came", ""))
    try:
        made = act.start(
            request.scope, patient, care=care if care in Care.values else Care.OUTPATIENT,
            admitted_at=came or timezone.now(), ground=request.POST.get("ground", ""),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("counter")
    looked_up.ask(request, looked_up.Asked())  # the next patient begins with an empty box
    messages.success(request, _("The guarantee runs: %(number)s.") % {"number": made.number})
    if may_send and request.POST.get("send") and made.state == "facility":
        _send(request, made)
    return redirect("counter_episode", made.public_id)


def _send(request: OfficeRequest, made: Episode) -> None:
    try:
        turns.send(request.scope, made.public_id, made.version)
        messages.success(request, _("Dinsos has the request."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)


def _day(text: str) -> Any:
    try:
        return datetime.fromisoformat(text[:10]).date()
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """A moment of the office's own time; None for none and for what is no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found
