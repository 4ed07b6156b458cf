"""invoice_month and a plain-Python restatement must give every line the same reason and the same rupiah."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from bill_truth import (
    AS_OF,
    MONTH,
    MONTHS,
    RATE_C,
    RATE_H,
    World,
    accepted_of,
    accounts,
    made_up,
    nik,
    rank,
    reason_of,
    speaks,
)

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import ordered
from semesta.relations.load import load_relations, load_sources

ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip
SEEDS = range(120)


@pytest.fixture(scope="module")
def bench():
    """An engine with everything empty, and the columns of each relation up to invoice_month."""
    engine, columns = DuckEngine(threads=1), {}
    for source in load_sources():
        columns[source.name] = source.columns
        engine.register(source.name, laid(source.columns, []))
    for relation in ordered(load_relations(), list(columns)):
        engine.view("columns_of", relation.sql)
        columns[relation.name] = tuple(engine.columns("columns_of"))
        engine.register(relation.name, laid(columns[relation.name], []))
        if relation.name == "invoice_month":
            break
    yield engine, columns, relation.sql
    engine.close()


def laid(columns, rows) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], ARROW[kind]) for name, kind in columns})


def card_class(world: World, card) -> str:
    if not speaks(world, card):
        return "second_card"
    row = world.residents.get(card.human)
    living = row is not None and row["status"] == "LIVING"
    return "covered_active" if living and card.status == "ACTIVE" else "member_not_in_register"


def rows_of(world: World) -> dict[str, list[dict]]:
    """The world as the relations before hold it. resident_id is the human's number."""
    cards = [
        {
            "member_id": one.number, "psnoka": f"{one.number:013d}", "person_id": one.human, "segment": one.segment,
            "status": one.status, "segment_from_on": one.from_on, "end_on": one.end_on, "ward_class": one.ward,
            "resident_id": one.human if one.human in world.residents else None, "class": card_class(world, one),
            "nik": nik(one.human), "rank_number": place,
        }
        for place, one in enumerate(sorted(world.cards, key=rank))
    ]  # fmt: skip
    return {
        "run": [{"month": MONTH, "as_of": AS_OF, "area_code": "16.71"}],
        "rule_month": [
            {
                "month": month, "bill_nik_must_be_valid": 1,
                "pbpu_pemda_contribution_rupiah": RATE_C if month.year >= 2021 else None,
                "pbpu_help_pemda_rupiah": RATE_H if month.year >= 2021 else None,
            }
            for month in MONTHS
        ],
        "resident": [
            {
                "resident_id": human, "nik": nik(human), "register_status": row["status"], "duplicate_row": False,
                "changed_on": row["changed_on"],
            }
            for human, row in world.residents.items()
        ],
        "member": cards, "card_month": cards, "card_holder": cards,
        "event": [
            {"event_id": human, "nik": nik(human), "kind": kind, "event_on": day}
            for human, (kind, day) in world.events.items()
        ],
        "invoice_line": [
            {
                "invoice_line_id": line["id"], "file_no": 1, "nik": line["nik"], "nik_raw": line["nik"] or "-",
                "psnoka": None if line["card"] is None else f"{line['card']:013d}", "invoice_month": line["invoice"],
                "nik_damage": "" if line["nik"] else "bukan_angka", "paid_for_month": line["month"],
                "contribution_rupiah": line["c"], "help_rupiah": line["h"],
            }
            for line in world.lines
        ],
    }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_has_the_reason_and_the_rupiah_of_the_slow_truth(bench, seed):
    engine, columns, sql = bench
    world = made_up(seed)
    for name, rows in rows_of(world).items():
        engine.register(name, laid(columns[name], rows))
    found = {
        row[0]: row[1:]
        for row in engine.rows(f"""
            SELECT invoice_line_id, reason, accepted_contribution, accepted_help, billed_rupiah,
              accepted_rupiah + disputed_rupiah + missing_rupiah
            FROM ({sql}) AS judged WHERE invoice_line_id > 0""")  # noqa: S608 names of ours
    }
    for line in world.lines:
        reason = reason_of(world, line)
        whole = sum(accounts(line))
        wanted = (reason, *accepted_of(world, line, reason), whole, whole)
        assert found[line["id"]] == wanted, line


def test_the_made_up_bills_have_every_reason_often():
    counted: dict[str | None, int] = {}
    for seed in SEEDS:
        world = made_up(seed)
        for line in world.lines:
            reason = reason_of(world, line)
            counted[reason] = counted.get(reason, 0) + 1
    assert min(counted.values()) >= 5, counted
    assert len(counted) == 20  # all but not_billed, which is no line, and resident_too_short, which is not asked here
    assert date(2025, 5, 1) == MONTH
