"""Where the titles of the columns stand in a table, and which standard column each of them is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from semesta.formats.load import Format
from semesta.terms.text import text_key

HEADER_WITHIN_ROWS = 40
HEADER_MOST_ROWS = 3
_FEWEST_HEADERS = 2
_ORDINALS_WITHIN_ROWS = 3
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_ORDINAL = re.compile(r"[-(]?\s*(\d{1,3})\s*\)?")

Cells = Sequence[str | None]


@dataclass(frozen=True)
class Heading:
    """The title rows `first` to `last` (the row after them) of a table, read as one format.

    `columns` is standard column -> position; `texts` are the parts of its title as written; `ignored` are titles
    that the format does not know; `above` are the non-empty cells of the rows before, one text per row.
    """

    format: Format
    first: int
    last: int
    columns: Mapping[str, int]
    texts: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    above: tuple[str, ...]

    @property
    def telling(self) -> tuple[str, ...]:
        """The columns without which a row says nothing: the required ones and those of the groups that are there."""
        wanted = (*self.format.required, *(column for group in self.format.one_of for column in group))
        return tuple(column for column in dict.fromkeys(wanted) if column in self.columns)

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns that are not there; of a group of which none is there, the first."""
        alone = [column for column in self.format.required if column not in self.columns]
        groups = [group[0] for group in self.format.one_of if not self.columns.keys() & set(group)]
        return (*alone, *(column for column in groups if column not in alone))


@dataclass(frozen=True)
class Titles:
    """A candidate for title rows: per position the keys by which its title may be known, best first."""

    first: int
    last: int
    keys: tuple[tuple[str, ...], ...]
    parts: tuple[tuple[str, ...], ...]
    all_keys: frozenset[str] = field(repr=False)


def candidate_titles(rows: Sequence[Cells], known: frozenset[str]) -> Iterator[Titles]:
    """Every place within the first 40 rows where titles that somebody knows may stand, one to three rows high."""
    for first in range(min(len(rows), HEADER_WITHIN_ROWS)):
        for height in range(1, HEADER_MOST_ROWS + 1):
            if first + height > len(rows):
                break
            titles = titles_at(rows, first, height)
            if len(titles.all_keys & known) >= _FEWEST_HEADERS:
                yield titles


def titles_at(rows: Sequence[Cells], first: int, height: int) -> Titles:
    """The titles in these rows; a blank cell right of a title belongs to it where something stands below (merged)."""
    stack = [list(rows[first + step]) for step in range(height)]
    width = max(len(row) for row in stack)
    for row in stack:
        row.extend([None] * (width - len(row)))
    spread = [_spread(row, stack[-1]) for row in stack[:-1]]
    keys, parts = [], []
    for position in range(width):
        own = [text for row in stack if (text := (row[position] or "").strip())]
        above = [text for row in spread if (text := (row[position] or "").strip())]
        bottom = (stack[-1][position] or "").strip()
        joined = [*above, bottom] if bottom else own
        keys.append(_keys(joined, bottom, own))
        parts.append(tuple(dict.fromkeys(own)))
    return Titles(first, first + height, tuple(keys), tuple(parts), frozenset(key for some in keys for key in some))


def _spread(row: Sequence[str | None], bottom: Sequence[str | None]) -> list[str | None]:
    """Titles over merged cells: each goes on to the right over blank cells below which something stands."""
    filled: list[str | None] = []
    for position, cell in enumerate(row):
        blank = not (cell or "").strip()
        left = filled[-1] if filled else None
        filled.append(left if blank and (bottom[position] or "").strip() else cell)
    return filled


def _keys(joined: Sequence[str], bottom: str, own: Sequence[str]) -> tuple[str, ...]:
    """Keys of one title, best first: all its rows together, turned round, the lowest row, the only cell of its own."""
    texts = [" ".join(joined), " ".join(reversed(joined)), bottom, *own[:1]]
    forms = [(text, _IN_BRACKETS.sub("", text), text.split("\n")[0]) for text in texts if text]
    spellings = itertools.chain.from_iterable(forms)
    return tuple(dict.fromkeys(key for spelling in spellings if (key := text_key(spelling))))


def read_heading(titles: Titles, form: Format, rows: Sequence[Cells]) -> Heading:
    """These titles as this format knows them; where two are the same column, the preferred spelling stands."""
    ranks: dict[str, tuple[int, int, int]] = {}
    for position, keys in enumerate(titles.keys):
        for step, key in enumerate(keys):
            if found := form.vocabulary.get(key):
                column, rank = found
                ranks[column] = min(ranks.get(column, (99, 99, position)), (step, rank, position))
                break
    columns = {column: position for column, (_, _, position) in ranks.items()}
    used = set(columns.values())
    ignored = tuple(" ".join(parts) for position, parts in enumerate(titles.parts) if parts and position not in used)
    return Heading(
        format=form,
        first=titles.first,
        last=_after_ordinals(rows, titles.last),
        columns=columns,
        texts={column: titles.parts[position] for column, position in columns.items()},
        ignored=ignored,
        above=tuple(_text_of(row) for row in rows[: titles.first] if _text_of(row)),
    )


def _text_of(row: Cells) -> str:
    return " ".join(text for cell in row if (text := (cell or "").strip()))


def _after_ordinals(rows: Sequence[Cells], last: int) -> int:
    """The first row after the titles that is not blank and does not merely count the columns (`1 2 3 …`, `-1 -2 …`).

    Up to two rows between the titles and the numbers belong to the titles.
    """
    near = [last + step for step in range(_ORDINALS_WITHIN_ROWS) if last + step < len(rows)]
    last = next((at + 1 for at in near if counts_columns(rows[at])), last)
    while last < len(rows) and not _text_of(rows[last]):
        last += 1
    return last


def counts_columns(row: Cells) -> bool:
    """Whether a row merely numbers the columns: at least three cells, each one more than the one before."""
    cells = [text for cell in row if (text := (cell or "").strip())]
    found = [_ORDINAL.fullmatch(cell) for cell in cells]
    numbers = [int(one[1]) for one in found if one]
    steps = all(later - earlier == 1 for earlier, later in itertools.pairwise(numbers))
    return len(cells) >= 3 and len(numbers) == len(cells) and steps
