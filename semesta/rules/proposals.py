"""Flows, documents, checks and the order of the waiting list, as declared in proposal/*.yaml (req 28-33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from semesta.rules.load import Rules
from semesta.terms.fault import Fault

_FOLDER = Path(__file__).parent / "proposal"
KINDS = ("add", "newborn", "care", "remove")
"""Register somebody; a baby; somebody who needs care now; take somebody off the city's list."""
STEPS = ("propose", "verify", "decide", "letter", "decree", "export", "reply")
STATES = (
    "draft", "sent", "returned", "verified", "decided", "listed", "exported", "accepted", "rejected", "refused",
    "withdrawn", "active", "removed",
)  # fmt: skip
CLOSED = frozenset({"rejected", "refused", "withdrawn", "active", "removed"})
PROMISES = frozenset({"by_day", "within_month", "within_hour"})
STOPS = ("blocked", "warned")


@dataclass(frozen=True)
class Titled:
    """A name with its words in both languages."""

    name: str
    title_id: str
    title_en: str

    def title(self, language: str) -> str:
        """The words for a reader of 'id' or 'en'."""
        return self.title_en if language == "en" else self.title_id


@dataclass(frozen=True)
class FlowStep:
    """One step: which office does it, what their role must hold, the state after it, papers by kind, promise."""

    name: str
    office: str
    permission: str
    becomes: str
    documents: Mapping[str, tuple[str, ...]]
    promise: Mapping[str, str]

    def papers(self, kind: str) -> tuple[str, ...]:
        """The documents that must be at hand to do this step for a kind of proposal."""
        return (*self.documents.get("all", ()), *self.documents.get(kind, ()))


@dataclass(frozen=True)
class Flow(Titled):
    """A way from a kelurahan to BPJS Kesehatan, with its source."""

    domain: str
    law: tuple[str, ...]
    valid_from: date
    kinds: tuple[str, ...]
    steps: tuple[FlowStep, ...]

    def step(self, name: str) -> FlowStep:
        """The step of that name; KeyError when the flow has none."""
        return next((one for one in self.steps if one.name == name), None) or _missing(f"{self.name}.{name}")

    def after(self, name: str) -> FlowStep | None:
        """The step that follows; None after the last."""
        place = [one.name for one in self.steps].index(name) + 1
        return self.steps[place] if place < len(self.steps) else None

    @property
    def first(self) -> FlowStep:
        """Where a draft begins."""
        return self.steps[0]


@dataclass(frozen=True)
class Check(Titled):
    """Something looked at before sending: what to do, and whether it blocks, per kind of proposal."""

    do_id: str
    do_en: str
    stop: Mapping[str, str]
    domain: str

    def advice(self, language: str) -> str:
        """What the officer can do about it."""
        return self.do_en if language == "en" else self.do_id

    def blocks(self, kind: str) -> bool:
        """A line of this kind with this finding is not sent."""
        return self.stop.get(kind) == "blocked"


@dataclass(frozen=True)
class Criterion(Titled):
    """One step of the waiting list's order; `needs`: the column group that a reader must be allowed to see."""

    needs: str
    domain: str


def _missing(name: str) -> Any:
    raise KeyError(name)


def _held(file: str) -> Any:
    return yaml.safe_load((_FOLDER / file).read_text(encoding="utf-8"))


@cache
def documents() -> Mapping[str, Titled]:
    """Every paper that a flow may ask for."""
    return {name: Titled(name, one["title_id"], one["title_en"]) for name, one in _held("documents.yaml").items()}


@cache
def flows() -> Mapping[str, Flow]:
    """Every flow by its letter."""
    return {name: _flow(name, one) for name, one in _held("flows.yaml").items()}


def _flow(name: str, held: Mapping[str, Any]) -> Flow:
    steps = tuple(
        FlowStep(
            name=one["name"],
            office=one["office"],
            permission=one["permission"],
            becomes=one["becomes"],
            documents={kind: tuple(names) for kind, names in one["documents"].items()},
            promise=one.get("promise", {}),
        )
        for one in held["steps"]
    )
    return Flow(
        name, held["title_id"], held["title_en"], str(held["domain"]), tuple(held["law"]), held["from"],
        tuple(held["kinds"]), steps,
    )  # fmt: skip


@cache
def checks() -> Mapping[str, Check]:
    """Every check by its name, in the order in which findings are told."""
    return {
        name: Check(name, one["title_id"], one["title_en"], one["do_id"], one["do_en"], one["stop"], str(one["domain"]))
        for name, one in _held("checks.yaml").items()
    }


@cache
def priority() -> tuple[Criterion, ...]:
    """The criteria of the waiting list, the first difference decides."""
    return tuple(
        Criterion(one["name"], one["title_id"], one["title_en"], one.get("needs", ""), str(one["domain"]))
        for one in _held("priority.yaml")
    )


def check_proposals(rules: Rules) -> None:
    """A Fault naming the first thing in proposal/*.yaml that does not hold together."""
    for flow in flows().values():
        wrong = [law for law in flow.law if law not in rules.laws]
        wrong += [kind for kind in flow.kinds if kind not in KINDS]
        wrong += [step.name for step in flow.steps if step.name not in STEPS or step.becomes not in STATES]
        wrong += [key for step in flow.steps for key in step.promise if key not in PROMISES]
        wrong += [rule for step in flow.steps for rule in step.promise.values() if rule not in rules.rules]
        wrong += [
            one for step in flow.steps for kind in flow.kinds for one in step.papers(kind) if one not in documents()
        ]
        if wrong or flow.first.name != "propose":
            raise Fault(f"Berkas flows.yaml: alur {flow.name} menyebut yang tidak dikenal: {', '.join(wrong)}")
    for check in checks().values():
        if not check.stop or set(check.stop) - set(KINDS) or set(check.stop.values()) - set(STOPS):
            raise Fault(f"Berkas checks.yaml: {check.name} tanpa jenis usulan atau akibat yang dikenal")


@cache
def answer_words() -> Mapping[str, str]:
    """'accepted' or 'rejected' by the text key of BPJS Kesehatan's word; a word that is not here is not understood."""
    return {word: answer for answer, words in _held("answers.yaml").items() for word in words}
