"""A journey: a made-up city on a server as a person starts it, and people of its offices who sign in to it.

A module that needs another city gives its own `home`; all others begin with a copy of one that was opened once. Each
module is an xdist_group: its journeys are of one server, in their order. Pages are photographed when SEMESTA_SHOTS
names a folder; the servers are on PostgreSQL with SEMESTA_TEST_DATABASE=postgresql.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2]))

from tests.prepared import copied
from tests.web import postgres_cluster
from tests.web.published_city import run_city
from tests.web.screen import DESK, PHONE, chromium, new_tab
from tests.web.started import clean_environment, demo_users, publish, put_static_in_place, running, with_tables

ON_POSTGRES = os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql"
RESIDENTS = 2000
PASSWORDS = "passwords.json"


def open_city(folder: Path) -> None:
    """In `folder` the home of a city with two published months, which its pages show to one user per role; their
    passwords beside it.
    """
    home, environment = with_tables(run_city(folder, RESIDENTS)), clean_environment()
    (folder / PASSWORDS).write_text(json.dumps(demo_users(home, environment)), encoding="utf-8")
    publish(home, environment)
    put_static_in_place(home)


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def city_home(tmp_path_factory) -> Path:
    """A home with two published months, for reading."""
    return run_city(tmp_path_factory.mktemp("city"), RESIDENTS)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """The module's own copy of the city; on SQLite an opened one."""
    folder = tmp_path_factory.mktemp("served")
    return run_city(folder, RESIDENTS) if ON_POSTGRES else copied("opened", open_city, folder) / "home"


@pytest.fixture(scope="module")
def environment(request) -> dict[str, str]:
    """The machine's, with a database of the module's own."""
    kept = clean_environment()
    if ON_POSTGRES:
        kept["DATABASE_URL"] = postgres_cluster.another_database(f"journey_{request.module.__name__}")
    return kept


@pytest.fixture(scope="module")
def served(home, environment):
    """(address, passwords by user) of a server that shows the city."""
    kept = home.parent / PASSWORDS
    if kept.exists():
        passwords = json.loads(kept.read_text(encoding="utf-8"))
    else:
        passwords = demo_users(with_tables(home), environment)
        publish(home, environment)
    with running(home, environment) as address:
        yield address, passwords


@pytest.fixture(scope="module")
def signed_in(browser, served):
    """(Context, address where signing in led) by user, width and language: a person signs in once."""
    contexts = {}

    def one(user: str, width: int, language: str):
        if (user, width, language) not in contexts:
            address, passwords = served
            context = browser.new_context(
                viewport={"width": width, "height": 900}, has_touch=width <= PHONE, base_url=address
            )
            tab = new_tab(context)
            tab.goto("/masuk/")
            tab.fill("input[name=login]", user)
            tab.fill("input[name=password]", passwords[user])
            tab.press("input[name=password]", "Enter")
            tab.wait_for_url(lambda url: not url.endswith("/masuk/"))
            tab.wait_for_load_state("networkidle")
            assert tab.complaints == []
            first = tab.url
            if language != "id":
                with tab.expect_navigation():
                    tab.locator(f"button[name=language][value={language}]").first.evaluate("button => button.click()")
            contexts[user, width, language] = context, first
            tab.close()
        return contexts[user, width, language]

    yield one
    for context, _ in contexts.values():
        context.close()


@pytest.fixture
def sign_in(signed_in):
    """A new tab of somebody who is signed in, at a width and in a language; `first` is where signing in led them."""
    tabs = []

    def tab_of(user: str, width: int = DESK, language: str = "id"):
        context, first = signed_in(user, width, language)
        tabs.append(new_tab(context))
        tabs[-1].first = first
        return tabs[-1]

    yield tab_of
    for tab in tabs:
        tab.close()
