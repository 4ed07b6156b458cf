"""From the case to the proof: the next run is told of every case, and only the lists and the file end one well."""

import csv
import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest

from semesta.flow.publish import published
from semesta.flow.run import run
from semesta.web.casework.actions.prove_firms import prove_by, prove_firms
from semesta.web.casework.export import FILE, write_actions
from semesta.web.casework.models import ComplianceCase, ComplianceStep
from semesta.web.core.published.layout import columns_of
from semesta.web.core.published.source import Source
from semesta.web.core.published.tables.models import FirmOutcome
from tests.web.firm_samples import put_compliance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
MAY = date(2025, 5, 1)


def rows(home, relation) -> list[dict]:
    return pq.read_table(published(home, relation)).to_pylist()


def test_a_case_is_told_to_the_run_and_closed_by_what_it_shows(city, shown_city, city_home, tmp_path):
    shutil.copytree(city_home, tmp_path / "home")
    shutil.copytree(city_home.parent / "inbox", tmp_path / "inbox")
    firms = rows(city_home, "employer_month")
    well = next(row for row in firms if row["finding"] is None and row["active_card_count"] > 0)
    bad = next(row for row in firms if row["finding"] == "PWBD")
    settled = put_compliance(city.area, firm_key=well["firm_key"], finding="PDS_TENAGA_KERJA", step="teguran_1")
    same = put_compliance(city.area, firm_key=bad["firm_key"], finding="PWBD")
    other = put_compliance(city.area, firm_key="PEMDA", finding="ARREARS")
    gone = put_compliance(city.area, firm_key="NIHIL")
    shut = put_compliance(city.area, firm_key="TUTUP", is_open=False, closed_reason="shut")
    assert write_actions(tmp_path / "inbox") == 5
    with (tmp_path / "inbox" / FILE).open(encoding="utf-8") as file:
        told = {row["action_id"]: row for row in csv.DictReader(file)}
    assert (told[f"firm-{settled.pk}"]["firm_key"], told[f"firm-{settled.pk}"]["decision"]) == (
        well["firm_key"], "teguran_1",
    )  # fmt: skip
    assert [told[f"firm-{case.pk}"]["decision"] for case in (same, shut)] == ["opened", "shut"]

    run(inbox=tmp_path / "inbox", home=tmp_path / "home", as_of=MAY)
    outcomes = {row["action_id"]: row["outcome"] for row in rows(tmp_path / "home", "firm_outcome")}
    assert outcomes == {
        f"firm-{settled.pk}": "settled", f"firm-{same.pk}": "same", f"firm-{other.pk}": "other",
        f"firm-{gone.pk}": "not_listed", f"firm-{shut.pk}": "not_listed",
    }  # fmt: skip
    assert rows(tmp_path / "home", "action_outcome") == []  # what was done about a firm is about no person

    before = prove_firms()  # the month shown before knows of no case
    assert (before.settled, before.told) == (0, 0)
    source = Source(tmp_path / "home", published(tmp_path / "home", "firm_outcome").parents[1].name)
    try:
        names = [column for column, _ in columns_of(FirmOutcome)]
        shown = [dict(zip(names, row, strict=True)) for batch in source.tuples(FirmOutcome) for row in batch]
    finally:
        source.close()
    assert {row["firm_id"] for row in shown if row["outcome"] == "settled"} == {settled.firm_id}
    later = put_compliance(city.area, firm_key="BARU")
    proved = prove_by({row["action_id"]: row["outcome"] for row in shown}, MAY)
    assert (proved.settled, proved.told) == (1, 3)
    now = {case.pk: case for case in ComplianceCase.unscoped.all()}
    assert (now[settled.pk].is_open, now[settled.pk].closed_reason, now[settled.pk].judged_month) == (
        False, "settled", MAY,
    )  # fmt: skip
    assert [now[case.pk].file_says for case in (same, other, gone, later, shut)] == [
        "same", "other", "not_listed", "", "",
    ]  # fmt: skip
    assert all(now[case.pk].is_open for case in (same, other, gone, later))
    step = ComplianceStep.unscoped.get(case=settled)
    assert (step.act, step.by_id, step.on) == ("closed", None, MAY)
    versions = list(ComplianceCase.unscoped.values_list("version", flat=True))
    assert prove_by(outcomes, MAY).settled == 0
    assert list(ComplianceCase.unscoped.values_list("version", flat=True)) == versions  # told again, nothing changes
