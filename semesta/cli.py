"""The command line: wiring only. Each command calls one function of a room below and prints what it gives."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from semesta.cli_firms import add_firm_commands
from semesta.cli_money import add_money_commands
from semesta.cli_options import Home, Json, On, as_date, console, drawn_progress, errors, print_json
from semesta.cli_outreach import outreach
from semesta.cli_peers import add_peer_commands
from semesta.cli_visits import add_visit_commands
from semesta.terms.fault import Fault

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Semesta: one truth from two registers, so that every resident has active JKN cover.",
)
Printed = Annotated[str | None, typer.Option(help="As printed, with its decimals.")]


def pair_of(text: str) -> tuple[str, str, str]:
    """`name=A:B` in its three parts."""
    name, _, rest = text.partition("=")
    first, colon, second = rest.partition(":")
    if not colon:
        raise typer.BadParameter(f"'{text}' bukan nama=SELURUH:BAGIAN")
    return name, first, second


@app.command()
def synth(
    out: Annotated[Path, typer.Option(help="Folder to write: OUT/inbox (files) and OUT/truth (kept apart).")],
    preset: Annotated[str, typer.Option(help="2022-08 | 2022-11 | 2025-05 | 2026-02")] = "2025-05",
    residents: Annotated[int | None, typer.Option(help="Scale the city to this many residents.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same city.")] = 7,
    months: Annotated[int, typer.Option(help="How many monthly membership files, the last one of the preset.")] = 1,
    damage: Annotated[float, typer.Option(help="1 = as audits found it; 2 = names and dates twice as noisy.")] = 1.0,
    columns: Annotated[str, typer.Option(help="rich (with family card and mother's name) | lean")] = "rich",
    files: Annotated[str, typer.Option(help="all | two (register and membership only)")] = "all",
    area: Annotated[str, typer.Option(help="Kemendagri code of a regency (16.71) or a province (16).")] = "16.71",
    bills: Annotated[int, typer.Option(help="How many monthly bills of BPJS, the last one of the preset.")] = 1,
) -> None:
    """Write a made-up city: the files that offices send, with their damage, and the truth beside them."""
    from semesta.synthetic.city import write_city

    with drawn_progress() as show:
        write_city(
            preset=preset, out=out, residents=residents, seed=seed, months=months, damage=damage, columns=columns,
            files=files, area=area, bills=bills, progress=show,
        )  # fmt: skip
    console.print(f"Kota buatan ditulis di {out} (inbox, truth)")


@app.command()
def run(
    inbox: Annotated[Path, typer.Option(help="Folder with the files as sent.")],
    home: Home,
    as_of: Annotated[date, typer.Option(parser=as_date, metavar="YYYY-MM-DD", help="The day that is judged.")],
    engine: Annotated[str, typer.Option(help="duckdb | spark")] = "duckdb",
    master: Annotated[str | None, typer.Option(help="Spark master, e.g. local[2] or spark://host:7077.")] = None,
    area: Annotated[str | None, typer.Option(help="Kemendagri code of the area judged.")] = None,
    full: Annotated[bool, typer.Option(help="Score every pair again and list the differences.")] = False,
    json_: Json = False,
) -> None:
    """Run the river: inbox to published tables, one report, worklists per kelurahan."""
    from semesta.flow.report import summary_text
    from semesta.flow.run import run as run_river
    from semesta.web.site.publish import has_web_database, publish_run, tell_actions

    with drawn_progress() as show:
        if has_web_database(home):
            tell_actions(home, inbox)
        summary = run_river(
            inbox=inbox, home=home, as_of=as_of, engine=engine, master=master, area=area, full=full, progress=show
        )
        if has_web_database(home):
            publish_run(home, progress=show)
    if json_:
        print_json(summary.to_json())
    else:
        console.print(summary_text(summary.run_dir))


@app.command()
def score(
    home: Home,
    truth: Annotated[Path, typer.Option(help="The truth folder that `semesta synth` wrote.")],
    json_: Json = False,
) -> None:
    """Hold the published tables against the truth of a made-up city."""
    from semesta.synthetic.bill_score import score_bills
    from semesta.synthetic.truth import score as score_home

    result, bills = score_home(home, truth), score_bills(home, truth)
    if json_:
        print_json({**result.to_json(), **({"bills": bills.to_json()} if bills else {})})
        return
    console.print(result.table())
    if bills:
        console.print(f"\n{bills.table()}")


@app.command()
def verdict(
    area: Annotated[str, typer.Option(help="Kemendagri code.")],
    on: On,
    population: Annotated[int, typer.Option(min=1, help="Residents.")],
    registered: Annotated[int, typer.Option(min=0, help="Registered members.")],
    active: Annotated[int | None, typer.Option(min=0, help="Active members.")] = None,
    pemda: Annotated[int | None, typer.Option(min=0, help="Members paid by the city (PBPU Pemda).")] = None,
    pemda_arrears: Annotated[int | None, typer.Option(min=0, help="Rupiah the city owes BPJS.")] = None,
    approved: Annotated[
        bool | None, typer.Option("--approved/--not-approved", help="Prioritas application approved.")
    ] = None,
    json_: Json = False,
) -> None:
    """UHC verdict of given figures under the rules of a day: each condition met or not, with its gap in people."""
    from semesta.engines.duck import DuckEngine
    from semesta.measure.verdict import evaluate_verdict
    from semesta.rules.load import load_rules

    engine = DuckEngine()
    result = evaluate_verdict(
        engine, load_rules(), area=area, on=on, population=population, registered=registered, active=active,
        pemda=pemda, pemda_arrears=pemda_arrears, approved=approved,
    )  # fmt: skip
    print_json(result.to_json()) if json_ else console.print(result.text())


@app.command()
def claim(
    on: On,
    area: Annotated[
        str, typer.Option(help="Kemendagri code: coverage is shown under every published population.")
    ] = "",
    population: Printed = None,
    registered: Printed = None,
    active: Printed = None,
    inactive: Printed = None,
    uncovered: Printed = None,
    coverage: Printed = None,
    activity: Printed = None,
    pemda_share: Printed = None,
    segment: Annotated[list[str] | None, typer.Option(help="PBI_APBN=702510, repeatable.")] = None,
    budget: Annotated[str | None, typer.Option(help="Rupiah said to pay for --people for a year.")] = None,
    people: Annotated[str | None, typer.Option(help="People said to be paid.")] = None,
    budget_on: Annotated[
        date | None, typer.Option(parser=as_date, metavar="YYYY-MM-DD", help="A day of the budget's year, if not --on.")
    ] = None,
    award: Annotated[str, typer.Option(help="utama | madya | pratama, as said to be won.")] = "",
    total: Annotated[list[str] | None, typer.Option(help="name=ALL:PART+PART, a sum as printed; repeatable.")] = None,
    within: Annotated[list[str] | None, typer.Option(help="name=WHOLE:PART, a part of a whole; repeatable.")] = None,
    json_: Json = False,
) -> None:
    """Recompute a published sentence: does it reproduce, and if not, what is right?"""
    from semesta.measure.claim import check_claim, claim_of
    from semesta.rules.load import load_rules

    sums = {name: (said, parts.split("+")) for name, said, parts in map(pair_of, total or [])}
    wholes = {name: (whole, part) for name, whole, part in map(pair_of, within or [])}
    given = claim_of(
        on=on, area=area, population=population, registered=registered, active=active, inactive=inactive,
        uncovered=uncovered, coverage=coverage, activity=activity, pemda_share=pemda_share, segments=segment or [],
        budget_rupiah=budget, budget_people=people, budget_on=budget_on,
        award=award, sums=sums, within=wholes,
    )  # fmt: skip
    result = check_claim(given, load_rules())
    print_json(result.to_json()) if json_ else console.print(result.text())


@app.command()
def explain(
    home: Home,
    person: Annotated[str | None, typer.Option(help="NIK, card number or person id.")] = None,
    number: Annotated[str | None, typer.Option(help="Name of an indicator.")] = None,
    region: Annotated[str | None, typer.Option(help="Kemendagri code, with --number.")] = None,
    month: Annotated[date | None, typer.Option(parser=as_date, metavar="YYYY-MM-01", help="A past month.")] = None,
    json_: Json = False,
) -> None:
    """Where does it come from: one person, or one number, down to the rows of the files."""
    from semesta.flow.explain import explain_number, explain_person

    if (person is None) == (number is None):
        raise typer.BadParameter("beri salah satu: --person atau --number")
    result = (
        explain_person(home, person, month=month)
        if person is not None
        else explain_number(home, number or "", region=region, month=month)
    )
    print_json(result.to_json()) if json_ else console.print(result.text())


@app.command()
def link(
    left: Annotated[Path, typer.Argument(help="CSV or Parquet; rows here may be linked to by several right rows.")],
    right: Annotated[Path, typer.Argument(help="CSV or Parquet; each row links to at most one left row.")],
    columns: Annotated[Path, typer.Option(help="YAML with left: and right:, each our field names to that file's.")],
    out: Annotated[Path, typer.Option(help="Parquet: left_id, right_id, probability, decision.")],
    one_to_one: Annotated[bool, typer.Option(help="Each left row, too, links to at most one right row.")] = False,
    json_: Json = False,
) -> None:
    """Link two files of people without labels."""
    from semesta.link.files import link_files

    with drawn_progress() as show:
        report = link_files(left, right, columns, out, one_to_one=one_to_one, progress=show)
    print_json(report.to_json()) if json_ else console.print(report.text())


add_money_commands(app)
add_firm_commands(app)
add_visit_commands(app)
app.command()(outreach)

web_app = typer.Typer(invoke_without_command=True)
app.add_typer(web_app, name="web")
add_peer_commands(app, web_app)


@web_app.callback()
def web(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Home folder of the city.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer.")] = 2,
) -> None:
    """Serve the web application of a home folder; the database is made or brought up to date first."""
    if context.invoked_subcommand is not None:
        return
    if home is None:
        raise typer.BadParameter("beri --home")
    from semesta.web.site.serve import serve

    raise typer.Exit(serve(home, host=host, port=port, workers=workers))


@web_app.command("demo-users")
def demo_users(
    home: Home,
    area: Annotated[str, typer.Option(help="Kemendagri code of the demo city.")] = "16.71",
    demo: Annotated[bool, typer.Option("--demo", help="All people in this home are made up.")] = False,
) -> None:
    """One user per role with a new password, printed this once, a budget sheet, consents to messages and open public
    pages; only where people are made up.
    """
    from semesta.web.site import demo as demo_room
    from semesta.web.site.demo_consents import put_demo_consents
    from semesta.web.site.demo_public import open_demo_public_pages
    from semesta.web.site.demo_sheet import put_demo_sheet
    from semesta.web.site.serve import put_database_in_place

    put_database_in_place(home)
    if demo:
        demo_room.mark_made_up(home)
    every = demo_room.make_demo_users(home, area)
    put_demo_sheet(home, area)
    put_demo_consents(home, area)
    open_demo_public_pages(home, area)
    for made in every:
        console.print(f"{made.username:14} {made.password:18} {made.organisation}", markup=False)


@web_app.command("demo-answers")
def demo_answers(
    home: Home,
    truth: Annotated[Path, typer.Option(help="The truth folder that `semesta synth` wrote.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers.")] = 7,
) -> None:
    """Answer the newest random round of a made-up city as its agents would have, and tell the truth beside it."""
    from semesta.web.site.demo_answers import answer_newest_round
    from semesta.web.site.serve import put_database_in_place

    put_database_in_place(home)
    name, visits, true = answer_newest_round(home, truth, seed)
    console.print(f"{name}: {visits} kunjungan buatan", markup=False)
    for what, people in true.items():
        console.print(f"  {what:12} {people:>10,}".replace(",", "."), markup=False)


@web_app.command("publish")
def web_publish(
    home: Home,
    run_id: Annotated[str | None, typer.Option("--run", help="A run of this home; absent: the newest.")] = None,
) -> None:
    """Load a run into the web database beside what the pages show, then show it."""
    from semesta.web.site.publish import publish_run

    with drawn_progress() as show:
        shown = publish_run(home, run_id=run_id, progress=show)
    people = f"{shown.row_counts['pub_person']:,}".replace(",", ".")
    console.print(f"Aplikasi menampilkan {shown.month:%Y-%m} ({shown.run_id}): {people} orang")


@web_app.command("forget-forms")
def forget_forms(home: Home) -> None:
    """Remove filled visit forms and photos older than the rule field_form_keep_day allows; what was counted stays."""
    from semesta.web.site import publish

    gone = publish.forget_forms(home)
    forms = f"{gone.forms} isian ({gone.unread} tidak pernah dibaca)"
    console.print(f"Dihapus: {forms}, {gone.photos} foto, {gone.files} berkas ekspor", markup=False)


@web_app.command("first-admin")
def first_admin(
    home: Home,
    area: Annotated[str, typer.Option(help="Kemendagri code of the city.")],
    username: Annotated[str, typer.Option(help="Name to sign in with.")],
    name: Annotated[str, typer.Option(help="Full name.")],
    organisation: Annotated[str, typer.Option(help="Office the administrator belongs to.")],
) -> None:
    """Make an office administrator and print the path of the link with which they choose a password, this once."""
    from semesta.web.site.first_admin import make_first_admin
    from semesta.web.site.serve import put_database_in_place

    put_database_in_place(home)
    console.print(make_first_admin(area, username, name, organisation), markup=False)


@web_app.command("worker")
def web_worker(
    home: Home,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when no job is left.")] = False,
) -> None:
    """Do the jobs of this home (read files, run, publish); `semesta web` keeps one such process by itself."""
    from semesta.web.site.serve import put_database_in_place
    from semesta.web.site.worker import work

    put_database_in_place(home)
    work(home, until_idle=until_idle)


audit_app = typer.Typer(no_args_is_help=True, help="The audit trail of the web application.")
app.add_typer(audit_app, name="audit")
KnownSeal = Annotated[str | None, typer.Option("--seal", help="A seal kept elsewhere, which must be in the chain.")]


@audit_app.command("seal")
def audit_seal(home: Home) -> None:
    """Seal the entries that are not sealed yet; `semesta web` does so every minute."""
    from semesta.web.site.audit import seal

    console.print(f"{seal(home)} catatan disegel")


@audit_app.command("verify")
def audit_verify(
    home: Annotated[Path | None, typer.Option(help="Home folder whose database is checked.")] = None,
    file: Annotated[Path | None, typer.Option(help="An exported trail; needs no database.")] = None,
    seal: KnownSeal = None,
    json_: Json = False,
) -> None:
    """Is the trail whole? Names the first entry that is changed, missing or slipped in; exit status 1 then."""
    from semesta.web.site.audit import verify

    if (home is None) == (file is None):
        raise typer.BadParameter("beri salah satu: --home atau --file")
    found = verify(home, file, seal)
    print_json(found.to_json()) if json_ else console.print(found.text())
    raise typer.Exit(1 if found.wrong else 0)


@audit_app.command("export")
def audit_export(
    home: Home, out: Annotated[Path, typer.Option(help="JSON lines, checked by `verify --file`.")]
) -> None:
    """Write the trail with its seals into one file."""
    from semesta.web.site.audit import export

    console.print(f"{export(home, out)} catatan ditulis di {out}")


def main() -> None:
    """A fault is one sentence on standard error and exit status 1; anything else is a bug and shows itself."""
    started = datetime.now().astimezone()
    try:
        app(standalone_mode=True)
    except Fault as fault:
        errors.print(f"[bold red]Gagal[/]  {fault}")
        errors.print(f"[dim]{started:%Y-%m-%d %H:%M}[/]")
        sys.exit(1)
