"""The commands of money: a bill checked, a year planned, people chosen. Wiring only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from semesta.cli_options import Home, Json, as_date, console, errors, print_json


def add_money_commands(app: typer.Typer) -> None:
    """`app` knows invoice, budget and plan."""
    for command in (invoice, budget, plan):
        app.command()(command)


def invoice(
    home: Home,
    billed: Annotated[
        date | None, typer.Option(parser=as_date, metavar="YYYY-MM-01", help="Month of the bill; absent: the newest.")
    ] = None,
    month: Annotated[
        date | None, typer.Option(parser=as_date, metavar="YYYY-MM-01", help="As the run of this month judged it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the letter of dispute, the Berita Acara and the line list.")
    ] = None,
    all_lines: Annotated[bool, typer.Option("--all-lines", help="Accepted lines on the list, too.")] = False,
    json_: Json = False,
) -> None:
    """A bill of BPJS checked person by person: accepted, disputed or missing, why, and what to claim back."""
    from semesta.flow.invoice.gather import bill_report
    from semesta.flow.invoice.text import report_text
    from semesta.flow.invoice.write import write_papers

    report = bill_report(home, billed=billed, month=month)
    print_json(report.to_json()) if json_ else console.print(report_text(report), markup=False)
    if out is not None:
        for path in write_papers(report, out, all_lines=all_lines):
            errors.print(f"ditulis: {path}", markup=False)


def budget(
    sheet: Annotated[Path, typer.Argument(help="YAML with heads, sources, sums and papers of one year.")],
    out: Annotated[Path | None, typer.Option(help="PDF of the mandatory checklist.")] = None,
    json_: Json = False,
) -> None:
    """A year of JKN money: the mandatory checklist, month by month by source, when it ends, how many it carries."""
    from semesta.flow.duty_paper import checklist_paper
    from semesta.plan.budget import project
    from semesta.plan.budget_text import budget_text
    from semesta.plan.duties import checklist
    from semesta.plan.sheet import read_sheet
    from semesta.rules.load import load_rules
    from semesta.terms.region import place_name

    told, rules = read_sheet(sheet), load_rules()
    duties, year = checklist(told, rules), project(told, rules)
    if json_:
        print_json({"checklist": duties.to_json(), "budget": year.to_json()})
    else:
        console.print(f"{duties.text()}\n\n{budget_text(year)}", markup=False)
    if out is not None:
        out.write_bytes(checklist_paper(duties, place_name(told.area), told.papers))
        errors.print(f"ditulis: {out}", markup=False)


def plan(
    home: Home,
    rupiah: Annotated[
        int, typer.Option(min=0, help="What the city can spend on those it takes in, to the last month.")
    ],
    until: Annotated[date, typer.Option(parser=as_date, metavar="YYYY-MM-01", help="The last month of the plan.")],
    coverage: Annotated[float | None, typer.Option(min=0, max=1, help="Share; absent: that of UHC Prioritas.")] = None,
    activity: Annotated[float | None, typer.Option(min=0, max=1, help="Share; absent: that of UHC Prioritas.")] = None,
    route: Annotated[
        list[str] | None, typer.Option(help="apbd_quota=20000 or pbi_reactivation=1500:0.6 (people a month:success).")
    ] = None,
    village_share: Annotated[float, typer.Option(min=0, max=1, help="No kelurahan's activity below this share.")] = 0.0,
    poorest_first: Annotated[bool, typer.Option("--poorest-first/--any-decile", help="Lower deciles first.")] = True,
    urgent_first: Annotated[bool, typer.Option("--urgent-first/--any-case", help="Catastrophic cases first.")] = True,
    award: Annotated[
        str, typer.Option(help="Aim at an award: utama:2026, madya:2026, pratama:2026 (category:year).")
    ] = "",
    run: Annotated[str | None, typer.Option(help="A run of the home by its id; absent: the newest published.")] = None,
    points: Annotated[
        list[float] | None, typer.Option("--points", help="Also price so many points of activity more; repeatable.")
    ] = None,
    json_: Json = False,
) -> None:
    """Whom to cover, in which month, by which lawful route, so that the threshold is reached soonest and cheapest."""
    from dataclasses import asdict

    from semesta.flow.home import Home as Place
    from semesta.flow.plan_question import Question, answer
    from semesta.flow.planning import route_options
    from semesta.flow.publish import published_run
    from semesta.plan.optimise import replay
    from semesta.plan.words import curve_text, plan_text
    from semesta.rules.load import load_rules

    question = Question(
        rupiah, until, award, coverage, activity, route_options(route or []), village_share, poorest_first,
        urgent_first, tuple(points or ()),
    )  # fmt: skip
    found = answer(Place(home).run(run) if run else published_run(home), question, load_rules())
    if json_:
        held = {"plan": asdict(found.plan), "groups": [asdict(one) for one in found.city.groups]}
        months = replay(found.city, found.wish, found.plan)
        print_json({**held, "prices": found.curve, "aim": asdict(found.aim), "run": found.run_id, "months": months})
        return
    console.print(plan_text(found.city, found.wish, found.plan), markup=False)
    if found.curve:
        console.print(f"\n{curve_text(found.curve)}", markup=False)
