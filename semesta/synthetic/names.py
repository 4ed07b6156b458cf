"""Indonesian names for made-up people: tokens with realistic skew, inherited parts, and their written forms.

A name is a row of eight token codes (0 = nothing): honour, lineage part, four given tokens, clan, suffix. Codes index
one vocabulary, so that all work on names is on whole columns of numbers and text is made only when a file is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.draw import pick, zipf
from semesta.synthetic.settings import read
from semesta.synthetic.spelling import SLIPS, VARIANTS, slips, spellings

if TYPE_CHECKING:
    from numpy.typing import NDArray

HONOUR, LINEAGE, FIRST, CLAN, SUFFIX, WIDTH = 0, 1, 2, 6, 7, 8
GIVEN = slice(FIRST, CLAN)
COHORTS = ("old", "mid", "young")
MARKERS = ("(ALM)", "BIN", "BINTI", "ALM", ",", "BY", "NY")
Codes = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True)
class Vocabulary:
    """All tokens and, for each, the codes of its other written forms."""

    text: pa.Array  # code → text, code 0 → null
    code: dict[str, int]
    variant: Codes  # [tokens, VARIANTS]
    slip: Codes  # [tokens, SLIPS]
    initial: Codes  # 'A.' or 'A'
    twin: Codes  # the token that comes next in the alphabet: RINA → RINI
    groups: dict[str, tuple[Codes, NDArray[np.float64]]]  # name of a list → codes and weights
    muhammad: tuple[Codes, NDArray[np.float64]]


def _tail(sex: str) -> list[str]:
    parts = read("names")["syllables"]
    return [
        a + b + c for a in parts["start"].split() for b in parts["middle"].split() for c in parts[f"{sex}_end"].split()
    ]


def _lists() -> dict[str, list[str]]:
    settings = read("names")
    lists = {f"given_{key}": value.split() for key, value in settings["given"].items()}
    lists |= {f"following_{key}": value.split() for key, value in settings["following"].items()}
    lists |= {f"tail_{sex}": _tail(sex) for sex in ("male", "female")}
    lists |= {f"clan_{key}": value["names"].split() for key, value in settings["clans"].items()}
    lists |= {f"chinese_{key}": value.split() for key, value in settings["chinese_given"].items()}
    lists |= {key: list(value) for key, value in settings["honours"].items()}
    lists["muhammad"] = list(settings["muhammad"])
    lists["marker"] = list(MARKERS)
    for row in settings["lineages"]:
        lists[f"lineage_{row['son']}"] = [row["son"], row["daughter"], *row["son_short"], *row["daughter_short"]]
    return {key: list(dict.fromkeys(value)) for key, value in lists.items()}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The one vocabulary; the same on every machine and in every run."""
    lists = _lists()
    code: dict[str, int] = {"": 0}
    for tokens in lists.values():
        for token in tokens:
            code.setdefault(token, len(code))
    base = list(code)
    variant = [
        [code.setdefault(form, len(code)) for form in _padded(spellings(token), VARIANTS)] if token else [0] * VARIANTS
        for token in base
    ]
    slip = [[code.setdefault(form, len(code)) for form in slips(token)] if token else [0] * SLIPS for token in base]
    initial = [code.setdefault(_initial(token), len(code)) if token else 0 for token in base]
    count = len(code)
    groups = {
        key: (np.array([code[t] for t in tokens], np.int32), zipf(len(tokens), 60.0 if "tail" in key else 6.0))
        for key, tokens in lists.items()
    }
    settings = read("names")
    return Vocabulary(
        text=pa.array([text or None for text in code], pa.string()),
        code=code,
        variant=_extended(np.array(variant, np.int32), count),
        slip=_extended(np.array(slip, np.int32), count),
        initial=_extended(np.array(initial, np.int32)[:, None], count)[:, 0],
        twin=_twins(lists, code, count),
        groups=groups,
        muhammad=(
            np.array([code[t] for t in settings["muhammad"]], np.int32),
            np.array(settings["muhammad_weight"], float),
        ),
    )


def _padded(forms: list[str], count: int) -> list[str]:
    return (forms * count)[:count]


def _initial(token: str) -> str:
    return token[0] + ("." if len(token) % 3 else "")


def _extended(known: Codes, count: int) -> Codes:
    """Tokens beyond the base list stand for themselves."""
    rest = np.arange(len(known), count, dtype=np.int32)
    return np.vstack([known, np.repeat(rest[:, None], known.shape[1], axis=1)])


def _twins(lists: dict[str, list[str]], code: dict[str, int], count: int) -> Codes:
    twin = np.arange(count, dtype=np.int32)
    for key, tokens in lists.items():
        if key.startswith(("given", "tail", "chinese")):
            ordered = sorted(tokens)
            for first, second in zip(ordered, ordered[1:] + ordered[:1], strict=True):
                twin[code[first]] = code[second]
    return twin


def cohort(birth_year: NDArray[Any]) -> NDArray[np.int8]:
    """0 born before 1968, 1 before 1995, 2 later."""
    return (np.asarray(birth_year) >= 1968).astype(np.int8) + (np.asarray(birth_year) >= 1995)


def draw_given(rng: np.random.Generator, female: NDArray[np.bool_], cohorts: NDArray[np.int8]) -> Codes:
    """[people, 8] codes with the given tokens filled."""
    words = vocabulary()
    names = np.zeros((len(female), WIDTH), np.int32)
    how_many = np.array([[0.34, 0.50, 0.16, 0.0], [0.12, 0.58, 0.28, 0.02], [0.03, 0.42, 0.45, 0.10]])
    for sex_at, sex in enumerate(("male", "female")):
        for age_at, age in enumerate(COHORTS):
            rows = np.flatnonzero((female == bool(sex_at)) & (cohorts == age_at))
            tokens = pick(rng, how_many[age_at], len(rows)) + 1
            for place in range(4):
                some = rows[tokens > place]
                names[some, FIRST + place] = _token(rng, words, sex, age, place, len(some))
    _put_muhammad(rng, words, names, female, cohorts)
    return names


def _token(rng: np.random.Generator, words: Vocabulary, sex: str, age: str, place: int, size: int) -> Codes:
    main = words.groups[f"{'following' if place else 'given'}_{sex}_{age}"]
    other = words.groups[f"given_{sex}_{age}"]
    tail = words.groups[f"tail_{sex}"]
    source = pick(rng, (0.70, 0.14, 0.16) if place else (0.80, 0.0, 0.20), size)
    token = np.zeros(size, np.int32)
    for at, (codes, weights) in enumerate((main, other, tail)):
        rows = np.flatnonzero(source == at)
        token[rows] = codes[pick(rng, weights, len(rows))]
    return token


def _put_muhammad(
    rng: np.random.Generator, words: Vocabulary, names: Codes, female: NDArray[np.bool_], cohorts: NDArray[np.int8]
) -> None:
    share = np.array([0.05, 0.10, 0.20])[cohorts]
    rows = np.flatnonzero(~female & (rng.random(len(names)) < share) & (names[:, CLAN - 1] == 0))
    names[rows, FIRST + 1 : CLAN] = names[rows, FIRST : CLAN - 1]
    codes, weights = words.muhammad
    names[rows, FIRST] = codes[pick(rng, weights, len(rows))]


def draw_lineage(rng: np.random.Generator, size: int) -> NDArray[np.int16]:
    """A family line for each: 0 none, 1-4 an old Palembang line, 100 + place among all clan names."""
    settings = read("names")
    lines = settings["lineages"]
    clans = [(f"clan_{key}", value["share"]) for key, value in settings["clans"].items()]
    shares = [row["share"] for row in lines] + [share for _, share in clans]
    kind = pick(rng, [1 - sum(shares), *shares], size)
    line = kind.astype(np.int16)
    offset = 100
    for at, (key, _) in enumerate(clans, start=len(lines) + 1):
        codes, weights = vocabulary().groups[key]
        rows = np.flatnonzero(kind == at)
        line[rows] = offset + pick(rng, weights, len(rows))
        offset += len(codes)
    return line


@lru_cache(maxsize=1)
def clan_codes() -> tuple[Codes, int]:
    """Token code of every clan name in the order of `draw_lineage`, and the place where the Chinese names begin."""
    words = vocabulary()
    keys = [f"clan_{key}" for key in read("names")["clans"]]
    codes = np.concatenate([words.groups[key][0] for key in keys])
    return codes, sum(len(words.groups[key][0]) for key in keys if key != "clan_chinese")


def put_lineage(rng: np.random.Generator, names: Codes, line: NDArray[np.int16], female: NDArray[np.bool_]) -> None:
    """Lineage parts and clan names written into `names`; bearers of a Chinese name get given names of that group."""
    words = vocabulary()
    for at, row in enumerate(read("names")["lineages"], start=1):
        here = line == at
        names[here, LINEAGE] = np.where(female[here], words.code[row["daughter"]], words.code[row["son"]])
    codes, chinese = clan_codes()
    bearer = np.flatnonzero(line >= 100)
    names[bearer, CLAN] = codes[line[bearer] - 100]
    for flag, sex in ((False, "male"), (True, "female")):
        rows = np.flatnonzero((line >= 100 + chinese) & (female == flag))
        given, weights = words.groups[f"chinese_{sex}"]
        names[rows, FIRST] = given[pick(rng, weights, len(rows))]
        names[rows, FIRST + 2 : CLAN] = 0


@lru_cache(maxsize=1)
def short_forms() -> tuple[Codes, Codes]:
    """Tokens of lineage parts and, beside each, its three short forms."""
    words = vocabulary()
    whole, short = [], []
    for row in read("names")["lineages"]:
        for side in ("son", "daughter"):
            whole.append(words.code[row[side]])
            short.append([words.code[form] for form in _padded(row[f"{side}_short"], 3)])
    return np.array(whole, np.int32), np.array(short, np.int32)


def written(names: Codes) -> pa.Array:
    """The text of each row of codes: tokens with one space between."""
    words = vocabulary()
    used = [column for column in range(WIDTH) if len(names) and names[:, column].any()]
    if not used:
        return pa.array([""] * len(names), pa.string())
    parts = [words.text.take(pa.array(names[:, column])) for column in used]
    return pc.binary_join_element_wise(*parts, " ", null_handling="skip")
