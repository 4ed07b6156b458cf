"""What a message says: one Indonesian text per rule of contact, its placeholders, and what must never stand in one.

No name, no number and no illness: a telephone is often the family's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from semesta.rules.load import load_rules
from semesta.terms.numbers import NBSP, Numbers
from semesta.web.casework.refusal import Refusal
from semesta.web.core.places import VILLAGE, area_name

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_LETTERS = 700
SMS_LETTERS = {True: (160, 153), False: (70, 67)}
"""Letters of a short SMS and of each part of a long one: plain letters, or any."""
TEXTS = {
    "before_payment": (
        "Pemberitahuan JKN: iuran keluarga Bapak/Ibu {tunggakan}. Mohon dibayar paling lambat {tanggal} agar jaminan "
        "{jumlah} anggota keluarga tetap aktif. Tunggakan dapat dicicil lewat REHAB. Bantuan: {tempat}. "
        "Balas STOP bila tidak ingin menerima pesan ini."
    ),
    "phk_ending": (
        "Pemberitahuan JKN: jaminan setelah berhenti bekerja akan berakhir. Mohon pilih kepesertaan berikutnya "
        "sebelumnya agar tetap terlindungi. Batas waktu: {tanggal}. Bantuan: {tempat}. "
        "Balas STOP bila tidak ingin menerima pesan ini."
    ),
    "child_over_age": (
        "Pemberitahuan JKN: seorang anak di keluarga Bapak/Ibu melewati batas usia tanggungan. Bila masih sekolah atau "
        "kuliah, bawa surat keterangannya; bila tidak, daftarkan sendiri. Batas waktu: {tanggal}. Bantuan: {tempat}. "
        "Balas STOP bila tidak ingin menerima pesan ini."
    ),
    "left_employer": (
        "Pemberitahuan JKN: kepesertaan dari tempat kerja sudah berhenti dan belum ada penggantinya. Daftar sebagai "
        "peserta mandiri, atau tanyakan bantuan di kelurahan. Bantuan: {tempat}. "
        "Balas STOP bila tidak ingin menerima pesan ini."
    ),
    "former_pbi": (
        "Pemberitahuan JKN: iuran Bapak/Ibu tidak lagi dibayar pemerintah pusat. Reaktivasi dapat diajukan lewat "
        "Dinas Sosial. Batas waktu: {tanggal}. Bantuan: {tempat}. Balas STOP bila tidak ingin menerima pesan ini."
    ),
}  # fmt: skip
"""By rule of 6_worklist/contact_work.sql; what a maker of a batch begins with."""
SUBJECT = "Pemberitahuan JKN"
"""Of an e-mail."""
FIELDS = ("tanggal", "tempat", "jumlah", "tunggakan")
SOON = "secepatnya"
_FIELD = re.compile(r"\{(\w*)\}")
_ILL = re.compile(
    r"\b(hiv|aids|tbc?|tuberkulosis|kanker|tumor|kemoterapi|cuci darah|hemodialis\w*|gagal ginjal|jantung|stroke|"
    r"diabetes|talasemia|hemofilia|skizofrenia|odgj|gangguan jiwa|diagnos\w*|penyakit)\b",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?:\d[ .-]?){16,}")


@dataclass(frozen=True)
class Facts:
    """What a text may tell of one contact."""

    area_code: str
    due_on: date | None
    family_count: int
    arrears_month_count: int


def checked_text(text: str) -> str:
    """The text as it is kept. A Refusal for an unknown placeholder, a number like a NIK, an illness, no or too many
    letters.
    """
    text = " ".join(text.split())
    if not text or len(text) > MOST_LETTERS:
        raise Refusal(_("A message has 1 to %(most)s letters.") % {"most": MOST_LETTERS})
    unknown = sorted({name for name in _FIELD.findall(text) if name not in FIELDS})
    if unknown or "{" in _FIELD.sub("", text) or "}" in _FIELD.sub("", text):
        raise Refusal(
            _("Placeholders are %(known)s; nothing else may stand in braces.")
            % {"known": ", ".join(f"{{{name}}}" for name in FIELDS)}
        )
    if _LONG_NUMBER.search(text):
        raise Refusal(_("A number as long as a NIK or card number never stands in a message."))
    if found := _ILL.search(text):
        raise Refusal(_("A message never speaks of an illness: “%(word)s”.") % {"word": found.group()})
    return text


def written(rule: str, text: str, facts: Facts, on: date) -> str:
    """The message to one contact as it would be sent on that day."""
    values: Mapping[str, str] = {
        "tanggal": _deadline(rule, facts, on), "tempat": _where(facts.area_code, on),
        "jumlah": str(facts.family_count), "tunggakan": _arrears(facts.arrears_month_count),
    }  # fmt: skip
    # A blank that does not break lines would make every SMS one of 70 letters.
    return _FIELD.sub(lambda found: values[found.group(1)].replace(NBSP, " "), text)


def next_due_day(on: date) -> date:
    """The next day on which contributions are due, that day included."""
    day = load_rules().whole("contribution_due_day", on)
    here = on.replace(day=day)
    return here if here >= on else (here.replace(day=1) + timedelta(days=32)).replace(day=day)


def _deadline(rule: str, facts: Facts, on: date) -> str:
    due = next_due_day(on) if rule == "before_payment" else facts.due_on
    return Numbers("id").day(due) if due else SOON


def _where(area_code: str, on: date) -> str:
    """The kelurahan's office where it is known, then the channels of BPJS Kesehatan."""
    channels = str(load_rules().value("contact_channel_list", on)).split("|")
    known = len(area_code) == VILLAGE and not area_code.endswith(".0000")
    return ", ".join([f"Kantor Kelurahan {area_name(area_code)}", *channels] if known else channels)


def _arrears(months: int) -> str:
    return f"tertunggak {months} bulan" if months else "segera jatuh tempo"


def sms_parts(text: str) -> int:
    """In how many SMS the text goes."""
    short, part = SMS_LETTERS[text.isascii()]
    return 1 if len(text) <= short else -(-len(text) // part)
