"""Reconcile a population register with a membership register: who is whose, how sure, and why."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from semesta.link.alike import counted_alike
from semesta.link.candidates import residual_pairs, residual_sides
from semesta.link.certain import certain_pass, drop, view_registers
from semesta.link.compare import compare, comparison
from semesta.link.estimate import learn_model
from semesta.link.resolve import best, score, settle
from semesta.link.review import Rate, expected_rate, quality_table, reliability, sums
from semesta.link.rivals import pool_rivals
from semesta.link.samples import gather
from semesta.link.sides import prepare_sides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.link.facts import Facts
    from semesta.link.model import Model

LINK_AT = 0.9
DOUBT_AT = 0.2


@dataclass(frozen=True)
class LinkSummary:
    """Counts of one linkage, and rates estimated without truth."""

    certain_count: int
    probable_count: int
    kept_count: int
    human_count: int
    doubt_count: int
    unlinked_count: int
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
    previous: Facts | None = None,
    decisions: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> LinkSummary:
    """link.parquet, link_doubt.parquet, link_quality.parquet, link_fact.parquet and model.json stand in the folder `out`.

    `resident`, `member`: relations of the engine with the columns of 1_standard. `rules`: link_threshold, doubt_threshold.
    `previous`: last month's facts, of which what has not changed is kept. `decisions`: relation (nik, psnoka, decision
    'same' | 'different') of what people decided.
    """
    say = progress or (lambda _: None)
    thresholds = (float(rules.get("link_threshold", LINK_AT)), float(rules.get("doubt_threshold", DOUBT_AT)))
    view_registers(engine, resident, member)
    model = score_registers(engine, thresholds=thresholds, say=say)
    say("write")
    summary = _write(engine, model, out)
    drop(engine, KEPT)
    return summary


def score_registers(engine: Engine, *, thresholds: tuple[float, float], say: Callable[[str], None]) -> Model:
    """Relations link_certain and link_posterior; the model they were scored with."""
    say("certain pass")
    certain_pass(engine)
    say("candidates")
    residual_sides(engine)
    fields = _fields(engine)
    prepare_sides(engine, ("link_left_raw", "link_left"), ("link_right_raw", "link_right"), fields)
    residual_pairs(engine, has_nkk=True, has_noka=True, has_phone="phone" in fields, has_mother="mother_name" in fields)
    say("compare")
    comparisons = [comparison(name, nik=True) for name in fields]
    compare(engine, "link_code", "link_pair", "link_left", "link_right", comparisons)
    say("learn")
    total, free = (int(engine.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in ("link_resident", "link_free"))
    share = (free + 1) / (total + 2)
    evidence = gather(engine, "link_code", "link_left", "link_right", comparisons, 0, left_count=total)
    evidence = replace(evidence, known_u={"free": (1.0, 1 - share, *(0.0,) * 7, share)})
    alike = counted_alike(engine, fields, "link_resident", "link_left", comparisons, total)
    model = learn_model(engine, "link_code", [one.field for one in comparisons], alike, evidence, thresholds=thresholds)
    say("decide")
    settle(engine, "link_settled", "link_code", model)
    engine.view(
        "link_mirror",
        "SELECT *, CAST(NULL AS VARCHAR) AS mate_first, CAST(NULL AS VARCHAR) AS mate_last FROM link_left",
    )
    pool_rivals(engine, "link_posterior", "link_settled", ("link_left", "link_mirror"), comparisons, model)
    engine.drop("link_mirror")
    engine.drop("link_settled")
    return model


def _fields(engine: Engine) -> list[str]:
    """Fields that both residual sides hold a value for."""
    columns = ("mother_name", "village", "phone", "nkk")
    counted = ", ".join(f"count({name})" for name in columns)
    (left,), (right,) = (engine.rows(f"SELECT {counted} FROM {side}") for side in ("link_left_raw", "link_right_raw"))
    ((mates,),) = engine.rows("SELECT count(mate_first) FROM link_right_raw")
    there = {name for name, a, b in zip(columns, left, right, strict=True) if a and (b or (name == "nkk" and mates))}
    wanted = ["full_name", "birth_date", "national_id", "sex", "free"]
    return wanted + [
        f
        for f, c in (("family", "nkk"), ("mother_name", "mother_name"), ("village", "village"), ("phone", "phone"))
        if c in there
    ]


KEPT = (
    "link_first", "link_certain", "link_residual", "link_free", "link_right_raw", "link_left_raw", "link_strict", "link_left",
    "link_right", "link_pair", "link_code", "link_posterior", "link_found", "link_doubtful", "link_certain_scored", "link_resident",
    "link_member",
)  # fmt: skip


def _write(engine: Engine, model: Model, out: Path) -> LinkSummary:
    code = "0"
    for one in model.fields:
        level = {"full_name": "alike", "birth_date": "born", "national_id": "9", "sex": "sex"}.get(one.name, "0")
        code = f"({code}) * 10 + {level}" + (" * 10" if one.rarity else "")
    code = code.replace("(0) * 10 + alike * 10", "alike * 10", 1)
    engine.materialise(
        "link_certain_code",
        f"SELECT resident_key AS l, member_key AS r, CAST({code} AS BIGINT) AS code FROM link_certain",
    )
    score(engine, "link_certain_scored", "link_certain_code", model)
    pattern = f"lpad(CAST(code AS VARCHAR), {model.width}, '0') AS pattern"
    sure = "round(1e0 / (1e0 + power(2e0, -least(60e0, odds))), 6)"
    alone = "substr(pattern, 1, 1) IN ('0', '1') AND substr(pattern, 3, 1) IN ('0', '1', '2', '3')"
    engine.materialise(
        "link_found",
        f"SELECT r AS member_id, l AS resident_id, {sure} AS probability, 'certain' AS method, weight, {pattern} FROM link_certain_scored"
        " UNION ALL SELECT member_id, resident_id, probability, method, weight, pattern FROM"
        f" (SELECT r AS member_id, l AS resident_id, probability, 'probable' AS method, weight, {pattern} FROM ({best('link_posterior')}) AS b"
        f" WHERE probability >= {model.link_threshold}e0) AS t WHERE NOT ({alone})",
    )
    engine.materialise(
        "link_doubtful",
        f"SELECT r AS member_id, l AS resident_id, probability, weight, {pattern} FROM link_posterior"
        f" WHERE probability >= {model.doubt_threshold}e0 AND r NOT IN (SELECT member_id FROM link_found)",
    )
    model.write(out / "model.json")
    version = f"'{model.version}' AS model_version"
    engine.write_parquet(f"SELECT *, {version} FROM link_found", out / "link.parquet", ["member_id"])
    engine.write_parquet("SELECT * FROM link_doubtful", out / "link_doubt.parquet", ["member_id", "resident_id"])
    false, missed = _rates(engine)
    engine.register(
        "link_quality_made",
        quality_table(
            reliability(engine, "link_posterior"), [("false_link_rate", false), ("missed_link_rate", missed)]
        ),
    )
    engine.write_parquet("SELECT * FROM link_quality_made", out / "link_quality.parquet", ["item", "low"])
    engine.drop("link_quality_made")
    counts = {str(m): int(n) for m, n in engine.rows("SELECT method, count(*) FROM link_found GROUP BY method")}
    ((doubts, members),) = engine.rows(
        "SELECT (SELECT count(*) FROM link_doubtful), (SELECT count(*) FROM link_member)"
    )
    return LinkSummary(
        certain_count=counts.get("certain", 0), probable_count=counts.get("probable", 0), kept_count=counts.get("kept", 0),
        human_count=counts.get("human", 0), doubt_count=int(doubts), unlinked_count=int(members) - sum(counts.values()),
        false_link_rate=false, missed_link_rate=missed, model_version=model.version,
    )  # fmt: skip


def _rates(engine: Engine) -> tuple[Rate, Rate]:
    right, variance, links = sums(engine, "link_found")
    unlinked, spread, _ = sums(
        engine, "(SELECT * FROM link_posterior WHERE r NOT IN (SELECT member_id FROM link_found)) AS t"
    )
    false = expected_rate(links - right, variance, links)
    missed = expected_rate(unlinked, spread, max(1, round(right + unlinked)))
    return false, missed
