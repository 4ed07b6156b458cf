"""A register and a membership file are reconciled: near-misses that must not be confused, and what is said of them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from link_people import Person, city, damaged, linked, members, residents

from semesta.engines.duck import DuckEngine
from semesta.link.explain import explain
from semesta.link.facts import difference
from semesta.link.model import read_model, weights

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.link.registers import LinkSummary

PEOPLE = city()


def twin_of(person: Person, number: int, name: str) -> Person:
    """Born the same day in the same home, next serial."""
    assert person.nik
    return replace(person, number=number, name=name, nik=person.nik[:12] + f"{int(person.nik[12:]) + 1:04d}")


FATHER = replace(PEOPLE[11], number=5_001, name="ZAINAL ABIDIN", born=date(1960, 3, 5), nik="1671030503600001", sex="L")
SON = replace(FATHER, number=5_002, born=date(1990, 11, 17), nik="1671031711900002")
HASAN = replace(PEOPLE[51], number=5_003, name="HASAN BASRI", born=date(2010, 6, 9), nik="1671040906100011", sex="L")
HUSIN = twin_of(HASAN, 5_004, "HUSIN BASRI")
MOTHER = replace(PEOPLE[91], number=5_005, name="ROSMALA DEWI", born=date(1985, 2, 3), nik="1671054302850005", sex="P")
CHILD = replace(MOTHER, number=5_006, name="TARUNA JAYA", born=date(2015, 8, 21), nik="1671052108150006", sex="L")
DOUBLE = replace(
    PEOPLE[131], number=5_007, name="WAHYU NINGSIH", born=date(1979, 9, 9), nik="1671064909790007", sex="P"
)
GONE = replace(
    PEOPLE[171], number=5_008, name="OKTAVIANUS RUMAHORBO", born=date(1971, 4, 4), nik="1271040404710008", sex="L"
)
SPECIAL = [FATHER, SON, HASAN, HUSIN, MOTHER, CHILD, DOUBLE]
CARDS = [
    *(damaged(p) for p in PEOPLE),
    replace(FATHER, nik=None), replace(SON, nik=FATHER.nik),
    replace(HASAN, nik=None), replace(HUSIN, nik=HASAN.nik),
    MOTHER, replace(CHILD, nik=MOTHER.nik),
    DOUBLE, replace(DOUBLE, card=1, nik=None, name="WAHYU NINGSIH W"),
    GONE,
    replace(PEOPLE[0], card=2, name="SOMEBODY ELSE ENTIRELY", born=date(1933, 3, 3), mother=None, home=99_990),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LinkSummary, dict[int, int]]:
    out = tmp_path_factory.mktemp("link")
    return out, *linked(residents([*PEOPLE, *SPECIAL]), members(CARDS), out)


def test_nearly_every_card_finds_its_holder_and_none_another(run: tuple[Path, LinkSummary, dict[int, int]]) -> None:
    _, _, found = run
    true = {card.member_id: card.number for card in CARDS[:-2]}
    wrong = {m for m, r in found.items() if true.get(m) != r}
    right = sum(found.get(m) == r for m, r in true.items())
    assert (len(wrong), right >= 0.995 * len(true)) == (0, True)


def test_the_certain_pass_takes_what_is_whole_and_leaves_the_rest(
    run: tuple[Path, LinkSummary, dict[int, int]],
) -> None:
    _, summary, _ = run
    whole = sum(p.number % 7 != 0 for p in PEOPLE) + 2  # MOTHER, DOUBLE
    assert summary.certain_count == whole
    assert summary.certain_count + summary.probable_count + summary.unlinked_count == len(CARDS)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (FATHER, "no number, a son of his name"),
        (SON, "his father's number and name, his own birth date"),
        (HASAN, "no number, a twin"),
        (HUSIN, "his twin's number and birth date, his own name"),
        (CHILD, "his mother's number, his own name and birth date"),
    ],
)
def test_members_of_one_home_are_told_apart(
    run: tuple[Path, LinkSummary, dict[int, int]], person: Person, why: str
) -> None:
    _, _, found = run
    assert found.get(person.member_id) in {person.number, None}, why
    if person in {FATHER, SON, CHILD}:
        assert found.get(person.member_id) == person.number, why


def test_both_cards_of_one_resident_are_linked(run: tuple[Path, LinkSummary, dict[int, int]]) -> None:
    _, _, found = run
    assert [found.get(1_000_000 * (1 + card) + DOUBLE.number) for card in (0, 1)] == [DOUBLE.number] * 2


def test_a_number_alone_makes_no_link(run: tuple[Path, LinkSummary, dict[int, int]]) -> None:
    _, _, found = run
    assert CARDS[-1].nik == PEOPLE[0].nik
    assert CARDS[-1].member_id not in found


def test_who_is_not_in_the_register_is_not_linked(run: tuple[Path, LinkSummary, dict[int, int]]) -> None:
    _, _, found = run
    assert GONE.member_id not in found


def test_a_member_row_stands_once_and_never_both_linked_and_in_doubt(
    run: tuple[Path, LinkSummary, dict[int, int]],
) -> None:
    out, _, _ = run
    link = pq.read_table(out / "link.parquet").column("member_id").to_pylist()
    doubt = pq.read_table(out / "link_doubt.parquet").column("member_id").to_pylist()
    assert len(link) == len(set(link))
    assert not set(link) & set(doubt)


def test_the_explanation_of_every_link_adds_up_to_its_weight(run: tuple[Path, LinkSummary, dict[int, int]]) -> None:
    out, _, _ = run
    model = read_model(out / "model.json")
    table = (
        pq.read_table(out / "link.parquet", columns=["pattern", "weight"]).group_by(["pattern", "weight"]).aggregate([])
    )
    assert table.num_rows > 20
    for row in table.to_pylist():
        assert round(sum(e.bits for e in explain(row["pattern"], model)), 4) == pytest.approx(row["weight"], abs=1e-4)
        assert all(e.sentence for e in explain(row["pattern"], model))


def test_agreement_speaks_for_and_disagreement_against(run: tuple[Path, LinkSummary, dict[int, int]]) -> None:
    model = read_model(run[0] / "model.json")
    names = [field.name for field in model.fields]
    same = "".join("99" if f.rarity else "9" for f in model.fields)
    other = "".join("10" if f.rarity else "1" for f in model.fields)
    assert all(e.bits > 0 for e in explain(same, model) if e.field in names)
    assert all(e.bits < 0 for e in explain(other, model) if e.field in names)


def test_the_model_is_read_back_as_written(run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path) -> None:
    model = read_model(run[0] / "model.json")
    model.write(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (run[0] / "model.json").read_bytes()
    assert read_model(tmp_path / "again.json") == model
    codes = pc.cast(pq.read_table(run[0] / "link.parquet").column("pattern"), "int64").to_numpy()
    assert (weights(read_model(tmp_path / "again.json"), codes) == weights(model, codes)).all()


def test_two_runs_give_the_same_bytes_whatever_the_number_of_threads(
    run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
) -> None:
    linked(residents([*PEOPLE, *SPECIAL]), members(CARDS), tmp_path, threads=1)
    for name in ("link", "link_doubt", "link_quality", "link_fact", "link_change"):
        assert (tmp_path / f"{name}.parquet").read_bytes() == (run[0] / f"{name}.parquet").read_bytes(), name
    assert (tmp_path / "model.json").read_bytes() == (run[0] / "model.json").read_bytes()


def test_links_do_not_hang_on_the_numbers_of_the_files(
    run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
) -> None:
    """Another file in the inbox moves the numbers of those behind it: ids are 300,000,000 and more higher."""
    _, summary, found = run
    register, cards = residents([*PEOPLE, *SPECIAL]), members(CARDS)
    register = register.set_column(0, "resident_id", pc.add(register["resident_id"], 500_000_000))
    cards = cards.set_column(0, "member_id", pc.add(cards["member_id"], 300_000_000))
    moved, links = linked(register, cards, tmp_path)
    assert moved.model_version == summary.model_version
    assert {m - 300_000_000: r - 500_000_000 for m, r in links.items()} == found


def test_estimated_rates_hold_the_true_ones(run: tuple[Path, LinkSummary, dict[int, int]]) -> None:
    _, summary, found = run
    true = {card.member_id: card.number for card in CARDS[:-2]}
    wrong = sum(true.get(m) != r for m, r in found.items()) / len(found)
    missed = sum(m not in found for m in true) / len(true)
    assert summary.false_link_rate.low <= wrong <= summary.false_link_rate.high
    assert missed <= summary.missed_link_rate.high


def test_a_lean_file_is_linked_without_family_card_and_mother(tmp_path: Path) -> None:
    _, found = linked(residents(PEOPLE), members((damaged(p) for p in PEOPLE), rich=False), tmp_path)
    assert sum(found.get(p.member_id) == p.number for p in PEOPLE) >= 0.99 * len(PEOPLE)
    assert all(found[m] == m - 1_000_000 for m in found)


class TestNextMonth:
    """Facts: what stands is kept, what changed is scored again, what people said holds."""

    def test_a_model_that_an_older_version_wrote_is_learnt_anew(
        self, run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
    ) -> None:
        out, _, before = run
        shutil.copytree(out, tmp_path / "older")
        model = read_model(out / "model.json")
        short = {**model.u, "national_id": model.u["national_id"][:2]}
        replace(model, u=short).write(tmp_path / "older" / "model.json")
        changed = [replace(card, name=f"{card.name} A") if card.number % 9 == 0 else card for card in CARDS]
        _, now = linked(residents([*PEOPLE, *SPECIAL]), members(changed), tmp_path / "now", previous=tmp_path / "older")
        learnt = read_model(tmp_path / "now" / "model.json")
        assert len(learnt.u["national_id"]) == 10
        assert sum(now.get(m) == r for m, r in before.items()) >= 0.99 * len(before)

    def test_unchanged_links_are_kept_and_nothing_is_lost(
        self, run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
    ) -> None:
        out, _, before = run
        summary, now = linked(residents([*PEOPLE, *SPECIAL]), members(CARDS), tmp_path, previous=out)
        assert summary.kept_count + summary.certain_count == len(before)
        assert summary.kept_count >= 300
        assert summary.probable_count == 0
        assert {m: now.get(m) for m in before} == before
        assert pq.read_table(tmp_path / "link_change.parquet").num_rows == 0

    def test_scored_anew_what_people_decided_holds_and_each_moved_link_is_listed(
        self, run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
    ) -> None:
        out, _, before = run
        assert PEOPLE[1].nik
        parted = (PEOPLE[1].nik, f"0{PEOPLE[1].number:012d}", "different")
        tables = residents([*PEOPLE, *SPECIAL]), members(CARDS)
        linked(*tables, tmp_path / "a", previous=out, decisions=[parted])
        summary, now = linked(*tables, tmp_path / "b", previous=tmp_path / "a", anew=True)
        assert summary.kept_count == 0
        assert now.get(PEOPLE[1].member_id) != before[PEOPLE[1].member_id]
        changes = pq.read_table(tmp_path / "b" / "link_change.parquet").to_pylist()
        held = pq.read_table(tmp_path / "a" / "link.parquet").to_pylist()
        moved = {row["member_id"] for row in held if now.get(row["member_id"]) != row["resident_id"]}
        assert len(changes) == len(moved)
        assert {row["cause"] for row in changes} <= {"scored_anew"}

    def test_scored_anew_a_row_that_left_is_listed(
        self, run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
    ) -> None:
        out, _, _ = run
        cards = [c for c in CARDS if c.number != PEOPLE[4].number]
        linked(residents([*PEOPLE, *SPECIAL]), members(cards), tmp_path, previous=out, anew=True)
        causes = {row["psnoka"]: row["cause"] for row in pq.read_table(tmp_path / "link_change.parquet").to_pylist()}
        assert causes.pop(f"{0:01d}{PEOPLE[4].number:012d}") == "member_left"
        assert set(causes.values()) <= {"scored_anew"}

    def test_a_lost_link_has_its_cause(self, run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path) -> None:
        out, _, _ = run
        moved = replace(
            PEOPLE[5], name="ENTIRELY NEW PERSON", born=date(1999, 9, 9), nik="3271040404710008", mother=None
        )
        register = [p for p in PEOPLE if p.number not in {PEOPLE[3].number}]
        cards = [moved if c.number == moved.number else c for c in CARDS if c.number != PEOPLE[4].number]
        linked(residents([*register, *SPECIAL]), members(cards), tmp_path, previous=out)
        causes = {row["psnoka"]: row["cause"] for row in pq.read_table(tmp_path / "link_change.parquet").to_pylist()}
        assert causes == {
            f"{0:01d}{PEOPLE[3].number:012d}": "resident_left",
            f"{0:01d}{PEOPLE[4].number:012d}": "member_left",
            f"{0:01d}{PEOPLE[5].number:012d}": "no_longer_certain",
        }

    def test_what_people_decided_holds_and_is_carried_on(
        self, run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
    ) -> None:
        out, _, before = run
        assert PEOPLE[0].nik
        assert PEOPLE[1].nik
        same = (PEOPLE[0].nik, f"2{PEOPLE[0].number:012d}", "same")
        parted = (PEOPLE[1].nik, f"0{PEOPLE[1].number:012d}", "different")
        tables = residents([*PEOPLE, *SPECIAL]), members(CARDS)
        summary, now = linked(*tables, tmp_path / "a", previous=out, decisions=[same, parted])
        assert summary.human_count == 1
        assert now[CARDS[-1].member_id] == PEOPLE[0].number
        assert now.get(PEOPLE[1].member_id) != before[PEOPLE[1].member_id]
        later, after = linked(*tables, tmp_path / "b", previous=tmp_path / "a")
        assert (later.human_count, after) == (1, now)
        lifted = [(nik, card, "withdrawn") for nik, card, _ in (same, parted)]
        undone, again = linked(*tables, tmp_path / "d", previous=tmp_path / "a", decisions=lifted)
        assert (undone.human_count, again[PEOPLE[1].member_id]) == (0, before[PEOPLE[1].member_id])
        full, anew = linked(*tables, tmp_path / "c", decisions=[same, parted])
        assert (full.human_count, anew[CARDS[-1].member_id]) == (1, PEOPLE[0].number)
        assert anew.get(PEOPLE[1].member_id) != before[PEOPLE[1].member_id]

    def test_kept_and_full_runs_differ_only_with_a_cause(
        self, run: tuple[Path, LinkSummary, dict[int, int]], tmp_path: Path
    ) -> None:
        out, _, _ = run
        young = [replace(p, born=p.born + timedelta(days=1)) if p.number % 50 == 0 and p.born else p for p in CARDS]
        _, kept = linked(residents([*PEOPLE, *SPECIAL]), members(young), tmp_path / "kept", previous=out)
        _, full = linked(residents([*PEOPLE, *SPECIAL]), members(young), tmp_path / "full")
        engine = DuckEngine()
        for name in ("kept", "full"):
            engine.read_parquet(name, [tmp_path / name / "link.parquet"])
        table = difference(engine, "kept", "full")
        engine.close()
        listed = set(table.column("member_id").to_pylist())
        assert listed == {m for m in {*kept, *full} if kept.get(m) != full.get(m)}
        assert all(table.column("cause").to_pylist())
