"""PostgreSQL alone, whatever the code forgets: rows only within the scope, asked once per query, closed without one."""

import json

import pytest
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.audit.triggers import put_triggers
from semesta.web.core.frozen import freeze_signed_rows
from semesta.web.core.models import Look
from semesta.web.core.postgres import grant, make_app_role, protect_scoped_models, refuse_strong_role
from tests.web.postgres_cluster import ROLES_OF_DATABASE
from tests.web.statements import first_words_into

pytestmark = pytest.mark.django_db
AREAS = ("16.71", "16.71.04.1002", "16.71.05.1001", "16.72.01.1001")


@pytest.fixture
def looks(city):
    with acting(acting_of(city.scope("auditor", ""))):
        for area in AREAS:
            a_look(city, area)


def a_look(city, area):
    Look.unscoped.create(
        at=timezone.now(), person_key="1", area_code=area, user=city.users["dinsos"], organisation="x", purpose="uji"
    )


def seen() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT area_code FROM core_look ORDER BY area_code COLLATE "C"')
        return [code for (code,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (("",), list(AREAS)),
        (("16.71",), list(AREAS[:3])),
        (("16.71.04",), [AREAS[1]]),
        (("16.71.04", "16.72"), [AREAS[1], AREAS[3]]),
        (("99",), []),
    ],
)
def test_a_query_that_forgot_the_scope_sees_only_the_scope(city, looks, areas, expected):
    with acting(acting_of(city.scope("dinsos", *areas))):
        assert seen() == expected


def test_without_a_scope_there_is_no_row(looks):
    assert seen() == []
    with acting(Acting(actor="1")):
        assert seen() == []


def test_the_scope_ends_with_its_block(city, looks):
    with acting(acting_of(city.scope("dinsos", "16.72"))):
        with acting(acting_of(city.scope("dinsos", ""))):
            assert len(seen()) == 4
        assert seen() == [AREAS[3]]
    assert seen() == []


def test_a_row_outside_the_scope_cannot_be_written(city):
    with pytest.raises(ProgrammingError, match="row-level security"), acting(acting_of(city.scope("dinsos", "16.72"))):
        a_look(city, "16.71.04.1002")


def test_the_scope_is_asked_once_per_query_and_not_per_row(city, looks):
    with acting(acting_of(city.scope("dinsos", "16.71"))), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) SELECT * FROM core_look")
        (text,) = cursor.fetchone()
    plan = (json.loads(text) if isinstance(text, str) else text)[0]["Plan"]
    parts = plan["Plans"]
    assert parts
    assert {part["Parent Relationship"] for part in parts} == {"InitPlan"}
    assert max(part["Actual Loops"] for part in parts) == 1
    conditions = plan.get("Filter", "") + plan.get("Index Cond", "")
    assert "current_setting" not in conditions


def test_an_index_on_the_area_serves_the_scope(city, looks):
    """The range is compared with values known before the scan begins, in byte order: an index in that order is used."""
    with acting(acting_of(city.scope("dinsos", "16.71.04"))), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT * FROM core_look")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: ((area_code" in plan.replace("(area_code)::text", "area_code")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE core_look DISABLE ROW LEVEL SECURITY",
        "DROP POLICY semesta_scope ON core_look",
        "ALTER TABLE core_user DISABLE TRIGGER semesta_audit",
        "TRUNCATE core_look",
        "DELETE FROM core_auditentry",
        "UPDATE core_look SET purpose = 'x'",
        "INSERT INTO core_auditblock SELECT * FROM core_auditblock",
        "SET session_replication_role = 'replica'",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_may_not_weaken_what_guards_it(city, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_applications_role_is_weak_and_the_owner_is_refused(city, owner_connection):
    refuse_strong_role(connection)
    with pytest.raises(Fault, match="terlalu kuat"):
        refuse_strong_role(owner_connection)


def test_the_applications_role_is_made_once_and_takes_a_new_password(city, owner_connection):
    held = ROLES_OF_DATABASE["application"]
    assert make_app_role(owner_connection, held["PASSWORD"]) == held["USER"]


def put_everything(owner):
    """What every publication does before it loads a run."""
    put_triggers(owner)
    protect_scoped_models(owner)
    freeze_signed_rows(owner)
    grant(owner, ROLES_OF_DATABASE["application"]["USER"])


def test_what_stands_is_not_touched_while_people_work(db, owner_connection):
    """Not one statement but questions: nothing waits for a writer, nothing is missing for a moment."""
    asked = []
    with owner_connection.execute_wrapper(first_words_into(asked)):
        put_everything(owner_connection)
    assert set(asked) <= {"SELECT", "WITH"}
    assert asked


GUARDS = """
SELECT has_table_privilege(%(role)s, 'core_session', 'UPDATE'),
    has_table_privilege(%(role)s, 'core_look', 'SELECT'),
    (SELECT count(*) = 1 AND bool_and(relrowsecurity) FROM pg_policy JOIN pg_class c ON c.oid = polrelid
     WHERE polrelid = 'core_look'::regclass AND polname = 'semesta_scope'),
    (SELECT count(*) = 2 FROM pg_trigger WHERE tgrelid = 'casework_statement'::regclass AND tgname LIKE '%%_frozen_%%'),
    (SELECT count(*) = 2 FROM pg_trigger WHERE tgrelid = 'core_organisation'::regclass AND tgname LIKE 'semesta_%%')"""


BY_HAND = (
    (
        "GRANT TRUNCATE ON core_session TO {role}",
        "SELECT NOT has_table_privilege('{role}', 'core_session', 'TRUNCATE')",
    ),
    (
        "GRANT UPDATE (at) ON core_look TO {role} WITH GRANT OPTION",
        "SELECT count(*) = 0 FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid = 'core_look'::regclass",
    ),
    (
        "ALTER POLICY semesta_scope ON core_look USING (true)",
        "SELECT pg_get_expr(polqual, polrelid) <> 'true' FROM pg_policy WHERE polrelid = 'core_look'::regclass",
    ),
    (
        "ALTER TABLE casework_statement DISABLE TRIGGER casework_statement_frozen_update",
        "SELECT bool_and(tgenabled = 'O') FROM pg_trigger WHERE tgrelid = 'casework_statement'::regclass",
    ),
    (
        "CREATE OR REPLACE TRIGGER semesta_audit AFTER INSERT ON core_organisation FOR EACH ROW "
        "EXECUTE FUNCTION semesta_audit('id', '', '')",
        "SELECT pg_get_triggerdef(oid) LIKE '%%INSERT OR DELETE OR UPDATE%%' FROM pg_trigger "
        "WHERE tgrelid = 'core_organisation'::regclass AND tgname = 'semesta_audit'",
    ),
    (
        "CREATE OR REPLACE FUNCTION semesta_never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "SELECT prosrc LIKE '%%cannot be changed%%' FROM pg_proc WHERE proname = 'semesta_never'",
    ),
)
"""What somebody does to a guard by hand, and a question that is true once it is right again."""


def test_what_was_changed_by_hand_is_put_right_and_no_guard_is_missing_meanwhile(db, owner_connection, watching):
    role = {"role": ROLES_OF_DATABASE["application"]["USER"]}
    seen = []

    def told(connection, sql, values=None):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()

    def watched(execute, sql, *rest):
        answer = execute(sql, *rest)
        seen.append(told(watching, GUARDS, role))
        return answer

    for statement, _ in BY_HAND:
        with owner_connection.cursor() as cursor:
            cursor.execute(statement.format(**role))
    wrong = [told(watching, question.format(**role), []) for _, question in BY_HAND]
    with owner_connection.execute_wrapper(watched):
        put_everything(owner_connection)
    assert wrong == [(False,)] * len(BY_HAND)
    assert [told(watching, question.format(**role), []) for _, question in BY_HAND] == [(True,)] * len(BY_HAND)
    assert len(seen) > len(BY_HAND)
    assert set(seen) == {(True,) * 5}


def _of_owner(alias):
    other = connection.copy(alias)
    other.settings_dict = {**connection.settings_dict, **ROLES_OF_DATABASE["owner"]}
    connections[alias] = other
    yield other
    other.close()
    del connections[alias]


@pytest.fixture
def owner_connection(django_db_blocker):
    """A second connection, as the owner."""
    yield from _of_owner("owner")


@pytest.fixture
def watching(django_db_blocker):
    """A third one, which sees what is committed."""
    yield from _of_owner("watching")
