"""One person now: the same relations, on the file rows of one person and of those they are judged together with."""

# ruff: noqa: S608  (SQL is put together from names of this package and checked numbers)
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import needed, ordered, reads
from semesta.flow.home import Home
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import published_run
from semesta.flow.sources import Question, conform, declared, lay_empty, lay_question, lay_rules, lay_words
from semesta.flow.steps import place_of
from semesta.relations.load import load_relations, load_sources
from semesta.rules.load import load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.relations.load import Relation

JUDGED = ("person_month", "card_month", "person_route")
IDS = ("resident_id", "member_id", "person_id")
PERSON_FILES = ("landed_resident", "landed_member")


@dataclass(frozen=True)
class Judgement:
    """Rows of one person by relation, each a map from column to value; `month` and `run_id` say against which run."""

    run_id: str
    month: date
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]


def judge(home: Path, person_id: int, month: date | None = None) -> Judgement:
    """The class, cards and route of a person, worked out again from the file rows by the same relations.

    What is not about single persons (word lists, firms, quota) is taken as published. Equal to the published rows as
    long as rules and relations are those of the run.
    """
    run = published_run(home, month)
    manifest = read_manifest(run)
    question = Question(date.fromisoformat(manifest["as_of"]), manifest["area"], manifest["run_id"])
    engine = DuckEngine(threads=1)
    try:
        _lay_published(engine, run)
        _find_together(engine, person_id)
        _lay_rows(engine, Home(home), manifest)
        lay_words(engine, question.area)
        lay_rules(engine, load_rules(), question.as_of)
        lay_question(engine, question)
        for relation in _of_persons():
            engine.materialise(relation.name, relation.sql)
        return Judgement(question.run_id, question.month, {name: _rows(engine, name, person_id) for name in JUDGED})
    finally:
        engine.close()


def _chain() -> tuple[Relation, ...]:
    return ordered(load_relations(), [source.name for source in load_sources()])


def _of_persons() -> tuple[Relation, ...]:
    """The relations made anew, in order: what JUDGED needs, that comes from file rows and names single ones."""
    made: list[Relation] = []
    from_rows = set(PERSON_FILES)
    for relation in needed(_chain(), JUDGED):
        if from_rows & set(reads(relation.sql)):
            from_rows.add(relation.name)
            if any(name in relation.sql for name in IDS):
                made.append(relation)
            else:
                from_rows.discard(relation.name)
    return tuple(made)


def _lay_published(engine: Engine, run: Path) -> None:
    """Every relation as published; those made anew are replaced later. The links are kept under names of their own."""
    lay_empty(engine)
    for relation in _chain():
        if (run / place_of(relation)).exists():
            engine.read_parquet(relation.name, [run / place_of(relation)])
    for name in ("resident", "member", "person", "card_holder"):
        engine.read_parquet(f"published_{name}", [run / "1_standard" / f"{name}.parquet"]
                            if name in ("resident", "member") else [run / "2_link" / f"{name}.parquet"])  # fmt: skip
    for name in ("link", "link_doubt", "link_quality"):
        engine.read_parquet(f"published_{name}", [run / "2_link" / f"{name}.parquet"])
    engine.view("link_quality", "SELECT * FROM published_link_quality")


def _find_together(engine: Engine, person_id: int) -> None:
    """together_resident, together_member: the rows that bear on this person (by family, number, card or link)."""
    engine.materialise("own", f"SELECT resident_id, member_id FROM published_person WHERE person_id = {int(person_id)}")
    engine.materialise(
        "own_card",
        """
        SELECT h.member_id, h.resident_id FROM published_card_holder AS h
        WHERE h.resident_id IN (SELECT resident_id FROM own) OR h.card_member_id IN (SELECT member_id FROM own)
    """,
    )
    engine.materialise(
        "near_resident",
        """
        SELECT resident_id, nik FROM published_resident
        WHERE resident_id IN (SELECT resident_id FROM own)
           OR nik IN (SELECT r.nik FROM published_resident AS r JOIN own ON own.resident_id = r.resident_id)
           OR nkk IN (SELECT r.nkk FROM published_resident AS r JOIN own ON own.resident_id = r.resident_id)
           OR nik IN (SELECT m.nik FROM published_member AS m JOIN own_card ON own_card.member_id = m.member_id)
    """,
    )
    engine.materialise(
        "together_member",
        """
        SELECT m.member_id, m.nik FROM published_member AS m
        LEFT JOIN published_card_holder AS h ON h.member_id = m.member_id
        WHERE h.resident_id IN (SELECT resident_id FROM near_resident)
           OR m.member_id IN (SELECT member_id FROM own_card)
           OR m.nik IN (SELECT nik FROM near_resident)
           OR m.psnoka IN (SELECT c.psnoka FROM published_member AS c JOIN own_card ON own_card.member_id = c.member_id)
           OR m.nik IN (SELECT c.nik FROM published_member AS c JOIN own_card ON own_card.member_id = c.member_id)
           OR m.member_id IN (SELECT member_id FROM published_link_doubt
                              WHERE resident_id IN (SELECT resident_id FROM near_resident))
    """,
    )
    engine.materialise(
        "together_resident",
        """
        SELECT resident_id FROM near_resident
        UNION SELECT resident_id FROM published_resident WHERE nik IN (SELECT nik FROM together_member)
        UNION SELECT h.resident_id FROM published_card_holder AS h
              JOIN together_member AS t ON t.member_id = h.member_id WHERE h.resident_id IS NOT NULL
    """,
    )


def _lay_rows(engine: Engine, home: Home, manifest: Mapping[str, Any]) -> None:
    """landed_resident and landed_member hold only those rows; links and earlier numbers are those of the run."""
    for kind in ("resident", "member"):
        source = declared(f"landed_{kind}")
        selects = []
        for one in manifest["inputs"]:
            if one["kind"] == kind:
                name = f"file_{one['file_no']}"
                engine.read_parquet(name, [home.files / one["file_id"] / one["part"]])
                held = dict(engine.columns(name))
                columns = ", ".join(_column(field, sort, held, one["file_no"]) for field, sort in source.columns)
                wanted = f"SELECT {kind}_id - {one['file_no']} * 100000000 FROM together_{kind}"
                selects.append(f"SELECT {columns} FROM {name} WHERE row_number IN ({wanted})")
        engine.materialise(f"landed_{kind}", " UNION ALL ".join(selects))
    for name in ("link", "link_doubt"):
        member_of = "member_id IN (SELECT member_id FROM together_member)"
        engine.materialise(name, f"SELECT * FROM published_{name} WHERE {member_of}")
    known = engine.arrow("""
        SELECT person_id, nik, psnoka, person_key FROM published_person
        WHERE resident_id IN (SELECT resident_id FROM together_resident)
           OR member_id IN (SELECT member_id FROM together_member)
    """)
    engine.register("previous_person", conform(known, declared("previous_person")))


def _column(field: str, sort: str, held: Mapping[str, str], file_no: int) -> str:
    if field == "file_no":
        return f"CAST({file_no} AS INTEGER) AS file_no"
    return f'"{field}"' if field in held else f'CAST(NULL AS {sort}) AS "{field}"'


def _rows(engine: Engine, name: str, person_id: int) -> tuple[dict[str, Any], ...]:
    """Rows of the person, who has the published number again: rows without any key are numbered anew by each run."""
    table = engine.arrow(f"""
        SELECT * REPLACE (CAST({int(person_id)} AS BIGINT) AS person_id) FROM {name}
        WHERE person_id IN (
          SELECT p.person_id FROM person AS p JOIN own
            ON p.resident_id = own.resident_id OR (own.resident_id IS NULL AND p.member_id = own.member_id)
        )
        ORDER BY ALL
    """)
    return tuple(table.to_pylist())
