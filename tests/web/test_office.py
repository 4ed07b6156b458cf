"""What an office administrator may do, and what no administrator may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from semesta.web.core.acting import acting, acting_of
from semesta.web.core.audit.events import look
from semesta.web.core.models import Look, Membership, Organisation, User
from semesta.web.core.scope import posts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(city):
    return city.client("office_admin")


def test_a_new_user_gets_a_post_and_loses_it(city, admin):
    answer = admin.post("/kantor/pengguna/baru/", {"username": "baru", "name": "Petugas Baru"})
    made = User.objects.get(username="baru")
    page = f"/kantor/pengguna/{made.pk}/"
    assert answer.headers["Location"] == page
    given = {"role": "kelurahan", "organisation": city.offices["kelurahan"].pk, "area_code": "16.71.04.1002"}
    admin.post(f"{page}jabatan/", given)
    today = timezone.localdate()
    assert [(post.role.name, post.areas) for post in posts_of(made, today)] == [("kelurahan", ("16.71.04.1002",))]
    Membership.objects.filter(user=made).update(valid_from=today - timedelta(days=3))
    admin.post(f"/kantor/jabatan/{made.memberships.get().pk}/akhiri/")
    assert posts_of(made, today) == []
    assert made.memberships.get().valid_to == today - timedelta(days=1)


def test_a_post_given_today_by_mistake_is_gone(city, admin):
    held = city.users["dinsos"].memberships.get()
    admin.post(f"/kantor/jabatan/{held.pk}/akhiri/")
    assert not Membership.objects.filter(pk=held.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"area_code": "16.72"}, "di wilayah Anda sendiri"),
        ({"area_code": ""}, "di wilayah Anda sendiri"),
        ({"area_code": "16.7x"}, "16.71.04.1002"),
        ({"valid_to": "2020-01-01"}, "Hari terakhir mendahului"),
        ({"role": "raja"}, "raja"),
    ],
)
def test_a_post_that_may_not_be_given_is_refused_with_the_reason(city, admin, wrong, sentence):
    before = Membership.objects.count()
    given = {"role": "kelurahan", "organisation": city.offices["kelurahan"].pk, "area_code": "16.71", **wrong}
    answer = admin.post(f"/kantor/pengguna/{city.users['dinsos'].pk}/jabatan/", given, follow=True)
    assert sentence in answer.content.decode()
    assert Membership.objects.count() == before


def test_no_office_of_another_area_and_no_closed_one_is_offered(city, other_city, admin):
    Organisation.objects.filter(pk=city.offices["bpjs"].pk).update(closed_on="2020-01-01")
    page = admin.get(f"/kantor/pengguna/{city.users['dinsos'].pk}/").content.decode()
    assert "Kantor mawar dinkes" in page
    assert "Kantor melati" not in page
    assert "Kantor mawar bpjs" not in page


def test_an_administrator_changes_nothing_about_themselves(city, admin):
    own = city.users["office_admin"]
    for address in (
        f"/kantor/pengguna/{own.pk}/jabatan/",
        f"/kantor/pengguna/{own.pk}/tautan/",
        f"/kantor/pengguna/{own.pk}/status/",
        f"/kantor/jabatan/{own.memberships.get().pk}/akhiri/",
    ):
        assert admin.post(address, {"active": "0"}).status_code == 404
    assert admin.get(f"/kantor/pengguna/{own.pk}/").status_code == 200


def test_a_user_with_a_post_in_another_area_too_is_not_managed_here(city, admin):
    user = city.users["dinsos"]
    Membership.objects.create(user=user, role="auditor", organisation=city.offices["auditor"], area_code="16.72")
    assert admin.get(f"/kantor/pengguna/{user.pk}/").status_code == 404


def test_an_organisation_is_added_within_the_own_area_only(city, admin):
    admin.post("/kantor/organisasi/", {"name": "Kelurahan Baru", "kind": "kelurahan", "area_code": "16.71.04.1002"})
    admin.post("/kantor/organisasi/", {"name": "Kelurahan Jauh", "kind": "kelurahan", "area_code": "16.72.01.1001"})
    assert set(Organisation.objects.filter(name__startswith="Kelurahan ").values_list("name", flat=True)) == {
        "Kelurahan Baru"
    }


def test_a_user_is_disabled_and_enabled(city, admin):
    user = city.users["dinsos"]
    for active in ("0", "1"):
        admin.post(f"/kantor/pengguna/{user.pk}/status/", {"active": active})
        assert User.objects.get(pk=user.pk).is_active is (active == "1")


def test_filters_are_the_address(city, admin):
    page = admin.get("/kantor/pengguna/?q=dinkes").content.decode()
    assert "mawar-dinkes" in page
    assert "mawar-dinsos" not in page
    assert "Tidak ada yang cocok" in admin.get("/kantor/pengguna/?status=disabled").content.decode()


def test_the_trail_is_filtered_and_told_page_by_page(city, admin):
    admin.post(f"/kantor/pengguna/{city.users['dinsos'].pk}/status/", {"active": "0"})
    page = admin.get("/kantor/jejak/?about=core_user&kind=update").content.decode()
    assert page.count('class="entry"') == 1
    assert "mawar-office_admin" in page
    assert "Kantor mawar office_admin" in page
    assert "Tidak ada catatan" in admin.get("/kantor/jejak/?about=core_user&day_to=2020-01-01").content.decode()
    assert "Tidak ada catatan" in admin.get("/kantor/jejak/?kind=salah").content.decode()


def test_older_entries_are_one_step_away(city, admin, monkeypatch):
    from semesta.web.desks.office import trail

    monkeypatch.setattr(trail, "PER_PAGE", 5)
    page = admin.get("/kantor/jejak/?about=core_user").content.decode()
    assert page.count('class="entry"') == 5
    older = page.split('href="?')[1].split('"')[0].replace("&amp;", "&")
    assert admin.get(f"/kantor/jejak/?{older}").content.decode().count('class="entry"') == 5


def test_an_auditor_of_one_city_reads_what_its_users_did_and_no_more(city, other_city):
    other_city.client("office_admin").post(f"/kantor/pengguna/{other_city.users['dinsos'].pk}/status/", {"active": "0"})
    assert "melati-" not in city.client("auditor").get("/kantor/jejak/").content.decode()
    assert "melati-" in other_city.client("auditor").get("/kantor/jejak/").content.decode()


def test_a_user_with_two_posts_acts_in_the_one_they_chose(city):
    user = city.users["dinsos"]
    Membership.objects.create(user=user, role="auditor", organisation=city.offices["auditor"], area_code="16.71")
    client = city.client("dinsos")
    assert client.get("/kantor/jejak/").status_code == 403
    chosen = f"auditor:{city.offices['auditor'].pk}"
    client.post("/akun/jabatan/", {"post": chosen})
    assert client.get("/kantor/jejak/").status_code == 200
    assert client.post("/akun/jabatan/", {"post": f"office_admin:{city.offices['auditor'].pk}"}).status_code == 404


# -- looks at people


class Asking:
    def __init__(self, scope):
        self.scope = scope


def test_a_look_at_a_person_is_written_down_and_stands_in_the_trail(city, other_city):
    scope = city.scope("dinsos", "16.71.04")
    with acting(acting_of(scope)):
        look(Asking(scope), "4711", "16.71.04.1002", "verifikasi usulan", ["nik", "address"])
        (row,) = Look.objects.within(scope)
    assert (row.person_key, row.purpose, row.columns) == ("4711", "verifikasi usulan", "address nik")
    assert (row.user_id, row.organisation) == (scope.user_id, scope.organisation_name)
    address = "/kantor/jejak/?kind=look&user=mawar-dinsos&key=4711"
    page = city.client("auditor").get(address).content.decode()
    assert page.count('class="entry"') == 1
    for part in ("mawar-dinsos", scope.organisation_name, "verifikasi usulan", "16.71.04.1002 · address nik"):
        assert part in page
    for other in (address + "2", address.replace("dinsos", "dinkes"), address + "&day_to=2020-01-01"):
        assert "Tidak ada catatan" in city.client("auditor").get(other).content.decode()
    assert "Tidak ada catatan" in other_city.client("auditor").get(address).content.decode()


def test_a_look_outside_the_scope_does_not_happen(city):
    scope = city.scope("dinsos", "16.71.04")
    with pytest.raises(PermissionError), acting(acting_of(scope)):
        look(Asking(scope), "4711", "16.71.05.1001", "ingin tahu")
    with acting(acting_of(city.scope("auditor")), writes=False):
        assert not Look.unscoped.exists()
