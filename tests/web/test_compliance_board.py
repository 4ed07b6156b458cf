"""Letters of compliance cases, and the shared list of BPJS Kesehatan, Disnaker, DPMPTSP and the prosecutor's office."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from semesta.web.casework.actions.papers import path_of
from semesta.web.casework.models import ComplianceCase, FirmLetter
from semesta.web.core.acting import acting
from semesta.web.core.models import AuditEntry
from tests.web.case_samples import EVERYWHERE
from tests.web.firm_samples import climb, firms_of, post, put_compliance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
BOARD = "/badan-usaha/papan/"


@pytest.fixture(autouse=True)
def everywhere(city):
    """What the tests themselves look at they see as the tables' owner would; requests set their own scope."""
    with acting(EVERYWHERE):
        yield


# -- letters


def opened(city) -> ComplianceCase:
    (firm, *_) = firms_of(city)
    city.client("bpjs").post("/badan-usaha/buka/", {"firm": firm.firm_id}, follow=True)
    return ComplianceCase.unscoped.get()


def write(client: Client, case, **given) -> list[str]:
    answer = client.post(f"/badan-usaha/kasus/{case.pk}/surat/", given, follow=True)
    return [str(one) for one in answer.context["messages"]]


def test_a_letter_is_written_kept_by_its_digest_and_every_taking_is_written_down(city):
    case, client = opened(city), city.client("bpjs")
    assert "Surat imbauan" in write(client, case, dated_on="2025-03-26", number="123/IV-03/0325")[0]
    letter = FirmLetter.unscoped.get()
    content = path_of(letter.sha256).read_bytes()
    assert (letter.step, letter.number, letter.size) == ("imbauan", "123/IV-03/0325", len(content))
    assert hashlib.sha256(content).hexdigest() == letter.sha256
    taken = city.client("dpmptsp").get(f"/badan-usaha/surat/{letter.pk}/")
    assert (taken.headers["Content-Type"], taken.content) == ("application/pdf", content)
    assert taken.content.startswith(b"%PDF")
    (entry,) = AuditEntry.objects.filter(about="letter to a firm taken")
    assert letter.sha256 in entry.new
    # the same letter stands once; another day is another letter
    write(client, case, dated_on="2025-03-26", number="123/IV-03/0325")
    assert FirmLetter.unscoped.count() == 1
    write(client, case, dated_on="2025-03-27")
    assert FirmLetter.unscoped.count() == 2


def test_a_letter_follows_the_ladder(city):
    case, client = opened(city), city.client("bpjs")
    climb(city, case, "imbauan")
    assert "paling cepat 10-04-2025" in write(client, case, dated_on="2025-04-09")[0]
    assert not FirmLetter.unscoped.exists()
    write(client, case, dated_on="2025-04-10")
    assert FirmLetter.unscoped.get().step == "teguran_1"
    for step in ("teguran_1", "teguran_2"):
        post(client, case, step)
    assert FirmLetter.unscoped.count() == 1
    write(client, case, dated_on="2025-05-16")
    assert FirmLetter.unscoped.count() == 1  # a fine without what was due
    write(client, case, dated_on="2025-05-16", rupiah=12_500_000)
    assert FirmLetter.unscoped.filter(step="denda").count() == 1
    assert city.client("disnaker").post(f"/badan-usaha/kasus/{case.pk}/surat/").status_code == 403


def test_a_firm_without_a_finding_gets_no_letter(city):
    case = put_compliance(city.area, firm_key="9999999999999")
    assert "tidak menunjukkan temuan" in write(city.client("bpjs"), case, dated_on="2025-03-26")[0]


# -- the board


def board(city, role: str, name: str = "") -> list[str]:
    page = city.client(role).get(BOARD, {"daftar": name} if name else {})
    return [row.cells[0].value for row in page.context["table"].rows]


def test_the_board_shows_each_office_its_turn_and_counts_every_step(city):
    today = timezone.localdate()
    rows = {
        "BARU": {"next_on": today},
        "JALAN": {"step": "imbauan", "due_on": today, "next_on": today + timedelta(days=3)},
        "LEWAT": {"step": "imbauan", "due_on": today - timedelta(days=5), "next_on": today - timedelta(days=4)},
        "DIKUNJUNGI": {"step": "imbauan", "due_on": today - timedelta(days=5), "next_on": today - timedelta(days=4),
                       "visited_on": today},
        "DIUSULKAN": {"step": "tmp2t", "sanction": "proposed", "next_on": None},
        "DITOLAK": {"step": "tmp2t", "sanction": "imposed", "next_on": None, "is_open": False,
                    "closed_reason": "settled"},
        "KEJARI": {"step": "teguran_2", "recovery": "handed", "due_on": today, "next_on": today + timedelta(days=1)},
        "SELESAI": {"is_open": False, "closed_reason": "shut", "next_on": None},
    }  # fmt: skip
    for name, values in rows.items():
        put_compliance(city.area, firm_key=name, name=name, **values)
    assert set(board(city, "bpjs")) == {"BARU", "LEWAT", "DIKUNJUNGI"}
    assert board(city, "bpjs")[0] in {"LEWAT", "DIKUNJUNGI"}  # what waited longest comes first
    assert board(city, "disnaker") == ["LEWAT"]
    assert set(board(city, "dpmptsp")) == {"DIUSULKAN", "DITOLAK"}
    assert board(city, "kejari") == ["KEJARI"]
    assert set(board(city, "auditor")) == set(rows) - {"DITOLAK", "SELESAI"}  # no turn of its own: all open ones
    assert set(board(city, "auditor", "lewat")) == {"LEWAT", "DIKUNJUNGI"}
    page = city.client("auditor").get(BOARD)
    counts = {tab.url.split("=")[1]: tab.count for tab in page.context["tabs"]}
    assert counts == {
        "semua": 6, "lewat": 2, "jalan": 2, "baru": 1, "imbauan": 3, "teguran_2": 1, "tmp2t": 1, "kejari": 1,
        "selesai": 2,
    }  # fmt: skip
    assert sum(counts[step] for step in ("baru", "imbauan", "teguran_2", "tmp2t")) == counts["semua"]
    figures = {label: value for label, value, _sub in page.context["figures"]}
    assert next(iter(figures.values())) == str(len(firms_of(city)))


def test_a_long_board_goes_on_by_page(city, monkeypatch):
    from semesta.web.desks.employers import board as module

    monkeypatch.setattr(module, "PER_PAGE", 2)
    for number in range(5):
        put_compliance(city.area, firm_key=f"F{number}", name=f"F{number}")
    names, url = [], f"{BOARD}?daftar=semua"
    while url:
        table = city.client("bpjs").get(url).context["table"]
        names += [row.cells[0].value for row in table.rows]
        url = table.page.next_url
    assert sorted(names) == ["F0", "F1", "F2", "F3", "F4"]


def test_no_address_of_the_desk_holds_the_key_of_a_firm(city):
    firms = firms_of(city)
    page = city.client("bpjs").get("/badan-usaha/").content.decode()
    for firm in firms:
        assert f'href="/badan-usaha/{firm.firm_id}/"' in page
        assert f"/badan-usaha/{firm.firm_key}" not in page
