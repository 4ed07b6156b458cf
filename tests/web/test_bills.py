"""Bills of BPJS: what is published of them, who sees which line, who signs, what leaves."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from semesta.terms.bill_reason import BILL_REASONS
from semesta.terms.fault import Fault
from semesta.web.casework.actions.bills import agree, check, take_back
from semesta.web.casework.models import BillAct, BillStep
from semesta.web.casework.queries.bill_lines import Narrowed, lines_of, listed_lines
from semesta.web.casework.queries.bills import accounts_of, bill_row, one_bill, report_of, sign_off_of
from semesta.web.casework.queries.mine import waiting_for
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.exports.stash import rows_of
from semesta.web.core.models import AuditEntry, Look, Organisation
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import InvoiceBill, InvoiceWork
from semesta.web.desks.invoice.signing import sentences_of
from tests.web.published_city import looking, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
MAY = date(2025, 5, 1)
BILL = "/tagihan/2025-05/"


@pytest.fixture
def sides(city):
    """Dinkes, BPKAD, the branch."""
    Organisation.objects.filter(pk=city.offices["bpjs"].pk).update(kind="bpjs")
    return city.scope("dinkes"), city.scope("finance"), city.scope("bpjs")


@contextmanager
def at(scope):
    """The bill of May as a view of this scope has it while it writes."""
    with acting(acting_of(scope)):
        shown = shown_to(scope)
        yield bill_row(shown, MAY), shown


def checked(scope, turn=1, **more):
    with at(scope) as (bill, shown):
        return check({**bill, **more}, shown, scope, turn=turn, run_id=shown.run_id)


def agreed(scope, turn=1, **more):
    with at(scope) as (bill, shown):
        return agree({**bill, **more}, shown, scope, turn=turn, run_id=shown.run_id)


def taken_back(scope, reason="akta menyusul", turn=1):
    with at(scope) as (bill, shown):
        return take_back(bill, shown, scope, turn=turn, reason=reason)


def standing(scope):
    with acting(acting_of(scope)):
        return sign_off_of(scope, "16.71", MAY)


# -- what is published


def test_every_line_that_was_not_accepted_is_published_and_none_that_was(city, city_home):
    judged = [one for one in table(city_home, "invoice_month") if one["payer"] == "city"]
    wanted = {one["invoice_line_id"] for one in judged if one["judgement"] != "accepted"}
    assert wanted
    assert len(wanted) < len(judged) / 2
    with looking(city.scope("finance")) as shown:
        held = {one.invoice_line_id: one for one in shown.rows(InvoiceWork)}
    assert set(held) == wanted
    assert {one.area_code[:5] for one in held.values()} == {"16.71"}


def test_the_bill_its_reasons_and_its_lines_are_one_sum(city):
    with looking(city.scope("finance")) as shown:
        one = one_bill(shown, MAY)
        lines = listed_lines(shown, MAY, Narrowed(), 10_000)
        dead = listed_lines(shown, MAY, Narrowed("dead"), 10_000)
    bill = one.bill
    assert bill["accepted_rupiah"] + bill["disputed_rupiah"] + bill["missing_rupiah"] == bill["billed_rupiah"]
    for account in (0, 1):
        parts = [accounts_of(bill, name)[account] for name in ("accepted", "disputed", "missing")]
        assert sum(parts) == accounts_of(bill, "billed")[account]
    told = {row["reason"]: row for row in one.reasons if row["judgement"] == "disputed"}
    assert sum(row["contribution_rupiah"] + row["help_rupiah"] for row in told.values()) == bill["disputed_rupiah"]
    assert lines.line_count == len(lines.lines)
    assert sum(line["disputed_rupiah"] for line in lines.lines) == bill["disputed_rupiah"]
    assert dead.line_count == len(dead.lines) == told["dead"]["line_count"]
    assert dead.rupiah == sum(line["disputed_rupiah"] for line in dead.lines)
    assert {line["dispute"] for line in dead.lines} == {"dead"}


def test_the_papers_say_what_the_command_line_says(city, city_home):
    from semesta.flow.invoice.gather import bill_report
    from semesta.flow.invoice.letters import agreement, dispute_letter

    with looking(city.scope("finance")) as shown:
        report = report_of(shown, one_bill(shown, MAY))
    told = bill_report(city_home)
    assert dispute_letter(report) == dispute_letter(told)
    assert agreement(report) == agreement(told)


def test_the_bill_belongs_to_the_city_and_not_to_one_of_its_parts(city, other_city):
    with looking(city.scope("finance", "16.71.04")) as shown:
        assert shown.rows(InvoiceBill).count() == 0
        assert lines_of(shown, MAY, Narrowed()) is None
    with looking(other_city.scope("finance")) as shown:
        assert (shown.rows(InvoiceBill).count(), shown.rows(InvoiceWork).count()) == (0, 0)


def test_every_proof_has_its_words_in_english():
    assert all(one.proof_en for one in BILL_REASONS)


# -- who signs


def test_one_office_checks_and_city_and_branch_agree(sides):
    dinkes, finance, branch = sides
    checked(dinkes)
    agreed(finance)
    assert {step.act for step in standing(dinkes).agreed} == {BillAct.CITY_AGREED}
    agreed(branch)
    now = standing(dinkes)
    assert {step.act for step in now.agreed} == {BillAct.CITY_AGREED, BillAct.BPJS_AGREED}
    assert now.checked.organisation == "Kantor mawar dinkes"


def test_nobody_agrees_before_the_check_twice_or_for_the_office_that_checked(city, sides):
    dinkes, finance, _branch = sides
    with pytest.raises(Fault, match="Belum ada yang memeriksa"):
        agreed(finance)
    checked(dinkes)
    with pytest.raises(Fault, match="sudah diperiksa"):
        checked(dinkes)
    agreed(finance)
    with pytest.raises(Fault, match="sudah menyetujui"):
        agreed(finance)
    taken_back(dinkes)
    checked(dinkes, turn=2)
    Organisation.objects.filter(pk=city.offices["finance"].pk).update(name="Kantor lain")
    same_office = type(finance)(
        finance.user_id, finance.role, dinkes.organisation_id, dinkes.organisation_name, finance.areas
    )
    with pytest.raises(Fault, match="orang lain dari kantor lain"):
        agreed(same_office, turn=2)


def test_what_was_signed_is_taken_back_with_a_reason_and_the_trail_of_it_stays(sides):
    dinkes, finance, _branch = sides
    checked(dinkes)
    agreed(finance)
    with pytest.raises(Fault, match="Sebutkan mengapa"):
        taken_back(finance, " ")
    taken_back(finance, "ada 12 akta kematian")
    now = standing(dinkes)
    assert (now.turn, now.held, len(now.steps)) == (2, {}, 3)
    with pytest.raises(Fault, match="Orang lain baru saja"):
        taken_back(dinkes)
    noted = AuditEntry.objects.filter(about="casework_billstep")
    assert noted.count() == 3
    assert not any("akta kematian" in (one.new or "") for one in noted)


def test_a_page_that_is_no_longer_so_is_not_signed(sides):
    dinkes, finance, _branch = sides
    with at(dinkes) as (bill, shown), pytest.raises(Fault, match="Proses lain"):
        check(bill, shown, dinkes, turn=1, run_id="another-run")
    checked(dinkes)
    taken_back(dinkes)
    with pytest.raises(Fault, match="Orang lain baru saja"):
        checked(dinkes, turn=1)
    checked(dinkes, turn=2)
    with pytest.raises(Fault, match="bukan lagi yang diperiksa"):
        agreed(finance, turn=2, accepted_contribution=1)


def test_a_bill_of_numbers_only_is_not_checked(sides):
    with pytest.raises(Fault, match="hanya berisi angka"):
        checked(sides[0], evidence="numbers_only")


def test_only_who_may_signs(city, sides):
    for role in ("coordinator", "auditor", "finance", "bpjs"):
        with pytest.raises(PermissionError):
            checked(city.scope(role))
    checked(sides[0])
    for role in ("coordinator", "auditor", "dinkes"):
        with pytest.raises(PermissionError):
            agreed(city.scope(role))
    answer = city.client("auditor").post(f"{BILL}tarik/", {"turn": "1", "reason": "salah"})
    assert answer.status_code == 403
    assert standing(sides[0]).checked


def test_what_was_signed_is_never_changed(sides):
    made = checked(sides[0])
    with acting(acting_of(sides[0])):
        for act in (lambda: BillStep.unscoped.filter(pk=made.pk).update(note="x"), made.delete):
            with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
                act()


def test_a_bill_waits_for_the_office_that_checks_and_then_for_both_sides(sides):
    dinkes, finance, branch = sides

    def waits() -> list[int]:
        found = []
        for scope in sides:
            with acting(acting_of(scope), writes=False):
                told = {one.what: one.count for one in waiting_for(scope, MAY)}
            found.append(told.get("bills_to_check", told.get("bills_to_agree")))
        return found

    assert waits() == [1, 0, 0]
    checked(dinkes)
    assert waits() == [0, 1, 1]
    agreed(branch)
    assert waits() == [0, 1, 0]
    agreed(finance)
    assert waits() == [0, 0, 0]


def test_of_two_checks_at_the_same_moment_the_database_lets_one_through(city, sides):
    made = checked(sides[0])
    again = {name: getattr(made, name) for name in ("area_code", "invoice_month", "turn", "act", "organisation", "at",
                                                    "run_id", "manifest_sha256", "figures")}  # fmt: skip
    with acting(acting_of(sides[0])), pytest.raises(IntegrityError), transaction.atomic():
        BillStep.unscoped.create(**again, by=city.users["coordinator"])


# -- pages


def test_the_list_and_the_bill_say_what_is_not_known(city):
    page = city.client("finance").get("/tagihan/").content.decode()
    assert "Register pembayaran (SP2D) belum dikirim" in page
    told = city.client("finance").get(BILL).content.decode()
    assert "tidak diketahui: pembayaran belum dilaporkan" in told
    assert "Tandai sudah diperiksa" not in told
    assert "Tandai sudah diperiksa" in city.client("dinkes").get(BILL).content.decode()


def test_each_account_is_a_page_of_its_own(city):
    with looking(city.scope("finance")) as shown:
        bill = bill_row(shown, MAY)
    client = city.client("finance")
    for account, name in (("iuran", "contribution"), ("bantuan", "help")):
        page = client.get(f"/tagihan/?rekening={account}").content.decode()
        assert f"{bill[f'billed_{name}']:,}".replace(",", ".") in page
        assert f"{bill['billed_rupiah']:,}".replace(",", ".") not in page.split("<table")[1]


def test_whoever_sees_lines_or_a_line_is_written_down_and_no_number_is_whole(city):
    with looking(city.scope("finance")) as shown:
        lines = listed_lines(shown, MAY, Narrowed("dead"), 50).lines
    client = city.client("finance")
    page = client.get(f"{BILL}baris/?alasan=dead").content.decode()
    with acting(acting_of(city.scope("auditor"))):
        assert Look.objects.within(city.scope("auditor")).filter(user_id=city.users["finance"].pk).count() == len(lines)
    first = lines[0]
    one = client.get(reverse("bill_line", args=["2025-05", first["invoice_line_id"]])).content.decode()
    with acting(acting_of(city.scope("auditor"))):
        looks = Look.objects.within(city.scope("auditor")).filter(person_key=str(first["person_id"]))
        assert looks.count() == 2
    for number in (first["nik"], first["psnoka"], first["nik_raw"]):
        assert number not in page
        assert number not in one
    assert first["name"] in page


def test_lines_go_on_where_the_page_before_ended(city):
    with looking(city.scope("finance")) as shown:
        every = [one["invoice_line_id"] for one in listed_lines(shown, MAY, Narrowed(), 10_000).lines]
        half = len(every) // 2
        after = listed_lines(shown, MAY, Narrowed(after=str(every[half - 1])), 10_000)
    assert [one["invoice_line_id"] for one in after.lines] == every[half:]
    assert after.line_count == len(every)


@pytest.mark.parametrize("path", ["", "baris/", "baris/7/", "baris/-99/", "baris/abc/"])
def test_what_is_not_there_is_not_found(city, path):
    client = city.client("finance")
    assert client.get(f"/tagihan/2019-01/{path}").status_code == 404
    if path:
        assert client.get(f"/tagihan/2025-13/{path}").status_code == 404


def test_the_papers_are_given_and_written_down(city):
    client = city.client("bpjs")
    for path, name in (("surat/", "surat_sanggahan_2025-05.pdf"), ("berita-acara/", "berita_acara_2025-05.pdf")):
        answer = client.post(BILL + path)
        assert answer.content.startswith(b"%PDF-")
        assert name in answer.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(about="paper of a bill fetched", key="2025-05").count() == 2


def test_the_berita_acara_says_who_checked(city, sides):
    client = city.client("finance")
    before = client.post(f"{BILL}berita-acara/").content
    checked(sides[0])
    after = client.post(f"{BILL}berita-acara/").content
    assert before != after == client.post(f"{BILL}berita-acara/").content
    with acting(acting_of(sides[0])):
        told = sentences_of(standing(sides[0]))
    assert len(told) == 1
    assert told[0].startswith("Diperiksa oleh Petugas mawar dinkes, Kantor mawar dinkes, ")


def test_a_list_of_lines_leaves_masked_for_who_may_not_see_whole_numbers(city):
    with looking(city.scope("finance")) as shown:
        lines = {one["psnoka"] for one in listed_lines(shown, MAY, Narrowed("dead"), 50).lines}
    for role, whole in (("finance", False), ("dinkes", True)):
        answer = city.client(role).post(f"{BILL}baris/keluarkan/", {"alasan": "dead", "purpose": "lampiran surat"})
        assert answer.headers["Location"] == "/kantor/ekspor/"
        with acting(acting_of(city.scope(role))):
            made = ExportRequest.objects.within(city.scope(role)).filter(requested_by=city.users[role]).latest("id")
        cards = {row[0] for row in rows_of(made.token)}
        assert (cards == lines) is whole
        assert made.names_people
        assert made.state == "ready"
    refused = city.client("auditor").post(f"{BILL}baris/keluarkan/", {"alasan": "dead", "purpose": "lampiran surat"})
    assert refused.status_code == 403
