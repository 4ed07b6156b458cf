"""A family goes from the kelurahan to BPJS Kesehatan and back: one line returned, decided within quota, on a decree, in
a file, answered, and the kelurahan reads why one was rejected.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.web.published_city import run_city
from tests.web.screen import DESK, PHONE, SHOTS, looked_at

ROOT = Path(__file__).parents[2]
# NIK and name of uncovered residents of the demo kelurahan.
WHOM = """
import json, sys
from pathlib import Path
from semesta.web.site.serve import prepare_django
prepare_django(Path(sys.argv[1]))
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import User
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.scope import posts_of
from datetime import date, timedelta
(scope,) = posts_of(User.objects.get(username='kelurahan'), date.today())
with acting(acting_of(scope), writes=False):
    rows = shown_to(scope).rows(Person).filter(class_name='uncovered', nik__isnull=False, nik_damage='')
    rows = rows.filter(has_doubt=False)
    print(json.dumps([[one.nik, one.name] for one in rows.order_by('person_id')]))
"""

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("proposals")]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A city large enough that one kelurahan has a family without cover."""
    return run_city(tmp_path_factory.mktemp("larger"), residents=6000)


@pytest.fixture(scope="module")
def people(home, environment, served) -> list[list[str]]:
    """(NIK, name) of people to propose, as the server shows them to the kelurahan."""
    words = [sys.executable, "-c", WHOM, home]
    asked = subprocess.run(words, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(asked.stdout)


def said(tab) -> str:
    return tab.inner_text("main")


def test_the_agreement_is_entered_by_the_health_office(sign_in):
    tab = sign_in("dinkes")
    tab.goto("/usulan/kuota/")
    looked_at(tab, "proposals-quota-empty")
    year = tab.input_value("input[name=year]")
    for name, value in {
        "number": "PKS-12/2025", "quota_people": "900", "budget_rupiah": "500000000", "headcount": "850",
        "headcount_from": f"{year}-01-01",
    }.items():  # fmt: skip
        tab.fill(f"input[name={name}]", value)
    tab.click("form[action='/usulan/kuota/simpan/'] button[type=submit]")
    tab.wait_for_load_state("networkidle")
    assert "Tempat kosong" in said(tab)
    looked_at(tab, "proposals-quota")


def test_the_kelurahan_proposes_a_family_and_sees_what_holds_a_name_back(sign_in, people):
    tab = sign_in("kelurahan")
    assert len(people) >= 3, "the demo kelurahan needs three uncovered residents"
    tab.goto("/usulan/")
    tab.click("text=Usulkan orang")
    looked_at(tab, "proposals-new")
    tab.click("text=Lanjut")
    tab.fill("input[name=q]", people[0][0])
    tab.click("main form[role=search] button")
    tab.wait_for_selector("input[name=person]")
    tab.check("input[name=person]")
    tab.click("text=Tambah sekeluarga")
    tab.wait_for_load_state("networkidle")
    tab.click("summary:has-text('Satu daftar sekaligus')")
    numbers = [one[0] for one in people]
    tab.fill("textarea[name=numbers]", "\n".join([*numbers, "1671014508909999"]))
    tab.click("text=Tambahkan daftar")
    tab.wait_for_load_state("networkidle")
    assert "Tidak ada dalam data penduduk" in said(tab)
    for paper in ("ktp", "kk"):
        tab.check(f"input[name=paper][value={paper}]")
    looked_at(tab, "proposals-proposal")
    tab.click("button[name=deed][value=send]")
    tab.wait_for_load_state("networkidle")
    assert "baris terkirim" in said(tab)
    tab.goto("/usulan/?tab=under_way")
    looked_at(tab, "proposals-queue-kelurahan")


def test_dinsos_returns_one_and_forwards_the_rest(sign_in):
    tab = sign_in("dinsos")
    tab.goto("/usulan/")
    looked_at(tab, "proposals-queue-dinsos")
    assert tab.locator("input[name=line]").count() >= 3
    tab.locator("input[name=line]").first.check()
    tab.fill("input[name=reason]", "KK tidak terbaca")
    tab.click("button[value=return]")
    tab.wait_for_load_state("networkidle")
    tab.check("input[data-pick-all=line]")
    tab.click("button[value=forward]")
    tab.wait_for_load_state("networkidle")
    assert "diteruskan" in said(tab)
    tab.goto("/usulan/tunggu/")
    assert "katastropik" not in said(tab).lower()


def test_the_kelurahan_reads_why_and_sends_it_again(sign_in):
    tab = sign_in("kelurahan", PHONE)
    tab.goto("/usulan/?tab=returned")
    looked_at(tab, "proposals-queue-returned")
    tab.click("a.row-link")
    tab.wait_for_load_state("networkidle")
    assert "KK tidak terbaca" in said(tab)
    looked_at(tab, "proposals-line-returned")
    tab.click("button[value=send]")
    tab.wait_for_load_state("networkidle")
    assert "baris terkirim" in said(tab) or "Selesai" in said(tab)


def test_dinkes_decides_within_quota_and_another_makes_the_decree(sign_in):
    tab = sign_in("dinkes")
    tab.goto("/usulan/tunggu/")
    looked_at(tab, "proposals-waiting")
    count = tab.locator("input[name=line]").count()
    assert count >= 2
    tab.check("input[data-pick-all=line]")
    tab.click("button[value=decide]")
    tab.wait_for_load_state("networkidle")
    assert "diputuskan" in said(tab)
    other = sign_in("dinkes-2")
    other.goto("/usulan/sk/")
    other.fill("input[name=signer_title]", "Wali Kota")
    other.fill("input[name=signer_name]", "Nama Contoh")
    looked_at(other, "proposals-decrees")
    other.click("#listing button[type=submit]")
    other.wait_for_load_state("networkidle")
    assert f"{count} baris masuk daftar" in said(other)
    looked_at(other, "proposals-decree")
    with other.expect_download() as taken:
        other.click("text=PDF, nomor disamarkan")
    content = Path(taken.value.path()).read_bytes()
    assert content[:5] == b"%PDF-"
    if SHOTS:
        (Path(SHOTS) / "sk.pdf").write_bytes(content)


def test_the_file_goes_to_bpjs_and_its_answers_come_back_line_by_line(sign_in, tmp_path):
    tab = sign_in("dinkes")
    tab.goto("/usulan/bpjs/")
    looked_at(tab, "proposals-bpjs")
    tab.click("#sending button[type=submit]")
    tab.wait_for_load_state("networkidle")
    assert "masuk berkas" in said(tab)
    with tab.expect_download() as taken:
        tab.click("text=Unduh berkas")
    sheet = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).active
    niks = [row[2].value for row in sheet.iter_rows(min_row=18) if row[2].value]
    assert {row[2].data_type for row in sheet.iter_rows(min_row=18) if row[2].value} == {"s"}
    answer = "NIK;NAMA;HASIL;ALASAN\n" + "".join(f"{nik};X;BERHASIL;\n" for nik in niks[:-1])
    path = tmp_path / "jawaban.csv"
    path.write_text(answer + f"{niks[-1]};X;GAGAL;NIK ganda di master file\n", encoding="utf-8")
    bpjs = sign_in("bpjs")
    for again in (False, True):
        bpjs.goto("/usulan/bpjs/")
        bpjs.set_input_files("input[type=file]", path)
        bpjs.click("form.upload button[type=submit]")
        bpjs.wait_for_selector("text=sudah pernah masuk" if again else "text=1 ditolak")
    bpjs.select_option("select[name=check]", "nik_shared")
    bpjs.click("form[action='/usulan/bpjs/arti/'] button")
    bpjs.wait_for_load_state("networkidle")
    looked_at(bpjs, "proposals-answers")


@pytest.mark.parametrize(("width", "language"), [(DESK, "id"), (PHONE, "en")])
def test_the_reason_reaches_the_kelurahan(sign_in, width, language):
    tab = sign_in("kelurahan", width, language)
    tab.goto("/usulan/?tab=returned")
    tab.click("a.row-link")
    tab.wait_for_load_state("networkidle")
    assert "NIK ganda di master file" in said(tab)
    assert ("dipakai lebih dari satu orang" if language == "id" else "More than one person has this NIK") in said(tab)
    looked_at(tab, "proposals-line-rejected")


@pytest.mark.parametrize(
    "page",
    ["", "tunggu/", "kuota/", "sk/", "bpjs/", "penonaktifan/"],
    ids=["queue", "waiting", "quota", "decrees", "bpjs", "triage"],
)
def test_every_page_holds_on_a_phone_in_english(sign_in, page):
    tab = sign_in("dinkes", PHONE, "en")
    tab.goto(f"/usulan/{page}")
    looked_at(tab, f"proposals-{page.strip('/') or 'queue'}")
    assert not re.search(r"\b(Usulan|Daftar tunggu|Kuota)\b", tab.inner_text("h1"))


def test_a_deactivation_list_is_split_and_a_person_followed(sign_in, people, tmp_path):
    tab = sign_in("dinsos")
    tab.goto("/usulan/penonaktifan/")
    path, day = tmp_path / "sk.csv", f"{date.today() - timedelta(days=30):%d-%m-%Y}"  # noqa: DTZ011 the office's own day
    rows = "".join(
        f"{place};{nik};{name};3/HUK/2026;{day};{decile};DESIL\n"
        for place, ((nik, name), decile) in enumerate(zip(people, [2, 7, 8, 3], strict=False), 1)
    )
    path.write_text("NO;NIK;NAMA;NOMOR SK;TANGGAL NONAKTIF;DESIL;ALASAN\n" + rows, encoding="utf-8")
    tab.set_input_files("input[type=file]", path)
    tab.click("form.upload button[type=submit]")
    tab.wait_for_selector("text=3/HUK/2026")
    tab.wait_for_load_state("networkidle")
    looked_at(tab, "proposals-triage")
    tab.click("a.row-link")
    tab.wait_for_load_state("networkidle")
    tab.select_option("select[name=progress]", "siks")
    tab.fill("#note", "dikirim hari ini")
    tab.click("button[value=follow]")
    tab.wait_for_load_state("networkidle")
    assert "dikirim hari ini" in said(tab)
    looked_at(tab, "proposals-triage-line")
