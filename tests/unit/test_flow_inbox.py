"""Which files a day is judged by."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from semesta.flow.inbox import SetAside, choose, land_inbox
from semesta.formats.landing import Landed
from semesta.terms.fault import Fault

MAY = date(2025, 5, 1)
SAMPLES = Path(__file__).parents[1] / "data" / "formats"


def part(name: str, kind: str, data_on: date | None, rows: int = 10, form: str = "master") -> Landed:
    return Landed(
        file_id=name, file_name=name, format=form, kind=kind, data_on=data_on, row_count=rows, landed_count=rows,
        rejected_count=0, byte_count=1, path=Path(f"{kind}.parquet"), reject_path=Path("reject.parquet"),
    )  # fmt: skip


CASES = [
    (
        "of a register the newest month up to the day counts, all its files",
        [
            part("april", "member", date(2025, 4, 1)),
            part("mei-a", "member", MAY),
            part("mei-b", "member", date(2025, 5, 20)),
            part("juni", "member", date(2025, 6, 1)),
        ],
        ["mei-a", "mei-b"],
        {"april": "ada yang lebih baru (2025-05)", "juni": "lebih baru (2025-06-01) daripada hari yang dinilai"},
    ),
    (
        "an older register serves while there is no newer one",
        [part("semester", "resident", date(2024, 12, 31)), part("nanti", "resident", date(2025, 6, 30))],
        ["semester"],
        {"nanti": "lebih baru (2025-06-30) daripada hari yang dinilai"},
    ),
    (
        "of two formats of one month the one with more rows counts",
        [
            part("enam", "member", MAY, 90, "six"),
            part("induk-1", "member", MAY, 60),
            part("induk-2", "member", MAY, 60),
        ],
        ["induk-1", "induk-2"],
        {"enam": "isi bulan yang sama sudah ada dalam bentuk master"},
    ),
    (
        "firms come from several offices at once",
        [part("bpjs", "employer", MAY, 5, "bpjs"), part("wlkp", "employer", MAY, 9, "wlkp")],
        ["bpjs", "wlkp"],
        {},
    ),
    (
        "an office's older list of firms serves beside a newer one of another office, not beside its own",
        [
            part("oss", "employer", date(2025, 1, 31), 9, "oss"),
            part("bpjs", "employer", MAY, 5, "bpjs"),
            part("lama", "employer", date(2025, 4, 30), 5, "bpjs"),
        ],
        ["oss", "bpjs"],
        {"lama": "ada yang lebih baru (2025-05)"},
    ),
    (
        "of events and bills all past ones count",
        [part("maret", "event", date(2025, 3, 1)), part("mei", "event", MAY), part("juni", "event", date(2025, 6, 1))],
        ["maret", "mei"],
        {"juni": "lebih baru (2025-06-01) daripada hari yang dinilai"},
    ),
    ("a file without a day is of the month judged", [part("tanpa", "member", None)], ["tanpa"], {}),
]


@pytest.mark.parametrize(("landed", "used", "unused"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_choice(landed: list[Landed], used: list[str], unused: dict[str, str]) -> None:
    chosen = choose(reversed(landed), MAY)
    assert [one.file_name for one in chosen.used] == used
    assert {one.file_name: one.reason for one in chosen.unused} == unused


def test_file_numbers_do_not_depend_on_the_order_of_the_folder() -> None:
    landed = [part("b", "resident", MAY), part("a", "resident", MAY), part("z", "member", MAY)]
    orders = [[one.file_name for one in choose(each, MAY).used] for each in (landed, landed[::-1])]
    assert orders == [["z", "a", "b"]] * 2


def test_the_same_bytes_twice_are_one_file_and_an_unknown_file_is_named(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "lama").mkdir(parents=True)
    for place in ("a.csv", "lama/b.csv"):
        (inbox / place).write_bytes((SAMPLES / "bpjs_member_master.csv").read_bytes())
    (inbox / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0 foto")
    (inbox / ".hidden").write_text("x")
    seen: list[float] = []
    found = land_inbox(inbox, tmp_path / "files", lambda _what, done, total: seen.append(done / total))
    assert [(one.kind, one.row_count) for one in found.landed] == [("member", found.landed[0].landed_count)]
    assert [one.file_name for one in found.unread] == ["foto.jpg"]
    assert found.landed[0].file_name == "a.csv"
    assert found.repeated == (SetAside("lama/b.csv", "isinya sama persis dengan a.csv"),)
    assert seen[-1] == pytest.approx(1.0)


def test_a_file_that_was_renamed_has_its_new_name_and_the_month_that_it_tells(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    content = b"PSNOKA;NIK;NAMA;SEGMEN;STATUS\n0000000000001;1671012504910001;SITI;PBI (APBN);AKTIF\n"
    names = ["peserta.csv", "peserta_2025-04.csv", "peserta Mei 2025.csv"]
    days = [None, date(2025, 4, 1), MAY]
    (inbox / names[0]).write_bytes(content)
    for name, following, day in zip(names, [*names[1:], "end.csv"], days, strict=True):
        (one,) = land_inbox(inbox, tmp_path / "files", lambda _what, _done, _total: None).landed
        assert (one.file_name, one.data_on) == (name, day)
        (inbox / name).rename(inbox / following)


def test_a_member_of_a_zip_keeps_its_own_name_and_month(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with zipfile.ZipFile(inbox / "kiriman.zip", "w") as archive:
        archive.writestr("peserta_2025-05.csv", "PSNOKA;NIK;NAMA;SEGMEN;STATUS\n1;1671012504910001;SITI;PBI;AKTIF\n")
    for name in ("kiriman.zip", "kiriman.zip", "kiriman juni 2025.zip"):  # landed, found landed, found renamed
        next(inbox.iterdir()).rename(inbox / name)
        (one,) = land_inbox(inbox, tmp_path / "files", lambda _what, _done, _total: None).landed
        assert (one.file_name, one.data_on) == (f"{name}/peserta_2025-05.csv", MAY)


def test_an_inbox_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="Folder kotak masuk tidak ada"):
        land_inbox(tmp_path / "kosong", tmp_path / "files", lambda _what, _done, _total: None)
