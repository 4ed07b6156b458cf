"""A whole round over the wire: drawn, filled offline by the truth of the city, estimated, worked on, proved."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from semesta.flow.publish import published
from semesta.flow.run import run
from semesta.synthetic.city import write_city
from semesta.web.casework.field.collect import packed, qr_path, settings_of
from tests.journeys.test_field_journey import choose, without_network
from tests.journeys.test_openrosa_journey import dies_in_the_middle, over_http
from tests.web.desk_http import Desk, figures, said, tables, whole
from tests.web.phone import Phone
from tests.web.screen import DESK, PHONE, looked_at, new_tab
from tests.web.started import SEMESTA
from tests.web.true_doors import TrueDoors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("round")]
ROOT = Path(__file__).parents[2]
SEED, HOMES, AGENTS = 11, 400, ("a1", "a2", "a3", "a4")
TODAY = datetime.now(UTC).date()
FORM = {
    "name": "Putaran April", "design": "stratified", "households": HOMES, "half_width": "3", "response": "85",
    "per_cluster": "5", "allocation": "proportional", "reserve": "60", "seed": "benih-april", "area": "16.71",
    "starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=3)).isoformat(),
}  # fmt: skip
SPAN = re.compile(r"([\d.,]+)–([\d.,]+)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Files of two months and their truth; in the inbox April alone."""
    made = tmp_path_factory.mktemp("visited")
    write_city(preset="2025-05", out=made, residents=6000, seed=SEED, months=2)
    (made / "may").mkdir()
    for path in (made / "inbox").iterdir():
        if "2025-04" not in path.name:
            shutil.move(path, made / "may" / path.name)
    return made


@pytest.fixture(scope="module")
def home(folder) -> Path:
    """The home with April published."""
    run(inbox=folder / "inbox", home=folder / "home", as_of=date(2025, 4, 1))
    return folder / "home"


@pytest.fixture(scope="module")
def doors(home, folder) -> TrueDoors:
    return TrueDoors(home, folder / "truth", SEED)


@pytest.fixture(scope="module")
def desk(served) -> Desk:
    address, passwords = served
    return Desk(address, "coordinator", passwords["coordinator"])


@pytest.fixture(scope="module")
def round_id(desk) -> str:
    """A round drawn on the page and shared out among four agents."""
    desk.get("/kunjungan/baru/")
    desk.post("/kunjungan/baru/", **FORM)
    public_id = desk.url.rstrip("/").rpartition("/")[2]
    agents = "\n".join(f"{code}; Petugas {code};" for code in AGENTS)
    desk.post(f"/kunjungan/{public_id}/bagi/", version=1, agents=agents, per_day=50)
    return public_id


@pytest.fixture(scope="module")
def held(home, environment, round_id):
    """What the database holds of the round, asked anew each time."""

    def ask() -> dict:
        words = [sys.executable, "-m", "tests.web.round_child", str(home), round_id]
        more = {**environment, "SEMESTA_HOME": str(home)}
        return json.loads(subprocess.run(words, cwd=ROOT, env=more, capture_output=True, text=True, check=True).stdout)

    return ask


@pytest.fixture(scope="module")
def phones(desk, served, round_id) -> list[Phone]:
    """Every agent's phone, made known by the code that the page draws."""
    page = desk.post(f"/lapangan/{round_id}/mulai/")
    made = []
    for agent in re.findall(r"/lapangan/agen/([0-9a-f-]{36})/akses/", page):
        shown = desk.post(f"/lapangan/agen/{agent}/akses/")
        server = f"{served[0]}/odk/" + re.search(r"/luring/#([\w-]+)", shown).group(1)
        settings = settings_of(server, FORM["name"])
        assert qr_path(packed(settings))[0] in shown
        made.append(Phone(settings["general"]["server_url"], over_http))
    assert len(made) == len(AGENTS)
    return made


def version_on(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page).group(1)


def spans(rows: list[list[str]], place: int) -> list[tuple[float, float]]:
    """Intervals of a column, as numbers."""
    found = [SPAN.search(row[place]) for row in rows]
    return [tuple(float(one.replace(".", "").replace(",", ".")) for one in each.groups()) for each in found]


def test_the_round_is_drawn_from_the_register_and_goes_to_the_phones(desk, round_id, phones, held):
    assert FORM["seed"] in said(desk.get(f"/kunjungan/{round_id}/"))
    for phone in phones:
        phone.fetch()
        assert phone.head().status == 204
    now = held()
    main = {key for key, part, _ in now["drawn"] if part == "main"}
    assert len(main) == HOMES
    assert sorted(one["name"] for phone in phones for one in phone.households) == sorted(
        public for public, key in now["homes"].items() if key in main
    )


def test_what_is_filled_offline_arrives_once_whatever_the_network_does(desk, round_id, phones, held, doors, sign_in):
    now = held()
    number = {now["people"][public]: public for public in now["people"]}

    def filled(phone: Phone, household: dict, **more) -> tuple[str, bytes]:
        answers, people, others = doors.told(now["homes"][household["name"]], number)
        return phone.fill(household, answers, people, others, **more)

    first = phones[0]
    other = Phone(first.server_url, over_http)  # the same agent's second phone, fetched before the first one sends
    other.fetch()
    met = [one for one in first.households if doors.end(now["homes"][one["name"]]) == "complete"]
    broken, edited, argued = met[:3]
    for phone in phones:
        for household in phone.households:
            if household in (broken, edited, argued):
                continue
            assert phone.post(filled(phone, household)[1]).status == 201
    # Sent again, as a phone does that never heard of the answer; and one that broke off, then whole.
    _, xml = filled(first, broken)
    for sent in (10, len(xml) // 2, len(xml) - 20):
        dies_in_the_middle(first, xml, {}, sent)
    assert [first.post(xml).status for _ in range(3)] == [201, 201, 201]
    # An edit: the agent had marked the house as empty.
    mistaken, xml = first.fill(edited, {"hasil": "rumah_kosong"})
    assert first.post(xml).status == 201
    assert first.post(filled(first, edited, deprecated_id=mistaken)[1]).status == 201
    # Two phones that did not know of each other: the truth on one, on the other nobody at home.
    twin = next(one for one in other.households if one["name"] == argued["name"])
    assert first.post(filled(first, argued)[1]).status == 201
    assert other.post(other.fill(twin, {"hasil": "rumah_kosong"})[1]).status == 201
    waiting = desk.get(f"/lapangan/{round_id}/menunggu/")
    conflict = re.search(r"/lapangan/bentrok/(\d+)/", waiting).group(1)
    assert "Tidak ada orang di rumah" in said(desk.get(f"/lapangan/bentrok/{conflict}/"))
    for width, language in ((PHONE, "en"), (DESK, "id")):
        tab = sign_in("coordinator", width, language)
        tab.goto(f"/lapangan/bentrok/{conflict}/")
        looked_at(tab, "round-conflict")
    tab.get_by_role("button", name="Kunjungan lebih awal yang dihitung").click()
    tab.wait_for_url(re.compile("/menunggu/"))

    now = held()
    main = {key for key, part, _ in now["drawn"] if part == "main"}
    words = {"complete": {"complete", "gone"}, **{one: {one} for one in ("refused", "absent", "not_found")}}
    assert set(now["current"]) == main
    wrong = {now["current"][key]: doors.end(key) for key in main if now["current"][key] not in words[doors.end(key)]}
    assert wrong == {}
    assert (now["visits"], now["forms"]) == (HOMES + 2, HOMES + 2)  # the edited one and the argued one came twice
    assert now["posts"] == {"1": HOMES + 1, "3": 1}
    shown = figures(desk.get(f"/lapangan/{round_id}/"))
    assert whole(shown["Sudah dikunjungi"]) == HOMES
    assert whole(shown["Formulir masuk"]) == HOMES + 2


def by_the_page(browser, address: str, phone: Phone, household: dict, told: tuple) -> None:
    """The house visited with the offline page of a phone, without a network."""
    answers, people, _ = told
    token = phone.server_url.rpartition("/")[2]
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, has_touch=True, base_url=address)
    tab = new_tab(context)
    tab.goto(f"/luring/#{token}")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.wait_for_function("navigator.serviceWorker.controller !== null")
    house = tab.locator("ul.houses button", has_text=household["label"]).first
    house.wait_for()  # the agent sees that the list has come before leaving for where no network is
    context.set_offline(True)
    tab.goto("/luring/")
    house.click()
    tab.locator("[data-question=hasil]").wait_for()
    for question in ("hasil", "izin", "tahap"):
        choose(tab, question, answers[question])
    order = [one["name"] for one in phone.people(household)]
    for one in people:
        box = f".person >> nth={order.index(one['orang_id'])} >>"
        for question in [name for name in one if name != "orang_id"]:
            choose(tab, question, one[question], within=box)
    without_network(tab)
    looked_at(tab, "round-offline-form")
    tab.get_by_role("button", name="Simpan kunjungan").click()
    tab.get_by_text("Menunggu dikirim: 1").wait_for()
    context.set_offline(False)
    tab.get_by_text("Menunggu dikirim: 0").wait_for()
    context.close()


def test_reserves_are_called_in_and_the_page_estimates_what_is_true(
    desk, served, round_id, phones, held, doors, browser, sign_in
):
    version = version_on(desk.get(f"/kunjungan/{round_id}/"))
    desk.post(f"/kunjungan/{round_id}/tindak/", version=version, deed="reserves")
    desk.post(f"/lapangan/{round_id}/mulai/")  # who lives in the houses that came to the round
    now = held()
    replaced = {key for key, part, _ in now["drawn"] if part == "replacement"}
    assert len(replaced) == sum(doors.end(key) != "complete" for key, part, _ in now["drawn"] if part == "main") > 0
    number = {now["people"][public]: public for public in now["people"]}
    on_the_page = 0
    for phone in phones:
        phone.fetch()
        for household in phone.households:
            if now["homes"][household["name"]] in replaced:
                told = doors.told(now["homes"][household["name"]], number)
                if not on_the_page and told[1] and not told[2]:
                    by_the_page(browser, served[0], phone, household, told)
                    on_the_page += 1
                else:
                    assert phone.post(phone.fill(household, *told)[1]).status == 201
    assert on_the_page == 1
    assert set(held()["current"]) >= replaced
    for width, language in ((DESK, "id"), (PHONE, "en")):
        tab = sign_in("coordinator", width, language)
        tab.goto(f"/kunjungan/{round_id}/perkiraan/")
        looked_at(tab, "round-estimate")
    page = tables(desk.get(f"/kunjungan/{round_id}/perkiraan/"))
    truth = doors.doors.truth
    coverage, activity, of_registered = spans(page["Bagian dari yang tinggal di sini"], 2)
    shares = ((coverage, "registered", "residents"), (activity, "active", "residents"),
              (of_registered, "active", "registered"))  # fmt: skip
    for (low, high), part, of in shares:
        assert low <= 100 * truth[part] / truth[of] <= high, part
        assert high - low < 12
    residents = spans(page["Orang"][:1], 2)[0]
    assert residents[0] <= truth["residents"] <= residents[1]


@pytest.fixture(scope="module")
def found(held) -> list[dict]:
    """People who live where they were met and have no active cover by the door's word, as the visits told them."""
    lives = [one for one in held()["found"] if one["found"] == "lives"]
    return [
        one for one in lives if one["card"] in ("none", "inactive") or (one["card"] == "unseen" and not one["listed"])
    ]


def test_everybody_found_without_cover_has_a_case_and_the_counts_add_up(desk, round_id, held, found, sign_in):
    page = desk.get(f"/kunjungan/{round_id}/temuan/")
    before = tables(page)
    done, file = before["Apa yang dikerjakan"], before["Yang ditunjukkan berkas April 2025"]
    count = whole(done[-1][1])
    assert sum(whole(row[1]) for row in done[:-1]) == count == whole(file[-1][1])
    assert [row[0] for row in file[:-1]] == ["Menunggu berkas berikutnya"]
    assert len(found) * 0.9 < count <= len(found)  # met at two doors, or known to the run as active: once, or not
    without = next(whole(row[1]) for row in done if row[0] == "Belum ada kasus")
    cases = len(held()["cases"])
    for width, language in ((PHONE, "en"), (DESK, "id")):
        tab = sign_in("coordinator", width, language)
        tab.goto(f"/kunjungan/{round_id}/temuan/")
        looked_at(tab, "round-found")
    tab.get_by_role("button", name="Buka kasus").click()
    tab.get_by_text("Kasus dibuka:").wait_for()
    after = tables(desk.get(f"/kunjungan/{round_id}/temuan/"))["Apa yang dikerjakan"]
    assert "Belum ada kasus" not in {row[0] for row in after}
    assert whole(after[-1][1]) == count
    opened = [one for one in held()["cases"] if one["kind"] == "found"]
    assert len(opened) == without == len(held()["cases"]) - cases > 0
    page = desk.get(f"/kunjungan/{round_id}/temuan/")
    assert "Buka kasus" not in said(page)  # a second time there is nothing to open


@pytest.fixture(scope="module")
def people(desk, round_id) -> int:
    """How many the page counts in the month of the round."""
    return whole(tables(desk.get(f"/kunjungan/{round_id}/temuan/"))["Apa yang dikerjakan"][-1][1])


@pytest.fixture(scope="module")
def claimed(served, round_id, people) -> list[int]:
    """An officer of Dinsos says of every case of the round that the person was registered."""
    officer = Desk(served[0], "dinsos", served[1]["dinsos"])
    pages = [officer.get(f"/kunjungan/{round_id}/temuan/?dari={first}") for first in range(0, people, 50)]
    cases = sorted({int(pk) for page in pages for pk in re.findall(r"/kasus/(\d+)/", page)})
    for pk in cases:
        version = version_on(officer.get(f"/kasus/{pk}/"))
        officer.post(f"/kasus/{pk}/langkah/", do="claim", version=version, outcome="registered", text="")
    return cases


@pytest.fixture(scope="module")
def may(folder, home, environment, claimed, held) -> list[str]:
    """May's files come in, with cards for some whom no register knows; the run reads what the desks and phones told.

    The NIK of those who got a card.
    """
    for path in (folder / "may").iterdir():
        shutil.copy(path, folder / "inbox" / path.name)
    strangers = [one for one in held()["cases"] if one["subject"].startswith("n")]
    lucky = [one["subject"][1:] for one in strangers[::2]]
    members = folder / "inbox" / "peserta_2025-05_1671.csv"
    with members.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        names, rows = reader.fieldnames, list(reader)
    like = next(row for row in rows if row["STATUSPST"] == "AKTIF" and row["KDJNSPESERTA"] == "22" and row["NIK"])
    for number, nik in enumerate(lucky):
        card = f"99{number:011d}"
        rows.append({**like, "NIK": nik, "PSNOKA": card, "NOKA": card, "NAMA": f"WARGA BARU {number}", "KKNO": "",
                     "TGLLHR": "1980-01-01", "TMT": "2025-05-01", "NOHP": ""})  # fmt: skip
    with members.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    words = [SEMESTA, "run", "--home", home, "--inbox", folder / "inbox", "--as-of", "2025-05-01"]
    done = subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return lucky


def test_the_next_file_proves_or_refutes_every_case_and_only_the_file(folder, home, held, claimed, may):
    with (folder / "inbox" / "semesta_action.csv").open(encoding="utf-8") as file:
        actions = [row for row in csv.DictReader(file) if row["action"] == "claim"]
    now = {one["pk"]: one for one in held()["cases"]}
    told = [pk for pk in claimed if now[pk]["person"] is not None or now[pk]["subject"].startswith("n")]
    assert {row["action_id"] for row in actions} == {f"case-{pk}-2025-04" for pk in told}
    outcome = {row["action_id"]: row for row in pq.read_table(published(home, "action_outcome")).to_pylist()}
    months = {row["person_id"]: row for row in pq.read_table(published(home, "person_month")).to_pylist()}

    def covered(pk: int) -> bool:
        one = months.get(now[pk]["person"])
        alone = one is not None and one["class"] == "member_not_in_register" and one["status"] == "ACTIVE"
        return alone or bool(one and one["active"])

    states = {pk: now[pk]["state"] for pk in claimed}
    assert set(states.values()) <= {"proved", "refuted", "claimed", "closed"}
    assert {pk for pk in claimed if states[pk] == "proved"} <= {pk for pk in claimed if covered(pk)}
    assert not [pk for pk in claimed if states[pk] == "refuted" and covered(pk)]
    assert set(states.values()) >= {"proved", "refuted"}
    for pk in told:
        assert (outcome[f"case-{pk}-2025-04"]["outcome"] == "active") == covered(pk)
    lucky = [one for one in now.values() if one["subject"][1:] in may and one["kind"] == "found"]
    assert len(lucky) == len(may) > 0
    assert {one["state"] for one in lucky} == {"proved"}


def test_the_page_shows_what_was_proved_and_all_counts_add_up(desk, home, round_id, held, people, may, sign_in):
    for width, language in ((DESK, "id"), (PHONE, "en")):
        tab = sign_in("coordinator", width, language)
        tab.goto(f"/kunjungan/{round_id}/temuan/")
        looked_at(tab, "round-proved")
    tab.goto(f"/kunjungan/{round_id}/")
    looked_at(tab, "round-page")
    page = tables(desk.get(f"/kunjungan/{round_id}/temuan/"))
    done, file = page["Apa yang dikerjakan"], page["Yang ditunjukkan berkas Mei 2025"]
    count = whole(done[-1][1])
    assert sum(whole(row[1]) for row in done[:-1]) == sum(whole(row[1]) for row in file[:-1]) == count == people
    shown = {row[0]: whole(row[1]) for row in file[:-1]}
    assert "Menunggu berkas berikutnya" not in shown
    # By hand from the run's own tables: each human once, whose NIK the visits told.
    niks = {row["visit_row_id"]: row["nik"] for row in pq.read_table(published(home, "visit")).to_pylist()}
    outcomes = pq.read_table(published(home, "visit_outcome")).to_pylist()
    proved = {(row["visit_id"], niks[row["visit_row_id"]]): row for row in outcomes}
    proof: dict[str, str] = {}
    for one in held()["found"]:
        stranger = one["card"] == "unseen" and not one["listed"] and one["person"] is None
        if one["found"] == "lives" and one["nik"] and (one["card"] in ("none", "inactive") or stranger):
            row = proved[one["instance"], one["nik"]]
            before = row["outcome"] == "active" and row["active_before"]
            proof.setdefault(one["nik"], "active_before" if before else row["outcome"])
    counted = Counter(proof.values())
    words = {"Menjadi aktif": "active", "Tidak ada kartu": "no_card", "Punya kartu, tidak aktif": "inactive",
             "Tidak ada di berkas mana pun": "person_unknown"}  # fmt: skip
    assert {word: shown.get(word, 0) for word in words} == {word: counted[code] for word, code in words.items()}
    assert shown["Menjadi aktif"] > len(may) > 0
