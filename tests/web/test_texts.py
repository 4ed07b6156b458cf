"""Every text is there in Indonesian and in English, and figures are written as people here write them."""

import gettext
import importlib.util
from decimal import Decimal
from pathlib import Path

import django
import pytest
from django.test import Client
from django.utils import translation

from semesta.web.core.templatetags.figures import number, percent, rupiah
from semesta.web.site.texts import compile_texts, one_catalogue

ROOT = Path(__file__).parents[2]


def script():
    spec = importlib.util.spec_from_file_location("texts", ROOT / "scripts" / "texts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_text_of_every_room_is_translated_and_none_is_left_over():
    texts = script()
    assert [fault for room in texts.rooms() for fault in texts.faults(room)] == []


def test_no_text_of_ours_changes_what_django_says_elsewhere():
    """One catalogue for all: translating "May" as a permission would rename the month."""
    held = gettext.GNUTranslations((Path(django.__file__).parent / "conf/locale/id/LC_MESSAGES/django.mo").open("rb"))
    ours = {message.id: message.string for message in one_catalogue() if isinstance(message.id, str) and message.id}
    clash = {text: (said, held.gettext(text)) for text, said in ours.items() if held.gettext(text) not in {text, said}}
    assert {text: both for text, both in clash.items() if both[0].casefold() != both[1].casefold()} == {}


def test_the_catalogue_is_compiled_without_programs_and_only_when_it_changes(tmp_path):
    path = compile_texts(tmp_path)
    assert gettext.GNUTranslations(path.open("rb")).gettext("Sign out") == "Keluar"
    first = path.stat().st_mtime_ns
    assert compile_texts(tmp_path).stat().st_mtime_ns == first


@pytest.mark.django_db
def test_indonesian_unless_the_session_says_english_whatever_the_browser_wants():
    client = Client(headers={"accept-language": "en"})
    assert "<h1>Masuk</h1>" in client.get("/masuk/").content.decode()
    client.post("/bahasa/", {"language": "en", "next": "/masuk/"})
    answer = client.get("/masuk/")
    assert "<h1>Sign in</h1>" in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"
    assert client.post("/bahasa/", {"language": "xx"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(wanted):
    assert Client().post("/bahasa/", {"language": "en", "next": wanted}).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("written", "indonesian", "english"),
    [
        (lambda: number(1703139), "1.703.139", "1,703,139"),
        (lambda: number(-1500), "−1.500", "−1,500"),
        (lambda: number(0.5), "1", "1"),
        (lambda: number(2.345, 2), "2,35", "2.35"),
        (lambda: number(None), "—", "—"),
        (lambda: percent(0.9992), "99,92\u00a0%", "99.92%"),
        (lambda: percent(Decimal(1703139) / Decimal(1704500)), "99,92\u00a0%", "99.92%"),
        (lambda: percent(1.0043), "100,43\u00a0%", "100.43%"),
        (lambda: percent(0.8, 0), "80\u00a0%", "80%"),
        (lambda: rupiah(37800), "Rp\u00a037.800", "Rp\u00a037,800"),
    ],
)
def test_figures_are_written_as_the_language_writes_them(written, indonesian, english):
    with translation.override("id"):
        assert written() == indonesian
    with translation.override("en"):
        assert written() == english
