"""`semesta web` as a person starts it: a server of its own, on the database at hand."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest

from semesta.web.core.roles import ROLES
from tests.web import postgres_cluster
from tests.web.started import SEMESTA, browser, clean_environment, demo_users, running

ON_POSTGRES = os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql"


def command(home, *words) -> list[str]:
    return [SEMESTA, *words, "--home", str(home)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    (folder / "published.json").write_text('{"current": "2025-05-x", "months": {"2025-05-01": "2025-05-x"}}')
    return folder


@pytest.fixture(scope="module")
def environment():
    kept = clean_environment()
    if ON_POSTGRES:
        kept["DATABASE_URL"] = postgres_cluster.another_database("served")
    return kept


@pytest.fixture(scope="module")
def served(home, environment):
    """(address, log file, users) of a running server."""
    users = demo_users(home, environment)
    with running(home, environment) as address:
        yield address, home / "log", users


def sign_in(address, name, password):
    opened = browser()
    page = opened.open(f"{address}/masuk/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": name, "password": password}).encode()
    return opened, opened.open(f"{address}/masuk/?rahasia=1671046507780001", form)


def test_health_tells_of_database_home_and_month(served):
    answer = json.load(urllib.request.urlopen(f"{served[0]}/health/"))
    assert answer == {"database": "ok", "home": "ok", "published_month": None}


def test_there_is_one_user_per_role_and_they_sign_in_with_the_password_printed(served):
    address, _, users = served
    assert len(users) == len(ROLES) + 2  # one per role, a second officer at Dinkes, and a hospital
    first = {"coordinator": "/ringkasan/", "kelurahan": "/ringkasan/", "facility": "/loket/", "office-admin": "/"}
    for name, page in first.items():
        assert sign_in(address, name, users[name])[1].url == f"{address}{page}"


def test_the_log_is_lines_of_json_without_a_persons_data(served):
    address, log, users = served
    sign_in(address, "dinsos", users["dinsos"])
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert {"masuk/"} <= {line.get("route") for line in lines}
    assert not re.search(r"\d{16}|dinsos|rahasia", text)


def test_the_log_says_why_a_request_was_refused_and_not_what_it_held(served):
    """2,001 fields are more than are read (settings: 2,000)."""
    address, log, _ = served
    form = "&".join(f"rahasia{number}=1671046507780001" for number in range(2001)).encode()
    opened = browser()
    opened.open(f"{address}/masuk/")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        opened.open(f"{address}/masuk/?rahasia=1", form)
    lines = [json.loads(line) for line in log.read_text().splitlines() if '"refused"' in line]
    assert [(line["level"], line["exception"], len(line["request"])) for line in lines] == [
        ("warning", "TooManyFieldsSent", 12)
    ]
    asked = [json.loads(line) for line in log.read_text().splitlines() if '"status": 400' in line]
    assert [line["request"] for line in asked] == [lines[0]["request"]]
    assert not re.search(r"\d{16}|rahasia", log.read_text())


def test_the_first_administrator_chooses_a_password_by_link(served, home, environment):
    words = ["--area", "16.71", "--username", "admin-satu", "--name", "Admin Satu", "--organisation", "Dinas Kominfo"]
    made = subprocess.run(
        [*command(home, "web", "first-admin"), *words], env=environment, capture_output=True, text=True, check=True
    )
    page = browser().open(served[0] + made.stdout.strip()).read().decode()
    assert "admin-satu" in page
    again = subprocess.run(
        [*command(home, "web", "first-admin"), *words], env=environment, capture_output=True, text=True, check=False
    )
    assert (again.returncode, "sudah dipakai" in " ".join(again.stderr.split())) == (1, True)


def test_static_files_are_hashed_compressed_and_kept_for_ever(served, home):
    found = json.loads((home / "web/static/staticfiles.json").read_text())["paths"]
    name = next(hashed for plain, hashed in found.items() if plain.endswith("onload.js"))
    ask = urllib.request.Request(f"{served[0]}/static/{name}", headers={"Accept-Encoding": "gzip"})
    answer = urllib.request.urlopen(ask)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_secrets_are_readable_by_their_owner_only(served, home):
    kept = [path for path in (home / "web").iterdir() if path.name in {"secret-key", "database-password"}]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert len(kept) == (2 if ON_POSTGRES else 1)


def test_the_trail_is_sealed_verified_and_exported_from_the_command_line(served, home, environment, tmp_path):
    def run(*words):
        return subprocess.run([SEMESTA, *words], env=environment, capture_output=True, text=True, check=False)

    assert "catatan disegel" in run("audit", "seal", "--home", str(home)).stdout
    whole = run("audit", "verify", "--home", str(home), "--json")
    assert (whole.returncode, json.loads(whole.stdout)["whole"]) == (0, True)
    out = tmp_path / "jejak.jsonl"
    run("audit", "export", "--home", str(home), "--out", str(out))
    assert run("audit", "verify", "--file", str(out), "--seal", json.loads(whole.stdout)["seal"]).returncode == 0
    out.write_text(out.read_text().replace("dinsos", "dinkes", 1))
    broken = run("audit", "verify", "--file", str(out))
    assert (broken.returncode, "RUSAK" in broken.stdout) == (1, True)


def test_demo_users_are_made_only_where_people_are_made_up(tmp_path):
    kept = clean_environment()
    refused = subprocess.run(
        command(tmp_path, "web", "demo-users"), env=kept, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "orang buatan" in " ".join(refused.stderr.split())


def test_behind_https_cookies_and_headers_are_strict(tmp_path):
    """The settings of an https address, in a process of their own."""
    program = (
        "import json, django; from django.conf import settings; django.setup();"
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING');"
        "print(json.dumps({name: getattr(settings, name) for name in ('SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME',"
        "'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SESSION_COOKIE_HTTPONLY', 'SECURE_HSTS_SECONDS',"
        "'ALLOWED_HOSTS', 'DEBUG')}))"
    )
    settings = {
        "SEMESTA_HOME": str(tmp_path), "SEMESTA_URL": "https://semesta.example.go.id",
        "DJANGO_SETTINGS_MODULE": "semesta.web.site.settings", "PATH": os.environ["PATH"],
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": 2 * 365 * 24 * 3600,
        "ALLOWED_HOSTS": ["semesta.example.go.id"],
        "DEBUG": False,
    }


def test_sign_in_by_the_citys_provider_is_there_when_configured(tmp_path):
    program = (
        "import django; django.setup(); from django.urls import reverse; from django.conf import settings;"
        "print(reverse('openid_connect_login', args=['kota']), settings.CONTENT_SECURITY_POLICY);"
        "from django.urls import get_resolver; from semesta.web.core.access import need_of;"
        "assert all(need_of(one.callback) for one in get_resolver().url_patterns)"
    )
    settings = {
        "SEMESTA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "semesta.web.site.settings",
        "SEMESTA_OIDC_ISSUER": "https://sso.example.go.id/realms/kota", "SEMESTA_OIDC_CLIENT_ID": "semesta",
        "SEMESTA_OIDC_CLIENT_SECRET": "x", "PATH": os.environ["PATH"],
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("/masuk/sso/kota/ ")
    assert "form-action 'self' https://sso.example.go.id;" in done.stdout
