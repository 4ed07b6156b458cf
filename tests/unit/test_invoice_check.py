"""A bill from the inbox to the letter: sums close, numbers are text, the same input gives the same paper."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.flow.invoice.gather import bill_report
from semesta.flow.invoice.letters import agreement, dispute_letter
from semesta.flow.invoice.line_list import write_line_list
from semesta.flow.invoice.text import report_text
from semesta.flow.run import run
from semesta.synthetic.bill_score import score_bills
from semesta.synthetic.city import write_city
from semesta.terms.bill_reason import BY_CODE


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A city of 12,000 with three bills, a cover letter that asks for more, a bill of numbers only, and payments."""
    folder = tmp_path_factory.mktemp("bills")
    write_city(preset="2025-05", out=folder / "city", residents=12_000, bills=3, files="all")
    inbox = folder / "city" / "inbox"
    (inbox / "rekap.csv").write_text(
        "NOMOR TAGIHAN;BULAN TAGIH;JUMLAH PESERTA;TOTAL TAGIHAN\n1;2025-02;1000;37800000\n", encoding="utf-8"
    )
    for sent in inbox.glob("sp2d_*"):
        sent.unlink()
    (inbox / "sp2d.csv").write_text(
        "BULAN TAGIH;TANGGAL SP2D;NILAI SP2D\n2025-03;2025-03-09;999000000\n2025-04;2025-04-12;1000\n", encoding="utf-8"
    )
    run(inbox=inbox, home=folder / "home", as_of=date(2025, 5, 31))
    return folder


def test_accepted_disputed_and_missing_are_the_bill_in_both_accounts(city):
    report = bill_report(city / "home")
    for bill in report.bills:
        assert bill["accepted_rupiah"] + bill["disputed_rupiah"] + bill["missing_rupiah"] == bill["billed_rupiah"]
        if bill["evidence"] == "by_name":
            assert bill["billed_contribution"] + bill["billed_help"] == bill["billed_rupiah"]
    told = sum(one.rupiah for one in report.reasons if one.judgement == "disputed")
    assert told == report.bill["disputed_rupiah"]
    withheld = sum(one.withheld for one in report.claims)
    assert withheld == report.bill["disputed_rupiah"]


def test_every_planted_fault_is_found_with_its_reason(city):
    score = score_bills(city / "home", city / "city" / "truth")
    assert score.lines > 3_000
    assert score.whole.recall >= 0.999
    assert score.whole.precision >= 0.998  # one line of 652


def test_the_truth_leaves_out_only_what_is_written_so_that_nobody_can_tell(city):
    """A line that is not counted: a wrong number, another's name with a wrong birth date, or a human with two cards."""
    folder = city / "city" / "truth"
    cards = pq.read_table(next(folder.glob("member_truth*.parquet"))).to_pylist()
    of_human = Counter(card["human_id"] for card in cards)
    by_number = {card["psnoka"]: card for card in cards}
    left_out = [
        row for row in pq.read_table(next(folder.glob("invoice_truth*.parquet"))).to_pylist() if not row["sure"]
    ]
    assert left_out
    for row in left_out:
        card = by_number[row["psnoka"]]
        renamed = card["name_damage"] == "other_person" and card["birth_damage"]
        assert card["nik_damage"] or renamed or of_human[card["human_id"]] > 1, row


def test_a_bill_of_numbers_only_is_not_verified_and_says_what_is_missing(city):
    report = bill_report(city / "home", billed=date(2025, 2, 1))
    assert not report.by_name
    assert report.bill["missing_rupiah"] == report.bill["billed_rupiah"] == 37_800_000
    text = report_text(report)
    assert "BELUM TERVERIFIKASI" in text
    assert "card number of each person" in text
    assert dispute_letter(report).startswith(b"%PDF")


def test_arrears_count_from_the_tenth_and_end_the_privilege(city):
    bills = {one["invoice_month"]: one for one in bill_report(city / "home").bills}
    march, april = bills[date(2025, 3, 1)], bills[date(2025, 4, 1)]
    assert (march["arrears_as_bpjs_rupiah"], march["ends_privilege"]) == (0, False)
    assert april["due_on"] == date(2025, 4, 10)
    assert april["late_day_count"] == 51  # 10 April to 31 May
    assert april["arrears_as_bpjs_rupiah"] == april["billed_rupiah"] - 1000
    assert april["ends_privilege"]


def test_the_papers_are_the_same_bytes_each_time(city):
    report = bill_report(city / "home")
    assert dispute_letter(report) == dispute_letter(report)
    assert agreement(report).startswith(b"%PDF")


def test_claims_of_earlier_bills_go_with_the_letter_about_the_newest_alone(city):
    newest, earlier = bill_report(city / "home"), bill_report(city / "home", billed=date(2025, 4, 1))
    assert any(one.claimed for one in newest.claims)
    assert dispute_letter(newest) != dispute_letter(replace(newest, claims=()))
    assert dispute_letter(earlier) == dispute_letter(replace(earlier, claims=()))


def test_arrears_of_the_bills_are_the_arrears_of_uhc_prioritas(city):
    """The cooperation file tells 0; of February 37,800,000 are not paid, and of April all but 1,000."""
    report = bill_report(city / "home")
    owed = sum(one["arrears_as_bpjs_rupiah"] for one in report.bills)
    told = pq.read_table(report.run / "4_indicator" / "uhc_condition.parquet").to_pylist()
    found = {(one["met"], one["gap_rupiah"]) for one in told
             if one["condition"] == "pemda_arrears" and one["region_code"] == report.area}  # fmt: skip
    assert owed > 37_800_000
    assert found == {(False, owed)}


def test_numbers_on_the_list_are_text_and_nothing_is_a_formula(city, tmp_path):
    report = bill_report(city / "home")
    count = write_line_list(report, tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    page = book["Baris"]
    rows = list(page.iter_rows(min_row=3))
    assert len(rows) == count == report.bill["line_count"] - accepted_lines(report) + report.bill["unbilled_head_count"]
    assert {row[1].data_type for row in rows if row[1].value} == {"s"}
    assert all(len(row[1].value) == 13 for row in rows if row[1].value)
    with zipfile.ZipFile(io.BytesIO((tmp_path / "list.xlsx").read_bytes())) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def accepted_lines(report) -> int:
    from semesta.flow.invoice.gather import opened

    engine = opened(report.run)
    found = engine.rows(
        "SELECT count(*) FROM invoice_month WHERE judgement = 'accepted' AND invoice_month = DATE '2025-05-01'"
    )
    return int(found[0][0])


def test_the_command_tells_the_newest_bill_and_writes_its_papers(city, tmp_path):
    shown = CliRunner().invoke(app, ["invoice", "--home", str(city / "home"), "--out", str(tmp_path / "papers")])
    assert shown.exit_code == 0
    assert "Tagihan Mei 2025" in shown.stdout
    assert {path.suffix for path in (tmp_path / "papers").iterdir()} == {".pdf", ".xlsx"}


def test_every_reason_that_the_relation_gives_has_words():
    from semesta.relations.load import load_relations

    sql = next(one.sql for one in load_relations() if one.name == "invoice_month")
    for code in BY_CODE:
        assert f"'{code}'" in sql, code


def test_the_optimiser_plans_for_the_city_of_the_run(city):
    import json

    asked = [
        "plan", "--home", str(city / "home"), "--rupiah", "2000000000", "--until", "2025-12-01", "--activity", "0.9",
        "--coverage", "0.97", "--route", "apbd_quota=150", "--route", "dtsen_pbi=20:0.5", "--points", "1",
    ]  # fmt: skip
    shown = CliRunner().invoke(app, [*asked, "--json"])
    assert shown.exit_code == 0, shown.output
    told = json.loads(shown.stdout)
    plan, groups = told["plan"], told["groups"]
    assert plan["reached_at"] is not None
    assert plan["gap"] < 0.001
    assert sum(month[3] for month in told["months"]) == plan["cost_rupiah"]
    for number, group in enumerate(groups):
        taken = sum(one["people"] for one in plan["choices"] if one["group"] == number)
        assert taken <= group["people"]
    by_month: dict = {}
    for one in plan["choices"]:
        key = (one["route"], one["at"])
        by_month[key] = by_month.get(key, 0) + one["people"]
    assert all(people <= {"apbd_quota": 150, "dtsen_pbi": 20}[route] for (route, _), people in by_month.items())
    assert CliRunner().invoke(app, asked).stdout.count("paling cepat tercapai") == 1


def test_an_award_of_a_year_is_an_aim_and_a_run_is_named_by_its_id(city):
    import json

    from semesta.flow.publish import published_run

    run = published_run(city / "home").name
    asked = ["plan", "--home", str(city / "home"), "--run", run, "--rupiah", "9000000000", "--until", "2025-12-01"]
    told = json.loads(CliRunner().invoke(app, [*asked, "--award", "madya:2026", "--json"]).stdout)
    assert told["run"] == run
    assert told["aim"]["name"] in {"award_madya_low", "award_madya_high"}
    assert (told["aim"]["coverage"], told["aim"]["pemda"] >= 0.1) == (0.98, True)
    never = CliRunner().invoke(app, [*asked, "--award", "utama:2025"])
    assert never.exit_code != 0


def test_a_route_that_is_none_is_refused(city):
    shown = CliRunner().invoke(
        app, ["plan", "--home", str(city / "home"), "--rupiah", "1", "--until", "2025-12-01", "--route", "sulap=1"]
    )
    assert shown.exit_code != 0


def test_a_revised_bill_beside_the_first_replaces_it(tmp_path):
    """Of May's bill a revision arrives without the first hundred lines: the bill is what the revision asks."""
    write_city(preset="2025-05", out=tmp_path / "city", residents=6_000, bills=1, files="all")
    inbox = tmp_path / "city" / "inbox"
    (first,) = inbox.glob("tagihan_pbpu_pemda_*.csv")
    rows = first.read_text(encoding="utf-8").splitlines()
    (inbox / f"revisi_{first.name}").write_text("\n".join(rows[:1] + rows[101:]) + "\n", encoding="utf-8")
    run(inbox=inbox, home=tmp_path / "home", as_of=date(2025, 5, 31))
    bill = bill_report(tmp_path / "home").bill
    assert (bill["line_count"], bill["replaced_line_count"]) == (len(rows) - 1 - 100, len(rows) - 1)
    whole = bill["accepted_rupiah"] + bill["disputed_rupiah"] + bill["missing_rupiah"]
    assert bill["billed_rupiah"] == whole < bill["replaced_rupiah"]
    told = report_text(bill_report(tmp_path / "home"))
    assert "digantikan oleh revisinya" in told
    assert "replaced by its revision" in told
