"""The family pass: members whom their number did not lead home, but whose family card, birth date and name do.

A family card, a birth date and a like name are as good as a number: only twins share the first two. So are the very
name and birth date in one village when nobody else in the register has both, and the number is missing, damaged or
somebody else's: on a made-up city of 1.7 million all but 3 of 57,700 such pairs were right. And so is a like name where
nobody else of that day in that village has one, or where nearly the number speaks for it though the date is damaged:
with twice the damage all but 60 of 200,000 were right. These pairs need no model; but the model is learnt from what is
left over, and without them it would never see a pair in which only the number is damaged. So one in STAND_IN_OF of them
stays among the members left over and stands for all.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.link.certain import view_held
from semesta.link.samples import chosen

if TYPE_CHECKING:
    from semesta.engines.base import Engine

STAND_IN_OF = 8
LEVELS = "alike, born, number, sex, family, village"
PAIRS_AT_LEAST = 8_000
"""With fewer pairs the probabilistic pass costs little and the stand-ins would be too few to learn from."""
CARDS = """
SELECT m.*, t.mate_first AS mate, coalesce(m.nkk, CASE WHEN t.mate_first = t.mate_last THEN t.mate_first END) AS card
FROM link_rest AS m
LEFT JOIN link_mate AS t ON t.noka = m.noka
"""
"""Members left over with their family card, or else that of the accepted people of their JKN card family."""
NIK = "CAST(r.nik_number AS VARCHAR)"
LIKE = "name_similarity(m.raw_name, r.name)"
SOMEWHAT = 0.75
"""So like two spellings of one name may be, when one of them is cut short."""
APART = 98
"""No more than this many digits differ in two numbers of one length (digit_distance says 99 for other lengths)."""
MEET = "SELECT m.key AS member_key, r.key AS resident_key FROM {members} AS m JOIN link_everyone AS r ON"
BORN_TOO = f"{MEET} r.birth_on = m.birth_on AND"
WHOLE_NUMBERS = (
    "(SELECT key, national_id, TRY_CAST(national_id AS BIGINT) AS nik_number, village_number FROM link_rest"
    " WHERE length(national_id) = 16)"
)
DAY_IN_NUMBER = "({t}.nik_number // 10000) % 1000000"
MEETINGS = " UNION ".join(
    (
        f"{BORN_TOO.format(members=f'({CARDS})')} r.nkk = m.card",
        f"{BORN_TOO.format(members='link_rest')} r.name = m.raw_name",
        f"{BORN_TOO.format(members='link_rest')} r.village_number = m.village_number AND {LIKE} >= {SOMEWHAT}e0",
        f"{MEET.format(members=WHOLE_NUMBERS)} r.village_number = m.village_number"
        f" AND {DAY_IN_NUMBER.format(t='r')} = {DAY_IN_NUMBER.format(t='m')}"
        f" AND digit_distance(m.national_id, {NIK}) <= 2",
    )
)
"""Members left over who meet a resident: of their birth date and of their family card, their very name, or their
village and a name somewhat like theirs; of their village and of their number but for a digit or two (which holds their
birth date even where that is written wrong).
"""
MET = f"""
SELECT m.key AS member_key, r.key AS resident_key, m.card_number, r.nik_number, m.raw_name, r.name,
  m.birth_on AS born_m, r.birth_on AS born_r, m.national_id, {NIK} AS nik, m.sex AS sex_m, r.sex AS sex_r,
  m.card, m.mate, m.nkk AS own, r.nkk, m.village_number AS village_m, r.village_number AS village_r, {LIKE} AS likeness,
  digit_distance(m.national_id, {NIK}) AS digits
FROM link_meeting AS p
JOIN ({CARDS}) AS m ON m.key = p.member_key
JOIN link_everyone AS r ON r.key = p.resident_key
"""
JUDGED = f"""
SELECT member_key, resident_key, card_number, nik_number,
  CASE WHEN raw_name = name THEN 9 WHEN likeness >= 0.94e0 THEN 7 WHEN likeness >= 0.9e0 THEN 4
       WHEN likeness >= {SOMEWHAT}e0 THEN 2 ELSE 1 END AS alike,
  likeness >= 0.6e0 OR substr(raw_name, 1, 1) = substr(name, 1, 1) AS akin,
  CASE WHEN born_m IS NULL OR born_r IS NULL THEN 0 WHEN born_m = born_r THEN 9
       WHEN digit_distance(CAST(born_m AS VARCHAR), CAST(born_r AS VARCHAR)) = 1 THEN 7
       WHEN month(born_m) = month(born_r) AND day(born_m) = day(born_r) THEN 5
       WHEN year(born_m) = year(born_r) THEN 3 ELSE 1 END AS born,
  CASE WHEN national_id IS NULL OR nik IS NULL THEN 0 WHEN digits = 0 THEN 9 WHEN digits = 1 THEN 7
       WHEN digits = 2 THEN 6 ELSE 1 END AS number,
  CASE WHEN sex_m = sex_r THEN 9 WHEN sex_m <> sex_r THEN 1 ELSE 0 END AS sex,
  CASE WHEN card IS NULL OR nkk IS NULL THEN 0 WHEN card <> nkk THEN 1
       WHEN mate IS DISTINCT FROM nkk THEN 7 WHEN own = nkk THEN 9 ELSE 8 END AS family,
  CASE WHEN village_m IS NULL OR village_r IS NULL THEN 0 WHEN village_m = village_r THEN 9
       WHEN village_m // 10000 = village_r // 10000 THEN 5 ELSE 1 END AS village,
  coalesce(digits BETWEEN 3 AND {APART} AND substr(national_id, 7, 6) = substr(nik, 7, 6), FALSE) AS apart,
  month(born_r) = 1 AND day(born_r) = 1 AS new_year
FROM ({MET}) AS p
"""
"""How alike they are. `apart`: both numbers are whole and hold that date, but are not one another's with a digit or two
wrong: they are two people's. `akin`: the names have something in common.
"""
ACCEPTED = """
SELECT * FROM (
  SELECT k.*, count(*) OVER (PARTITION BY member_key) AS met FROM link_kin AS k
  WHERE alike > 1 OR born = 9 AND (family >= 7 OR number = 9 AND akin)
) AS k
WHERE sex <> 1 AND resident_key IN (SELECT key FROM link_free)
  AND (born = 9
       AND (alike >= 7 AND (family >= 7 OR (village = 9 AND (number >= 6 OR NOT (apart OR new_year))))
            OR met = 1 AND village = 9 AND NOT new_year AND (alike = 4 AND NOT apart OR alike = 2 AND number = 9))
       AND (met = 1 OR (alike = 9 AND (family >= 7 OR number >= 6)))
       OR met = 1 AND alike >= 2
       AND (born = 9 AND family >= 7
            OR number >= 6 AND born >= 3 AND (alike >= 7 OR village = 9 OR family >= 7 OR number = 9)
            OR number >= 6 AND alike >= 7 AND village = 9)
       OR met = 1 AND number = 9 AND born = 9 AND village = 9 AND sex = 9)
  AND NOT EXISTS (
    SELECT 1 FROM link_apart AS a WHERE a.member_key = k.member_key AND a.resident_key = k.resident_key
  )
QUALIFY count(*) OVER (PARTITION BY member_key) = 1 AND count(*) OVER (PARTITION BY resident_key) = 1
"""
"""A like name, no other sex, a resident nobody was given to, and the family card, or else the village and either nearly
the number or a number that says nothing against it; somewhat less like where nobody else is met. Where nobody else is
met, two of name, date and nearly the number will do, with the village, the family card or the very number; and so will
the very number with date and village whatever the name says, if it has something in common. Where others are met too,
the very name, and more than the village must speak for it (many are written down as born on 1 January, who were
not). One to one.
"""


def family_pass(engine: Engine, *, stand_ins: bool, at_least: int = PAIRS_AT_LEAST) -> int:
    """link_certain and link_held have the pairs of the family pass too, link_residual and link_free are without them,
    link_stand_in (key) names the members left in for all the others; how many pairs each of those stands for.

    `stand_ins`: whether some stay, from whom a model is learnt and how sure all of them are is told. Fewer than
    `at_least` pairs: nothing is done (1).
    """
    engine.materialise("link_meeting", MEETINGS)  # their number known, they are looked up, not everybody in them
    engine.materialise("link_kin", JUDGED)
    engine.drop("link_meeting")
    engine.materialise("link_kin", ACCEPTED)
    ((count,),) = engine.rows("SELECT count(*) FROM link_kin")
    stays = chosen("member_key", 1 / STAND_IN_OF) if stand_ins else "FALSE"
    enough = count >= at_least
    engine.materialise(
        "link_stand_in",
        f"SELECT member_key AS key, resident_key, {LEVELS} FROM link_kin WHERE {stays if enough else 'FALSE'}",
    )
    taken = f"link_kin WHERE NOT ({stays})" if enough else "link_kin WHERE FALSE"
    engine.materialise(
        "link_kin",
        f"SELECT member_key, resident_key, card_number, nik_number, {LEVELS} FROM {taken}",
    )
    if not enough:
        return 1
    view_held(engine, also="link_kin")
    for name, key in (("link_residual", "member_key"), ("link_free", "resident_key")):
        engine.materialise(name, f"SELECT * FROM {name} WHERE key NOT IN (SELECT {key} FROM link_kin)")
    return STAND_IN_OF if stand_ins else 1
