"""Guards that stand are not touched, changed ones are never missing; a session that cannot be kept tells why."""

import sqlite3

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection, connections
from django.db.utils import DatabaseError

from semesta.web.core.audit.triggers import put_triggers
from semesta.web.core.database import database_of
from semesta.web.core.frozen import freeze_signed_rows
from semesta.web.core.models import Session
from semesta.web.core.put import put_on_sqlite
from semesta.web.core.session_store import SessionStore
from tests.web.statements import first_words_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_of_its_own(tmp_path, django_db_blocker):
    """A connection to a new SQLite file, and that file."""
    path = tmp_path / "guards.sqlite3"
    defaults = {"TIME_ZONE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    settings = {
        **defaults,
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "TEST": {},
        **database_of(f"sqlite:///{path}"),
    }
    from django.db.backends.sqlite3.base import DatabaseWrapper

    made = connections["guards"] = DatabaseWrapper(settings, "guards")
    yield made, path
    made.close()
    del connections["guards"]


def trigger(name: str, says: str) -> str:
    return f"CREATE TRIGGER \"{name}\" BEFORE update ON paper BEGIN SELECT RAISE(ABORT, '{says}'); END"


def test_a_trigger_of_sqlite_that_changes_is_never_missing(file_of_its_own):
    other, path = file_of_its_own
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE paper (id integer)")
    put_on_sqlite(
        other,
        {"paper_frozen_a": trigger("paper_frozen_a", "old"), "paper_frozen_b": trigger("paper_frozen_b", "b")},
        like="%_frozen_%",
    )
    seen, asked = [], []

    def watched(execute, sql, *rest):
        answer = execute(sql, *rest)
        asked.append(sql.split()[0])
        with sqlite3.connect(path) as watching:
            seen.append(
                watching.execute("SELECT count(*) FROM sqlite_master WHERE name = 'paper_frozen_a'").fetchone()[0]
            )
        return answer

    wanted = {"paper_frozen_a": trigger("paper_frozen_a", "new")}
    with other.execute_wrapper(watched):
        put_on_sqlite(other, wanted, like="%_frozen_%")
        changing = asked.copy()
        put_on_sqlite(other, wanted, like="%_frozen_%")
    assert set(seen) == {1}
    assert [word for word in changing if word != "SELECT"] == ["BEGIN", "DROP", "DROP", "CREATE"]
    assert asked[len(changing) :] == ["SELECT"]
    with sqlite3.connect(path) as watching:
        assert dict(watching.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")) == wanted


def test_triggers_that_stand_are_only_asked_for(as_owner):
    asked = []
    with connection.execute_wrapper(first_words_into(asked)):
        put_triggers(connection)
        freeze_signed_rows(connection)
    assert set(asked) == {"SELECT"}


def test_a_session_that_ended_meanwhile_is_told_apart_from_a_database_that_refuses():
    store = SessionStore()
    store["a"] = 1
    store.save()
    held = SessionStore(store.session_key)
    held["a"] = 2
    refuses = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET LOCAL transaction_read_only = on"}
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        held.save()
    with connection.cursor() as cursor:
        cursor.execute(refuses[connection.vendor])
    try:
        with pytest.raises(DatabaseError) as told:
            held.save()
        assert told.value.__cause__ is not None
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = OFF")
