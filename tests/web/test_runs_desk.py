"""Files and runs: sent in parts, looked at before commit, run, compared, published by two people; rules tried."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db.utils import IntegrityError
from django.utils import timezone

from semesta.flow.run import run as make_run_of_flow
from semesta.synthetic.city import write_city
from semesta.web.casework import run_files
from semesta.web.casework.actions import runs as actions
from semesta.web.casework.actions import uploads
from semesta.web.casework.models import PublishProposal, Upload
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.jobs.handlers import HANDLERS, Task
from semesta.web.core.jobs.models import Job, JobState
from semesta.web.core.jobs.queue import claim, finish
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.models import Publication
from semesta.web.core.session_store import SEEN
from tests.web import runs_samples

# As the tables' owner, as a worker is; that pages hold to areas as the application's role is test_every_page.py's.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]

MEMBERS = (
    "PSNOKA,NOKA,NIK,NAMA,TGL_LHR,SEGMEN,STATUS PESERTA,WARNA\n"
    "0001234567890,0001234567890,1671011202900001,Budi Santoso,1990-02-12,PBI APBN,AKTIF,biru\n"
    '0001234567891,0001234567891,"1,67101E+15",Siti Aminah,1985-07-03,PBPU PEMDA,AKTIF,biru\n'
    "JUMLAH,,,2,,,,\n"
)


@pytest.fixture
def home(settings, tmp_path) -> Path:
    """A home of its own for the files of one test."""
    settings.SEMESTA_HOME, settings.SEMESTA_INBOX = tmp_path, tmp_path / "inbox"
    return tmp_path


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


def work_off() -> None:
    """All jobs that wait are done, in this process: a test is one transaction, which another would not see."""
    while (job := claim("tests", timezone.now())) is not None:
        who = Acting(str(job.asked_by), job.organisation, "tests")
        task = Task(job.pk, job.attempt, job.asked, job.area_code, who, lambda *_: None)
        finish(job, JobState.DONE, timezone.now(), result=HANDLERS[job.kind].handle(task))


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


# -- runs and publishing


@pytest.fixture
def run_here(home):
    runs_samples.run_on_disk("16.71")
    return runs_samples.RUN_ID


def test_a_run_is_asked_for_once_and_stopped(city, home):
    client = city.client("coordinator")
    form = {"as_of": "2025-05-01", "area": "16.71"}
    first, second = (client.post("/proses/", form).headers["Location"] for _ in range(2))
    assert first == second == f"/proses/tugas/{Job.unscoped.get().pk}/"
    assert "Kota Palembang, keadaan per 1" in client.get(first).content.decode()
    client.post(f"{first}hentikan/")
    assert Job.unscoped.get().state == "cancelled"
    client.post(f"{first}lanjutkan/")
    assert Job.unscoped.get().state == "waiting"


def test_who_may_read_runs_may_not_start_or_stop_them(city, home):
    client, job = city.client("auditor"), runs_samples.job(city)
    client.post("/proses/", {"as_of": "2025-05-01", "area": "16.71"})
    assert Job.unscoped.count() == 1
    assert client.post(f"/proses/tugas/{job.pk}/hentikan/").status_code == 403


def test_one_person_cannot_publish_and_a_refusal_needs_its_reason(city, run_here):
    proposer, second = city.client("coordinator"), city.client("bpjs")
    proposer.post(f"/proses/{run_here}/usulkan/", {"note": "sudah dilihat"})
    proposal = PublishProposal.unscoped.get()
    address, form = f"/proses/usulan/{proposal.pk}/", {"version": proposal.version, "answer": "agree"}
    assert proposer.post(address, form).status_code == 403
    assert "Setujui dan terbitkan" not in proposer.get(f"/proses/{run_here}/").content.decode()
    page = second.post(address, {**form, "answer": "refuse"}, follow=True).content.decode()
    assert "Tulis alasan menolak" in page
    second.post(address, {**form, "answer": "refuse", "reason": "PBI turun 40 persen"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, proposal.decided_by) == (
        "refused",
        "PBI turun 40 persen",
        city.users["bpjs"],
    )
    assert "PBI turun 40 persen" in proposer.get(f"/proses/{run_here}/").content.decode()
    told = AuditEntry.objects.filter(about="casework_publishproposal").values_list("kind", "actor").order_by("id")
    assert list(told) == [("insert", str(city.users["coordinator"].pk)), ("update", str(city.users["bpjs"].pk))]


def test_the_database_itself_refuses_one_person_as_both(city, run_here):
    proposal, user = runs_samples.proposal(city), city.users["coordinator"]
    with pytest.raises(IntegrityError), acting(acting_of(city.scope("coordinator"))):
        PublishProposal.unscoped.filter(pk=proposal.pk).update(state="approved", decided_by=user)


def test_a_run_made_again_after_the_proposal_is_not_published(city, run_here, home):
    with acting(acting_of(city.scope("coordinator"))):
        proposal = actions.propose(city.scope("coordinator"), run_here, "", timezone.now())
    (home / "runs" / run_here / "timings.json").write_text("{}")
    manifest = home / "runs" / run_here / "manifest.json"
    manifest.write_text(manifest.read_text().replace("0.1.0", "0.1.1"))
    form = {"version": proposal.version, "answer": "agree"}
    page = city.client("bpjs").post(f"/proses/usulan/{proposal.pk}/", form, follow=True).content.decode()
    assert "dihitung ulang setelah diusulkan" in page
    assert Job.unscoped.count() == 0


def test_a_proposer_withdraws_and_nobody_else_does(city, run_here):
    with acting(acting_of(city.scope("dinkes"))):
        proposal = actions.propose(city.scope("dinkes"), run_here, "", timezone.now())
    form = {"version": proposal.version}
    assert city.client("coordinator").post(f"/proses/usulan/{proposal.pk}/tarik/", form).status_code == 403
    city.client("dinkes").post(f"/proses/usulan/{proposal.pk}/tarik/", form)
    assert PublishProposal.unscoped.get().state == "withdrawn"


def test_actions_refuse_what_pages_do_not_offer(city, other_city, run_here):
    stranger = other_city.scope("coordinator")
    for act in (
        lambda: actions.propose(stranger, run_here, "", timezone.now()),
        lambda: actions.try_rule(stranger, run_here, "name: x", timezone.now()),
        lambda: actions.propose(city.scope("auditor"), run_here, "", timezone.now()),
        lambda: actions.approve(city.scope("dinkes"), runs_samples.proposal(city), 1, timezone.now()),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_work_lists_leave_only_with_a_purpose_within_the_area_and_noted(city, run_here):
    client, address = city.client("dinkes"), f"/proses/{run_here}/daftar-kerja/"
    assert client.post(address, {"purpose": ""}).status_code == 422
    answer = client.post(address, {"purpose": "Rapat kecamatan 3 Mei"})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert archive.namelist() == ["16.71.04.1002_13-Ulu.xlsx"]
    told = AuditEntry.objects.get(about="work lists taken")
    assert json.loads(told.new) == {"files": 1, "purpose": "Rapat kecamatan 3 Mei", "run": run_here}
    assert city.client("auditor").post(address, {"purpose": "ingin tahu"}).status_code == 403


def test_the_report_leaves_as_a_file(city, run_here):
    answer = city.client("auditor").get(f"/proses/{run_here}/laporan/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="laporan-{run_here}.html"'


def test_who_works_while_a_month_is_published_is_told_and_is_not_kept_signed_in_by_it(city):
    client, now = city.client("facility"), timezone.now()
    Publication.objects.filter(shown=True).update(shown=False)
    Publication.objects.create(
        run_id="2025-05-b", month="2025-05-01", manifest_sha256="0" * 64, began_at=now, loaded_at=now, shown=True
    )
    asked = {"HX-Request": "true", "X-Semesta-Background": "1"}
    assert client.get("/terbitan/?dari=2025-05-b", headers=asked).status_code == 204
    page = client.get("/terbitan/?dari=2025-04-a", headers=asked).content.decode()
    assert "Mei 2025 diterbitkan saat Anda bekerja" in page
    assert SEEN not in client.session
    client.get("/")
    assert SEEN in client.session


# -- rules


def test_rules_are_those_of_the_day_with_their_law(city):
    client = city.client("finance")
    before = client.get("/aturan/?pada=2022-01-01&kelompok=uhc&kata=coverage_min").content.decode()
    after = client.get("/aturan/?pada=2025-06-01&kelompok=uhc&kata=coverage_min").content.decode()
    assert "95,00" in before
    assert "98,00" in after
    page = client.get("/aturan/coverage_min_share/?pada=2025-06-01").content.decode()
    assert "berlaku pada hari ini" in page
    assert 'href="https://' in page
    assert client.get("/aturan/tidak_ada/").status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: tidak_ada", "tidak menyebut aturan yang ada"),
        ("a: &a [1]\nb: [*a, *a]", "alias YAML"),
        ("{", "bukan YAML yang benar"),
        ("name: dtsen_pbi_decile_max\nvalues: []", "title_id tidak diisi"),
        ("#" * 70_000, "lebih dari 64 KB"),
    ],
)
def test_a_rule_file_that_is_wrong_is_not_tried(city, run_here, text, said):
    answer = city.client("coordinator").post("/aturan/uji/", {"run": run_here, "text": text})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Job.unscoped.count() == 0


def test_a_tried_rule_is_told_in_people_and_rupiah_and_how_it_is_adopted(city, run_here):
    job = runs_samples.job(city, "rule.try")
    page = city.client("auditor").get(f"/aturan/uji/{job.pk}/").content.decode()
    assert "Desil DTSEN tertinggi untuk PBI" in page
    assert "Rp\u00a037.800" in page
    assert "Cara mengubah aturan" in page


# -- the whole way up to publishing, which test_run_jobs.py does with workers of its own


@pytest.fixture(scope="module")
def two_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("month")
    write_city(preset="2025-05", out=folder, residents=900, seed=7, months=2)
    (folder / "april").mkdir()
    for path in (folder / "inbox").glob("*2025-04*"):
        path.rename(folder / "april" / path.name)
    return folder


def test_a_month_is_run_and_compared_and_a_rule_tried_on_everybody(city, home, settings, two_files):
    settings.SEMESTA_INBOX = two_files / "inbox"
    make_run_of_flow(inbox=two_files / "april", home=home, as_of=date(2025, 4, 1), area="16.71")
    coordinator = city.client("coordinator")
    coordinator.post("/proses/", {"as_of": "2025-05-01", "area": "16.71"})
    work_off()
    job = Job.unscoped.get(kind="run")
    assert job.state == JobState.DONE, job.sentence
    run_id = job.result["run_id"]
    page = coordinator.get(f"/proses/{run_id}/banding/").content.decode()
    assert "Semua orang, menurut golongan" in page
    assert "Berkas hanya di proses ini" in page
    assert json.loads((home / "published.json").read_text())["months"].keys() == {"2025-04-01"}

    text = coordinator.get("/aturan/uji/?aturan=dtsen_pbi_decile_max").context["form"].initial["text"]
    coordinator.post("/aturan/uji/", {"run": run_id, "text": text.replace("value: 5", "value: 2")})
    work_off()
    tried = Job.unscoped.get(kind="rule.try")
    assert tried.state == JobState.DONE, tried.sentence
    found = tried.result
    moved = [each for each in found["changes"] if each["before"] == "dtsen_pbi"]
    assert moved
    # Whoever leaves the PBI route goes to another; people are neither lost nor made.
    assert {each["what"] for each in moved} == {"route"}
    assert sum(each["people"] for each in found["changes"] if each["what"] == "route") == found["changed_people"]
