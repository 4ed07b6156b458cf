"""The look in a real browser: every component and every page design, on a desk, on a phone, at night and on paper.

Pages are drawn by tests/web/draw.py and served with the application's own content security policy.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings

from tests.web.screen import chromium, judged, looked_at, new_tab, save

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DESIGNS = [*sorted(path.stem for path in (HERE / "designs").glob("*.html")), "public_answer", "style"]
DESK, PHONE = ("id", 1280), ("en", 360)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("look")
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    surroundings.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, HERE / "draw.py", folder], check=True, env=surroundings)
    return folder


@pytest.fixture(scope="module")
def address(drawn):
    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
            super().end_headers()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=drawn))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture
def open_page(browser, address):
    """Opens a design; the tab keeps what the browser complained of and what was posted."""
    contexts = []

    def open_one(name: str, view: tuple[str, int] = DESK, **wishes):
        language, width = view
        context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=width < 500, **wishes)
        contexts.append(context)
        tab = new_tab(context)
        tab.posted = []
        tab.on("request", lambda asked: asked.method == "POST" and tab.posted.append(parse_qs(asked.post_data or "")))
        tab.goto(f"{address}/{language}/{name}.html")
        tab.wait_for_load_state("networkidle")
        return tab

    yield open_one
    for context in contexts:
        context.close()


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", DESIGNS)
def test_a_page_is_accessible_fits_its_screen_and_breaks_no_policy(open_page, name, view):
    looked_at(open_page(name, view), name)


@pytest.mark.parametrize("name", ["style", "counter", "overview"])
def test_a_page_is_accessible_at_night(open_page, name):
    tab = open_page(name, PHONE, color_scheme="dark")
    save(tab, f"{name}-night")
    assert judged(tab) == []


def test_main_actions_are_44_px_high_on_a_phone(open_page):
    tab = open_page("counter", PHONE)
    heights = tab.evaluate("[...document.querySelectorAll('.button,.dock-link')].map(one => one.offsetHeight)")
    assert min(height for height in heights if height) >= 44


@pytest.mark.parametrize(("view", "words"), [(DESK, "Langsung ke isi"), (PHONE, "Skip to the content")])
def test_the_first_stop_of_the_keyboard_leads_to_the_content(open_page, view, words):
    tab = open_page("overview", view)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == words
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_arrows_walk_a_list_and_stay_within_it(open_page):
    tab = open_page("worklist")
    names = tab.locator(".row-link").all_text_contents()
    tab.locator(".row-link").first.focus()
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown"):
        tab.keyboard.press(key)
        walked.append(tab.evaluate("document.activeElement.textContent"))
    assert walked == [names[1], names[2], names[1], names[3], names[3]]


@pytest.mark.parametrize(
    ("key", "decision"), [("s", "same"), ("S", "same"), ("b", "different"), ("n", "later"), ("u", "undo")]
)
def test_a_doubt_is_decided_by_one_key(open_page, key, decision):
    tab = open_page("doubts")
    with tab.expect_request(lambda asked: asked.method == "POST"):
        tab.keyboard.press(key)
    assert [form["decision"] for form in tab.posted] == [[decision]]


def test_keys_decide_nothing_while_the_focus_is_elsewhere_or_a_modifier_is_held(open_page):
    tab = open_page("doubts")
    tab.keyboard.press("Control+s")
    tab.locator(".rail-list a").first.focus()
    tab.keyboard.press("s")
    tab.wait_for_timeout(200)
    assert tab.posted == []


def test_a_filter_changes_list_and_address_without_a_button(open_page):
    tab = open_page("worklist")
    tab.evaluate("document.querySelector('#results').dataset.old = 'yes'")
    with tab.expect_response(lambda answer: "village=kutobatu" in answer.url):
        tab.select_option("#filter-village", "kutobatu")
    tab.wait_for_function("document.querySelector('#results') && !document.querySelector('#results').dataset.old")
    assert "village=kutobatu" in tab.url
    assert tab.complaints == []


def test_picking_all_rows_counts_them_and_posts_them(open_page):
    tab = open_page("worklist")
    tab.check("[data-pick-all]")
    assert tab.locator(".bulk-count").text_content() == "4 dipilih"
    with tab.expect_request(lambda asked: asked.method == "POST"):
        tab.locator(".bulk button").click()
    assert tab.posted[0]["work"] == ["0", "1", "2", "3"]


def test_a_dialog_takes_the_focus_and_gives_it_back(open_page):
    tab = open_page("case")
    tab.get_by_role("button", name="Serahkan").first.click()
    assert tab.evaluate("document.querySelector('#hand-over').open")
    assert tab.evaluate("document.querySelector('#hand-over').contains(document.activeElement)")
    tab.keyboard.press("Escape")
    assert not tab.evaluate("document.querySelector('#hand-over').open")
    assert tab.evaluate("document.activeElement.dataset.opens") == "hand-over"


def test_the_whole_nik_is_shown_only_after_a_purpose(open_page):
    tab = open_page("person")
    assert "1671014508900001" not in tab.content()
    tab.locator(".nik summary").click()
    assert judged(tab) == []
    tab.locator(".nik button").click()
    assert tab.posted == [], "a form without a purpose must not be sent"
    tab.locator(".nik input[value=correct]").check()
    with tab.expect_request(lambda asked: asked.method == "POST"):
        tab.locator(".nik button").click()
    assert tab.posted[0]["purpose"] == ["correct"]


@pytest.mark.parametrize("name", ["overview", "person", "counter"])
def test_paper_carries_letterhead_and_who_printed_and_no_controls(open_page, name):
    tab = open_page(name)
    tab.emulate_media(media="print")
    for seen in (".letterhead", ".print-mark", "h1"):
        assert tab.locator(seen).first.is_visible(), seen
    for hidden in (".top", ".rail", ".dock", ".filters", ".button", ".tabs"):
        assert not any(one.is_visible() for one in tab.locator(hidden).all()), hidden
    assert len(tab.pdf(prefer_css_page_size=True)) > 10_000


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
def test_everything_is_reachable_without_a_script(open_page, view):
    tab = open_page("worklist", view, java_script_enabled=False)
    tab.locator("#filter-q").fill("fauzi")
    tab.get_by_role("button", name="Terapkan" if view == DESK else "Apply").click()
    assert "q=fauzi" in tab.url
    if view == PHONE:
        tab.locator(".dock summary").click()
        assert tab.locator(".drawer .rail-list a").count() == 9
        assert tab.locator(".drawer .rail-list a").last.is_visible()


def test_a_file_is_sent_with_progress_and_a_refusal_is_said(open_page):
    tab = open_page("run_upload")
    tab.route("**/id/run_upload.html", lambda route: route.fulfill(status=413, body="too large"))
    tab.set_input_files("input[type=file]", {"name": "peserta.csv", "mimeType": "text/csv", "buffer": b"NIK\n" * 9})
    tab.get_by_role("button", name="Kirim").click()
    tab.get_by_text("Berkas tidak diterima (jawaban 413). Tidak ada yang berubah.").wait_for()
    assert tab.get_by_role("button", name="Kirim").is_enabled()


def test_a_file_that_was_taken_leads_on(open_page, address):
    tab = open_page("run_upload")
    answer = {"status": 303, "headers": {"Location": f"{address}/id/overview.html"}}
    tab.route("**/id/run_upload.html", lambda route: route.fulfill(**answer))
    tab.set_input_files("input[type=file]", {"name": "peserta.csv", "mimeType": "text/csv", "buffer": b"NIK\n"})
    tab.get_by_role("button", name="Kirim").click()
    tab.wait_for_url("**/id/overview.html")


def test_running_work_is_asked_for_until_it_is_done(open_page):
    tab = open_page("run_upload")
    done = '<section class="job done"><p class="title">Proses Mei 2025</p><span role="status">Selesai</span></section>'
    asked = []
    tab.route("**/kemajuan", lambda route: (asked.append(1), route.fulfill(body=done, content_type="text/html")))
    tab.evaluate("""() => { const job = document.querySelector('.job');
        for (const [name, value] of [['get', '/kemajuan'], ['trigger', 'every 2s'], ['swap', 'outerHTML']])
            job.setAttribute(`hx-${name}`, value);
        htmx.process(job); }""")
    tab.locator(".job.done").wait_for()
    tab.wait_for_timeout(2500)
    assert len(asked) == 1
    assert tab.complaints == []


@pytest.mark.parametrize("width", [320, 768, 1024, 1440])
@pytest.mark.parametrize("name", DESIGNS)
def test_no_page_is_wider_than_its_screen(open_page, name, width):
    tab = open_page(name, ("id", width))
    assert tab.evaluate("document.documentElement.scrollWidth") == width
