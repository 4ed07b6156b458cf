"""The visit form as visit_form.yaml says it: one definition for ODK Collect, the offline page, imports and the run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TYPES = ("choice", "choices", "text", "number", "date", "place", "photo")
PARTS = ("household", "person", "other", "end")
HOUSEHOLD, PEOPLE, OTHERS = "rumah", "orang", "orang_lain"
"""Names in a filled form: whose visit it is, the people of the list, people who stand in no list."""
PERSON_ID = "orang_id"
OTHER_SUFFIX = "_lain"
"""A question about a person, asked of somebody in no list."""

Condition = tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
"""Alternatives; of each, all of (question, values) hold."""


@dataclass(frozen=True)
class Question:
    """One question; `when` is empty for one that is always asked; `choices` names a list of the form."""

    name: str
    type: str
    id: str
    en: str
    hint_id: str = ""
    hint_en: str = ""
    choices: str = ""
    required: bool = False
    when: Condition = ()
    only: str = ""
    nik: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the offline page reads it."""
        kept = {key: value for key, value in vars(self).items() if value not in ("", False, ())}
        return {**kept, "when": [{name: list(values) for name, values in each} for each in self.when]}


@dataclass(frozen=True)
class VisitForm:
    """The questions by part, in order, and the lists of choices: name → (value → (Indonesian, English))."""

    parts: dict[str, tuple[Question, ...]]
    choices: dict[str, dict[str, tuple[str, str]]]

    @property
    def household(self) -> tuple[Question, ...]:
        """Questions about the household, before and after its people."""
        return (*self.parts["household"], *self.parts["end"])

    @property
    def person(self) -> tuple[Question, ...]:
        """Questions about somebody on the list."""
        return self.parts["person"]

    @property
    def other(self) -> tuple[Question, ...]:
        """Questions about somebody on no list: who, then as for the others; each with its own name."""
        return tuple(_renamed(one) for one in (*self.parts["other"], *self.parts["person"]))

    def for_kind(self, kind: str) -> VisitForm:
        """The form of a round of this kind."""
        kept = {
            part: tuple(one for one in questions if one.only in {"", kind}) for part, questions in self.parts.items()
        }  # fmt: skip
        return VisitForm(kept, self.choices)

    def to_json(self) -> dict[str, Any]:
        """For the offline page."""
        told = {
            "household": self.parts["household"], "person": self.person, "other": self.other, "end": self.parts["end"]
        }  # fmt: skip
        return {
            "parts": {name: [one.to_json() for one in questions] for name, questions in told.items()},
            "choices": {
                name: [{"value": value, "id": words[0], "en": words[1]} for value, words in each.items()]
                for name, each in self.choices.items()
            },
        }


def _renamed(question: Question) -> Question:
    suffixed = {**vars(question), "name": question.name + OTHER_SUFFIX}
    suffixed["when"] = tuple(
        tuple((name + OTHER_SUFFIX, values) for name, values in alternative) for alternative in question.when
    )
    return Question(**suffixed)


@cache
def visit_form() -> VisitForm:
    """The form; ValueError for an unknown type, an unknown list, a name twice, a condition on a later question."""
    told = yaml.safe_load((HERE / "visit_form.yaml").read_text(encoding="utf-8"))
    lists = {
        name: {str(value): (words["id"], words["en"]) for value, words in each.items()}
        for name, each in told["choices"].items()
    }
    parts = {part: tuple(_question(entry) for entry in told[part]) for part in PARTS}
    form = VisitForm(parts, lists)
    _check(form.household, lists)
    _check((*parts["other"], *form.person), lists)
    return form


def _question(entry: dict[str, Any]) -> Question:
    when = entry.get("when", [])
    alternatives = when if isinstance(when, list) else [when]
    held = {key: value for key, value in entry.items() if key != "when"}
    return Question(
        **held,
        when=tuple(
            tuple((name, tuple(str(value) for value in values)) for name, values in each.items())
            for each in alternatives
        ),
    )


def _check(questions: tuple[Question, ...], lists: dict[str, dict[str, tuple[str, str]]]) -> None:
    asked: dict[str, Question] = {}
    for question in questions:
        if question.type not in TYPES or question.name in asked:
            raise ValueError(f"visit_form.yaml: {question.name}: type {question.type}, or the name stands twice")
        if (question.type in {"choice", "choices"}) != bool(question.choices):
            raise ValueError(f"visit_form.yaml: {question.name}: only choices have a list")
        if question.choices and question.choices not in lists:
            raise ValueError(f"visit_form.yaml: {question.name}: no list {question.choices}")
        for name, values in (pair for alternative in question.when for pair in alternative):
            if name not in asked or set(values) - lists[asked[name].choices].keys():
                raise ValueError(f"visit_form.yaml: {question.name}: no earlier answer {name} = {values}")
        asked[question.name] = question
