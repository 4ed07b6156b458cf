"""A passkey is made and signs in without a password, in a real browser with an authenticator of its own."""

from __future__ import annotations

import pytest

from tests.web.screen import looked_at, new_tab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sign_in")]
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def tab(browser, served):
    """A browser of a person who has a device with a fingerprint reader."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=served[0])
    opened = new_tab(context)
    device = context.new_cdp_session(opened)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield opened
    context.close()


def test_a_passkey_made_once_signs_in_without_a_password(tab, served):
    tab.goto("/masuk/")
    looked_at(tab, "sign-in")
    tab.fill("input[name=login]", "coordinator")
    tab.fill("input[name=password]", served[1]["coordinator"])
    tab.press("input[name=password]", "Enter")
    tab.wait_for_selector("nav")
    tab.goto("/akun/faktor-kedua/")
    looked_at(tab, "second-factor")
    tab.goto("/akun/faktor-kedua/kunci/tambah/")
    tab.fill("input[name=password]", served[1]["coordinator"])  # before a key is added, the password is asked once more
    tab.press("input[name=password]", "Enter")
    tab.wait_for_url("**/tambah/")
    tab.complaints.clear()  # Chromium would like a user name beside that password
    looked_at(tab, "passkey-add")
    tab.fill("input[name=name]", "Laptop kantor")
    tab.check("input[name=passwordless]")
    tab.click("#mfa_webauthn_add")
    tab.wait_for_url(lambda url: "tambah" not in url)
    tab.goto("/akun/faktor-kedua/kunci/")
    assert "Laptop kantor" in tab.inner_text("main")
    looked_at(tab, "passkeys")
    tab.context.clear_cookies()
    tab.goto("/masuk/")
    tab.click("#passkey_login")
    tab.wait_for_selector("nav")
    assert "Contoh" in tab.inner_text("header")
    assert tab.complaints == []
