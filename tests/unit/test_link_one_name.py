"""One name in Python and a dictionary of names in SQL say the same."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semesta.engines.duck import DuckEngine
from semesta.link.one_name import sounds_of
from semesta.link.words import PHRASES, build_dictionary, variants


def dictionary(names: list[str]) -> dict[str, tuple[str, ...]]:
    engine = DuckEngine()
    engine.register("resident", pa.table({"name": pa.array(names, pa.string())}))
    build_dictionary(engine, [("resident", "name")], counted="resident")
    return {raw: tuple(said.split()) for raw, said in engine.rows("SELECT raw, said FROM link_name")}


WORDS = [row["word"] for row in variants().to_pylist()]
PARTS = st.sampled_from(
    [*WORDS, *(old.strip() for old, _ in PHRASES), "DJOKO", "SYAHRUL", "d'Arc", "Müller", "3", "BY"]
)
NAMES = st.one_of(
    st.lists(PARTS, min_size=1, max_size=8).map(" ".join),
    st.text(alphabet="ABDEHIKMNOSTUYZ '-.,é", min_size=1, max_size=30),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(NAMES, min_size=1, max_size=60, unique=True))
def test_every_name_sounds_the_same_in_python_and_in_sql(names):
    known = dictionary(names)
    assert {name: sounds_of(name) for name in names} == {name: known.get(name, ()) for name in names}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Moh. Jusuf", "MUHAMMAD YUSUF"), ("Ki Agus Djoko", "KGS JOKO"), ("SITI NURHALIZA", "siti  nurhalisa")],
)
def test_spellings_of_one_name_sound_alike(one, other):
    assert sounds_of(one) == sounds_of(other)
