"""The tool for any two files: public data with known truth, and what it must not do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from semesta.link.assign import assign
from semesta.link.files import LinkReport, link_files
from semesta.link.tables import dates, read_table
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).parents[1] / "data" / "linkage"
COLUMNS = DATA / "febrl4.yaml"
NAME_AND_DATE = "{id: rec_id, given_name: given_name, family_name: surname, birth_date: date_of_birth}"


def person(record: str) -> str:
    """'rec-12-dup-0' and 'rec-12-org' are person 12."""
    return record.strip().split("-")[1]


def measured(pairs: Path, left: Sequence[str], right: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the links: a right row whose person stands on the left is wanted."""
    rows = [row for row in pq.read_table(pairs).to_pylist() if row["decision"] == "link"]
    hit = sum(person(row["left_id"]) == person(row["right_id"]) for row in rows)
    there = {person(record) for record in left}
    wanted = sum(person(record) in there for record in right)
    precision, recall = hit / max(1, len(rows)), hit / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)


def records(path: Path) -> list[str]:
    return [str(x) for x in read_table(path).column("rec_id").to_pylist()]


def part(source: Path, out: Path, keep: list[bool]) -> Path:
    pa_csv.write_csv(read_table(source).filter(pa.array(keep)), out)
    return out


def columns(folder: Path, one: str) -> Path:
    path = folder / "columns.yaml"
    path.write_text(f"left: {one}\nright: {one}\n", encoding="utf-8")
    return path


def test_febrl4_is_linked_without_labels(tmp_path: Path) -> None:
    left, right, out = DATA / "febrl4a.csv", DATA / "febrl4b.csv", tmp_path / "pairs.parquet"
    report = link_files(left, right, COLUMNS, out)
    assert measured(out, records(left), records(right))[2] >= 0.999
    assert (report.left_count, report.right_count) == (5_000, 5_000)
    assert pq.read_schema(out).names == ["left_id", "right_id", "probability", "decision"]


def test_few_people_in_common_bring_no_false_links(tmp_path: Path) -> None:
    def chosen(file: str, low: int, high: int) -> Path:
        source = DATA / file
        return part(source, tmp_path / file, [low <= int(person(r)) < high for r in records(source)])

    left, right = chosen("febrl4a.csv", 0, 1_500), chosen("febrl4b.csv", 1_350, 2_850)
    link_files(left, right, columns(tmp_path, NAME_AND_DATE), tmp_path / "pairs.parquet")
    precision, recall, _ = measured(tmp_path / "pairs.parquet", records(left), records(right))
    assert precision >= 0.97
    assert recall >= 0.93


def test_several_rows_of_one_person_on_the_left_do_not_hinder(tmp_path: Path) -> None:
    source = DATA / "febrl3.csv"
    original = [r.strip().endswith("org") for r in records(source)]
    left = part(source, tmp_path / "dup.csv", [not o for o in original])
    right = part(source, tmp_path / "org.csv", original)
    link_files(left, right, COLUMNS, tmp_path / "pairs.parquet")
    assert measured(tmp_path / "pairs.parquet", records(left), records(right))[2] >= 0.995
    rows = pq.read_table(tmp_path / "pairs.parquet").to_pylist()
    linked = [row["right_id"] for row in rows if row["decision"] == "link"]
    assert len(linked) == len(set(linked))


def test_one_to_one_gives_every_left_row_at_most_once(tmp_path: Path) -> None:
    source = DATA / "febrl3.csv"
    original = [r.strip().endswith("org") for r in records(source)]
    left = part(source, tmp_path / "org.csv", original)
    right = part(source, tmp_path / "dup.csv", [not o for o in original])
    for one_to_one in (False, True):
        link_files(left, right, COLUMNS, tmp_path / "pairs.parquet", one_to_one=one_to_one)
        rows = [r for r in pq.read_table(tmp_path / "pairs.parquet").to_pylist() if r["decision"] == "link"]
        lefts = [row["left_id"] for row in rows]
        assert (len(lefts) == len(set(lefts))) == one_to_one
        assert all(person(row["left_id"]) == person(row["right_id"]) for row in rows)


def small(folder: Path, name: str, rows: list[dict[str, str]], delimiter: str = ",") -> Path:
    path = folder / name
    lines = [delimiter.join(rows[0]), *(delimiter.join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_files_of_other_shape_are_read(tmp_path: Path) -> None:
    """Semicolons and day-month-year against tabs and year-month-day; given and family name against one full name."""
    names = [
        "José Peña",
        "Jürgen Müller",
        "Ann Smith",
        "Bob Jones",
        "Carla Weiß",
        "Dora Klein",
        "Emil Groß",
        "Fay Wong",
    ]
    born = [(1950 + 7 * i, 1 + i, 13 + i) for i in range(8)]
    left = small(
        tmp_path,
        "l.csv",
        [
            {"n": str(i), "vor": name.split()[0], "nach": name.split()[1], "geb": f"{d:02d}.{m:02d}.{y}"}
            for i, (name, (y, m, d)) in enumerate(zip(names, born, strict=True))
        ],
        ";",
    )
    right = small(
        tmp_path,
        "r.csv",
        [
            {"key": f"r{i}", "name": name.upper().replace("Ü", "U").replace("ß", "SS"), "dob": f"{y}-{m:02d}-{d:02d}"}
            for i, (name, (y, m, d)) in enumerate(zip(names, born, strict=True))
        ],
        "\t",
    )
    cols = tmp_path / "c.yaml"
    cols.write_text(
        "left: {id: n, given_name: vor, family_name: nach, birth_date: geb}\n"
        "right: {id: key, full_name: name, birth_date: dob}\n",
        encoding="utf-8",
    )
    link_files(left, right, cols, tmp_path / "o.parquet")
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    assert {(row["left_id"], row["right_id"]) for row in rows if row["decision"] == "link"} == {
        (str(i), f"r{i}") for i in range(8)
    }


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    cols = columns(tmp_path, "{id: rec_id, full_name: nama}")
    with pytest.raises(Fault, match=r"Kolom nama tidak ada di febrl4a\.csv \(baris 1\)"):
        link_files(DATA / "febrl4a.csv", DATA / "febrl4b.csv", cols, tmp_path / "o.parquet")


def test_empty_files_give_no_pairs(tmp_path: Path) -> None:
    for name in ("l.csv", "r.csv"):
        (tmp_path / name).write_text("rec_id,given_name,surname,date_of_birth\n", encoding="utf-8")
    report: LinkReport = link_files(
        tmp_path / "l.csv", tmp_path / "r.csv", columns(tmp_path, NAME_AND_DATE), tmp_path / "o.parquet"
    )
    assert (report.link_count, pq.read_table(tmp_path / "o.parquet").num_rows) == (0, 0)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        link_files(DATA / "febrl1.csv", DATA / "febrl1.csv", COLUMNS, tmp_path / f"{name}.parquet", seed=5)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            ["19451409", "19300213"],
            ["19451409", "19300213"],
        ),  # an impossible month stays: damage is compared, not dropped
        (["13/02/1930", "01/05/1944"], ["19300213", "19440501"]),
        (["02/13/1930", "05/01/1944"], ["19300213", "19440501"]),
        (["1930-02-13", "1944-5-1"], ["19300213", "19440501"]),
        (["1930-02-13 00:00:00", "unknown"], ["19300213", None]),
    ],
)
def test_dates_in_any_order_of_parts(written: list[str], meant: list[str | None]) -> None:
    assert dates(pa.array(written)).to_pylist() == meant


def test_assignment_gives_up_a_best_pair_for_a_better_whole() -> None:
    left, right = np.array([1, 1, 2]), np.array([1, 2, 1])
    worth = np.array([10.0, 9.0, 8.0])  # greedy: 10 alone; best: 9 + 8 = 17
    assert assign(left, right, worth).tolist() == [1, 2]
