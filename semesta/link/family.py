"""The family pass: members whom their number did not lead home, but whose family card, birth date and name do.

A family card, a birth date and a like name are as good as a number: only twins share the first two. So are the very
name and birth date in one village when nobody else in the register has both, and the number is missing, damaged or
somebody else's: on a made-up city of 1.7 million all but 3 of 57,700 such pairs were right. And so is a like name where
nobody else of that day in that village has one: with twice the damage all but 6 of 44,500 were right. These pairs need
no model; but the model is learnt from what is left over, and without them it would never see a pair in which only the
number is damaged. So one in STAND_IN_OF of them stays among the members left over and stands for all.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.link.certain import view_held
from semesta.link.samples import chosen

if TYPE_CHECKING:
    from semesta.engines.base import Engine

STAND_IN_OF = 8
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
JUDGED = f"""
SELECT m.key AS member_key, r.key AS resident_key, m.card_number, r.nik_number,
  CASE WHEN m.raw_name = r.name THEN 9 WHEN {LIKE} >= 0.94e0 THEN 7 WHEN {LIKE} >= 0.9e0 THEN 4
       WHEN {LIKE} >= {SOMEWHAT}e0 THEN 2 ELSE 1 END AS alike,
  CASE WHEN m.national_id IS NULL OR r.nik_number IS NULL THEN 0 WHEN m.national_id = {NIK} THEN 9
       WHEN digit_distance(m.national_id, {NIK}) = 1 THEN 7 WHEN digit_distance(m.national_id, {NIK}) = 2 THEN 6
       ELSE 1 END AS number,
  CASE WHEN m.sex = r.sex THEN 9 WHEN m.sex <> r.sex THEN 1 ELSE 0 END AS sex,
  CASE WHEN m.card IS NULL OR r.nkk IS NULL THEN 0 WHEN m.card <> r.nkk THEN 1
       WHEN m.mate IS DISTINCT FROM r.nkk THEN 7 WHEN m.nkk = r.nkk THEN 9 ELSE 8 END AS family,
  CASE WHEN m.village_code IS NULL OR r.village_code IS NULL THEN 0 WHEN m.village_code = r.village_code THEN 9
       WHEN substr(m.village_code, 1, 8) = substr(r.village_code, 1, 8) THEN 5 ELSE 1 END AS village,
  coalesce(digit_distance(m.national_id, {NIK}) BETWEEN 3 AND {APART}
    AND substr(m.national_id, 7, 6) = substr({NIK}, 7, 6), FALSE) AS apart,
  month(r.birth_on) = 1 AND day(r.birth_on) = 1 AS new_year
FROM ({CARDS}) AS m
JOIN link_everyone AS r ON r.birth_on = m.birth_on AND
"""
MEETINGS = (
    f"{JUDGED} r.nkk = m.card UNION {JUDGED} r.name = m.raw_name"
    f" UNION {JUDGED} r.village_code = m.village_code AND {LIKE} >= {SOMEWHAT}e0"
)
"""Members left over who meet a resident of their birth date and of their family card, their very name, or their village
and a name somewhat like theirs. `apart`: both numbers are whole and hold that date, but are not one another's with a
digit or two wrong: they are two people's.
"""
ACCEPTED = """
SELECT * FROM (
  SELECT k.*, count(*) OVER (PARTITION BY member_key) AS met FROM link_kin AS k
) AS k
WHERE sex <> 1 AND resident_key IN (SELECT key FROM link_free)
  AND (alike >= 7 AND (family >= 7 OR (village = 9 AND (number >= 6 OR NOT (apart OR new_year))))
       OR met = 1 AND village = 9 AND NOT new_year AND (alike = 4 AND NOT apart OR alike = 2 AND number = 9))
  AND (met = 1 OR (alike = 9 AND (family >= 7 OR number >= 6)))
  AND NOT EXISTS (
    SELECT 1 FROM link_apart AS a WHERE a.member_key = k.member_key AND a.resident_key = k.resident_key
  )
QUALIFY count(*) OVER (PARTITION BY member_key) = 1 AND count(*) OVER (PARTITION BY resident_key) = 1
"""
"""A like name, no other sex, a resident nobody was given to, and the family card, or else the village and either nearly
the number or a number that says nothing against it; somewhat less like where nobody else is met. Where others are met
too, the very name, and more than the village must speak for it (many are written down as born on 1 January, who were
not). One to one.
"""


def family_pass(engine: Engine, *, learning: bool, at_least: int = PAIRS_AT_LEAST) -> int:
    """link_certain and link_held have the pairs of the family pass too, link_residual and link_free are without them,
    link_stand_in (key) names the members left in for all the others; how many pairs each of those stands for.

    `learning`: a model will be learnt from what is left over. Fewer than `at_least` pairs: nothing is done (1).
    """
    engine.materialise("link_kin", MEETINGS)
    engine.materialise("link_kin", ACCEPTED)
    ((count,),) = engine.rows("SELECT count(*) FROM link_kin")
    stays = chosen("member_key", 1 / STAND_IN_OF) if learning else "FALSE"
    enough = count >= at_least
    engine.materialise("link_stand_in", f"SELECT member_key AS key FROM link_kin WHERE {stays if enough else 'FALSE'}")
    taken = f"link_kin WHERE NOT ({stays})" if enough else "link_kin WHERE FALSE"
    engine.materialise(
        "link_kin",
        f"SELECT member_key, resident_key, card_number, nik_number, alike, 9 AS born, number, sex, family,"
        f" village FROM {taken}",
    )
    if not enough:
        return 1
    view_held(engine, also="link_kin")
    for name, key in (("link_residual", "member_key"), ("link_free", "resident_key")):
        engine.materialise(name, f"SELECT key FROM {name} WHERE key NOT IN (SELECT {key} FROM link_kin)")
    return STAND_IN_OF if learning else 1
