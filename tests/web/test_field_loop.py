"""From the door to the proof: the next run reads what phones sent and follows each person to the file."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date

import pyarrow.parquet as pq
import pytest
from django.test import Client

from semesta.flow.publish import published
from semesta.flow.run import run
from semesta.web.casework.models import RoundPerson, VisitPerson
from semesta.web.casework.visit_file import write_visits
from tests.web.case_samples import put_case
from tests.web.field_round import in_field
from tests.web.phone import Phone, over_django

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
HAS_NONE = {"status_orang": "ditemukan", "kartu_ditunjukkan": "tidak_punya", "bersedia": "ya", "jalur": "apbd_quota"}


def rows(home, relation) -> list[dict]:
    return pq.read_table(published(home, relation)).to_pylist()


def test_whom_a_visit_met_is_followed_to_the_next_file_and_only_the_file_proves(city, shown_city, city_home, tmp_path):
    shutil.copytree(city_home, tmp_path / "home")
    shutil.copytree(city_home.parent / "inbox", tmp_path / "inbox")
    field = in_field(city, kind="targeted", households=8)
    phone = Phone(f"http://testserver/odk/{field.token()}", over_django(Client()))
    phone.fetch()
    for household in phone.households:
        people = [{"orang_id": one["name"], **HAS_NONE} for one in phone.people(household)]
        answers = {"hasil": "bertemu", "izin": "ya", "tahap": "registrasi"}
        xml = phone.fill(household, answers, people)[1]
        assert [phone.post(xml, cut=40).status, phone.post(xml).status, phone.post(xml).status] == [400, 201, 201]
    met = list(VisitPerson.unscoped.values_list("nik", flat=True))
    assert len(met) == RoundPerson.unscoped.filter(household__agent=field.agents[0]).count() >= 8
    assert write_visits(tmp_path / "inbox") == len(met)
    run(inbox=tmp_path / "inbox", home=tmp_path / "home", as_of=date(2025, 5, 1))
    ours = {str(one["name"]) for one in phone.households}
    proof = [one for one in rows(tmp_path / "home", "visit_outcome") if one["household_id"] in ours]
    assert Counter(one["nik"] for one in rows(tmp_path / "home", "visit") if one["household_id"] in ours) == Counter(
        met
    )
    months = {one["person_id"]: one for one in rows(tmp_path / "home", "person_month")}
    assert len(proof) == len(met)
    for one in proof:  # at the door everybody said to have no card: the file knows better
        month = months[one["person_id"]]
        assert (one["active_now"], one["registered_now"]) == (bool(month["active"]), month["member_id"] is not None)
    assert {one["outcome"] for one in proof} >= {"active", "no_card"}


def test_what_a_visit_found_stands_in_the_history_of_the_persons_case(city, shown_city):
    field = in_field(city, kind="targeted")
    phone = Phone(f"http://testserver/odk/{field.token()}", over_django(Client()))
    phone.fetch()
    household = phone.households[0]
    people = [{"orang_id": one["name"], **HAS_NONE} for one in phone.people(household)]
    assert phone.post(phone.fill(household, {"hasil": "bertemu", "izin": "ya"}, people)[1]).status == 201
    met = VisitPerson.unscoped.select_related("visit").first()
    case = put_case(met.area_code, person_id=met.person_id, subject=f"p{met.person_id}")
    page = city.client("dinsos").get(f"/kasus/{case.pk}/").content.decode()
    assert "Dikunjungi di rumah: Tinggal di sini" in page
    assert "memilih: Daftarkan sebagai PBPU Pemda" in page
