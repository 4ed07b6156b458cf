"""Two runs side by side, computed once and kept under HOME/web/compared by the digests of both manifests."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from semesta.flow.between import between
from semesta.flow.home import Home, write_json


def _folder(run_id: str) -> Path:
    return Home(Path(settings.SEMESTA_HOME)).run(run_id)


def _place(before: str, now: str) -> Path:
    digests = (
        hashlib.sha256((_folder(each) / "manifest.json").read_bytes()).hexdigest()[:16] for each in (before, now)
    )
    return Path(settings.SEMESTA_HOME) / "web" / "compared" / f"{'-'.join(digests)}.json"


def kept_comparison(before: str, now: str) -> dict[str, Any] | None:
    """What `make_comparison` found of these two runs as they are now; None when nobody asked yet."""
    try:
        held: dict[str, Any] = json.loads(_place(before, now).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return held


def make_comparison(before: str, now: str) -> None:
    """The comparison stands; made before: nothing happens."""
    place = _place(before, now)
    if not place.exists():
        write_json(place, asdict(between(_folder(before), _folder(now))))
