"""A list of choices typed from signed sheets: each row is kept, known already, or told with its reason."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.models import ContactChoice
from semesta.web.casework.queries.contact_choices import standing
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import Look
from tests.web.case_samples import EVERYWHERE, one_person
from tests.web.outreach_samples import number_of, put_choice

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "data" / "formats"
HEAD = ["NO", "NIK", "NAMA", "NOMOR HP", "PERSETUJUAN", "ASAL PERSETUJUAN", "TANGGAL PERSETUJUAN", "NOMOR FORMULIR"]


def csv_of(*rows: list[str]) -> bytes:
    return "\n".join(";".join(row) for row in (HEAD, *rows)).encode()


def bring(client, content: bytes, name: str = "persetujuan.csv"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("outreach_choices_bring"), {"file": file}, follow=True)


def kept() -> list[ContactChoice]:
    with acting(EVERYWHERE):
        return list(ContactChoice.unscoped.order_by("pk"))


@pytest.fixture
def person(city, shown_city):
    return one_person(city.scope("dinsos"), nik__isnull=False, in_register=True)


def test_each_row_is_kept_known_or_told_with_its_reason(city, person):
    put_choice(city.area, city.users["dinsos"], person_id=None, address=number_of(9), choice="opt_out")
    client = city.client("dinsos")
    content = csv_of(
        ["1", person.nik, "X", "0812-0000-0001", "Setuju", "Sesi", "12-04-2025", "F-1"],
        ["2", "", "", "081200000002", "STOP", "", "12/04/2025", ""],
        ["3", person.nik, "", "081200000001", "ya", "sesi", "12-04-2025", "F-1"],  # the first row once more
        ["4", "", "", "081200000003", "SETUJU", "", "12-04-2025", ""],
        ["5", person.nik, "", "0711-312345", "SETUJU", "", "12-04-2025", ""],
        ["6", "3273010101010001", "", "081200000004", "SETUJU", "", "12-04-2025", ""],
        ["7", person.nik, "", "081200000009", "SETUJU", "", "12-04-2025", ""],
        ["8", person.nik, "", "081200000001", "mungkin", "", "12-04-2025", ""],
        ["9", person.nik, "", "081200000001", "SETUJU", "", "kemarin", ""],
        ["10", person.nik, "", "081200000001", "SETUJU", "", "12-04-2099", ""],
        ["11", "16710", "", "081200000001", "SETUJU", "", "12-04-2025", ""],
        ["12", person.nik, "", "ibu@contoh.id", "SETUJU", "dukun", "12-04-2025", ""],
    )
    page = bring(client, content).content.decode()
    rows = [(one.person_id, one.address, one.choice, one.source) for one in kept()[1:]]
    assert rows == [
        (person.person_id, number_of(1), "consent", "session"), (None, number_of(2), "opt_out", "form"),
    ]  # fmt: skip
    for why in (
        "Persetujuan perlu NIK", "bukan nomor ponsel Indonesia", "Tidak ada orang di wilayah Anda",
        "Orang ini menolak pesan",
        "PERSETUJUAN diisi", "Tanggalnya tidak terbaca", "masa depan", "NIK-nya tidak benar", "ASAL PERSETUJUAN diisi",
    ):  # fmt: skip
        assert why in page, why
    assert person.nik not in page
    again = bring(client, content).content.decode()
    assert len(kept()) == 3
    assert "Sudah diketahui" in again
    with acting(acting_of(city.scope("dinsos"))):
        assert standing(city.scope("dinsos"), "phone", [person.person_id], []).agreed == {
            person.person_id: number_of(1)
        }
        looks = Look.objects.within(city.scope("dinsos")).filter(person_key=str(person.person_id))
        assert looks.count() == 2  # each time the list was brought


def test_an_opt_out_of_the_same_list_beats_a_later_consent(city, person):
    content = csv_of(
        ["1", "", "", "081200000001", "STOP", "", "12-04-2025", ""],
        ["2", person.nik, "", "081200000001", "SETUJU", "", "12-04-2025", ""],
        ["3", person.nik, "", "081200000001", "MENCABUT PENOLAKAN", "", "13-04-2025", ""],
    )
    bring(city.client("dinsos"), content)
    assert [one.choice for one in kept()] == ["opt_out", "again"]


def test_a_workbook_with_real_dates_is_read(city, person):
    book = openpyxl.Workbook()
    for row in (["DAFTAR PERSETUJUAN"], HEAD, [1, person.nik, "X", "0812-0000-0001", "SETUJU", "SESI",
                timezone.now().replace(tzinfo=None, year=2025), "F-1"]):  # fmt: skip
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    bring(city.client("dinsos"), file.getvalue(), "daftar.xlsx")
    assert [(one.choice, one.given_on.year) for one in kept()] == [("consent", 2025)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Pilih CSV atau XLSX"),
        (b"A;B\n1;2\n", "Judul kolom tidak ditemukan"),
        ((SAMPLES / "bpjs_answer.csv").read_bytes(), "bukan daftar persetujuan"),
        (b"PK\x03\x04 broken", "rusak"),
        (csv_of(*[["1", "", "", "081200000002", "STOP", "", "12-04-2025", ""]] * 5001), "5000 baris"),
    ],
    ids=["nothing", "no list", "another list", "broken", "too long"],
)
def test_what_is_no_such_list_is_refused_in_words(city, shown_city, content, says):
    assert says in bring(city.client("dinsos"), content).content.decode()
    assert kept() == []


def test_a_kelurahan_brings_only_its_own_people(city, other_city, person):
    page = bring(
        other_city.client("kelurahan"), csv_of(["1", person.nik, "", "081200000001", "SETUJU", "", "12-04-2025", ""])
    )
    assert "Tidak ada orang di wilayah Anda" in page.content.decode()
    assert kept() == []
