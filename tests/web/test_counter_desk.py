"""The counter: whoever is found or not is served; both clocks run; nobody's page opens who was not looked up."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions import episode as act
from semesta.web.casework.models import CounterDesk, Episode, EpisodeHealth
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import AuditEntry, Look
from tests.web.case_samples import EVERYWHERE
from tests.web.counter_things import now_of, patient_like, people, put_episode, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
WIB = ZoneInfo("Asia/Jakarta")
FIRM_NO = re.compile(r"\b(ditolak|menolak|tolak|tidak dilayani|refuse[ds]?)\b", re.I)


def text_of(answer) -> str:
    """What a reader sees: tags gone, blanks as one."""
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


def look_up(client, who, born="", **more):
    return client.post(reverse("counter"), {"who": who, "born": born, "purpose": "in care", **more}, follow=True)


def all_episodes():
    with acting(EVERYWHERE, writes=False):
        return list(Episode.unscoped.order_by("id"))


@pytest.fixture
def uncovered(city):
    return people(city.scope("facility"), class_name="uncovered", route="apbd_quota", has_doubt=False)[0]


@pytest.fixture
def covered(city):
    return people(city.scope("facility"), class_name="covered_active", psnoka__isnull=False)[0]


# -- finding


@pytest.mark.parametrize("by", ["nik", "psnoka", "name"])
def test_one_person_found_is_answered_at_once(city, covered, by):
    who = {"nik": covered.nik, "psnoka": covered.psnoka, "name": covered.name}[by]
    answer = look_up(city.client("facility"), who, covered.birth_on.isoformat() if by == "name" else "")
    assert answer.redirect_chain[-1][0] == reverse("counter_answer", args=[covered.person_id])
    said = text_of(answer)
    assert "Dijamin. Layani dengan JKN." in said
    assert "menurut berkas Mei 2025" in said
    assert covered.nik not in answer.content.decode().replace(f'value="{covered.nik}"', "")


def test_nobody_is_listed_by_a_name_or_a_birth_date_alone_nor_for_a_slip_in_a_number(city, covered):
    client = city.client("facility")
    slip = covered.nik[:15] + str((int(covered.nik[15]) + 1) % 10)
    for who, born, says in (
        (covered.name, "", "dengan nama saja tidak ada yang ditampilkan"),
        ("", covered.birth_on.isoformat(), "dengan tanggal lahir saja tidak ada yang ditampilkan"),
        (slip, "", "Tidak ada dalam berkas kota ini"),
        ("", "", "Ketik NIK, nomor kartu"),
    ):
        answer = look_up(client, who, born)
        assert says in text_of(answer)
        assert covered.name not in text_of(answer).replace(who, "")
    told = json.loads(AuditEntry.objects.filter(about="counter searched").latest("id").new)
    assert told == {"by": "number", "people": 0, "purpose": "in care"}


def test_a_page_opens_only_for_whom_this_clerk_looked_up_and_each_look_has_its_purpose(city, covered, uncovered):
    client = city.client("facility")
    url = reverse("counter_answer", args=[covered.person_id])
    assert "Cari pasiennya dulu" in text_of(client.get(url))
    assert "Cari pasiennya dulu" in text_of(client.post(reverse("counter_start", args=[covered.person_id])))
    assert all_episodes() == []
    look_up(client, covered.nik)
    assert covered.name in text_of(client.get(url))
    assert uncovered.name not in text_of(client.get(reverse("counter_answer", args=[uncovered.person_id])))
    with acting(EVERYWHERE, writes=False):
        looks = list(Look.unscoped.values_list("person_key", "purpose"))
    assert {one for one, _ in looks} == {str(covered.person_id)}
    assert {why for _, why in looks} == {"counter: in care"}


def test_the_answer_asks_few_questions(city, uncovered, django_assert_max_num_queries):
    client = city.client("facility")
    look_up(client, uncovered.nik)
    with django_assert_max_num_queries(20):
        client.get(reverse("counter_answer", args=[uncovered.person_id]))


# -- the answer


def test_whatever_the_files_say_the_answer_is_to_serve(city):
    client = city.client("facility")
    every = people(city.scope("facility"), 3000)
    by_class = {(one.class_name, one.route, one.reason): one for one in every}
    assert len({key[0] for key in by_class}) >= 4
    for one in by_class.values():
        said = text_of(look_up(client, one.nik))
        assert "Layani" in said or "Siapa orangnya?" in said
        assert not FIRM_NO.search(said)


def test_an_uncovered_resident_is_told_way_payer_true_start_and_papers(city, uncovered):
    said = text_of(look_up(city.client("facility"), uncovered.nik))
    for wanted in ("Belum ada kartu. Layani sekarang.", "Mulai penjaminan", "Daftarkan sebagai PBPU Pemda",
                   "Kota, lewat JKN", "Jaminan mulai", "Cut-off", "JKN tidak membayar yang dilakukan sebelum hari",
                   "KTP-el atau surat domisili", "berkas ini sudah lama"):  # fmt: skip
        assert wanted in said
    assert "Surat rekomendasi Dinsos" not in said  # Dinsos writes it itself


# -- the episode and its clocks


def begin(client, one, **more):
    look_up(client, one.nik)
    data = {"care": "inpatient", **more}
    return client.post(reverse("counter_start", args=[one.person_id]), data, follow=True)


def test_one_press_starts_both_clocks_and_sends_the_request(city, uncovered):
    said = text_of(begin(city.client("facility"), uncovered, send="1"))
    (made,) = all_episodes()
    assert (made.nik, made.state, made.route, made.identity) == (uncovered.nik, "dinsos", "apbd_quota", "known")
    assert made.papers_due_at - made.admitted_at == timedelta(hours=3 * 24)
    assert made.due_at - made.sent_at == timedelta(hours=1)
    assert f"Penjaminan berjalan: {made.number}." in said
    assert "Dinsos sudah menerima permohonan" in said


def test_pressing_twice_or_in_two_tabs_makes_one_episode(city, uncovered):
    client = city.client("facility")
    begin(client, uncovered)
    begin(client, uncovered)
    assert len(all_episodes()) == 1


def test_three_months_run_from_the_day_on_which_the_card_became_inactive(city):
    one = people(city.scope("facility"), class_name="covered_inactive")[0]
    inactive = timezone.localdate() - timedelta(days=20)
    made = served(city.scope("facility"), one, inactive_on=inactive)
    months = inactive.month - 1 + 3
    first = date(inactive.year + months // 12, months % 12 + 1, 1)
    assert (made.protected_until_on.year, made.protected_until_on.month) == (first.year, first.month)
    page = city.client("facility").get(reverse("counter_episode", args=[made.public_id]))
    assert "Wajib dilayani sampai" in text_of(page)


def test_a_facility_may_count_working_days_and_the_clock_then_stands_still_over_idul_fitri(city):
    scope = city.scope("facility")
    with acting(Acting(purpose="tests")):
        CounterDesk.objects.create(
            organisation=city.offices["facility"], calendar="workday", user=city.users["facility"]
        )
    one = people(scope, class_name="uncovered")[0]
    came = datetime(2026, 3, 17, 20, tzinfo=WIB)
    with acting(acting_of(scope)):
        made = act.start(scope, patient_like(one), care="emergency", admitted_at=came)
    # Tue 17 March 4 h; 18 joint leave, 19 Nyepi, 20 to 24 Idul Fitri with its joint leave; 24 h on Wed 25, 24 on
    # Thu 26, 20 on Fri 27
    assert timezone.localtime(made.papers_due_at) == datetime(2026, 3, 27, 20, tzinfo=WIB)
    page = text_of(city.client("facility").get(reverse("counter_episode", args=[made.public_id])))
    assert "hanya hari kerja dihitung" in page


def test_nobody_came_in_the_future(city, uncovered):
    later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "tidak mungkin datang di masa depan" in text_of(begin(city.client("facility"), uncovered, came=later))
    assert all_episodes() == []


# -- nobody known, newborns, people of other places


def test_an_unknown_patient_is_served_named_later_and_the_clocks_keep_their_beginning(city, uncovered):
    client = city.client("facility")
    answer = client.post(
        reverse("counter_unknown"),
        {"description": "Laki-laki sekitar 40 tahun, baju merah", "sex": "L", "care": "emergency"},
        follow=True,
    )
    assert "Cari tahu siapa pasiennya" in text_of(answer)
    (made,) = all_episodes()
    assert (made.identity, made.person_id, made.state) == ("unknown", None, "facility")
    client.post(reverse("counter_name_patient"), {"episode": str(made.public_id)})
    assert "Ini pasiennya?" in text_of(look_up(client, uncovered.nik))
    said = text_of(client.post(reverse("counter_name_is", args=[uncovered.person_id]), follow=True))
    assert "Pasien sudah dikenali" in said
    named = now_of(made)
    assert (named.identity, named.nik, named.person_id) == ("known", uncovered.nik, uncovered.person_id)
    assert (named.papers_due_at, named.admitted_at) == (made.papers_due_at, made.admitted_at)


def test_an_unknown_patient_who_has_an_episode_already_goes_on_in_it_from_the_earlier_arrival(city, uncovered):
    first = put_episode(city, identity="unknown", description="Perempuan tua tanpa kartu", route="")
    client = city.client("facility")
    begin(client, uncovered)
    client.post(reverse("counter_name_patient"), {"episode": str(first.public_id)})
    look_up(client, uncovered.nik)
    client.post(reverse("counter_name_is", args=[uncovered.person_id]))
    one, other = all_episodes()
    assert (one.outcome, one.merged_into_id, one.state) == ("merged", other.pk, "closed")
    assert (other.admitted_at, other.papers_due_at) == (first.admitted_at, first.papers_due_at)


def test_a_baby_is_served_by_its_mother(city):
    mother = people(city.scope("facility"), sex="P", nkk__isnull=False, segment="PBPU_PEMDA")[0]
    client = city.client("facility")
    said = text_of(look_up(client, mother.nik, about="mother"))
    for wanted in ("Layani bayinya sekarang.", "28 hari sesudah lahir", "3 bulan", "Kota mendaftarkan bayinya"):
        assert wanted in said
    url = reverse("counter_newborn", args=[mother.person_id])
    today = timezone.localdate()
    assert "Isi tanggal lahir" in text_of(
        client.post(url, {"born": (today + timedelta(days=1)).isoformat(), "sex": "P"})
    )
    client.post(url, {"born": today.isoformat(), "sex": "P", "care": "inpatient", "send": "1"})
    (made,) = all_episodes()
    assert (made.identity, made.mother_person_id, made.person_id, made.nkk, made.name) == (
        "newborn", mother.person_id, None, mother.nkk, f"Bayi {mother.name}",
    )  # fmt: skip
    assert (made.state, made.birth_on) == ("dinsos", today)


def test_somebody_of_no_file_is_served_by_what_they_say(city):
    client = city.client("facility")
    look_up(client, "3171010101900001")
    assert 'value="3171010101900001"' in client.get(reverse("counter_typed")).content.decode()
    client.post(reverse("counter_typed"), {"name": "Tamu dari Jauh", "nik": "3171010101900001", "care": "emergency"})
    (made,) = all_episodes()
    assert (made.identity, made.name, made.area_code) == ("typed", "Tamu dari Jauh", "16.71")


# -- what a facility writes, and who sees it


def test_papers_estimate_and_ground_are_written_and_dinsos_does_not_see_the_ground(city, uncovered):
    made = served(city.scope("facility"), uncovered)
    client, url = city.client("facility"), reverse("counter_deed", args=[made.public_id])

    def do(**data):
        return text_of(client.post(url, {"version": now_of(made).version, **data}, follow=True))

    assert "Surat sudah dicatat" in do(do="papers", paper=["ktp", "kk", "made_up"])
    assert "Perkiraan sudah dicatat" in do(do="bill", bill="4.500.000")
    assert "Isi jumlah bulat" in do(do="bill", bill="empat juta")
    assert "Kanker" in do(do="ground", ground="cancer") or "kanker" in do(do="ground", ground="cancer")
    assert now_of(made).bill_rupiah == 4_500_000
    with acting(EVERYWHERE, writes=False):
        assert EpisodeHealth.unscoped.get().ground == "cancer"
    office = reverse("counter_office_episode", args=[made.public_id])
    seen = {role: "kanker" in text_of(city.client(role).get(office)).lower() for role in ("dinsos", "dinkes", "bpjs")}
    assert seen == {"dinsos": False, "dinkes": True, "bpjs": False}
    assert all("cancer" not in (one.new or "") for one in AuditEntry.objects.all())


def test_another_facility_sees_nothing_of_an_episode(city, uncovered):
    made = served(city.scope("facility"), uncovered)
    with acting(EVERYWHERE):
        Episode.unscoped.filter(pk=made.pk).update(facility=city.offices["dinkes"])
    client = city.client("facility")
    for name in ("counter_episode", "counter_deed", "counter_letter"):
        url = reverse(name, args=[made.public_id])
        assert (client.get(url).status_code, client.post(url, {"do": "send", "version": 1}).status_code) in {
            (404, 404), (405, 404),
        }  # fmt: skip
    assert uncovered.name not in text_of(client.get(reverse("counter")))


def test_an_old_page_changes_nothing(city, uncovered):
    made = served(city.scope("facility"), uncovered)
    client, url = city.client("facility"), reverse("counter_deed", args=[made.public_id])
    client.post(url, {"do": "bill", "bill": "100000", "version": "1"})
    said = text_of(client.post(url, {"do": "bill", "bill": "900000", "version": "1"}, follow=True))
    assert "berubah" in said
    assert now_of(made).bill_rupiah == 100_000


def test_an_episode_closed_by_the_facility_says_why(city, uncovered):
    made = served(city.scope("facility"), uncovered)
    url = reverse("counter_deed", args=[made.public_id])
    client = city.client("facility")
    client.post(url, {"do": "close", "outcome": "proved", "version": "1"})
    assert now_of(made).is_open  # only a file proves
    client.post(url, {"do": "close", "outcome": "other_payer", "version": "1"})
    assert (now_of(made).outcome, now_of(made).state) == ("other_payer", "closed")


def test_the_letter_names_patient_and_missing_papers_and_no_illness(city, uncovered):
    made = served(city.scope("facility"), uncovered)
    answer = city.client("facility").post(reverse("counter_letter", args=[made.public_id]))
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    again = city.client("facility").post(reverse("counter_letter", args=[made.public_id]))
    assert again.content == answer.content
    with acting(EVERYWHERE, writes=False):
        assert Look.unscoped.filter(purpose=f"counter: letter {made.number}", columns="nik").count() == 2


def test_the_penalty_is_estimated_on_the_answer(city):
    one = people(city.scope("facility"), class_name="covered_inactive", segment="PBPU")[0]
    client = city.client("facility")
    look_up(client, one.nik)
    page = client.get(reverse("counter_answer", args=[one.person_id]), {"biaya": "8.000.000", "bulan": "3"})
    # 5 % of 8,000,000 = 400,000 for each of 3 months
    assert "Rp 1.200.000" in text_of(page)
