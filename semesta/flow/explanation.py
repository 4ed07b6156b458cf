"""An explanation: titled sections of labelled lines, for people as text and for programs as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Section:
    """A title and its lines: (label, value) in the order they are read."""

    title: str
    lines: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Explanation:
    """Where something comes from."""

    title: str
    sections: tuple[Section, ...]

    def text(self) -> str:
        """Plain text, labels in one column."""
        width = max((len(label) for section in self.sections for label, _ in section.lines), default=0)
        parts = [self.title]
        for section in self.sections:
            parts += ["", section.title]
            parts += [f"  {label:<{width}}  {shown(value)}" for label, value in section.lines]
        return "\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Title and sections; values as they are."""
        sections = [{"title": one.title, "lines": [list(line) for line in one.lines]} for one in self.sections]
        return {"title": self.title, "sections": sections}


def shown(value: Any) -> str:
    """A value for a reader: '-' for none, ya or tidak, dates and whole numbers in Indonesian."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return str(value)
