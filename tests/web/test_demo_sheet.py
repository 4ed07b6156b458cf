"""A made-up city has a budget sheet made of its bills, so that the desk of the budget shows something true of it."""

import shutil

import pyarrow.parquet as pq
import pytest

from semesta.flow.publish import published
from semesta.web.casework.models import BudgetVersion
from semesta.web.casework.queries.budget import kept_values, plain_values, written_values
from semesta.web.core.acting import acting, acting_of
from semesta.web.site.demo import make_demo_users, mark_made_up
from semesta.web.site.demo_sheet import put_demo_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def made_up_home(city_home, tmp_path):
    (tmp_path / "runs").symlink_to(city_home / "runs")
    shutil.copy(city_home / "published.json", tmp_path)
    mark_made_up(tmp_path)
    return tmp_path


def test_the_sheet_says_what_the_bills_say_and_is_written_once(made_up_home, city):
    make_demo_users(made_up_home, "16.71")
    year = put_demo_sheet(made_up_home, "16.71")
    bills = [bill for bill in pq.read_table(published(made_up_home, "invoice_bill")).to_pylist() if bill["head_count"]]
    last = max(bills, key=lambda bill: bill["invoice_month"])
    scope = city.scope("finance", "16.71")
    with acting(acting_of(scope)):
        held = plain_values(kept_values(written_values(scope, "16.71", year)))
    assert year == last["invoice_month"].year
    assert held[f"heads.{last['invoice_month']:%Y-%m}"] == last["head_count"]
    assert held["sources.0"]["rupiah"] == 10 * last["billed_rupiah"]
    assert "contoh" in held["evidence.pbpu_pemda"]
    assert put_demo_sheet(made_up_home, "16.71") is None
    with acting(acting_of(scope)):
        assert BudgetVersion.unscoped.count() == 1


def test_without_a_published_run_no_sheet_is_written(tmp_path, city):
    assert put_demo_sheet(tmp_path, "16.71") is None
    assert not BudgetVersion.unscoped.exists()
