"""Verdicts, awards, the league of regencies and the claim checker of the budget desk."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from semesta.measure.claim import check_claim, claim_of
from semesta.rules.load import load_rules
from semesta.web.desks.budget.known_claims import KNOWN
from semesta.web.desks.budget.league import league_lines

pytestmark = pytest.mark.django_db
RULES = load_rules()


def text_of(reply) -> str:
    """What a reader sees: tags gone, blanks as one."""
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", reply.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


def test_palembang_by_its_printed_figures_reaches_madya_and_not_utama(city):
    """95 % × 1.781.672 = 1.692.589 (dibulatkan ke atas) − 1.550.055 = 142.534; × 37.800 = Rp 5,39 miliar."""
    said = text_of(city.client("auditor").get(reverse("budget_awards"), {"dasar": "terbitan"}))
    assert "UHC Award Utama 2026 belum terpenuhi" in said
    assert "Belum tercapai: kurang 142.534 orang, Rp 5,39 miliar per bulan" in said
    assert "UHC Award Madya (aktif 85 %, Pemda 10 %) 2026 angkanya cukup" in said
    assert "kurang 120.701 orang" in said  # 18 % × 1.781.672 − 200.000


def test_figures_given_by_hand_are_judged_with_what_is_told_of_payments(city):
    asked = {
        "dasar": "sendiri", "population": "1.000", "registered": "995", "active": "960", "pemda": "200",
        "arrears": "0", "approved": "ya", "paid_to": "2025-10",
    }  # fmt: skip
    said = text_of(city.client("auditor").get(reverse("budget_awards"), asked))
    assert "UHC Award Utama 2026 terpenuhi" in said
    short = text_of(city.client("auditor").get(reverse("budget_awards"), {**asked, "paid_to": "2025-08"}))
    assert "UHC Award Utama 2026 belum terpenuhi" in short


def test_the_figures_of_the_files_are_those_of_the_run(city, shown_city):
    said = text_of(city.client("auditor").get(reverse("budget_awards")))
    assert "proses Mei 2025" in said


def test_the_league_ranks_known_shares_and_shows_the_unknown_as_unknown(city):
    lines = league_lines(["16.02", "16.71", "16.12"])
    assert [(one.code, one.place) for one in lines] == [("16.71", 1), ("16.02", None), ("16.12", None)]
    assert lines[0].share == 200_000 / 1_781_672  # DKB before BPS
    said = text_of(city.client("auditor").get(reverse("budget_awards"), {"dasar": "terbitan"}))
    assert "Dari 17 kabupaten/kota, kedua angkanya pernah terbit untuk 1" in said


@pytest.mark.parametrize("number", range(len(KNOWN)))
def test_each_known_claim_is_flagged_in_the_words_of_the_command_line(city, number):
    one = KNOWN[number]
    said = text_of(city.client("auditor").get(reverse("budget_claim"), one.said))
    assert "Klaim: tidak terulang" in said
    told = dict(one.said)
    segments = {key[8:]: value for key, value in told.items() if key.startswith("segment_")}
    pairs = {key: told[key] for key in ("total_1", "within_1") if key in told}
    plain = {key: told[key] for key in told if key not in pairs and not key.startswith("segment_")}
    days = {key: date.fromisoformat(plain.pop(key)) for key in ("on", "budget_on") if key in plain}
    more = {"budget_rupiah": plain.pop("budget"), "budget_people": plain.pop("people")} if "budget" in plain else {}
    sums, within = {}, {}
    for key, text in pairs.items():
        name, _, rest = text.partition("=")
        whole, _, part = rest.partition(":")
        if key == "total_1":
            sums[name] = (whole, part.split("+"))
        else:
            within[name] = (whole, part)
    found = check_claim(claim_of(segments=segments, sums=sums, within=within, **plain, **days, **more), RULES)
    assert found.verdict == "does_not_reproduce"
    for finding in found.findings:
        assert finding.sentence_id in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"on": "2021-07-06", "population": "banyak", "coverage": "5"}, "tidak dapat dibaca"),
        ({"on": "2021-07-06", "total_1": "tanpa tanda"}, "bukan nama=SEMUA:BAGIAN"), ({"on": ""}, "Bidang ini"),
        ({"on": "2021-07-06"}, "Tidak ada yang dapat diperiksa"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_read_is_told(city, asked, said):
    assert said in text_of(city.client("auditor").get(reverse("budget_claim"), asked))
