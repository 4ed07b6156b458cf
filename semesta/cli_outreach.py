"""The command of outreach: what reaching people did. Wiring only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from semesta.cli_options import Home, Json, as_date, console, print_json


def outreach(
    home: Home,
    before: Annotated[
        date | None,
        typer.Option(
            parser=as_date, metavar="YYYY-MM-01", help="Month published before; absent: the one before AFTER."
        ),
    ] = None,
    after: Annotated[
        date | None, typer.Option(parser=as_date, metavar="YYYY-MM-01", help="Month that shows it; absent: the newest.")
    ] = None,
    reached: Annotated[
        Path | None, typer.Option(help="CSV with a column NIK of those reached; absent: those met in household visits.")
    ] = None,
    json_: Json = False,
) -> None:
    """Did it work: who became or stayed active of those reached, against comparable people not reached."""
    from semesta.flow.outreach import outreach_effect, outreach_text

    found = outreach_effect(home, before=before, after=after, reached=reached)
    print_json(found.to_json()) if json_ else console.print(outreach_text(found), markup=False)
