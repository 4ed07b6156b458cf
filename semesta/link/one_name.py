"""One name made comparable in plain Python, as words.py does a whole dictionary in SQL: for a search box.

Both must say the same of every name; tests/unit/test_link_one_name.py holds them to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from semesta.link.words import ACCENTED, NO_NAME, PHRASES, PLAIN, SOUNDS, WORDS, variants

_LETTERS = str.maketrans(ACCENTED, PLAIN, "'`’´")
_OTHER_SIGNS = re.compile(r"[^A-Z0-9]+")
_NO_NAME = re.compile(NO_NAME)


def sounds_of(name: str) -> tuple[str, ...]:
    """The words of a name by their sound, sorted; () for a text that is no name."""
    plain = _OTHER_SIGNS.sub(" ", name.replace("ß", "ss").upper().translate(_LETTERS)).strip()
    if not plain or _NO_NAME.match(plain):
        return ()
    plain = _with_phrase(plain)
    words = plain.split(" ")
    words = [*words[: WORDS - 1], "".join(words[WORDS - 1 :])] if len(words) >= WORDS else words
    heard = [sound for place, word in enumerate(words) if (sound := _heard(word, first=place == 0))]
    return tuple(sorted(heard or plain.split(" ")))


def _with_phrase(plain: str) -> str:
    """A title of two words at the beginning in its short form; of several that fit, the last listed."""
    for old, new in reversed(PHRASES):
        if plain.startswith(old):
            return new + plain[len(old) :]
    return plain


@lru_cache(maxsize=1)
def _variants() -> dict[str, tuple[str | None, bool]]:
    return {row["word"]: (row["canon"], row["late"]) for row in variants().to_pylist()}


def _heard(word: str, *, first: bool) -> str | None:
    """How one word sounds; None for a title or filler that says nothing in this place."""
    canon, late = _variants().get(word, (word, False))
    if canon is None:
        if not (first and late):
            return None
        canon = word
    sound = canon
    for old, new in SOUNDS:
        sound = sound.replace(old, new)
    if sound.endswith("D"):
        sound = sound[:-1] + "T"
    return sound or canon
