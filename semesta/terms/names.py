"""Every way a place name is written: digits, words and Roman numbers, Sei and Sungai, `D. I`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from semesta.terms.text import NAME_PREFIX_PATTERN

_UNITS = ("", "SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN", "SEMBILAN")
_ROMANS = (
    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip
_ROMAN_VALUE = {roman: value for value, roman in enumerate(_ROMANS) if roman}
_RIVER = ("SUNGAI", "SUNGEI", "SEI")
_RIVER_JOINED = re.compile(r"^(SUNGAI|SUNGEI)([A-Z]{3,})$")
_TOKEN = re.compile(r"[0-9]+|[A-Z]+")
_PREFIX = re.compile(NAME_PREFIX_PATTERN)
_MOST = 48
WORTH_TRYING = re.compile(
    r"(?i)[0-9]|\b(" + "|".join((*_RIVER, *_UNITS[1:], "SEPULUH", "SEBELAS", *_ROMANS[1:])) + r")\b|\bsung[ae]i"
)


def number_words(number: int) -> str:
    """`35` is TIGAPULUHLIMA; 1 to 99, otherwise a ValueError."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, unit = divmod(number, 10)
    if number in (10, 11):
        return ("SEPULUH", "SEBELAS")[number - 10]
    if tens == 1:
        return _UNITS[unit] + "BELAS"
    return (_UNITS[tens] + "PULUH" if tens else "") + _UNITS[unit]


_NUMBER_OF_WORDS = {number_words(number): number for number in range(1, 100)}


def _number_at(tokens: list[str], at: int) -> tuple[int, int] | None:
    """(number, tokens used) of the longest number in words that starts here: DUA PULUH ENAM, SEBELAS, LIMA."""
    for length in (3, 2, 1):
        number = _NUMBER_OF_WORDS.get("".join(tokens[at : at + length]))
        if number is not None and at + length <= len(tokens):
            return number, length
    return None


def _spellings(number: int, first: bool) -> tuple[str, ...]:
    roman = (_ROMANS[number],) if number < len(_ROMANS) and not first else ()
    words = (number_words(number),) if 1 <= number <= 99 else ()
    return (str(number), *words, *roman)


def _choices(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    at = 0
    while at < len(tokens):
        word, used = tokens[at], 1
        spoken = _number_at(tokens, at)
        joined = _RIVER_JOINED.match(word)
        if spoken:
            number, used = spoken
            yield _spellings(number, at == 0)
        elif word.isdigit():
            yield (*_spellings(int(word), at == 0), word)
        elif at and word in _ROMAN_VALUE:
            yield _spellings(_ROMAN_VALUE[word], False)
        elif word in _RIVER:
            yield _RIVER
        elif joined:
            yield tuple(river + joined[2] for river in _RIVER)
        elif word == "D" and at and at + 1 < len(tokens) and (tokens[at + 1] in _ROMAN_VALUE):
            yield ("D", "")
        else:
            yield (word,)
        at += used


def name_variants(name: str) -> frozenset[str]:
    """Every name key under which this place may be found, the key of the name itself among them (at most 48)."""
    words = " ".join(_TOKEN.findall(name.upper()))
    tokens = _PREFIX.sub("", words).split()
    if not tokens:
        return frozenset()
    built = ("".join(parts) for parts in itertools.product(*_choices(tokens)))
    return frozenset({"".join(tokens), *itertools.islice(built, _MOST)})
