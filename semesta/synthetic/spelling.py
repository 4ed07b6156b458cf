"""How one name token may come to be written: other spellings and slips of the finger."""

from __future__ import annotations

import csv
import io
import zlib
from functools import lru_cache
from importlib.resources import files

VARIANTS = 6
SLIPS = 8
NEIGHBOURS = {
    "A": "SQZ",
    "B": "VNG",
    "C": "XVD",
    "D": "SFE",
    "E": "WRI",
    "F": "DGR",
    "G": "FHT",
    "H": "GJY",
    "I": "UOY",
    "J": "HKU",
    "K": "JLI",
    "L": "KOP",
    "M": "NJK",
    "N": "MBH",
    "O": "IPL",
    "P": "OL",
    "Q": "WA",
    "R": "ETF",
    "S": "ADW",
    "T": "RYG",
    "U": "YIJ",
    "V": "CBF",
    "W": "QES",
    "X": "ZCS",
    "Y": "TUH",
    "Z": "XAS",
}
SWAPS = (
    ("OE", "U"),
    ("U", "OE"),
    ("DJ", "J"),
    ("TJ", "C"),
    ("SY", "S"),
    ("KH", "H"),
    ("F", "P"),
    ("V", "P"),
    ("Z", "J"),
    ("Z", "S"),
    ("DZ", "Z"),
    ("Q", "K"),
    ("AE", "AI"),
    ("AI", "AE"),
    ("TH", "T"),
    ("DH", "D"),
    ("SH", "S"),
    ("CH", "H"),
    ("IY", "I"),
    ("P", "F"),
    ("EI", "I"),
)
ENDS = (("D", "T"), ("AH", "A"), ("I", "Y"), ("Y", "I"), ("IE", "I"), ("A", "AH"), ("T", "D"), ("N", "NG"))


@lru_cache(maxsize=1)
def known_spellings() -> dict[str, tuple[str, ...]]:
    """Token → other spellings in use, from the names table of the terms (both ways round)."""
    text = (files("semesta.terms") / "data" / "names" / "varian_ejaan_id.csv").read_text(encoding="utf-8")
    known: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["kelompok"].startswith("nama_"):
            known[row["bentuk_baku"]] = tuple(form for form in row["varian"].split("|") if len(form) > 1)
    return known


def spellings(token: str) -> list[str]:
    """Up to VARIANTS other spellings of a token; the token itself when it has none."""
    found = list(known_spellings().get(token, ()))
    base = token.rstrip(".")
    if len(base) >= 4:
        found += [base.replace(old, new, 1) for old, new in SWAPS if old in base]
        found += [base[: -len(old)] + new for old, new in ENDS if base.endswith(old)]
        found += [base[:at] + base[at + 1 :] for at in range(1, len(base)) if base[at] == base[at - 1]]
        found += [base[:at] + base[at] + base[at:] for at in range(2, len(base) - 1) if base[at] in "LNSTDR"]
    seen = [form for form in dict.fromkeys(found) if form != token and form]
    turn = zlib.crc32(token.encode()) % max(len(seen), 1)
    return (seen[turn:] + seen[:turn])[:VARIANTS] or [token]


def slips(token: str) -> list[str]:
    """SLIPS mistypings of a token: a key beside, a letter lost, doubled, two swapped, or a token broken in two."""
    if len(token) < 3:
        return [token] * SLIPS
    chances = (zlib.crc32(f"slip {kind} {token}".encode()) for kind in range(SLIPS))
    return [_slip(token, chance % len(token), kind, chance / 2**32) for kind, chance in enumerate(chances)]


def _slip(token: str, at: int, kind: int, chance: float) -> str:
    letter = token[at]
    if kind in (0, 1, 2):
        near = NEIGHBOURS.get(letter, "A")
        return token[:at] + near[int(chance * len(near))] + token[at + 1 :]
    if kind in (3, 4):
        return token[:at] + token[at + 1 :]
    if kind == 5:
        return token[:at] + letter + token[at:]
    if kind == 6 and at + 1 < len(token):
        return token[:at] + token[at + 1] + letter + token[at + 2 :]
    middle = max(2, min(len(token) - 2, at))
    return token[:middle] + " " + token[middle:] if len(token) >= 6 else token[:at] + "E" + token[at:]
