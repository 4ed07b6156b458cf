"""The form of a round as an XLSForm (sheets of rows) and as the XForm that phones read, made by pyxform.

Households and their people do not stand in the form: they come with the lists of an agent (lists.py): one form serves
everybody of the round. The household is an entity list: ODK Collect writes stage and result back to it and tells by
version what it knew (entities specification 2024.1.0).
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.terms.fault import Fault
from semesta.web.casework.field.form import HOUSEHOLD, OTHERS, PEOPLE, PERSON_ID, Question, visit_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semesta.web.casework.field.form import Condition, VisitForm

INDONESIAN, ENGLISH = "Bahasa Indonesia (id)", "English (en)"
HOUSEHOLD_LIST, PERSON_LIST = "rumah", "warga"
HOUSEHOLD_FILE, PERSON_FILE = f"{HOUSEHOLD_LIST}.csv", f"{PERSON_LIST}.csv"
ITEM = "/".join(("", "root", "item"))
"""A row of a list in an XForm."""
SAVED = {"hasil": "hasil", "tahap": "tahap"}
"""Answers that stand at the household on the phone afterwards."""
_XLSFORM_TYPES = {"text": "text", "number": "integer", "date": "date", "place": "geopoint", "photo": "image"}
Row = dict[str, str]
Sheets = dict[str, list[Row]]


@dataclass(frozen=True)
class MadeForm:
    """An XForm with its id and version; `digest` is the MD5 that OpenRosa's list of forms names (no secret)."""

    form_id: str
    version: str
    xform: str

    @property
    def digest(self) -> str:
        """32 hexadecimal digits."""
        return md5(self.xform.encode())


def md5(content: bytes) -> str:
    """As OpenRosa tells a client what it would get."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def sheets(form_id: str, version: str, title: str, kind: str) -> Sheets:
    """The sheets of the XLSForm; `title` is the round's name, `kind` random or targeted."""
    form = visit_form().for_kind(kind)
    settings = {
        "form_title": title, "form_id": form_id, "version": version, "default_language": INDONESIAN,
        "instance_name": "concat(${rumah_nama}, ' · ', format-date(${mulai}, '%Y-%m-%d'))",
    }  # fmt: skip
    return {
        "survey": list(_survey(form)), "choices": list(_choices(form)), "settings": [settings],
        "entities": [{"list_name": HOUSEHOLD_LIST, "entity_id": f"${{{HOUSEHOLD}}}"}],
    }  # fmt: skip


def xform_of(form_id: str, title: str, kind: str) -> MadeForm:
    """The XForm of a round; its version changes with whatever the form says. A Fault when pyxform warns of anything."""
    from pyxform.xls2xform import convert

    said = repr(sheets(form_id, "", title, kind))
    version = hashlib.sha256(said.encode()).hexdigest()[:12]
    made = sheets(form_id, version, title, kind)
    book: dict[str, Any] = {
        name: [{key: value for key, value in row.items() if value != ""} for row in rows] for name, rows in made.items()
    }
    for name, rows in made.items():
        book[f"{name}_header"] = [dict.fromkeys(key for row in rows for key in row)]
    warnings: list[str] = []
    result = convert({**book, "sheet_names": list(made)}, warnings=warnings, form_name="data")
    if warnings or result.warnings:
        raise Fault("Formulir kunjungan tidak dapat dibuat", "; ".join([*warnings, *result.warnings]))
    return MadeForm(form_id, version, result.xform)


def workbook(made: Sheets) -> bytes:
    """The XLSForm as a workbook, for an ODK Central or KoboToolbox of the city's own; text cells only."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in made.items():
        sheet = book.add_worksheet(name)
        titles = list(dict.fromkeys(key for row in rows for key in row))
        sheet.write_row(0, 0, titles)
        for number, row in enumerate(rows, 1):
            for column, title in enumerate(titles):
                sheet.write_string(number, column, row.get(title, ""))
    book.close()
    return written.getvalue()


# -- the sheet "survey"


def _survey(form: VisitForm) -> Iterator[Row]:
    yield from (_plain("start", "mulai"), _plain("end", "selesai"), _plain("csv-external", PERSON_LIST))
    yield _labelled(
        f"select_one_from_file {HOUSEHOLD_FILE}", HOUSEHOLD, "Rumah mana yang dikunjungi?", "Which house is visited?",
        required="yes", appearance="minimal autocomplete",
    )  # fmt: skip
    for name in ("label", "alamat", "catatan_tugas"):
        yield _calculated(f"{HOUSEHOLD}_{'nama' if name == 'label' else name}", _of_household(name))
    yield _labelled(
        "note", "rumah_kepala", "**${rumah_nama}**\n\n${rumah_alamat}\n\n${rumah_catatan_tugas}",
        "**${rumah_nama}**\n\n${rumah_alamat}\n\n${rumah_catatan_tugas}", relevant=f"${{{HOUSEHOLD}}} != ''",
    )  # fmt: skip
    for question in form.parts["household"]:
        yield _asked(question)
    met = "${hasil} = 'bertemu' and ${izin} = 'ya'"
    yield _calculated("jumlah_warga", f"count(instance('{PERSON_LIST}'){ITEM}[rumah = ${{{HOUSEHOLD}}}])")
    yield _labelled(
        "begin repeat", PEOPLE, "Anggota keluarga", "Family members", relevant=met, repeat_count="${jumlah_warga}"
    )
    yield _calculated("urut", "position(..)")
    for name, column in ((PERSON_ID, "name"), ("orang_nama", "label"), ("orang_ciri", "ciri")):
        place = f"[rumah = ${{{HOUSEHOLD}}} and urut = ${{urut}}]"
        yield _calculated(name, f"instance('{PERSON_LIST}'){ITEM}{place}/{column}")
    yield _labelled("note", "orang_kepala", "**${orang_nama}**\n\n${orang_ciri}", "**${orang_nama}**\n\n${orang_ciri}")
    for question in form.person:
        yield _asked(question)
    yield _plain("end repeat", "")
    yield _labelled(
        "begin repeat", OTHERS, "Orang lain yang tinggal di sini", "Others who live here", relevant=met
    )  # fmt: skip
    for question in form.other:
        yield _asked(question)
    yield _plain("end repeat", "")
    for question in form.parts["end"]:
        yield _asked(question)


def _of_household(column: str) -> str:
    return f"instance('{HOUSEHOLD_LIST}'){ITEM}[name = ${{{HOUSEHOLD}}}]/{column}"


def _plain(kind: str, name: str) -> Row:
    return {"type": kind, "name": name}


def _calculated(name: str, calculation: str) -> Row:
    return {"type": "calculate", "name": name, "calculation": calculation}


def _labelled(kind: str, name: str, indonesian: str, english: str, **more: str) -> Row:
    return {
        "type": kind, "name": name, f"label::{INDONESIAN}": indonesian, f"label::{ENGLISH}": english, **more
    }  # fmt: skip


def _asked(question: Question) -> Row:
    kinds = {"choice": f"select_one {question.choices}", "choices": f"select_multiple {question.choices}"}
    row = _labelled(kinds.get(question.type) or _XLSFORM_TYPES[question.type], question.name, question.id, question.en)
    if question.hint_id:
        row |= {f"hint::{INDONESIAN}": question.hint_id, f"hint::{ENGLISH}": question.hint_en}
    if question.required:
        row["required"] = "yes"
    if question.when:
        row["relevant"] = relevance(question.when)
    if question.type == "photo":
        row["parameters"] = "max-pixels=1600"
    if question.name in SAVED:
        row["save_to"] = SAVED[question.name]
    if question.type == "number":
        row["constraint"] = ". >= 0 and . <= 50"
    if question.nik:
        row |= {
            "appearance": "numbers", "constraint": "regex(., '^[0-9]{16}$')",
            f"constraint_message::{INDONESIAN}": "NIK terdiri atas 16 angka",
            f"constraint_message::{ENGLISH}": "A NIK has 16 digits",
        }  # fmt: skip
    return row


def relevance(when: Condition) -> str:
    """The condition as an XPath expression."""
    alternatives = []
    for alternative in when:
        parts = [" or ".join(f"${{{name}}} = '{value}'" for value in values) for name, values in alternative]
        alternatives.append(" and ".join(f"({part})" for part in parts))
    return " or ".join(f"({one})" for one in alternatives) if len(alternatives) > 1 else alternatives[0]


def _choices(form: VisitForm) -> Iterator[Row]:
    asked = {question.choices for question in (*form.household, *form.other)}
    for name, each in form.choices.items():
        for value, (indonesian, english) in each.items() if name in asked else ():
            yield {
                "list_name": name, "name": value, f"label::{INDONESIAN}": indonesian, f"label::{ENGLISH}": english
            }  # fmt: skip
