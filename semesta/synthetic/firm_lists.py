"""Four offices' lists of the firms of one made-up city, with the damage of names and numbers, and the truth beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.columns import looked_up, number, typed_addresses
from semesta.synthetic.draw import pick, stream, zipf
from semesta.synthetic.settings import read
from semesta.synthetic.spelling import SLIPS, slips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PLACES = 5
VILLAGES = 107


@dataclass(frozen=True)
class Firms:
    """The firms as they are: words (n, PLACES) by their place in the vocabulary (-1 none), form, numbers, place."""

    words: NDArray[np.int64]
    form: NDArray[np.int32]
    nib: NDArray[np.int64]
    npwp: NDArray[np.int64]
    village: NDArray[np.int64]
    street: NDArray[np.int64]
    house: NDArray[np.int64]
    phone: NDArray[np.int64]
    workers: NDArray[np.int64]


def firm_lists(seed: int, count: int) -> tuple[pa.Table, pa.Table]:
    """(rows in the shape of relation landed_employer, with village_code; truth: file_no, row_number, firm) of `count`
    firms. Same seed, same rows.
    """
    told = read("firm_lists")
    firms = _firms(seed, count, told)
    parts, truths = [], []
    for file_no, (source, rates) in enumerate(told["lists"].items(), 1):
        rng = stream(seed, "firms", source)
        held = np.flatnonzero(rng.random(count) < rates["held"])
        again = held[rng.random(len(held)) < rates["twice"]]
        rows = rng.permutation(np.concatenate([held, again]))
        parts.append(_list(rng, firms, rows, file_no, source, told))
        truths.append((np.full(len(rows), file_no), np.arange(1, len(rows) + 1), rows))
    of_file, row, firm = (np.concatenate(part) for part in zip(*truths, strict=True))
    return pa.concat_tables(parts), pa.table({"file_no": of_file.astype(np.int32), "row_number": row, "firm": firm})


def _firms(seed: int, count: int, told: dict[str, Any]) -> Firms:
    rng = stream(seed, "firms", "firms")
    vocabulary = told["words"].split()
    length = 1 + pick(rng, told["word_counts"], count)
    words = np.stack([pick(rng, zipf(len(vocabulary)), count) for _ in range(PLACES)], axis=1).astype(np.int64)
    words[np.arange(PLACES)[None, :] >= length[:, None]] = -1
    form = pick(rng, list(told["forms"].values()), count)
    words = _once(rng, words, zipf(len(vocabulary)))
    model = rng.integers(0, count, count)
    sequel = np.flatnonzero((rng.random(count) < told["sequel_rate"]) & (length[model] < PLACES))
    words[sequel] = words[model[sequel]]
    words[sequel, length[model[sequel]]] = pick(rng, zipf(len(vocabulary)), len(sequel))
    same = np.flatnonzero(rng.random(count) < told["same_name_rate"])
    words[same], form[same] = words[model[same]], np.maximum(form[model[same]], 1)
    return Firms(
        words, form,
        9_120_000_000_000 + rng.choice(80 * count, count, replace=False).astype(np.int64) * 997,
        10_000_000_000_000 + rng.choice(80 * count, count, replace=False).astype(np.int64) * 8_999_993,
        rng.integers(0, VILLAGES, count), rng.integers(0, 400, count), rng.integers(1, 300, count),
        rng.choice(80 * count, count, replace=False).astype(np.int64) * 13 + 811_000_000_00,
        (1 + rng.lognormal(2.0, 1.2, count)).astype(np.int64),
    )  # fmt: skip


def _once(rng: np.random.Generator, words: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Names that were taken get a word more, as the register of companies asks, until each stands once or is full."""
    for place in range(1, PLACES):
        _, first, turn = np.unique(np.sort(words, axis=1), axis=0, return_index=True, return_inverse=True)
        taken = np.flatnonzero((first[turn.ravel()] != np.arange(len(words))) & (words[:, place] < 0))
        taken = taken[words[taken, place - 1] >= 0]
        words[taken, place] = pick(rng, weights, len(taken))
    return words


def _list(
    rng: np.random.Generator, firms: Firms, rows: NDArray[np.int64], file_no: int, source: str, told: dict[str, Any]
) -> pa.Table:
    size, rates, damage = len(rows), told["lists"][source], told["damage"]
    missing = pa.scalar(None, pa.string())

    def hidden(shown: NDArray[np.bool_], values: pa.Array) -> pa.Array:
        return pc.if_else(pa.array(shown), values, missing)

    village = np.where(rng.random(size) < rates["village"], firms.village[rows], -1)
    codes = [f"16.71.{1 + at % 18:02d}.{1001 + at // 18}" for at in range(VILLAGES)]
    moved = rng.random(size) < damage["address_other"]
    street = np.where(moved, rng.integers(0, 400, size), firms.street[rows])
    house = np.where(moved, rng.integers(1, 300, size), firms.house[rows])
    address = typed_addresses(street, house, rng.integers(0, 30, size))
    phone = np.where(rng.random(size) < damage["phone_other"], 811_999_000_00 + rng.integers(0, 10**6, size),
                     firms.phone[rows])  # fmt: skip
    return pa.table({
        "file_no": pa.array(np.full(size, file_no, np.int32)), "row_number": pa.array(np.arange(1, size + 1)),
        "employer_code": pc.binary_join_element_wise(source[:1], number(rng.permutation(size), 7), ""),
        "nib": hidden(rng.random(size) < rates["nib"], number(firms.nib[rows])),
        "npwp": hidden(rng.random(size) < rates["npwp"], _tax_numbers(rng, firms.npwp[rows], damage)),
        "name": _names(rng, firms, rows, told),
        "address": hidden(rng.random(size) >= damage["address_missing"], address),
        "village_code": hidden(village >= 0, looked_up(codes, village)),
        "worker_count": number(np.maximum(1, firms.workers[rows] + rng.integers(-1, 2, size))),
        "source": pa.array([source] * size),
        "phone": hidden(rng.random(size) < rates["phone"], pc.binary_join_element_wise("0", number(phone), "")),
    })  # fmt: skip


def _tax_numbers(rng: np.random.Generator, npwp: NDArray[np.int64], damage: dict[str, float]) -> pa.Array:
    """15 digits with dots, 15 bare, 16 with a zero in front, 22 of a branch; some with a slip in one digit."""
    slip = rng.random(len(npwp)) < damage["npwp_typo"]
    place = np.power(np.int64(10), rng.integers(0, 11, len(npwp)))
    digit = npwp // place % 10
    npwp = np.where(slip, npwp + ((digit + 1) % 10 - digit) * place, npwp)
    bare = number(npwp, 15)
    dotted = pc.replace_substring_regex(bare, r"^(\d\d)(\d\d\d)(\d\d\d)(\d)(\d\d\d)(\d\d\d)$", r"\1.\2.\3.\4-\5.\6")
    zero = pc.binary_join_element_wise("0", bare, "")
    style = np.where(rng.random(len(npwp)) < damage["npwp_branch"], 3, rng.integers(0, 3, len(npwp)))
    return pc.choose(pa.array(style), dotted, bare, zero, pc.binary_join_element_wise(zero, "000001", ""))


def _names(rng: np.random.Generator, firms: Firms, rows: NDArray[np.int64], told: dict[str, Any]) -> pa.Array:
    damage, size = told["damage"], len(rows)
    vocabulary = told["words"].split()
    words, form = firms.words[rows].copy(), firms.form[rows].astype(np.int64)
    length = (words >= 0).sum(axis=1)
    some = np.flatnonzero((rng.random(size) < damage["word_lost"]) & (length > 2))
    words[some, length[some] - 1] = -1
    some = np.flatnonzero((rng.random(size) < damage["words_swapped"]) & (length > 1))
    words[some, 0], words[some, 1] = words[some, 1].copy(), words[some, 0].copy()
    texts = _written_words(rng, words, vocabulary, told)
    joined = pa.array(rng.random(size) < damage["name_joined"])
    name = pc.utf8_trim_whitespace(pc.binary_join_element_wise(*texts, " "))
    name = pc.replace_substring_regex(name, r" +", " ")
    name = pc.if_else(joined, pc.replace_substring(name, " ", "", max_replacements=1), name)
    other = rng.random(size) < damage["form_other"]
    form = np.where(other, (form + 1) % 2, form)
    return _with_form(rng, name, form, told)


def _written_words(
    rng: np.random.Generator, words: NDArray[np.int64], vocabulary: Sequence[str], told: dict[str, Any]
) -> list[pa.Array]:
    """Each word whole, shortened or mistyped; at most one word of a name has a slip."""
    size, many = len(words), len(vocabulary)
    forms = [*vocabulary, *(told["shortened"].get(word, word) for word in vocabulary)]
    forms += [slip for word in vocabulary for slip in slips(word)]
    short = rng.random(size) < told["damage"]["name_shortened"]
    slipped = np.where(rng.random(size) < told["damage"]["name_typo"], rng.integers(0, 2, size), -1)
    texts = []
    for place in range(PLACES):
        word = words[:, place]
        shown = np.where(short, word + many, word)
        shown = np.where(slipped == place, 2 * many + word * SLIPS + rng.integers(0, SLIPS, size), shown)
        texts.append(looked_up(forms, np.where(word < 0, -1, shown)))
    return texts


def _with_form(rng: np.random.Generator, name: pa.Array, form: NDArray[np.int64], told: dict[str, Any]) -> pa.Array:
    size, damage = len(form), told["damage"]
    kinds = list(told["forms"])
    spellings = [text for kind in kinds for text in told["form_spellings"][kind]]
    styles = len(spellings) // len(kinds)
    lost = rng.random(size) < damage["form_lost"]
    behind = ~lost & (rng.random(size) < damage["form_behind"])
    front = looked_up(spellings, np.where(lost | behind, -1, form * styles + rng.integers(0, styles, size)))
    back = looked_up([f", {kind}" for kind in kinds], np.where(behind, form, -1))
    tail = looked_up(told["tails"], np.where(rng.random(size) < damage["tail"],
                                             rng.integers(0, len(told["tails"]), size), -1))  # fmt: skip
    return pc.binary_join_element_wise(front, name, tail, back, "")


def score_firms(found: pa.Table, truth: pa.Table) -> dict[str, float]:
    """Pairs of rows said to be one firm against the truth: right, given, wanted, precision, recall, f1.

    `found`: employer_row_id, firm_row_id.
    """
    row_id = np.asarray(truth["file_no"]).astype(np.int64) * 100_000_000 + np.asarray(truth["row_number"])
    order = np.argsort(row_id)
    ids = np.asarray(found["employer_row_id"])
    firm = np.asarray(truth["firm"])[order][np.searchsorted(row_id[order], ids)].astype(np.int64)
    label = np.asarray(found["firm_row_id"]).astype(np.int64)
    both = np.stack([firm, label], axis=1)
    given, wanted, right = (_pairs(part) for part in (label[:, None], firm[:, None], both))
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-12)
    return {"right": right, "given": given, "wanted": wanted, "precision": precision, "recall": recall, "f1": f1}


def _pairs(keys: NDArray[np.int64]) -> int:
    _, counts = np.unique(keys, axis=0, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())
