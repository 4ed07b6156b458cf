"""Disnaker reads which firms to write to, on a desk and on a phone."""

import re

import pytest

from tests.web.screen import DESK, PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("employers")]


@pytest.mark.parametrize(("width", "language", "title"), [(DESK, "id", "Badan usaha"), (PHONE, "en", "Employers")])
def test_disnaker_reads_which_firms_to_write_to(sign_in, width, language, title):
    tab = sign_in("disnaker", width, language)
    tab.goto("/badan-usaha/")
    assert tab.inner_text("h1") == title
    looked_at(tab, f"employers-{language}")
    tab.get_by_role("link", name=re.compile("belum terdaftar di|not registered with")).first.click()
    tab.wait_for_load_state("networkidle")
    assert "temuan=PWBD" in tab.url
    looked_at(tab, f"employers-one-finding-{language}")
