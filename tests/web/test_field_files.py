"""Forms of other systems: a workbook of KoboToolbox, and a large file that a worker takes part by part."""

from __future__ import annotations

import csv
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from semesta.terms.fault import Fault
from semesta.web.casework.actions.submissions import bring
from semesta.web.casework.brought import file_of
from semesta.web.casework.models import Submission, Visit, VisitPerson
from semesta.web.casework.queries.field import households_of, people_of, phone_of
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.jobs.handlers import HANDLERS, Stopped, Task
from semesta.web.core.jobs.models import Job
from semesta.web.core.models import Membership
from tests.web.case_samples import EVERYWHERE
from tests.web.field_round import in_field

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner", "shown_city")]


@pytest.fixture
def field(city):
    return in_field(city)


def rows(model, **wanted):
    with acting(EVERYWHERE, writes=False):
        return list(model.unscoped.filter(**wanted).order_by("pk"))


def houses(field):
    """(houses of the first agent, people of these) as the phone has them."""
    phone = phone_of(field.token())
    with acting(acting_of(phone.scope), writes=False):
        return households_of(phone), people_of(phone)


def workbook(sheets: dict[str, list[dict]]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    for name, lines in sheets.items():
        sheet, titles = book.add_worksheet(name), list(lines[0])
        sheet.write_row(0, 0, titles)
        for number, line in enumerate(lines, 1):
            sheet.write_row(number, 0, [line.get(title, "") for title in titles])
    book.close()
    return written.getvalue()


def of_kobo(field) -> bytes:
    """A workbook as KoboToolbox exports it with XML values and headers: one met, one empty house."""
    (house, empty, *_), people = houses(field)
    listed = [one for one in people if one.household == house.key]
    one, two = "33333333-0000-4000-8000-000000000001", "33333333-0000-4000-8000-000000000002"
    main = [
        {"mulai": "2026-11-28T08:30:00.000+07:00", "rumah": house.key, "hasil": "bertemu", "izin": "ya",
         "lokasi": "-2.99 104.75 0 0", "sebelah": 1, "tahap": "advokasi", "_id": 7, "_uuid": one, "_index": 1},
        {"rumah": empty.key, "hasil": "rumah_kosong", "_id": 8, "_uuid": two, "_index": 2},
    ]  # fmt: skip
    inside = [
        {"orang/orang_id": each.key, "orang/status_orang": "ditemukan", "orang/kartu_ditunjukkan": "kartu",
         "orang/status_ditunjukkan": "aktif", "_index": number, "_parent_table_name": "Putaran", "_parent_index": 1,
         "_submission__id": 7, "_submission__uuid": one}
        for number, each in enumerate(listed, 1)
    ]  # fmt: skip
    other = [{"nama_lain": "SITI RAHAYU", "jenis_kelamin_lain": "P", "nik_lain": "3273014502900001",
              "status_orang_lain": "ditemukan", "kartu_ditunjukkan_lain": "tidak_punya", "_index": 1,
              "_parent_index": 1}]  # fmt: skip
    return workbook({"Putaran": main, "orang": inside, "orang_lain": other})


def brought(field, name: str, content: bytes) -> dict[str, int]:
    with acting(acting_of(field.scope)):
        return bring(field.scope, field.round, name, content)


def test_a_workbook_of_kobotoolbox_is_read_with_its_people_and_once(field):
    content = of_kobo(field)
    assert brought(field, "kobo.xlsx", content) == {"read": 2, "kept": 0, "known": 0}
    assert brought(field, "lagi.xlsx", content) == {"read": 0, "kept": 0, "known": 2}
    met, empty = rows(Visit)
    assert (met.outcome, met.source, met.latitude, met.next_door) == ("complete", "kobo", -2.99, 1)
    assert empty.outcome == "absent"
    people = rows(VisitPerson, visit=met)
    assert [one.card for one in people] == ["active"] * (len(people) - 1) + ["none"]
    assert (people[-1].listed, people[-1].nik, people[-1].sex) == (False, "3273014502900001", "P")


@pytest.mark.parametrize(
    ("name", "content"), [("kosong.xlsx", {"Lain": [{"nama": "A"}]}), ("rusak.xlsx", b"PK\x03\x04 xl/workbook.xml")]
)
def test_a_workbook_that_is_no_export_is_refused_with_a_sentence_and_nothing_is_taken(field, name, content):
    whole = content if isinstance(content, bytes) else workbook(content)
    with pytest.raises(Fault, match=r"kolom rumah dan hasil|rusak atau terpotong"):
        brought(field, name, whole)
    assert rows(Submission) == []


# -- a large file


def large(field, forms: int = 450) -> bytes:
    """A CSV of Central with so many forms, each over a thousand bytes long."""
    homes, _ = houses(field)
    written = io.StringIO()
    writer = csv.DictWriter(written, ["rumah", "hasil", "catatan", "KEY"])
    writer.writeheader()
    for number in range(forms):
        writer.writerow(
            {"rumah": homes[number % len(homes)].key, "hasil": "rumah_kosong", "catatan": "pagar " * 200,
             "KEY": f"uuid:44444444-0000-4000-8000-{number:012d}"}
        )  # fmt: skip
    return written.getvalue().encode()


def task(job: Job, progress) -> Task:
    return Task(job.pk, 1, job.asked, job.area_code, Acting(str(job.asked_by), job.organisation, "job"), progress)


def test_a_large_file_is_taken_by_a_worker_killed_in_the_middle_and_every_form_once(field, city):
    desk = city.client("coordinator")
    address = f"/lapangan/{field.round.public_id}/"
    desk.post(f"{address}berkas/", {"file": SimpleUploadedFile("minggu-1.csv", large(field))})
    (job,) = rows(Job, kind="field.bring")
    assert (job.state, rows(Submission)) == ("waiting", [])
    assert "Isian dari minggu-1.csv" in desk.get(address).content.decode()
    told: list[tuple[float, float]] = []

    def killed(_label: str, done: float, total: float) -> None:
        told.append((done, total))
        if done >= 200:
            raise Stopped

    with pytest.raises(Stopped):
        HANDLERS["field.bring"].handle(task(job, killed))
    assert (told, len(rows(Submission))) == ([(0, 450), (200, 450)], 200)
    result = HANDLERS["field.bring"].handle(task(job, lambda *_: None))
    assert result == {"read": 450, "kept": 0, "known": 0}
    assert (len(rows(Submission)), len(rows(Visit, current=True))) == (450, 3)
    assert not file_of(job.asked["file"]).exists()
    Job.unscoped.filter(pk=job.pk).update(state="done", result=result)
    assert "450 formulir terbaca" in desk.get(address).content.decode()
    part = desk.get(f"/lapangan/berkas/{job.pk}/", headers={"HX-Request": "true"})
    assert (part.headers["HX-Refresh"], "450 formulir terbaca" in part.content.decode()) == ("true", True)
    assert "<h1" not in part.content.decode()


def test_a_file_whose_sender_lost_the_post_meanwhile_is_not_taken(field, city):
    desk = city.client("coordinator")
    desk.post(f"/lapangan/{field.round.public_id}/berkas/", {"file": SimpleUploadedFile("b.csv", large(field))})
    (job,) = rows(Job, kind="field.bring")
    Membership.objects.filter(user=city.users["coordinator"]).update(valid_from="2020-01-01", valid_to="2020-12-31")
    with pytest.raises(Fault, match="tidak lagi berwenang"):
        HANDLERS["field.bring"].handle(task(job, lambda *_: None))
    assert rows(Submission) == []
