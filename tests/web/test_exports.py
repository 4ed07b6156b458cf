"""Lists that leave: a purpose, a second person above the limit, a mark, and no cell that runs."""

import csv
import io
import json
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from semesta.terms.fault import Fault
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.exports import stash
from semesta.web.core.exports.actions import decide, fetch, forget_expired, request_export, rule
from semesta.web.core.exports.cells import ExportColumn, safe_text
from semesta.web.core.exports.files import Watermark, csv_lines, watermark, xlsx_file
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.models import AuditEntry

pytestmark = pytest.mark.django_db
COLUMNS = [
    ExportColumn("nik", "NIK", "identity"), ExportColumn("name", "Nama"), ExportColumn("count", "Jumlah", "whole"),
    ExportColumn("address", "Alamat", group="address"),
]  # fmt: skip
PURPOSE = "verifikasi lapangan bulan ini"


def rows(count: int) -> list[dict]:
    return [
        {
            "nik": f"16710417089{number:05}",
            "name": f"=1+{number}",
            "count": -number,
            "address": "Lorong 1",
            "person_id": number,
        }
        for number in range(count)
    ]


@contextmanager
def working(scope):
    with acting(acting_of(scope)):
        yield scope


def ask(scope, count=3, columns=COLUMNS) -> ExportRequest:
    with working(scope):
        return request_export("Daftar uji", rows(count), columns, scope, PURPOSE, person="person_id", run_id="run-1")


def told(event: str) -> list[dict]:
    return [json.loads(entry.new) for entry in AuditEntry.objects.filter(about=event).order_by("id")]


# -- cells


def starts_a_formula(text: str) -> bool:
    return text.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


NASTY = ["=1+1", "+62812", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\ufeff=1", "＝1", "\x00=1",
         "%0A=1", "|cmd", '"=1', "'=1", "a\r\n=1", '=HYPERLINK("x")',
         "https://x", "mailto:x@y", "\u00a0=1", "\ud800=1"]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_no_text_of_the_known_bad_ones_begins_a_formula(text):
    assert not starts_a_formula(safe_text(text))
    assert len(safe_text(text).splitlines()) == 1


@settings(deadline=None)
@given(st.text(max_size=40))
@example("'\u3000=1")
def test_no_text_whatever_begins_a_formula_or_breaks_its_line(text):
    for for_csv in (False, True):
        safe = safe_text(text, for_csv=for_csv)
        assert not starts_a_formula(safe)
        assert not starts_a_formula(safe.lstrip("'")) or safe.startswith("'")
        assert not set(safe) & set("\r\n\t\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_every_cell_of_both_files_is_a_text_that_does_not_run(texts):
    made = ExportRequest(token="f" * 32, name="=daftar", columns=["=kolom"], kinds=["text"], row_count=len(texts))
    stash.put_aside(made.token, (([text], None) for text in (t.encode("utf-8", "ignore").decode() for t in texts)))
    mark = Watermark("=x", "=head & foot", "@foot", "+user", "-office", "=purpose", made.token)
    lines = b"".join(csv_lines(made, mark)).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(lines)):
        assert len(line) == 1
        assert not starts_a_formula(line[0])
    sheet = openpyxl.load_workbook(xlsx_file(made, mark)).active
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_a_number_that_a_program_would_round_stays_text():
    # 16 digits are more than 2^53 = 9,007,199,254,740,992 holds exactly
    marked = [safe_text(digits, for_csv=True) for digits in ("1671041708900001", "00012", "12")]
    assert marked == ["'1671041708900001", "'00012", "12"]
    assert safe_text("1671041708900001") == "1671041708900001"


# -- who and what


def test_a_short_list_is_ready_at_once_and_its_request_written_down(city):
    made = ask(city.scope("dinsos"))
    assert (made.state, made.row_count, made.columns) == ("ready", 3, ["NIK", "Nama", "Jumlah", "Alamat"])
    assert made.expires_at - made.requested_at == timedelta(days=7)
    (fact,) = told("export asked for")
    assert (fact["rows"], fact["purpose"], fact["second_person"]) == (3, PURPOSE, False)


@pytest.mark.parametrize(("count", "state"), [(100, "ready"), (101, "waiting")])
def test_a_list_above_the_limit_of_the_rule_waits_for_a_second_person(city, count, state):
    assert rule("export_second_person_people") == 100
    assert ask(city.scope("dinsos"), count).state == state


def test_without_permission_purpose_or_rows_nothing_is_put_aside(city):
    before = stash.waiting_tokens()
    with pytest.raises(PermissionError), working(city.scope("kelurahan")) as scope:
        request_export("x", rows(1), COLUMNS, scope, PURPOSE)
    for given_rows, purpose in ((rows(1), "  x "), ([], PURPOSE)):
        with pytest.raises(Fault), working(city.scope("dinsos")) as scope:
            request_export("x", given_rows, COLUMNS, scope, purpose)
    assert stash.waiting_tokens() == before
    with working(city.scope("dinsos")) as scope:
        assert not ExportRequest.objects.within(scope).exists()


def test_columns_that_the_role_does_not_see_do_not_leave_and_numbers_are_masked(city):
    made = ask(city.scope("finance"))
    assert made.columns == ["NIK", "Nama", "Jumlah"]
    assert [row[0] for row in stash.rows_of(made.token)] == ["1671••••••••••0" + str(n) for n in range(3)]


def test_rows_are_readable_by_the_server_only(city):
    path = Path(stash.folder() / f"{ask(city.scope('dinsos')).token}.rows")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


# -- the second person


@pytest.mark.parametrize(
    ("role", "areas", "may"),
    [
        ("dinsos", (), False),  # the same person
        ("coordinator", (), True),
        ("coordinator", ("16.71.04",), False),  # does not see all of its areas
        ("bpjs", (), False),  # the other side
        ("auditor", (), False),
    ],
)
def test_who_may_let_a_list_go(city, role, areas, may):
    from semesta.web.core.exports.actions import may_decide
    from semesta.web.core.models import Organisation

    Organisation.objects.filter(pk=city.offices["bpjs"].pk).update(kind="bpjs")
    made = ask(city.scope("dinsos"), 101)
    assert may_decide(made, city.scope(role, *areas)) is may


def test_the_database_itself_refuses_a_decision_by_who_asked(city):
    made = ask(city.scope("dinsos"), 101)
    with pytest.raises(IntegrityError), transaction.atomic(), working(city.scope("dinsos")) as scope:
        ExportRequest.objects.within(scope).filter(pk=made.pk).update(decided_by=scope.user_id)


def test_a_waiting_list_cannot_be_fetched_a_refused_one_is_gone_and_a_decision_falls_once(city):
    made, other = ask(city.scope("dinsos"), 101), ask(city.scope("dinsos"), 101)
    with pytest.raises(Fault), working(city.scope("dinsos")) as scope:
        fetch(made, scope, "csv")
    with working(city.scope("coordinator")) as scope:
        decide(made, scope, let_go=False, remark="terlalu luas", version=1)
        decide(other, scope, let_go=True, version=1)
    with pytest.raises(Fault), working(city.scope("dinkes")) as scope:
        decide(made, scope, let_go=True, version=1)
    assert stash.digest_of(made.token) == ""
    assert len(told("export let go")) == len(told("export not let go")) == 1
    with working(city.scope("dinsos")) as scope:
        fetch(ExportRequest.objects.within(scope).get(pk=other.pk), scope, "csv")


def test_only_who_asked_fetches_it_before_its_time_is_over_and_untouched(city):
    made = ask(city.scope("dinsos"))
    with pytest.raises(PermissionError), working(city.scope("coordinator")) as scope:
        fetch(made, scope, "csv")
    with working(city.scope("dinsos")) as scope:
        assert fetch(made, scope, "csv").pk == scope.user_id
    with (stash.folder() / f"{made.token}.rows").open("a", encoding="utf-8") as file:
        file.write('["1","tambahan",1,""]\n')
    with pytest.raises(Fault, match="bukan lagi"), working(city.scope("dinsos")) as scope:
        fetch(made, scope, "csv")
    with working(city.scope("dinsos")):
        assert forget_expired(made.expires_at - timedelta(seconds=1)) == 0
        assert forget_expired(made.expires_at) == 1
    assert stash.digest_of(made.token) == ""
    assert stash.names(made.token, 2), "who stood in the list stays known"
    assert not stash.names(made.token, 4711)


# -- through the pages


def test_the_file_carries_who_when_why_and_the_trail_the_counts(city):
    made = ask(city.scope("dinsos"))
    client = city.client("dinsos")
    answer = client.post("/kantor/ekspor/ambil/", {"token": made.token, "format": "csv"})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [word in lines[0][0] for word in ("Petugas mawar dinsos", "Kantor mawar dinsos", PURPOSE)] == [True] * 3
    assert lines[1] == made.columns
    assert lines[2][:3] == ["'1671041708900000", "'=1+0", "0"]
    assert (lines[-1][0].startswith("3 baris"), made.token in lines[-1][0]) == (True, True)
    answer = client.post("/kantor/ekspor/ambil/", {"token": made.token, "format": "xlsx"})
    with tempfile.TemporaryFile() as file:
        file.write(b"".join(answer.streaming_content))
        book = openpyxl.load_workbook(file)
    assert (book.properties.creator, book.properties.subject) == ("Petugas mawar dinsos", PURPOSE)
    assert PURPOSE in book.active["A1"].value
    assert PURPOSE in book.active.oddFooter.left.text
    assert (book.active["A3"].value, book.active["A3"].data_type, book.active["C4"].value) == (
        "1671041708900000",
        "s",
        -1,
    )
    assert [(fact["format"], fact["rows"]) for fact in told("export fetched")] == [("csv", 3), ("xlsx", 3)]


def test_two_people_through_the_pages(city):
    made = ask(city.scope("dinsos"), 101)
    dinsos, coordinator = city.client("dinsos"), city.client("coordinator")
    assert "menunggu orang kedua" in dinsos.get("/kantor/ekspor/").content.decode()
    assert "Daftar uji" not in dinsos.get("/kantor/ekspor/menunggu/").content.decode()
    refused = dinsos.post(
        "/kantor/ekspor/putuskan/", {"token": made.token, "version": 1, "decision": "go"}, follow=True
    )
    assert "bukan untuk Anda putuskan" in refused.content.decode()
    assert "Daftar uji" in coordinator.get("/kantor/ekspor/menunggu/").content.decode()
    coordinator.post("/kantor/ekspor/putuskan/", {"token": made.token, "version": 1, "decision": "go"})
    assert "Ambil sebagai XLSX" in dinsos.get("/kantor/ekspor/").content.decode()
    stolen = coordinator.post("/kantor/ekspor/ambil/", {"token": made.token, "format": "csv"})
    assert stolen.status_code == 302


def test_another_city_sees_nothing_of_it(city, other_city):
    made = ask(city.scope("dinsos"), 101)
    assert "Daftar uji" not in other_city.client("coordinator").get("/kantor/ekspor/menunggu/").content.decode()
    other_city.client("coordinator").post(
        "/kantor/ekspor/putuskan/", {"token": made.token, "version": 1, "decision": "go"}
    )
    with working(city.scope("dinsos")) as scope:
        assert ExportRequest.objects.within(scope).get(pk=made.pk).state == "waiting"


def test_a_mark_names_who_let_it_go(city):
    made = ask(city.scope("dinsos"), 101)
    with working(city.scope("coordinator")) as scope:
        made = decide(made, scope, let_go=True, version=1)
    assert "Petugas mawar coordinator" in watermark(made, city.users["dinsos"], timezone.now()).foot
