"""Reconcile a population register with a membership register: who is whose, how sure, and why."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from semesta.link.alike import counted_alike
from semesta.link.candidates import CUT, CUT_RIGHT, members_left, residual_pairs, residual_sides
from semesta.link.certain import certain_pass, drop, view_registers
from semesta.link.certainty import COMPARED, weigh_certain
from semesta.link.compare import Comparison, compare, comparison
from semesta.link.estimate import learn_model
from semesta.link.facts import FOUND, first_decided, recall, write_changes, write_facts
from semesta.link.family import family_pass
from semesta.link.model import Model, of_this_shape, read_model
from semesta.link.resolve import best, pattern_of, settle
from semesta.link.review import Rate, quality_table, register_rates, reliability
from semesta.link.rivals import pool_rivals
from semesta.link.samples import StandIns, gather
from semesta.link.sides import prepare_sides
from semesta.link.strangers import digit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from semesta.engines.base import Engine

LINK_AT, DOUBT_AT = 0.9, 0.2
OPTIONAL = (("family", "nkk"), ("mother_name", "mother_name"), ("village", "village"), ("phone", "phone"))
MADE = (
    "link_before", "link_decided", "link_given", "link_apart", "link_first", "link_met", "link_spelt", "link_agreed",
    "link_certain", "link_held", "link_kin", "link_stand_in", "link_residual", "link_free", "link_right_raw",
    "link_left_raw",
    "link_strict", "link_left", "link_right", "link_pair", "link_code", "link_posterior",
    "link_certain_weight", "link_found", "link_probable", "link_doubtful", "link_everyone",
    "link_resident", "link_member",
)  # fmt: skip


@dataclass(frozen=True)
class LinkSummary:
    """Counts of one linkage, and rates estimated without truth. `changed_count`: links of last month gone or moved."""

    certain_count: int
    probable_count: int
    kept_count: int
    human_count: int
    doubt_count: int
    unlinked_count: int
    changed_count: int
    false_link_rate: Rate
    missed_link_rate: Rate
    model_version: str


def link_registers(
    engine: Engine,
    *,
    resident: str,
    member: str,
    rules: Mapping[str, float],
    out: Path,
    previous: Path | None = None,
    anew: bool = False,
    decisions: str | None = None,
    decided_on: date | None = None,
    progress: Callable[[str], None] | None = None,
) -> LinkSummary:
    """link, link_doubt, link_quality, link_fact, link_change (.parquet) and model.json stand in the folder `out`.

    `resident`, `member`: relations of the engine with the columns of 1_standard. `rules`: link_threshold,
    doubt_threshold.
    `previous`: the folder that last month's linkage wrote: what has not changed is kept, the rest scored with its
    model; `anew`: everything is scored again with a model learnt today, and link_change tells what that moved.
    `decisions`: relation (nik of the resident, psnoka, decision 'same' | 'different' |
    'withdrawn') of what people decided.
    `decided_on`: the day of new links.
    """
    say = progress or (lambda _: None)
    thresholds = (float(rules.get("link_threshold", LINK_AT)), float(rules.get("doubt_threshold", DOUBT_AT)))
    view_registers(engine, resident, member)
    say("earlier links")
    recall(engine, previous, decisions, anew=anew)
    say("certain pass")
    certain_pass(engine)
    model_file = previous / "model.json" if previous is not None and not anew else None
    frozen = read_model(model_file) if model_file is not None and model_file.exists() else None
    frozen = frozen if frozen is not None and of_this_shape(frozen) else None
    model, stand_ins = score_residual(engine, thresholds=thresholds, frozen=frozen, say=say)
    say("write")
    resolve_registers(engine, model, decided_on)
    summary = _write(engine, model, stand_ins, out, decided_on, anew=anew)
    drop(engine, MADE)
    return summary


def score_residual(
    engine: Engine, *, thresholds: tuple[float, float], frozen: Model | None, say: Callable[[str], None]
) -> tuple[Model, StandIns]:
    """Relation link_posterior: members left over with their candidates; the model they were scored with, and who among
    them stands for those whom the family pass took.

    `frozen` is used where it compares the same fields, else a model is learnt.
    """
    say("family pass")
    members_left(engine)
    stand_ins = StandIns("link_stand_in", family_pass(engine, stand_ins=True))
    say("candidates")
    residual_sides(engine)
    fields = _fields(engine, frozen)
    left, right = ("link_left_raw", "link_left"), ("link_right_raw", "link_right")
    prepare_sides(engine, left, right, fields, cuts=(CUT, CUT_RIGHT))
    residual_pairs(engine, has_phone="phone" in fields, has_mother="mother_name" in fields)
    say("compare")
    comparisons = [comparison(name, nik=True) for name in fields]
    compare(engine, "link_code", "link_pair", "link_left", "link_right", comparisons)
    if frozen is not None and [f.name for f in frozen.fields] == fields:
        model = replace(frozen, link_threshold=thresholds[0], doubt_threshold=thresholds[1])
    else:
        say("learn")
        model = _learn(engine, comparisons, thresholds, stand_ins)
    say("decide")
    settle(engine, "link_settled", "link_code", model)
    engine.view(
        "link_mirror",
        "SELECT *, CAST(NULL AS BIGINT) AS mate_first, CAST(NULL AS BIGINT) AS mate_last FROM link_left",
    )
    pool_rivals(engine, "link_posterior", "link_settled", ("link_left", "link_mirror"), comparisons, model)
    drop(engine, ("link_mirror", "link_settled"))
    return model, stand_ins


def _fields(engine: Engine, frozen: Model | None) -> list[str]:
    """Fields that both residual sides hold a value for; those of `frozen` where they all exist as columns."""
    if frozen is not None:
        return [field.name for field in frozen.fields]
    columns = [column for _, column in OPTIONAL]
    counted = ", ".join(f"count({name})" for name in columns)
    (left,), (right,) = (engine.rows(f"SELECT {counted} FROM {side}") for side in ("link_left_raw", "link_right_raw"))
    ((mates,),) = engine.rows("SELECT count(mate_first) FROM link_right_raw")
    there = {name for name, a, b in zip(columns, left, right, strict=True) if a and (b or (name == "nkk" and mates))}
    wanted = ["full_name", "birth_date", "national_id", "sex", "free"]
    return wanted + [field for field, column in OPTIONAL if column in there]


def _learn(
    engine: Engine, comparisons: Sequence[Comparison], thresholds: tuple[float, float], stand_ins: StandIns
) -> Model:
    total, free = (int(engine.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in ("link_everyone", "link_free"))
    share = (free + 1) / (total + 2)
    evidence = gather(
        engine,
        "link_code",
        "link_left",
        "link_right",
        comparisons,
        0,
        left_count=total,
        everybody="link_everyone",
        stand_ins=stand_ins,
    )
    evidence = replace(evidence, known_u={"free": (1.0, 1 - share, *(0.0,) * 7, share)})
    fields = [one.field for one in comparisons]
    names = [field.name for field in fields]
    alike = counted_alike(engine, names, "link_everyone", "link_left", comparisons, total)
    return learn_model(engine, "link_code", fields, alike, evidence, thresholds=thresholds, stand_ins=stand_ins)


def resolve_registers(engine: Engine, model: Model, decided_on: date | None = None) -> None:
    """link_found (all links, columns FOUND) and link_doubtful (pairs for people to decide).

    A probable link needs more than the number: a name or a birth date must speak for it too.
    """
    weigh_certain(engine, model)
    version = f"'{model.version}' AS model_version, CAST(NULL AS DATE) AS decided_on"
    sure = "round(1e0 / (1e0 + power(2e0, -least(60e0, w.odds))), 6)"
    certain = (
        "SELECT c.member_key, c.resident_key, c.card_number, CAST(NULL AS BIGINT) AS member_print, c.nik_number,"
        " CAST(NULL AS BIGINT) AS resident_print, 'certain' AS method, 'certain' AS origin,"
        f" {sure} AS probability, w.weight, w.pattern, {version} FROM link_certain AS c"
        f" JOIN link_certain_weight AS w ON {' AND '.join(f'w.{name} = c.{name}' for name in COMPARED)}"
    )
    pattern = pattern_of("p.code", model)
    alone = " AND ".join(f"{digit(model, name, 'p.code')} <= 3" for name in ("full_name", "birth_date"))
    likely = f"SELECT * FROM link_posterior WHERE probability >= {model.link_threshold}e0"
    probable = (
        "SELECT p.r AS member_key, p.l AS resident_key, b.card_number, b.member_print, a.nik_number,"
        " a.resident_print, 'probable' AS method, 'probable' AS origin, p.probability, p.weight,"
        f" {pattern} AS pattern, {version} FROM ({best(f'({likely})')}) AS p JOIN link_left AS a ON a.key = p.l"
        f" JOIN link_right AS b ON b.key = p.r WHERE NOT ({alone})"
    )
    engine.materialise("link_probable", probable)
    columns = ", ".join(FOUND)
    found = f"SELECT {columns} FROM link_given UNION ALL {certain} UNION ALL SELECT {columns} FROM link_probable"
    day, join = first_decided(engine, decided_on)
    kept = ", ".join(f"{day} AS decided_on" if name == "decided_on" else f"f.{name}" for name in FOUND)
    keep = engine.materialise if join else engine.view
    keep("link_found", f"SELECT {kept} FROM ({found}) AS f{join}")
    engine.materialise(
        "link_doubtful",
        f"SELECT r AS member_key, l AS resident_key, probability, weight, {pattern_of('code', model)} AS pattern"
        f" FROM link_posterior WHERE probability >= {model.doubt_threshold}e0"
        " AND r NOT IN (SELECT member_key FROM link_probable)",
    )


def _write(
    engine: Engine, model: Model, stand_ins: StandIns, out: Path, decided_on: date | None, *, anew: bool
) -> LinkSummary:
    model.write(out / "model.json")
    pair = "member_key AS member_id, resident_key AS resident_id"
    engine.write_parquet(
        f"SELECT {pair}, probability, method, weight, pattern, model_version, card_number, nik_number, decided_on"
        " FROM link_found",
        out / "link.parquet",
        ["member_id"],
    )
    engine.write_parquet(
        f"SELECT {pair}, probability, weight, pattern FROM link_doubtful",
        out / "link_doubt.parquet",
        ["member_id", "resident_id"],
    )
    write_facts(engine, "link_found", out / "link_fact.parquet", decided_on)
    changed = write_changes(engine, "link_found", out / "link_change.parquet", anew=anew)
    rates = register_rates(engine, model, stand_ins)
    bins = reliability(engine, "link_posterior")
    engine.register("link_rated", quality_table(bins, list(rates.items())))
    engine.write_parquet("SELECT * FROM link_rated", out / "link_quality.parquet", ["item", "low"])
    engine.drop("link_rated")
    counts = {str(m): int(n) for m, n in engine.rows("SELECT method, count(*) FROM link_found GROUP BY method")}
    ((doubts, members),) = engine.rows(
        "SELECT (SELECT count(*) FROM link_doubtful), (SELECT count(*) FROM link_member)"
    )
    return LinkSummary(
        certain_count=counts.get("certain", 0),
        probable_count=counts.get("probable", 0),
        kept_count=counts.get("kept", 0),
        human_count=counts.get("human", 0),
        doubt_count=int(doubts),
        unlinked_count=int(members) - sum(counts.values()),
        changed_count=changed,
        false_link_rate=rates["false_link_rate"],
        missed_link_rate=rates["missed_link_rate"],
        model_version=model.version,
    )
