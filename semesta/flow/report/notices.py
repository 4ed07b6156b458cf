"""What a reader must know of the files before believing the figures: old data, files without a day, files not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.flow.report.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semesta.flow.report.facts import Facts
    from semesta.terms.numbers import Numbers

JUDGED_KINDS = ("resident", "member")


def notices(facts: Facts, numbers: Numbers) -> list[str]:
    """One sentence each, the most serious first; nothing when every file is of the month judged and was read."""
    return [*_old(facts, numbers), *_undated(facts, numbers), *_unread(facts, numbers)]


def _old(facts: Facts, numbers: Numbers) -> Iterator[str]:
    """Register or membership file of another month than the one judged."""
    for kind in JUDGED_KINDS:
        days = [item.data_on for item in facts.files if item.kind == kind and item.data_on]
        if days and max(days).replace(day=1) < facts.month:
            name, of, month = word(numbers.language, "kind", kind), numbers.month(max(days)), numbers.month(facts.month)
            yield (
                f"{name}: data is of {of}, judged as {month}; nothing newer is in the inbox."
                if numbers.language == "en"
                else f"{name}: data bulan {of} dipakai untuk menilai {month}; yang lebih baru tidak ada di kotak masuk."
            )


def _undated(facts: Facts, numbers: Numbers) -> Iterator[str]:
    """Register or membership files that name no month count as those of the month judged."""
    for item in facts.files:
        if item.kind in JUDGED_KINDS and item.data_on is None:
            month = numbers.month(facts.month)
            yield (
                f"{item.name} names no month and is taken for {month}; put the month in its name (peserta_2025-05)."
                if numbers.language == "en"
                else f"{item.name} tidak menyebut bulan dan dianggap {month}; tulis bulannya pada nama berkas"
                " (peserta_2025-05)."
            )


def _unread(facts: Facts, numbers: Numbers) -> Iterator[str]:
    count = sum(item.unread for item in facts.unused)
    if count:
        yield (
            f"{numbers.whole(count)} files of the inbox could not be read."
            if numbers.language == "en"
            else f"{numbers.whole(count)} berkas di kotak masuk tidak terbaca."
        )
