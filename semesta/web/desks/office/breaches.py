"""Breaches: written down, their clock, whom they concern, drafts of the notices (UU PDP art. 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions.subjects import record_breach, told_of_breach
from semesta.web.casework.queries.subjects import affected_by, breaches
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.models import User
from semesta.web.core.reading import moment, numbers

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from semesta.web.casework.models import Breach
    from semesta.web.core.access import OfficeRequest

handling = needs("subjects.handle", area=Area.IN_QUERY)


def _when(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))


class NewBreach(forms.Form):
    """What is known of it."""

    happened_from = _when(gettext_lazy("Happened from"))
    happened_to = _when(gettext_lazy("Happened to"))
    found_at = _when(gettext_lazy("Found at"))
    what = forms.CharField(label=gettext_lazy("What happened"), max_length=500)
    which_data = forms.CharField(label=gettext_lazy("Which data"), max_length=300)
    done = forms.CharField(label=gettext_lazy("What was done about it"), max_length=500)
    account = forms.CharField(label=gettext_lazy("User name concerned"), max_length=64, required=False)
    list_token = forms.CharField(label=gettext_lazy("Number of the list concerned"), max_length=32, required=False)

    def clean_account(self) -> User | None:
        """The user of that name."""
        name = self.cleaned_data["account"]
        found = User.objects.filter(username__iexact=name).first() if name else None
        if name and found is None:
            raise forms.ValidationError(_("There is no user of that name."))
        return found


@handling
def breach_list(request: OfficeRequest) -> HttpResponse:
    """Breaches, newest first; a form for one more."""
    form = NewBreach(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = dict(form.cleaned_data)
            made = record_breach(request.scope, data=given.pop("which_data"), **given)
        except Fault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The breach is written down; its clock runs."))
            return redirect(f"{reverse('office_breach')}?no={made.pk}")
    table = c.Table(
        _("Breaches"),
        (c.Column(_("Found at"), "moment"), c.Column(_("What happened")), c.Column(_("People concerned"), "whole"),
         c.Column(_("Clock"))),
        tuple(
            c.Row((one.found_at, one.what, one.affected_count, c.Cell(_all_told(one), due=_due(one))),
                  url=f"{reverse('office_breach')}?no={one.pk}")
            for one in breaches(request.scope)[:100]
        ),
        empty=c.Empty(_("No breach"), _("Write down every failure to protect data, small ones too.")),
    )  # fmt: skip
    return render(request, "office/breaches.html", {"table": table, "form": form})


def _all_told(one: Breach) -> str | None:
    return _("told") if one.authority_told_at and one.people_told_at else None


def _due(one: Breach) -> Any:
    return None if _all_told(one) else one.due_at


def _one(request: OfficeRequest, number: str) -> Breach | None:
    return breaches(request.scope).filter(pk=int(number)).first() if number.isdigit() and len(number) < 19 else None


def notices(breach: Breach, concerned: int) -> dict[str, str]:
    """Drafts in Indonesian, whoever reads the page: what data, when and how, what was done (art. 46)."""
    with override("id"):
        found = {
            "what": breach.what, "data": breach.data, "done": breach.done, "start": moment(breach.happened_from),
            "end": moment(breach.happened_to), "found": moment(breach.found_at), "count": numbers().whole(concerned),
        }  # fmt: skip
    people = (
        "Kepada Bapak/Ibu,\n\nKami memberitahukan bahwa telah terjadi kegagalan pelindungan data pribadi yang "
        "menyangkut data Bapak/Ibu.\n\nApa yang terjadi: {what}\nData yang terungkap: {data}\nWaktu kejadian: {start} "
        "sampai {end}\nDiketahui: {found}\nYang sudah kami lakukan: {done}\n\nBapak/Ibu berhak melihat data yang kami "
        "simpan, meminta perbaikan, dan mengajukan keberatan di kantor kami."
    )
    authority = (
        "Pemberitahuan kegagalan pelindungan data pribadi (UU 27/2022)\n\nUraian kejadian: {what}\nData pribadi yang "
        "terungkap: {data}\nKapan dan bagaimana: {start} sampai {end}, diketahui {found}\nJumlah orang yang terdampak: "
        "{count}\nUpaya penanganan dan pemulihan: {done}"
    )
    return {"people": people.format(**found), "authority": authority.format(**found)}


@handling
def breach_page(request: OfficeRequest) -> HttpResponseBase:
    """The breach `no`: its clock, whom it concerns now, both drafts; the list when there is none."""
    found = _one(request, request.GET.get("no", ""))
    if found is None:
        return breach_list(request)
    concerned = len(affected_by(request.scope, found))
    facts = [
        c.Fact(_("Happened from"), found.happened_from, kind="moment"),
        c.Fact(_("Happened to"), found.happened_to, kind="moment"),
        c.Fact(_("Found at"), found.found_at, kind="moment"), c.Fact(_("Which data"), found.data),
        c.Fact(_("What was done about it"), found.done),
        c.Fact(_("User name concerned"), found.account.username if found.account else None),
        c.Fact(_("Number of the list concerned"), found.list_token or None),
        c.Fact(
            _("People concerned"), concerned, _("looked at by the account in that time, or named in the list"), "whole"
        ),
        c.Fact(_("Authority told at"), found.authority_told_at, kind="moment"),
        c.Fact(_("People told at"), found.people_told_at, kind="moment"),
    ]  # fmt: skip
    return render(
        request, "office/breach.html",
        {"found": found, "facts": facts, "drafts": notices(found, concerned), "all_told": bool(_all_told(found))},
    )  # fmt: skip


@handling
@require_POST
def breach_told(request: OfficeRequest) -> HttpResponse:
    """`who` ('authority' or 'people') has been told."""
    found, who, version = (
        _one(request, request.POST.get("no", "")),
        request.POST.get("who"),
        request.POST.get("version", ""),
    )
    if found is None or who not in {"authority", "people"}:
        messages.error(request, _("There is no such breach within your area."))
        return redirect("office_breaches")
    try:
        told_of_breach(found, request.scope, str(who), version=int(version) if version.isdigit() else 0)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Written down."))
    return redirect(f"{reverse('office_breach')}?no={found.pk}")
