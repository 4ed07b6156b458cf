"""Records of a JSON file, object by object, numbers as written. Runs in the limited child process only."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from semesta.formats.encoding import lines_of, text_encoding
from semesta.terms.fault import Fault

BROKEN_COLUMN = "rekaman_rusak"
_READ_AHEAD = 2_000
_LONGEST_OBJECT = 16 << 20
_GAP = re.compile(r"[\s,]*")
_LIST_KEY = re.compile(r'"(content|data|value|rows|results|items|response)"\s*:\s*\[')
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)

Object = dict[str, Any]


def json_rows(path: Path, progress: Callable[[int], None]) -> Iterator[list[Any]]:
    """First the names of the fields and the name of the column for broken lines, then one list of values per record.

    Takes an array of objects, one object per line, and an envelope such as `{"content": [...]}`. Fields inside a
    field are named `outer.inner`. Names are those of the first 2,000 records.
    """
    text = (block.decode(errors="replace") for block in lines_of(path, text_encoding(path), progress))
    first = next(text, "")
    whole = itertools.chain([first], text)
    records = _lines(whole) if _has_object_per_line(first) else _elements(whole)
    ahead = list(itertools.islice(records, _READ_AHEAD))
    names = list(dict.fromkeys(name for record in ahead if isinstance(record, dict) for name in record))
    if not names:
        raise Fault("Berkas JSON ini tidak berisi daftar objek")
    yield [*names, BROKEN_COLUMN]
    for record in itertools.chain(ahead, records):
        if isinstance(record, dict):
            yield [*(record.get(name) for name in names), None]
        else:
            yield [*(None for _ in names), record]


def _has_object_per_line(text: str) -> bool:
    start = text.lstrip()
    if not start.startswith("{"):
        return False
    line = start.split("\n", 1)[0]
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return False
    return not any(isinstance(value, list) and value and isinstance(value[0], dict) for value in found.values())


def _lines(text: Iterator[str]) -> Iterator[Object | str]:
    for block in text:
        for line in block.split("\n"):
            if line.strip():
                try:
                    found = _DECODER.decode(line)
                except (json.JSONDecodeError, RecursionError):
                    yield line
                    continue
                yield flat(found) if isinstance(found, dict) else line


def _elements(text: Iterator[str]) -> Iterator[Object]:
    """Objects of the outermost array, or of the array in the envelope; a Fault where the file ends before the array."""
    held = next(text, "")
    start = held.lstrip().startswith("[") and held.index("[") + 1
    if not start:
        found = _LIST_KEY.search(held)
        if not found:
            yield from _single_object(held)
            return
        start = found.end()
    place = start
    while True:
        place = _GAP.match(held, place).end()  # type: ignore[union-attr]  # it matches nothing at least
        if place < len(held) and held[place] == "]":
            return
        try:
            if place >= len(held):
                raise json.JSONDecodeError("more", held, place)
            record, place = _DECODER.raw_decode(held, place)
        except (json.JSONDecodeError, RecursionError) as error:
            more = next(text, "")
            if not more or len(held) - place > _LONGEST_OBJECT:
                raise Fault("Berkas JSON ini rusak atau terpotong; minta dikirim ulang") from error
            held, place = held[place:] + more, 0
            continue
        if not isinstance(record, dict):
            raise Fault("Berkas JSON ini tidak berisi daftar objek")
        yield flat(record)


def _single_object(text: str) -> Iterator[Object]:
    try:
        found = _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Fault("Berkas JSON ini rusak atau terpotong; minta dikirim ulang") from error
    yield flat(found)


def flat(record: Mapping[str, Any], before: str = "") -> Object:
    """`{"a": {"b": 1}}` -> `{"a.b": 1}`."""
    fields: Object = {}
    for name, value in record.items():
        if isinstance(value, dict):
            fields |= flat(value, f"{before}{name}.")
        else:
            fields[before + name] = value
    return fields
