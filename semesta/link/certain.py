"""The certain pass over two registers: one NIK and agreement of the rest. A number alone never makes a link.

Afterwards: `link_first` (every meeting of two equal NIKs, judged), `link_agreed` (accepted), `link_residual`
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
EVERYONE = ("key", "nik_number", "name", "birth_on", "sex", "family_number AS nkk", "village_number")
"""What a dozen passes ask of all residents: reading them once costs less than unpacking them
from Parquet each time.
"""
TYPES = {"birth_on": "DATE"}
LIKE = "name_similarity(m.name, r.name)"
ALIKE = (
    f"CASE WHEN m.name = r.name THEN 9 WHEN {LIKE} >= 0.94e0 THEN 7 WHEN {LIKE} >= 0.9e0 THEN 4 WHEN {LIKE} >= 0.7e0"
    f" AND contains(' ' || r.name || ' ', ' ' || split_part(m.name, ' ', 1) || ' ') THEN 3 WHEN {LIKE} >= 0.8e0 THEN 2"
    " ELSE 1 END"
)
"""How alike the names of member `m` and resident `r` are, as the certain pass sees it."""


def view_registers(engine: Engine, resident: str, member: str) -> None:
    """Views link_resident (rows that may be partners: no extra rows of one human) and link_member; link_everyone, what
    is asked of all residents, held in memory.

    Columns `key`, nik_number, card_number, family_number, village_number (family card and kelurahan as numbers, which
    meet faster than texts) and those of RESIDENT and MEMBER; what a register lacks is NULL.
    """
    for view, relation, key, columns in (
        ("link_resident", resident, "resident_id", RESIDENT),
        ("link_member", member, "member_id", MEMBER),
    ):
        there = {name for name, _ in engine.columns(relation)}
        have = [name if name in there else f"CAST(NULL AS {TYPES.get(name, 'VARCHAR')}) AS {name}" for name in columns]
        card = "TRY_CAST(psnoka AS BIGINT)" if "psnoka" in columns else "CAST(NULL AS BIGINT)"
        extra = view == "link_resident" and "duplicate_row" in there
        where = " WHERE NOT coalesce(duplicate_row, FALSE)" if extra else ""
        engine.view(
            view,
            f"SELECT key, TRY_CAST(nik AS BIGINT) AS nik_number, {card} AS card_number,"
            " TRY_CAST(nkk AS BIGINT) AS family_number,"
            f" TRY_CAST(replace(village_code, '.', '') AS BIGINT) AS village_number, {', '.join(columns)}"
            f" FROM (SELECT {key} AS key, {', '.join(have)} FROM {relation}{where}) AS t",
        )
    engine.materialise("link_everyone", f"SELECT {', '.join(EVERYONE)} FROM link_resident")


def printed(side: str) -> str:
    """SQL: the fingerprint of a row of link_member or link_resident, aliased `side`."""
    return f"row_print({', '.join(f'CAST({side}.{name} AS VARCHAR)' for name in PRINTED)})"


def certain_pass(engine: Engine) -> None:
    """link_first, link_certain, link_residual, link_free (see above); members and residents of link_given are left
    alone.

    A pair of one NIK is certain when the birth dates are equal and the names alike, or the names equal and the dates
    near; a resident with a twin in the family needs the very name.
    """
    ((given, parted),) = engine.rows("SELECT (SELECT count(*) FROM link_given), (SELECT count(*) FROM link_apart)")
    engine.materialise("link_first", _meetings(given=given > 0, parted=parted > 0))
    twins = _with_twin(engine)
    agreed = "agreed" if twins is None else f"agreed AND (alike = 9 OR resident_key NOT IN (SELECT key FROM {twins}))"
    engine.materialise("link_agreed", f"SELECT * FROM link_first WHERE {agreed}")
    settled = agreed
    if not _met_once(engine, int(given)):
        settled = "FALSE"
        first = "QUALIFY row_number() OVER (PARTITION BY member_key ORDER BY resident_key) = 1"
        engine.materialise("link_agreed", f"SELECT * FROM link_agreed {first}")
    view_held(engine)
    for name, key, more in (("link_residual", "member_key", ""), ("link_free", "resident_key", ", nik_number")):
        left = f"SELECT {key}{more} FROM link_first WHERE {key} IS NOT NULL AND NOT ({settled})"
        held = f"SELECT {key} FROM link_held WHERE {key} IN (SELECT {key} FROM ({left}) AS t)"
        engine.materialise(name, f"SELECT DISTINCT {key} AS key{more} FROM ({left}) AS t WHERE {key} NOT IN ({held})")
    engine.materialise(
        "link_met",
        "SELECT resident_key AS l, member_key AS r FROM link_first WHERE resident_key IS NOT NULL AND member_key IN"
        " (SELECT key FROM link_residual)",
    )


def view_held(engine: Engine, also: str = "") -> None:
    """link_certain (pairs that need no model, with the levels of what was compared) and link_held (those and the pairs
    given), of the NIK pass and of relation `also`.
    """
    of_number = (
        "SELECT member_key, resident_key, card_number, nik_number, alike, born, 9 AS number, sex, 0 AS family,"
        " 0 AS village"
        " FROM link_agreed"
    )
    engine.view("link_certain", f"{of_number} UNION ALL SELECT * FROM {also}" if also else of_number)
    keys = "SELECT member_key, resident_key FROM"
    more = f" UNION ALL {keys} {also}" if also else ""
    engine.view("link_held", f"{keys} link_agreed UNION ALL {keys} link_given{more}")


def _meetings(*, given: bool, parted: bool) -> str:
    """member_key, resident_key (NULL: met nobody), alike and born and sex (levels), agreed: one row per meeting of
    equal NIKs.
    """
    born = (
        "CASE WHEN m.birth_on = r.birth_on THEN 9 WHEN year(m.birth_on) = year(r.birth_on)"
        " OR (month(m.birth_on) = month(r.birth_on) AND day(m.birth_on) = day(r.birth_on)) THEN 3 ELSE 1 END"
    )
    members = (
        "(SELECT * FROM link_member WHERE key NOT IN (SELECT member_key FROM link_given))" if given else "link_member"
    )
    apart = " LEFT JOIN link_apart AS a ON a.member_key = m.key AND a.resident_key = r.key" if parted else ""
    return (
        "SELECT member_key, resident_key, card_number, nik_number, alike, born, sex, coalesce(NOT parted AND"
        " ((born = 9 AND"
        " (alike >= 4 OR (alike >= 2 AND sex = 9))) OR (born = 3 AND alike >= 4)), FALSE) AS agreed FROM"
        " (SELECT m.key AS member_key, r.key AS resident_key, m.card_number, r.nik_number,"
        f" {ALIKE} AS alike, {born} AS born, {'a.member_key IS NOT NULL' if parted else 'FALSE'} AS parted,"
        " CASE WHEN m.sex = r.sex THEN 9 WHEN m.sex <> r.sex THEN 1 ELSE 0 END AS sex"
        f" FROM {members} AS m FULL OUTER JOIN link_everyone AS r ON m.nik_number = r.nik_number{apart}) AS t"
    )


def _met_once(engine: Engine, given: int) -> bool:
    """Nobody of link_agreed has two residents: no member met two (which costs little to see), or but one agreed."""
    ((met, members),) = engine.rows("SELECT (SELECT count(member_key) FROM link_first), count(*) FROM link_member")
    if int(met) == int(members) - given:
        return True
    ((rows, agreed),) = engine.rows("SELECT count(*), count(DISTINCT member_key) FROM link_agreed")
    return bool(rows == agreed)


def _with_twin(engine: Engine) -> str | None:
    """Relation (key) of residents, of those met under another spelling, with somebody of their family card and birth
    date.
    """
    engine.materialise(
        "link_spelt",
        "SELECT r.key, r.nkk, r.birth_on FROM link_everyone AS r WHERE r.nkk IS NOT NULL AND r.key IN"
        " (SELECT resident_key FROM link_first WHERE agreed AND alike < 9)",
    )
    ((spelt,),) = engine.rows("SELECT count(*) FROM link_spelt")
    if spelt == 0:
        return None
    engine.materialise(
        "link_spelt",
        "SELECT s.key FROM link_spelt AS s JOIN link_everyone AS r ON r.nkk = s.nkk AND r.birth_on = s.birth_on"
        " WHERE r.key <> s.key",
    )
    return "link_spelt"


def drop(engine: Engine, names: Sequence[str]) -> None:
    """These relations are gone."""
    for name in names:
        engine.drop(name)
