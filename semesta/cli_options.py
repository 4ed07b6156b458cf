"""What the commands share: the console, options, dates, progress and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Home = Annotated[Path, typer.Option(help="Folder that holds a city's landed files, runs and published tables.")]


def as_date(text: str) -> date:
    """A date given as yyyy-mm-dd; anything else is a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter(f"'{text}' bukan tanggal yyyy-mm-dd") from wrong


On = Annotated[date, typer.Option(parser=as_date, metavar="YYYY-MM-DD", help="The rules of this day apply.")]


@contextmanager
def drawn_progress() -> Iterator[Callable[..., None]]:
    """A progress callback (label, done, total) drawn on stderr; silent where stderr is not a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("…", total=None)

        def show(label: str, done: float = 0, total: float = 0) -> None:
            progress.update(task, description=label, completed=done, total=total or None)

        yield show


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
