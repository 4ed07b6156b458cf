"""Levels of likeness, in SQL: what is compared, how, and how alike the values of one pair are.

Every comparison reads the prepared sides `l` and `r` (semesta.link.sides) and gives a level 0..9: 0 missing on one
side, 1 unlike, 9 the same. The pattern of a pair is the row of its levels, kept as one whole number.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.link.model import RARITY_BITS, Field, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

NAME_FIELDS = ("full_name", "given_name", "family_name", "mother_name")
PLACEHOLDER_DAYS = "(101, 1231, 701, 630, 817)"
#          0    1      2      3      4      5      6      7      8      9
NAME_M = (1.0, 0.012, 0.008, 0.010, 0.015, 0.035, 0.045, 0.060, 0.055, 0.760)
NAME_U = (1.0, 0.970, 0.020, 0.008, 0.0008, 0.0003, 0.0001, 0.00005, 0.00002, 0.0005)
DATE_M = (1.0, 0.015, 0.005, 0.010, 0.020, 0.015, 0.015, 0.030, 0.010, 0.880)
DATE_U = (1.0, 0.930, 0.025, 0.013, 0.0015, 0.0027, 0.0008, 0.0006, 0.0003, 0.00004)
ID_M = (1.0, 0.060, 0.005, 0.005, 0.005, 0.005, 0.010, 0.050, 0.010, 0.850)
ID_U = (1.0, 0.990, 0.005, 0.003, 0.0005, 0.0005, 0.0001, 0.00002, 1e-7, 1e-7)
FLAG_M = (1.0, 0.02, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.98)
FLAG_U = (1.0, 0.50, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.50)
TEXT_M = (1.0, 0.10, 0.02, 0.03, 0.03, 0.04, 0.02, 0.08, 0.05, 0.63)
TEXT_U = (1.0, 0.93, 0.02, 0.02, 0.01, 0.01, 0.001, 0.003, 0.001, 0.005)
HOME_M = (1.0, 0.12, 0.0, 0.0, 0.0, 0.0, 0.0, 0.02, 0.0, 0.86)
HOME_U = (1.0, 0.99990, 0.0, 0.0, 0.0, 0.0, 0.0, 0.00005, 0.0, 0.00005)
FAMILY_M = (1.0, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0, 0.15, 0.35, 0.35)
FAMILY_U = (1.0, 0.99999, 0.0, 0.0, 0.0, 0.0, 0.0, 0.000003, 0.000003, 0.000003)
ORDER_M = (1.0, 0.03, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.97)
ORDER_U = (1.0, 0.005, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.995)
FREE_M = (1.0, 0.05, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.95)


NAME_PARTS = ("canon", "flat", "letter", "word_bits", "said", "word_count")
NUMBERS = {
    "birth_date": "TRY_CAST({t} AS BIGINT)",
    "national_id": "CASE WHEN length({t}) = 16 THEN TRY_CAST({t} AS BIGINT) END",
}
"""Fields whose digits are compared in parts too, and SQL of the whole number (column <field>_number)."""
TEXT_PARTS = ("flat", "said", "word_count")
"""`said`: the words of a text between blanks, one before the first and one after the last."""
WORD_PARTS = tuple(f"word_{i}" for i in range(1, 5))
"""The first four words of a text, each between blanks: asked of the left side only."""


@dataclass(frozen=True)
class Comparison:
    """A field, the columns it reads on both sides or on one, and SQL over `l_<column>`, `r_<column>`.

    `like` and then `shared` are computed before `level` (so that dear functions run once and only where needed);
    `bits` is how rare the compared value is.
    """

    field: Field
    columns: tuple[str, ...]
    level: str
    like: str = ""
    shared: str = ""
    bits: str = ""
    left_only: tuple[str, ...] = ()
    right_only: tuple[str, ...] = ()


def _shared(name: str) -> str:
    """SQL: how many of the left text's first four words stand in the right text."""
    count = " + ".join(f"CASE WHEN contains(r_{name}_said, l_{name}_{word}) THEN 1 ELSE 0 END" for word in WORD_PARTS)
    return f"CASE WHEN {name}_like >= 0.94e0 THEN 0 ELSE {count} END"


def _name(name: str) -> Comparison:
    a, b, like, shared = f"l_{name}_", f"r_{name}_", f"{name}_like", f"{name}_shared"
    fewer = f"least({a}word_count, {b}word_count)"
    initial = (
        f"(length({a}canon) = 1 AND substr({b}canon, 1, 1) = {a}canon)"
        f" OR (length({b}canon) = 1 AND substr({a}canon, 1, 1) = {b}canon)"
    )
    cut = (
        f"(length({a}flat) >= 9 AND starts_with({b}flat, {a}flat)) OR (length({b}flat) >= 9 AND"
        f" starts_with({a}flat, {b}flat))"
    )
    return Comparison(
        Field(name, NAME_M, NAME_U, rarity=True),
        tuple(f"{name}_{part}" for part in NAME_PARTS),
        f"CASE WHEN {a}canon IS NULL OR {b}canon IS NULL THEN 0 WHEN {a}canon = {b}canon THEN 9"
        f" WHEN {a}said = {b}said OR {a}flat = {b}flat THEN 8 WHEN {like} >= 0.94e0 THEN 7"
        f" WHEN ({shared} >= 1 AND ({a}letter OR {b}letter) AND initials_of({a}canon) = initials_of({b}canon))"
        f" OR {initial} THEN 6"
        f" WHEN ({shared} >= 1 AND {shared} = {fewer}) OR {cut} THEN 5"
        f" WHEN {like} >= 0.87e0 THEN 4 WHEN {shared} >= 1 THEN 3 WHEN {like} >= 0.75e0 THEN 2 ELSE 1 END",
        f"CASE WHEN {a}canon = {b}canon THEN 1e0 ELSE name_similarity({a}flat, {b}flat) END",
        _shared(name),
        f"CASE WHEN {name} IN (9, 8, 7, 4, 2) THEN {a}name_bits ELSE least({a}word_bits, {b}word_bits) END",
        left_only=tuple(f"{name}_{part}" for part in ("name_bits", *WORD_PARTS)),
    )


def _date(name: str) -> Comparison:
    a, b = f"l_{name}", f"r_{name}"
    year, month, day, month_day = (
        tuple(part.format(t=f"{side}_number") for side in (a, b))
        for part in ("({t} // 10000)", "(({t} // 100) % 100)", "({t} % 100)", "({t} % 10000)")
    )
    same_year = f"{year[0]} = {year[1]}"
    parts = " + ".join(f"CASE WHEN {one[0]} = {one[1]} THEN 1 ELSE 0 END" for one in (year, month, day))
    return Comparison(
        Field(name, DATE_M, DATE_U),
        (name, f"{name}_number"),
        f"CASE WHEN {a} IS NULL OR {b} IS NULL THEN 0"
        f" WHEN {a} = {b} THEN CASE WHEN {month_day[0]} = 101 THEN 6 ELSE 9 END"
        f" WHEN {same_year} AND {month[0]} = {day[1]} AND {day[0]} = {month[1]} THEN 8"
        f" WHEN digit_distance({a}, {b}) = 1 THEN 7"
        f" WHEN {same_year} AND ({month_day[0]} IN {PLACEHOLDER_DAYS} OR {month_day[1]} IN {PLACEHOLDER_DAYS}) THEN 6"
        f" WHEN {month_day[0]} = {month_day[1]} THEN 5 WHEN {parts} = 2 THEN 4 WHEN {same_year} THEN 3"
        f" WHEN abs({year[0]} - {year[1]}) <= 1 THEN 2 ELSE 1 END",
    )


def _identity(name: str, *, nik: bool) -> Comparison:
    """A number that is each person's own.

    With `nik` the number holds the birth date: where two birth dates differ and each number agrees with its own, the
    numbers must differ and likeness of the rest says nothing (level 1); beyond three digits its parts count (place and
    date, date and serial).
    """
    a, b, like = f"l_{name}", f"r_{name}", f"{name}_like"
    whole = f"{a}_number", f"{b}_number"
    apart, parts = "", ""
    if nik:
        apart = f" WHEN l_birth_date <> r_birth_date AND {_holds_birth('l')} AND {_holds_birth('r')} THEN 1"
        parts = "".join(
            f" WHEN {part.format(t=whole[0])} = {part.format(t=whole[1])} THEN {level}"
            for part, level in (("{t} % 10000000000", 4), ("{t} // 10000", 3), ("({t} // 10000) % 1000000", 2))
        )
    lost = f"abs(length({a}) - length({b})) = 1 AND levenshtein({a}, {b}) = 1"
    return Comparison(
        Field(name, ID_M, ID_U, given="birth_date" if nik else ""),
        (name, f"{name}_number", *(("birth_date", "birth_date_number") if nik else ())),
        f"CASE WHEN {a} IS NULL OR {b} IS NULL THEN 0 WHEN {a} = {b} THEN 9{apart}"
        f" WHEN {whole[1]} % 10 = 0 AND {whole[0]} // 10 = {whole[1]} // 10 THEN 8"
        f" WHEN {like} = 1 OR ({like} = 2 AND name_similarity({a}, {b}) >= 0.9e0) THEN 7"
        f" WHEN {like} = 2 OR ({lost}) THEN 6 WHEN {like} = 3 AND length({a}) >= 9 THEN 5{parts} ELSE 1 END",
        f"digit_distance({a}, {b})",
    )


def _holds_birth(side: str) -> str:
    """SQL: the NIK of this side holds this side's birth date (women: day + 40)."""
    held, born = f"{side}_national_id_number // 10000", f"{side}_birth_date_number"
    return (
        f"({held}) % 10000 = ({born} // 100) % 100 * 100 + ({born} // 10000) % 100"
        f" AND ({held}) // 10000 % 100 IN ({born} % 100, {born} % 100 + 40)"
    )


def _text(name: str) -> Comparison:
    a, b, like, shared = f"l_{name}_", f"r_{name}_", f"{name}_like", f"{name}_shared"
    fewer = f"least({a}word_count, {b}word_count)"
    return Comparison(
        Field(name, TEXT_M, TEXT_U),
        tuple(f"{name}_{part}" for part in TEXT_PARTS),
        f"CASE WHEN {a}flat IS NULL OR {b}flat IS NULL THEN 0 WHEN {a}flat = {b}flat THEN 9 WHEN {a}said ="
        f" {b}said THEN 8"
        f" WHEN {like} >= 0.94e0 THEN 7 WHEN {shared} >= 1 AND {shared} = {fewer} THEN 5"
        f" WHEN {like} >= 0.85e0 THEN 4 WHEN {shared} >= 1 THEN 3 WHEN {like} >= 0.75e0 THEN 2 ELSE 1 END",
        f"CASE WHEN {a}flat = {b}flat THEN 1e0 ELSE name_similarity({a}flat, {b}flat) END",
        _shared(name),
        left_only=tuple(f"{name}_{part}" for part in WORD_PARTS),
    )


def _code(name: str, *, prefix: int) -> Comparison:
    a, b, like = f"l_{name}", f"r_{name}", f"{name}_like"
    return Comparison(
        Field(name, TEXT_M, TEXT_U),
        (name,),
        f"CASE WHEN {a} IS NULL OR {b} IS NULL THEN 0 WHEN {a} = {b} THEN 9"
        f" WHEN {like} = 1 OR ({like} = 2 AND name_similarity({a}, {b}) >= 0.9e0) THEN 7"
        f" WHEN substr({a}, 1, {prefix}) = substr({b}, 1, {prefix}) THEN 5 ELSE 1 END",
        f"digit_distance({a}, {b})",
    )


def _flag(name: str, m: Table, u: Table) -> Comparison:
    a, b = f"l_{name}", f"r_{name}"
    return Comparison(
        Field(name, m, u),
        (name,),
        f"CASE WHEN {a} IS NULL OR {b} IS NULL THEN 0 WHEN {a} = {b} THEN 9 ELSE 1 END",
    )


def _family() -> Comparison:
    """Family card of a resident against the member's own and the cards of accepted members who share the member's card
    family.
    """
    own = "l_nkk = r_nkk"
    mates = "l_nkk IN (r_mate_first, r_mate_last)"
    return Comparison(
        Field("family", FAMILY_M, FAMILY_U),
        ("nkk",),
        "CASE WHEN l_nkk IS NULL OR (r_nkk IS NULL AND r_mate_first IS NULL) THEN 0"
        f" WHEN {own} AND {mates} THEN 9 WHEN {mates} THEN 8 WHEN {own} THEN 7 ELSE 1 END",
        right_only=("mate_first", "mate_last"),
    )


def comparison(name: str, *, nik: bool = False) -> Comparison:
    """How field `name` is compared. `nik`: the national id holds place, birth date and serial."""
    if name in NAME_FIELDS:
        return _name(name)
    makers = {
        "birth_date": lambda: _date(name),
        "national_id": lambda: _identity(name, nik=nik),
        "sex": lambda: _flag(name, FLAG_M, FLAG_U),
        "place": lambda: _text(name),
        "village": lambda: _code("village", prefix=8),
        "address": lambda: _text(name),
        "postcode": lambda: _code(name, prefix=3),
        "phone": lambda: _code(name, prefix=8),
        "household": lambda: _flag(name, HOME_M, HOME_U),
        "name_order": lambda: Comparison(Field(name, ORDER_M, ORDER_U), (), "CASE WHEN swapped THEN 1 ELSE 9 END"),
        "free": lambda: Comparison(
            Field(name, FREE_M, FLAG_U), (), "CASE WHEN l_free THEN 9 ELSE 1 END", left_only=("free",)
        ),
        "family": _family,
    }
    return makers[name]()


def compare(engine: Engine, into: str, pairs: str, left: str, right: str, comparisons: Sequence[Comparison]) -> None:
    """Relation `into`: l, r and the pattern code of every pair (l, r) of relation `pairs`; its sides are `left` and
    `right`.
    """
    engine.materialise(into, compared(pairs, left, right, comparisons))


def compared(pairs: str, left: str, right: str, comparisons: Sequence[Comparison]) -> str:
    """The SELECT of `compare`."""
    swap = any(one.field.name == "name_order" for one in comparisons)
    both = list(dict.fromkeys(column for one in comparisons for column in one.columns))
    columns_left = both + [column for one in comparisons for column in one.left_only]
    columns_right = both + [column for one in comparisons for column in one.right_only]
    select = (
        f"SELECT p.l, p.r,"
        f" {', '.join([f'a.{c} AS l_{c}' for c in columns_left] + [f'b.{c} AS r_{c}' for c in columns_right])}"
        f" FROM {pairs} AS p JOIN {left} AS a ON a.key = p.l JOIN {right} AS b ON b.key = p.r"
    )
    if swap:
        select = _unswapped(select, columns_left, columns_right)
    for layer in ("like", "shared"):
        added = [f"{getattr(one, layer)} AS {one.field.name}_{layer}" for one in comparisons if getattr(one, layer)]
        select = f"SELECT *, {', '.join(added)} FROM ({select}) AS t" if added else select
    select = f"SELECT *, {', '.join(f'{one.level} AS {one.field.name}' for one in comparisons)} FROM ({select}) AS t"
    digits = [digit for one in comparisons for digit in _digits(one)]
    code = digits[0]
    for digit in digits[1:]:
        code = f"({code}) * 10 + {digit}"
    return f"SELECT l, r, {code} AS code FROM ({select}) AS t"


def _digits(one: Comparison) -> list[str]:
    level = f"CAST({one.field.name} AS BIGINT)"
    if not one.field.rarity:
        return [level]
    bits = f"least(9, CAST(floor(coalesce({one.bits}, 18e0) / {RARITY_BITS}e0) AS BIGINT))"
    return [level, f"(CASE WHEN {one.field.name} = 0 THEN 0 ELSE {bits} END)"]


def _unswapped(select: str, columns_left: Sequence[str], columns_right: Sequence[str]) -> str:
    """Given and family name of the right side exchanged where that fits clearly better; `swapped` says so."""
    like = {
        (a, b): f"coalesce(name_similarity(l_{a}_flat, r_{b}_flat), 0e0)"
        for a in ("given_name", "family_name")
        for b in ("given_name", "family_name")
    }
    straight = f"{like['given_name', 'given_name']} + {like['family_name', 'family_name']}"
    crossed = f"{like['given_name', 'family_name']} + {like['family_name', 'given_name']}"
    flagged = f"SELECT *, {crossed} >= 0.9e0 AND {crossed} > {straight} + 0.5e0 AS swapped FROM ({select}) AS t"
    kept = [f"l_{c}" for c in columns_left] + [
        f"r_{c}" for c in columns_right if not c.startswith(("given_name_", "family_name_"))
    ]
    for part in NAME_PARTS:
        given, family = f"r_given_name_{part}", f"r_family_name_{part}"
        kept.append(f"CASE WHEN swapped THEN {family} ELSE {given} END AS {given}")
        kept.append(f"CASE WHEN swapped THEN {given} ELSE {family} END AS {family}")
    return f"SELECT l, r, swapped, {', '.join(kept)} FROM ({flagged}) AS t"
