"""How long a connection to the database is kept, and what it is told at its beginning."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from semesta.web.core.acting import acting_of
from semesta.web.core.database import LONGEST_SECONDS
from semesta.web.core.published.look_up import Asker, look_up

pytestmark = pytest.mark.django_db


def in_a_thread(does):
    """Its answer, on a connection of its own outside every transaction."""

    def work():
        try:
            return does()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_the_short_way_exchanges_a_connection_that_has_served_its_time(city):
    scope = city.scope("facility")
    asker = Asker("k", "", scope, acting_of(scope), "loket")

    def served_by():
        look_up(asker, "1" * 16, timezone.localdate())
        connection.ensure_connection()
        return connection.connection

    def three():
        first, second = served_by(), served_by()
        connection.close_at = time.monotonic()
        return first, second, served_by()

    first, second, third = in_a_thread(three)
    assert first is second
    assert third is not second


def test_a_process_of_postgresql_is_kept_for_minutes_and_compiles_nothing():
    if connection.vendor == "sqlite":
        return  # its connection is a file of this process

    def told():
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            return cursor.fetchone()[0], connection.close_at - time.monotonic()

    jit, left = in_a_thread(told)
    assert jit == "off"
    assert LONGEST_SECONDS - 60 < left <= LONGEST_SECONDS
