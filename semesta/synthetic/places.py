"""Where made-up people live: real region codes, plausible weights, and the regions that issue their NIK."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATA = files("semesta.terms") / "data"


@dataclass(frozen=True)
class Places:
    """One regency or city: its villages and the regions that issued the NIK of its people.

    Arrays over villages unless said. `issue_*` is over all kecamatan of Indonesia (6 digits as a number).
    """

    area: str
    name: str  # KOTA PALEMBANG
    village_code: NDArray[np.int64]  # 10 digits as a number: 1671041002
    village_name: list[str]
    village_name_old: list[str]  # as BPJS and the city still write it
    district_name: list[str]
    district_name_old: list[str]
    weight: NDArray[np.float64]
    issue_code: NDArray[np.int64]
    issue_weight: NDArray[np.float64]  # of issue elsewhere
    issue_place: list[str]  # birth place that goes with it


@lru_cache(maxsize=1)
def region_names() -> dict[str, str]:
    """Code with dots → name, all levels, the 2025 decree."""
    packed = (DATA / "wilayah" / "wilayah_2025_all.csv.gz").read_bytes()
    rows = csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    return {row["kode"]: row["nama"] for row in rows}


@lru_cache(maxsize=1)
def regency_people() -> dict[str, int]:
    """Regency code → people (Kemendagri 2025)."""
    text = (DATA / "wilayah" / "penduduk_kemendagri_2025.csv").read_text(encoding="utf-8")
    return {row["kode"]: int(row["total"]) for row in csv.DictReader(io.StringIO(text)) if "." in row["kode"]}


@lru_cache(maxsize=1)
def old_names() -> dict[str, str]:
    """Palembang code → its name before the 2025 decree."""
    text = (DATA / "wilayah" / "palembang_kode_riwayat.csv").read_text(encoding="utf-8")
    return {row["kode"]: row["nama_2022"] for row in csv.DictReader(io.StringIO(text)) if row["nama_2022"]}


@lru_cache(maxsize=1)
def village_areas() -> dict[str, float]:
    """Palembang village code → area in square degrees (shoelace over the outer rings)."""
    shapes = json.loads((DATA / "geo" / "palembang_kelurahan.geojson").read_text(encoding="utf-8"))
    return {shape["properties"]["kode"]: _area(shape["geometry"]) for shape in shapes["features"]}


def _area(geometry: dict[str, Any]) -> float:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    total = 0.0
    for part in parts:
        ring = np.asarray(part[0], dtype=np.float64)
        x, y = ring[:, 0], ring[:, 1]
        total += abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    return total


def _weight(code: str) -> float:
    """Crowdedness of a village: larger ones hold more people, though not in proportion; the rest is a fixed chance."""
    chance = np.random.default_rng(zlib.crc32(code.encode())).standard_normal()
    size = village_areas().get(code, 3.0e-4) / 3.0e-4
    urban = 2.2 if code.split(".")[3].startswith("1") else 1.0
    return float(urban * size**0.45 * np.exp(0.35 * chance))


def areas_below(area: str) -> list[str]:
    """The regencies of `area` (a regency, a province or 'ID'); A Fault when there is none."""
    regencies = sorted(regency_people())
    found = [code for code in regencies if area in ("ID", code) or code.startswith(area + ".")]
    if not found:
        raise Fault(f"Kode wilayah {area} tidak dikenal: pakai kode kabupaten/kota (16.71), provinsi (16) atau ID")
    return found


def load_places(area: str) -> Places:
    """The villages of one regency (code with a dot) with real codes and names."""
    names = region_names()
    codes = sorted(code for code in names if code.startswith(area + ".") and len(code) == 13)
    if not codes:
        raise Fault(f"Tidak ada kelurahan atau desa di bawah kode {area}")
    old = old_names()
    issue_code, issue_weight, issue_place = _issuers(area)
    return Places(
        area=area,
        name=names[area].upper().replace("KABUPATEN", "KAB."),
        village_code=np.array([int(code.replace(".", "")) for code in codes], np.int64),
        village_name=[names[code].upper() for code in codes],
        village_name_old=[old.get(code, names[code]).upper() for code in codes],
        district_name=[names[code[:8]].upper() for code in codes],
        district_name_old=[old.get(code[:8], names[code[:8]]).upper() for code in codes],
        weight=np.array([_weight(code) for code in codes]),
        issue_code=issue_code,
        issue_weight=issue_weight,
        issue_place=issue_place,
    )


def _issuers(area: str) -> tuple[NDArray[np.int64], NDArray[np.float64], list[str]]:
    """All kecamatan with the weight of having issued the NIK of somebody who now lives in `area`."""
    names, people = region_names(), regency_people()
    codes = [code for code in names if len(code) == 8]
    count: dict[str, int] = {}
    for code in codes:
        count[code[:5]] = count.get(code[:5], 0) + 1
    weight = np.array([_pull(area, code[:5]) * people.get(code[:5], 1000) / count[code[:5]] for code in codes])
    place = [names[code[:5]].upper().replace("KABUPATEN ", "").replace("KOTA ", "") for code in codes]
    return np.array([int(code.replace(".", "")) for code in codes], np.int64), weight / weight.sum(), place


def _pull(area: str, regency: str) -> float:
    """How strongly a regency sends people to `area`: none from itself, most from the own province, then the island."""
    if regency == area:
        return 0.0
    if regency[:2] == area[:2]:
        return 40.0
    return 6.0 if regency[:1] == area[:1] else 1.0


def neighbour_places(area: str, limit: int = 300) -> Places:
    """Up to `limit` villages of other regencies of the province, of other provinces when it has one only."""
    names, here = region_names(), load_places(area)
    codes = sorted(code for code in names if len(code) == 13 and code[:2] == area[:2] and code[:5] != area)
    if not codes:
        codes = sorted(code for code in names if len(code) == 13 and code[:5] != area)
    chosen = codes[:: max(1, len(codes) // limit)][:limit]
    return replace(
        here,
        village_code=np.array([int(code.replace(".", "")) for code in chosen], np.int64),
        village_name=[names[code].upper() for code in chosen],
        village_name_old=[names[code].upper() for code in chosen],
        district_name=[names[code[:8]].upper() for code in chosen],
        district_name_old=[names[code[:8]].upper() for code in chosen],
        weight=np.ones(len(chosen)),
    )


@lru_cache(maxsize=4)
def _points() -> dict[str, tuple[float, float]]:
    shapes = json.loads((DATA / "geo" / "palembang_kelurahan.geojson").read_text(encoding="utf-8"))
    return {
        shape["properties"]["kode"]: (shape["properties"]["lng"], shape["properties"]["lat"])
        for shape in shapes["features"]
    }


def village_points(places: Places) -> NDArray[np.float64]:
    """[villages, 2] longitude and latitude; the middle of Palembang where no point is known."""
    codes = (
        f"{code // 10**8:02d}.{code // 10**6 % 100:02d}.{code // 10**4 % 100:02d}.{code % 10**4:04d}"
        for code in places.village_code.tolist()
    )
    return np.array([_points().get(code, (104.75, -2.98)) for code in codes])
