"""A run's figures reach a DHIS2 as JSON or ADX, twice without harm, and no small cell can be worked out from them."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.flow.figures_out import body_of, values_of_run
from semesta.peers.dhis2 import ADX_TYPE, JSON_TYPE, Credentials, DataValue, adx, data_value_set, send
from semesta.peers.faults import PeerRefused
from semesta.peers.setup import Dhis2Codes, read_setup
from semesta.terms.fault import Fault
from tests.fakes import dhis2
from tests.fakes.dhis2 import FakeDhis2

MONTH = date(2026, 1, 1)
VALUES = (DataValue("OU2", MONTH, "SEMESTA_COVERAGE_N", "7"), DataValue("OU1", MONTH, "SEMESTA_COVERAGE_N", "980"))


@pytest.fixture
def fake():
    with FakeDhis2() as standing:
        yield standing


def allowed(fake) -> Credentials:
    return Credentials(fake.base_url, token=dhis2.TOKEN, seconds=2)


def run_folder(home, counts, level="district"):
    """A run whose indicator `coverage` counts so many of so many in each region."""
    run = home / "runs" / "r1"
    (run / "4_indicator").mkdir(parents=True)
    run.joinpath("manifest.json").write_text(json.dumps({"month": MONTH.isoformat()}), encoding="utf-8")
    rows = [
        {"month": MONTH, "region_code": code, "region_level": level, "breakdown": "all", "breakdown_value": "all",
         "indicator": "coverage", "population_series": series, "numerator": some, "denominator": of}
        for code, (some, of) in counts.items() for series in ("register", "DKB")
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), run / "4_indicator" / "indicator_month.parquet")
    home.joinpath("published.json").write_text(json.dumps({"months": {MONTH.isoformat(): "r1"}}), encoding="utf-8")
    return run


@pytest.mark.parametrize(("body", "content_type"), [
    (data_value_set(VALUES, "SEMESTA_JKN"), JSON_TYPE), (adx(VALUES, "SEMESTA_JKN"), ADX_TYPE),
])  # fmt: skip
def test_both_shapes_say_the_same_and_a_second_time_changes_nothing(fake, body, content_type):
    assert send(allowed(fake), body, content_type, dry_run=True).imported == 2
    assert fake.held == {}
    assert send(allowed(fake), body, content_type).imported == 2
    again = send(allowed(fake), body, content_type)
    assert (again.imported, again.updated) == (0, 2)
    assert fake.held == {("OU1", "202601", "SEMESTA_COVERAGE_N"): "980", ("OU2", "202601", "SEMESTA_COVERAGE_N"): "7"}


def test_the_same_values_in_another_order_are_the_same_bytes():
    assert data_value_set(VALUES, "S") == data_value_set(VALUES[::-1], "S")
    assert adx(VALUES, "S") == adx(VALUES[::-1], "S")


@pytest.mark.parametrize("earlier", [False, True])
def test_what_dhis2_leaves_out_is_told_with_its_words(fake, earlier):
    fake.before_2_38, fake.units = earlier, {"OU1"}
    done = send(allowed(fake), data_value_set(VALUES, "S"), JSON_TYPE)
    assert (done.imported, done.ignored) == (1, 1)
    assert "OU2" in done.conflicts[0]


def test_a_wrong_token_is_refused(fake):
    with pytest.raises(PeerRefused, match="Bad credentials"):
        send(Credentials(fake.base_url, token="lain", seconds=2), data_value_set(VALUES, "S"), JSON_TYPE)


def test_small_cells_and_what_would_tell_them_are_left_out(tmp_path):
    counts = {"16.71.01": (900, 1000), "16.71.02": (3, 1000), "16.71.03": (998, 1000), "16.71.04": (500, 1000)}
    values = values_of_run(run_folder(tmp_path, counts), Dhis2Codes())
    kept = {one.org_unit for one in values}
    # .02 counts 3 people and .03 leaves 2: too few; .01 and .04 go when they would tell one of them by subtraction.
    assert "167102" not in kept
    assert "167103" not in kept
    told = {(one.org_unit, one.data_element): int(one.value) for one in values}
    for total, small in ((sum(n for n, _ in counts.values()), 3), (sum(d - n for n, d in counts.values()), 2)):
        shown = sum(told.get((u, "SEMESTA_COVERAGE_N"), 0) for u in kept)
        assert total - shown != small


def test_a_city_names_its_own_codes_and_level(tmp_path):
    codes = Dhis2Codes(level="regency", org_units={"16.71": "PLG"}, data_elements={"coverage": "JKN_CAK"}, shape="adx")
    values = values_of_run(run_folder(tmp_path, {"16.71": (900, 1000)}, level="regency"), codes)
    assert values == (DataValue("PLG", MONTH, "JKN_CAK_D", "1000"), DataValue("PLG", MONTH, "JKN_CAK_N", "900"))
    body, content_type = body_of(values, codes)
    assert content_type == ADX_TYPE
    assert b'period="2026-01-01/P1M"' in body
    with pytest.raises(Fault, match="tingkat village"):
        values_of_run(tmp_path / "runs" / "r1", Dhis2Codes(level="village"))


def test_the_command_writes_a_file_tries_and_sends(tmp_path, fake):
    run_folder(tmp_path, {"16.71.01": (900, 1000), "16.71.02": (800, 1000)})
    said = CliRunner().invoke(app, ["send", "dhis2", "--home", str(tmp_path), "--out", str(tmp_path / "b.json")])
    assert said.exit_code == 0, said.output
    assert len(json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["dataValues"]) == 4  # 2 districts x N, D
    setup = tmp_path / "peers.yaml"
    setup.write_text(f"dhis2: {{base_url: '{fake.base_url}', token: {dhis2.TOKEN}}}", encoding="utf-8")
    setup.chmod(0o600)
    for options, held in ((["--dry-run"], 0), ([], 4)):
        said = CliRunner().invoke(app, ["send", "dhis2", "--home", str(tmp_path), "--json", *options])
        assert said.exit_code == 0, said.output
        assert json.loads(said.output)["imported"] == 4
        assert len(fake.held) == held


def test_without_a_setup_there_is_nobody_and_a_file_that_others_may_read_is_a_fault(tmp_path):
    assert read_setup(tmp_path).dhis2 is None
    path = tmp_path / "peers.yaml"
    path.write_text(
        "bpjs: {'09020107': {service: pcare, base_url: 'https://x', consumer_id: 1, consumer_secret: s, user_key: k}}"
    )
    path.chmod(0o644)
    with pytest.raises(Fault, match="chmod 600"):
        read_setup(tmp_path)
    path.chmod(0o600)
    assert read_setup(tmp_path).bpjs["09020107"].consumer_id == "1"


@pytest.mark.parametrize(("text", "words"), [
    ("whatsapp: {}", "yang dikenal"), ("dhis2: {base_url: x, level: rt}", "level"),
    ("dhis2: {url: x}", "tidak dikenal url"), ("bpjs: x", "nama dan nilai"),
    ("satusehat: {base_url: x}", "belum diisi"), ("dhis2: {token: [rahasia", "bukan YAML"),
])  # fmt: skip
def test_a_wrong_setup_is_told_without_a_secret(tmp_path, text, words):
    path = tmp_path / "peers.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(Fault, match=words) as wrong:
        read_setup(tmp_path)
    assert "rahasia" not in str(wrong.value)
