"""A run beside an earlier one: figures, classes, links with causes, what is unusual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions import runs as actions
from semesta.web.casework.comparisons import kept_comparison
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import numbers
from semesta.web.desks.runs.inbox import month_steps
from semesta.web.desks.runs.publishing import publish_part
from semesta.web.desks.runs.run_page import run_or_404, totals
from semesta.web.desks.runs.words import figure_name, is_share, link_cause, said

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

HEAD_FIGURES = ("coverage", "activity_of_population", "activity_of_registered", "uncovered_count")


@needs("runs.read", area=Area.IN_QUERY)
def compare(request: OfficeRequest, run_id: str) -> HttpResponse:
    """`dengan`: the other run (absent: what its month shows, or the month before). Posting has it computed."""
    run = run_or_404(request, run_id)
    wanted = request.GET.get("dengan", "")
    other = queries.compared_with(request.scope, run, wanted)
    if wanted and (other is None or other.run_id != wanted):
        raise Http404
    if request.method == "POST" and other is not None:
        return redirect("runs_job", actions.compare(request.scope, other.run_id, run_id, timezone.now()).pk)
    found = kept_comparison(other.run_id, run_id) if other and run.finished else None
    others = [each for each in queries.runs(request.scope) if each.finished and each.run_id != run_id]
    context: dict[str, Any] = {
        "run": run,
        "other": other,
        "others": others,
        "found": found,
        "steps": month_steps(4),
        "totals": totals(run.folder),
        **publish_part(request, run),
    }
    if found is not None:
        context |= {
            "heads": [_head(each) for name in HEAD_FIGURES for each in found["figures"] if _code(each) == name][:4],
            "figures": _figures(found["figures"]),
            "classes": _classes(found["classes"]),
            "links": _links(found["links"]),
            "causes": [c.Fact(_cause(name), ", ".join(values)) for name, values in found["causes"]],
            "flagged": [said("class", each["name"]) for each in found["classes"] if each["flagged"]],
        }
    return render(request, "runs/compare.html", context)


def _code(pair: dict[str, Any]) -> str:
    return str(pair["name"]).partition("|")[0]


def _written(pair: dict[str, Any], value: float | None, people: int | None) -> str:
    """A share as such, a count by its people."""
    return numbers().percent(value) if is_share(pair["name"]) else numbers().whole(people)


def _change(pair: dict[str, Any]) -> str:
    if not is_share(pair["name"]):
        return numbers().signed(_more_people(pair))
    if pair["before"] is None or pair["now"] is None:
        return "–"
    change = pair["now"] - pair["before"]
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return _("%(points)s points") % {"points": f"{sign}{numbers().decimal(abs(change) * 100, 2)}"}


def _head(pair: dict[str, Any]) -> dict[str, str]:
    return {"label": figure_name(pair), "value": _written(pair, pair["now"], pair["numerator"]), "delta": _change(pair)}


def _figures(pairs: list[dict[str, Any]]) -> c.Table:
    columns = (
        c.Column(_("Figure")), c.Column(_("Earlier run")), c.Column(_("This run")), c.Column(_("Difference")),
        c.Column(_("People"), "signed"),
    )  # fmt: skip
    rows = [
        c.Row((
            c.Cell(figure_name(each), said("formula", each["name"].partition("|")[2])),
            _written(each, each["before"], each["numerator_before"]), _written(each, each["now"], each["numerator"]),
            _change(each),
            _more_people(each),
        ))
        for each in pairs
    ]  # fmt: skip
    return c.Table(_("Figures side by side"), columns, rows)


def _more_people(pair: dict[str, Any]) -> int | None:
    before, now = pair["numerator_before"], pair["numerator"]
    return None if before is None or now is None else int(now) - int(before)


def _classes(pairs: list[dict[str, Any]]) -> c.Table:
    columns = (
        c.Column(_("Class")), c.Column(_("Earlier run"), "whole"), c.Column(_("This run"), "whole"),
        c.Column(_("Difference"), "signed"), c.Column(_("Look at")),
    )  # fmt: skip
    rows = [
        c.Row((
            said("class", each["name"]), round(each["before"]), round(each["now"]), round(each["now"] - each["before"]),
            c.Cell(_("moved by more than 5 per cent"), badge=True, tone="care") if each["flagged"] else None,
        ))
        for each in pairs
    ]  # fmt: skip
    total = (
        _("Together"),
        round(sum(each["before"] for each in pairs)),
        round(sum(each["now"] for each in pairs)),
        None,
        None,
    )
    return c.Table(_("Everybody, by class"), columns, rows, total=total)


def _links(found: list[list[Any]]) -> c.Table:
    columns = (c.Column(_("What changed, and why")), c.Column(_("People"), "whole"))
    rows = [c.Row((link_cause(cause), people)) for cause, people in found]
    empty = c.Empty(_("No link changed"), _("Everybody has the card that they had in the earlier run."), icon="equal")
    return c.Table(_("Links between residents and cards"), columns, rows, empty=empty)


def _cause(name: str) -> str:
    return {
        "files_new": _("Files only in this run"), "files_gone": _("Files only in the earlier run"),
        "rules": _("Rules with another value on its day"), "code": _("Version of the program"),
    }.get(name, name)  # fmt: skip
