"""The commands of employers: firms with a finding, letters, the clocks of the ladder, contributions. Wiring only."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from semesta.cli_options import Home, Json, On, as_date, console, errors, print_json

Day = typer.Option(parser=as_date, metavar="YYYY-MM-DD")
Month = Annotated[
    date | None, typer.Option(parser=as_date, metavar="YYYY-MM-01", help="As the run of this month judged it.")
]
firms_app = typer.Typer(no_args_is_help=True, help="Employers: who did not register, letters, clocks.")


def add_firm_commands(app: typer.Typer) -> None:
    """`app` knows firms and contribution."""
    app.add_typer(firms_app, name="firms")
    app.command()(contribution)


@firms_app.command("list")
def firm_list(
    home: Home,
    month: Month = None,
    top: Annotated[int, typer.Option(min=0, help="How many firms, the most workers without cover first.")] = 20,
    json_: Json = False,
) -> None:
    """Firms by finding, places their workers could give back with rupiah, and whom to write to first."""
    from semesta.flow.firms.gather import firm_report
    from semesta.flow.firms.text import firms_text

    report = firm_report(home, month=month, top=top)
    print_json(report.to_json()) if json_ else console.print(firms_text(report), markup=False)


@firms_app.command("imbauan")
def imbauan(
    home: Home,
    on: On,
    out: Annotated[Path, typer.Option(help="Folder for one PDF per firm.")],
    month: Month = None,
    top: Annotated[int, typer.Option(min=1, help="How many firms, the most workers without cover first.")] = 20,
) -> None:
    """First letters to the firms at the head of the list, with the day by which they are to answer."""
    from semesta.flow.firms.gather import firm_report
    from semesta.flow.firms.letters import write_letters
    from semesta.rules.load import load_rules

    for path in write_letters(load_rules(), firm_report(home, month=month, top=top), out, on):
        errors.print(f"ditulis: {path}", markup=False)


@firms_app.command("letter")
def letter(
    home: Home,
    on: On,
    firm: Annotated[str, typer.Option(help="Key of the firm: NIB, else NPWP, else its code.")],
    step: Annotated[str, typer.Option(help="imbauan | teguran_1 | teguran_2 | denda | tmp2t")],
    out: Annotated[Path, typer.Option(help="The PDF.")],
    taken: Annotated[
        list[str] | None, typer.Option(help="step=YYYY-MM-DD, the day the firm got an earlier letter; repeatable.")
    ] = None,
    due: Annotated[int | None, typer.Option(min=0, help="Contributions due, for the fine.")] = None,
    month: Month = None,
) -> None:
    """One letter of the ladder; refused when the ladder does not allow it on that day."""
    from semesta.flow.firms.gather import firm_report
    from semesta.flow.firms.letters import firm_letter
    from semesta.rules.load import load_rules

    report = firm_report(home, month=month, firm=firm)
    out.write_bytes(firm_letter(load_rules(), report, report.work[0], step, on, _taken(taken), due))
    errors.print(f"ditulis: {out}", markup=False)


@firms_app.command("clock")
def clock(
    on: On,
    taken: Annotated[
        list[str] | None, typer.Option(help="step=YYYY-MM-DD, the day the firm got a letter; repeatable.")
    ] = None,
    due: Annotated[int | None, typer.Option(min=0, help="Contributions due: the fine of a month is told.")] = None,
    json_: Json = False,
) -> None:
    """The ladder as it stands on a day: imbauan, teguran 1 and 2, fine, proposal; working days without holidays."""
    from semesta.flow.firms.text import ladder_text
    from semesta.rules.compliance import fine_rupiah, ladder
    from semesta.rules.load import load_rules
    from semesta.terms.rupiah import rupiah_text

    rules = load_rules()
    steps = ladder(rules, _taken(taken), on)
    fine = None if due is None else fine_rupiah(rules, due, 1, on)
    if json_:
        print_json({"steps": [asdict(step) for step in steps], "fine_rupiah_per_month": fine})
        return
    console.print(ladder_text(steps), markup=False)
    if fine is not None:
        console.print(f"  Denda sebulan {rupiah_text(fine)}", markup=False)


def contribution(
    wage: Annotated[int, typer.Option(min=0, help="Wage of a month in rupiah (base pay and fixed allowances).")],
    area: Annotated[str, typer.Option(help="Kemendagri code of the regency: its UMK, else the UMP, is the floor.")],
    on: On,
    extra: Annotated[int, typer.Option(min=0, help="Family members beyond those covered.")] = 0,
    floor: Annotated[int | None, typer.Option(min=0, help="The floor by hand, where no rule tells it.")] = None,
    json_: Json = False,
) -> None:
    """The contribution of one wage (PPU): floor, ceiling, employer's and worker's share."""
    from semesta.flow.firms.text import contribution_text
    from semesta.rules.load import load_rules
    from semesta.rules.wages import contribution as reckon

    due = reckon(load_rules(), wage, area, on, extra_people=extra, floor=floor)
    print_json({**asdict(due), "total": due.total}) if json_ else console.print(contribution_text(due), markup=False)


def _taken(told: list[str] | None) -> dict[str, date]:
    found = {}
    for one in told or []:
        step, _, day = one.partition("=")
        found[step] = as_date(day)
    return found
