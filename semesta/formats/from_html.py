"""Tables of an HTML page or of Excel's 2003 XML, which many offices send as `.xls`. Runs in the limited child only."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from semesta.formats.encoding import lines_of, text_encoding

_CELLS = {"td", "th", "cell"}
_ROWS = {"tr", "row"}
_MOST_SPAN = 200


class _Rows(HTMLParser):
    """Rows that are complete wait in `ready`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ready: deque[list[str | None]] = deque()
        self._row: list[str | None] | None = None
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = tag.rpartition(":")[2]
        if name in _ROWS:
            self._end_row()
            self._row = []
        elif name in _CELLS and self._row is not None:
            self._end_cell()
            given = dict(attrs)
            index = given.get("ss:index") or ""
            if index.isdecimal():
                self._row.extend([None] * min(int(index) - 1 - len(self._row), _MOST_SPAN))
            self._cell = []
            self._span = _span(given)
        elif name == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in _CELLS:
            self._end_cell()
        elif name in _ROWS or name == "table":
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            text = "".join(self._cell).strip("\r\n\t ")
            self._row.extend([text or None, *[None] * (self._span - 1)])
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.ready.append(self._row)
        self._row = None


def _span(given: dict[str, str | None]) -> int:
    """How many columns a cell covers; `ss:MergeAcross` counts those beyond its own."""
    wide, more = given.get("colspan") or "", given.get("ss:mergeacross") or ""
    if more.isdecimal():
        return min(int(more) + 1, _MOST_SPAN)
    return min(max(int(wide), 1), _MOST_SPAN) if wide.isdecimal() else 1


def html_rows(path: Path, progress: Callable[[int], None]) -> Iterator[list[str | None]]:
    """The rows of all tables, one after the other."""
    parser = _Rows()
    for block in lines_of(path, text_encoding(path), progress):
        parser.feed(block.decode(errors="replace"))
        while parser.ready:
            yield parser.ready.popleft()
    parser.close()
    yield from parser.ready
