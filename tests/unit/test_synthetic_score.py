"""The score of a run is plain counting against the truth."""

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from semesta.synthetic.truth import score
from semesta.terms.fault import Fault
from tests.unit.synthetic_city import made, truth


def published(home, city, spoil=lambda link, person: (link, person)):
    """A home whose published tables are the truth, after `spoil` has changed links and classes."""
    members, residents = truth(city, "member"), truth(city, "resident")
    member = members.select(["row_number", "psnoka", "resident_row_number"]).append_column(
        "member_id", pc.add(members["row_number"], 200_000_000)
    )
    resident = pa.table(
        {
            "resident_id": pc.add(residents["row_number"], 100_000_000),
            "row_number": residents["row_number"],
            "nik_raw": residents["nik"],
        }
    )
    link = pa.table(
        {"member_id": member["member_id"], "resident_id": pc.add(member["resident_row_number"], 100_000_000)}
    )
    person = pa.table(
        {"month": residents["month"], "resident_id": resident["resident_id"], "class": residents["class"]}
    )
    link, person = spoil(link.filter(pc.is_valid(link["resident_id"])), person)
    run = home / "runs" / "r1"
    for name, table in (
        ("1_standard/resident", resident),
        ("1_standard/member", member),
        ("2_link/link", link),
        ("3_status/person_month", person),
    ):
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, run / f"{name}.parquet")
    (home / "published.json").write_text(json.dumps({"current": "r1"}))
    return score(home, city / "truth")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return made(tmp_path_factory.mktemp("city"), residents=3_000)


def test_the_truth_itself_scores_1(city, tmp_path):
    found = published(tmp_path, city)
    assert (found.links.precision, found.links.recall, found.links.f1) == (1.0, 1.0, 1.0)
    assert found.links.wanted == pc.count(truth(city, "member")["resident_row_number"]).as_py()
    assert found.uncovered.f1 == 1.0
    assert found.accuracy == 1.0
    assert found.month == "2025-05"


def test_lost_and_wrong_links_lower_recall_and_precision_by_their_number(city, tmp_path):
    def spoil(link, person):
        wrong = pc.if_else(
            pc.less(link["resident_id"], 100_000_011), pc.add(link["resident_id"], 1_000), link["resident_id"]
        )
        return pa.table({"member_id": link["member_id"], "resident_id": wrong}).slice(0, link.num_rows - 30), person

    found = published(tmp_path, city, spoil)
    moved = found.links.given - found.links.right
    assert 1 <= moved <= 20
    assert found.links.given == found.links.wanted - 30
    assert found.links.recall == pytest.approx((found.links.wanted - 30 - moved) / found.links.wanted)
    assert found.links.precision == pytest.approx((found.links.given - moved) / found.links.given)


def test_a_covered_resident_on_the_uncovered_list_costs_precision(city, tmp_path):
    def spoil(link, person):
        covered = pc.equal(person["class"], "covered_active")
        first = pc.and_(covered, pc.less_equal(pc.cumulative_sum(pc.cast(covered, pa.int64())), 40))
        told = pc.if_else(first, "uncovered", person["class"])
        return link, pa.table({"month": person["month"], "resident_id": person["resident_id"], "class": told})

    found = published(tmp_path, city, spoil)
    true = found.uncovered.wanted
    assert (found.uncovered.given, found.uncovered.right) == (true + 40, true)
    assert found.classes["covered_active"].right == found.classes["covered_active"].wanted - 40
    assert found.to_json()["uncovered"]["precision"] == round(true / (true + 40), 6)
    assert "uncovered list" in found.table()


def test_nothing_published_is_told_in_a_sentence(city, tmp_path):
    with pytest.raises(Fault, match="Belum ada hasil yang terbit"):
        score(tmp_path, city / "truth")
