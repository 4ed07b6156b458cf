"""What was decided before: accepted links and people's decisions, as dated facts with keys that outlive a month.

A fact names a member by card number and a resident by NIK. That of a scored link holds a fingerprint of what each row
said:
while both say the same, the link stands without being scored again. A certain link needs none: the certain pass finds
it again as long as the rows agree. What people decided stands whatever the rows say.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from semesta.link.certain import printed

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from semesta.engines.base import Engine

FOUND = (
    "member_key", "resident_key", "card_number", "member_print", "nik_number", "resident_print", "method", "origin",
    "probability", "weight", "pattern", "model_version", "decided_on",
)  # fmt: skip
"""What is known of a link in the engine: its rows, their lasting keys and fingerprints, how sure and why."""
HUMAN, APART = "human", "apart"
COLUMNS = (
    ("card_number", "BIGINT"), ("member_print", "BIGINT"), ("nik_number", "BIGINT"), ("resident_print", "BIGINT"),
    ("probability", "DOUBLE"), ("weight", "DOUBLE"), ("pattern", "VARCHAR"), ("method", "VARCHAR"),
    ("model_version", "VARCHAR"), ("decided_on", "DATE"), ("probe", "BIGINT"),
)  # fmt: skip
CERTAIN = frozenset(("card_number", "nik_number", "probability", "method", "decided_on"))
"""What is kept of a certain link, which the certain pass finds again by itself."""
ARROW = {"VARCHAR": pa.string(), "DOUBLE": pa.float64(), "BIGINT": pa.int64(), "DATE": pa.date32()}


PROBE = "row_print('s', 'e', 'm', 'e', 's', 't', 'a')"
"""What tells one way of making fingerprints from another: facts with another probe are scored anew."""


def recall(engine: Engine, previous: Path | None, decisions: str | None, *, anew: bool = False) -> None:
    """Relations link_before (facts), link_given (columns FOUND: links that stand) and link_apart (member_key,
    resident_key: pairs that people parted).

    `previous`: the folder an earlier linkage wrote; `anew`: of it only what people decided stands. `decisions`:
    relation with nik (of the resident), psnoka, decision ('same' | 'different' | 'withdrawn'); it goes before older
    facts.
    """
    if previous is None:
        engine.register("link_before", pa.table({name: pa.nulls(0, ARROW[kind]) for name, kind in COLUMNS}))
    else:
        engine.read_parquet("link_fact_before", [previous / "link_fact.parquet"])
        engine.read_parquet("link_found_before", [previous / "link.parquet"])
        certain = ", ".join(name if name in CERTAIN else f"CAST(NULL AS {kind}) AS {name}" for name, kind in COLUMNS)
        engine.view(
            "link_before",
            f"SELECT {', '.join(name for name, _ in COLUMNS)} FROM link_fact_before"
            f" UNION ALL SELECT {certain} FROM link_found_before WHERE method = 'certain'"
            " AND card_number IS NOT NULL AND nik_number IS NOT NULL",
        )
    _recall_people(engine, decisions)
    columns = ", ".join(FOUND)
    kept = (
        "SELECT m.key AS member_key, r.key AS resident_key, f.card_number, f.member_print, f.nik_number,"
        " f.resident_print,"
        " 'kept' AS method, f.method AS origin, f.probability, f.weight, f.pattern, f.model_version, f.decided_on"
        f" FROM (SELECT * FROM link_before WHERE member_print IS NOT NULL AND probe = {PROBE}"
        f" AND method NOT IN ('{HUMAN}', '{APART}')) AS f"
        f" JOIN link_member AS m ON m.card_number = f.card_number AND {printed('m')} = f.member_print"
        f" JOIN link_resident AS r ON r.nik_number = f.nik_number AND {printed('r')} = f.resident_print"
        " WHERE m.key NOT IN (SELECT member_key FROM link_said)"
    )
    said = f"SELECT {columns} FROM link_said"
    engine.materialise("link_standing", said if previous is None or anew else f"{said} UNION ALL {kept}")
    ((rows, members),) = engine.rows("SELECT count(*), count(DISTINCT member_key) FROM link_standing")
    once = (
        "QUALIFY row_number() OVER (PARTITION BY member_key ORDER BY resident_key, origin) = 1"
        if rows != members
        else ""
    )
    apart = "SELECT 1 FROM link_apart AS a WHERE a.member_key = s.member_key AND a.resident_key = s.resident_key"
    engine.materialise("link_given", f"SELECT * FROM link_standing AS s WHERE NOT EXISTS ({apart}) {once}")
    for name in ("link_standing", "link_said"):
        engine.drop(name)


def _recall_people(engine: Engine, decisions: str | None) -> None:
    """link_said (pairs people joined) and link_apart (pairs people parted), today's decisions before older facts.

    A withdrawn decision (`same` NULL) hides the older fact and is none itself.
    """
    older = (
        f"SELECT card_number, nik_number, method = '{HUMAN}' AS same, decided_on, 0 AS turn FROM link_before"
        f" WHERE method IN ('{HUMAN}', '{APART}')"
    )
    newer = (
        "SELECT TRY_CAST(psnoka AS BIGINT) AS card_number, TRY_CAST(nik AS BIGINT) AS nik_number,"
        " CASE decision WHEN 'same' THEN TRUE WHEN 'different' THEN FALSE END AS same,"
        f" CAST(NULL AS DATE) AS decided_on, 1 AS turn FROM {decisions}"
        " WHERE decision IN ('same', 'different', 'withdrawn')"
    )
    union = f"{older} UNION ALL {newer}" if decisions else older
    engine.materialise(
        "link_decided",
        f"SELECT card_number, nik_number, same, decided_on FROM ({union}) AS u"
        " QUALIFY row_number() OVER (PARTITION BY card_number, nik_number ORDER BY turn DESC, same) = 1",
    )
    met = (
        "SELECT m.key AS member_key, min(r.key) AS resident_key, max(d.decided_on) AS decided_on FROM link_decided AS d"
        " JOIN link_member AS m ON m.card_number = d.card_number JOIN link_resident AS r ON r.nik_number = d.nik_number"
    )
    ((any_said,),) = engine.rows("SELECT count(*) FROM link_decided")
    limit = "" if any_said else " LIMIT 0"
    engine.materialise(
        "link_said",
        f"SELECT t.member_key, t.resident_key, m.card_number, {printed('m')} AS member_print, r.nik_number,"
        f" {printed('r')} AS resident_print, '{HUMAN}' AS method, '{HUMAN}' AS origin, 1e0 AS probability,"
        " CAST(NULL AS DOUBLE) AS weight, CAST(NULL AS VARCHAR) AS pattern, CAST(NULL AS VARCHAR) AS model_version,"
        f" t.decided_on FROM ({met} WHERE d.same GROUP BY m.key{limit}) AS t JOIN link_member AS m ON m.key ="
        f" t.member_key"
        " JOIN link_resident AS r ON r.key = t.resident_key",
    )
    engine.materialise("link_apart", f"{met} WHERE NOT d.same GROUP BY m.key, r.key{limit}")


def first_decided(engine: Engine, decided_on: date | None) -> tuple[str, str]:
    """SQL of the day on which link `f` was first decided, and the join it needs: an earlier fact's, else today's."""
    today = f"DATE '{decided_on:%Y-%m-%d}'" if decided_on else "CAST(NULL AS DATE)"
    ((before,),) = engine.rows("SELECT count(*) FROM (SELECT 1 FROM link_before LIMIT 1) AS t")
    if not before:
        return f"coalesce(f.decided_on, {today})", ""
    join = (
        " LEFT JOIN (SELECT card_number, nik_number, min(decided_on) AS decided_on FROM link_before"
        f" WHERE method <> '{APART}' GROUP BY card_number, nik_number) AS b"
        " ON b.card_number = f.card_number AND b.nik_number = f.nik_number"
    )
    return f"coalesce(f.decided_on, b.decided_on, {today})", join


def write_facts(engine: Engine, found: str, path: Path, decided_on: date | None) -> None:
    """The facts that link.parquet does not hold: fingerprints of scored links and of those people joined (relation
    `found`, columns FOUND), and pairs that people parted.
    """
    today = f"DATE '{decided_on:%Y-%m-%d}'" if decided_on else "CAST(NULL AS DATE)"
    links = (
        "SELECT card_number, member_print, nik_number, resident_print, probability, weight, pattern, model_version,"
        f" origin AS method, decided_on, {PROBE} AS probe FROM {found}"
        " WHERE member_print IS NOT NULL AND card_number IS NOT NULL AND nik_number IS NOT NULL"
    )
    text, number = "CAST(NULL AS VARCHAR)", "CAST(NULL AS BIGINT)"
    parted = (
        f"SELECT card_number, {number}, nik_number, {number}, 0e0, CAST(NULL AS DOUBLE), {text}, {text}, '{APART}',"
        f" coalesce(decided_on, {today}), {PROBE} FROM link_decided WHERE NOT same"
    )
    engine.write_parquet(f"{links} UNION ALL {parted}", path, ["card_number", "nik_number"])


CHANGES = """
WITH moved AS (
  SELECT f.card_number, f.member_print, f.nik_number, f.resident_print, n.nik_number AS after_number
  FROM link_before AS f
  LEFT JOIN link_now AS n ON n.card_number = f.card_number
  WHERE f.method <> 'apart' AND n.nik_number IS DISTINCT FROM f.nik_number
),
member_now AS (
  SELECT v.card_number, v.member_print, max(CASE WHEN {member_print} = v.member_print THEN 1 ELSE 0 END) AS same
  FROM moved AS v
  JOIN link_member AS m ON m.card_number = v.card_number
  GROUP BY v.card_number, v.member_print
),
resident_now AS (
  SELECT v.nik_number, v.resident_print, max(CASE WHEN {resident_print} = v.resident_print THEN 1 ELSE 0 END) AS same
  FROM moved AS v
  JOIN link_resident AS r ON r.nik_number = v.nik_number
  GROUP BY v.nik_number, v.resident_print
),
decided AS (
  SELECT DISTINCT card_number FROM link_decided
)
SELECT lpad(CAST(v.card_number AS VARCHAR), 13, '0') AS psnoka, CAST(v.nik_number AS VARCHAR) AS before_nik,
  CAST(v.after_number AS VARCHAR) AS after_nik,
  CASE WHEN d.card_number IS NOT NULL THEN 'human_decision'
       WHEN m.same IS NULL THEN 'member_left'
       WHEN r.same IS NULL THEN 'resident_left'
       WHEN v.member_print IS NULL THEN 'no_longer_certain'
       WHEN m.same = 0 THEN 'member_changed'
       WHEN r.same = 0 THEN 'resident_changed'
       WHEN {anew} THEN 'scored_anew'
       ELSE 'second_row_of_card' END AS cause
FROM moved AS v
LEFT JOIN member_now AS m ON m.card_number = v.card_number AND m.member_print IS NOT DISTINCT FROM v.member_print
LEFT JOIN resident_now AS r ON r.nik_number = v.nik_number AND r.resident_print IS NOT DISTINCT FROM
v.resident_print LEFT JOIN decided AS d ON d.card_number = v.card_number
"""
"""Links of last month that are gone or moved, each with its cause. Reads link_before, link_now (card_number,
nik_number), link_decided, link_member, link_resident.
"""


def write_changes(engine: Engine, found: str, path: Path, *, anew: bool) -> int:
    """link_change: psnoka, before_nik, after_nik, cause: links of last month that are gone or moved. Their number.

    `anew`: all were scored again, which is the cause where neither row changed.
    """
    engine.view("link_now", f"SELECT DISTINCT card_number, nik_number FROM {found}")
    changes = CHANGES.format(member_print=printed("m"), resident_print=printed("r"), anew=str(anew).upper())
    count = engine.write_parquet(changes, path, ["psnoka", "before_nik", "after_nik"])
    engine.drop("link_now")
    return count


DIFFERENCE = """
SELECT coalesce(k.member_id, f.member_id) AS member_id, k.resident_id AS kept_resident_id, f.resident_id AS
full_resident_id,
  k.method AS kept_method, f.method AS full_method, k.probability AS kept_probability, f.probability AS
  full_probability, CASE WHEN k.method = 'human' OR f.method = 'human' THEN 'human_decision'
       WHEN k.method = 'kept' AND f.member_id IS NULL THEN 'kept_fact_would_not_be_linked_today'
       WHEN k.method = 'kept' THEN 'kept_fact_would_be_linked_elsewhere_today'
       WHEN k.member_id IS NULL THEN 'linked_only_by_todays_model'
       WHEN f.member_id IS NULL THEN 'linked_only_by_the_frozen_model'
       ELSE 'models_prefer_different_residents' END AS cause
FROM "{kept}" AS k
FULL OUTER JOIN "{full}" AS f ON f.member_id = k.member_id
WHERE k.resident_id IS DISTINCT FROM f.resident_id
"""


def difference(engine: Engine, kept: str, full: str) -> pa.Table:
    """Every member linked differently by a run that kept facts and by a full one (relations of link's columns), and
    why.

    Columns member_id, kept_resident_id, full_resident_id, kept_method, full_method, kept_probability,
    full_probability, cause.
    """
    return engine.arrow(f"SELECT * FROM ({DIFFERENCE.format(kept=kept, full=full)}) AS t ORDER BY member_id")
