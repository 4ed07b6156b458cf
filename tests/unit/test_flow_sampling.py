"""The whole way on the command line: a made-up city, a round drawn from it, made-up answers, an estimate, the truth."""

import csv
import hashlib
import json
from datetime import date

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.flow.publish import published_run
from semesta.flow.run import run
from semesta.flow.sampling.drawn import check_round, read_round, targeted_round
from semesta.flow.sampling.frame import checked_seed, frame_of, registers_of, whole_of
from semesta.flow.sampling.from_files import estimate_files
from semesta.plan.sample.frame import lot_of
from semesta.synthetic.city import write_city
from semesta.terms.fault import Fault


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with city/truth and a home of one published month."""
    folder = tmp_path_factory.mktemp("round")
    write_city(preset="2025-05", out=folder / "city", residents=4_000, seed=7, files="two")
    run(inbox=folder / "city" / "inbox", home=folder / "home", as_of=date(2025, 5, 1))
    return folder


def said(*arguments, status=0):
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == status, result.output
    return result.output


def drawn(place, name, *more):
    out = place / name
    said("sample", "draw", "--home", place / "home", "--households", 300, "--seed", "2025-05", "--out", out, *more)
    return out


@pytest.fixture(scope="module")
def answered(place):
    """A stratified round with answers."""
    folder = drawn(place, "answered", "--design", "stratified")
    said("sample", "answers", folder, "--home", place / "home", "--truth", place / "city" / "truth", "--out",
         folder / "answers.csv")  # fmt: skip
    return folder


def test_the_frame_holds_every_living_resident_once_or_says_why_not(place):
    """People in households of the frame + without a card + of unknown kelurahan = living residents of the register."""
    found, residents = frame_of(published_run(place / "home"), "x"), 4_000
    assert found.residents + sum(found.left_out.values()) == residents
    assert whole_of(registers_of(published_run(place / "home"))).residents == residents


def test_anybody_can_recompute_frame_and_lots_from_the_tables(place):
    """Lines `village|rw|rt|card|people`, sorted by byte, digested; lots from the digest of `seed|card`."""
    home = published_run(place / "home")
    rows = pq.read_table(home / "1_standard" / "family.parquet").to_pylist()
    lines = sorted(
        f"{row['village_code']}|{number(row['rw'])}|{number(row['rt'])}|{row['nkk']}|{row['member_count']}\n"
        for row in rows
        if row["village_code"]
    )
    found = frame_of(home, "2025-05")
    assert found.sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert found.lot.tolist() == [lot_of("2025-05", key) for key in found.keys.to_pylist()]


def number(text):
    bare = (text or "").lstrip("0")
    return bare.zfill(3) if bare else "-"


@pytest.mark.parametrize("design", ["simple", "stratified", "cluster"])
def test_a_round_is_drawn_again_household_by_household(place, design):
    folder = drawn(place, f"again-{design}", "--design", design)
    assert "Sama: undian ulang" in said("sample", "check", folder, "--home", place / "home")


def test_a_list_that_somebody_changed_is_found_out(place):
    folder = drawn(place, "changed")
    path = folder / "households.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], lines[2], *lines[2:]]), encoding="utf-8")
    assert "daftar ini telah diubah" in said("sample", "check", folder, "--home", place / "home", status=1)


def test_a_round_from_another_register_is_found_out(place):
    folder = drawn(place, "moved")
    about = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    (folder / "sample.json").write_text(json.dumps(about | {"frame_sha256": "0" * 64}), encoding="utf-8")
    assert not check_round(place / "home", read_round(folder)).frame_same
    (folder / "sample.json").write_text(json.dumps(about | {"run_id": "gone"}), encoding="utf-8")
    assert "tidak ada di folder rumah" in check_round(place / "home", read_round(folder)).text()


def test_the_size_for_a_precision_is_told(place):
    text = said("sample", "size", "--home", place / "home", "--half-width", 5, "--design", "simple")
    assert "rumah tangga yang menjawab" in text
    found = json.loads(
        said("sample", "size", "--home", place / "home", "--half-width", 5, "--design", "simple", "--json")
    )
    assert found["half_width"] <= 0.05
    assert found["visited"] >= found["answering"]


def test_estimates_of_made_up_answers_stand_beside_their_truth(place, answered):
    text = said("estimate", answered, "--home", place / "home", "--answers", answered / "answers.csv", "--claim",
                "99.92", "--truth", answered / "truth.json")  # fmt: skip
    assert "99,92" in text
    assert "sebenarnya" in text
    found = estimate_files(place / "home", answered, answered / "answers.csv")
    truth = json.loads((answered / "truth.json").read_text(encoding="utf-8"))
    # Five standard errors: a wrong formula is further off, chance is not.
    for one, true in (
        (found.city.coverage, truth["registered"] / truth["residents"]),
        (found.city.activity, truth["active"] / truth["residents"]),
        (found.city.missed_share, truth["missed"] / truth["residents"]),
        (found.city.wrong_share, truth["wrong"] / truth["entries"]),
        (found.city.residents, truth["residents"]),
    ):
        assert abs(one.value - true) <= 5 * one.error
    assert found.replacements > 0
    told = json.loads(
        said("estimate", answered, "--home", place / "home", "--answers", answered / "answers.csv", "--json")
    )
    assert told["city"]["activity"]["value"] == pytest.approx(found.city.activity.value, abs=1e-6)


def test_the_same_seed_makes_up_the_same_answers(place, answered):
    again = answered / "again.csv"
    said("sample", "answers", answered, "--home", place / "home", "--truth", place / "city" / "truth", "--out", again)
    assert again.read_bytes() == (answered / "answers.csv").read_bytes()


def test_answers_of_a_household_that_was_not_drawn_are_a_fault(place, answered):
    rows = (answered / "answers.csv").read_text(encoding="utf-8").splitlines()
    (answered / "strange.csv").write_text("\n".join([rows[0], "123,main,complete,1,0,,lives,active"]), encoding="utf-8")
    with pytest.raises(Fault, match="tidak terundi"):
        estimate_files(place / "home", answered, answered / "strange.csv")
    (answered / "strange.csv").write_text("\n".join([rows[0], "123,main,maybe,1,0,,lives,active"]), encoding="utf-8")
    with pytest.raises(Fault, match="baris 2"):
        estimate_files(place / "home", answered, answered / "strange.csv")
    (answered / "strange.csv").write_text("household_key\n1\n", encoding="utf-8")
    with pytest.raises(Fault, match="Kolom tidak ada"):
        estimate_files(place / "home", answered, answered / "strange.csv")


def test_a_targeted_round_takes_the_visit_list_and_gives_no_estimate(place, answered):
    folder = place / "targeted"
    text = said("sample", "targeted", "--home", place / "home", "--area", "16.71", "--households", 20, "--out", folder)
    assert "Bukan sampel acak" in text
    made = read_round(folder)
    work = pq.read_table(published_run(place / "home") / "6_worklist" / "visit_work.parquet").to_pylist()
    assert {one.household_key for one in made.households} <= {row["nkk"] for row in work}
    assert all(one.probability is None for one in made.households)
    with pytest.raises(Fault, match="bukan sampel acak"):
        estimate_files(place / "home", folder, answered / "answers.csv")
    with pytest.raises(Fault, match="tidak diundi"):
        check_round(place / "home", made)
    with pytest.raises(Fault, match="Tidak ada rumah tangga"):
        targeted_round(place / "home", "16.72", 5)


def test_lists_are_written_for_every_agent_without_identity_numbers(place):
    folder, out = drawn(place, "listed"), place / "lists"
    said("sample", "lists", folder, "--home", place / "home", "--agent", "A1=", "--agent", "A2=", "--first-day",
         "2025-06-02", "--out", out, "--per-day", 15)  # fmt: skip
    assert sorted(path.name for path in out.iterdir()) == ["A1.pdf", "A1.xlsx", "A2.pdf", "A2.xlsx"]
    assert (out / "A1.pdf").read_bytes()[:5] == b"%PDF-"
    with (folder / "households.csv").open(encoding="utf-8") as file:
        drawn_rows = list(csv.DictReader(file))
    keys = {row["household_key"] for row in drawn_rows}
    rows = 0
    for name in ("A1.xlsx", "A2.xlsx"):
        sheet = openpyxl.load_workbook(out / name).active
        words = {str(cell.value) for row in sheet.iter_rows(min_row=5) for cell in row}
        assert not words & keys
        rows += sheet.max_row - 4
    assert rows == sum(row["part"] == "main" for row in drawn_rows)


@pytest.mark.parametrize("agent", ["A1", "=16.71", "A1=,A1="])
def test_an_agent_that_cannot_be_read_is_a_fault(place, agent):
    folder = drawn(place, "agents")
    arguments = [part for one in agent.split(",") for part in ("--agent", one)]
    result = CliRunner().invoke(
        app,
        [str(one) for one in ("sample", "lists", folder, "--home", place / "home", *arguments, "--first-day",
                              "2025-06-02", "--out", place / "none")],
    )  # fmt: skip
    assert isinstance(result.exception, Fault)


def test_two_lists_of_an_area_are_compared_by_hand():
    """110 x 178 / 58 - 1 = 336.6 (Seber's trout)."""
    assert "337 (rentang 95 %:" in said("sample", "two-lists", "--first", 109, "--second", 177, "--both", 57)
    result = CliRunner().invoke(app, ["sample", "two-lists", "--first", "1", "--second", "2", "--both", "2"])
    assert isinstance(result.exception, Fault)


@pytest.mark.parametrize("seed", ["", "a b", "x" * 41, "it's"])
def test_a_seed_is_one_plain_word(seed):
    with pytest.raises(Fault, match="Benih"):
        checked_seed(seed)
