"""In a made-up city the public pages stand open, once, and only there."""

import pytest
from django.urls import reverse

from semesta.terms.fault import Fault
from semesta.web.site.demo import make_demo_users, mark_made_up
from semesta.web.site.demo_public import OFFICE, open_demo_public_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def test_they_are_opened_once_and_only_where_people_are_made_up(client, tmp_path):
    assert client.get(reverse("public_check")).status_code == 404
    with pytest.raises(Fault, match="orang buatan"):
        open_demo_public_pages(tmp_path, "16.71")
    mark_made_up(tmp_path)
    make_demo_users(tmp_path, "16.71")
    assert open_demo_public_pages(tmp_path, "16.71")
    assert not open_demo_public_pages(tmp_path, "16.71")
    assert client.get(reverse("public_check")).status_code == 200
    assert client.get(reverse("open_data")).status_code == 404  # no month is released yet
    assert "(contoh)" in OFFICE["name"]
