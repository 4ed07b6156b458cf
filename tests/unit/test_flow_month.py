"""Two months of a small city: runs, history, explanations."""

from __future__ import annotations

import io
import json
import os
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from semesta.flow.compare import differences
from semesta.flow.explain import explain_number, explain_person
from semesta.flow.home import Home, locked
from semesta.flow.manifest import read_manifest
from semesta.flow.one_person import JUDGED, judge
from semesta.flow.publish import published, published_run, read_pointer
from semesta.flow.report import summary_text
from semesta.flow.run import known_area, run
from semesta.synthetic.city import write_city
from semesta.terms.fault import Fault

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("months")
    write_city(preset="2025-05", out=folder, residents=900, seed=11, months=2)
    (folder / "inbox" / "catatan rapat.txt").write_text("Rapat hari Selasa\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for as_of in (APRIL, MAY):
        run(inbox=city / "inbox", home=folder, as_of=as_of)
    return folder


def test_each_month_is_judged_by_its_own_files_and_both_stay_readable(home: Path) -> None:
    assert sorted(read_pointer(Home(home)).months) == [APRIL, MAY]
    assert published_run(home) == published_run(home, MAY)
    for month in (APRIL, MAY):
        rows = pq.read_table(published(home, "person_month", month), columns=["month"]).column("month").to_pylist()
        assert set(rows) == {month}
        used = {one["kind"]: one["data_on"] for one in read_manifest(published_run(home, month))["inputs"]}
        assert used["member"][:7] == f"{month:%Y-%m}"


def test_a_file_nobody_knows_is_set_aside_with_a_sentence_and_the_run_goes_on(home: Path) -> None:
    aside = dict(read_manifest(published_run(home))["set_aside"])
    assert aside["catatan rapat.txt"]


def test_people_keep_their_number_from_month_to_month(home: Path) -> None:
    numbers = []
    for month in (APRIL, MAY):
        living = pq.read_table(published(home, "person_month", month), filters=[("in_register", "=", True)])
        ids = set(living.column("person_id").to_pylist())
        table = pq.read_table(published(home, "person", month), columns=["nik", "person_id"]).to_pylist()
        numbers.append({row["nik"]: row["person_id"] for row in table if row["nik"] and row["person_id"] in ids})
    both = numbers[0].keys() & numbers[1].keys()
    assert len(both) > 700
    assert [nik for nik in both if numbers[0][nik] != numbers[1][nik]] == []


def test_the_same_run_again_does_nothing(city: Path, home: Path) -> None:
    pointer = Home(home).pointer
    before = pointer.stat().st_mtime_ns, len(list((home / "runs").iterdir()))
    summary = run(inbox=city / "inbox", home=home, as_of=MAY)
    assert (pointer.stat().st_mtime_ns, len(list((home / "runs").iterdir()))) == before
    assert summary.resumed == ("all",)
    assert json.loads(json.dumps(summary.to_json(), default=str))["run_id"] == summary.run_id


def test_a_closed_month_is_rebuilt_bit_for_bit(city: Path, home: Path, tmp_path: Path) -> None:
    run(inbox=city / "inbox", home=tmp_path, as_of=APRIL, threads=1)
    first, second = published_run(home, APRIL), published_run(tmp_path, APRIL)
    assert differences(first, second) == ()
    assert (first / "manifest.json").read_bytes() == (second / "manifest.json").read_bytes()


def test_two_months_differ_and_the_comparison_says_where(home: Path) -> None:
    found = {one.table: one for one in differences(published_run(home, APRIL), published_run(home, MAY))}
    assert found["3_status/person_month.parquet"].only_first > 0
    assert "1_standard/region_path.parquet" not in found


def test_two_runs_at_once_are_refused(city: Path, tmp_path: Path) -> None:
    with locked(Home(tmp_path)), pytest.raises(Fault, match=f"proses lain.*pid {os.getpid()}"):
        run(inbox=city / "inbox", home=tmp_path, as_of=MAY)


def test_a_lock_file_left_by_a_dead_run_does_not_bind(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("pid 999999, kantor")
    with locked(Home(tmp_path)):
        assert (tmp_path / "lock").read_text().startswith(f"pid {os.getpid()}")


def test_without_a_register_or_a_membership_file_nothing_is_judged(city: Path, tmp_path: Path) -> None:
    only = tmp_path / "inbox"
    only.mkdir()
    member = next((city / "inbox").glob("peserta_*2025-05*"))
    (only / member.name).write_bytes(member.read_bytes())
    with pytest.raises(Fault, match="Data penduduk sampai 2025-05 tidak ada di kotak masuk"):
        run(inbox=only, home=tmp_path / "home", as_of=MAY)
    with pytest.raises(Fault, match="Data penduduk sampai 2019-01 tidak ada"):
        run(inbox=city / "inbox", home=tmp_path / "home", as_of=date(2019, 1, 1))
    with pytest.raises(Fault, match="Folder kotak masuk tidak ada"):
        run(inbox=tmp_path / "nowhere", home=tmp_path / "home", as_of=MAY)


def test_a_missing_register_is_told_with_the_files_that_could_not_be_read(city: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    member = next((city / "inbox").glob("peserta_*2025-05*"))
    (inbox / member.name).write_bytes(member.read_bytes())
    (inbox / "dukcapil_2025-05.xlsx").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(Fault, match=r"Data penduduk .* Tidak terbaca: Berkas dukcapil_2025-05\.xlsx rusak"):
        run(inbox=inbox, home=tmp_path / "home", as_of=MAY)


@pytest.mark.parametrize("area", ["99.99", "16.71.04", "Palembang", "9999", ""])
def test_an_area_nobody_knows_is_refused_before_anything_is_read(city: Path, tmp_path: Path, area: str) -> None:
    with pytest.raises(Fault, match=r"Kode wilayah .* tidak dikenal"):
        run(inbox=city / "inbox", home=tmp_path, as_of=MAY, area=area)
    assert not (tmp_path / "files").exists()


def test_an_area_typed_without_dots_is_the_same_area() -> None:
    assert (known_area("1671"), known_area("16.71"), known_area("16")) == ("16.71", "16.71", "16")


def test_a_home_that_cannot_be_is_told(city: Path, tmp_path: Path) -> None:
    (tmp_path / "catatan").write_text("x")
    for home in (tmp_path / "catatan", tmp_path / "catatan" / "home"):
        with pytest.raises(Fault, match="Folder rumah tidak dapat ditulis"):
            run(inbox=city / "inbox", home=home, as_of=MAY)


def said(run_dir: Path) -> str:
    """What the terminal shows of a run."""
    console = Console(width=400, record=True, file=io.StringIO())
    console.print(summary_text(run_dir))
    return console.export_text()


def test_files_that_could_not_be_read_are_told_on_the_screen_and_in_the_report(home: Path) -> None:
    text = said(published_run(home))
    assert "! 1 berkas di kotak masuk tidak terbaca." in text
    assert "catatan rapat.txt: " in text
    html = (published_run(home) / "report" / "index.html").read_text(encoding="utf-8")
    assert "Berkas di kotak masuk yang tidak dipakai" in html
    assert "catatan rapat.txt" in html


def test_figures_made_of_an_older_month_or_of_files_without_a_month_say_so(city: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, start in (("dukcapil_2025-05.csv", "dukcapil_2025-05"), ("peserta baru.csv", "peserta_2025-05")):
        (inbox / name).write_bytes(next((city / "inbox").glob(f"{start}*")).read_bytes())
    run(inbox=inbox, home=tmp_path / "home", as_of=date(2025, 8, 15))
    text = said(published_run(tmp_path / "home"))
    assert "! Daftar penduduk (Dukcapil): data bulan Mei 2025 dipakai untuk menilai Agustus 2025" in text
    assert "! peserta baru.csv tidak menyebut bulan dan dianggap Agustus 2025" in text


def some_people(home: Path) -> list[int]:
    """One person of each class and a few more."""
    table = pq.read_table(published(home, "person_month"), columns=["person_id", "class", "has_doubt", "card_count"])
    chosen: dict[object, int] = {}
    for row in table.to_pylist():
        chosen.setdefault((row["class"], row["has_doubt"], row["card_count"] > 1), row["person_id"])
    return sorted(chosen.values())


def test_one_person_judged_alone_gets_what_the_run_published(home: Path) -> None:
    people = some_people(home)
    assert len(people) >= 5
    for person_id in people:
        alone = judge(home, person_id)
        for name in JUDGED:
            table = pq.read_table(published(home, name), filters=[("person_id", "=", person_id)])
            rows = sorted(table.to_pylist(), key=str)
            assert sorted(map(dict, alone.rows[name]), key=str) == rows, (person_id, name)


def test_a_person_is_explained_from_file_rows_to_route(home: Path) -> None:
    route = pq.read_table(published(home, "person_route")).to_pylist()[0]
    explanation = explain_person(home, route["person_id"])
    text = explanation.text()
    assert "baris data" in text
    assert route["law"].split(";")[0] in text
    assert "BERBEDA" not in text
    assert {section["title"] for section in explanation.to_json()["sections"]} >= {
        "Daftar penduduk (Dukcapil)",
        "Jalan berikutnya",
        "Dihitung ulang dari baris berkas",
    }


def test_the_bits_of_a_link_add_up_to_its_weight(home: Path) -> None:
    link = pq.read_table(published(home, "link"), filters=[("method", "=", "probable")]).to_pylist()[0]
    card = pq.read_table(published(home, "card_month"), filters=[("member_id", "=", link["member_id"])]).to_pylist()[0]
    sections = {one.title: one.lines for one in explain_person(home, card["psnoka"]).sections}
    lines = sections["Mengapa kartu ini ditautkan"]
    assert not any("salah satu berkas" in str(text) for _, text in lines)
    bits = [float(label.removesuffix(" bit")) for label, _ in lines if label.endswith(" bit")]
    assert sum(bits) == pytest.approx(link["weight"], abs=0.01 * len(bits))
    assert dict(lines)["Bobot"] == f"{link['weight']:+.2f} bit"


def why(home: Path, link: dict[str, object]) -> dict[str, str]:
    """Sentences by field of 'Mengapa kartu ini ditautkan', with what stands before them."""
    table = pq.read_table(published(home, "card_month"), filters=[("member_id", "=", link["member_id"])])
    explained = explain_person(home, table.to_pylist()[0]["psnoka"])
    lines = next(one.lines for one in explained.sections if one.title == "Mengapa kartu ini ditautkan")
    return {text.split(": ", 1)[0]: f"{label} | {text.split(': ', 1)[1]}" for label, text in lines if ": " in str(text)}


def test_a_field_that_was_not_weighed_is_said_to_agree_or_differ_as_the_rows_do(home: Path) -> None:
    cards = {row["member_id"]: row for row in pq.read_table(published(home, "member")).to_pylist()}
    people = {row["resident_id"]: row for row in pq.read_table(published(home, "resident")).to_pylist()}
    said = {"same": [0, 0], "other": [0, 0], "none": [0, 0]}
    for link in pq.read_table(published(home, "link"), filters=[("method", "=", "certain")]).to_pylist()[:60]:
        card, person = cards[link["member_id"]], people[link["resident_id"]]
        evidence = why(home, link)
        assert not any("salah satu berkas" in text for text in evidence.values())
        assert evidence["Penduduk ini"] == "tanpa bobot | tidak ditimbang"
        kind = "none" if None in (card["nkk"], person["nkk"]) else "same" if card["nkk"] == person["nkk"] else "other"
        told = {
            "same": "tanpa bobot | sama (tidak ditimbang)",
            "other": "tanpa bobot | berbeda (tidak ditimbang)",
            "none": "tanpa bobot | tidak ada atau tidak dapat dipakai di berkas peserta",
        }
        said[kind][0] += 1
        said[kind][1] += evidence["Kartu keluarga"] == told[kind]
    assert all(right == every for every, right in said.values()), said
    assert said["same"][0] > 20


def test_a_person_is_found_by_nik_card_and_number(home: Path) -> None:
    person = pq.read_table(published(home, "person_month"), filters=[("class", "=", "covered_active")]).to_pylist()[0]
    titles = {explain_person(home, person[key]).title for key in ("person_id", "nik", "psnoka")}
    assert len(titles) == 1
    assert titles.pop().startswith(f"Orang nomor {person['person_id']},")


@pytest.mark.parametrize("key", ["0000000000000000", "0000000000000", "7"])
def test_nobody_is_found_by_a_number_nobody_has(home: Path, key: str) -> None:
    with pytest.raises(Fault, match="Tidak ada orang"):
        explain_person(home, key)


def test_a_key_that_is_no_number_is_refused(home: Path) -> None:
    with pytest.raises(Fault, match="bukan NIK"):
        explain_person(home, "1' OR '1'='1")


def test_every_published_population_of_a_city_on_a_smaller_scale_is_on_its_scale(home: Path) -> None:
    sections = {one.title: dict(one.lines) for one in explain_number(home, "coverage").sections}
    figures = sections["Angka menurut versi penduduk"]
    assert set(figures) == {"register", "BPS", "CLAIMED", "DKB", "IMPLIED", "KEMENDAGRI_2025", "REGISTER"}
    # 1,801,367 people of 1,781,672 in full, of 900 here: 909.95
    assert "/ 910 =" in figures["KEMENDAGRI_2025"]
    assert not any(title.startswith("Tidak dipakai membagi") for title in sections)


def test_the_population_of_a_province_is_not_divided_by_in_the_file_of_one_city(home: Path) -> None:
    sections = {one.title: dict(one.lines) for one in explain_number(home, "coverage", "16").sections}
    assert list(sections["Angka menurut versi penduduk"]) == ["register"]
    (title,) = (title for title in sections if title.startswith("Tidak dipakai membagi"))
    assert set(sections[title]) == {"BPS", "DKB", "KEMENDAGRI_2025"}
    assert sections[title]["BPS"].startswith("8.837.301 (sejak 30-06-2024; http")


def test_a_number_is_explained_down_to_people(home: Path) -> None:
    table = pq.read_table(published(home, "number_trail")).to_pylist()
    assert all(row["ok"] for row in table)
    figures = pq.read_table(published(home, "indicator_month"), filters=[("indicator", "=", "uncovered_count")])
    villages = sorted({row["region_code"] for row in figures.to_pylist() if row["region_level"] == "village"})
    codes = [None, villages[0], villages[-1], "16", "1671"]
    for code in codes:
        sections = {one.title: dict(one.lines) for one in explain_number(home, "uncovered_count", code).sections}
        assert sections["Orang di balik angka ini"]["Sama dengan pembilang"] is True
    with pytest.raises(Fault, match="tidak dikenal"):
        explain_number(home, "happiness")
    with pytest.raises(Fault, match=r"Tidak ada angka coverage untuk wilayah 99\.99"):
        explain_number(home, "coverage", "99.99")
