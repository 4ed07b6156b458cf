"""A patient's request goes from the facility over Dinsos and Dinkes to the file: stamped, measured, proved."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions import episode_turns as turns
from semesta.web.casework.models import EpisodeTurn, HealthGround, ProposalLine, Reservation
from semesta.web.casework.queries import episodes as queries
from semesta.web.core.acting import acting, acting_of
from tests.web.case_samples import EVERYWHERE
from tests.web.counter_things import now_of, people, put_episode, served
from tests.web.proposal_city import make_contract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
PAPERS = ["ktp", "kk", "statement", "sktm", "field_check", "care_letter"]


def text_of(answer) -> str:
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


def turns_of(episode):
    with acting(EVERYWHERE, writes=False):
        return list(EpisodeTurn.unscoped.filter(episode=episode).order_by("id"))


@pytest.fixture
def patient(city):
    """Somebody whom nothing holds back from the city's quota, in care at the facility."""
    one = people(
        city.scope("facility"), class_name="uncovered", route="apbd_quota", has_doubt=False, decile__isnull=True
    )
    made = served(city.scope("facility"), one[0])
    with acting(acting_of(city.scope("facility"))):
        turns.send(city.scope("facility"), made.public_id, made.version)
    return now_of(made)


def office(city, role, made, **data):
    url = reverse("counter_office_deed", args=[made.public_id])
    return text_of(city.client(role).post(url, {"version": now_of(made).version, **data}, follow=True))


def recommend(city, made, papers=PAPERS):
    return office(city, "dinsos", made, do="recommend", letter="460/12/Dinsos", paper=papers)


@pytest.fixture
def contract(city):
    return make_contract(city.users["dinkes"])


# -- the way


def test_a_request_goes_over_both_offices_and_every_hand_off_is_stamped_for_the_facility(city, patient, contract):
    assert "Giliran Anda: Dinsos" in text_of(
        city.client("dinsos").get(reverse("counter_office_episode", args=[patient.public_id]))
    )
    assert "Sekarang di Dinkes" in recommend(city, patient)
    said = office(city, "dinkes", patient, do="register")
    today = timezone.localdate()
    # May 2025 does not meet Prioritas: up to the 20th cover begins with the next month, later one month on
    later = today.month + (1 if today.day <= 20 else 2)
    begins = date(today.year + (later - 1) // 12, (later - 1) % 12 + 1, 1)
    assert "Didaftarkan. Jaminan mulai 1 " in said
    made = now_of(patient)
    assert (made.state, made.start_on, made.registered_on) == ("file", begins, today)
    assert made.settled_at is not None
    line = made.line
    assert (line.kind, line.step, line.state, line.nik) == ("care", "export", "decided", patient.nik)
    assert Reservation.objects.get().line_id == line.pk
    facility, dinsos, dinkes, file = turns_of(patient)
    assert [one.deed for one in (facility, dinsos, dinkes, file)] == ["sent", "recommended", "registered", ""]
    assert facility.to_at == dinsos.from_at <= dinsos.seen_at <= dinsos.to_at == dinkes.from_at < dinkes.to_at
    assert dinsos.due_at == dinkes.due_at == patient.sent_at + timedelta(hours=1)
    page = text_of(city.client("facility").get(reverse("counter_episode", args=[patient.public_id])))
    for wanted in ("Kantor mawar dinsos", "Direkomendasikan", "Kantor mawar dinkes", "dilihat", "Terdaftar, menunggu"):
        assert wanted in page


def test_papers_that_are_missing_and_a_letter_without_number_keep_the_request_at_dinsos(city, patient):
    assert "Isi nomor surat rekomendasi" in office(city, "dinsos", patient, do="recommend", paper=PAPERS)
    assert "Surat belum lengkap" in recommend(city, patient, PAPERS[:3])
    assert now_of(patient).state == "dinsos"
    with acting(EVERYWHERE, writes=False):
        assert not ProposalLine.unscoped.exists()  # nothing was begun that nobody would finish


def test_what_the_facility_ticked_needs_no_second_tick(city, patient, contract):
    url = reverse("counter_deed", args=[patient.public_id])
    city.client("facility").post(url, {"do": "papers", "paper": PAPERS, "version": patient.version})
    assert "Sekarang di Dinkes" in recommend(city, patient, [])


def test_a_check_that_holds_back_says_what_to_do(city):
    one = people(city.scope("facility"), class_name="covered_active", segment="PBPU_PEMDA", has_doubt=False)[0]
    made = served(city.scope("facility"), one)
    with acting(acting_of(city.scope("facility"))):
        turns.send(city.scope("facility"), made.public_id, made.version)
    assert "Sudah aktif dibayar kota" in recommend(city, made)
    assert now_of(made).state == "dinsos"


def test_given_back_with_a_reason_it_can_be_sent_again_and_the_first_request_stays_measured(city, patient):
    assert "Tulis apa yang kurang" in office(city, "dinsos", patient, do="give_back")
    office(city, "dinsos", patient, do="give_back", note="KK belum ada")
    made = now_of(patient)
    assert (made.state, made.due_at) == ("facility", None)
    page = text_of(city.client("facility").get(reverse("counter_episode", args=[made.public_id])))
    assert "KK belum ada" in page
    with acting(acting_of(city.scope("facility"))):
        turns.send(city.scope("facility"), made.public_id, made.version)
    assert now_of(made).sent_at == patient.sent_at


def test_dinkes_gives_back_and_the_proposal_goes_back_too(city, patient, contract):
    recommend(city, patient)
    office(city, "dinkes", patient, do="give_back", note="Kuota habis")
    made = now_of(patient)
    assert (made.state, made.line.state) == ("facility", "returned")
    with acting(acting_of(city.scope("facility"))):
        turns.send(city.scope("facility"), made.public_id, made.version)
    assert "Sekarang di Dinkes" in recommend(city, patient)
    assert now_of(patient).line_id == made.line_id  # the same line, sent again
    with acting(EVERYWHERE, writes=False):
        assert ProposalLine.unscoped.count() == 1


def test_without_an_agreement_nobody_is_registered_and_the_reason_is_said(city, patient):
    recommend(city, patient)
    office(city, "dinkes", patient, do="register")
    assert now_of(patient).state == "dinkes"


def test_being_in_care_comes_first_in_the_list_and_dinsos_does_not_see_why(city, patient, contract):
    recommend(city, patient)
    office(city, "dinkes", patient, do="register")
    with acting(EVERYWHERE, writes=False):
        assert HealthGround.unscoped.get().ground == "in_care"


def test_the_way_of_the_centre_ends_with_its_entry_in_siks_ng(city):
    one = people(city.scope("facility"), class_name="covered_inactive")[0]
    made = served(city.scope("facility"), one, route="pbi_reactivation")
    with acting(acting_of(city.scope("facility"))):
        turns.send(city.scope("facility"), made.public_id, made.version)
    assert "Isi nomor atau tanggal" in office(city, "dinsos", made, do="listed")
    office(city, "dinsos", made, do="listed", note="SIKS 88/2026")
    held = now_of(made)
    assert (held.state, held.start_on, held.settled_at is not None) == ("file", None, True)


@pytest.mark.parametrize(
    ("role", "deed"),
    [("dinkes", "recommend"), ("dinsos", "register"), ("coordinator", "register"), ("bpjs", "give_back")],
)
def test_an_office_does_nothing_when_it_is_not_its_turn(city, patient, role, deed):
    office(city, role, patient, do=deed, letter="1", paper=PAPERS, note="x")
    assert now_of(patient).state == "dinsos"


# -- clocks of the offices


def late(episode, **ago):
    """The open turn began so long ago."""
    since = timezone.now() - timedelta(**ago)
    with acting(EVERYWHERE):
        type(episode).unscoped.filter(pk=episode.pk).update(
            at_since=since, sent_at=since, due_at=since + timedelta(hours=1)
        )
        EpisodeTurn.unscoped.filter(episode=episode, to_at__isnull=True).update(
            from_at=since, due_at=since + timedelta(hours=1)
        )


@pytest.mark.parametrize(("hours", "up"), [(3, False), (5, True)])
def test_after_four_hours_at_one_office_the_request_goes_up_to_the_coordinator(city, patient, hours, up):
    late(patient, hours=hours)
    page = text_of(city.client("coordinator").get(reverse("counter_queue")))
    assert (patient.name in page) == up
    own = text_of(city.client("facility").get(reverse("counter_episode", args=[patient.public_id])))
    assert ("kini juga ada pada koordinator" in own, "lewat sasaran" in own) == (up, True)


def test_the_queue_shows_what_is_due_first_and_home_says_that_it_waits(city, patient):
    other = put_episode(city, name="Pasien lain", state="dinsos", due_at=timezone.now() - timedelta(hours=2))
    with acting(acting_of(city.scope("dinsos")), writes=False):
        names = [one.pk for one in queries.queue(city.scope("dinsos"), "dinsos")]
    assert names == [other.pk, patient.pk]
    assert "Permohonan dari loket" in text_of(city.client("dinsos").get(reverse("home")))
    assert "Permohonan dari loket" not in text_of(city.client("dukcapil").get(reverse("home")))


def test_a_reminder_is_stamped_and_not_every_minute(city, patient):
    url = reverse("counter_deed", args=[patient.public_id])
    client = city.client("facility")
    assert "Mereka melihat bahwa Anda menunggu" in text_of(
        client.post(url, {"do": "remind", "version": 1}, follow=True)
    )
    assert "baru saja mengingatkan" in text_of(client.post(url, {"do": "remind", "version": 1}, follow=True))
    assert turns_of(patient)[-1].reminded_at is not None


def test_service_times_are_measured_from_the_stamps(city, patient, contract):
    recommend(city, patient)
    office(city, "dinkes", patient, do="register")
    now = timezone.now()
    with acting(EVERYWHERE):
        _first, dinsos, dinkes, _ = EpisodeTurn.unscoped.filter(episode=patient).order_by("id")
        spans = {dinsos: (now - timedelta(minutes=90), now - timedelta(minutes=50)),
                 dinkes: (now - timedelta(minutes=50), now - timedelta(minutes=40))}  # fmt: skip
        for turn, (since, until) in spans.items():
            due = now - timedelta(minutes=30)
            EpisodeTurn.unscoped.filter(pk=turn.pk).update(from_at=since, to_at=until, due_at=due)
        type(patient).unscoped.filter(pk=patient.pk).update(
            sent_at=now - timedelta(minutes=90), settled_at=now - timedelta(minutes=40), bill_rupiah=3_000_000
        )
    with acting(acting_of(city.scope("dinkes")), writes=False):
        told = queries.report(city.scope("dinkes"), timezone.localdate() - timedelta(days=1), timezone.localdate())
    first, second = told.served
    assert (first.median_minutes, second.median_minutes, told.whole.median_minutes) == (40, 10, 40 + 10)
    assert (told.whole.turns, told.whole.within) == (1, 1)
    # Cut-off: cover begins after today's arrival, so the whole estimate is at risk
    assert (told.late, told.late_rupiah, told.waiting_rupiah, told.without_estimate) == (1, 3_000_000, 0, 0)
    page = text_of(city.client("facility").get(reverse("counter_own_report")))
    assert "Rp 3.000.000" in page
