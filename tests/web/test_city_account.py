"""Signing in by the city's own identity provider, through a running server."""

import re
import signal
import subprocess
import urllib.parse

import pytest

from tests.web import identity_provider
from tests.web.started import SEMESTA, browser, clean_environment, free_port, wait_for, with_tables


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = with_tables(tmp_path_factory.mktemp("home"))
    provider, issuer = identity_provider.start()
    environment = {
        **clean_environment(), "SEMESTA_OIDC_ISSUER": issuer, "SEMESTA_OIDC_CLIENT_ID": "semesta",
        "SEMESTA_OIDC_CLIENT_SECRET": "x",
    }  # fmt: skip
    made = [SEMESTA, "web", "demo-users", "--home", home, "--demo"]
    subprocess.run(made, env=environment, check=True, capture_output=True)
    port = free_port()
    with (home / "log").open("w") as log:
        words = [SEMESTA, "web", "--home", home, "--port", str(port), "--workers", "1"]
        server = subprocess.Popen(words, env=environment, stderr=log, stdout=log)
    address = f"http://localhost:{port}"
    wait_for(address, server, home / "log")
    yield address
    server.send_signal(signal.SIGINT)
    server.wait(20)
    provider.shutdown()


def come_from_the_provider(address, username):
    identity_provider.Provider.username = username
    opened = browser()
    page = opened.open(f"{address}/masuk/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
    return opened.open(f"{address}/masuk/sso/kota/", form)


def test_a_user_made_here_signs_in_again_and_again(served):
    for _ in range(2):
        assert come_from_the_provider(served, "dinsos").url == f"{served}/ringkasan/"


def test_somebody_nobody_made_here_is_sent_back_with_the_reason(served):
    answer = come_from_the_provider(served, "tamu")
    assert answer.url == f"{served}/masuk/"
    assert "Belum ada pengguna untuk Anda" in answer.read().decode()
