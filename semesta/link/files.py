"""Link any two files: `semesta link LEFT RIGHT --columns COLS.yaml --out PAIRS.parquet`."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from semesta.engines.duck import DuckEngine
from semesta.link.alike import usual_alike
from semesta.link.assign import assign
from semesta.link.blocking import keys, propose_pairs
from semesta.link.compare import Comparison, compare, comparison
from semesta.link.estimate import learn_model
from semesta.link.resolve import best, posterior, score
from semesta.link.review import sums
from semesta.link.rivals import pool_rivals
from semesta.link.samples import gather
from semesta.link.sides import prepare_sides
from semesta.link.tables import FIELDS, check_fields, raw_side, read_table
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.link.model import Model

LINK_AT = 0.5
DOUBT_AT = 0.2
ALONE_BITS = 2.0


@dataclass(frozen=True)
class LinkReport:
    """What a linkage of two files came to; `model` explains every pair through its pattern."""

    left_count: int
    right_count: int
    pair_count: int
    link_count: int
    doubt_count: int
    fields: tuple[str, ...]
    expected_false_links: float
    expected_missed_links: float
    model: Model
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Counts, fields and the expected errors; the model by its version."""
        return {**{k: v for k, v in self.__dict__.items() if k != "model"}, "model_version": self.model.version}

    def text(self) -> str:
        """The counts in a few lines, Indonesian and English."""
        lines = (
            f"{self.left_count:,} × {self.right_count:,} baris / rows, {self.pair_count:,} pasangan / candidate pairs\n"
            f"{self.link_count:,} tautan / links, {self.doubt_count:,} ragu / doubts\n"
            f"perkiraan / expected: {self.expected_false_links:.1f} tautan salah / false links,"
            f" {self.expected_missed_links:.1f} terlewat / missed\n"
            f"dibandingkan / compared: {', '.join(self.fields)}"
        )
        return "\n".join([lines, *(f"perhatikan / note: {note}" for note in self.notes)])


def link_files(
    left: Path,
    right: Path,
    columns: Path,
    out: Path,
    *,
    one_to_one: bool = False,
    threshold: float | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
    engine: Engine | None = None,
) -> LinkReport:
    """`out` holds left_id, right_id, probability, decision ('link' | 'doubt'); a right row is linked at most once."""
    say = progress or (lambda _: None)
    named = _read_columns(columns)
    _check_out(out)
    say("read")
    sides = {
        name: raw_side(read_table(path), named[name], path.name) for name, path in (("left", left), ("right", right))
    }
    notes = tuple(_notes(sides, {"left": left.name, "right": right.name}))
    own = engine is None
    engine = engine or DuckEngine()
    try:
        found = _link(engine, sides, out, one_to_one=one_to_one, threshold=threshold, seed=seed, say=say)
        return replace(found, notes=notes)
    finally:
        if own:
            engine.close()


def _read_columns(path: Path) -> dict[str, dict[str, str]]:
    """`left` and `right`, each a map from our fields to columns; a Fault says what is wrong with the column file."""
    try:
        # every word is text: a column may be called NO, and YAML would take that for false
        named = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 a loader of plain words
    except OSError as error:
        raise Fault(f"Berkas kolom {path.name} tidak dapat dibuka: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Fault(f"Berkas kolom {path.name} bukan UTF-8; simpan ulang sebagai UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (baris {mark.line + 1})" if mark else ""
        raise Fault(f"Berkas kolom {path.name} bukan YAML yang benar{place}") from error
    if not isinstance(named, dict) or not {"left", "right"} <= set(named):
        raise Fault(f"{path.name} harus punya `left:` dan `right:`")
    return {side: check_fields(named[side], side, path.name) for side in ("left", "right")}


def _check_out(out: Path) -> None:
    """A file can be written at `out`: known before the work, not after it."""
    if out.is_dir():
        raise Fault(f"{out.name} adalah folder; sebutkan nama berkas, misalnya {out.name}/pasangan.parquet")
    probe = out.with_name(out.name + ".unfinished")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Fault(f"{out.name} tidak dapat ditulis: {error.strerror}") from error


def _notes(sides: Mapping[str, pa.Table], names: Mapping[str, str]) -> Iterator[str]:
    """What the reader should know of the files, as sentences."""
    for side, table in sides.items():
        ids = table.column("id")
        if ids.null_count:
            yield f"{names[side]}: {ids.null_count} baris tanpa id / rows without an id"
        repeated = len(ids) - ids.null_count - pc.count_distinct(ids, mode="only_valid").as_py()
        if repeated:
            yield f"{names[side]}: {repeated} baris mengulang id baris lain / rows repeat an id"
        other = sides["right" if side == "left" else "left"]
        alone = [name for name in FIELDS if name in table.column_names and name not in other.column_names]
        if alone and not {"full_name", "given_name", "family_name"} & set(alone):
            yield f"{names[side]}: {', '.join(alone)} tidak ada di berkas lain / not in the other file"


def _link(
    engine: Engine,
    sides: Mapping[str, pa.Table],
    out: Path,
    *,
    one_to_one: bool,
    threshold: float | None,
    seed: int,
    say: Callable[[str], None],
) -> LinkReport:
    fields = _register(engine, sides)
    comparisons = _comparisons(sides, fields)
    say("prepare")
    prepare_sides(engine, ("link_left_raw", "link_left"), ("link_right_raw", "link_right"), fields)
    say("pairs")
    propose_pairs(engine, "link_pair", "link_left", "link_right", fields)
    say("compare")
    compare(engine, "link_code", "link_pair", "link_left", "link_right", comparisons)
    say("learn")
    link_at = LINK_AT if threshold is None else threshold
    evidence = gather(engine, "link_code", "link_left", "link_right", comparisons, seed)
    alike = usual_alike(fields, evidence.left_count)
    thresholds = (link_at, min(DOUBT_AT, link_at))
    model = learn_model(engine, "link_code", [one.field for one in comparisons], alike, evidence, thresholds=thresholds)
    say("decide")
    score(engine, "link_scored", "link_code", model)
    engine.materialise("link_posterior", posterior("link_scored"))
    pool_rivals(engine, "link_pooled", "link_posterior", ("link_left", "link_left"), comparisons, model)
    if one_to_one:
        _assign(engine, model)
    return _write(engine, out, model, fields)


def _assign(engine: Engine, model: Model) -> None:
    """link_pooled: the pairs of the best assignment, each weighed against left rows that went to nobody."""
    table = engine.arrow(
        f"SELECT l, r, odds FROM link_pooled WHERE probability >= {model.doubt_threshold}e0 ORDER BY l, r"
    )
    if not table.num_rows:
        return
    left, right = (table.column(name).to_numpy().astype(np.int64) for name in ("l", "r"))
    chosen = assign(left, right, table.column("odds").to_numpy().astype(np.float64) + ALONE_BITS)
    engine.register("link_assigned", pa.table({"l": left[chosen], "r": right[chosen]}))
    engine.materialise(
        "link_open",
        "SELECT p.l, p.r, p.code, p.weight, p.odds FROM link_scored AS p JOIN link_assigned AS a"
        " ON a.r = p.r"
        " LEFT JOIN link_assigned AS b ON b.l = p.l WHERE a.l = p.l OR b.l IS NULL",
    )
    engine.materialise("link_pooled", posterior("link_open"))
    for name in ("link_open", "link_assigned"):
        engine.drop(name)


def _write(engine: Engine, out: Path, model: Model, fields: list[str]) -> LinkReport:
    engine.materialise(
        "link_found", f"SELECT * FROM ({best('link_pooled')}) AS t WHERE probability >= {model.link_threshold}e0"
    )
    engine.materialise(
        "link_pairs_out",
        "SELECT a.id AS left_id, b.id AS right_id, p.probability, p.decision FROM"
        " (SELECT l, r, probability, 'link' AS decision FROM link_found UNION ALL"
        f" SELECT l, r, probability, 'doubt' AS decision FROM link_pooled WHERE probability >="
        f" {model.doubt_threshold}e0"
        " AND r NOT IN (SELECT r FROM link_found)) AS p"
        " JOIN link_left AS a ON a.key = p.l JOIN link_right AS b ON b.key = p.r",
    )
    columns = ["right_id", "decision", "left_id", "probability"]
    engine.write_parquet("SELECT * FROM link_pairs_out", out, columns)
    linked, _, links = sums(engine, "link_found")
    other, _, _ = sums(engine, "(SELECT * FROM link_pooled WHERE r NOT IN (SELECT r FROM link_found)) AS t")
    counts = {name: int(engine.rows(f"SELECT count(*) FROM link_{name}")[0][0]) for name in ("left", "right", "code")}
    ((doubts,),) = engine.rows("SELECT count(*) FROM link_pairs_out WHERE decision = 'doubt'")
    return LinkReport(
        left_count=counts["left"],
        right_count=counts["right"],
        pair_count=counts["code"],
        link_count=links,
        doubt_count=int(doubts),
        fields=tuple(fields),
        expected_false_links=round(links - linked, 3),
        expected_missed_links=round(other, 3),
        model=model,
    )


def _register(engine: Engine, sides: Mapping[str, pa.Table]) -> list[str]:
    tables = dict(sides)
    both = [f for f in FIELDS if all(f in table.column_names for table in tables.values())]
    if {"given_name", "family_name"} <= set(both):
        both = [f for f in both if f != "full_name"]
    elif "full_name" not in both:
        tables = {name: _with_full_name(table) for name, table in tables.items()}
        if all("full_name" in table.column_names for table in tables.values()):
            both = ["full_name", *(f for f in both if f not in {"given_name", "family_name"})]
    if not both:
        raise Fault("Tidak ada kolom yang disebut di kedua berkas")
    if not keys(both, 1):
        told = ", ".join(both)
        raise Fault(f"{told} saja tidak cukup untuk mencari pasangan: tambahkan nama, tanggal lahir, NIK atau telepon")
    for name, table in tables.items():
        engine.register(f"link_{name}_raw", table.select(["key", "id", *both]))
    return both


def _with_full_name(table: pa.Table) -> pa.Table:
    parts = [table.column(name) for name in ("given_name", "family_name") if name in table.column_names]
    if "full_name" in table.column_names or not parts:
        return table
    joined = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
    return table.append_column("full_name", pc.if_else(pc.equal(joined, ""), None, joined))


def _comparisons(sides: Mapping[str, pa.Table], fields: list[str]) -> list[Comparison]:
    nik = False
    if "national_id" in fields and "birth_date" in fields:
        lengths = pc.utf8_length(sides["left"].column("national_id"))
        nik = (pc.mean(pc.equal(lengths, 16)).as_py() or 0.0) > 0.5
    names = [*fields, "name_order"] if {"given_name", "family_name"} <= set(fields) else fields
    return [comparison(name, nik=nik) for name in names]
