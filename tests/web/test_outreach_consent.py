"""Who agrees to messages and who wants none: an opt-out beats all, and nothing that was said is changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions.contact_choices import Said, keep_choice
from semesta.web.casework.models import ContactChoice
from semesta.web.casework.queries.contact_choices import Standing, standing
from semesta.web.casework.refusal import Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry, Look
from tests.web.case_samples import EVERYWHERE, one_person
from tests.web.outreach_samples import put_choice

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "+6281234567890", "+6281111111111"


@pytest.mark.parametrize(
    ("said", "agreed", "out"),
    [
        ([(1, NUMBER, "consent")], {1: NUMBER}, False),
        ([(1, NUMBER, "consent"), (1, OTHER, "consent")], {1: OTHER}, False),
        ([(1, NUMBER, "consent"), (1, NUMBER, "opt_out")], {}, True),
        ([(1, NUMBER, "consent"), (None, NUMBER, "opt_out")], {}, True),  # a reply STOP: the number alone
        ([(1, NUMBER, "opt_out"), (1, NUMBER, "consent")], {}, True),  # a later consent does not lift an opt-out
        ([(1, NUMBER, "opt_out"), (1, OTHER, "consent")], {}, True),  # nor does another number
        ([(1, NUMBER, "opt_out"), (1, NUMBER, "again")], {1: NUMBER}, False),
        ([(1, NUMBER, "opt_out"), (1, NUMBER, "again"), (None, NUMBER, "opt_out")], {}, True),
        # Two people on one telephone: the second takes the opt-out back for herself, not for the first.
        ([(1, NUMBER, "consent"), (None, NUMBER, "opt_out"), (2, NUMBER, "again")], {2: NUMBER}, False),
    ],
)
def test_what_stands_of_all_that_was_said(said, agreed, out):
    held = Standing()
    for one in said:
        held.add(*one)
    assert held.agreed == agreed
    assert held.out(1, NUMBER) is out


def say(scope, person=None, **more):
    told = {"channel": "phone", "address": "0812 3456 7890", "choice": "consent", "source": "session"}
    said = Said(**{**told, "given_on": timezone.localdate(), **more})
    with acting(acting_of(scope)):
        return keep_choice(scope, said, scope.areas[0], person)


def test_a_choice_is_kept_in_one_form_and_the_trail_does_not_tell_the_number(city):
    scope = city.scope("dinsos")
    assert say(scope, 17).address == NUMBER
    with acting(acting_of(scope)):
        assert standing(scope, "phone", [17], []).agreed == {17: NUMBER}
    entry = AuditEntry.objects.filter(about="casework_contactchoice").get()
    assert entry.actor == str(city.users["dinsos"].pk)
    assert "81234567890" not in f"{entry.old}{entry.new}"


def test_what_cannot_be_is_refused_in_words(city):
    scope = city.scope("dinsos")
    for person, more in (
        (17, {"address": "0711-312345"}), (None, {}), (17, {"given_on": timezone.localdate() + timedelta(days=1)}),
        (17, {"choice": "again"}),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            say(scope, person, **more)
    say(scope, None, choice="opt_out")
    with pytest.raises(Refusal):
        say(scope, 17)
    say(scope, 17, choice="again")
    say(scope, 17)


def test_who_may_not_write_keeps_no_choice(city):
    with pytest.raises(PermissionError):
        say(city.scope("auditor"), 17)


def test_nobody_changes_or_removes_what_was_said(city):
    made = put_choice("16.71", city.users["dinsos"], person_id=1)
    for change in (lambda rows: rows.update(choice="opt_out"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic(), acting(EVERYWHERE):
            change(ContactChoice.unscoped.filter(pk=made.pk))


def asked(client, **more):
    told = {"choice": "consent", "channel": "phone", "address": "0812-3456-7890", "source": "form", "evidence": "F-12",
            "given_on": f"{timezone.localdate():%Y-%m-%d}"}  # fmt: skip
    return client.post(reverse("outreach_choices"), {**told, **more})


def test_a_consent_is_written_down_by_nik_and_the_look_is_noted(city, shown_city):
    client, scope = city.client("dinsos"), city.scope("dinsos")
    person = one_person(scope, nik__isnull=False, in_register=True)
    assert asked(client, nik=person.nik).status_code == 302
    page = client.get(reverse("outreach_choices")).content.decode()
    assert "+62812••••890" in page
    assert "81234567890" not in page
    assert person.nik not in page
    with acting(acting_of(scope)):
        assert Look.objects.within(scope).filter(person_key=str(person.person_id)).exists()
        assert standing(scope, "phone", [person.person_id], []).agreed == {person.person_id: NUMBER}


def test_a_consent_without_nik_or_of_somebody_elsewhere_is_not_kept_and_a_stop_is(city, shown_city):
    client = city.client("kelurahan")
    assert "Persetujuan perlu NIK" in asked(client).content.decode()
    assert "Tidak ada orang di wilayah Anda" in asked(client, nik="3273010101010001").content.decode()
    assert asked(client, choice="opt_out", source="reply").status_code == 302
    with acting(EVERYWHERE, writes=False):
        assert [one.choice for one in ContactChoice.unscoped.all()] == ["opt_out"]
