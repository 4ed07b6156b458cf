"""Membership segments: who pays for a member (jkn.md 1.1, R1.3, R1.11)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import pyarrow as pa

from semesta.terms.text import text_key

PBI_APBN = "PBI_APBN"
PBPU_PEMDA = "PBPU_PEMDA"
PPU = "PPU"
PBPU = "PBPU"
BP = "BP"
UNKNOWN = "UNKNOWN"
SEGMENTS = (PBI_APBN, PBPU_PEMDA, PPU, PBPU, BP, UNKNOWN)

_CODES = "data/codes"


@cache
def _rows(file_name: str) -> tuple[dict[str, str], ...]:
    text = files("semesta.terms").joinpath(f"{_CODES}/{file_name}").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _by_code() -> dict[str, tuple[str, str]]:
    held = {row["segment_code"]: (row["segment"], row["segment_detail"]) for row in _rows("segment_detail.csv")}
    return held | {code.zfill(2): value for code, value in held.items()}


@cache
def _by_text() -> dict[str, tuple[str, str]]:
    texts: dict[str, tuple[str, str]] = {}
    for row in _rows("bpjs_jenis_peserta.csv"):
        for label in (row["keterangan"], row["keterangan_baru"]):
            if label:
                texts[text_key(label)] = _by_code()[row["kode"]]
    for row in _rows("segment_text.csv"):
        texts[text_key(row["text"])] = (row["segment"], row["segment_detail"])
    return texts


@cache
def segment_code_map() -> pa.Table:
    """Columns code, text_key, segment, segment_detail (all VARCHAR).

    A row has either a code (text_key NULL; '3' and '03' both there) or a text_key (code NULL): each is unique, so a
    join on either adds no rows. Try the code first, then the text. What is in neither is UNKNOWN, never a guess.
    """
    coded = [(code, None, segment, detail) for code, (segment, detail) in sorted(_by_code().items())]
    named = [(None, key, segment, detail) for key, (segment, detail) in sorted(_by_text().items())]
    names = ("code", "text_key", "segment", "segment_detail")
    columns = zip(*(coded + named), strict=True)
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(names, columns, strict=True)})


def segment_of(code: str | None, text: str | None) -> tuple[str, str]:
    """(segment, segment_detail) of a raw code and a raw label; (UNKNOWN, '') when neither is in the table."""
    by_code = _by_code().get((code or "").strip())
    return by_code or _by_text().get(text_key(text)) or (UNKNOWN, "")
