"""An engine without memory says what to do about it."""

import pytest

from semesta.engines.duck import DuckEngine
from semesta.terms.fault import Fault


def test_without_memory_the_sentence_says_what_to_do():
    engine = DuckEngine(memory_limit="20MB", threads=1)
    with pytest.raises(Fault, match="Memori tidak cukup"):
        engine.materialise("much", "SELECT list(i) AS held_at_once FROM range(30000000) AS r(i)")
