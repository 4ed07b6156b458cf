"""The web tests run on SQLite, and with SEMESTA_TEST_DATABASE=postgresql on a PostgreSQL of their own.

On PostgreSQL they run as the application's role, which owns nothing and is held to row-level security.
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

ON_POSTGRES = os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql"
sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web import postgres_cluster
from tests.web.postgres_cluster import ROLES_OF_DATABASE

if ON_POSTGRES:
    os.environ["DATABASE_URL"] = postgres_cluster.start()
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"

import django

django.setup()

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import Membership, Organisation, User
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope
from tests.web.proposal_city import make_contract, make_offices, without_cover
from tests.web.published_city import run_city
from tests.web.started import with_tables

# These are about PostgreSQL alone, the other about no database.
collect_ignore = ["test_city_account.py"] if ON_POSTGRES else ["test_direct.py", "test_row_security.py"]
STARTS_ON_A_DATABASE = {"ON_POSTGRES", "postgres_cluster", "Queue"}
"""What a module names whose tests start processes on a database of ours."""


def is_about_a_database(item: pytest.Item) -> bool:
    """The test asks for the database, without which pytest-django gives it none, or starts processes that have one."""
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    return bool(asks or STARTS_ON_A_DATABASE & set(vars(item.module)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL the tests without a database are left out: they would be the same as beside SQLite."""
    if ON_POSTGRES:
        alike = [item for item in items if Path(__file__).parent in item.path.parents and not is_about_a_database(item)]
        config.hook.pytest_deselected(items=alike)
        items[:] = [item for item in items if item not in set(alike)]


HERE, ELSEWHERE = "16.71", "16.72"
PASSWORD = "kuda-terbang-11-malam"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the database is there before Django makes it; PostgreSQL copies its template by itself."""
    return not ON_POSTGRES


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> None:
    """SQLite's file for the tests is a copy of one that has every table; Django then migrates what is left: nothing."""
    if not ON_POSTGRES:
        home = with_tables(tmp_path_factory.mktemp("tables"))
        (home / "web" / "semesta.sqlite3").rename(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables made by the owner; tests then connect as the application's role."""
    if not ON_POSTGRES:
        yield
        return
    from semesta.web.core.postgres import make_app_role

    ROLES_OF_DATABASE["owner"] = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        role = make_app_role(connection, "app-tests")
    ROLES_OF_DATABASE["application"] = {"USER": role, "PASSWORD": "app-tests"}
    connect_as("application", django_db_blocker)
    yield
    connect_as("owner", django_db_blocker)


def connect_as(who: str, blocker) -> None:
    """From the next statement on, PostgreSQL knows us by this role; nothing on SQLite."""
    if ON_POSTGRES:
        with blocker.unblock():
            connection.close()
            connection.settings_dict.update(ROLES_OF_DATABASE[who])


@pytest.fixture(scope="module")
def as_owner(django_db_setup, django_db_blocker):
    """A module's tests connect as the tables' owner: what `semesta web` and `semesta audit` themselves do."""
    connect_as("owner", django_db_blocker)
    yield
    connect_as("application", django_db_blocker)


@dataclass
class City:
    """One user per role at one office each, in one area."""

    password: ClassVar[str] = PASSWORD

    area: str
    users: dict[str, User]
    offices: dict[str, Organisation]

    def scope(self, role: str, *areas: str) -> Scope:
        office = self.offices[role]
        return Scope(self.users[role].pk, ROLES[role], office.pk, office.name, areas or (self.area,))

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(self.users[role])
        return client


def make_city(area: str, mark: str) -> City:
    """In three statements: most tests begin with one."""
    with acting(Acting(purpose="tests")):
        offices = Organisation.objects.bulk_create(
            Organisation(name=f"Kantor {mark} {role}", kind="bappeda", area_code=area) for role in ROLES
        )
        hashed = make_password(PASSWORD)
        users = User.objects.bulk_create(
            User(username=f"{mark}-{role}", name=f"Petugas {mark} {role}", password=hashed) for role in ROLES
        )
        Membership.objects.bulk_create(
            Membership(user=user, role=role, organisation=office, area_code=area)
            for role, user, office in zip(ROLES, users, offices, strict=True)
        )
    return City(area, dict(zip(ROLES, users, strict=True)), dict(zip(ROLES, offices, strict=True)))


@pytest.fixture
def city(db) -> City:
    return make_city(HERE, "mawar")


@pytest.fixture
def other_city(db) -> City:
    return make_city(ELSEWHERE, "melati")


@pytest.fixture(scope="session")
def city_home(tmp_path_factory) -> Path:
    """A home with two published months, run once."""
    return run_city(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def shown_city(city_home, django_db_setup, django_db_blocker):
    """The publication that the database shows, loaded once by the tables' owner as `semesta web publish` does."""
    from semesta.web.core.published.load import publish

    with django_db_blocker.unblock():
        connect_as("owner", django_db_blocker)
        shown = publish(city_home)
        connect_as("application", django_db_blocker)
    return shown


@pytest.fixture
def village(shown_city, city) -> str:
    """The kelurahan with most residents without cover, and the numbers of some of them."""
    people = without_cover(city.scope("dinsos"), 2000)
    return Counter(person.area_code for person in people if len(person.area_code) == 13).most_common(1)[0][0]


@pytest.fixture
def offices(village):
    made = make_offices(village)
    make_contract(made.users["dinkes"])
    with acting(acting_of(made.scope("dinsos"))):  # what a test reads between the steps, it reads as the city
        yield made


@pytest.fixture
def home(settings, tmp_path) -> Path:
    """A home of its own for the files of one test."""
    settings.SEMESTA_HOME, settings.SEMESTA_INBOX = tmp_path, tmp_path / "inbox"
    return tmp_path
