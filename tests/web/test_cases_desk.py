"""Work lists, cases, sharing out: who may, what is written, what two people at once do."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions import cases as act
from semesta.web.casework.models import CaseNote, OfficeTurn
from semesta.web.casework.queries import cases as asked
from semesta.web.casework.queries.officers import officers_of, share_out
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.models import AuditEntry, Look
from tests.web.case_samples import EVERYWHERE, MAY, now_of, one_person, put_case

pytestmark = pytest.mark.django_db
ULU, ILIR = "16.71.04.1002", "16.71.06.1001"
TODAY = date(2025, 5, 20)


@pytest.fixture
def cases(city):
    """Four open cases in two kelurahan and a closed one."""
    return [
        put_case(ULU, subject="a", title="Satu", kind="employer", priority=2, due_on=TODAY + timedelta(days=3)),
        put_case(ULU, subject="b", title="Dua", kind="employer", priority=2, route="mandiri"),
        put_case(ILIR, subject="c", title="Tiga", kind="employer", priority=1),
        put_case(ILIR, subject="d", title="Empat", kind="employer", priority=4, due_on=TODAY - timedelta(days=1)),
        put_case(ILIR, subject="e", title="Lima", kind="employer", state="closed", closed_reason="covered"),
    ]


def listed(scope, **wanted) -> list[str]:
    with acting(acting_of(scope), writes=False):
        rows = asked.listed(scope, asked.wanted_of(wanted), TODAY)
        return list(asked.ordered(rows).values_list("title", flat=True))


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        # priority, then the clock, then as they came
        ({}, ["Tiga", "Satu", "Dua", "Empat"]),
        ({"area": ULU}, ["Satu", "Dua"]),
        ({"area": "16.72"}, []),
        ({"route": "mandiri"}, ["Dua"]),
        ({"priority": "2", "due": "soon"}, ["Satu"]),
        ({"due": "late"}, ["Empat"]),
        ({"due": "none"}, ["Tiga", "Dua"]),
        ({"state": "done"}, ["Lima"]),
        ({"who": "me"}, []),
        # what is no value of a filter narrows nothing
        ({"area": "'; DROP", "who": "x", "state": "?", "after": "1.2.3"}, ["Tiga", "Satu", "Dua", "Empat"]),
    ],
)
def test_filters_are_the_address_and_the_order_is_urgency(city, cases, wanted, titles):
    assert listed(city.scope("dinsos"), **wanted) == titles


def test_a_kelurahan_sees_its_own_cases_and_no_others(city, cases):
    scope = city.scope("kelurahan", ULU)
    assert listed(scope) == ["Satu", "Dua"]
    assert listed(scope, area=ILIR) == []
    assert listed(scope, area="16.71") == ["Satu", "Dua"]
    with acting(acting_of(scope)):
        assert asked.one_case(scope, cases[2].pk) is None
        assert asked.counts(scope, "kelurahan", TODAY).value.every == 2
        total, by = asked.counts_and_by(scope, "kelurahan", TODAY)
        assert total.value == asked.counts(scope, "kelurahan", TODAY).value
        assert by == asked.count_by(scope, asked.Wanted(), TODAY, of=2).value
        for step in (
            lambda: act.take(scope, cases[2].pk, 1),
            lambda: act.add_note(scope, cases[2].pk, "x"),
            lambda: act.hand_over(scope, cases[2].pk, 1, "dinsos", "x"),
        ):
            with pytest.raises(LookupError):
                step()
    assert now_of(cases[2]).version == 1


def test_pages_follow_by_key_without_a_gap_or_a_repetition(city, cases):
    scope, after, titles = city.scope("dinsos"), "", []
    with acting(acting_of(scope), writes=False):
        for _ in range(5):
            page, after = asked.page_of(asked.listed(scope, asked.Wanted(), TODAY), after, 1)
            titles += [case.title for case in page]
            if not after:
                break
    assert titles == ["Tiga", "Satu", "Dua", "Empat"]


def test_two_people_change_one_case_and_the_second_sees_both(city, cases):
    first, second, case = city.client("kelurahan"), city.client("dinsos"), cases[0]
    url = reverse("case_step", args=[case.pk])
    assert first.post(url, {"do": "take", "version": 1}).status_code == 302
    answer = second.post(url, {"do": "wait", "version": 1, "what": "surat camat"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "surat camat" in page
    assert "Sedang dikerjakan" in page
    now = now_of(case)
    assert (now.state, now.assignee_id, now.version) == ("working", city.users["kelurahan"].pk, 2)


def test_an_outcome_is_claimed_and_the_month_shown_is_kept(city, cases, shown_city):
    client, case = city.client("kelurahan"), cases[1]
    given = {"do": "claim", "version": 1, "outcome": "documents_sent", "text": "lengkap"}
    assert client.post(reverse("case_step", args=[case.pk]), given).status_code == 302
    now = now_of(case)
    assert (now.state, now.claim, now.claimed_month, now.version) == ("claimed", "documents_sent", MAY, 2)
    with acting(EVERYWHERE):
        assert CaseNote.unscoped.get(case=case).text == "lengkap"
    told = AuditEntry.objects.filter(about="casework_case", key=str(case.pk)).order_by("-id").first()
    assert (told.actor, told.purpose) == (str(city.users["kelurahan"].pk), "claim documents_sent")


def test_a_form_with_a_mistake_comes_back_and_writes_nothing(city, cases):
    answer = city.client("kelurahan").post(
        reverse("case_step", args=[cases[0].pk]), {"do": "hand_over", "version": 1, "office": "x"}
    )
    assert answer.status_code == 422
    assert now_of(cases[0]).version == 1


def test_handing_over_ends_one_offices_turn_and_begins_the_next_with_its_clock(city, cases):
    case, client = cases[0], city.client("kelurahan")
    url = reverse("case_step", args=[case.pk])
    client.post(url, {"do": "hand_over", "version": 1, "office": "dinsos", "reason": "berkas lengkap"})
    client.post(url, {"do": "hand_over", "version": 2, "office": "dinkes", "reason": "SK", "due_on": "2025-06-30"})
    with acting(EVERYWHERE):
        turns = list(OfficeTurn.unscoped.filter(case=case).order_by("id").values_list("office", "reason", "due_on"))
        running = OfficeTurn.unscoped.filter(case=case, to_at__isnull=True).count()
    # apbd_quota: the service promise is one month from the day of the hand-over
    from semesta.web.casework.clocks import same_day_after

    promised = same_day_after(timezone.localdate(), 1)
    assert turns == [
        ("kelurahan", "", case.due_on), ("dinsos", "berkas lengkap", promised), ("dinkes", "SK", date(2025, 6, 30)),
    ]  # fmt: skip
    assert running == 1
    assert (now_of(case).office, now_of(case).assignee_id, now_of(case).state) == ("dinkes", None, "new")


@pytest.mark.parametrize("reason", ["covered", "confirmed", "nonsense"])
def test_no_person_closes_with_a_reason_that_only_a_file_gives(city, cases, reason):
    url = reverse("case_step", args=[cases[0].pk])
    city.client("kelurahan").post(url, {"do": "close", "version": 1, "reason": reason})
    assert now_of(cases[0]).state == "new"


def test_a_card_found_by_likeness_is_confirmed_by_a_person(city):
    case = put_case(ULU, subject="f", kind="employer", to_confirm=True)
    url = reverse("case_step", args=[case.pk])
    city.client("kelurahan").post(url, {"do": "close", "version": 1, "reason": "confirmed"})
    assert (now_of(case).state, now_of(case).closed_reason, now_of(case).to_confirm) == ("closed", "confirmed", False)


def test_a_closed_case_opens_again_when_somebody_appeals(city, cases):
    url = reverse("case_step", args=[cases[4].pk])
    city.client("kelurahan").post(url, {"do": "reopen", "version": 1, "text": "keberatan"})
    assert (now_of(cases[4]).state, now_of(cases[4]).reopened_count) == ("working", 1)


def test_history_tells_steps_by_name_and_the_files_changes(city, cases, shown_city):
    client = city.client("kelurahan")
    client.post(reverse("case_step", args=[cases[0].pk]), {"do": "take", "version": 1})
    page = client.get(reverse("case", args=[cases[0].pk])).content.decode()
    assert "Kasus dibuka" in page
    assert "Petugas mawar kelurahan" in page


def test_looking_at_a_person_in_a_case_stands_in_the_trail_and_the_number_needs_a_purpose(city, shown_city):
    person = one_person(city.scope("auditor"), route="mandiri", nik__isnull=False)
    case = put_case(person.area_code, person_id=person.person_id, subject=f"p{person.person_id}")
    client = city.client("dinsos")
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert person.name in page
    assert person.nik not in page
    url = reverse("case_reveal", args=[case.pk])
    assert client.post(url, {"purpose": ""}).status_code == 302
    assert person.nik[:6] in client.post(url, {"purpose": "fill in papers"}).content.decode()
    with acting(EVERYWHERE):
        purposes = list(Look.unscoped.order_by("id").values_list("purpose", flat=True))
    assert purposes == ["work on a case", "fill in papers"]


def test_a_role_sees_only_its_columns_in_a_case(city, shown_city):
    person = one_person(city.scope("auditor"), route="dtsen_pbi", address__isnull=False, decile__isnull=False)
    case = put_case(person.area_code, person_id=person.person_id, subject=f"p{person.person_id}")
    pages = {role: city.client(role).get(f"/kasus/{case.pk}/").content.decode() for role in ("dinsos", "disnaker")}
    assert person.address in pages["dinsos"]
    assert person.address not in pages["disnaker"]
    assert "Desil DTSEN" in pages["dinsos"]
    assert "Desil DTSEN" not in pages["disnaker"]


# -- sharing out


def test_cases_go_to_officers_of_their_area_with_room_fewest_first(city, cases):
    put_case(ULU, subject="g", title="x", kind="employer", assignee=city.users["dinkes"])
    scope = city.scope("dinsos")
    with acting(acting_of(scope), writes=False):
        officers = [one for one in officers_of(scope) if one.pk in {city.users[n].pk for n in ("dinkes", "disnaker")}]
        assert {one.name: one.open_count for one in officers} == {
            "Petugas mawar dinkes": 1, "Petugas mawar disnaker": 0,
        }  # fmt: skip
        shares, left = share_out(asked.listed(scope, asked.Wanted(who="nobody"), TODAY), officers, 2, any_office=True)
    got = {one.officer.name: [pk for pk, _ in one.cases] for one in shares}
    # four cases, room for 2 - 1 and 2 - 0: one stays
    ordered = [cases[2].pk, cases[0].pk, cases[1].pk]
    assert left == 1
    assert sorted(pk for cases_of in got.values() for pk in cases_of) == sorted(ordered)


def test_what_the_preview_showed_is_done_and_a_case_changed_meanwhile_is_left(city, cases):
    client, to = city.client("dinsos"), city.users["dinkes"].pk
    preview = client.get(reverse("cases_share"), {"work": [f"{cases[0].pk}:1", f"{cases[1].pk}:1"], "to": to})
    plan = preview.context["plan"]
    assert preview.context["given"] == 2
    assert now_of(cases[0]).assignee_id is None
    city.client("kelurahan").post(reverse("case_step", args=[cases[0].pk]), {"do": "take", "version": 1})
    assert client.post(reverse("cases_share"), {"plan": plan}).status_code == 302
    assert now_of(cases[0]).assignee_id == city.users["kelurahan"].pk
    assert now_of(cases[1]).assignee_id == to
    assert now_of(cases[1]).state == "assigned"


def test_a_plan_of_somebody_else_or_a_changed_one_is_not_carried_out(city, cases):
    to = city.users["dinkes"].pk
    preview = city.client("dinsos").get(reverse("cases_share"), {"work": [f"{cases[0].pk}:1"], "to": to})
    plan = preview.context["plan"]
    for client, text in ((city.client("dinkes"), plan), (city.client("dinsos"), plan[:-2] + "xx")):
        client.post(reverse("cases_share"), {"plan": text})
    assert now_of(cases[0]).assignee_id is None


def test_nobody_is_given_a_case_outside_their_area(city, other_city, cases):
    answer = city.client("dinsos").post(
        reverse("case_assign", args=[cases[0].pk]), {"officer": other_city.users["kelurahan"].pk, "version": 1}
    )
    assert answer.status_code == 302
    assert now_of(cases[0]).assignee_id is None


# -- lists that leave


def asked_for(client, **more):
    return client.post(reverse("cases_download"), {"purpose": "kunjungan RT", **more})


def test_a_list_leaves_by_the_one_way_with_its_purpose_and_only_the_columns_of_the_role(city, cases, shown_city):
    person = one_person(city.scope("auditor"), route="mandiri", nik__isnull=False)
    put_case(person.area_code, person_id=person.person_id, subject=f"p{person.person_id}")
    assert asked_for(city.client("dinsos")).headers["Location"] == reverse("office_exports")
    asked_for(city.client("finance"))  # may make lists, but sees no cases
    with acting(EVERYWHERE, writes=False):
        (made,) = ExportRequest.unscoped.all()
    assert (made.row_count, made.purpose, made.names_people) == (5, "kunjungan RT", True)
    assert "Alamat" in made.columns
    assert asked_for(city.client("bpjs"), area=ULU).status_code == 302
    with acting(EVERYWHERE, writes=False):
        assert ExportRequest.unscoped.order_by("id").last().row_count == 2


def test_without_a_purpose_no_list_leaves(city, cases, shown_city):
    answer = asked_for(city.client("dinsos"), purpose=" ")
    assert answer.headers["Location"].startswith(reverse("cases"))
    with acting(EVERYWHERE, writes=False):
        assert not ExportRequest.unscoped.exists()


def test_visits_are_printed_one_part_per_rt_for_roles_that_see_addresses(city, shown_city):
    people = [one_person(city.scope("auditor"), route=route, rt__isnull=False) for route in ("mandiri", "rehab")]
    for person in people:
        put_case(person.area_code, person_id=person.person_id, subject=f"p{person.person_id}")
    page = city.client("kelurahan").get(reverse("cases_print"))
    assert [len(place.lines) for place in page.context["places"]] in ([1, 1], [2])
    assert "Peran Anda tidak melihat alamat" in city.client("auditor").get(reverse("cases_print")).content.decode()


def test_any_desk_can_show_a_persons_cases_to_who_may_see_them(city, rf):
    from django.template import Context, Template

    put_case(ULU, person_id=5, subject="p5")
    page = Template("{% load casework %}{% person_cases 5 %}")
    shown = {}
    for role in ("dinsos", "finance"):
        request = rf.get("/")
        request.scope = city.scope(role)
        with acting(acting_of(request.scope), writes=False):
            shown[role] = page.render(Context({"request": request}))
    assert "Daftarkan sebagai PBPU Pemda" in shown["dinsos"]
    assert shown["finance"].strip() == ""
