"""Filled forms and photos go when the days of the rule are over; visits, people and the estimate's figures stay."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.web.casework.actions.papers import path_of
from semesta.web.casework.actions.retention import Removed, remove_old_forms
from semesta.web.casework.models import Round, Submission, SubmissionFile, Visit, VisitPerson
from semesta.web.core.models import AuditEntry
from tests.web.field_round import in_field
from tests.web.phone import PNG, Phone, over_django

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner", "shown_city")]
TODAY = timezone.localdate()
DAYS = 180


@pytest.fixture
def field(city):
    """A round with a visit, its photo, and a form that nobody could read."""
    field = in_field(city)
    phone = Phone(f"http://testserver/odk/{field.token()}", over_django(Client()))
    phone.fetch()
    people = [
        {"orang_id": one["name"], "status_orang": "ditemukan", "kartu_ditunjukkan": "tidak_punya"}
        for one in phone.people(phone.households[0])
    ]
    xml = phone.fill(phone.households[0], {"hasil": "bertemu", "izin": "ya", "foto_rumah": "1.png"}, people)[1]
    assert [phone.post(xml, {"1.png": PNG}).status, phone.post(b"<data").status] == [201, 202]
    return field


def test_the_rule_is_a_dated_value_of_the_city():
    assert load_rules().whole("field_form_keep_day", TODAY) == DAYS


def test_forms_go_after_the_days_and_what_was_counted_stays(field, city):
    (photo,) = SubmissionFile.unscoped.all()
    path = path_of(photo.sha256)
    two_days_ago = time.time() - 2 * 86_400
    os.utime(path, (two_days_ago, two_days_ago))
    before = list(VisitPerson.unscoped.values_list("pk", "found", "card", "person_id"))
    Round.objects.update(ends_on=TODAY - timedelta(days=DAYS))
    assert remove_old_forms(TODAY) == Removed(0, 0, 0, 0)
    assert path.exists()
    assert remove_old_forms(TODAY + timedelta(days=1)) == Removed(forms=2, photos=1, unread=1, files=0)
    assert set(Submission.unscoped.values_list("content", "state")) == {("", "read"), ("", "settled")}
    assert not path.exists()
    assert Visit.unscoped.count() == 1
    assert list(VisitPerson.unscoped.values_list("pk", "found", "card", "person_id")) == before != []
    (entry,) = AuditEntry.objects.filter(about="filled forms removed")
    assert entry.new == f'{{"days": {DAYS}, "files": 0, "forms": 2, "photos": 1, "unread": 1}}'
    assert remove_old_forms(TODAY + timedelta(days=1)) == Removed(0, 0, 0, 0)
    assert AuditEntry.objects.filter(about="filled forms removed").count() == 1
    desk = city.client("coordinator")
    page = desk.get(f"/lapangan/isian/{Submission.unscoped.get(state='read').public_id}/").content.decode()
    assert "Kunjungannya tetap ada" in page
    assert "masa simpan habis" in page
    assert desk.get(f"/lapangan/foto/{photo.pk}/").status_code == 404


def test_the_same_form_sent_after_it_was_removed_is_still_known(field):
    kept = Submission.unscoped.get(state="read")
    Round.objects.update(ends_on=TODAY - timedelta(days=DAYS + 1))
    remove_old_forms(TODAY)
    found, new = Submission.unscoped.get_or_create(instance_id=kept.instance_id, sha256=kept.sha256)
    assert (found.pk, new) == (kept.pk, False)
