"""Doubtful pairs: decided by keys with the evidence in view, taken back, by two where the rule asks."""

import pytest
from django.urls import reverse

from semesta.web.casework.actions import doubts as act
from semesta.web.casework.models import DoubtDecision
from semesta.web.casework.queries import doubts as asked
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry, Look
from semesta.web.core.published.tables.models import Doubt
from tests.web.case_samples import EVERYWHERE
from tests.web.published_city import looking, table

pytestmark = pytest.mark.django_db


def all_pairs(scope) -> list[Doubt]:
    with looking(scope) as shown:
        return list(shown.rows(Doubt).order_by("-probability", "member_id", "resident_id"))


def decisions() -> list[tuple[str, bool]]:
    with acting(EVERYWHERE, writes=False):
        return [(one.decision, one.counts) for one in DoubtDecision.unscoped.order_by("id")]


def posted(pair: Doubt, decision: str) -> dict:
    return {"member": pair.member_id, "resident": pair.resident_id, "decision": decision}


def test_a_clerk_decides_and_undoes_one(city, shown_city):
    pairs, client, url = all_pairs(city.scope("dukcapil")), city.client("dukcapil"), reverse("doubts")
    page = client.get(url)
    assert (page.context["doubt"].pk, page.context["number"]) == (pairs[0].pk, len(pairs))
    client.post(url, posted(pairs[0], "same"))
    assert decisions() == [("same", True)]
    assert client.get(url).context["number"] == len(pairs) - 1 if len(pairs) > 1 else True
    client.post(url, {"decision": "undo"})
    assert decisions() == [("same", False)]
    assert client.get(url).context["number"] == len(pairs)
    client.post(url, posted(pairs[0], "different"))
    assert decisions() == [("same", False), ("different", True)]


def test_the_look_and_the_ground_of_the_decision_stand_in_the_trail(city, shown_city):
    pair, client = all_pairs(city.scope("dukcapil"))[0], city.client("dukcapil")
    client.get(reverse("doubts"))
    with acting(EVERYWHERE, writes=False):
        look = Look.unscoped.get()
    assert (look.person_key, look.purpose) == (str(pair.person_id), "decide whether two rows are one person")
    client.post(reverse("doubts"), posted(pair, "same"))
    told = AuditEntry.objects.get(about="casework_doubtdecision")
    assert (told.actor, told.purpose) == (str(city.users["dukcapil"].pk), "decide a doubt: same")
    with acting(EVERYWHERE, writes=False):
        kept = DoubtDecision.unscoped.get()
    assert kept.evidence["probability"] == pair.probability
    assert kept.run_id == shown_city.run_id


def test_both_rows_stand_side_by_side_and_points_add_up_to_the_weight(city, shown_city, city_home, settings):
    settings.SEMESTA_HOME = city_home
    pair = all_pairs(city.scope("dukcapil"))[0]
    page = city.client("dukcapil").get(reverse("doubts"))
    assert {pair.name, pair.card_name} <= {side for one in page.context["fields"] for side in (one.left, one.right)}
    evidence = asked.evidence_of(shown_city.run_id, pair.pattern)
    assert sum(one.bits for one in evidence) == pytest.approx(pair.weight, abs=0.1)


def test_put_aside_comes_again_with_another_month(city, shown_city):
    pair, client = all_pairs(city.scope("dukcapil"))[0], city.client("dukcapil")
    client.post(reverse("doubts"), posted(pair, "later"))
    assert decisions() == [("later", False)]
    scope = city.scope("dukcapil")
    with looking(scope) as shown:
        assert pair.pk not in {one.pk for one in asked.waiting(shown)}
    with acting(acting_of(scope)):
        DoubtDecision.objects.within(scope).update(month="2025-04-01")
    with looking(scope) as shown:
        assert pair.pk in {one.pk for one in asked.waiting(shown)}


def test_where_the_rule_asks_for_two_the_second_of_the_same_opinion_makes_it_count(city, shown_city, monkeypatch):
    monkeypatch.setattr(act, "deciders_asked", lambda on: 2)
    pair, url = all_pairs(city.scope("dukcapil"))[0], reverse("doubts")
    first, second = city.client("dukcapil"), city.client("coordinator")
    first.post(url, posted(pair, "same"))
    assert decisions() == [("same", False)]
    first.post(url, posted(pair, "same"))  # nobody seconds themselves: the pair is no more in their queue
    assert decisions() == [("same", False)]
    assert "Petugas mawar dukcapil" in second.get(url).content.decode()
    second.post(url, posted(pair, "same"))
    assert decisions() == [("same", True)]


def test_of_two_opinions_the_later_one_waits_for_its_second(city, shown_city, monkeypatch):
    monkeypatch.setattr(act, "deciders_asked", lambda on: 2)
    pair, url = all_pairs(city.scope("dukcapil"))[0], reverse("doubts")
    city.client("dukcapil").post(url, posted(pair, "same"))
    city.client("coordinator").post(url, posted(pair, "different"))
    assert decisions() == [("same", False), ("different", False)]
    city.client("dukcapil").post(url, posted(pair, "different"))
    assert decisions() == [("same", False), ("different", True)]


def test_of_two_clerks_at_one_pair_the_second_is_told(city, shown_city):
    pair, url = all_pairs(city.scope("dukcapil"))[0], reverse("doubts")
    city.client("dukcapil").post(url, posted(pair, "same"))
    answer = city.client("coordinator").post(url, posted(pair, "different"), follow=True)
    assert "sudah diputuskan" in answer.content.decode()
    assert decisions() == [("same", True)]


def test_a_pair_of_another_area_is_neither_seen_nor_decided(city, other_city, shown_city):
    pair = all_pairs(city.scope("dukcapil"))[0]
    client = other_city.client("dukcapil")
    assert "Tidak ada keraguan" in client.get(reverse("doubts")).content.decode()
    client.post(reverse("doubts"), posted(pair, "same"))
    assert decisions() == []


def test_a_colleague_takes_a_decision_back(city, shown_city):
    pair = all_pairs(city.scope("dukcapil"))[0]
    city.client("dukcapil").post(reverse("doubts"), posted(pair, "same"))
    with acting(EVERYWHERE, writes=False):
        made = DoubtDecision.unscoped.get()
    client = city.client("coordinator")
    assert "Orang yang sama" in client.get(reverse("doubts_decided")).content.decode()
    client.post(reverse("doubt_take_back", args=[made.pk]))
    assert decisions() == [("same", False)]
    assert client.post(reverse("doubt_take_back", args=[made.pk])).status_code == 404


def test_a_card_number_that_cannot_be_read_stands_as_it_was_written(city, shown_city, city_home):
    cards = {row["member_id"]: row for row in table(city_home, "member")}
    with looking(city.scope("dukcapil")) as shown:
        pairs = list(shown.rows(Doubt).values_list("member_id", "card_nik"))
    assert pairs
    assert {nik == (cards[member]["nik"] or cards[member]["nik_raw"]) for member, nik in pairs} == {True}
