"""The desk of proposals over HTTP: the whole way, what each office sees, health unseen by those who may not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.models import BpjsFile, Decree, Proposal, ProposalLine, TriageLine, TriageList
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry, Look
from semesta.web.core.published.tables.models import Person
from tests.web.conftest import ON_POSTGRES
from tests.web.proposal_city import make_contract, make_offices, without_cover

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices(shown_city, city):
    people = without_cover(city.scope("dinsos"), 2000)
    village = Counter(person.area_code for person in people if len(person.area_code) == 13).most_common(1)[0][0]
    made = make_offices(village)
    make_contract(made.users["dinkes"])
    with acting(acting_of(made.scope("dinsos"))):  # what a test reads between the requests, it reads as the city
        yield made


def sits(offices, who) -> Client:
    client = Client()
    client.force_login(offices.users[who])
    return client


def url(name, *args):
    return reverse(name, args=args)


def proposed(offices, count=2):
    """A proposal that the kelurahan sent over HTTP; its lines."""
    lurah = sits(offices, "lurah")
    people = without_cover(offices.scope("lurah"), count)
    answer = lurah.post(url("proposals_new"), {"kind": "add", "area": offices.village})
    proposal = Proposal.objects.latest("pk")
    assert answer.headers["Location"] == url("proposals_proposal", proposal.public_id)
    lurah.post(url("proposals_add", proposal.public_id), {"how": "people", "person": [one.person_id for one in people]})
    lurah.post(url("proposals_send", proposal.public_id), {"deed": "send", "paper": ["ktp", "kk"]})
    return list(ProposalLine.unscoped.filter(proposal=proposal).order_by("pk"))


def ids(lines):
    return [str(line.public_id) for line in lines]


def state(line) -> str:
    return ProposalLine.unscoped.get(pk=line.pk).state


def test_the_whole_way_over_http(offices):
    lines = proposed(offices, 3)
    assert [state(line) for line in lines] == ["sent"] * 3
    dinsos, dinkes, second = sits(offices, "dinsos"), sits(offices, "dinkes"), sits(offices, "dinkes2")
    dinsos.post(url("proposals_forward"), {"line": ids(lines[:1]), "deed": "return", "reason": "KK buram"})
    dinsos.post(url("proposals_forward"), {"line": ids(lines[1:]), "deed": "forward"})
    assert [state(line) for line in lines] == ["returned", "verified", "verified"]
    assert "KK buram" in sits(offices, "lurah").get(url("proposals_line", lines[0].public_id)).content.decode()
    dinkes.post(url("proposals_decide"), {"first": "2", "deed": "decide"})
    assert [state(line) for line in lines[1:]] == ["decided", "decided"]
    second.post(
        url("proposals_make_decree"), {"paper": "sk_head", "signer_title": "Kepala Dinas", "signer_name": "Contoh"}
    )
    decree = Decree.unscoped.get()
    pdf = second.get(url("proposals_paper", decree.public_id))
    assert pdf.content[:5] == b"%PDF-"
    assert pdf.content == second.get(url("proposals_paper", decree.public_id)).content
    today = timezone.localdate().isoformat()
    dinkes.post(url("proposals_make_file"), {"layout": "registrasi_34", "registered_on": today})
    file = BpjsFile.unscoped.get()
    book = dinkes.post(url("proposals_take_file", file.public_id))
    assert book.content[:2] == b"PK"
    assert AuditEntry.objects.filter(about="list exported", key=str(file.public_id)).count() == 1
    niks = [line.nik for line in lines]
    answer = f"NIK;NAMA;HASIL;ALASAN\n{niks[1]};A;BERHASIL;\n{niks[2]};B;GAGAL;NIK ganda\n".encode()
    bpjs = sits(offices, "bpjs")
    bpjs.post(url("proposals_answers"), {"file": SimpleUploadedFile("jawaban.csv", answer)})
    assert [state(line) for line in lines[1:]] == ["accepted", "rejected"]
    again = bpjs.post(url("proposals_answers"), {"file": SimpleUploadedFile("lain.csv", answer)}, follow=True)
    assert "sudah pernah masuk" in again.content.decode()
    bpjs.post(url("proposals_mean"), {"text": "NIK ganda", "check": "nik_shared"})
    page = sits(offices, "lurah").get(url("proposals_line", lines[2].public_id)).content.decode()
    assert "NIK ganda" in page
    assert "NIK ini dipakai lebih dari satu orang" in page


def test_every_page_opens_in_few_queries_with_one_heading_for_each_office(offices, django_assert_max_num_queries):
    lines = proposed(offices, 2)
    pages = [
        url(name)
        for name in (
            "proposals_queue", "proposals_waiting", "proposals_quota", "proposals_decrees", "proposals_bpjs",
            "proposals_triages",
        )
    ]  # fmt: skip
    pages += [url("proposals_queue") + f"?tab={tab}" for tab in ("draft", "under_way", "returned", "active", "closed")]
    for who in ("lurah", "dinsos", "dinkes", "bpjs"):
        client = sits(offices, who)
        client.get(reverse("home"))
        own = (
            []
            if who == "bpjs"
            else [url("proposals_line", lines[0].public_id), url("proposals_proposal", lines[0].proposal.public_id)]
        )
        for page in [*pages, *own]:
            with django_assert_max_num_queries(14 + 3 * ON_POSTGRES):  # inside the fixture: a savepoint and its scope
                answer = client.get(page)
            assert (page, answer.status_code, answer.content.decode().count("<h1")) == (page, 200, 1)
            assert lines[0].nik not in answer.content.decode()


def test_bpjs_sees_only_what_it_was_sent_and_a_draft_stays_in_its_office(offices):
    lines = proposed(offices, 1)
    assert sits(offices, "bpjs").get(url("proposals_line", lines[0].public_id)).status_code == 404
    lurah = sits(offices, "lurah")
    lurah.post(url("proposals_new"), {"kind": "add", "area": offices.village})
    draft = Proposal.objects.latest("pk")
    assert lurah.get(url("proposals_proposal", draft.public_id)).status_code == 200
    assert sits(offices, "dinsos").get(url("proposals_proposal", draft.public_id)).status_code == 404


def test_the_whole_number_is_shown_after_a_purpose_and_the_look_is_written_down(offices):
    lines = proposed(offices, 1)
    dinsos = sits(offices, "dinsos")
    spaced = f"{lines[0].nik[:6]}\u2009{lines[0].nik[6:12]}\u2009{lines[0].nik[12:]}"
    assert spaced not in dinsos.get(url("proposals_line", lines[0].public_id)).content.decode()
    refused = dinsos.post(url("proposals_reveal", lines[0].public_id), {"purpose": "iseng"}, follow=True)
    assert spaced not in refused.content.decode()
    shown = dinsos.post(
        url("proposals_reveal", lines[0].public_id), {"purpose": "document"}, headers={"HX-Request": "true"}
    )
    assert spaced in shown.content.decode()
    assert Look.unscoped.filter(columns="nik", purpose="membandingkan dengan dokumen").count() == 1


def test_a_line_changed_meanwhile_answers_409_with_what_it_is_now(offices):
    lines = proposed(offices, 1)
    dinsos = sits(offices, "dinsos")
    old = lines[0].version - 1
    answer = dinsos.post(url("proposals_act", lines[0].public_id), {"deed": "verify", "version": old})
    assert answer.status_code == 409
    assert state(lines[0]) == "sent"


def test_health_is_nowhere_on_pages_of_those_who_may_not_see_it(offices):
    lines = proposed(offices, 2)
    dinsos, dinkes = sits(offices, "dinsos"), sits(offices, "dinkes")
    dinsos.post(url("proposals_forward"), {"line": ids(lines), "deed": "forward"})
    version = ProposalLine.unscoped.get(pk=lines[1].pk).version
    dinkes.post(
        url("proposals_act", lines[1].public_id), {"deed": "health", "ground": "catastrophic", "version": version}
    )
    page = dinkes.get(url("proposals_waiting")).content.decode()
    assert "penyakit katastropik" in page
    assert page.index(ids(lines)[1]) < page.index(ids(lines)[0])
    for who in ("lurah", "dinsos"):
        for name in ("proposals_waiting", "proposals_queue"):
            assert "katastropik" not in sits(offices, who).get(url(name)).content.decode().lower()
        own = sits(offices, who).get(url("proposals_line", lines[1].public_id)).content.decode().lower()
        assert "katastropik" not in own


def test_the_agreement_is_kept_once_and_seen_when_changed_meanwhile(offices):
    from semesta.web.casework.models import Contract

    held = Contract.objects.get()
    asked = {
        "year": held.year, "number": "PKS/2", "quota_people": 200, "budget_rupiah": 1_000_000_000, "spent_rupiah": 0,
        "headcount": 100, "headcount_from": f"{held.year}-01-01", "cut_off_inclusive": "unknown",
    }  # fmt: skip
    dinkes = sits(offices, "dinkes")
    assert dinkes.post(url("proposals_keep_contract"), {**asked, "version": held.version}).status_code == 302
    held.refresh_from_db()
    assert (held.number, held.quota_people) == ("PKS/2", 200)
    stale = {**asked, "number": "PKS/3", "version": held.version - 1}
    assert dinkes.post(url("proposals_keep_contract"), stale).status_code == 409
    held.refresh_from_db()
    assert held.number == "PKS/2"
    wrong = dinkes.post(url("proposals_keep_contract"), {**asked, "quota_people": "-1", "version": held.version})
    assert "has-error" in wrong.content.decode()


# -- deactivation lists


def decree_list(offices, count=12) -> bytes:
    """A list with people of every sort, as the ministry would send it."""
    with offices.doing("dinsos") as (_, shown):
        rows = shown.rows(Person).filter(nik__isnull=False, in_register=True)
        inactive = list(rows.filter(active=False).exclude(register_status="DEAD").order_by("person_id")[:count])
        active = list(rows.filter(active=True, register_status="LIVING").order_by("person_id")[:1])
        gone = (
            shown.rows(Person)
            .filter(nik__isnull=False, register_status__in=["DEAD", "MOVED"])
            .exclude(person_id__in=[one.person_id for one in inactive])
        )
        dead = list(gone.order_by("person_id")[:1])
    text = "NO;NIK;PSNOKA;NAMA;TGL LAHIR;NOMOR SK;TANGGAL NONAKTIF;DESIL;ALASAN;KATASTROPIK\n"
    day = f"{timezone.localdate() - timedelta(days=30):%d-%m-%Y}"
    deciles = [1, 3, 5, 6, 8, "", 9]
    for place, person in enumerate([*inactive, *active, *dead]):
        ill = "YA" if place == 4 else "TIDAK"
        text += f"{place + 1};{person.nik};;{person.name};01-01-1980;3/HUK/2026;{day};"
        text += f"{deciles[place % 7]};DESIL;{ill}\n"
    return (text + f"99;1671019905900009;;ORANG HILANG;01-01-1980;3/HUK/2026;{day};2;DESIL;TIDAK\n").encode()


def test_a_decrees_list_is_split_so_that_everybody_has_one_way_and_followed_to_the_end(offices):
    dinsos, content = sits(offices, "dinsos"), decree_list(offices)
    answer = dinsos.post(url("proposals_take_list"), {"file": SimpleUploadedFile("sk.csv", content)}, follow=True)
    held = TriageList.unscoped.get()
    ways = Counter(TriageLine.unscoped.values_list("way", flat=True))
    assert (sum(ways.values()), held.row_count, held.decree_number) == (15, 15, "3/HUK/2026")
    assert (ways["covered"] >= 1, ways["gone"] >= 1, ways["identify"]) == (True, True, 1)
    ill = TriageLine.unscoped.get(first=True)
    assert ill.way == "reactivate"  # decile 8, yet catastrophic: first of all
    above = TriageLine.unscoped.filter(decile__gt=5, first=False).exclude(way__in=["covered", "gone"])
    assert set(above.values_list("way", flat=True)) <= {"apbd", "able"}
    again = dinsos.post(url("proposals_take_list"), {"file": SimpleUploadedFile("sk2.csv", content)}, follow=True)
    assert "sudah pernah masuk" in again.content.decode()
    assert TriageLine.unscoped.count() == 15
    page = answer.content.decode()
    assert "katastropik" not in page.lower()
    page = sits(offices, "dinkes").get(url("proposals_triage", held.public_id) + "?way=reactivate").content.decode()
    assert "katastropik" in page
    assert page.index("katastropik") > 0
    line = TriageLine.unscoped.filter(way="identify").get()
    follow = url("proposals_follow", line.public_id)
    dinsos.post(follow, {"deed": "follow", "progress": "closed", "outcome": "", "version": 1})
    assert TriageLine.unscoped.get(pk=line.pk).progress == "open"  # closing needs an outcome
    dinsos.post(follow, {"deed": "follow", "progress": "closed", "outcome": "moved_on", "note": "x", "version": 1})
    assert TriageLine.unscoped.get(pk=line.pk).progress == "closed"
    assert dinsos.post(follow, {"deed": "follow", "progress": "open", "version": 1}).status_code == 409


def test_people_of_the_list_for_the_citys_quota_are_proposed_at_once(offices):
    dinsos = sits(offices, "dinsos")
    dinsos.post(url("proposals_take_list"), {"file": SimpleUploadedFile("sk.csv", decree_list(offices))})
    held = TriageList.unscoped.get()
    one = TriageLine.unscoped.filter(
        way__in=["reactivate", "letter", "able"], first=False, person_id__isnull=False
    ).first()
    dinsos.post(
        url("proposals_follow", one.public_id), {"deed": "way", "way": "apbd", "note": "salah desil", "version": 1}
    )
    wanted = TriageLine.unscoped.filter(way="apbd", person_id__isnull=False).count()
    dinsos.post(url("proposals_propose_list", held.public_id))
    assert ProposalLine.unscoped.filter(state="draft").count() == wanted
    assert TriageLine.unscoped.filter(progress="proposed", proposal_line__isnull=False).count() == wanted


def test_a_file_that_is_no_list_changes_nothing_and_is_told(offices):
    dinsos, bpjs = sits(offices, "dinsos"), sits(offices, "bpjs")
    told = dinsos.post(url("proposals_take_list"), {"file": SimpleUploadedFile("x.csv", b"A;B\n1;2\n")}, follow=True)
    assert 'class="message' in told.content.decode() or "tidak" in told.content.decode()
    assert not TriageList.unscoped.exists()
    bpjs.post(url("proposals_answers"), {"file": SimpleUploadedFile("x.csv", b"A;B\n1;2\n")})
    assert state_count() == 0


def state_count() -> int:
    from semesta.web.casework.models import BpjsAnswerFile

    return BpjsAnswerFile.unscoped.count()


@pytest.mark.parametrize(
    ("person", "decile", "first", "over", "way"),
    [
        (None, 1, True, False, "identify"),
        ({"register_status": "DEAD"}, 1, True, False, "gone"),
        ({"register_status": "MOVED"}, 1, False, False, "gone"),
        ({"active": True}, 1, True, False, "covered"),
        ({}, 9, True, True, "reactivate"),  # catastrophic illness: whatever decile and window
        ({}, 5, False, False, "reactivate"),
        ({}, None, False, False, "reactivate"),  # a false exclusion is not proved by a missing decile
        ({}, 5, False, True, "apbd"),
        ({}, 6, False, False, "able"),
        ({"route": "apbd_quota"}, 6, False, False, "apbd"),
    ],
)
def test_the_way_of_a_person_switched_off(person, decile, first, over, way):
    from semesta.web.casework.actions.triage import rules_on, way_of

    facts = {"register_status": "LIVING", "active": False, "route": None}
    somebody = None if person is None else SimpleNamespace(**{**facts, **person})
    assert way_of(somebody, decile, first, rules_on(date(2026, 2, 18)), over=over) == way
    if way == "reactivate" and not first:  # from 1 to 17 February 2026 illness had to be shown (R2.31)
        assert way_of(somebody, decile, first, rules_on(date(2026, 2, 10)), over=over) == "letter"
