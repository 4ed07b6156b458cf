"""Why an action was not done, in the reader's words."""

from __future__ import annotations


class Refusal(Exception):
    """A sentence for who asked; nothing was written."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class ChangedMeanwhile(Refusal):
    """Somebody else changed the row since it was read."""
