"""One number, from its law down to the people and file rows that it counts."""

# ruff: noqa: S608  (SQL is put together from names of this package and checked numbers)
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.flow.explanation import Section
from semesta.indicators.load import Indicator, load_indicators
from semesta.measure.number import definition_of, file_row, tables_behind
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.terms.region import dotted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from semesta.engines.base import Engine

SAMPLE = 10
TABLES = {
    "indicator_month": "4_indicator", "number_trail": "7_proof", "person_month": "3_status",
    "population_figure": "1_standard",
}  # fmt: skip
REGION_COLUMNS = {2: "substr(regency_code, 1, 2)", 5: "regency_code", 8: "district_code", 13: "village_code"}


def number_sections(
    engine: Engine, run: Path, manifest: Mapping[str, Any], indicator: str, region: str | None
) -> tuple[str, tuple[Section, ...]]:
    """Title and sections of the explanation of `indicator` in `region` (None: the area of the run)."""
    for name, stage in TABLES.items():
        engine.read_parquet(name, [run / stage / f"{name}.parquet"])
    known = {one.name: one for one in load_indicators()}
    if indicator not in known:
        raise Fault(f"Indikator {indicator} tidak dikenal; yang ada: {', '.join(sorted(known))}")
    code = dotted(region) if region and region.isdecimal() else region or str(manifest["area"])
    figures = _figures(engine, indicator, code)
    if not figures:
        raise Fault(f"Tidak ada angka {indicator} untuk wilayah {code}")
    month = date.fromisoformat(manifest["month"])
    title = f"{known[indicator].title_id}, wilayah {code}, bulan {month:%Y-%m} (proses {manifest['run_id']})"
    sections = (
        _definition(known[indicator], month, figures[0]),
        Section("Angka menurut versi penduduk", tuple(_figure_line(row) for row in figures)),
        *_far(engine, code, known[indicator]),
        _tables(),
        *_people(engine, manifest, indicator, code, figures[0]["numerator"]),
    )
    return title, sections


def _figures(engine: Engine, indicator: str, code: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.arrow(f"""
        SELECT population_series, formula, numerator, denominator, value, low, high FROM indicator_month
        WHERE indicator = '{indicator}' AND region_code = '{code.replace("'", "")}' AND breakdown = 'all'
        ORDER BY CASE population_series WHEN 'register' THEN 0 ELSE 1 END, population_series
    """).to_pylist()
    return rows


def _definition(indicator: Indicator, month: date, row: Mapping[str, Any]) -> Section:
    target = definition_of(indicator, load_rules(), month).target
    lines: list[tuple[str, Any]] = [
        ("Menghitung", indicator.count),
        ("Dibagi", indicator.of),
        ("Rumus", row["formula"]),
        ("Dasar", ", ".join(indicator.law)),
    ]
    if target is not None:
        law = "; ".join(one.title for one in target.laws)
        lines += [("Sasaran", target.value), ("Dasar hukum sasaran", law)]
    return Section("Arti", tuple(lines))


def _figure_line(row: Mapping[str, Any]) -> tuple[str, str]:
    if row["value"] is None:
        return str(row["population_series"]), f"{_whole(row['numerator'])} / {_whole(row['denominator'])}"
    said = f"{_whole(row['numerator'])} / {_whole(row['denominator'])} = {_percent(row['value'])}"
    if row["low"] is not None:
        said += f" (selang {_percent(row['low'])} sampai {_percent(row['high'])})"
    return str(row["population_series"]), said


def _far(engine: Engine, code: str, indicator: Indicator) -> tuple[Section, ...]:
    """Population figures of the region that nothing is divided by, when the indicator is a share of the population."""
    if indicator.of != "population":
        return ()
    rows = engine.rows(f"""
        SELECT series, people, valid_from, source FROM population_figure
        WHERE region_code = '{code.replace("'", "")}' AND NOT comparable ORDER BY series
    """)
    told = tuple((series, f"{_whole(people)} (sejak {on:%d-%m-%Y}; {source})") for series, people, on, source in rows)
    return (Section("Tidak dipakai membagi: terlalu jauh dari jumlah penduduk di daftar", told),) if told else ()


def _whole(number: int | None) -> str:
    return "-" if number is None else f"{number:,}".replace(",", ".")


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %".replace(".", ",")


def _tables() -> Section:
    """The tables that indicator_month is made from, each with what it reads."""
    return Section("Tabel", tuple((name, "dari " + ", ".join(read)) for name, read in tables_behind()))


def _people(
    engine: Engine, manifest: Mapping[str, Any], indicator: str, code: str, numerator: int
) -> tuple[Section, ...]:
    """How many people the trail's filter finds in this region, and some of them by their file rows (no names)."""
    trails = engine.rows(f"SELECT DISTINCT filter FROM number_trail WHERE indicator = '{indicator}'")
    if not trails:
        return ()
    who = f"{region_filter(code)} AND {str(trails[0][0]).split(' AND ', 1)[1]}"
    ((count,),) = engine.rows(f"SELECT count(*) FROM person_month WHERE {who}")
    rows = engine.rows(f"""
        SELECT person_id, resident_id, member_id
        FROM (SELECT * FROM person_month WHERE {who} ORDER BY md5(CAST(person_id AS VARCHAR)) LIMIT {SAMPLE}) AS p
        ORDER BY person_id
    """)
    found = Section(
        "Orang di balik angka ini",
        (("Saringan atas person_month", who), ("Ditemukan", count), ("Sama dengan pembilang", count == numerator)),
    )
    names = {one["file_no"]: one["file_name"] for one in manifest["inputs"]}
    sample = tuple((f"orang {person}", _places(names, rest)) for person, *rest in rows)
    return found, Section(f"Contoh {len(sample)} orang (lihat semesta explain --person NOMOR)", sample)


def _places(names: Mapping[int, str], rows: list[int | None]) -> str:
    places = [file_row(row) for row in rows if row is not None]
    return "; ".join(f"{names[number]} baris data {row}" for number, row in places)


def region_filter(code: str) -> str:
    """SQL over person_month for the people of a region; a code that ends in 00 or 0000: those with no known place."""
    clean = code.replace("'", "")
    if clean.endswith(".0000"):
        return f"{region_filter(clean[:8])} AND village_code IS NULL"
    if clean.endswith(".00"):
        return f"regency_code = '{clean[:5]}' AND district_code IS NULL"
    if len(clean) not in REGION_COLUMNS:
        raise Fault(f"{clean} bukan kode wilayah")
    return f"{REGION_COLUMNS[len(clean)]} = '{clean}'"
