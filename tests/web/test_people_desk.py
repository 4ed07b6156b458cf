"""The people desk: found by one box, shown to who may, every look written down, no identity number in an address."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from semesta.link.explain import LABELS, SENTENCES
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import AuditEntry, Look, Membership
from semesta.web.core.published.tables.models import Card, Person
from semesta.web.desks.people import evidence
from tests.web.published_city import looking

pytestmark = pytest.mark.django_db
PURPOSE = {"purpose": "serve"}


def text_of(answer) -> str:
    """What a reader sees: tags gone, blanks as one."""
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


def search(client: Client, typed: str):
    answer = client.post(reverse("people"), {"typed": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("people"))
    return client.get(reverse("people"))


def people_of(city, **wanted):
    with looking(city.scope("coordinator")) as shown:
        return list(shown.rows(Person).filter(**wanted).order_by("person_id"))


@pytest.fixture
def somebody(city, shown_city):
    """An active resident of a known kelurahan with a family, an address and a card linked by evidence."""
    people = people_of(
        city, class_name="covered_active", nik__isnull=False, in_register=True, nkk__isnull=False, nik_damage="",
        mother_name__isnull=False, area_code__gt="16.71.01",
    )  # fmt: skip
    return next(one for one in people if len(one.area_code) == 13 and sum(two.nkk == one.nkk for two in people) > 1)


def kelurahan_client(city, area: str) -> Client:
    with acting(Acting(purpose="tests")):
        Membership.objects.filter(user=city.users["kelurahan"]).update(area_code=area)
    return city.client("kelurahan")


def looks(city):
    with acting(acting_of(city.scope("coordinator")), writes=False):
        rows = Look.objects.within(city.scope("coordinator"))
        return list(rows.order_by("id").values_list("person_key", "purpose", "columns"))


def url(one, name="person") -> str:
    return reverse(name, args=[one.person_id])


@pytest.mark.parametrize(
    "typed",
    [
        lambda one: one.nik,
        lambda one: one.psnoka,
        lambda one: f"{one.name.lower()} {one.birth_on:%d-%m-%Y}",
        lambda one: one.nik[:15],
    ],
)
def test_the_box_finds_by_number_and_by_name_and_birth_date(city, somebody, typed):
    answer = search(city.client("coordinator"), typed(somebody))
    assert f'href="{url(somebody)}"' in answer.content.decode()


def test_what_was_typed_stands_in_no_address_no_list_and_no_trail(city, somebody):
    client = city.client("coordinator")
    page = search(client, somebody.nik).content.decode()
    own_box = f'value="{somebody.nik}"'
    assert own_box in page
    assert somebody.nik not in page.replace(own_box, "")
    assert all(somebody.nik not in (one.new or "") + one.key for one in AuditEntry.objects.all())
    told = AuditEntry.objects.filter(about="people searched").latest("id")
    assert json.loads(told.new) == {"by": "number", "people": 1}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Belum ada yang dicari"),
        ("17-08-1990", "Tambahkan nama"),
        ("xyzzyqwrt", "Coba ejaan lain"),
        ("9999999999999999", "Tidak ada orang di wilayah Anda dengan nomor ini"),
    ],
)
def test_an_empty_answer_says_why_and_what_helps(city, shown_city, typed, says):
    assert says in text_of(search(city.client("coordinator"), typed))


def test_a_list_says_that_there_are_more(city, shown_city):
    answer = search(city.client("coordinator"), "muhammad")
    assert "Masih ada orang lain yang cocok" in text_of(answer)
    assert answer.content.decode().count('class="row-link"') == 50


def test_an_officer_of_another_kelurahan_finds_and_opens_nobody(city, somebody):
    other = next(one.area_code for one in people_of(city, in_register=True, area_code__gt="16.71.01")
                 if len(one.area_code) == 13 and one.area_code != somebody.area_code)  # fmt: skip
    client = kelurahan_client(city, other)
    before = looks(city)
    for typed in (somebody.nik, somebody.psnoka, f"{somebody.name} {somebody.birth_on:%d-%m-%Y}"):
        assert url(somebody) not in search(client, typed).content.decode()
    assert client.get(url(somebody)).status_code == 404
    assert client.post(url(somebody, "person_numbers"), PURPOSE).status_code == 404
    assert looks(city) == before
    own = kelurahan_client(city, somebody.area_code)
    assert own.get(url(somebody)).status_code == 200


@pytest.mark.parametrize("key", [1, 2**63 - 1, 2**64])
def test_a_number_of_nobody_is_not_there(city, shown_city, key):
    assert city.client("coordinator").get(f"/penduduk/{key}/").status_code == 404


def test_every_opening_is_a_look_and_only_the_trails_readers_see_who_looked(city, somebody):
    page = text_of(city.client("coordinator").get(url(somebody)))
    assert looks(city)[-1] == (str(somebody.person_id), "page opened", "address family poverty wage")
    assert "Pemeriksa membaca siapa yang melihat" in page
    page = text_of(city.client("auditor").get(url(somebody)))
    assert looks(city)[-1] == (str(somebody.person_id), "page opened", "")
    assert "Petugas mawar coordinator, Koordinator UHC, Kantor mawar coordinator" in page
    assert "Petugas mawar auditor" in page


@pytest.mark.parametrize(
    ("role", "address", "family"),
    [("coordinator", True, True), ("finance", False, False), ("disnaker", False, False), ("auditor", False, False)],
)
def test_a_role_reads_only_its_columns(city, somebody, role, address, family):
    answer = city.client(role).get(url(somebody))
    page = text_of(answer)
    assert (somebody.address in page) == address
    assert ("Nama ibu" in page, somebody.mother_name in page, "Kartu keluarga" in page) == (family,) * 3
    assert not re.search(r"(?<!\d)\d{16}(?!\d)", answer.content.decode())
    may_show = role == "coordinator"
    assert (url(somebody, "person_numbers") in answer.content.decode()) == may_show


def test_no_whole_number_stands_on_the_page_or_in_its_address(city, somebody):
    page = city.client("coordinator").get(url(somebody)).content.decode()
    for number in (somebody.nik, somebody.psnoka, somebody.nkk):
        assert number not in page
    assert "1671••••" in page
    assert url(somebody) == f"/penduduk/{somebody.person_id}/"


@pytest.mark.parametrize(("headers", "whole_page"), [({"HX-Request": "true"}, False), ({}, True)])
def test_a_number_is_shown_for_a_purpose_and_written_down(city, somebody, headers, whole_page):
    answer = city.client("coordinator").post(url(somebody, "person_numbers"), PURPOSE, headers=headers)
    said = re.sub(r"\s", "", text_of(answer))
    assert somebody.nik in said
    assert somebody.psnoka in said
    assert ("<h1" in answer.content.decode()) == whole_page
    assert looks(city)[-1] == (str(somebody.person_id), "serve", "nik nik_raw nkk psnoka")


@pytest.mark.parametrize("purpose", ["", "curious"])
def test_without_a_purpose_no_number_is_shown_and_none_looked_at(city, somebody, purpose):
    before = looks(city)
    answer = city.client("coordinator").post(url(somebody, "person_numbers"), {"purpose": purpose})
    assert (answer.status_code, "Untuk apa nomor itu diperlukan?" in text_of(answer)) == (400, True)
    assert looks(city) == before


def test_a_role_that_may_not_show_numbers_is_refused(city, somebody):
    assert city.client("auditor").post(url(somebody, "person_numbers"), PURPOSE).status_code == 403


def test_the_page_tells_answer_cards_registers_and_evidence(city, somebody, city_home, settings):
    settings.SEMESTA_HOME = city_home
    page = text_of(city.client("coordinator").get(url(somebody)))
    for said in ("Dijamin", "menurut berkas 1 Mei 2025", "dukcapil_2025-05_1671.csv baris data", "Keluarga",
                 "peluang kedua baris ini satu orang", "Yang mendukung dan yang menentang tautan"):  # fmt: skip
        assert said in page


def test_a_person_without_cover_is_told_the_way_with_law_papers_office_day_and_cost(city, shown_city):
    one = people_of(city, class_name="uncovered", route="apbd_quota", expected_start_on__isnull=False)[0]
    page = text_of(city.client("coordinator").get(url(one)))
    for said in ("Tidak dijamin: tidak ada kartu", "Daftarkan sebagai PBPU Pemda", "rekomendasi Dinsos",
                 "Perkiraan mulai", "Biaya kota", "Dasar hukum"):  # fmt: skip
        assert said in page


def test_kin_are_only_those_of_the_scope(city, shown_city):
    people = people_of(city, nkk__isnull=False)
    areas: dict[str, dict[str, Person]] = {}
    for one in people:
        areas.setdefault(one.nkk, {}).setdefault(one.area_code, one)
    apart = next((list(some.values()) for some in areas.values()
                  if len(some) > 1 and all(len(code) == 13 for code in some)), None)  # fmt: skip
    assert apart is not None
    one, kin = apart[:2]
    assert url(kin) in city.client("coordinator").get(url(one)).content.decode()
    assert url(kin) not in kelurahan_client(city, one.area_code).get(url(one)).content.decode()


def test_evidence_is_said_in_both_languages(city, shown_city, city_home, settings):
    assert (set(evidence.LABELS), set(evidence.SENTENCES)) == (set(LABELS), set(SENTENCES))
    settings.SEMESTA_HOME = city_home
    with looking(city.scope("coordinator")) as shown:
        card = shown.rows(Card).filter(link_method="probable", link_pattern__isnull=False).values()[0]
        with translation.override("en"):
            told = evidence.link_of(card, shown.run_id)
            hidden = evidence.link_of(card, shown.run_id, frozenset({"mother_name", "family"}))
    assert told.reasons[0].text.split(":")[0] in evidence.LABELS.values()
    assert {"Mother's name", "Family card"}.isdisjoint(one.text.split(":")[0] for one in hidden.reasons)


@pytest.mark.parametrize("role", ["coordinator", "auditor"])
def test_the_page_asks_few_questions(city, somebody, role, django_assert_max_num_queries):
    client = city.client(role)
    client.get(url(somebody))
    with django_assert_max_num_queries(20):
        assert client.get(url(somebody)).status_code == 200
