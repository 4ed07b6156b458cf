"""What a publication says about cases that visits opened, as SQL for both databases."""

# ruff: noqa: S608  (names of our own tables and columns)
from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.web.casework.actions.evidence import BY_LIKENESS, Source
from semesta.web.casework.models.cases import OPEN_STATES
from semesta.web.core.published.layout import placed

if TYPE_CHECKING:
    from semesta.web.core.published.models import Publication

ALONE = "p.class_name = 'member_not_in_register'"
COVERED = f"coalesce(p.active OR ({ALONE} AND p.status = 'ACTIVE'), 1 = 0)"
GONE = "('dead_but_member', 'moved_but_member', 'left_register')"


def found_source(publication: Publication) -> Source:
    """Cases that visits opened: there is work while no file knows the person, while a card in no register is not
    active, and where file and door differ until somebody claims that it is settled. A claim that a later month does not
    bear out is refuted. Once the register knows the person their own case goes on.
    """
    person = placed(publication.space, "pub_person")
    states = ", ".join(f"'{state}'" for state in OPEN_STATES if state != "claimed")
    by_likeness = ", ".join(f"'{way}'" for way in BY_LIKENESS)
    return Source(
        kinds=("found",),
        work=(
            "SELECT c.kind, c.subject, c.person_id, c.area_code, c.title, c.route, c.reason, c.priority, c.urgent,"
            f" c.due_on, CAST(NULL AS date) AS promised_on FROM casework_case AS c LEFT JOIN {person} AS p"
            f" ON p.person_id = c.person_id WHERE c.kind = 'found' AND (p.person_id IS NULL"
            f" OR ({ALONE} AND NOT {COVERED}) OR (c.state = 'claimed' AND NOT {COVERED})"
            f" OR (c.reason = 'door_differs' AND {COVERED} AND c.state IN ({states})))"
        ),
        joined=f"LEFT JOIN {person} AS p ON p.person_id = c.person_id",
        evidence=(
            f"CASE WHEN p.class_name IN {GONE} THEN 'dead_or_moved'"
            f" WHEN p.active AND (p.has_doubt IS TRUE OR p.link_method IN ({by_likeness})) THEN 'to_confirm'"
            f" WHEN {COVERED} THEN 'covered' ELSE 'own_case' END"
        ),
    )
