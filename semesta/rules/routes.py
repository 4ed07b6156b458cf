"""The routes as a table: what each is called, rests on, needs, and where it is started."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from semesta.rules.load import Rules, load_rules
from semesta.terms.fault import Fault
from semesta.terms.route import ROUTES

_FILE = Path(__file__).parent / "routes.yaml"
_TEXTS = ("title_id", "title_en", "documents", "office", "paid_by", "certainty")


@cache
def _held() -> dict[str, dict[str, Any]]:
    held: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return held


@cache
def route_titles() -> dict[str, tuple[str, str]]:
    """Indonesian and English title by route."""
    return {route: (entry["title_id"], entry["title_en"]) for route, entry in _held().items()}


def check_routes(rules: Rules) -> None:
    """Every route of terms is described, with all its texts, known laws and known rules; else a Fault naming it."""
    held = _held()
    if set(held) != set(ROUTES):
        raise Fault(f"Berkas routes.yaml dan daftar rute berbeda: {', '.join(sorted(set(held) ^ set(ROUTES)))}")
    for route, entry in held.items():
        empty = [text for text in _TEXTS if not entry.get(text)]
        unknown = [law for law in entry["law"] if law not in rules.laws]
        unknown += [rule for rule in entry["rules"] if rule not in rules.rules]
        if empty or unknown or not entry["law"]:
            raise Fault(f"Berkas routes.yaml: {route} tidak lengkap ({', '.join(empty + unknown) or 'law'})")


def routes(rules: Rules | None = None) -> pa.Table:
    """One row per route: route, title_id, title_en, law (titles joined by '; '), law_ids (joined by ' '), documents,
    office, paid_by, certainty; in the order of terms.route.ROUTES.
    """
    known = rules or load_rules()
    check_routes(known)
    held = _held()
    columns = {text: [held[route][text] for route in ROUTES] for text in _TEXTS}
    titles = ["; ".join(known.laws[law].title for law in held[route]["law"]) for route in ROUTES]
    ids = [" ".join(held[route]["law"]) for route in ROUTES]
    names = ["route", "title_id", "title_en", "law", "law_ids", "documents", "office", "paid_by", "certainty"]
    everything = {"route": list(ROUTES), "law": titles, "law_ids": ids} | columns
    return pa.table({name: pa.array(everything[name], pa.string()) for name in names})
