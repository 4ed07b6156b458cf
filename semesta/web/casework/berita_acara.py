"""The Berita Acara Rekonsiliasi: what is signed, as canonical JSON; and as a paper, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation

from semesta.flow.paper import pdf
from semesta.web.casework.models import Side
from semesta.web.casework.steps import BPJS_FIGURE, CITY_FIGURE, TITLES
from semesta.web.core.places import area_name
from semesta.web.core.reading import moment, numbers

if TYPE_CHECKING:
    from semesta.web.casework.models import Statement

VIEWS = {"": "–", "agree": "sepakat", "dispute": "tidak sepakat"}
SIDES = {Side.CITY: "Pemerintah Daerah", Side.BPJS: "BPJS Kesehatan"}


def content_of(statement: Statement) -> str:
    """What is signed: figures, steps, what both sides say, the run and its digest. Canonical JSON."""
    held = {
        "number": statement.number, "area": statement.area_code, "month": statement.month.isoformat(),
        "run": statement.run_id, "manifest_sha256": statement.manifest_sha256,
        "city_people": statement.city_people, "bpjs_people": statement.bpjs_people,
        "replaces": statement.replaces.number if statement.replaces else None,
        "steps": [
            [one.step, one.class_name, one.sign, one.people, one.city_view, one.bpjs_view]
            for one in statement.steps.order_by("step")
        ],
        "remarks": [
            [one.step.step if one.step else None, one.side, one.view, one.organisation, one.text]
            for one in statement.remarks.select_related("step").order_by("id")
        ],
    }  # fmt: skip
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def verification_code(statement: Statement) -> str:
    """Sixteen characters over the content and both signatures, in upper case."""
    signed = [f"{one.side} {one.name} {one.organisation} {one.at.isoformat()}" for one in _signatures(statement)]
    return digest("\n".join([statement.content_sha256, *signed]))[:16].upper()


def _signatures(statement: Statement) -> list[Any]:
    return sorted(statement.signatures.all(), key=lambda one: one.side != Side.CITY)


def paper(statement: Statement) -> bytes:
    """The PDF of a statement with both signatures, in Indonesian whoever asks."""
    with translation.override("id"):
        return pdf("reconciliation", _paper_content(statement))


def _paper_content(statement: Statement) -> dict[str, Any]:
    held, write = json.loads(statement.content), numbers().whole
    rows = [
        [
            str(TITLES.get(name, name)), f"{'+' if sign > 0 else '−' if sign < 0 else ''}{write(people)}",
            "" if sign == 0 else VIEWS[city], "" if sign == 0 else VIEWS[bpjs], "ya" if sign == 0 else "",
        ]
        for _, name, sign, people, city, bpjs in held["steps"]
        if people or sign == 0
    ]  # fmt: skip
    titles = {step: str(TITLES.get(name, name)) for step, name, *_ in held["steps"]}
    return {
        "city": area_name(statement.area_code), "number": statement.number, "month": numbers().month(statement.month),
        "city_label": str(TITLES[CITY_FIGURE]), "city_people": write(statement.city_people),
        "bpjs_label": str(TITLES[BPJS_FIGURE]), "bpjs_people": write(statement.bpjs_people),
        "difference": write(statement.bpjs_people - statement.city_people),
        "replaces": held["replaces"] or "", "rows": rows,
        "remarks": [
            [titles.get(step, "Umum"), SIDES[Side(side)], VIEWS[view], text]
            for step, side, view, _, text in held["remarks"] if text
        ],
        "run": statement.run_id, "manifest": statement.manifest_sha256, "content": statement.content_sha256,
        "code": " ".join(statement.code[place : place + 4] for place in range(0, 16, 4)),
        "signatures": [
            {"side": SIDES[Side(one.side)], "office": one.organisation, "title": one.title, "name": one.name,
             "at": moment(timezone.localtime(one.at))}
            for one in _signatures(statement)
        ],
    }  # fmt: skip
