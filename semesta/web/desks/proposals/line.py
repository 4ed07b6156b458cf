"""One line: who, where it stands, what stands against it, papers, history, what BPJS Kesehatan said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from semesta.rules.proposals import checks, flows
from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.actions import proposals as making
from semesta.web.casework.actions.bpjs_files import answer_line, reopen
from semesta.web.casework.models import HealthGround, ProposalLine
from semesta.web.casework.queries.bpjs import meanings
from semesta.web.casework.queries.proposals import visible
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.proposals import words
from semesta.web.desks.proposals.doing import attempt, shown_or_refusal, tell, today, tried

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

PURPOSES = {
    "proposal": gettext_lazy("to work on this proposal"),
    "document": gettext_lazy("to compare with a paper"),
    "call": gettext_lazy("the person asks about it"),
}


class Paper(forms.Form):
    """A paper at hand."""

    document = forms.ChoiceField(label=gettext_lazy("Paper"))
    number = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=100)
    dated_on = forms.DateField(
        label=gettext_lazy("Dated"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, papers: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = papers  # type: ignore[attr-defined]  # a ChoiceField


def seen_line(scope: Scope, public_id: Any) -> ProposalLine:
    """The line as this office may see it; Http404 otherwise."""
    found = visible(scope).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def mark(line: ProposalLine) -> str:
    """What the trail of looks calls the line."""
    return f"proposal {line}"


@needs("proposals.read", area=Area.IN_QUERY)
def line(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The line's page. Looking is written down."""
    return show(request, seen_line(request.scope, public_id))


def show(request: OfficeRequest, held: ProposalLine, *, whole: bool = False, status: int = 200) -> HttpResponse:
    """The page of a line; `whole`: with its NIK unmasked, after a purpose was named."""
    scope = request.scope
    look(request, mark(held), held.area_code, _("proposal"), {"nik"} if whole else ())
    done = list(held.steps.select_related("user"))
    health = HealthGround.objects.within(scope).filter(line=held).first() if scope.sees("health") else None
    flow = flows()[held.proposal.flow]
    step = flow.step(held.step) if held.step else None
    mine = step is not None and scope.may(step.permission) and held.state != "draft"
    return render(
        request,
        "proposals/line.html",
        {
            "line": held,
            "head": _head(held),
            "whole": whole,
            "steps": words.stepper(held, done),
            "purposes": [c.Choice(name, str(text)) for name, text in PURPOSES.items()],
            "may_reveal": scope.may("people.identity"),
            "facts": _facts(scope, held),
            "findings": _findings(held),
            "papers": _papers(held),
            "paper_form": _paper_form(held),
            "entries": _entries(done),
            "answers": _answers(held),
            "start": held.start_on,
            "office": words.office_of(held),
            "step": words.STEPS[held.step] if held.step else "",
            "mine": mine and held.state != "returned",
            "own_before": held.last_user_id == scope.user_id and mine,
            "may": {
                "return": mine and held.step in {"verify", "decide"},
                "withdraw": scope.may("proposals.write") and held.open and held.step in {"verify", "decide"},
                "take_out": scope.may("proposals.write") and held.state == "draft",
                "resend": scope.may("proposals.write") and held.state in making.BEFORE_SENDING,
                "reopen": scope.may("proposals.write") and held.state == "rejected",
                "answer": mine and held.step == "reply",
                "letter": mine and held.step == "letter",
                "verify": mine and held.step == "verify",
                "health": scope.sees("health") and scope.may("proposals.decide"),
            },
            "health": words.GROUNDS.get(health.ground) if health else None,
            "grounds": words.GROUNDS.items(),
        },
        status=status,
    )


def _head(held: ProposalLine) -> c.PersonHead:
    age = (today() - held.birth_on).days * 100 // 36525 if held.birth_on else None
    return c.PersonHead(
        name=held.name or _("Not found by this NIK"),
        nik=held.nik,
        born_on=held.birth_on,
        age=age,
        sex={"L": _("man"), "P": _("woman")}.get(held.sex, ""),
        place=area_name(held.area_code),
        answer=str(words.SHORT[held.state]),
        tone=words.TONES[held.state],
        badges=[(str(held.get_kind_display()), "quiet", "")],
    )


def _facts(scope: Scope, held: ProposalLine) -> list[c.Fact]:
    facts = [
        c.Fact(_("Proposal"), str(held.proposal), held.proposal.organisation),
        c.Fact(_("Sent"), held.sent_at, kind="moment"),
        c.Fact(_("Cover begins"), held.start_on, kind="day"),
        c.Fact(_("Resident since"), held.resident_since_on, kind="day"),
        c.Fact(_("Card number"), f"•••••••••{held.psnoka[-4:]}" if held.psnoka else None),
    ]
    if scope.sees("address"):
        facts.insert(0, c.Fact(_("Address"), held.address, f"RT {held.rt or '–'} / RW {held.rw or '–'}"))
    if scope.sees("poverty"):
        facts.append(c.Fact(_("Decile"), held.decile))
    return facts


def _findings(held: ProposalLine) -> list[dict[str, Any]]:
    known = [checks()[name] for name in held.findings if name in checks()]
    return [
        {
            "title": one.title(language()),
            "advice": one.advice(language()),
            "blocks": one.blocks(held.kind),
            "law": one.domain,
        }
        for one in known
    ]


def _asked(held: ProposalLine) -> list[str]:
    flow = flows()[held.proposal.flow]
    every = [paper for step in flow.steps for paper in step.papers(held.kind)]
    return list(dict.fromkeys(every))


def _papers(held: ProposalLine) -> list[dict[str, Any]]:
    there = {one.document: one for one in held.documents.all()}
    return [{"title": words.paper_title(name), "held": there.get(name)} for name in _asked(held)]


def _paper_form(held: ProposalLine) -> Paper:
    return Paper([(name, words.paper_title(name)) for name in _asked(held)])


def _entries(done: list[Any]) -> list[c.Entry]:
    deeds = {
        "returned": _("returned"),
        "refused": _("declined"),
        "withdrawn": _("withdrawn"),
        "rejected": _("rejected"),
    }
    made = []
    for row in reversed(done):
        took = max((row.at - row.since).days, 0)
        clock = ngettext("after %(n)s day", "after %(n)s days", took) % {"n": numbers().whole(took)}
        clock += f", {_('late')}" if not words.in_time(row) else ""
        who = f"{row.user or _('the newest file')}, {row.organisation}" if row.user else _("the newest file")
        note = " · ".join(part for part in (row.note, clock) if part)
        made.append(c.Entry(row.at, who, f"{words.STEPS[row.step]}: {deeds.get(row.deed, _('done'))}", note))
    return made


def _answers(held: ProposalLine) -> list[dict[str, Any]]:
    rows = list(held.answers.all())
    known = meanings([row.text for row in rows if row.text])
    return [
        {
            "row": row,
            "meaning": checks()[known[row.text_key]] if known.get(row.text_key) in checks() else None,
            "advice": checks()[known[row.text_key]].advice(language()) if known.get(row.text_key) in checks() else "",
            "title": checks()[known[row.text_key]].title(language()) if known.get(row.text_key) in checks() else "",
        }
        for row in rows
    ]


@needs("people.identity", area=Area.IN_QUERY)
@require_POST
def reveal(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """The whole NIK, after a purpose; who asked is written down."""
    if not request.scope.may("proposals.read"):
        raise Http404
    held = seen_line(request.scope, public_id)
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        messages.error(request, _("Name a purpose."))
        return redirect("proposals_line", public_id)
    if request.headers.get("HX-Request"):
        look(request, mark(held), held.area_code, str(PURPOSES[purpose]), {"nik"})
        return render(request, "proposals/parts/whole_nik.html", {"nik": held.nik})
    return show(request, held, whole=True)


@needs("proposals.read", area=Area.IN_QUERY)
@require_POST
def act(request: OfficeRequest, public_id: Any) -> HttpResponse:
    """One deed on one line, by `deed`; 409 with the page as it is now when somebody changed it meanwhile."""
    held, asked = seen_line(request.scope, public_id), request.POST
    version = asked.get("version", "")
    if version != str(held.version):
        messages.warning(
            request, _("Somebody changed this line meanwhile. This is how it is now; nothing was written.")
        )
        return show(request, held, status=409)
    gone = False
    try:
        gone = _do(request, held, asked.get("deed", ""), asked)
    except ChangedMeanwhile as changed:
        messages.warning(request, changed.sentence)
    return redirect("proposals_proposal", held.proposal.public_id) if gone else redirect("proposals_line", public_id)


def _do(request: OfficeRequest, held: ProposalLine, deed: str, asked: Any) -> bool:
    """Whether the line is gone afterwards."""
    scope, reason, ids = request.scope, asked.get("reason", ""), [held.pk]
    moves = {
        "return": lambda: steps.give_back(scope, ids, reason),
        "decline": lambda: steps.decline(scope, ids, reason),
        "withdraw": lambda: steps.withdraw(scope, ids, reason),
        "letter": lambda: steps.write_letter(scope, ids, reason),
        "verify": lambda: steps.verify(scope, shown_or_refusal(scope), ids, reason),
        "send": lambda: steps.send(scope, shown_or_refusal(scope), ids, reason),
    }
    if deed in moves:
        moved = attempt(request, moves[deed])
        tell(request, moved, lambda n: _("Done."))
        return False
    writes: dict[str, Any] = {
        "accept": lambda: answer_line(scope, making.held_line(scope, held.public_id), True, ""),
        "reject": lambda: answer_line(scope, making.held_line(scope, held.public_id), False, reason),
        "reopen": lambda: reopen(scope, making.held_line(scope, held.public_id)),
        "health": lambda: making.set_health(scope, held, asked.get("ground", "")),
        "take_out": lambda: making.take_out(scope, held),
        "paper": lambda: _note_paper(request, held),
        "residence": lambda: making.set_residence(scope, held, _day(asked.get("since", ""))),
        "check": lambda: making.check_lines(scope, shown_or_refusal(scope), ids),
    }
    if deed in writes:
        if not tried(request, writes[deed]):
            return False
        messages.success(request, _("Done."))
        return deed == "take_out"
    return False


def _note_paper(request: OfficeRequest, held: ProposalLine) -> None:
    form = Paper([(name, words.paper_title(name)) for name in _asked(held)], request.POST)
    if form.is_valid():
        told = form.cleaned_data
        making.note_document(request.scope, held, told["document"], told["number"], told["dated_on"])


def _day(text: str) -> Any:
    return forms.DateField(required=False).clean(text)
