"""Only actions write to the web application's database."""

import ast
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "semesta" / "web"
MAY_WRITE = (
    "core/actions.py", "core/audit/", "core/clients/actions.py", "core/migrations/",
    "core/published/load.py", "core/published/on_",
    "core/published/migrations/", "core/exports/actions.py", "core/exports/migrations/", "core/jobs/queue.py",
    "casework/actions/",
    "casework/migrations/",
)  # fmt: skip
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "execute",
    "executemany", "set_password", "copy",
}  # fmt: skip
# Calls of that name that are no write to a table of ours, each with its reason.
ALLOWED = {
    ("casework/queries/cases.py", "execute"): "tells PostgreSQL not to sort",
    ("casework/queries/checks.py", "execute"): "SELECTs",
    ("core/acting.py", "execute"): "tells PostgreSQL who acts",
    ("core/clients/asking.py", "execute"): "one SELECT",
    ("core/frozen.py", "execute"): "triggers, as the owner",
    ("core/postgres.py", "execute"): "roles and policies, as the owner",
    ("core/published/by_nik.py", "execute"): "one SELECT",
    (
        "core/published/look_up.py",
        "execute",
    ): "who asks, the cover and the look in one statement: the look's own action",
    ("core/published/search.py", "execute"): "SELECTs",
    ("core/put.py", "execute"): "functions, triggers, policies and indexes, as the owner",
    ("core/session_store.py", "execute"): "one SELECT",
    ("core/session_store.py", "save"): "Django's own, whose errors it tells apart",
    ("core/together.py", "execute"): "one SELECT",
    ("core/published/standing.py", "execute"): "one SELECT",
    ("core/published/shown.py", "execute"): "one SELECT; on PostgreSQL it sets the search path",
    ("site/health.py", "execute"): "SELECT 1",
    ("desks/office/trail.py", "copy"): "a copy of the address's query",
    ("casework/dci_jobs.py", "update"): "two more senders in a dictionary",
    ("site/demo.py", "set_password"): "calls the action of that name",
    ("core/exports/stash.py", "update"): "a digest takes a line more",
}


def calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


PLACES = [str(path.relative_to(WEB)) for path in sorted(WEB.rglob("*.py"))]


@pytest.mark.parametrize("place", [place for place in PLACES if not place.startswith(MAY_WRITE)])
def test_a_room_outside_the_actions_does_not_write(place):
    found = {call for call in calls(WEB / place) & WRITES if (place, call) not in ALLOWED}
    assert found == set()


def test_each_exception_is_still_needed():
    assert {(place, call) for place, call in ALLOWED if call not in calls(WEB / place)} == set()
