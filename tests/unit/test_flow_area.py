"""The area of a run: the regency in which most live, or the province when no regency holds half."""

import pyarrow as pa
import pytest

from semesta.engines.duck import DuckEngine
from semesta.flow.run import area_of
from semesta.terms.fault import Fault


def engine_of(people: dict[str, int]) -> DuckEngine:
    rows = [code for code, count in people.items() for _ in range(count)]
    engine = DuckEngine()
    absent = dict.fromkeys(("province_code", "regency_code", "district_code"), pa.nulls(len(rows), pa.string()))
    engine.register("landed_resident", pa.table(absent | {"village_code": pa.array(rows, pa.string())}))
    return engine


@pytest.mark.parametrize(
    ("people", "area"),
    [
        ({"16.71.04.1002": 3, "16.72.01.1001": 1}, "16.71"),
        ({"16.71.04.1002": 2, "16.72.01.1001": 2, "16.01.01.2001": 1}, "16"),
        ({"16.71.04.1002": 1, "16.72.01.1001": 1}, "16.72"),
    ],
)
def test_the_area_follows_from_where_people_live(people, area):
    assert area_of(engine_of(people)) == area


@pytest.mark.parametrize("people", [{}, {"16.71.04.1002": 1, "17.71.01.1001": 1, "18.71.01.1001": 1}])
def test_people_of_everywhere_need_a_named_area(people):
    with pytest.raises(Fault, match="--area"):
        area_of(engine_of(people))
