"""Secrets that live in the home folder, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def kept_secret(path: Path) -> str:
    """The secret in that file; made and written with mode 600 when there is none. Two that start at once agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(beside, path)
        except FileExistsError:
            pass  # the other one was first
        finally:
            beside.unlink()
    return path.read_text(encoding="ascii").strip()


def secret_key(folder: Path) -> str:
    """Signs sessions and one-time links; a new one signs everybody out."""
    return kept_secret(folder / "secret-key")
