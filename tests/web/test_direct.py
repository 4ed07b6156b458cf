"""Statements asked by libpq's own calls, on PostgreSQL."""

import psycopg
import pytest
from django.db import connection

from semesta.web.core.published.direct import value_in_transaction, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(city):
    """A connection of its own, outside every transaction."""
    own = connection.settings_dict
    with psycopg.connect(
        host=own["HOST"] or own["OPTIONS"].get("host"), dbname=own["NAME"], user=own["USER"], password=own["PASSWORD"],
        autocommit=True,
    ) as server:  # fmt: skip
        yield server


def test_a_value_is_asked_again_and_again_by_one_prepared_statement(server):
    for text in ("satu", "dua", ""):
        assert value_of(server, "SELECT $1 || '!'", [text.encode()]) == f"{text}!".encode()
    assert value_of(server, "SELECT nullif($1, 'x')", [b"x"]) is None
    names = server.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'semesta_%'").fetchone()
    assert names == (2,)


def test_a_statement_that_the_server_forgot_is_prepared_again(server):
    assert value_of(server, "SELECT $1::int + 1", [b"1"]) == b"2"
    server.execute("DEALLOCATE ALL")
    assert value_of(server, "SELECT $1::int + 1", [b"2"]) == b"3"


def test_a_fault_is_an_error_and_the_connection_holds(server):
    with pytest.raises(psycopg.errors.UndefinedFunction):
        value_of(server, "SELECT no_such_function($1)", [b"1"])
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        value_of(server, "SELECT $1::int", [b"x"])
    assert value_of(server, "SELECT $1::int", [b"7"]) == b"7"


def test_inside_a_transaction_nothing_is_prepared(server):
    with server.transaction():
        assert value_in_transaction(server, "SELECT $1", [b"a"]) == b"a"
    assert server.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
