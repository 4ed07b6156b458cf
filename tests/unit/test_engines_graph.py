"""The order of relations, from their SQL text."""

from dataclasses import dataclass

import pytest

from semesta.engines.graph import GraphError, last_use, needed, ordered, reads
from semesta.relations.load import load_relations, load_sources


@dataclass(frozen=True)
class Declared:
    name: str
    stage: str
    sql: str


def test_a_relation_reads_what_stands_behind_from_and_join_wherever_it_is_nested() -> None:
    sql = """
      WITH card AS (SELECT * FROM member WHERE nik IN (SELECT nik FROM doubt))
      SELECT c.nik, (SELECT max(people) FROM population p WHERE p.code = c.code) AS people
      FROM card AS c LEFT JOIN (SELECT * FROM region) AS r ON r.code = c.code, unnest([1, 2]) AS u(n), range(3) AS k(i)
    """
    assert reads(sql) == ("doubt", "member", "population", "region")


def test_a_cte_hides_a_relation_of_its_name_only_where_it_stands() -> None:
    assert reads("WITH member AS (SELECT * FROM member WHERE active) SELECT * FROM member") == ("member",)


def test_each_relation_comes_after_all_it_reads_and_ties_follow_stage_and_name() -> None:
    relations = [
        Declared("route", "5_route", "SELECT * FROM status"),
        Declared("status", "3_status", "SELECT * FROM person JOIN alpha USING (id)"),
        Declared("person", "2_link", "SELECT * FROM link"),
        Declared("alpha", "3_status", "SELECT * FROM zeta"),
        Declared("zeta", "3_status", "SELECT * FROM person"),
    ]
    assert [each.name for each in ordered(relations, ["link"])] == ["person", "zeta", "alpha", "status", "route"]
    assert [each.name for each in needed(ordered(relations, ["link"]), ["alpha"])] == ["person", "zeta", "alpha"]
    assert last_use(ordered(relations, ["link"]))["person"] == "status"


@pytest.mark.parametrize(
    ("relations", "message"),
    [
        ([Declared("status", "3_status", "SELECT * FROM persn")], "status.sql reads persn: no relation"),
        (
            [Declared("status", "3_status", "SELECT * FROM route"), Declared("route", "5_route", "SELECT 1 AS a")],
            "3_status/status.sql reads upward: route is of 5_route",
        ),
        (
            [Declared("a", "3_status", "SELECT * FROM b"), Declared("b", "3_status", "SELECT * FROM a")],
            "relations read in a circle",
        ),
        ([Declared("a", "3_status", "SELECT * FROM a")], "relations read in a circle: a <- a"),
        ([Declared("a", "1_standard", "SELECT 1 AS x"), Declared("a", "2_link", "SELECT 1 AS x")], "of one name"),
    ],
)
def test_what_breaks_the_river_is_named(relations: list[Declared], message: str) -> None:
    with pytest.raises(GraphError, match=message.replace("(", r"\(")):
        ordered(relations, [])


def test_the_shipped_relations_form_a_river() -> None:
    relations = ordered(load_relations(), [source.name for source in load_sources()])
    assert len(relations) == len(load_relations())
