"""City and BPJS Kesehatan: the difference down to people, and the statement that both sign."""

import html
import json
import re

import pytest
from django.db import DatabaseError, connection, transaction

from semesta.terms.fault import Fault
from semesta.web.casework.actions.statement import give_back, open_statement, paper_of, say, sign, unsaid
from semesta.web.casework.models import Statement, StatementRemark, StatementSignature
from semesta.web.casework.queries.exchange import Difference, difference, statement_of_code
from semesta.web.casework.steps import LISTED, behind
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry, Look, Organisation
from tests.web.published_city import looking

pytestmark = pytest.mark.django_db
# 900 residents with a card + 30 second cards + 20 dead = 950 cards
STEPS = (
    (1, "living_residents", 0, 1000), (2, "uncovered", -1, 100), (3, "residents_with_card", 0, 900),
    (4, "second_card", 1, 30), (5, "dead_but_member", 1, 20), (6, "moved_but_member", 1, 0), (10, "cards", 0, 950),
)  # fmt: skip


@pytest.fixture
def sides(city):
    """The city's signer and BPJS's."""
    Organisation.objects.filter(pk=city.offices["bpjs"].pk).update(kind="bpjs")
    return city.scope("coordinator"), city.scope("bpjs")


def doing(act, *arguments, **named):
    scope = next(one for one in arguments if hasattr(one, "may"))
    with acting(acting_of(scope)):
        return act(*arguments, **named)


def opened(scope) -> Statement:
    from datetime import date

    found = Difference("16.71", date(2025, 5, 1), "run-1", "ab" * 32, 900, 950, STEPS)
    return doing(open_statement, found, scope)


def all_said(found, sides, view="agree", text="") -> None:
    for scope in sides:
        with acting(acting_of(scope)):
            for step in found.steps.all():
                if step.sign and step.people:
                    say(found, step, scope, view=view, text=text, version=step.version)


def signed(sides) -> Statement:
    found = opened(sides[0])
    all_said(found, sides)
    doing(sign, found, sides[0], title="Kepala Bappeda")
    return doing(sign, found, sides[1], title="Kepala Cabang")


def test_a_month_has_one_open_statement_and_after_signing_a_new_version(sides):
    first = opened(sides[0])
    with pytest.raises(Fault, match="sudah memiliki"):
        opened(sides[1])
    assert (first.version, first.number) == (1, "BA-REKON/16.71/2025-05/1")
    all_said(first, sides)
    for scope, title in zip(sides, ("Kepala Bappeda", "Kepala Cabang"), strict=True):
        doing(sign, first, scope, title=title)
    second = opened(sides[0])
    assert (second.version, second.replaces_id) == (2, first.pk)


def test_only_when_both_sides_spoke_of_every_step_with_people_it_can_be_signed(sides):
    found = opened(sides[0])
    with acting(acting_of(sides[0])):
        assert unsaid(found) == 3  # uncovered, second_card, dead_but_member; nobody moved
    with pytest.raises(Fault, match="setiap langkah"):
        doing(sign, found, sides[0], title="Kepala")
    all_said(found, sides)
    assert doing(sign, found, sides[0], title="Kepala").signed_at is None


def test_a_dispute_needs_a_reason_and_stands_in_the_paper(sides):
    found = opened(sides[0])
    with acting(acting_of(sides[1])):
        step = found.steps.get(class_name="dead_but_member")
        with pytest.raises(Fault, match="mengapa"):
            say(found, step, sides[1], view="dispute", text=" ", version=1)
        say(found, step, sides[1], view="dispute", text="akta belum diterima", version=1)
        with pytest.raises(Fault, match="baru saja menulis"):
            say(found, step, sides[1], view="agree", text="", version=1)


def test_the_two_sides_are_two_people_and_each_side_signs_once(city, sides):
    from semesta.web.core.roles import ROLES
    from semesta.web.core.scope import Scope

    found = opened(sides[0])
    all_said(found, sides)
    doing(sign, found, sides[0], title="Kepala")
    with pytest.raises(Fault, match="Pihak Anda sudah"):
        doing(sign, found, sides[0], title="Kepala")
    office = city.offices["bpjs"]
    both = Scope(city.users["coordinator"].pk, ROLES["bpjs"], office.pk, office.name, ("16.71",))
    with pytest.raises(Fault, match="dua orang"):
        doing(sign, found, both, title="Kepala")
    with pytest.raises(PermissionError):
        doing(sign, found, city.scope("finance"), title="Kepala")


def test_after_one_signature_the_steps_stand_until_it_is_returned(sides):
    found = opened(sides[0])
    all_said(found, sides)
    doing(sign, found, sides[0], title="Kepala")
    with pytest.raises(Fault, match="langkah tidak berubah"):
        all_said(found, sides)
    doing(give_back, found, sides[1], reason="angka meninggal perlu dicek")
    with acting(acting_of(sides[0])):
        assert not found.signatures.exists()
    all_said(found, sides, view="dispute", text="dicek ulang")


def test_by_the_second_signature_it_is_frozen_whatever_path_a_write_takes(sides):
    found = signed(sides)
    assert (found.signed_at is not None, len(found.code)) == (True, 16)
    with pytest.raises(Fault, match="versi baru"):
        doing(give_back, found, sides[0], reason="x")
    writes = [
        lambda: Statement.objects.within(sides[0]).filter(pk=found.pk).update(city_people=1),
        lambda: Statement.objects.within(sides[0]).filter(pk=found.pk).delete(),
        lambda: found.steps.update(people=1),
        lambda: StatementSignature.objects.within(sides[0]).filter(statement=found).delete(),
        lambda: StatementRemark.objects.within(sides[0]).filter(statement=found).update(text="lain"),
        lambda: raw("UPDATE casework_statement SET bpjs_people = 1"),
        lambda: raw("DELETE FROM casework_statementstep"),
    ]
    for write in writes:
        with pytest.raises(DatabaseError), acting(acting_of(sides[0])), transaction.atomic():
            write()


def raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_paper_is_the_same_bytes_each_time_and_its_code_finds_it(sides):
    found = signed(sides)
    papers = {doing(paper_of, found, scope) for scope in (*sides, sides[0])}
    assert len(papers) == 1
    assert next(iter(papers)).startswith(b"%PDF-")
    from semesta.web.casework.berita_acara import paper

    with acting(acting_of(sides[0])):
        held = Statement.objects.within(sides[0]).get(pk=found.pk)
        assert paper(held) == bytes(held.pdf)
        assert statement_of_code(sides[0], f"{held.code[:4].lower()} {held.code[4:]}") == held
        assert statement_of_code(sides[0], "0000") is None
        content = json.loads(held.content)
    assert (content["manifest_sha256"], content["city_people"], content["bpjs_people"]) == ("ab" * 32, 900, 950)
    assert AuditEntry.objects.filter(about="statement fetched", key=found.number).count() == 3


def test_another_city_neither_sees_nor_opens_it(other_city, sides):
    found = signed(sides)
    client = other_city.client("coordinator")
    assert "BA-REKON" not in client.get("/kerja-sama/berita-acara/").content.decode()
    assert "BA-REKON" not in client.get(f"/kerja-sama/berita-acara/isi/?no={found.pk}").content.decode()
    assert client.post("/kerja-sama/berita-acara/pdf/", {"no": found.pk}).status_code == 302
    with pytest.raises(PermissionError):
        opened(other_city.scope("coordinator"))


# -- with the published city


def test_the_steps_explain_the_difference_and_lists_hold_as_many_as_their_step(city, shown_city):
    with looking(city.scope("coordinator")) as shown:
        found = difference(shown)
        assert found.city_people + sum(sign * people for _, _, sign, people in found.between) == found.bpjs_people
        people = {name: count for _, name, _, count in found.steps}
        counted = {name: behind(shown, name).count() for name in LISTED - {"member_of_other_area"}}
    assert counted == {name: people[name] for name in counted}


def test_from_one_kelurahan_only_its_own_people_are_listed(city, shown_city):
    with looking(city.scope("coordinator", "16.71.04")) as shown:
        assert difference(shown) is None
        areas = {one.area_code[:8] for one in behind(shown, "uncovered")}
    assert areas == {"16.71.04"}


def test_turned_over_page_by_page_a_list_holds_everybody_once(city, shown_city, monkeypatch):
    monkeypatch.setattr("semesta.web.desks.cooperation.difference.PER_PAGE", 7)
    with looking(city.scope("coordinator")) as shown:
        wanted = behind(shown, "uncovered").count()
    assert wanted > 2 * 7
    client, url, seen = city.client("coordinator"), "/kerja-sama/orang/?kelas=uncovered", []
    while url:
        page = client.get(url).content.decode()
        seen += [row for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.S) if "<td" in row]
        following = re.search(r'href="(\?kelas=uncovered&amp;setelah=[^"]+)"', page)
        url = f"/kerja-sama/orang/{html.unescape(following.group(1))}" if following else ""
    assert len(seen) == wanted
    assert len(set(seen)) >= wanted - 1  # two people may look alike where numbers are masked


def test_a_list_is_masked_logged_and_can_be_taken_out(city, shown_city):
    client = city.client("coordinator")
    page = client.get("/kerja-sama/orang/?kelas=uncovered").content.decode()
    assert "••" in page
    with acting(acting_of(city.scope("coordinator"))):
        looks = Look.objects.within(city.scope("coordinator"))
        assert looks.count() == min(50, page.count('<tr role="row">') - 1)
        assert set(looks.values_list("purpose", flat=True)) == {"rekonsiliasi: Penduduk tanpa kartu"}
    answer = client.post(
        "/kerja-sama/orang/keluarkan/", {"kelas": "uncovered", "purpose": "kunjungan rumah"}, follow=True
    )
    assert "Penduduk tanpa kartu" in answer.content.decode()


def test_pages_of_the_desk_from_the_difference_to_the_paper(city, sides, shown_city, django_assert_max_num_queries):
    clients = city.client("coordinator"), city.client("bpjs")
    clients[0].get("/kerja-sama/")
    with django_assert_max_num_queries(14):
        assert "Dari angka Pemda" in clients[0].get("/kerja-sama/").content.decode()
    opened_page = clients[0].post("/kerja-sama/buka/", follow=True).content.decode()
    assert "BA-REKON/16.71/" in opened_page
    with acting(acting_of(sides[0])):
        found = Statement.objects.within(sides[0]).get()
        steps = [one for one in found.steps.all() if one.sign and one.people]
    for number, client in enumerate(clients):
        for step in steps:
            client.post(
                "/kerja-sama/berita-acara/pendapat/",
                {"no": found.pk, "step": step.pk, "version": 1 + number, "view": "agree"},
            )
    for client in clients:
        client.post("/kerja-sama/berita-acara/tanda-tangan/", {"no": found.pk, "title": "Kepala"})
    with django_assert_max_num_queries(16):
        page = clients[1].get(f"/kerja-sama/berita-acara/isi/?no={found.pk}").content.decode()
    assert "Ditandatangani kedua pihak" in page
    answer = clients[1].post("/kerja-sama/berita-acara/pdf/", {"no": found.pk})
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
