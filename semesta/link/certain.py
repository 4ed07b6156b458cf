"""The certain pass over two registers: one NIK and agreement of the rest. A number alone never makes a link.

Afterwards: `link_first` (every meeting of two equal NIKs, judged), `link_certain` (accepted), `link_residual`
(members left over) and `link_free` (residents that nobody was given to).
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

RESIDENT = ("nik", "name", "birth_on", "sex", "nkk", "mother_name", "village_code", "regency_code", "phone")
MEMBER = (*RESIDENT, "noka", "nik_raw", "psnoka")
PRINTED = ("nik", "name", "birth_on", "sex", "nkk", "mother_name", "village_code")
"""What a row's fingerprint covers: the fields that linkage reads."""
TYPES = {"birth_on": "DATE"}
NEAR_NAME = 0.9


def view_registers(engine: Engine, resident: str, member: str) -> None:
    """Views link_resident (rows that may be partners: no extra rows of one human) and link_member.

    Columns `key`, nik_number, `print` and those of RESIDENT and MEMBER; what a register lacks is NULL.
    """
    for view, relation, key, columns in (
        ("link_resident", resident, "resident_id", RESIDENT),
        ("link_member", member, "member_id", MEMBER),
    ):
        there = {name for name, _ in engine.columns(relation)}
        have = [name if name in there else f"CAST(NULL AS {TYPES.get(name, 'VARCHAR')}) AS {name}" for name in columns]
        texts = [f"CAST({name} AS VARCHAR)" if name in there else "''" for name in PRINTED]
        extra = view == "link_resident" and "duplicate_row" in there
        where = " WHERE NOT coalesce(duplicate_row, FALSE)" if extra else ""
        engine.view(
            view,
            f"SELECT {key} AS key, TRY_CAST(nik AS BIGINT) AS nik_number, row_print({', '.join(texts)}) AS"
            f" print, {', '.join(have)}"
            f" FROM {relation}{where}",
        )


def certain_pass(engine: Engine) -> None:
    """link_first, link_certain, link_residual, link_free (see above); members and residents of link_given are left
    alone.
    """
    like = (
        "CASE WHEN m.name = r.name THEN 9 WHEN name_similarity(m.name, r.name) >= 0.94e0 THEN 7"
        f" WHEN name_similarity(m.name, r.name) >= {NEAR_NAME}e0 THEN 4 ELSE 1 END"
    )
    born = (
        "CASE WHEN m.birth_on = r.birth_on THEN 9 WHEN year(m.birth_on) = year(r.birth_on)"
        " OR (month(m.birth_on) = month(r.birth_on) AND day(m.birth_on) = day(r.birth_on)) THEN 3 ELSE 1 END"
    )
    engine.materialise(
        "link_first",
        "SELECT member_key, resident_key, coalesce((born = 9 AND alike >= 4) OR (alike = 9 AND born = 3),"
        " FALSE) AND NOT parted"
        " AS agreed, alike, born, sex FROM (SELECT m.key AS member_key, r.key AS resident_key,"
        f" {born} AS born, {like} AS alike, a.member_key IS NOT NULL AS parted,"
        " CASE WHEN m.sex = r.sex THEN 9 WHEN m.sex <> r.sex THEN 1 ELSE 0 END AS sex"
        " FROM (SELECT * FROM link_member WHERE key NOT IN (SELECT member_key FROM link_given)) AS m"
        " FULL OUTER JOIN link_resident AS r ON m.nik_number = r.nik_number"
        " LEFT JOIN link_apart AS a ON a.member_key = m.key AND a.resident_key = r.key) AS t",
    )
    engine.materialise(
        "link_certain",
        "SELECT member_key, resident_key, alike, born, sex FROM link_first WHERE agreed"
        " QUALIFY row_number() OVER (PARTITION BY member_key ORDER BY resident_key) = 1",
    )
    engine.view(
        "link_held",
        "SELECT member_key, resident_key FROM link_certain UNION ALL SELECT member_key, resident_key FROM link_given",
    )
    for name, key in (("link_residual", "member_key"), ("link_free", "resident_key")):
        engine.materialise(
            name,
            f"SELECT DISTINCT {key} AS key FROM link_first WHERE NOT agreed AND {key} IS NOT NULL"
            f" AND {key} NOT IN (SELECT {key} FROM link_held)",
        )


def drop(engine: Engine, names: Sequence[str]) -> None:
    """These relations are gone."""
    for name in names:
        engine.drop(name)
