"""The seals tell the first thing wrong with the trail."""

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.audit import chain
from semesta.web.core.audit.events import look_of, note
from semesta.web.core.audit.export import export_trail
from semesta.web.core.audit.exported import check_file
from semesta.web.core.audit.looks import look_digests
from semesta.web.core.audit.seal import FIRST, LOOKS, check, numbered, seal_of
from semesta.web.core.models import AuditBlock, AuditEntry, Look

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


def unguarded(*models) -> None:
    """Until the test's transaction ends, empty tables: as the owner, who alone can take the guarding triggers away."""
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            if connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER; DELETE FROM "{table}"; ')
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
                continue
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            guards = cursor.fetchall()
            for name, _ in guards:
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(f'DELETE FROM "{table}"')
            for _, made in guards:
                cursor.execute(made)


@pytest.fixture
def trail(monkeypatch):
    """Ten entries in blocks of four: 4 + 4 + 2; one more not sealed. What earlier tests left is out of the way."""
    unguarded(AuditEntry, AuditBlock, Look)
    monkeypatch.setattr(chain, "BLOCK", 4)
    for number in range(10):
        note("uji", key=str(number))
    assert chain.seal_new_entries(timezone.now()) == 10
    note("uji", key="10")
    return list(chain.blocks()), list(chain.lines())


def number_of(line: str) -> int:
    return json.loads(line)["id"]


def test_an_untouched_trail_is_whole(trail):
    found = check(*trail)
    assert (found.entries, found.blocks, found.unsealed, found.wrong) == (11, 3, 1, "")
    assert found.seal == trail[0][-1].seal
    assert chain.check_database(found.seal).wrong == ""


def test_sealing_again_seals_only_what_is_new(trail):
    assert chain.seal_new_entries(timezone.now()) == 1
    assert chain.seal_new_entries(timezone.now()) == 0
    assert chain.check_database().unsealed == 0


def changed(blocks, lines):
    return blocks, [lines[0], lines[1].replace('"key":"1"', '"key":"9"'), *lines[2:]]


def missing(blocks, lines):
    return blocks, [*lines[:5], *lines[6:]]


def missing_last_sealed(blocks, lines):
    return blocks, lines[:9]


def slipped_in(blocks, lines):
    late = json.loads(lines[2])
    return blocks, [*lines[:2], json.dumps({**late, "id": number_of(lines[2])}), *lines[2:]]


def block_changed(blocks, lines):
    return [replace(blocks[0], digests=blocks[0].digests.replace("a", "b")), *blocks[1:]], lines


def block_missing(blocks, lines):
    return [blocks[0], blocks[2]], lines


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (changed, "catatan {1} diubah"),
        (missing, "catatan {5} hilang"),
        (missing_last_sealed, "catatan {9} hilang"),
        (slipped_in, "catatan {2} diubah"),
        (block_changed, "segel atas catatan {0}–{3} diubah"),
        (block_missing, "segel atas catatan {8}–{9} tidak bersambung"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_first_thing_wrong_is_named(trail, harm, sentence):
    numbers = [number_of(line) for line in trail[1]]
    for place, number in enumerate(numbers):
        sentence = sentence.replace(f"{{{place}}}", str(number))
    assert check(*harm(*trail)).wrong.startswith(sentence)


def test_an_entry_numbered_into_a_sealed_gap_is_found(trail):
    blocks, lines = trail
    first = number_of(lines[0])
    late = json.dumps({**json.loads(lines[0]), "id": first - 1})
    assert check(blocks, [late, *lines]).wrong == f"catatan {first - 1} disisipkan setelah penyegelan"


def test_a_chain_written_anew_does_not_hold_the_seal_that_was_kept_elsewhere(trail):
    blocks, lines = trail
    kept = blocks[-1].seal
    assert check(blocks[:2], lines[:8], known_seal=kept).wrong.startswith("segel yang disimpan di luar tidak ada")
    assert check(blocks, lines, known_seal=kept).wrong == ""


STRANGE = 'loket "satu" \\ garis\nbaru\t\x01 é 猫 𝔖 / <b>'


@pytest.fixture
def looked(city, trail):
    """Six looks more in blocks of four, 4 + 2; then one not sealed. What making the city wrote is sealed with them."""
    scope = city.scope("dinsos")
    with acting(acting_of(scope)):
        look_of(scope, [(str(number), city.area) for number in range(6)], STRANGE, ["name"])
    entries = AuditEntry.objects.count()
    assert chain.seal_new_entries(timezone.now()) == entries - 10 + 6
    with acting(acting_of(scope)):
        look_of(scope, [("7", city.area)], "uji")
    return list(chain.blocks()), list(chain.lines()), list(chain.lines(LOOKS))


def test_looks_are_sealed_in_the_same_chain(looked):
    blocks, lines, looks = looked
    found = check(blocks, lines, numbered(looks))
    assert (found.looks, found.unsealed, found.wrong) == (7, 1, "")
    assert [block.over for block in blocks][-2:] == [LOOKS, LOOKS]
    assert chain.check_database(found.seal) == found


def purpose_changed(looks):
    return [looks[0].replace("loket", "rapat"), *looks[1:]]


def one_missing(looks):
    return [*looks[:2], *looks[3:]]


def one_more(looks):
    return [*looks[:3], looks[2], *looks[3:]]


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (purpose_changed, "catatan lihat {0} diubah"),
        (one_missing, "catatan lihat {2} hilang"),
        (one_more, "catatan lihat {2} disisipkan setelah penyegelan"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_look_that_was_changed_removed_or_put_in_is_named(looked, harm, sentence):
    blocks, lines, looks = looked
    for place, line in enumerate(looks):
        sentence = sentence.replace(f"{{{place}}}", str(number_of(line)))
    assert check(blocks, lines, numbered(harm(looks))).wrong == sentence


def test_a_seal_over_looks_is_none_over_entries(looked):
    blocks, lines, looks = looked
    passed_off = replace(blocks[-1], digests=blocks[-1].digests.replace(LOOKS, ""))
    assert f"{blocks[-1].last_id} diubah" in check([*blocks[:-1], passed_off], lines, numbered(looks)).wrong


def test_the_database_digests_looks_as_the_seals_do(looked):
    assert list(look_digests()) == list(numbered(looked[2]))


def test_an_exported_file_holds_the_looks(looked, tmp_path):
    path = tmp_path / "jejak.jsonl"
    assert export_trail(path) == len(looked[1]) + 7
    found = check_file(path)
    assert (found.looks, found.wrong) == (7, "")
    path.write_text(path.read_text().replace('"purpose":"loket', '"purpose":"rapat', 1))
    assert check_file(path).wrong == f"catatan lihat {number_of(looked[2][0])} diubah"


def test_the_exported_file_is_checked_without_a_database(trail, tmp_path, django_db_blocker):
    path = tmp_path / "jejak.jsonl"
    assert export_trail(path) == 11
    with django_db_blocker.block():
        assert check_file(path).wrong == ""
        path.write_text(path.read_text().replace('"key":"3"', '"key":"4"'))
        assert check_file(path).wrong == f"catatan {number_of(trail[1][3])} diubah"


def test_any_other_file_is_refused_with_its_line(tmp_path):
    path = tmp_path / "surat.txt"
    path.write_text("yth\n")
    with pytest.raises(Fault, match="Bukan berkas jejak audit"):
        check_file(path)


def test_an_empty_trail_is_whole():
    found = check([], [])
    assert (found.entries, found.looks, found.seal, found.wrong) == (0, 0, FIRST, "")


def test_the_page_names_the_first_broken_entry(city):
    digests = f"999999999 {'d' * 64}"
    AuditBlock.objects.create(
        first_id=999999999, last_id=999999999, entry_count=1, digests=digests, previous=FIRST,
        seal=seal_of(FIRST, digests), sealed_at=timezone.now(),
    )  # fmt: skip
    page = city.client("auditor").get("/kantor/jejak/periksa/?periksa=1").content.decode()
    assert ("Jejak rusak" in page, "disisipkan setelah penyegelan" in page) == (True, True)
