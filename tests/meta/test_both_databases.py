"""The web tests run on SQLite and on PostgreSQL, but for those that no database could change."""

from __future__ import annotations

import re
from pathlib import Path

WEB = Path(__file__).parents[1] / "web"
STARTS = re.compile(r"\bsubprocess\b|\bPopen\b|\bmultiprocessing\b")
ON_A_DATABASE = re.compile(r"\bON_POSTGRES\b|\bpostgres_cluster\b|\bQueue\b")
WITHOUT = {
    "test_city_account.py": "signing in by the city's provider, on SQLite: in tests/web/conftest.py as well",
    "test_style_page.py": "pages are drawn without a database",
}


def test_who_starts_processes_starts_them_on_the_database_at_hand() -> None:
    """pytest-django keeps a test that does not ask for it from the database; a process it would not keep."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in WEB.glob("test_*.py")}
    starting = {name for name, text in texts.items() if STARTS.search(text)}
    assert {name for name in starting if not ON_A_DATABASE.search(texts[name])} == set(WITHOUT)
