"""In a made-up city one in three contacts agreed to messages, written once, so that a batch can be tried."""

import shutil

import pyarrow.parquet as pq
import pytest

from semesta.flow.publish import published
from semesta.terms.fault import Fault
from semesta.web.casework.messaging.addresses import phone_of
from semesta.web.casework.models import ContactChoice
from semesta.web.core.acting import acting
from semesta.web.site.demo import make_demo_users, mark_made_up
from semesta.web.site.demo_consents import put_demo_consents
from tests.web.case_samples import EVERYWHERE

pytestmark = pytest.mark.django_db


def test_one_in_three_agreed_once_and_only_where_people_are_made_up(city_home, city, tmp_path):
    (tmp_path / "runs").symlink_to(city_home / "runs")
    shutil.copy(city_home / "published.json", tmp_path)
    with pytest.raises(Fault, match="orang buatan"):
        put_demo_consents(tmp_path, "16.71")
    mark_made_up(tmp_path)
    make_demo_users(tmp_path, "16.71")
    rows = pq.read_table(published(tmp_path, "contact_work")).to_pylist()
    wanted = {row["person_id"] for row in rows if row["person_id"] % 3 == 0 and phone_of(row["phone"])}
    assert put_demo_consents(tmp_path, "16.71") == len(wanted) > 5
    assert put_demo_consents(tmp_path, "16.71") == 0
    with acting(EVERYWHERE, writes=False):
        held = ContactChoice.unscoped.all()
        assert {one.person_id for one in held} == wanted
        assert {(one.choice, one.evidence) for one in held} == {("consent", "Contoh: kota buatan")}


def test_before_anything_is_published_nobody_agreed(city, tmp_path):
    mark_made_up(tmp_path)
    assert put_demo_consents(tmp_path, "16.71") == 0
