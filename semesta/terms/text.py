"""Keys of text: what two spellings of one label have in common.

`text_key` in SQL (the same answer on every engine):
    regexp_replace(upper(t), '[^A-Z0-9]+', '', 'g')
`name_key` in SQL:
    replace(regexp_replace(trim(regexp_replace(upper(t), '[^A-Z0-9]+', ' ', 'g')),
            '^(KELURAHAN|KEL|DESA|DS|KECAMATAN|KEC|PROVINSI|PROV) ', ''), ' ', '')
"""

from __future__ import annotations

import re

NAME_PREFIXES = ("KELURAHAN", "KEL", "DESA", "DS", "KECAMATAN", "KEC", "PROVINSI", "PROV")
NAME_PREFIX_PATTERN = f"^({'|'.join(NAME_PREFIXES)}) "
_NOT_KEY = re.compile(r"[^A-Z0-9]+")
_PREFIX = re.compile(NAME_PREFIX_PATTERN)


def text_key(text: str | None) -> str:
    """`PBI (APBN)` and `pbi apbn` are both `PBIAPBN`; nothing is ''."""
    return _NOT_KEY.sub("", (text or "").upper())


def name_key(text: str | None) -> str:
    """`KEL. 35 ILIR`, `Kelurahan 35-Ilir` and `35 Ilir` are all `35ILIR`; a leading prefix word goes, `Kota` stays."""
    words = _NOT_KEY.sub(" ", (text or "").upper()).strip()
    return _PREFIX.sub("", words).replace(" ", "")
