"""The budget desk: what is written stays with who and when, and every page says what the engine says."""

import io
import re
from contextlib import contextmanager
from datetime import date
from html import unescape

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from semesta.cli import app
from semesta.plan.budget import project
from semesta.plan.duties import checklist
from semesta.plan.scenario import Scenario, under
from semesta.plan.sheet import read_sheet, sheet_of
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.casework.actions.budget import keep_sheet
from semesta.web.casework.budget_sheet import kind_of, nested, sheet_from
from semesta.web.casework.models import BudgetValue, BudgetVersion
from semesta.web.casework.queries.budget import kept_values, plain_values, written_values
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.tables.models import InvoiceBill
from semesta.web.core.reading import numbers
from semesta.web.desks.budget.year import fan_points
from tests.web.budget_samples import SHEET
from tests.web.published_city import looking

pytestmark = pytest.mark.django_db
AREA, YEAR = "16.71", 2026
RULES = load_rules()


def text_of(reply) -> str:
    """What a reader sees: tags gone, blanks as one."""
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", reply.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(page))


@contextmanager
def as_scope(scope):
    with acting(acting_of(scope)):
        yield scope


def kept(city, values=SHEET, role="finance", version=0, year=YEAR, note="ditetapkan"):
    with as_scope(city.scope(role)) as scope:
        return keep_sheet(scope, AREA, year, values, version=version, note=note, now=timezone.now())


def standing(city, upto=None):
    with as_scope(city.scope("auditor")) as scope:
        return kept_values(written_values(scope, AREA, YEAR, upto))


# -- the sheet


def test_a_city_is_told_from_a_kabupaten_and_a_province_by_its_code():
    assert [kind_of(code) for code in ("16", "16.71", "16.02", "33.75")] == ["provinsi", "kota", "kabupaten", "kota"]


def test_kept_values_are_the_file_of_the_command_line(city, tmp_path):
    kept(city)
    reply = city.client("auditor").get(reverse("budget_file"), {"tahun": YEAR})
    path = tmp_path / "sheet.yaml"
    path.write_bytes(reply.content)
    assert read_sheet(path) == sheet_from(AREA, YEAR, SHEET)
    held = yaml.safe_load(reply.content)
    assert held["sources"] == [SHEET["sources.1"], SHEET["sources.2"]]
    assert held["history"] == {2025: {"budget": 90_000_000_000, "realised": 84_000_000_000}}


@pytest.mark.parametrize(
    ("told", "agreement"),
    [({}, "not told"), ({"pajak_rokok.signed": False}, None), ({"pajak_rokok.agreement_on": "2026-01-20"}, "told")],
)
def test_an_agreement_is_signed_not_signed_or_not_told(told, agreement):
    held = nested(AREA, YEAR, {"pajak_rokok.realised_rupiah": 40, **told})["pajak_rokok"]
    assert held.get("agreement_on", "not told") == ("2026-01-20" if agreement == "told" else agreement)
    words = {"not told": "unknown", None: "short", "told": "met"}
    found = checklist(sheet_from(AREA, YEAR, {"pajak_rokok.realised_rupiah": 40, **told}), RULES)
    assert next(one for one in found.duties if one.code == "pajak_rokok_agreement").verdict == words[agreement]


def test_each_saving_is_a_version_of_what_changed_with_who_and_when(city):
    assert kept(city).number == 1
    assert kept(city, {**SHEET, "people.pbpu_pemda": 210_000}, "coordinator", version=1).number == 2
    assert kept(city, {**SHEET, "people.pbpu_pemda": 210_000}, version=2) is None  # nothing differs
    now, before = standing(city), standing(city, upto=1)
    assert (now["people.pbpu_pemda"].value, before["people.pbpu_pemda"].value) == (210_000, 200_000)
    assert now["people.pbpu_pemda"].version.written_by == city.users["coordinator"]
    assert now["people.active"].version.written_by == city.users["finance"]
    with as_scope(city.scope("auditor")) as scope:
        assert BudgetValue.objects.within(scope).filter(version__number=2).count() == 1


def test_a_value_is_taken_back_and_is_then_unknown(city):
    kept(city)
    kept(city, {"people.active": None}, version=1)
    assert "people.active" not in plain_values(standing(city))
    assert sheet_from(AREA, YEAR, plain_values(standing(city))).people.get("active") is None


def test_who_saves_over_a_version_they_did_not_read_is_told(city):
    kept(city)
    with pytest.raises(ChangedMeanwhile):
        kept(city, {"people.active": 5}, version=0)


def test_a_value_that_cannot_be_is_a_fault_and_nothing_is_kept(city):
    with pytest.raises(Fault, match=r"sources\.name"):
        kept(city, {"sources.1": {"name": "csr", "rupiah": 5}})
    assert standing(city) == {}


def test_versions_values_and_answers_are_frozen_and_in_the_trail(city):
    kept(city)
    with as_scope(city.scope("finance")):
        for rows in (BudgetVersion.unscoped, BudgetValue.unscoped):
            with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
                rows.update(area_code="16.72")
        with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
            BudgetValue.unscoped.all().delete()
    told = AuditEntry.objects.filter(about="casework_budgetvalue", kind="insert")
    assert told.count() == len(SHEET)
    assert set(told.values_list("actor", flat=True)) == {str(city.users["finance"].pk)}


def test_who_reads_may_not_write_and_nobody_writes_elsewhere(city, other_city):
    for role in ("auditor", "bpjs"):
        with pytest.raises(PermissionDenied):
            kept(city, role=role)
    with as_scope(other_city.scope("finance")) as scope, pytest.raises(PermissionDenied):
        keep_sheet(scope, AREA, YEAR, SHEET, version=0, note="", now=timezone.now())
    assert city.client("auditor").get(reverse("budget_edit")).status_code == 403


def form_values(**more: str) -> dict[str, str]:
    """A form as a browser sends it, with these fields filled."""
    return {"version": "0", "note": "", **more}


def test_the_form_keeps_what_was_typed_as_offices_write_it(city):
    url = f"{reverse('budget_edit')}?tahun={YEAR}"
    reply = city.client("finance").post(url, form_values(**{
        "sources.1.name": "apbd", "sources.1.rupiah": "Rp 70.000.000.000", "sources.2.name": "pajak_rokok",
        "sources.2.rupiah": "15.000.000.000,00", "sources.2.from": "2026-04", "people.pbpu_pemda": "200.000",
        "heads.2025-12": "199500", "spent.2026-01": "7.812.000.000", "changes.1.kind": "growth",
        "changes.1.people": "-300", "changes.1.from": "2026-03", "changes.1.monthly": "on", "local_scheme": "no",
        "set_on": "2025-11-28", "papers.quota.number": "12/KPTS/2026",
    }))  # fmt: skip
    assert reply.status_code == 302
    assert plain_values(standing(city)) == {
        "sources.1": {"name": "apbd", "rupiah": 70_000_000_000},
        "sources.2": {"name": "pajak_rokok", "rupiah": 15_000_000_000, "from": "2026-04"},
        "people.pbpu_pemda": 200_000, "heads.2025-12": 199_500, "spent.2026-01": 7_812_000_000,
        "changes.1": {"kind": "growth", "people": -300, "from": "2026-03", "monthly": True}, "local_scheme": False,
        "set_on": "2025-11-28", "papers.quota.number": "12/KPTS/2026",
    }  # fmt: skip
    page = city.client("finance").get(url).content.decode()
    assert 'value="70.000.000.000"' in page
    assert 'name="sources.4.rupiah"' in page  # two more lines than are used


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("people.pbpu_pemda", "dua ratus", "Tulis bilangan bulat"), ("people.pbpu_pemda", "-5", "di luar batas"),
        ("sources.3.from", "besok", "Tulis bulan"), ("people.active", "99999999999", "di luar batas"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_marked_and_nothing_is_kept(city, field, value, said):
    reply = city.client("finance").post(f"{reverse('budget_edit')}?tahun={YEAR}", form_values(**{field: value}))
    assert (reply.status_code, said in text_of(reply), standing(city)) == (200, True, {})


def test_a_row_without_its_source_or_its_month_is_marked(city):
    sent = form_values(**{"sources.1.rupiah": "5", "sources.1.name": "", "changes.1.people": "7"})
    said = text_of(city.client("finance").post(f"{reverse('budget_edit')}?tahun={YEAR}", sent))
    assert "Sebut sumbernya." in said
    assert "Sebut apa yang diperkirakan" in said


def test_beside_each_month_stands_what_the_files_of_bills_and_payments_say(city, shown_city):
    with looking(city.scope("finance")) as shown:
        bill = shown.rows(InvoiceBill).order_by("-invoice_month").first()
    year = bill.invoice_month.year
    said = text_of(city.client("finance").get(reverse("budget_edit"), {"tahun": year}))
    told = numbers()
    line = f"{told.whole(bill.accepted_head_count)} diterima; dibayarkan {told.rupiah(bill.paid_rupiah)}"
    assert re.sub(r"\s+", " ", line) in said


def test_an_old_form_gets_409_and_shows_what_was_typed(city):
    kept(city)
    sent = form_values(**{"people.pbpu_pemda": "123.456"})
    reply = city.client("finance").post(f"{reverse('budget_edit')}?tahun={YEAR}", sent)
    assert (reply.status_code, 'value="123.456"' in reply.content.decode()) == (409, True)


def test_the_sheet_names_who_wrote_each_value_and_what_a_version_changed(city):
    kept(city)
    kept(city, {"people.pbpu_pemda": 210_000}, "coordinator", version=1, note="tambahan kuota")
    said = text_of(city.client("auditor").get(reverse("budget_sheet"), {"tahun": YEAR}))
    assert "Peserta yang dibayar kota (PBPU Pemda) 210.000 Petugas mawar coordinator" in said
    assert "Versi 2: 1 nilai. tambahan kuota" in said
    assert "(sebelumnya: 200.000)" in said
    old = text_of(city.client("auditor").get(reverse("budget_sheet"), {"tahun": YEAR, "versi": 1}))
    assert "Peserta yang dibayar kota (PBPU Pemda) 200.000 Petugas mawar finance" in old


# -- the year


def test_the_year_says_what_the_engine_says(city):
    kept(city)
    year = project(sheet_from(AREA, YEAR, SHEET), RULES)
    said = text_of(city.client("auditor").get(reverse("budget"), {"tahun": YEAR}))
    told = numbers()
    for value in (
        told.day(year.run_out.on), told.day(year.run_out.earliest), told.day(year.run_out.latest),
        told.rupiah_short(year.cost.rupiah), told.rupiah_short(year.unpaid), told.whole(year.funded),
    ):  # fmt: skip
        assert re.sub(r"\s+", " ", value) in said


def test_the_fan_begins_with_the_money_of_january_and_ends_with_what_lacks():
    """70 miliar pada Januari; 15 miliar lagi mulai April; pada akhir tahun 85 miliar − biaya setahun."""
    sheet = sheet_from(AREA, YEAR, SHEET)
    year = project(sheet, RULES)
    points = fan_points(year, sheet)
    assert (points[0]["on"], points[0]["value"]) == ("2026-01-01", 70_000_000_000)
    assert points[-1]["value"] == 85_000_000_000 - year.cost.rupiah == -year.unpaid
    assert [one["on"] for one in points if one["known"]] == ["2026-01-01", "2026-01-31", "2026-02-28"]
    assert all(one["low"] <= one["value"] <= one["high"] for one in points)
    assert points[-1]["low"] < points[-1]["high"]


def test_a_scenario_is_an_address_and_nothing_is_kept(city):
    kept(city)
    asked = {
        "tahun": YEAR, "a-removed": "113000", "a-removed_from": "2026-03", "a-absorbed": "113.000",
        "a-absorbed_from": "2026-04", "b-contribution": "40000", "b-help": "3000", "b-rate_from": "2026-07",
    }  # fmt: skip
    said = text_of(city.client("auditor").get(reverse("budget"), asked))
    sheet, told = sheet_from(AREA, YEAR, SHEET), numbers()
    one = Scenario(113_000, date(2026, 3, 1), 113_000, date(2026, 4, 1))
    other = Scenario(contribution=40_000, help=3_000, rate_from=date(2026, 7, 1))
    base = project(sheet, RULES)
    for scenario in (one, other):
        made = project(under(sheet, scenario), RULES)
        assert re.sub(r"\s+", " ", told.rupiah_short(made.cost.rupiah - base.cost.rupiah)) in said
    assert "A: 113.000 dinonaktifkan (Maret 2026); 113.000 diambil alih kota (April 2026)" in said
    assert standing(city)["people.pbpu_pemda"].version.number == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"a-removed": "5"}, "Isi bulannya."), ({"a-absorbed": "5", "a-absorbed_from": "2027-01"}, "di luar 2026"),
        ({"b-contribution": "40000", "b-rate_from": "2026-07"}, "Tarif mempunyai dua bagian"),
        ({"c-growth": "x"}, "Tulis bilangan bulat"),
    ],
)  # fmt: skip
def test_a_scenario_that_says_too_little_is_asked_back(city, asked, said):
    kept(city)
    assert said in text_of(city.client("auditor").get(reverse("budget"), {"tahun": YEAR, **asked}))


def test_without_a_sheet_the_year_invites_who_may_write(city):
    assert "Isi lembar" in text_of(city.client("finance").get(reverse("budget"), {"tahun": YEAR}))
    assert "Isi lembar" not in text_of(city.client("auditor").get(reverse("budget"), {"tahun": YEAR}))


def test_earlier_years_are_the_audited_and_the_claimed_with_their_source(city):
    """BPK: 74.641.057.308 dari 103.286.763.747 = 72,27 %."""
    said = text_of(city.client("auditor").get(reverse("budget"), {"tahun": YEAR}))
    assert "laporan pemeriksaan, lewat media: klikanggaran.com Rp 103,29 miliar Rp 74,64 miliar 72,27 %" in said
    assert "disebut di media: sumselpers.com Rp 115,00 miliar – –" in said


@pytest.mark.parametrize("year", ["1900", "2014", "99999"])
def test_a_year_whose_rates_nobody_knows_is_no_page(city, year):
    for name in ("budget", "budget_edit", "budget_duties"):
        assert city.client("finance").get(reverse(name), {"tahun": year}).status_code == 404


# -- mandatory items


def test_the_checklist_and_its_paper_are_those_of_the_command_line(city, tmp_path):
    kept(city)
    sheet = sheet_from(AREA, YEAR, SHEET)
    found = checklist(sheet, RULES)
    client = city.client("auditor")
    said = text_of(client.get(reverse("budget_duties"), {"tahun": YEAR}))
    for duty in found.duties:
        assert duty.title_id in said
        if duty.due is not None:
            assert re.sub(r"\s+", " ", numbers().rupiah(duty.due)) in said
    assert "kurang Rp 1.000.000.000" in said  # 37,5 % × 40 − 14 miliar
    paper = client.get(reverse("budget_duties_paper"), {"tahun": YEAR})
    told, made = tmp_path / "sheet.yaml", tmp_path / "checklist.pdf"
    told.write_bytes(client.get(reverse("budget_file"), {"tahun": YEAR}).content)
    shown = CliRunner().invoke(app, ["budget", str(told), "--out", str(made)])
    assert shown.exit_code == 0, shown.output
    assert paper.content == made.read_bytes()
    assert paper.content.startswith(b"%PDF")


def test_without_a_sheet_there_is_no_paper(city):
    reply = city.client("auditor").get(reverse("budget_duties_paper"), {"tahun": YEAR})
    assert "Belum ada lembar 2026" in text_of(reply)


def test_health_share_is_asked_of_budgets_set_while_it_held(city):
    page = city.client("finance").get(reverse("budget_edit"), {"tahun": 2023}).content.decode()
    assert 'name="health.budget_rupiah"' in page
    assert "health.budget_rupiah" not in city.client("finance").get(reverse("budget_edit")).content.decode()


def test_a_yaml_sheet_of_the_page_and_one_of_the_command_line_are_read_alike():
    held = yaml.safe_load(io.StringIO("{area: '16.71', year: 2026, pajak_rokok: {agreement_on: 2026-01-20}}"))
    assert sheet_of(held) == sheet_from(AREA, YEAR, {"pajak_rokok.agreement_on": "2026-01-20"})
