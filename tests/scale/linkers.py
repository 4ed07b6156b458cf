"""One way of linking a made-up city, as a process of its own: `linkers.py METHOD TABLES CITY OUT`.

TABLES holds resident.parquet and member.parquet, the typed relations of a run: every method gets the same rows;
CITY is what `semesta synth` wrote. OUT becomes a Parquet file with member_id and resident_id. The floors write nothing.
"""

# ruff: noqa: S608  (SQL is put together from constants of this file)
from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

LINK_AT = 0.9
SIDES = {"resident": "resident_id", "member": "member_id"}


def tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the two registers as views."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    for name in SIDES:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder / name}.parquet')")
    return connection


def floor_csv(_tables: Path, city: Path, _out: Path) -> None:
    """Both files read as text and one hash join: what any method must at least do."""
    files = sorted((city / "inbox").iterdir())
    register = [str(file) for file in files if file.name.startswith("dukcapil")]
    cards = [str(file) for file in files if file.name.startswith("peserta")]
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    read = "read_csv({0}, all_varchar = true, header = true, delim = '{1}', quote = '\"')"
    connection.execute(
        f"SELECT count(*), count(r.NO_KK), count(m.NAMA), count(r.NAMA_LGKP), count(m.TGLLHR), count(r.TGL_LHR)"
        f" FROM {read.format(cards, ';')} AS m JOIN {read.format(register, ',')} AS r ON m.NIK = r.NIK"
    ).fetchall()


def floor_parquet(folder: Path, _city: Path, _out: Path) -> None:
    """Both typed tables read from Parquet and one hash join."""
    tables(folder).execute(
        "SELECT count(*), count(r.nkk), count(m.name), count(r.name), count(m.birth_on), count(r.birth_on)"
        " FROM member AS m JOIN resident AS r ON m.nik = r.nik"
    ).fetchall()


def naive(folder: Path, _city: Path, out: Path) -> None:
    """What a clerk does: equal NIK is a link."""
    tables(folder).execute(
        "COPY (SELECT member_id, min(resident_id) AS resident_id FROM member AS m JOIN resident AS r ON m.nik = r.nik"
        f" WHERE NOT r.duplicate_row GROUP BY member_id) TO '{out}' (FORMAT parquet)"
    )


def deterministic(folder: Path, _city: Path, out: Path) -> None:
    """Two passes: NIK with name or birth date agreeing; then name, birth date and sex where unique on both sides."""
    connection = tables(folder)
    connection.execute(
        "CREATE TABLE first AS SELECT member_id, min(resident_id) AS resident_id FROM member AS m JOIN resident AS r"
        " ON m.nik = r.nik AND NOT r.duplicate_row AND (m.birth_on = r.birth_on OR m.name = r.name) GROUP BY member_id"
    )
    alone = "QUALIFY count(*) OVER (PARTITION BY name, birth_on, sex) = 1"
    connection.execute(
        "COPY (SELECT * FROM first UNION ALL SELECT member_id, resident_id FROM"
        f" (SELECT * FROM member WHERE member_id NOT IN (SELECT member_id FROM first) {alone}) AS m JOIN"
        " (SELECT * FROM resident WHERE NOT duplicate_row AND resident_id NOT IN (SELECT resident_id FROM first)"
        f" {alone}) AS r"
        f" USING (name, birth_on, sex)) TO '{out}' (FORMAT parquet)"
    )


def semesta(folder: Path, _city: Path, out: Path) -> None:
    """Ours, without facts of an earlier month."""
    from semesta.engines.duck import DuckEngine
    from semesta.link.registers import link_registers

    engine = DuckEngine()
    for name in SIDES:
        engine.read_parquet(name, [folder / f"{name}.parquet"])
    made = out.parent / f"{out.stem}_made"
    made.mkdir(exist_ok=True)
    link_registers(engine, resident="resident", member="member", rules={}, out=made)
    (made / "link.parquet").replace(out)


def splink(folder: Path, _city: Path, out: Path) -> None:
    """Splink on everything: NIK exact, names and dates fuzzy, term frequencies, all columns that the files share."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    connection = tables(folder)
    rich = connection.execute("SELECT count(nkk) > 0 FROM member").fetchall()[0][0]
    extra = ", nkk, mother_name" if rich else ""
    for name, key in SIDES.items():
        where = "WHERE NOT duplicate_row" if name == "resident" else ""
        connection.execute(
            f"CREATE TABLE {name}_in AS SELECT {key} AS unique_id, nik, name, CAST(birth_on AS VARCHAR) AS born,"
            f" sex, village_code{extra}, substr(name, 1, 4) AS name_start FROM {name} {where}"
        )
    born = cl.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            cll.NullLevel("born"),
            cll.ExactMatchLevel("born"),
            cll.LevenshteinLevel("born", 1),
            cll.LevenshteinLevel("born", 2),
            cll.ElseLevel(),
        ],
    )
    compared = [
        cl.ExactMatch("nik"),
        cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.7]).configure(term_frequency_adjustments=True),
        born,
        cl.ExactMatch("sex"),
        cl.ExactMatch("village_code"),
    ]
    if rich:
        compared += [cl.ExactMatch("nkk"), cl.JaroWinklerAtThresholds("mother_name", [0.92, 0.8])]
    rules = [block_on("nik"), block_on("name", "sex"), block_on("born", "name_start")]
    rules += [block_on("nkk", "name_start")] if rich else [block_on("born", "village_code")]
    settings = SettingsCreator(
        link_type="link_only", comparisons=compared, blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )  # fmt: skip
    api = DuckDBAPI(connection)
    sides = [api.register(f"{name}_in", table_name=f"{name}_side") for name in ("member", "resident")]
    linker = Linker(sides, settings)
    sure = [block_on("nik"), block_on("name", "born")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.95)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("nik"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "born"))
    scored = linker.inference.predict(threshold_match_probability=LINK_AT).physical_name
    connection.execute(
        f"COPY (SELECT unique_id_l AS member_id, unique_id_r AS resident_id FROM {scored} QUALIFY row_number() OVER"
        f" (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r) = 1) TO '{out}' (FORMAT parquet)"
    )


def recordlinkage(folder: Path, _city: Path, out: Path) -> None:
    """recordlinkage with blocking on NIK, name and birth date, and its EM classifier."""
    import pandas as pd
    import recordlinkage as rl

    connection = tables(folder)
    sides = {}
    for name, key in SIDES.items():
        where = "WHERE NOT duplicate_row" if name == "resident" else ""
        table = connection.execute(
            f"SELECT {key} AS id, coalesce(nik, '') AS nik, coalesce(name, '') AS name,"
            f" coalesce(CAST(birth_on AS VARCHAR), '') AS born,"
            f" coalesce(sex, '') AS sex, coalesce(village_code, '') AS village FROM {name} {where}"
        ).to_arrow_table()
        sides[name] = table.to_pandas().set_index("id")
    index = rl.Index()
    for key in (["nik"], ["name"], ["born", "sex", "village"]):
        index.block(key)
    pairs = index.index(sides["member"], sides["resident"])
    compare = rl.Compare()
    compare.exact("nik", "nik", label="nik")
    compare.string("name", "name", method="jarowinkler", threshold=0.88, label="name")
    for column in ("born", "sex", "village"):
        compare.exact(column, column, label=column)
    features = compare.compute(pairs, sides["member"], sides["resident"])
    classifier = rl.ECMClassifier(binarize=0.5)
    classifier.fit(features)
    chances = classifier.prob(features)
    best = pd.DataFrame({"p": chances}).query(f"p >= {LINK_AT}").reset_index()
    best.columns = ["member_id", "resident_id", "p"]
    best = best.sort_values(["member_id", "p"], ascending=[True, False]).drop_duplicates("member_id")
    pq.write_table(pa.table({c: best[c].to_numpy() for c in ("member_id", "resident_id")}), out)


METHODS = {
    one.__name__: one for one in (floor_csv, floor_parquet, naive, deterministic, semesta, splink, recordlinkage)
}

if __name__ == "__main__":
    METHODS[sys.argv[1]](*(Path(argument) for argument in sys.argv[2:5]))
