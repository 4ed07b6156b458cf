"""The form of a round before an outside judge, the settings code, and files of ODK Central and KoboToolbox."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
import zlib

import pytest
from pyxform.validators.odk_validate import check_xform
from pyxform.xls2xform import convert

from semesta.terms.fault import Fault
from semesta.web.casework.actions.submissions import bring
from semesta.web.casework.field.collect import packed, qr_path, settings_of
from semesta.web.casework.field.form import visit_form
from semesta.web.casework.field.xlsform import sheets, workbook, xform_of
from semesta.web.casework.models import Submission, SubmissionFile, Visit, VisitPerson
from semesta.web.casework.queries.field import households_of, people_of, phone_of
from semesta.web.core.acting import acting, acting_of
from tests.web.case_samples import EVERYWHERE
from tests.web.field_round import in_field
from tests.web.phone import PNG

KINDS = ("random", "targeted")


@pytest.mark.parametrize("kind", KINDS)
def test_odk_validate_finds_the_form_valid_without_a_warning(kind, tmp_path):
    made = xform_of("kunjungan-1", "Putaran 1", kind)
    path = tmp_path / "form.xml"
    path.write_text(made.xform, encoding="utf-8")
    assert check_xform(str(path)) == []
    assert 'entities:entities-version="2024.1.0"' in made.xform
    assert made.xform.count('src="jr://file-csv/') == 2


def test_odk_validate_is_a_judge_that_can_refuse(tmp_path):
    from pyxform.validators.odk_validate import ODKValidateError

    path = tmp_path / "form.xml"
    path.write_text(xform_of("k", "P", "random").xform.replace("count(", "hitung("), "utf-8")
    with pytest.raises(ODKValidateError):
        check_xform(str(path))


@pytest.mark.parametrize("kind", KINDS)
def test_the_workbook_for_other_systems_gives_the_same_form(kind):
    made = xform_of("kunjungan-1", "Putaran 1", kind)
    book = workbook(sheets("kunjungan-1", made.version, "Putaran 1", kind))
    warnings: list[str] = []
    again = convert(book, warnings=warnings, form_name="data", file_type=".xlsx")
    assert (again.xform, warnings) == (made.xform, [])


def test_every_question_and_choice_speaks_both_languages_and_the_random_round_alone_asks_next_door():
    form = visit_form()
    for question in (*form.household, *form.person, *form.other):
        assert question.id
        assert question.en
        assert bool(question.hint_id) == bool(question.hint_en)
    assert all(words[0] and words[1] for each in form.choices.values() for words in each.values())
    assert "<sebelah/>" in xform_of("k", "P", "random").xform
    assert "sebelah" not in xform_of("k", "P", "targeted").xform


def test_the_version_changes_with_what_the_form_says_and_only_with_it():
    one, same, other = (xform_of("k", title, "random") for title in ("P", "P", "Q"))
    assert one == same
    assert one.version != other.version


def test_the_settings_code_is_what_odk_collect_reads():
    text = packed(settings_of("https://semesta.example.go.id/odk/rahasia", "Putaran 1"))
    told = json.loads(zlib.decompress(base64.b64decode(text)))
    assert {"general", "admin", "project"} <= told.keys()
    assert told["general"]["server_url"] == "https://semesta.example.go.id/odk/rahasia"
    assert (told["general"]["form_update_mode"], told["admin"]["change_server"]) == ("match_exactly", False)
    path, width = qr_path(text)
    assert width == 2 * 4 + 17 + 4 * ((width - 25) // 4)  # a square of 17 + 4 n fields in a quiet zone of 4
    assert re.fullmatch(r"(M\d+ \d+h1v1h-1z)+", path)


# -- files of other systems


@pytest.fixture
def field(shown_city, city):
    return in_field(city)


@pytest.fixture
def phone(field):
    return phone_of(field.token())


def as_csv(rows: list[dict], delimiter: str = ",") -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def central(phone) -> bytes:
    """A ZIP as ODK Central exports it: two visits, one with people and a photo."""
    with acting(acting_of(phone.scope), writes=False):
        house, empty, _ = households_of(phone)
        listed = [one for one in people_of(phone) if one.household == house.key]
    key = "uuid:11111111-0000-4000-8000-000000000001"
    main = [
        {"SubmissionDate": "2026-11-28T02:00:00.000Z", "mulai": "2026-11-28T08:30:00.000+07:00",
         "selesai": "2026-11-28T08:50:00.000+07:00", "rumah": house.key, "hasil": "bertemu", "izin": "ya",
         "lokasi-Latitude": "-2.99", "lokasi-Longitude": "104.75", "lokasi-Altitude": "1", "foto_rumah": "1.png",
         "tahap": "advokasi", "KEY": key, "SubmitterName": "A-1", "ReviewState": "approved", "FormVersion": "v1"},
        {"rumah": empty.key, "hasil": "rumah_kosong", "KEY": key[:-1] + "2", "SubmitterName": "A-1"},
    ]  # fmt: skip
    people = [
        {"orang_id": one.key, "status_orang": "ditemukan", "kartu_ditunjukkan": "kartu", "status_ditunjukkan": "aktif",
         "PARENT_KEY": key, "KEY": f"{key}/orang[{number}]"}
        for number, one in enumerate(listed, 1)
    ]  # fmt: skip
    packed_file = io.BytesIO()
    with zipfile.ZipFile(packed_file, "w") as archive:
        archive.writestr("kunjungan.csv", as_csv(main))
        archive.writestr("kunjungan-orang.csv", as_csv(people))
        archive.writestr("media/1.png", PNG)
    return packed_file.getvalue()


def rows(model, **wanted):
    with acting(EVERYWHERE, writes=False):
        return list(model.unscoped.filter(**wanted).order_by("pk"))


def brought(field, name: str, content: bytes) -> dict[str, int]:
    with acting(acting_of(field.scope)):
        return bring(field.scope, field.round, name, content)


@pytest.mark.django_db
def test_a_zip_of_odk_central_is_read_like_a_phone_and_once(field, phone):
    content = central(phone)
    assert brought(field, "kunjungan.zip", content) == {"read": 2, "kept": 0, "known": 0}
    assert brought(field, "lagi.zip", content) == {"read": 0, "kept": 0, "known": 2}
    met, absent = rows(Visit)
    assert (met.outcome, met.stage, met.source, met.latitude, met.agent_id) == (
        "complete", "advokasi", "central", -2.99, phone.agent.pk,
    )  # fmt: skip
    assert absent.outcome == "absent"
    assert {one.card for one in rows(VisitPerson, visit=met)} == {"active"}
    assert [(one.name, one.media_type) for one in rows(SubmissionFile)] == [("1.png", "image/png")]


@pytest.mark.django_db
def test_a_csv_of_kobotoolbox_is_read_and_a_row_without_a_house_is_kept(field, phone):
    with acting(acting_of(phone.scope), writes=False):
        house = households_of(phone)[0]
    told = [
        {"mulai": "2026-11-28T08:30:00.000+07:00", "kunjungan/rumah": house.key, "kunjungan/hasil": "menolak",
         "lokasi": "-2.99 104.75 1 5", "_id": "7", "_uuid": "22222222-0000-4000-8000-000000000001",
         "__version__": "v1"},
        {"mulai": "", "kunjungan/rumah": "", "kunjungan/hasil": "menolak", "lokasi": "", "_id": "8",
         "_uuid": "22222222-0000-4000-8000-000000000002", "__version__": "v1"},
    ]  # fmt: skip
    content = as_csv(told, ";").encode("utf-8-sig")
    assert brought(field, "kobo.csv", content) == {"read": 1, "kept": 1, "known": 0}
    (visit,) = rows(Visit)
    assert (visit.outcome, visit.source, visit.longitude) == ("refused", "kobo", 104.75)
    assert [one.why for one in rows(Submission, state="kept")] == ["no_household"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 rusak", "rusak atau terpotong"),
        (b"nama,nik\nA,1\n", "kolom rumah dan hasil"),
        (b"\xff\xfe\x00rumah,hasil", "UTF-8"),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_a_sentence_and_nothing_is_taken(field, content, sentence):
    with pytest.raises(Fault, match=sentence):
        brought(field, "berkas.csv", content)
    assert rows(Submission) == []
