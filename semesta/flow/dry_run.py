"""A rule tried on everybody before it is adopted: status, verdict and route of a finished run under other rules."""

# ruff: noqa: S608  (names of our own relations and columns)
from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import semesta.rules.load as rules_room
from semesta.engines.duck import DuckEngine
from semesta.engines.graph import ordered
from semesta.flow.home import Home
from semesta.flow.manifest import code_fingerprint, read_manifest
from semesta.flow.publish import read_pointer
from semesta.flow.sources import Question, lay_empty, lay_files, lay_previous, lay_question, lay_rules, lay_words
from semesta.formats.landing import Landed
from semesta.relations.load import load_relations, load_sources
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from semesta.engines.base import Engine
    from semesta.relations.load import Relation
    from semesta.rules.load import Rules

Progress = Callable[[str, float, float], None]
READ_STAGES = ("1_standard", "2_link")
TRIED_STAGES = ("3_status", "4_indicator", "5_route")
COMPARED = ("class", "reason", "route")
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Change:
    """People whose `what` (class, reason, route) was `before` and would be `now` ('' = none); the city's rupiah a month
    of those people before and then."""

    what: str
    before: str
    now: str
    people: int
    rupiah_before: int
    rupiah_now: int


@dataclass(frozen=True)
class Verdict:
    """A condition that would be judged otherwise."""

    region_code: str
    verdict: str
    condition: str
    met_before: bool | None
    met_now: bool | None


@dataclass(frozen=True)
class DryRun:
    """Who changes, and what it costs: under the tried rules instead of those in force, on one run's day."""

    run_id: str
    month: date
    rules: tuple[tuple[str, str, str], ...]
    people: int
    changed_people: int
    rupiah_before: int
    rupiah_now: int
    changes: tuple[Change, ...]
    verdicts: tuple[Verdict, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "month": self.month.isoformat()}


def tried_rules(text: str) -> Rules:
    """The rules in force with the one rule of this YAML in the place of its namesake.

    A Fault says what is wrong: too long, an alias (YAML's way to grow without end), no rule of that name, or whatever
    the loader of the rules finds.
    """
    if len(text.encode()) > MOST_BYTES:
        raise Fault(f"Berkas aturan lebih dari {MOST_BYTES // 1024} KB")
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise Fault("Berkas aturan berisi alias YAML (*nama); tulis nilainya")
        held = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Fault(f"Berkas aturan bukan YAML yang benar: {str(error).splitlines()[0]}") from None
    name = held.get("name") if isinstance(held, dict) else None
    own = load_rules()
    if not isinstance(name, str) or name not in own.rules:
        raise Fault("Berkas aturan tidak menyebut aturan yang ada (name)", str(name)[:80])
    with tempfile.TemporaryDirectory(prefix="semesta-rules-") as folder:
        copy = Path(folder)
        source = Path(rules_room.__file__).parent
        shutil.copytree(source / "parameters", copy / "parameters")
        shutil.copy(source / "laws.yaml", copy / "laws.yaml")
        place = copy / "parameters" / own.rules[name].area / f"{name}.yaml"
        place.write_text(text, encoding="utf-8")
        return load_rules(copy)


def rule_text(name: str) -> str:
    """The file of a rule in force; a Fault when there is none of that name."""
    rule = load_rules().rule(name)
    path = Path(rules_room.__file__).parent / "parameters" / rule.area / f"{rule.name}.yaml"
    return path.read_text(encoding="utf-8")


def changed_rules(tried: Rules, on: date) -> tuple[tuple[str, str, str], ...]:
    """(rule, value in force, value tried) of every rule whose value on that day differs, as texts ('' = none)."""
    own = load_rules()
    pairs = ((name, own.value_or_none(name, on), tried.value_or_none(name, on)) for name in sorted(own.rules))
    return tuple((name, _said(was), _said(now)) for name, was, now in pairs if was != now)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def dry_run(home: Path, run_id: str, tried: Rules, *, progress: Progress) -> DryRun:
    """The run's people judged again under `tried`, held against the rules in force; nothing is written or published.

    Files are not read again and nobody is linked anew: relations 3 to 5 are evaluated over the run's 1 and 2.
    """
    folder = Home(home).run(run_id)
    manifest = read_manifest(folder)
    own = load_rules()
    same = manifest["code"] == code_fingerprint() and manifest["rules"]["fingerprint"] == own.fingerprint
    spill = home / "spill-dry-run"
    engine = DuckEngine(memory_limit="3GB", temp_folder=spill)
    try:
        _lay(engine, home, folder, manifest)
        if same:
            for path in (path for stage in TRIED_STAGES for path in sorted(folder.glob(f"{stage}/*.parquet"))):
                engine.read_parquet(f"was_{path.stem}", [path])
        else:
            _judge(engine, own, manifest, progress, keep="was_")
        _judge(engine, tried, manifest, progress, keep="then_")
        progress("membandingkan", 1, 1)
        return _held_against(engine, manifest, tried)
    finally:
        engine.close()
        shutil.rmtree(spill, ignore_errors=True)


def _lay(engine: Engine, home: Path, folder: Path, manifest: dict[str, Any]) -> None:
    lay_empty(engine)
    lay_files(engine, _inputs(home, manifest))
    lay_words(engine, manifest["area"])
    as_of = date.fromisoformat(manifest["as_of"])
    lay_question(engine, Question(as_of, manifest["area"], manifest["run_id"]))
    months = read_pointer(Home(home)).months
    earlier = {month: Home(home).run(each) for month, each in months.items() if month < as_of.replace(day=1)}
    lay_previous(engine, earlier)
    for path in (path for stage in READ_STAGES for path in sorted(folder.glob(f"{stage}/*.parquet"))):
        engine.read_parquet(path.stem, [path])


def _inputs(home: Path, manifest: dict[str, Any]) -> list[Landed]:
    """The run's landed files by the manifest, in their order; a Fault when one is gone."""
    found = []
    for each in manifest["inputs"]:
        path = Home(home).files / each["file_id"] / each["part"]
        if not path.exists():
            raise Fault(f"Berkas {each['file_name']} dari proses ini tidak ada lagi", manifest["run_id"])
        day = date.fromisoformat(each["data_on"]) if each["data_on"] else None
        counts = {name: each[name] for name in ("row_count", "landed_count", "byte_count")}
        # Rejected rows play no part in a judgement, so their file is not read.
        found.append(
            Landed(
                file_id=each["file_id"],
                file_name=each["file_name"],
                format=each["format"],
                kind=each["kind"],
                data_on=day,
                path=path,
                reject_path=path,
                rejected_count=0,
                **counts,
            )
        )
    return found


def _judge(engine: Engine, rules: Rules, manifest: dict[str, Any], progress: Progress, *, keep: str) -> None:
    """Relations 3 to 5 under these rules; those compared stay as `<keep><relation>`."""
    lay_rules(engine, rules, date.fromisoformat(manifest["as_of"]))
    relations = _tried_relations()
    for number, relation in enumerate(relations):
        progress(f"menyusun {relation.name}", number, len(relations))
        engine.materialise(relation.name, relation.sql)
    for name in ("person_month", "person_route", "uhc_status"):
        engine.materialise(f"{keep}{name}", f"SELECT * FROM {name}")
    for relation in reversed(relations):
        engine.drop(relation.name)


def _tried_relations() -> list[Relation]:
    every = ordered(load_relations(), [source.name for source in load_sources()])
    return [relation for relation in every if relation.stage in TRIED_STAGES]


_PEOPLE = """
SELECT m.person_id, m.class, m.reason, r.route, coalesce(r.monthly_cost_rupiah, 0) AS rupiah
FROM {side}_person_month AS m LEFT JOIN {side}_person_route AS r ON r.person_id = m.person_id
"""


def _held_against(engine: Engine, manifest: dict[str, Any], tried: Rules) -> DryRun:
    for side in ("was", "then"):
        engine.view(f"{side}_people", _PEOPLE.format(side=side))
    engine.materialise(
        "compared_people",
        "SELECT w.class AS class_was, t.class AS class_then, w.reason AS reason_was, t.reason AS reason_then, "
        "w.route AS route_was, t.route AS route_then, w.rupiah AS rupiah_was, t.rupiah AS rupiah_then "
        "FROM was_people AS w FULL JOIN then_people AS t ON t.person_id = w.person_id",
    )
    differs = " OR ".join(f"{what}_was IS DISTINCT FROM {what}_then" for what in (*COMPARED, "rupiah"))
    ((people, changed, was, then),) = engine.rows(
        f"SELECT count(*), count(CASE WHEN {differs} THEN 1 END), CAST(coalesce(sum(rupiah_was), 0) AS BIGINT), "
        "CAST(coalesce(sum(rupiah_then), 0) AS BIGINT) FROM compared_people"
    )
    month = date.fromisoformat(manifest["month"])
    return DryRun(
        manifest["run_id"], month, changed_rules(tried, month), people, changed, was, then,
        tuple(change for what in COMPARED for change in _changes(engine, what)), _verdicts(engine),
    )  # fmt: skip


def _changes(engine: Engine, what: str) -> list[Change]:
    rows = engine.rows(
        f"SELECT coalesce({what}_was, ''), coalesce({what}_then, ''), count(*), "
        "CAST(coalesce(sum(rupiah_was), 0) AS BIGINT), CAST(coalesce(sum(rupiah_then), 0) AS BIGINT) "
        f"FROM compared_people WHERE {what}_was IS DISTINCT FROM {what}_then GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    )
    return [Change(what, *row) for row in rows]


def _verdicts(engine: Engine) -> tuple[Verdict, ...]:
    rows = engine.rows(
        "SELECT w.region_code, w.verdict, w.condition, w.met, t.met FROM was_uhc_status AS w JOIN then_uhc_status AS t "
        "ON t.region_code = w.region_code AND t.verdict = w.verdict AND t.condition = w.condition "
        "AND t.formula IS NOT DISTINCT FROM w.formula WHERE w.met IS DISTINCT FROM t.met ORDER BY 1, 2, 3"
    )
    return tuple(Verdict(*row) for row in rows)
