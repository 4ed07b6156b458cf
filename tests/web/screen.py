"""Debian's Chromium, and what a page must be in it: one set of rules for every browser test."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK, PHONE = 1280, 360
"""Widths in px."""
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async rules => (await axe.run(document, {runOnly: rules})).violations
    .map(found => `${found.id}: ${found.nodes.map(node => node.target).join(', ')}`)"""
TOO_SMALL = """least => [...document.querySelectorAll('a,button,input,select,summary,textarea')].filter(one => {
    const box = one.getBoundingClientRect(), inline = getComputedStyle(one).display === 'inline';
    return box.width && !inline && !one.closest('.unseen,.skip') && (box.height < least || box.width < least);
  }).map(one => one.outerHTML.slice(0, 90))"""
SHOTS = os.environ.get("SEMESTA_SHOTS")
"""The folder of the photographs; none are taken without it."""


@contextmanager
def chromium():
    """Chromium without a window. Give it to one module of tests at a time: while it runs, its event loop stands in this
    thread, and Django would refuse the database to the tests of any other module.
    """
    from playwright.sync_api import sync_playwright

    assert CHROMIUM.exists(), "Debian's Chromium is not installed: scripts/test-machine installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


def new_tab(context):
    """A tab that keeps what the browser complained of and every address that it asked for."""
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    tab.complaints, tab.addresses = [], []
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.on("request", lambda asked: tab.addresses.append(asked.url))
    return tab


def judged(tab) -> list[str]:
    """What axe finds against the page."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    return tab.evaluate(JUDGE, RULES)


def save(tab, name: str) -> None:
    """The whole page as a picture, when pictures were asked for."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def looked_at(tab, name: str) -> None:
    """The page as it stands is accessible, as wide as its screen, without tiny targets or complaints; photographed."""
    tab.wait_for_load_state("networkidle")
    width, language = tab.viewport_size["width"], tab.evaluate("document.documentElement.lang")
    name = f"{name}-{width}-{language}"
    save(tab, name)
    wider = tab.evaluate("document.documentElement.scrollWidth") - width
    found = {
        "axe": judged(tab), "wider by px": wider, "too small": tab.evaluate(TOO_SMALL, 24), "complaints": tab.complaints
    }  # fmt: skip
    assert not any(found.values()), f"{name}: { {key: value for key, value in found.items() if value} }"
