"""One run: its files with their fingerprints, what was set aside, rules, versions, seconds; and what it left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.published import published_now
from semesta.web.core.reading import language, numbers
from semesta.web.desks.runs.publishing import publish_part
from semesta.web.desks.runs.runs_page import run_badge
from semesta.web.desks.runs.words import megabytes, step_words, total_words

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

LONGEST_STEPS = 8


def run_or_404(request: OfficeRequest, run_id: str) -> queries.Run:
    """The run within the scope."""
    found = queries.run_of(request.scope, run_id)
    if found is None:
        raise Http404
    return found


@needs("runs.read", area=Area.IN_QUERY)
def run_page(request: OfficeRequest, run_id: str) -> HttpResponse:
    """The run's page."""
    run = run_or_404(request, run_id)
    return render(request, "runs/run.html", context_of(request, run))


def context_of(request: OfficeRequest, run: queries.Run) -> dict[str, Any]:
    """What the run's page shows."""
    now, publishing = published_now(settings.SEMESTA_HOME), publish_part(request, run)
    on_pages = now is not None and now.run_id == run.run_id
    manifest, other = run.manifest, queries.compared_with(request.scope, run)
    return {
        "run": run,
        "on_pages": on_pages,
        "badge": run_badge(run, proposed=publishing["open"] is not None, on_pages=on_pages),
        "area": area_name(run.area),
        "facts": (
            c.Fact(_("As of"), run.as_of, kind="day"),
            c.Fact(_("Area"), area_name(run.area), run.area),
            c.Fact(_("Made"), run.at, kind="moment"),
            c.Fact(_("Engine"), manifest["engine"]),
            c.Fact(_("Compared links with"), manifest["previous_run"] or _("no earlier month")),
            c.Fact(_("Rules"), manifest["rules"]["fingerprint"][:12], _("fingerprint of all values")),
            c.Fact(_("Code"), manifest["code"][:12], f"Semesta {manifest['versions']['semesta']}"),
        ),
        "files": _files(manifest),
        "aside": _aside(manifest),
        "totals": totals(run.folder),
        "versions": [c.Fact(name, version) for name, version in sorted(manifest["versions"].items())],
        "slowest": _slowest(run),
        "other": other,
        "may_see_lists": request.scope.may("cases.read"),
        **publishing,
    }


def _files(manifest: dict[str, Any]) -> c.Table:
    columns = (
        c.Column(_("File")), c.Column(_("Kind")), c.Column(_("Day of the data"), "day"), c.Column(_("Rows"), "whole"),
        c.Column(_("Set aside"), "whole"), c.Column(_("Fingerprint")),
    )  # fmt: skip
    rows = [
        c.Row(
            (
                c.Cell(f"{each['file_no']}. {each['file_name']}", megabytes(each["byte_count"])),
                word(language(), "kind", each["kind"]), _day(each["data_on"]), each["row_count"],
                each["rejected_count"],
                each["file_id"],
            )
        )
        for each in manifest["inputs"]
    ]  # fmt: skip
    total = (
        _("Together"), None, None, sum(each["row_count"] for each in manifest["inputs"]),
        sum(each["rejected_count"] for each in manifest["inputs"]), None,
    )  # fmt: skip
    return c.Table(_("Files used"), columns, rows, total=total)


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


def _aside(manifest: dict[str, Any]) -> c.Table | None:
    unread = {tuple(each) for each in manifest["unread"]}
    rows = [
        c.Row((name, c.Cell(reason, tone="warn" if (name, reason) in unread else "")))
        for name, reason in manifest["set_aside"]
    ]
    return c.Table(_("Files not used"), (c.Column(_("File")), c.Column(_("Why"))), rows) if rows else None


def totals(folder: Path) -> dict[str, Any]:
    """total_check of the run: what came in and what became of it; `all_hold`, and how many."""
    path = next(iter(sorted(folder.glob("7_*/total_check.parquet"))), None)
    rows = pq.read_table(path).to_pylist() if path else []
    columns = (
        c.Column(_("Total")), c.Column(_("File"), "whole"), c.Column(_("Should be"), "whole"),
        c.Column(_("Found"), "whole"),
        c.Column(_("Holds")),
    )  # fmt: skip
    told = [
        c.Row(
            (
                total_words(each["item"]), each["file_no"], each["expected"], each["actual"],
                c.Cell(_("yes") if each["ok"] else _("no"), badge=True, tone="good" if each["ok"] else "warn"),
            )
        )
        for each in sorted(rows, key=lambda each: (bool(each["ok"]), each["item"], each["file_no"] or 0))
    ]  # fmt: skip
    hold = sum(bool(each["ok"]) for each in rows)
    said = _("%(hold)s of %(all)s totals hold") % {"hold": numbers().whole(hold), "all": numbers().whole(len(rows))}
    return {"table": c.Table(_("Totals that must hold"), columns, told), "all_hold": hold == len(rows), "said": said}


def _slowest(run: queries.Run) -> list[c.Fact]:
    spent = {name: value for name, value in run.seconds().items() if name != "whole"}
    first = sorted(spent.items(), key=lambda each: -each[1])[:LONGEST_STEPS]
    return [c.Fact(step_words(name), _("%(n)s s") % {"n": numbers().decimal(value, 1)}) for name, value in first]


@needs("runs.read", area=Area.IN_QUERY)
def report(request: OfficeRequest, run_id: str) -> HttpResponse | FileResponse:
    """The report as a file of its own: it draws its charts itself, which our pages may not."""
    path = run_or_404(request, run_id).folder / "report" / "index.html"
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"laporan-{run_id}.html", content_type="text/html"
    )
