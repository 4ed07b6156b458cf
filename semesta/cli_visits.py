"""The commands of household visits: a sample drawn, checked, walked, and what its answers say. Wiring only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from semesta.cli_options import Home, Json, as_date, console, errors, print_json

Kind = Annotated[str, typer.Option("--design", help="simple | stratified | cluster")]
PerCluster = Annotated[int, typer.Option(min=1, help="Households of each drawn RT (design cluster).")]
Allocation = Annotated[str, typer.Option(help="proportional | neyman (design stratified).")]
Folder = Annotated[Path, typer.Argument(help="Folder that `semesta sample draw` or `targeted` wrote.")]
MonthOf = Annotated[
    date | None, typer.Option("--month", parser=as_date, metavar="YYYY-MM-01", help="A past month; absent: the newest.")
]
Missed = Annotated[
    float, typer.Option(min=0, max=0.5, help="Of people not on the card who are in the register: share not matched.")
]
Wrong = Annotated[float, typer.Option(min=0, max=0.5, help="Of people not in the register: share matched to somebody.")]
sample_app = typer.Typer(no_args_is_help=True, help="Samples of households for visits.")


def add_visit_commands(app: typer.Typer) -> None:
    """`app` knows sample and estimate."""
    app.add_typer(sample_app, name="sample")
    app.command()(estimate)


@sample_app.command("size")
def sample_size(
    home: Home,
    half_width: Annotated[float, typer.Option(min=0.01, max=50, help="Wanted half-width of the interval, in points.")],
    kind: Kind = "cluster",
    per_cluster: PerCluster = 10,
    allocation: Allocation = "proportional",
    response: Annotated[float, typer.Option(min=0.01, max=1, help="Share of households expected to answer.")] = 0.85,
    design_effect: Annotated[
        float | None, typer.Option(min=0.1, help="Over a simple sample of people; absent: from the register.")
    ] = None,
    month: MonthOf = None,
    json_: Json = False,
) -> None:
    """How many households it takes to know the share of active residents to within so many points."""
    from semesta.flow.publish import published_run
    from semesta.flow.sampling.frame import frame_of
    from semesta.flow.sampling.text import size_text
    from semesta.plan.sample.design import Design
    from semesta.plan.sample.size import needed

    frame = frame_of(published_run(home, month), "0")
    found = needed(
        frame, Design(kind, 2, per_cluster, allocation), half_width / 100, response=response,  # type: ignore[arg-type]  # checked by Design
        design_effect=design_effect,
    )  # fmt: skip
    print_json(found.to_json()) if json_ else console.print(size_text(found, frame), markup=False)


@sample_app.command("draw")
def sample_draw(
    home: Home,
    households: Annotated[int, typer.Option(min=2, help="How many to draw, without reserves.")],
    seed: Annotated[str, typer.Option(help="Any word, said in public before the draw: the same gives the same.")],
    out: Annotated[Path, typer.Option(help="Folder for sample.json and households.csv.")],
    kind: Kind = "cluster",
    per_cluster: PerCluster = 10,
    allocation: Allocation = "proportional",
    reserve_share: Annotated[float, typer.Option(min=0, max=1, help="Reserves on top, of each group.")] = 0.25,
    month: MonthOf = None,
    json_: Json = False,
) -> None:
    """Draw a random sample of households from the published register."""
    from semesta.flow.sampling.drawn import random_round, write_round
    from semesta.flow.sampling.text import round_text
    from semesta.plan.sample.design import Design

    design = Design(kind, households, per_cluster, allocation, reserve_share)  # type: ignore[arg-type]  # checked by Design
    made = random_round(home, design, seed, month)
    write_round(made, out)
    print_json(made.about) if json_ else console.print(round_text(made), markup=False)


@sample_app.command("targeted")
def sample_targeted(
    home: Home,
    area: Annotated[str, typer.Option(help="Kemendagri code of a kelurahan, kecamatan or the city.")],
    households: Annotated[int, typer.Option(min=1, help="How many, the most urgent first.")],
    out: Annotated[Path, typer.Option(help="Folder for sample.json and households.csv.")],
    month: MonthOf = None,
) -> None:
    """Take households from the visit list: for help, never for an estimate."""
    from semesta.flow.sampling.drawn import targeted_round, write_round
    from semesta.flow.sampling.text import round_text

    made = targeted_round(home, area, households, month)
    write_round(made, out)
    console.print(round_text(made), markup=False)


@sample_app.command("check")
def sample_check(folder: Folder, home: Home) -> None:
    """Draw the same sample again: is it the same, household by household? Exit status 1 when not."""
    from semesta.flow.sampling.drawn import check_round, read_round

    found = check_round(home, read_round(folder))
    console.print(found.text(), markup=False)
    raise typer.Exit(0 if found.same else 1)


@sample_app.command("lists")
def sample_lists(
    folder: Folder,
    home: Home,
    agent: Annotated[list[str], typer.Option(help="CODE=KELURAHAN,KELURAHAN or CODE= for everywhere; repeatable.")],
    first_day: Annotated[date, typer.Option(parser=as_date, metavar="YYYY-MM-DD", help="First day of visits.")],
    out: Annotated[Path, typer.Option(help="Folder for one PDF and one XLSX per agent.")],
    per_day: Annotated[int, typer.Option(min=1, help="Households per agent and day.")] = 12,
) -> None:
    """Share the visits out by agent and day in walking order, and write everybody's list."""
    from semesta.flow.sampling.drawn import read_round
    from semesta.flow.sampling.lists import walkers_of, write_lists

    for path in write_lists(home, read_round(folder), walkers_of(agent, per_day), first_day, out):
        errors.print(f"ditulis: {path}", markup=False)


@sample_app.command("answers")
def sample_answers(
    folder: Folder,
    home: Home,
    truth: Annotated[Path, typer.Option(help="The truth folder that `semesta synth` wrote.")],
    out: Annotated[Path, typer.Option(help="CSV to write; truth.json comes beside it.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers.")] = 7,
) -> None:
    """Make up what agents would bring home from a made-up city, refusals and closed doors with it."""
    from semesta.synthetic.answers import write_answers

    write_answers(home, truth, folder, out, seed)
    console.print(f"Jawaban buatan ditulis di {out}", markup=False)


@sample_app.command("two-lists")
def sample_two_lists(
    first: Annotated[
        int, typer.Option(min=0, help="People on the first list, e.g. an RT's register, the gone left out.")
    ],
    second: Annotated[int, typer.Option(min=0, help="People on the second list, e.g. found from door to door.")],
    both: Annotated[int, typer.Option(min=0, help="People on both.")],
    link_missed: Missed = 0.0,
    link_wrong: Wrong = 0.0,
    json_: Json = False,
) -> None:
    """How many people live in an area that two lists cover, each missing some by chance (Chapman's estimate)."""
    from semesta.flow.sampling.text import count_text
    from semesta.measure.estimate.share import LinkError, chapman

    found = chapman(first, second, both, LinkError(link_missed, link_wrong))
    print_json(found.to_json()) if json_ else console.print(f"Penduduk: {count_text(found)}", markup=False)


def estimate(
    folder: Folder,
    home: Home,
    answers: Annotated[Path, typer.Option(help="CSV with the answers of the round, one row per person.")],
    claim: Annotated[
        float | None, typer.Option(min=0, max=200, help="A published coverage in per cent, e.g. 99.92.")
    ] = None,
    link_missed: Missed = 0.0,
    link_wrong: Wrong = 0.0,
    truth: Annotated[Path | None, typer.Option(help="truth.json of made-up answers, to compare with.")] = None,
    json_: Json = False,
) -> None:
    """What a random round says of the city: who lives here, who is covered, how right the register is."""
    from semesta.flow.sampling.from_files import estimate_files
    from semesta.flow.sampling.text import estimate_text, truth_text
    from semesta.measure.estimate.share import LinkError

    found = estimate_files(home, folder, answers, LinkError(link_missed, link_wrong))
    if json_:
        print_json(found.to_json())
        return
    console.print(estimate_text(found, None if claim is None else claim / 100), markup=False)
    if truth is not None:
        console.print(f"\n{truth_text(found, truth)}", markup=False)
