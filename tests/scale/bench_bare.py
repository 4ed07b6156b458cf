"""The least that a server can do for a look-up: PORT URL. One prepared question by NIK, its row as JSON; nobody is
asked who they are and nothing is written down.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable

SQL = (
    "SELECT person_id, area_code, name, birth_on, sex, class_name, segment, status, active, reason, inactive_since_on,"
    " register_status, route, expected_start_on, psnoka FROM publication_1.pub_person WHERE nik = %s"
)
_own = threading.local()


def _connection() -> psycopg.Connection[tuple[Any, ...]]:
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ["BARE_URL"], autocommit=True, prepare_threshold=0)
    found: psycopg.Connection[tuple[Any, ...]] = _own.connection
    return found


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """What the server calls."""
    nik = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
    row = _connection().execute(SQL, (nik,)).fetchone()
    body = json.dumps({"patient": row}, default=str, separators=(",", ":")).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    port, url = sys.argv[1:]
    # Its workers are processes of their own.
    os.environ |= {"BARE_URL": url, "PYTHONPATH": str(Path(__file__).parent)}
    from semesta.web.site.server import answer

    answer("127.0.0.1", int(port), 2, "bench_bare:application")
