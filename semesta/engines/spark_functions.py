"""Functions that Spark lacks or answers differently, as Arrow functions with DuckDB's answer to the last bit.

DuckDB compares the UTF-8 bytes of two texts; so do these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql.functions import arrow_udf
from rapidfuzz.distance import DamerauLevenshtein, Jaro
from rapidfuzz.process import cpdist

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Doubles = npt.NDArray[np.float64]
WINKLER_ABOVE = 0.7
WINKLER_WEIGHT = 0.1
WINKLER_PREFIX = 4


def _bytes(texts: pa.Array) -> list[bytes]:
    return [text or b"" for text in texts.cast(pa.binary()).to_pylist()]


def _with_nulls(values: Doubles, a: pa.Array, b: pa.Array, kind: pa.DataType) -> pa.Array:
    missing = a.is_null().to_numpy(zero_copy_only=False) | b.is_null().to_numpy(zero_copy_only=False)
    return pa.array(values, mask=missing).cast(kind)


def _jaro(a: list[bytes], b: list[bytes]) -> Doubles:
    """Jaro similarity; 0 where a text is empty (rapidfuzz says 1 for two empty ones, DuckDB 0)."""
    if not a:
        return np.zeros(0)
    filled = np.array([bool(x) and bool(y) for x, y in zip(a, b, strict=True)])
    return np.where(filled, cpdist(a, b, scorer=Jaro.similarity, dtype=np.float64), 0.0)


def _shared_prefix(a: list[bytes], b: list[bytes]) -> Doubles:
    """Number of equal leading bytes, at most four."""
    first, second = (
        np.array([text[:WINKLER_PREFIX] for text in texts], dtype=f"S{WINKLER_PREFIX}")
        .view(np.uint8)
        .reshape(-1, WINKLER_PREFIX)
        for texts in (a, b)
    )
    equal = (first == second) & (first != 0)
    shared: Doubles = np.cumprod(equal, axis=1).sum(axis=1).astype(np.float64)
    return shared


def jaro_winkler(a: pa.Array, b: pa.Array) -> pa.Array:
    """Jaro-Winkler similarity of two text columns, NULL where one is NULL.

    Jaro + prefix * 0.1 * (1 - Jaro) where Jaro is above 0.7. DuckDB's compiler fuses that into one rounding, so the sum
    is taken in long double here.
    """
    left, right = _bytes(a), _bytes(b)
    jaro = _jaro(left, right)
    if not left:
        return _with_nulls(jaro, a, b, pa.float64())
    weight = _shared_prefix(left, right) * WINKLER_WEIGHT
    wide = np.longdouble
    boosted = (jaro.astype(wide) + weight.astype(wide) * (1.0 - jaro).astype(wide)).astype(np.float64)
    return _with_nulls(np.where(jaro > WINKLER_ABOVE, boosted, jaro), a, b, pa.float64())


def jaro(a: pa.Array, b: pa.Array) -> pa.Array:
    """Jaro similarity of two text columns, NULL where one is NULL."""
    return _with_nulls(_jaro(_bytes(a), _bytes(b)), a, b, pa.float64())


def damerau_levenshtein(a: pa.Array, b: pa.Array) -> pa.Array:
    """Number of single-byte edits and swaps between two text columns, NULL where one is NULL."""
    left, right = _bytes(a), _bytes(b)
    if not left:
        return pa.array([], pa.int64())
    edits = cpdist(left, right, scorer=DamerauLevenshtein.distance, dtype=np.float64)
    return _with_nulls(edits, a, b, pa.int64())


def jaccard(a: pa.Array, b: pa.Array) -> pa.Array:
    """Bytes in both texts as a share of bytes in either, NULL where one is NULL or both are empty."""
    pairs = [(set(x), set(y)) for x, y in zip(_bytes(a), _bytes(b), strict=True)]
    shares = np.array([len(x & y) / len(x | y) if x | y else np.nan for x, y in pairs], dtype=np.float64)
    return _with_nulls(shares, a, b, pa.float64())


def register_functions(session: SparkSession) -> None:
    """The functions stand in `session` under the names that `translate.OWN_FUNCTIONS` gives them."""
    functions: dict[str, tuple[Any, str]] = {
        "semesta_jaro_winkler": (jaro_winkler, "double"),
        "semesta_jaro": (jaro, "double"),
        "semesta_damerau_levenshtein": (damerau_levenshtein, "bigint"),
        "semesta_jaccard": (jaccard, "double"),
    }
    for name, (function, kind) in functions.items():
        session.udf.register(name, arrow_udf(function, returnType=kind))
