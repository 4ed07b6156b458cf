"""The report is one calm file: both verdicts, every figure in words, nothing from outside, nobody's data."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from report_facts import demo_facts, with_all_met

from semesta.flow.report.facts import Flow, Region
from semesta.flow.report.hiding import folded, hidden_figures
from semesta.flow.report.judgement import formula_lines, headline_judgement, judgements, sentence
from semesta.flow.report.page import page
from semesta.terms.numbers import NBSP, Numbers


class Reader(HTMLParser):
    """What a browser would meet: elements with their attributes, text, and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def html() -> str:
    return page(demo_facts())


@pytest.fixture(scope="module")
def read(html) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_two_formulas_that_disagree_give_two_answers_and_no_single_tick(html):
    facts, numbers = demo_facts(), Numbers("id")
    head = headline_judgement(facts)
    assert head.state == "split"
    assert [state for _, state in head.by_formula] == ["unmet", "unknown"]
    assert "mendapat dua jawaban" in sentence(head, facts, numbers)
    assert 'class="verdict split"' in html
    assert 'class="verdict met"' not in html


def test_the_gap_is_named_in_people_and_in_rupiah_under_its_formula():
    lines = formula_lines(headline_judgement(demo_facts()), Numbers("id"))
    # 80 % of 1.781.672 = 1.425.337,6 → 1.425.338 needed − 1.423.000 active = 2.338; × 37.800 = Rp 88.376.400
    assert lines[0][0] == "Menurut aktif ÷ penduduk"
    assert f"Keaktifan kurang 2.338 orang (Rp{NBSP}88,38{NBSP}juta per bulan)" in lines[0][2]
    assert "kurang" not in lines[1][2]
    assert "Belum diketahui: persetujuan permohonan oleh BPJS" in lines[1][2]


def test_one_answer_under_every_formula_is_one_line_and_one_tick():
    facts = with_all_met()
    head = headline_judgement(facts)
    assert head.state == "met"
    assert [line[:2] for line in formula_lines(head, Numbers("id"))] == [("Menurut semua rumus keaktifan", "met")]
    assert sentence(head, facts, Numbers("en")) == (
        "Kota Palembang meets every condition of UHC Prioritas in January 2026."
    )


def test_an_unknown_condition_keeps_a_status_from_being_met():
    facts = with_all_met()
    unknown = tuple(replace(item, met=None) if item.condition == "application" else item for item in facts.conditions)
    assert judgements(unknown)[0].state == "unknown"


def test_every_condition_and_its_gap_stands_in_the_page(html):
    facts = demo_facts()
    for item in facts.conditions:
        if item.gap_people:
            assert f">{Numbers('id').whole(item.gap_people)}<" in html
    assert html.count("belum diketahui") >= 2
    assert f"98,95{NBSP}%" in html
    assert "98.95%" in html


def test_coverage_over_a_hundred_per_cent_is_shown_as_it_is(html):
    assert f"102,59{NBSP}%" in html  # 1.763.000 / 1.718.440 (BPS)


def test_the_page_needs_nothing_from_outside_and_runs_nothing(html, read):
    tags = Counter(tag for tag, _ in read.elements)
    assert not {"script", "link", "iframe", "img", "object", "embed", "base", "form"} & set(tags)
    for tag, attributes in read.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "action")], tag
        assert (attributes.get("href") or "#").startswith("#")
        assert (attributes.get("xlink:href") or "#").startswith("#")
    assert "@import" not in html
    assert not re.findall(r"url\((?!#)", html)


def test_the_content_policy_allows_this_style_and_nothing_else(html):
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html


def test_ids_are_unique_and_every_link_leads_somewhere(read):
    ids = Counter(attributes["id"] for _, attributes in read.elements if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    links = {attributes["href"][1:] for tag, attributes in read.elements if tag == "a"}
    assert links <= set(ids)


def test_tables_have_captions_headings_have_scopes_and_drawings_have_words(html, read):
    assert html.count("<table") == html.count("<caption")
    assert [attributes for tag, attributes in read.elements if tag == "th" and "scope" not in attributes] == []
    for tag, attributes in read.elements:
        if tag == "svg":
            assert attributes.get("aria-label") or attributes.get("aria-hidden") == "true"
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 2  # one per language
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_both_languages_stand_in_the_file_and_the_one_asked_for_comes_first():
    for language in ("id", "en"):
        text = page(demo_facts(), language)
        assert f'<html lang="{language}">' in text
        assert re.search(rf'id="lang-{language}"[^>]* checked', text)
        assert '<article lang="id">' in text
        assert '<article lang="en">' in text


def test_no_number_as_long_as_an_identity_stands_in_the_page(read):
    assert re.findall(r"\b\d{13,16}\b", " ".join(read.text)) == []


def test_the_page_is_small_enough_to_mail(html):
    assert len(html.encode()) < 1_500_000


def test_the_same_facts_give_the_same_bytes(html):
    assert page(demo_facts()) == html


def test_a_balance_that_does_not_add_up_says_so():
    facts = demo_facts()
    assert "✓ cocok" in page(facts)
    broken = replace(facts, balance=(*facts.balance[:-1], Flow("closing", "", 1)))
    assert "✗ tidak cocok" in page(broken)


def test_an_area_without_shapes_gets_dots_in_order_instead_of_a_map():
    other = replace(demo_facts(), area_code="16.71x", area_name="Kota Lain")
    text = page(other)
    assert 'aria-label="Bagian penduduk yang aktif di 107 kelurahan' in text


def test_a_small_cell_and_the_cells_that_would_tell_it_are_not_printed():
    facts = demo_facts()
    district = facts.districts[0].code
    small = Region("16.71.01.9999", "Kecil", district, 1_000, 900, 97, 0, 3)
    districts = (replace(facts.districts[0], population=facts.districts[0].population + 1_000), *facts.districts[1:])
    changed = replace(facts, villages=(*facts.villages, small), districts=districts)
    hidden = hidden_figures(changed)
    numbers = Numbers("id")
    assert hidden.text((small.code, "uncovered"), 3, numbers) == f"<{NBSP}5"
    # population − registered and without − idle would give it back: one part of each sum goes too
    assert (small.code, "registered") in hidden.cells or (small.code, "population") in hidden.cells
    assert (small.code, "without") in hidden.cells or (small.code, "idle") in hidden.cells
    others = [village.code for village in changed.villages if village.parent == district and village is not small]
    assert any((code, "uncovered") in hidden.cells for code in others)


def test_a_line_of_too_few_people_is_put_together_with_the_next_smallest():
    facts = folded(demo_facts())
    # 3 people of unknown segment + 41.997 BP; 3 NIK_TIDAK_VALID + 4.000 PPU_PHK; 3 study letters + 2.972 newborns
    assert [(item.segment, item.held) for item in facts.segments if "+" in item.segment] == [("BP+UNKNOWN", 42_000)]
    assert [line for line in facts.reasons if "+" in line[0]] == [("PPU_PHK+NIK_TIDAK_VALID", 4_003)]
    assert [(r.route, r.people) for r in facts.routes if "+" in r.route] == [("newborn+child_study_letter", 2_975)]
    assert sum(item.held for item in facts.segments) == sum(item.held for item in demo_facts().segments)
    assert "PHK (jaminan 6 bulan) + NIK tidak valid" in page(demo_facts())


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", ["ink", "muted", "river", "gold", "red", "green"])
def test_every_text_colour_stands_out_from_the_paper_by_at_least_4_5(html, colour):
    value = re.search(rf"--{colour}:(#[0-9a-f]{{6}})", html)[1]
    assert (luminance("#ffffff") + 0.05) / (luminance(value) + 0.05) >= 4.5
