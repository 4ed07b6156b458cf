"""The certain pass over two registers: one NIK and agreement of the rest. A number alone never makes a link.

Afterwards: `link_first` (every meeting of two equal NIKs, judged), `link_certain` (accepted), `link_residual` (members left over) and
`link_free` (residents that nobody was given to).
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

OPTIONAL = {
    "noka": "VARCHAR", "nkk": "VARCHAR", "mother_name": "VARCHAR", "village_code": "VARCHAR", "regency_code": "VARCHAR",
    "phone": "VARCHAR", "nik_raw": "VARCHAR", "register_status": "VARCHAR", "duplicate_row": "BOOLEAN",
}  # fmt: skip
NEAR_NAME = 0.9


def view_registers(engine: Engine, resident: str, member: str) -> None:
    """Views link_resident (rows that may be partners) and link_member; columns that a register lacks are NULL."""
    wanted = {
        "link_resident": (resident, "resident_id", ("nkk", "mother_name", "village_code", "regency_code", "phone")),
        "link_member": (
            member, "member_id", ("noka", "nkk", "mother_name", "village_code", "regency_code", "phone", "nik_raw"),
        ),
    }  # fmt: skip
    for view, (relation, key, optional) in wanted.items():
        there = {name for name, _ in engine.columns(relation)}
        columns = [f"{key} AS key", "nik", "TRY_CAST(nik AS BIGINT) AS nik_number", "name", "birth_on", "sex"]
        columns += [_column(name, there) for name in optional]
        extra = view == "link_resident" and "duplicate_row" in there
        where = " WHERE NOT coalesce(duplicate_row, FALSE)" if extra else ""
        engine.view(view, f"SELECT {', '.join(columns)} FROM {relation}{where}")


def _column(name: str, there: set[str]) -> str:
    return name if name in there else f"CAST(NULL AS {OPTIONAL[name]}) AS {name}"


def certain_pass(engine: Engine, skip: str | None = None) -> None:
    """link_first, link_certain, link_residual, link_free (see above). `skip`: relation of member keys decided elsewhere."""
    same_birth = "m.birth_on = r.birth_on"
    like = (
        "CASE WHEN m.name = r.name THEN 9 WHEN name_similarity(m.name, r.name) >= 0.94e0 THEN 7"
        f" WHEN name_similarity(m.name, r.name) >= {NEAR_NAME}e0 THEN 4 ELSE 1 END"
    )
    near_birth = (
        "(year(m.birth_on) = year(r.birth_on)"
        " OR (month(m.birth_on) = month(r.birth_on) AND day(m.birth_on) = day(r.birth_on)))"
    )
    member = f"(SELECT * FROM link_member WHERE key NOT IN (SELECT key FROM {skip}))" if skip else "link_member"
    engine.materialise(
        "link_first",
        "SELECT member_key, resident_key, coalesce((born = 9 AND alike >= 4) OR (alike = 9 AND born = 3), FALSE) AS agreed,"
        " alike, born, sex FROM (SELECT m.key AS member_key, r.key AS resident_key,"
        f" CASE WHEN {same_birth} THEN 9 WHEN {near_birth} THEN 3 ELSE 1 END AS born, {like} AS alike,"
        " CASE WHEN m.sex = r.sex THEN 9 WHEN m.sex <> r.sex THEN 1 ELSE 0 END AS sex"
        f" FROM {member} AS m FULL OUTER JOIN link_resident AS r ON m.nik_number = r.nik_number) AS t",
    )
    engine.materialise(
        "link_certain",
        "SELECT member_key, resident_key, alike, born, sex FROM link_first WHERE agreed"
        " QUALIFY row_number() OVER (PARTITION BY member_key ORDER BY resident_key) = 1",
    )
    for name, side, key in (("link_residual", "member", "member_key"), ("link_free", "resident", "resident_key")):
        engine.materialise(
            name,
            f"SELECT DISTINCT {key} AS key FROM link_first WHERE NOT agreed AND {key} IS NOT NULL"
            f" AND {key} NOT IN (SELECT {key} FROM link_certain)",
        )


def drop(engine: Engine, names: Sequence[str]) -> None:
    """These relations are gone."""
    for name in names:
        engine.drop(name)
