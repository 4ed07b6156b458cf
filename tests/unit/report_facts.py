"""A made-up report month at Palembang's published scale: what the page tests are drawn from."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import numpy as np

from semesta.flow.report import facts as f

MONTH = date(2026, 1, 1)
LAW = "BPJS: syarat UHC Prioritas 2025"


def shapes() -> list[dict]:
    text = files("semesta.terms").joinpath("data/geo/palembang_kelurahan.geojson").read_text(encoding="utf-8")
    return [feature["properties"] for feature in json.loads(text)["features"]]


def regions(residents: int, registered: int, active: int) -> tuple[tuple[f.Region, ...], tuple[f.Region, ...]]:
    """107 kelurahan and 18 kecamatan whose counts add up to the city's."""
    dice = np.random.default_rng(7)
    places = sorted(shapes(), key=lambda item: item["kode"])
    weights = dice.gamma(3.0, 1.0, len(places))
    people = np.floor(weights / weights.sum() * residents).astype(int)
    people[0] += residents - people.sum()
    tilt = np.clip(dice.normal(1.0, 0.07, len(places)), 0.8, 1.15)
    on = np.floor(people * np.clip(active / residents * tilt, 0, 0.97)).astype(int)
    off = np.floor((people - on) * (registered - active) / (residents - active)).astype(int)
    spread(on, active, people)
    spread(off, registered - active, people - on)
    villages = tuple(
        f.Region(
            place["kode"],
            place["nama_2022"] or place["nama_2025"],
            place["kec"],
            int(p),
            int(a),
            int(i),
            0,
            int(p - a - i),
        )
        for place, p, a, i in zip(places, people, on, off, strict=True)
    )
    districts = []
    for code in sorted({item.parent for item in villages}):
        own = [item for item in villages if item.parent == code]
        districts.append(
            f.Region(
                code,
                f"Kecamatan {code[-2:]}",
                "16.71",
                sum(i.population for i in own),
                sum(i.active for i in own),
                sum(i.inactive for i in own),
                0,
                sum(i.uncovered for i in own),
            )
        )
    return tuple(districts), villages


def spread(counts: np.ndarray, total: int, room: np.ndarray) -> None:
    """Make counts add up to total without passing the room of any place."""
    while (left := total - counts.sum()) != 0:
        step = max(1, abs(left) // len(counts))
        for place in range(len(counts)):
            left = total - counts.sum()
            most = room[place] - counts[place] if left > 0 else counts[place]
            counts[place] += np.sign(left) * min(step, abs(left), most)


def condition(verdict, name, formula, required, actual, people=None, rupiah=None, met=...):
    held = (None if actual is None else actual >= required) if met is ... else met
    margin = 16_961 if held and actual else None
    return f.Condition(verdict, name, formula, required, actual, held, people, rupiah, margin, LAW)


def demo_facts(residents=1_781_672, registered=1_763_000, active=1_423_000, pemda=200_000) -> f.Facts:
    """79,87 % of residents and 80,71 % of members active: below the line by one formula, above it by the other."""
    districts, villages = regions(residents, registered, active)
    coverage, of_people, of_members = registered / residents, active / residents, active / registered
    short_people = max(0, -(-residents * 8 // 10) - active)
    conditions = (
        condition("prioritas", "coverage", "", 0.98, coverage),
        condition(
            "prioritas", "activity", "active_of_population", 0.80, of_people, short_people, short_people * 37_800
        ),
        condition("prioritas", "activity", "active_of_registered", 0.80, of_members),
        condition("prioritas", "pemda_arrears", "", 0.0, 0.0, met=True),
        condition("prioritas", "application", "", None, None, met=None),
        condition("award_madya_low", "coverage", "", 0.98, coverage),
        condition(
            "award_madya_low",
            "activity",
            "active_of_population",
            0.85,
            of_people,
            max(0, -(-residents * 85 // 100) - active),
            0,
        ),
        condition(
            "award_madya_low",
            "activity",
            "active_of_registered",
            0.85,
            of_members,
            max(0, -(-registered * 85 // 100) - active),
            0,
        ),
        condition("award_madya_low", "pemda_share", "", 0.10, pemda / residents),
    )
    shares = (
        f.Share(
            "coverage",
            "registered_of_population",
            "register",
            registered,
            residents,
            coverage,
            coverage - 0.0011,
            coverage + 0.0009,
        ),
        f.Share(
            "activity_of_population",
            "active_of_population",
            "register",
            active,
            residents,
            of_people,
            of_people - 0.001,
            of_people + 0.0008,
        ),
        f.Share(
            "activity_of_registered",
            "active_of_registered",
            "register",
            active,
            registered,
            of_members,
            of_members - 0.0005,
            of_members + 0.0005,
        ),
        f.Share("pemda_share", "pemda_of_population", "register", pemda, residents, pemda / residents),
    )
    idle = registered - active
    return f.Facts(
        area_code="16.71",
        area_name="Kota Palembang",
        month=MONTH,
        as_of=date(2026, 1, 15),
        run_id="2026-01-7c1f09ab",
        version="0.1.0",
        engine="duckdb",
        default_formula="active_of_population",
        privilege="prioritas",
        hide_below=5,
        shares=shares,
        conditions=conditions,
        populations=(
            f.Population(
                "register", residents, date(2026, 1, 1), "", registered, active, registered + 16_300, active + 9_100
            ),
            f.Population(
                "DKB",
                1_781_672,
                date(2024, 6, 30),
                "https://m.wiki-indonesia.club/wiki/Palembang",
                registered,
                active,
                registered + 16_300,
                active + 9_100,
            ),
            f.Population(
                "BPS",
                1_718_440,
                date(2024, 6, 30),
                "https://sumsel.tribunnews.com/2025/08/01/",
                registered,
                active,
                registered + 16_300,
                active + 9_100,
            ),
        ),
        districts=districts,
        villages=villages,
        trend=trend(coverage, of_people, of_members),
        segments=(
            f.Segment("PBI_APBN", 560_000, 132_000, 0),
            f.Segment("PBPU_PEMDA", 198_400, 1_600, 0),
            f.Segment("PPU", 489_600, 84_000, 0),
            f.Segment("PBPU", 137_000, 118_400, 0),
            f.Segment("BP", 38_000, 3_997, 0),
            f.Segment("UNKNOWN", 0, 3, 0),
        ),
        reasons=(
            ("PBI_DIKELUARKAN", 131_000),
            ("PREMI", 118_400),
            ("PPU_KELUAR", 61_000),
            ("ANAK_USIA", 19_000),
            ("PPU_PHK", 4_000),
            ("TIDAK_DIKETAHUI", 6_597),
            ("NIK_TIDAK_VALID", 3),
        ),
        balance=(
            f.Flow("opening", "", 1_431_200),
            f.Flow("in", "new_card", 6_100),
            f.Flow("in", "reactivated", 4_900),
            f.Flow("in", "born", 2_050),
            f.Flow("out", "PBI_DIKELUARKAN", 17_250),
            f.Flow("out", "died", 900),
            f.Flow("out", "moved_out", 3_100),
            f.Flow("closing", "", 1_423_000),
        ),
        routes=(
            f.Route(
                "pbi_reactivation", 61_000, 0, 0, date(2026, 2, 1), date(2026, 7, 31), "Dinsos", "Permensos 3/2026"
            ),
            f.Route(
                "apbd_quota",
                96_500,
                96_500 * 37_800,
                96_500 * 37_800 * 12,
                date(2026, 1, 15),
                None,
                "Dinkes",
                "Perpres 82/2018",
            ),
            f.Route("employer", 58_000, 0, 0, date(2026, 2, 1), None, "BPJS Kesehatan", "Perpres 82/2018"),
            f.Route("rehab", 90_200, 0, 0, None, None, "BPJS Kesehatan", "New REHAB 2.0"),
            f.Route(
                "newborn", 2_972, 0, 0, date(2026, 1, 15), date(2026, 2, 12), "BPJS Kesehatan", "Perpres 82/2018 ps. 16"
            ),
            f.Route("mandiri", 49_997, 0, 0, date(2026, 1, 29), None, "BPJS Kesehatan", "Perpres 82/2018 ps. 15"),
            f.Route("child_study_letter", 3, 0, 0, date(2026, 1, 16), None, "BPJS Kesehatan", "Perpres 82/2018"),
        ),
        linkage=f.Linkage(
            method_rows=(("certain", 1_655_120), ("probable", 104_377), ("kept", 0), ("human", 412)),
            doubt_pairs=4_120,
            doubt_people=3_091,
            reliability=tuple(
                f.Reliability(low, high, pairs, (low + high) / 2)
                for low, high, pairs in (
                    (0.0, 0.05, 91_000),
                    (0.05, 0.1, 2_100),
                    (0.1, 0.5, 2_300),
                    (0.5, 0.9, 1_820),
                    (0.9, 0.99, 3_900),
                    (0.99, 0.999, 11_000),
                    (0.999, 1.0, 1_748_512),
                )
            ),
            doubt_threshold=0.1,
            link_threshold=0.9,
            false_link=f.Estimate(0.00021, 0.00015, 0.00028),
            missed_link=f.Estimate(0.00043, 0.0003, 0.0006),
        ),
        findings=(
            f.Finding("nik_shared", 2_311, 2_311),
            f.Finding("phone_shared", 18_420, 18_420),
            f.Finding("giant_household", 41, 41),
            f.Finding("birth_1_january", 6_002, 6_002),
            f.Finding("dead_member", 1_203, 1_203),
            f.Finding("blank_name", 2, 2),
        ),
        totals=totals(residents, registered, active),
        checks=(f.Check("resident_rows", 1_790_000, 1_790_000), f.Check("member_rows", 1_779_300, 1_779_300)),
        files=(
            f.File(
                "dukcapil_2026_01.csv", "resident", "9f2c" * 16, date(2026, 1, 1), 1_790_012, 1_790_000, 12, 312_000_000
            ),
            f.File(
                "masterfile_bpjs_2026_01.csv",
                "member",
                "a07b" * 16,
                date(2026, 1, 1),
                1_779_300,
                1_779_300,
                0,
                290_000_000,
            ),
        ),
        rules=(
            f.Rule(
                "coverage_min_share",
                ("coverage_min_share", "coverage_min_share"),
                "0.98",
                "share",
                "RPJMN 2025–2029",
                "sure",
                True,
                date(2025, 1, 1),
            ),
            f.Rule(
                "activity_min_share",
                ("activity_min_share", "activity_min_share"),
                "0.80",
                "share",
                "BPJS: UHC Prioritas",
                "sure",
                True,
                date(2025, 1, 1),
            ),
            f.Rule(
                "activity_formula",
                ("activity_formula", "activity_formula"),
                "active_of_population",
                "text",
                "R2.7",
                "likely",
                True,
                date(2025, 1, 1),
            ),
            f.Rule(
                "pbpu_pemda_contribution_rupiah",
                ("pbpu_pemda_contribution_rupiah", "pbpu_pemda_contribution_rupiah"),
                "35000",
                "rupiah",
                "Perpres 64/2020",
                "sure",
                True,
                date(2021, 1, 1),
            ),
            f.Rule(
                "cut_off_day",
                ("cut_off_day", "cut_off_day"),
                "20",
                "day",
                "R3.8",
                "unconfirmed",
                False,
                date(2022, 1, 1),
            ),
        ),
        resident_classes=(
            ("covered_active", active),
            ("covered_inactive", idle),
            ("uncovered", residents - registered),
        ),
    )


def trend(coverage: float, of_people: float, of_members: float) -> tuple[f.TrendPoint, ...]:
    claims = (
        (date(2021, 7, 6), "coverage", 0.9542),
        (date(2022, 8, 1), "coverage", 0.9992),
        (date(2022, 11, 11), "coverage", 0.9939),
        (date(2022, 12, 31), "coverage", 0.9993),
        (date(2025, 5, 2), "coverage", 1.0),
        (date(2025, 5, 2), "activity", 0.87),
    )
    months = [date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1), MONTH]
    points = [
        f.TrendPoint(on, name, value, True, "https://sumsel.antaranews.com/berita/670121/")
        for on, name, value in claims
    ]
    for back, month in enumerate(reversed(months)):
        for name, value in (
            ("coverage", coverage),
            ("activity_of_population", of_people),
            ("activity_of_registered", of_members),
        ):
            points.append(f.TrendPoint(month, name, value + 0.004 * back, False))
    return tuple(sorted(points, key=lambda point: (point.on, point.indicator)))


def totals(residents: int, registered: int, active: int) -> tuple[f.Total, ...]:
    """1.790.000 register rows = residents + left + duplicates; 1.779.300 member rows = registered + the rest."""
    left, repeated = 6_228, 1_790_000 - residents - 6_228
    rest = {
        "member_not_in_register": 9_100,
        "dead_but_member": 1_203,
        "moved_but_member": 3_400,
        "second_card": 1_800,
        "identity_mismatch": 797,
    }
    return (
        f.Total("resident", "covered_active", active),
        f.Total("resident", "covered_inactive", registered - active),
        f.Total("resident", "uncovered", residents - registered),
        f.Total("resident", "left_register", left),
        f.Total("resident", "duplicate_register_row", repeated),
        f.Total("member", "covered_active", active),
        f.Total("member", "covered_inactive", registered - active),
        *(f.Total("member", name, rows) for name, rows in rest.items()),
    )


def with_all_met() -> f.Facts:
    """95 % of everyone active and the application approved: one answer, met."""
    held = demo_facts(active=1_692_600)
    known = tuple(
        replace(item, met=True, gap_people=None, gap_rupiah=None)
        for item in held.conditions
        if item.verdict == "prioritas"
    )
    return replace(held, conditions=known)
