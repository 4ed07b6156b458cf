"""Firms that tell BPJS Kesehatan lower wages than they pay: found among made-up firms, held against the truth."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import ordered, reads
from semesta.flow.inbox import choose, land_inbox
from semesta.flow.sources import Question, lay_empty, lay_files, lay_question, lay_rules, lay_wages, lay_words
from semesta.link.firms import match_firms
from semesta.relations.load import load_relations, load_sources
from semesta.rules.load import load_rules
from tests.unit.synthetic_city import made, sent

if TYPE_CHECKING:
    from pathlib import Path

MAY = date(2025, 5, 1)
FIRM_FILES = ("badan_usaha", "perusahaan_", "tenaga_kerja", "form_mutasi_upah", "peserta_2025-05")
NOBODY = {"nik": pa.string(), "active": pa.bool_(), "segment": pa.string(), "in_register": pa.bool_()}


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    """90,000 people, of whom about 150 firms have workers on both lists."""
    return made(tmp_path_factory.mktemp("wages"), residents=90_000, files="all")


def judged(city: Path) -> dict[str, dict]:
    """employer_month of the firms' files and the membership file alone, by the firm's code; no cover is looked at."""
    inbox = city / "firms"
    inbox.mkdir()
    for path in (city / "inbox").iterdir():
        if path.name.startswith(FIRM_FILES):
            (inbox / path.name).symlink_to(path)
    engine, rules, question = DuckEngine(), load_rules(), Question(MAY, "16.71", "test")
    try:
        lay_empty(engine)
        lay_files(engine, choose(land_inbox(inbox, city / "landed", lambda *_: None).landed, MAY).used)
        lay_words(engine, question.area)
        lay_rules(engine, rules, MAY)
        lay_wages(engine, rules, question)
        lay_question(engine, question)
        engine.register("person_month", pa.table({name: pa.array([], kind) for name, kind in NOBODY.items()}))
        relations = ordered(load_relations(), [source.name for source in load_sources()])
        by_name, wanted, waiting = {one.name: one for one in relations}, set(), ["employer_month"]
        while waiting:
            name = waiting.pop()
            if name in by_name and name != "person_month" and name not in wanted:
                wanted.add(name)
                waiting += reads(by_name[name].sql)
        for relation in relations:
            if relation.name in wanted:
                engine.materialise(relation.name, relation.sql)
            if relation.name == "employer":
                match_firms(engine, "employer", "firm_link_now")
                engine.drop("firm_link")
                engine.view("firm_link", "SELECT * FROM firm_link_now")
        rows = engine.arrow("SELECT * FROM employer_month").to_pylist()
    finally:
        engine.close()
    return {row["employer_code"]: row for row in rows if row["employer_code"]}


def test_firms_that_hold_back_wages_are_found_and_few_others(city):
    found = judged(city)
    truth = [row for row in pq.read_table(city / "truth" / "wage_truth_1671.parquet").to_pylist() if row["LISTED"]]
    holding = {row["KODE BU"] for row in truth if row["HELD_BACK"]}
    slips = {row["KODE BU"] for row in truth if row["SLIPS"]} - holding
    flagged = {row["KODE BU"] for row in truth if found[row["KODE BU"]]["low_wage_count"] > 0}
    assert len(holding) > 10
    assert len(truth) > 3 * len(holding)
    right = len(flagged & holding)
    # A firm of which every row that was held back met nobody (a mistyped number) cannot be found; a forgotten rise
    # looks the same as a wage held back, and nothing else does.
    assert right / len(holding) > 0.95
    assert flagged - holding <= slips
    assert right / len(flagged) > 0.6
    # the class tells the graver thing first: a flagged firm whose workers are all there is PDS upah
    for code in flagged:
        row = found[code]
        assert row["finding"] == ("PDS_UPAH" if row["missing_worker_count"] == 0 else "PDS_TENAGA_KERJA")
    assert {found[code]["finding"] for code in flagged} >= {"PDS_UPAH"}
    # rows are not counted twice: no firm has more low wages than it held back and forgot
    told = {row["KODE BU"]: row["HELD_BACK"] + row["SLIPS"] for row in truth}
    assert all(found[code]["low_wage_count"] <= told[code] for code in flagged)
    low = sum(found[code]["low_wage_count"] for code in flagged)
    assert 0.95 * sum(told.values()) <= low <= sum(told.values())


def test_who_holds_back_tells_the_minimum_wage_of_the_year(city):
    wages = [int(text) for text in sent(city, "form_mutasi_upah")["GAJI POKOK + TUNJ. TETAP"].to_pylist()]
    assert min(wages) == 3_916_635  # UMK Palembang 2025
    assert wages.count(3_916_635) > len(wages) // 20
