"""Damage as real files have it, drawn on whole columns: names, NIK, birth days. Rates are in settings/damage.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.draw import pick
from semesta.synthetic.names import CLAN, FIRST, HONOUR, LINEAGE, SUFFIX, clan_codes, short_forms, vocabulary, written
from semesta.synthetic.numbers import FIRST_DAY, calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NIK_KINDS = (
    "",
    "empty",
    "other_person",
    "typo",
    "swapped_digits",
    "excel_rounded",
    "scientific",
    "short",
    "long",
    "temporary",
    "not_number",
    "cosmetic",
)
NAME_KINDS = ("", "variant", "initial", "drop", "swap", "join", "typo", "two_typos", "cut", "marker", "other_person")
BIRTH_KINDS = ("", "swapped", "placeholder", "year", "day", "month", "empty", "other")
NO_DAY = -1_000_000  # a birth day that is not written


def unusable_rate(rates: Mapping[str, Any], damage: float) -> float:
    """Share of unusable NIK: straight lines through the values at damage 0, 1 and 2."""
    low, middle, high = (float(rates["unusable_rate"][f"at_{step}"]) for step in (0, 1, 2))
    return low + (middle - low) * damage if damage <= 1 else min(middle + (high - middle) * (damage - 1), 0.9)


def draw_kinds(
    rng: np.random.Generator, chance: NDArray[Any], kinds: tuple[str, ...], shares: Mapping[str, float]
) -> NDArray[np.int8]:
    """For each row 0 (undamaged) or the place of a kind of damage; `chance` is the row's chance of any."""
    kind = np.zeros(len(chance), np.int8)
    hit = np.flatnonzero(rng.random(len(chance)) < chance)
    kind[hit] = 1 + pick(rng, [shares.get(name, 0.0) for name in kinds[1:]], len(hit))
    return kind


def put_titles(
    rng: np.random.Generator, names: NDArray[np.int32], honour_rate: float, short_rate: float, lost_rate: float
) -> None:
    """Honours kept or left out and lineage parts written short or left out, in place."""
    size = len(names)
    titled = (names[:, HONOUR] > 0) | (names[:, SUFFIX] > 0)
    keep = rng.random(size) < honour_rate
    names[titled & ~keep, HONOUR] = 0
    names[titled & ~keep, SUFFIX] = 0
    lined = np.flatnonzero(names[:, LINEAGE] > 0)
    chance = rng.random(len(lined))
    whole, short = short_forms()
    order = np.argsort(whole)
    at = order[np.searchsorted(whole[order], names[lined, LINEAGE])]
    form = np.where(chance < short_rate, short[at, rng.integers(0, 3, len(lined))], names[lined, LINEAGE])
    form = np.where(chance > 1 - lost_rate, 0, form)
    names[lined, LINEAGE] = form


def _one_token(rng: np.random.Generator, names: NDArray[np.int32]) -> NDArray[np.int64]:
    """The column of one given token of each row, drawn evenly."""
    count = (names[:, FIRST:CLAN] > 0).sum(axis=1)
    column: NDArray[np.int64] = FIRST + (rng.random(len(names)) * np.maximum(count, 1)).astype(np.int64)
    return column


def damage_tokens(rng: np.random.Generator, names: NDArray[np.int32], kind: NDArray[np.int8]) -> None:
    """Token-wise damage written into `names`: other spellings, initials, lost and swapped tokens, slips."""
    words = vocabulary()
    for name, table in (
        ("variant", words.variant),
        ("typo", words.slip),
        ("two_typos", words.slip),
        ("two_typos", words.slip),
    ):
        rows = np.flatnonzero(kind == NAME_KINDS.index(name))
        column = _one_token(rng, names[rows])
        token = names[rows, column]
        names[rows, column] = table[token, rng.integers(0, table.shape[1], len(rows))]
    count = (names[:, FIRST:CLAN] > 0).sum(axis=1)
    rows = np.flatnonzero((kind == NAME_KINDS.index("initial")) & (count > 1))
    column = _one_token(rng, names[rows])
    names[rows, column] = words.initial[names[rows, column]]
    rows = np.flatnonzero((kind == NAME_KINDS.index("drop")) & (count > 1))
    column = np.where(rng.random(len(rows)) < 0.15, FIRST, FIRST + count[rows] - 1)
    names[rows, column] = 0
    clans = np.isin(names[:, CLAN], clan_codes()[0])
    rows = np.flatnonzero((kind == NAME_KINDS.index("drop")) & (count == 1) & clans)
    names[rows, CLAN] = 0
    rows = np.flatnonzero((kind == NAME_KINDS.index("swap")) & (count > 1))
    first = names[rows, FIRST].copy()
    names[rows, FIRST] = names[rows, FIRST + 1]
    names[rows, FIRST + 1] = first
    _markers(rng, names, kind)


def _markers(rng: np.random.Generator, names: NDArray[np.int32], kind: NDArray[np.int8]) -> None:
    """(ALM), BIN and BINTI with a father's name behind."""
    words = vocabulary()
    rows = np.flatnonzero((kind == NAME_KINDS.index("marker")) & (names[:, CLAN] == 0))
    alm = rng.random(len(rows)) < 0.3
    names[rows[alm], SUFFIX] = words.code["(ALM)"]
    nasab = rows[~alm]
    codes, weights = words.groups["given_male_old"]
    names[nasab, CLAN] = np.where(rng.random(len(nasab)) < 0.6, words.code["BIN"], words.code["BINTI"])
    names[nasab, SUFFIX] = codes[pick(rng, weights, len(nasab))]


def written_with_damage(rng: np.random.Generator, names: NDArray[np.int32], kind: NDArray[np.int8]) -> pa.Array:
    """The text of damaged names: tokens joined without a space where `kind` is join, cut where it is cut."""
    text = written(names)
    join = pa.array(kind == NAME_KINDS.index("join"))
    text = pc.if_else(join, pc.replace_substring(text, " ", "", max_replacements=1), text)
    for limit, share in ((12, 0.4), (16, 0.6)):
        cut = pa.array((kind == NAME_KINDS.index("cut")) & (rng.random(len(kind)) < share))
        text = pc.if_else(cut, pc.utf8_rtrim_whitespace(pc.utf8_slice_codeunits(text, 0, limit)), text)
    return text


def damage_birth(rng: np.random.Generator, birth: NDArray[np.int32], kind: NDArray[np.int8]) -> NDArray[np.int32]:
    """Birth days as a file gives them; NO_DAY where none is written."""
    year, month, day = (part[birth - FIRST_DAY].astype(np.int64) for part in calendar())
    rows = {name: np.flatnonzero(kind == at) for at, name in enumerate(BIRTH_KINDS)}
    some = rows["swapped"]
    low = some[day[some] <= 12]
    month[low], day[low] = day[low], month[low]
    some = np.setdiff1d(some, low)
    day[some] = day[some] - 1
    some = rows["placeholder"]
    choice = pick(rng, (0.5, 0.2, 0.3), len(some))
    month[some], day[some] = np.array([1, 7, 12])[choice], np.array([1, 1, 31])[choice]
    some = rows["year"]
    year[some] += np.array([-1, 1, -10, 10, -2, 2])[pick(rng, (0.35, 0.35, 0.1, 0.08, 0.06, 0.06), len(some))]
    some = rows["day"]
    day[some] = (
        day[some] - 1 + np.array([1, -1, 10, -10, 2, 3])[pick(rng, (0.3, 0.25, 0.2, 0.15, 0.05, 0.05), len(some))]
    ) % 28 + 1
    some = rows["month"]
    month[some] = (month[some] - 1 + np.array([1, -1, 2, 6, 10])[rng.integers(0, 5, len(some))]) % 12 + 1
    some = rows["other"]
    year[some] += rng.integers(-8, 9, len(some))
    month[some], day[some] = rng.integers(1, 13, len(some)), rng.integers(1, 29, len(some))
    touched = np.flatnonzero(kind)
    result = birth.copy()
    result[touched] = _days(year[touched], month[touched], day[touched])
    result[rows["empty"]] = NO_DAY
    return result


def _days(year: NDArray[Any], month: NDArray[Any], day: NDArray[Any]) -> NDArray[np.int32]:
    """The day number; a day that a month does not have becomes its last."""
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    start = first.astype("datetime64[D]").astype(np.int64)
    length = (first + 1).astype("datetime64[D]").astype(np.int64) - start
    days: NDArray[np.int32] = (start + np.minimum(day, length) - 1).astype(np.int32)
    return days


def _power(rng: np.random.Generator, places: int, size: int) -> NDArray[np.int64]:
    """10 to a random place below `places`."""
    return np.power(np.int64(10), rng.integers(0, places, size))


def damage_nik(rng: np.random.Generator, nik: NDArray[np.int64], kind: NDArray[np.int8]) -> NDArray[np.int64]:
    """Digits changed where the kind changes digits only; the other kinds are made when the text is written."""
    out = nik.copy()
    rows = np.flatnonzero(kind == NIK_KINDS.index("typo"))
    power = _power(rng, 15, len(rows))
    digit = out[rows] // power % 10
    out[rows] += ((digit + rng.integers(1, 10, len(rows))) % 10 - digit) * power
    rows = np.flatnonzero(kind == NIK_KINDS.index("swapped_digits"))
    power = _power(rng, 14, len(rows))
    low, high = out[rows] // power % 10, out[rows] // (power * 10) % 10
    out[rows] = out[rows] + (low - high) * power * 9
    rows = np.flatnonzero(kind == NIK_KINDS.index("excel_rounded"))
    out[rows] = out[rows] // 10 * 10
    rows = np.flatnonzero(kind == NIK_KINDS.index("short"))
    power = _power(rng, 15, len(rows))
    out[rows] = out[rows] // (power * 10) * power + out[rows] % power
    rows = np.flatnonzero(kind == NIK_KINDS.index("long"))
    power = _power(rng, 15, len(rows))
    out[rows] = out[rows] // power * power * 10 + (out[rows] // power % 10) * power + out[rows] % power
    return out


def written_nik(nik: NDArray[np.int64], kind: NDArray[np.int8], village: NDArray[np.int64]) -> pa.Array:
    """NIK as text with the damage that is a matter of writing. `village` is the 10-digit code for temporary numbers."""
    text = pc.cast(pa.array(nik), pa.string())
    special = np.flatnonzero(
        np.isin(
            kind, [NIK_KINDS.index(name) for name in ("empty", "scientific", "temporary", "not_number", "cosmetic")]
        )
    )
    if not len(special):
        return text
    mask = np.zeros(len(nik), bool)
    mask[special] = True
    return pc.replace_with_mask(text, pa.array(mask), _special_nik(nik[special], kind[special], village[special]))


def _special_nik(nik: NDArray[np.int64], kind: NDArray[np.int8], village: NDArray[np.int64]) -> pa.Array:
    text = pc.cast(pa.array(nik), pa.string())
    short = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(text, 0, 1), ",", pc.utf8_slice_codeunits(text, 1, 6), "E+15", ""
    )
    temporary = pc.binary_join_element_wise(
        "0",
        pc.cast(pa.array(village), pa.string()),
        pc.utf8_lpad(pc.cast(pa.array(nik % 89_999 + 1), pa.string()), 5, "0"),
        "",
    )
    filler = pa.array(np.array(["9999999999999999", "0", "1234567890123456", "0000000000000000"])[nik % 4])
    made = pc.if_else(pa.array(nik % 3 == 0), filler, temporary)
    odd = pa.array(np.array(["-", "TIDAK ADA", "X", "BELUM ADA NIK"])[nik % 4])
    cosmetic = pc.if_else(
        pa.array(nik % 4 == 0),
        pc.binary_join_element_wise("'", text, ""),
        pc.binary_join_element_wise(text, pa.array(np.array([".0", "\u00a0", " ", ".0"])[nik % 4]), ""),
    )
    result = text
    for name, form in (("scientific", short), ("temporary", made), ("not_number", odd), ("cosmetic", cosmetic)):
        result = pc.if_else(pa.array(kind == NIK_KINDS.index(name)), form, result)
    return pc.if_else(pa.array(kind == NIK_KINDS.index("empty")), pa.scalar("", pa.string()), result)
