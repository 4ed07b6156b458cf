"""Candidate pairs of two registers: strict keys against everybody, loose keys only against residents nobody was given
to.

Loose keys hold inside one regency, so that a province costs what its regencies cost.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.link.certain import printed

if TYPE_CHECKING:
    from semesta.engines.base import Engine

PART_OF_DATE = (
    "month(m.birth_on) = month(r.birth_on) OR day(m.birth_on) = day(r.birth_on) OR month(m.birth_on) = day(r.birth_on)"
    " OR month(m.birth_on) * 100 + day(m.birth_on) IN (101, 1231, 701, 630, 817)"
)
"""Month or day stand, were exchanged, or gave way to a date written for an unknown one."""
NEWBORN = "^(?:BY|BAYI)[. ]+NY[. ]+(.+)$"
FEW = 0.2
BARE = "regexp_replace(regexp_replace(nik_raw, '[.,]0+$', ''), '[^0-9A-Za-z,.+]', '', 'g')"
FILLERS = "^(.)[^0-9]*$|^0|^1234567890|^(1+|2+|3+|4+|5+|6+|7+|8+|9+)$"

DIGITS_SENT = (
    "coalesce(m.nik, CASE WHEN length(m.bare) BETWEEN 14 AND 17 AND regexp_matches(m.bare, '^[1-9][0-9]+$')"
    f" AND NOT regexp_matches(m.bare, '{FILLERS}') THEN m.bare END)"
)
"""SQL: the NIK, or else the digits that were sent in its place, of a member `m` with `bare` (BARE)."""


def members_left(engine: Engine) -> None:
    """link_rest: members left over by the certain pass, made plain; link_mate: noka, mate_first, mate_last, the family
    cards of accepted members of one card family.
    """
    engine.materialise(
        "link_rest",
        f"SELECT m.key, {_plain('m')}, {_mother('m')} AS mother_name, {DIGITS_SENT} AS national_id,"
        " m.name AS raw_name, m.birth_on, m.village_number, m.noka, m.card_number,"
        f" {printed('m')} AS member_print FROM (SELECT *, CASE WHEN nik IS NULL THEN {BARE} END AS bare"
        " FROM link_member WHERE key IN (SELECT key FROM link_residual)) AS m",
    )
    engine.materialise("link_mate", MATES)


def residual_sides(engine: Engine) -> None:
    """link_right_raw: members of link_rest still left over. link_left_raw: free residents and those a strict key leads
    to (`free` tells).

    Columns key, full_name, mother_name, birth_date (yyyymmdd, as a number too: born) and its parts, national_id
    (digits as sent, also damaged), sex, village, regency (a number, 0 for none), phone, nkk; right also mate_first,
    mate_last of link_mate.
    """
    engine.materialise(
        "link_right_raw",
        "SELECT m.*, t.mate_first, t.mate_last FROM link_rest AS m JOIN link_residual AS k ON k.key = m.key"
        " LEFT JOIN link_mate AS t ON t.noka = m.noka",
    )
    for name in ("link_rest", "link_mate"):
        engine.drop(name)
    engine.materialise("link_strict", _strict_pairs())
    wanted = (
        "SELECT key, TRUE AS free FROM link_free UNION ALL SELECT DISTINCT l AS key, FALSE AS free FROM link_strict"
        " WHERE l NOT IN (SELECT key FROM link_free)"
    )
    engine.materialise(
        "link_left_raw",
        f"SELECT r.key, {_plain('r')}, {_mother_asked(engine)} AS mother_name, r.nik AS national_id, k.free,"
        f" r.nik_number, {printed('r')} AS resident_print"
        f" FROM link_resident AS r JOIN ({wanted}) AS k ON k.key = r.key",
    )


def _mother_asked(engine: Engine) -> str:
    """SQL: a resident's mother; where only newborns tell theirs, just for residents born in the years of those."""
    ((rights, mothers),) = engine.rows("SELECT count(*), count(mother_name) FROM link_right_raw")
    if mothers > FEW * rights:
        return "r.mother_name"
    years = engine.rows(
        "SELECT year(birth_on) AS y, count(*) AS n FROM link_right_raw WHERE mother_name IS NOT NULL AND"
        " birth_on IS NOT NULL"
        " GROUP BY year(birth_on)"
    )
    usual = sorted(int(year) for year, count in years if count > FEW / 5 * mothers)
    if not usual:
        return "CAST(NULL AS VARCHAR)"
    return f"CASE WHEN year(r.birth_on) IN ({', '.join(map(str, usual))}) THEN r.mother_name END"


def _strict_pairs() -> str:
    """l, r: pairs with any resident, also one already given out, that share a key few others share."""
    like = "name_similarity(m.raw_name, r.name)"
    keys = (
        ("m.birth_on = r.birth_on AND substr(m.raw_name, 1, 2) = substr(r.name, 1, 2)", f"{like} >= 0.85e0"),
        (
            "m.raw_name = r.name AND m.village_number = r.village_number",
            f"year(m.birth_on) = year(r.birth_on) AND ({PART_OF_DATE})",
        ),
    )
    selects = [
        f"SELECT r.key AS l, m.key AS r FROM link_right_raw AS m JOIN link_everyone AS r ON {on} WHERE {where}"
        for on, where in keys
    ]
    name_and_day = "key, raw_name, birth_on"
    cards = (
        f"SELECT {name_and_day}, nkk AS card, TRUE AS own FROM link_right_raw WHERE nkk IS NOT NULL UNION ALL"
        f" SELECT {name_and_day}, mate_first, FALSE FROM link_right_raw WHERE mate_first IS NOT NULL"
    )
    selects.append(
        f"SELECT r.key AS l, m.key AS r FROM ({cards}) AS m JOIN link_everyone AS r ON r.nkk = m.card"
        f" WHERE (m.own AND (m.birth_on = r.birth_on OR {like} >= 0.8e0)) OR {like} >= 0.85e0"
    )
    met = "SELECT l, r FROM link_met WHERE r IN (SELECT key FROM link_residual)"
    return " UNION ".join([*selects, met])


def _plain(t: str) -> str:
    born = f"year({t}.birth_on) * 10000 + month({t}.birth_on) * 100 + day({t}.birth_on)"
    return (
        f"{t}.name AS full_name, {t}.sex, {t}.village_code AS village, {t}.phone,"
        f" coalesce(TRY_CAST(replace({t}.regency_code, '.', '') AS BIGINT), 0) AS regency,"
        f" {born} AS born, lpad(CAST({born} AS VARCHAR), 8, '0') AS birth_date, year({t}.birth_on) AS birth_year,"
        f" month({t}.birth_on) AS birth_month, day({t}.birth_on) AS birth_day, {t}.family_number AS nkk"
    )


def _mother(t: str) -> str:
    """The mother's name; that of a newborn 'BY NY X' is X."""
    newborn = f"substr({t}.name, 1, 2) IN ('BY', 'BA') AND regexp_matches({t}.name, '{NEWBORN}')"
    return (
        f"coalesce({t}.mother_name, CASE WHEN {newborn} THEN nullif(regexp_extract({t}.name, '{NEWBORN}', 1), '') END)"
    )


MATES = """
SELECT m.noka, min(r.nkk) AS mate_first, max(r.nkk) AS mate_last
FROM link_member AS m
JOIN link_held AS c ON c.member_key = m.key
JOIN link_everyone AS r ON r.key = c.resident_key
WHERE m.noka IN (SELECT noka FROM link_rest) AND r.nkk IS NOT NULL
GROUP BY m.noka
"""
"""The family cards of accepted members, by the card family of members left over."""


def residual_pairs(engine: Engine, *, has_phone: bool, has_mother: bool) -> None:
    """link_pair (l, r): distinct candidate pairs, from the prepared sides link_left and link_right."""
    keys = list(LOOSE_KEYS)
    if has_mother:
        keys.append(NEWBORN_KEY)
    if has_phone:
        keys.append(("a.phone = b.phone", f"{NEAR} >= 0.7e0"))
    selects = [
        f"SELECT a.key AS l, b.key AS r FROM link_left AS a JOIN link_right AS b ON {on} WHERE {where}"
        for on, where in keys
    ]
    union = " UNION ".join([*selects, "SELECT l, r FROM link_strict"])
    ((parted,),) = engine.rows("SELECT count(*) FROM link_apart")
    if parted:
        union = (
            f"SELECT p.l, p.r FROM ({union}) AS p LEFT JOIN link_apart AS a"
            " ON a.member_key = p.r AND a.resident_key = p.l WHERE a.member_key IS NULL"
        )
    engine.materialise("link_pair", union)


def _same(*parts: str) -> str:
    return " AND ".join(f"{part.format(t='a')} = {part.format(t='b')}" for part in parts)


UNKNOWN_DAYS = "(101, 1231, 701, 630, 817)"
MONTH_DAY = "{t}.birth_month * 100 + {t}.birth_day"
NEAR = "name_similarity(a.full_name_flat, b.full_name_flat)"
NIK_NEAR = "digit_distance(a.national_id, b.national_id) <= 2"
WORD = "(contains(a.full_name_said, b.full_name_word_1) OR contains(a.full_name_said, b.full_name_word_2))"
ENDS = "(a.full_name_first = b.full_name_first OR a.full_name_ending = b.full_name_ending)"
CUT = ("first", "start", "ending")
CUT_RIGHT = (*CUT, "word_1", "word_2")
"""What the keys read of the full name, on the left side and on the right (see build_dictionary)."""
HERE, BORN, START = "{t}.regency", "{t}.born", "{t}.full_name_start"
YEAR, MONTH, DAY = "{t}.birth_year", "{t}.birth_month", "{t}.birth_day"
LOOSE_KEYS = (
    (
        _same(HERE, BORN, "{t}.sex"),
        f"a.free AND {MONTH_DAY.format(t='b')} NOT IN {UNKNOWN_DAYS}"
        f" AND (({ENDS} AND {NEAR} >= 0.8e0) OR {WORD} OR b.full_name_flat IS NULL)",
    ),
    (_same(HERE, "substr({t}.national_id, 1, 12)"), f"a.free AND ({NIK_NEAR} OR {NEAR} >= 0.75e0)"),
    (_same("substr({t}.national_id, 7, 10)"), f"{NIK_NEAR} OR {NEAR} >= 0.8e0"),
    (_same("right({t}.national_id, 8)"), f"length(b.national_id) <> 16 AND {NEAR} >= 0.7e0"),
    (
        _same(HERE, "{t}.full_name_flat", YEAR),
        f"a.free AND (a.birth_month = b.birth_day OR {MONTH_DAY.format(t='b')} IN {UNKNOWN_DAYS})",
    ),
    (_same("{t}.village", "{t}.full_name_flat"), "a.free AND abs(a.birth_year - b.birth_year) <= 1"),
    (_same(HERE, "{t}.full_name_flat"), "a.free AND (a.birth_year IS NULL OR b.birth_year IS NULL)"),
    (_same(HERE, START, YEAR, MONTH), f"a.free AND {NEAR} >= 0.91e0"),
    (_same(HERE, START, MONTH, DAY), f"a.free AND {NEAR} >= 0.91e0"),
    (_same(HERE, START, YEAR, DAY), f"a.free AND {NEAR} >= 0.91e0"),
    ("a.nkk = b.nkk", "a.free"),
    ("a.nkk = b.mate_first", "a.free"),
    ("a.nkk = b.mate_last", "a.free AND b.mate_last <> b.mate_first"),
)
"""(join, filter) on the prepared sides `a` and `b`."""
NEWBORN_KEY = (_same("{t}.mother_name_flat", YEAR), "a.free AND b.full_name_flat IS NULL")
