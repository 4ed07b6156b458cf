"""The mayor opens the one file: on a desk, on a phone, on paper, in both languages, without a network."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "unit"))

from report_facts import demo_facts

from semesta.flow.report.page import page
from tests.web.screen import DESK, PHONE

TABLET = 768
on_a_desk = pytest.mark.parametrize("opened", [DESK], indirect=True)
on_a_phone = pytest.mark.parametrize("opened", [PHONE], indirect=True)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("report") / "index.html"
    path.write_text(page(demo_facts()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=[DESK, TABLET, PHONE])
def opened(browser, address, request):
    """A page at one width, with what it complained of and what it asked for."""
    tab = browser.new_page(viewport={"width": request.param, "height": 800})
    tab.complaints, tab.asked = [], []
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.on("request", lambda asked: tab.asked.append(asked.url))
    tab.goto(address)
    yield tab
    tab.close()


def test_it_opens_without_a_complaint_and_asks_for_nothing_else(opened, address):
    assert opened.complaints == []
    assert opened.asked == [address]


def test_nothing_is_wider_than_the_screen(opened):
    for language in ("id", "en"):
        opened.click(f"label[for=lang-{language}]")
        assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_one_language_is_shown_at_a_time_and_a_press_changes_it(opened):
    assert opened.is_visible("article[lang=id]")
    assert not opened.is_visible("article[lang=en]")
    opened.click("label[for=lang-en]")
    assert opened.is_visible("article[lang=en]")
    assert not opened.is_visible("article[lang=id]")


def test_the_language_is_changed_from_the_keyboard_too(opened):
    opened.focus("#lang-id")
    opened.keyboard.press("ArrowRight")
    assert opened.is_visible("article[lang=en]")


@on_a_desk
def test_the_verdict_and_the_four_figures_stand_on_the_first_screen_of_a_desk(opened):
    for place in (".verdict", ".figures"):
        box = opened.locator(f"article[lang=id] {place}").bounding_box()
        assert box["y"] + box["height"] <= 800


def test_charts_and_tables_have_size_and_wide_tables_scroll_inside_their_own_frame(opened):
    figures = opened.locator("article[lang=id] figure > svg")
    assert figures.count() == 5
    for number in range(figures.count()):
        box = figures.nth(number).bounding_box()
        assert box["width"] > 200
        assert box["height"] > 80
    cut = opened.evaluate(
        "[...document.querySelectorAll('article[lang=id] table')].filter(table => table.offsetParent !== null"
        " && table.getBoundingClientRect().right > innerWidth + 1 && !table.closest('.scroll')).length"
    )
    assert cut == 0


@on_a_phone
def test_every_label_of_a_table_cell_on_a_phone_says_what_the_cell_is(opened):
    label = opened.evaluate(
        "getComputedStyle(document.querySelector('article[lang=id] .stack td[data-label]'), '::before').content"
    )
    assert "Diminta" in label


def test_it_prints_on_a4_in_the_language_chosen(browser, address, tmp_path):
    tab = browser.new_page()
    tab.goto(address)
    tab.click("label[for=lang-en]")
    tab.emulate_media(media="print")
    assert tab.is_visible("article[lang=en]")
    assert not tab.is_visible("article[lang=id]")
    assert not tab.is_visible(".languages")
    printed = tmp_path / "report.pdf"
    tab.pdf(path=str(printed), format="A4", prefer_css_page_size=True, print_background=True)
    pages = printed.read_bytes().count(b"/Type /Page\n")
    assert 3 <= pages <= 16
    tab.close()
