"""From two published months to what outreach did: who was reached, who is comparable, and what is said of it."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.flow.outreach import outreach_effect, outreach_text, read_niks
from semesta.flow.publish import published
from semesta.flow.run import run
from semesta.synthetic.city import write_city
from semesta.terms.fault import Fault

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two published months of 4,000 residents whom nobody visited."""
    folder = tmp_path_factory.mktemp("outreach")
    write_city(preset="2025-05", out=folder, residents=4_000, seed=3, months=2)
    for visits in (folder / "inbox").glob("kunjungan_*"):
        visits.unlink()
    run(inbox=folder / "inbox", home=folder / "home", as_of=APRIL)
    run(inbox=folder / "inbox", home=folder / "home", as_of=MAY)
    return folder


def both_months(home: Path) -> dict[int, tuple[dict[str, object], dict[str, object]]]:
    columns = ["person_id", "nik", "nkk", "in_register", "active"]
    april, may = (
        {row["person_id"]: row for row in pq.read_table(path, columns=columns).to_pylist()}
        for path in (published(home, "person_month", month) for month in (APRIL, MAY))
    )
    return {
        key: (april[key], may[key])
        for key in april.keys() & may.keys()
        if april[key]["in_register"] and may[key]["in_register"] and april[key]["nik"]
    }


def written(path: Path, niks: list[object]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([["NO", "NIK"], *([at, nik] for at, nik in enumerate(niks))])
    return path


def test_people_who_became_active_in_a_list_are_an_effect_with_its_interval(city: Path, tmp_path: Path) -> None:
    people = both_months(city / "home").values()
    gone_in = [before["nik"] for before, after in people if not before["active"] and after["active"]]
    still_out = [before["nik"] for before, after in people if not before["active"] and not after["active"]]
    named = gone_in[:20] + still_out[:20]
    found = outreach_effect(city / "home", reached=written(tmp_path / "dijangkau.csv", named))
    assert (found.named, found.unknown) == (len(set(named)), 0)
    assert found.became.reached == len(set(named))
    matched = found.became.reached - found.became.unmatched
    assert matched >= 10  # in so small a city the others have nobody like them
    assert (matched * found.became.uptake_reached) % 1 == pytest.approx(0, abs=1e-9)  # whole people
    assert found.became.uptake_reached >= 0.5 > found.became.uptake_others
    assert found.became.answer == "worked"
    assert found.stayed.answer == "unknown"  # nobody with cover was reached
    said = outreach_text(found)
    assert "Penjangkauan berhasil." in said
    assert "nobody comparable; it cannot be judged" in said


def test_who_lives_with_somebody_reached_is_no_comparison(city: Path, tmp_path: Path) -> None:
    people = both_months(city / "home").values()
    everybody: dict[object, list[object]] = {}
    for before, _ in people:
        everybody.setdefault(before["nkk"], []).append(before["nik"])
    large = max((one for key, one in everybody.items() if key), key=len)
    found = outreach_effect(city / "home", reached=written(tmp_path / "satu.csv", large[:1]))
    compared = [one for one in (found.became, found.stayed) if one.reached]
    assert len(compared) == 1
    assert compared[0].reached == 1
    whole = sum(1 for _ in people)
    assert compared[0].others <= whole - len(large)


def test_people_by_their_number_in_the_runs_are_those_of_their_niks(city: Path, tmp_path: Path) -> None:
    people = list(both_months(city / "home").items())[::5]
    by_number = outreach_effect(city / "home", people=[number for number, _ in people] + [10**15])
    niks = [before["nik"] for _, (before, _after) in people]
    assert by_number == outreach_effect(city / "home", reached=written(tmp_path / "nik.csv", niks))


def test_a_number_nobody_in_the_city_has_is_told_as_unknown(city: Path, tmp_path: Path) -> None:
    known = next(before["nik"] for before, _ in both_months(city / "home").values())
    found = outreach_effect(city / "home", reached=written(tmp_path / "asing.csv", [known, "3171014101900001"]))
    assert (found.named, found.unknown) == (2, 1)


def test_a_visit_that_met_somebody_between_the_months_is_reaching(city: Path, tmp_path: Path) -> None:
    niks = [before["nik"] for before, _ in both_months(city / "home").values()][:30]
    lines = ["KEY,hasil,nik,nama,waktu"]
    lines += [
        f"uuid:{at},{'menolak' if at % 4 else 'bertemu'},{nik},SITI,2025-04-20" for at, nik in enumerate(niks[:20])
    ]
    lines += [f"uuid:{at},rumah_kosong,{nik},SITI,2025-04-20" for at, nik in enumerate(niks[20:25], 20)]
    lines += [f"uuid:{at},bertemu,{nik},SITI,2025-03-20" for at, nik in enumerate(niks[25:], 25)]
    (city / "inbox" / "kunjungan_2025-05.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(inbox=city / "inbox", home=tmp_path, as_of=APRIL)
    run(inbox=city / "inbox", home=tmp_path, as_of=MAY)
    assert (
        outreach_effect(tmp_path).named == 20
    )  # met, also who refused; 5 were not at home, 5 were met before the first run
    (city / "inbox" / "kunjungan_2025-05.csv").unlink()


def test_what_cannot_be_answered_is_a_sentence(city: Path, tmp_path: Path) -> None:
    home = city / "home"
    with pytest.raises(Fault, match="Tidak ada orang yang dijangkau"):
        outreach_effect(home)
    with pytest.raises(Fault, match="dua bulan terbitan"):
        outreach_effect(home, after=APRIL)
    with pytest.raises(Fault, match="Belum ada hasil terbitan"):
        outreach_effect(tmp_path)
    (tmp_path / "salah.csv").write_text("NAMA\nSITI\n")
    with pytest.raises(Fault, match=r"Kolom NIK tidak ada di salah\.csv \(baris 1\)"):
        read_niks(tmp_path / "salah.csv")
    with pytest.raises(Fault, match=r"tiada\.csv tidak terbaca"):
        read_niks(tmp_path / "tiada.csv")


def test_the_command_says_it_in_both_languages_and_as_json(city: Path, tmp_path: Path) -> None:
    niks = [before["nik"] for before, _ in both_months(city / "home").values()][::9]
    asked = ["outreach", "--home", str(city / "home"), "--reached", str(written(tmp_path / "a.csv", niks))]
    text = CliRunner().invoke(app, asked).output
    assert "Dijangkau antara April 2025 dan Mei 2025" in text
    assert "Reached between April 2025 and May 2025" in text
    told = json.loads(CliRunner().invoke(app, [*asked, "--json"]).output)
    for part in ("became", "stayed"):
        assert told[part]["low"] < told[part]["difference"] < told[part]["high"]
        assert told[part]["answer"] == "unclear"  # every ninth person was picked: nothing was done
