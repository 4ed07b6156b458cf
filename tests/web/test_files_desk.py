"""Files: sent in parts, looked at before commit, hostile ones refused with their sentence."""

import io
import json
import zipfile
from datetime import timedelta

import openpyxl
import pytest

from semesta.web.casework import run_files
from semesta.web.casework.actions import uploads
from semesta.web.casework.models import Upload
from semesta.web.core.models import AuditEntry

# As the tables' owner, as a worker is; that pages hold to areas as the application's role is test_every_page.py's.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
from tests.web.runs_samples import work_off

MEMBERS = (
    "PSNOKA,NOKA,NIK,NAMA,TGL_LHR,SEGMEN,STATUS PESERTA,WARNA\n"
    "0001234567890,0001234567890,1671011202900001,Budi Santoso,1990-02-12,PBI APBN,AKTIF,biru\n"
    '0001234567891,0001234567891,"1,67101E+15",Siti Aminah,1985-07-03,PBPU PEMDA,AKTIF,biru\n'
    "JUMLAH,,,2,,,,\n"
)


def begun(client, name, size, mark="7"):
    return client.post("/berkas/mulai/", {"name": name, "size": size, "mark": mark})


def part(client, state, offset, content):
    return client.post(f"{state['url']}?dari={offset}", content, content_type="application/octet-stream")


def sent(client, name, content) -> Upload:
    """The file is here and was read by a worker."""
    state = begun(client, name, len(content)).json()
    assert part(client, state, 0, content).status_code == 200
    work_off()
    return Upload.unscoped.latest("id")


def test_a_file_comes_in_parts_and_goes_on_where_it_stopped(city, home):
    client, content = city.client("dinkes"), MEMBERS.encode()
    state = begun(client, "../../peserta 2025-05.csv", len(content)).json()
    assert part(client, state, 0, content[:100]).json()["received"] == 100
    # The browser was closed: the same file chosen again is the same upload; another one is not.
    assert begun(client, "peserta 2025-05.csv", len(content)).json() == {**state, "received": 100}
    assert begun(client, "peserta 2025-05.csv", len(content), mark="8").json()["url"] != state["url"]
    # A part that does not begin where the file ends changes nothing and says how much is here.
    for offset in (0, 50, 101):
        answer = part(client, state, offset, b"x" * 10)
        assert (answer.status_code, answer.json()["received"]) == (409, 100)
    assert part(client, state, 100, content[100:]).status_code == 200
    upload = Upload.unscoped.get(name="peserta 2025-05.csv", mark="7")
    assert (upload.state, upload.job.kind) == ("checking", "file.preview")
    assert run_files.file_of(upload).read_bytes() == content


def test_somebody_else_cannot_write_into_my_file(city, home):
    state = begun(city.client("dinkes"), "a.csv", 10).json()
    assert part(city.client("coordinator"), state, 0, b"x").status_code == 404


def test_more_than_was_announced_is_not_kept(city, home):
    client = city.client("dinkes")
    state = begun(client, "a.csv", 10).json()
    part(client, state, 0, b"x" * 4)
    answer = part(client, state, 4, b"x" * 100)
    assert (answer.status_code, answer.json()["received"]) == (409, 4)
    assert "Pilih lagi berkasnya" in answer.json()["sentence"]


@pytest.mark.parametrize(
    ("size", "status", "sentence"),
    [(0, 422, "Berkas kosong"), (5_000_000_000, 413, "paling besar 4.000 MB"), ("x", 422, "Peramban tidak menyebut")],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(city, home, size, status, sentence):
    answer = begun(city.client("dinkes"), "a.csv", size)
    assert (answer.status_code, sentence in answer.json()["sentence"]) == (status, True)
    assert Upload.unscoped.count() == 0


def test_without_room_a_file_is_refused_before_a_byte_is_sent(city, home, monkeypatch):
    monkeypatch.setattr(run_files, "KEPT_FREE", 1 << 60)
    answer = begun(city.client("dinkes"), "a.csv", 3_000_000)
    assert answer.status_code == 507
    assert "Disk server tidak cukup: perlu 3 MB, yang dapat dipakai 0 MB" in answer.json()["sentence"]


def test_a_disk_that_fills_up_on_the_way_loses_nothing_and_says_so(city, home):
    """A real limit of the operating system: this process may not write a file beyond 4,096 bytes for a moment."""
    import resource

    client, content = city.client("dinkes"), b"NIK,NAMA\n" * 1000
    state = begun(client, "a.csv", len(content)).json()
    assert part(client, state, 0, content[:3000]).status_code == 200
    upload = Upload.unscoped.get()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
    try:
        with pytest.raises(run_files.Refused, match="Disk server tidak cukup") as refused:
            run_files.append(upload, 3000, [content[3000:]])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert (refused.value.status, run_files.received(upload)) == (507, 3000)
    # With room again it goes on, and the file is whole.
    assert part(client, state, 3000, content[3000:]).status_code == 200
    assert run_files.file_of(upload).read_bytes() == content


def test_a_browser_without_scripts_sends_whole_files(city, home):
    client = city.client("dinkes")
    files = [io.BytesIO(MEMBERS.encode()), io.BytesIO(b"")]
    files[0].name, files[1].name = "satu.csv", "kosong.csv"
    page = client.post("/berkas/kirim/", {"file": files}, follow=True).content.decode()
    assert "kosong.csv: Berkas kosong." in page
    assert [(one.name, one.state) for one in Upload.unscoped.all()] == [("satu.csv", "checking")]
    assert "Pilih berkas dahulu" in client.post("/berkas/kirim/", {}, follow=True).content.decode()


def test_a_whole_file_for_which_there_is_no_room_is_passed_over_and_told(city, home, monkeypatch):
    from semesta.web.core import receiving

    monkeypatch.setattr(receiving, "KEPT_FREE", 1 << 60)
    monkeypatch.setattr(run_files, "KEPT_FREE", 1 << 60)
    file = io.BytesIO(b"x" * 3_000_000)
    file.name = "besar.csv"
    page = city.client("dinkes").post("/berkas/kirim/", {"file": file}, follow=True).content.decode()
    assert "Disk server tidak cukup" in page
    assert Upload.unscoped.count() == 0


def test_a_file_that_nobody_went_on_sending_is_gone_after_a_week(city, home):
    state = begun(city.client("dinkes"), "a.csv", 10).json()
    part(city.client("dinkes"), state, 0, b"xxx")
    upload = Upload.unscoped.get()
    assert uploads.forget_abandoned(upload.began_at + timedelta(days=6)) == 0
    assert uploads.forget_abandoned(upload.began_at + timedelta(days=8)) == 1
    assert (Upload.unscoped.get().state, run_files.folder_of(upload).exists()) == ("discarded", False)


def test_a_file_is_shown_as_it_was_understood_and_nobody_is_recognised_in_it(city, home):
    client = city.client("dinkes")
    upload = sent(client, "peserta_2025-05.csv", MEMBERS.encode())
    page = client.get(f"/berkas/{upload.key}/").content.decode()
    assert upload.state == "understood", upload.sentence
    assert "NIK dalam notasi ilmiah" in page
    assert "Baris jumlah, bukan data" in page
    assert "2025-05" in page
    assert "WARNA" in page
    assert [(part["row_count"], part["landed_count"], part["rejected_count"]) for part in upload.findings["parts"]] == [
        (3, 2, 1)
    ]
    for secret in ("Budi", "Santoso", "Aminah", "1671011202900001", "0001234567890", "1990-02-12"):
        assert secret not in page
        assert secret not in json.dumps(upload.findings)
        assert not AuditEntry.objects.filter(new__contains=secret).exists()


def test_accepted_it_lies_in_the_inbox_and_is_not_read_again(city, home):
    client = city.client("dinkes")
    upload = sent(client, "peserta_2025-05.csv", MEMBERS.encode())
    client.post(f"/berkas/{upload.key}/terima/", {"version": upload.version})
    upload.refresh_from_db()
    assert (upload.state, upload.inbox_name) == ("accepted", "peserta_2025-05.csv")
    assert (home / "inbox" / "peserta_2025-05.csv").read_bytes() == MEMBERS.encode()
    assert (home / "files" / upload.file_id / "landed.json").exists()
    assert not run_files.folder_of(upload).exists()
    # The same bytes under another name are told, and another file of the same name does not replace it.
    again = sent(client, "salinan.csv", MEMBERS.encode())
    assert again.repeat_of == "peserta_2025-05.csv"
    assert "Berkas yang sama pernah masuk" in client.get(f"/berkas/{again.key}/").content.decode()
    other = sent(client, "peserta_2025-05.csv", MEMBERS.replace("Budi", "Badu").encode())
    client.post(f"/berkas/{other.key}/terima/", {"version": other.version})
    assert sorted(path.name for path in (home / "inbox").iterdir()) == ["peserta_2025-05-2.csv", "peserta_2025-05.csv"]
    # Taken out, the next run does not read it.
    client.post(f"/berkas/{upload.key}/buang/", {"version": upload.version})
    assert sorted(path.name for path in (home / "inbox").iterdir()) == ["peserta_2025-05-2.csv"]


def test_of_two_who_decide_the_second_is_told_and_changes_nothing(city, home):
    upload = sent(city.client("dinkes"), "peserta_2025-05.csv", MEMBERS.encode())
    form = {"version": upload.version}
    assert city.client("dinkes").post(f"/berkas/{upload.key}/terima/", form).status_code == 302
    answer = city.client("coordinator").post(f"/berkas/{upload.key}/buang/", form)
    assert answer.status_code == 409
    assert "Orang lain lebih dahulu: keadaan berkas sekarang “Di kotak masuk”" in answer.content.decode()
    assert (home / "inbox" / "peserta_2025-05.csv").exists()


def workbook(rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def with_macro(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", b"0" * (200 << 20))
    return out.getvalue()


GOOD = workbook([line.split(",") for line in MEMBERS.replace('"1,67101E+15"', "1671014307850002").splitlines()])


@pytest.mark.parametrize(
    ("name", "content", "state", "said"),
    [
        ("baik.xlsx", GOOD, "understood", "Master file peserta JKN"),
        ("makro.xlsm", with_macro(GOOD), "understood", "Berisi makro; makro tidak dijalankan"),
        ("terpotong.xlsx", GOOD[: len(GOOD) // 2], "refused", "rusak atau terpotong"),
        ("bom.zip", bomb(), "refused", "mengembang menjadi 200 MB dan ditolak (bom ZIP)"),
        ("surat.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 20, "refused", "surat.pdf"),
        ("kolom.csv", b"NIK,NAMA\n1671011202900001,Budi\n", "refused", "tidak ada di kolom.csv"),
    ],
    ids=["workbook", "macro", "truncated", "bomb", "letter", "columns"],
)  # fmt: skip
def test_hostile_and_wrong_files_get_their_sentence(city, home, name, content, state, said):
    client = city.client("dinkes")
    upload = sent(client, name, content)
    page = client.get(f"/berkas/{upload.key}/").content.decode()
    assert (upload.state, said in page) == (state, True), (upload.sentence, upload.state)
    assert "Budi" not in page
    if state == "refused":
        answer = client.post(f"/berkas/{upload.key}/terima/", {"version": upload.version})
        assert answer.status_code == 409
    assert client.post(f"/berkas/{upload.key}/buang/", {"version": upload.version}).status_code == 302
    assert not run_files.folder_of(upload).exists()
