"""Runs: made, compared, published by two people; rules tried."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.utils import IntegrityError
from django.utils import timezone

from semesta.flow.run import run as make_run_of_flow
from semesta.synthetic.city import write_city
from semesta.web.casework.actions import runs as actions
from semesta.web.casework.models import PublishProposal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.jobs.models import Job, JobState
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.models import Publication
from semesta.web.core.session_store import SEEN
from tests.web import runs_samples

# As the tables' owner, as a worker is; that pages hold to areas as the application's role is test_every_page.py's.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
from tests.web.runs_samples import work_off


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
