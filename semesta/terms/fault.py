"""Faults: what is wrong, said so that a city clerk can act on it."""

from __future__ import annotations


class Fault(Exception):
    """A sentence in Indonesian for the clerk, and the place where the trouble sits.

    `str(fault)` is `Kolom SEGMEN tidak ada di peserta_2025_05.csv (baris 1)`. Neither part holds a person's data.
    """

    def __init__(self, sentence: str, place: str = "") -> None:
        self.sentence = sentence
        self.place = place
        super().__init__(f"{sentence} ({place})" if place else sentence)
