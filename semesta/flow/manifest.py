"""The manifest of a run: from what, with what, by which rules, and what came out. The same run gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import semesta
from semesta.flow.home import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from semesta.flow.inbox import Chosen, SetAside
    from semesta.flow.sources import Question
    from semesta.flow.steps import Record
    from semesta.rules.load import Rules

MADE_BY = (".py", ".sql", ".yaml", ".csv", ".gz", ".html", ".css", ".js", ".geojson")
NOT_IN_TABLES = ("synthetic", "peers", "web", "cli.py")
PACKAGES = ("duckdb", "pyarrow", "numpy", "sqlglot")


@cache
def code_fingerprint() -> str:
    """One digest of the package's own code, SQL and data, the made-up city, peers and the web application left out."""
    root = Path(semesta.__file__).parent
    sha = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if path.suffix in MADE_BY and place.parts[0] not in NOT_IN_TABLES and "__pycache__" not in place.parts:
            sha.update(str(place).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()


def versions(engine: str) -> dict[str, str]:
    """Versions of Semesta, Python and the packages that make the tables."""
    names = ("semesta", *PACKAGES, *(("pyspark",) if engine == "spark" else ()))
    return {"python": platform.python_version(), **{name: _version(name) for name in names}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def input_list(chosen: Chosen) -> list[dict[str, Any]]:
    """The files used, by their numbers."""
    return [
        {
            "file_no": number,
            "file_id": part.file_id,
            "file_name": part.file_name,
            "part": part.path.name,
            "format": part.format,
            "kind": part.kind,
            "data_on": part.data_on,
            "row_count": part.row_count,
            "landed_count": part.landed_count,
            "rejected_count": part.rejected_count,
            "byte_count": part.byte_count,
            "notes": part.notes,
        }
        for number, part in enumerate(chosen.used, 1)
    ]


def read_manifest(run: Path) -> dict[str, Any]:
    """The manifest of a run folder."""
    held: dict[str, Any] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return held


def rule_values(rules: Rules, on: date) -> dict[str, Any]:
    """Every rule's value on that day; None where none was in force."""
    return {name: rules.value_or_none(name, on) for name in sorted(rules.rules)}


def write_manifest(
    folder: Path,
    question: Question,
    *,
    engine: str,
    chosen: Chosen,
    set_aside: Sequence[SetAside],
    rules: Rules,
    records: Mapping[str, Record],
    previous: str | None,
) -> None:
    """`folder`/manifest.json: no clock, no machine, no path in it."""
    write_json(
        folder / "manifest.json",
        {
            "run_id": question.run_id,
            "as_of": question.as_of,
            "month": question.month,
            "area": question.area,
            "engine": engine,
            "previous_run": previous,
            "versions": versions(engine),
            "code": code_fingerprint(),
            "inputs": input_list(chosen),
            "set_aside": sorted([one.file_name, one.reason] for one in set_aside),
            "unread": sorted([one.file_name, one.reason] for one in set_aside if one.unread),
            "rules": {"fingerprint": rules.fingerprint, "values": rule_values(rules, question.month)},
            "tables": {
                place: {"rows": record.rows[place], "digest": record.digests[place]}
                for name, record in sorted(records.items())
                for place in sorted(record.rows)
            },
        },
    )
