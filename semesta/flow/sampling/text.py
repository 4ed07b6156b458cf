"""An estimate in words that anybody can read, and beside a published figure such as 99.92 %."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from semesta.terms.fault import Fault
from semesta.terms.numbers import Numbers
from semesta.terms.region import place_name

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.flow.sampling.answers import RoundEstimate
    from semesta.flow.sampling.drawn import DrawnRound
    from semesta.measure.estimate.interval import Interval
    from semesta.plan.sample.frame import Frame
    from semesta.plan.sample.size import Needed

NUMBERS = Numbers("id")
DESIGNS = {
    "simple": "acak sederhana", "stratified": "acak menurut kecamatan", "cluster": "acak menurut kelurahan dan RT",
    "worklist": "terarah, dari daftar kunjungan",
}  # fmt: skip


def size_text(found: Needed, frame: Frame) -> str:
    """How many households, and from what that was worked out."""
    lines = [
        f"Kerangka: {NUMBERS.whole(len(frame))} rumah tangga, {NUMBERS.whole(frame.residents)} orang, "
        f"{NUMBERS.whole(len(frame.clusters))} RT; {NUMBERS.percent(found.share)} aktif menurut register.",
        f"Perlu {NUMBERS.whole(found.answering)} rumah tangga yang menjawab, jadi {NUMBERS.whole(found.visited)} "
        "dikunjungi.",
        f"Rentang 95 % lalu ± {NUMBERS.decimal(found.half_width * 100)} poin; efek rancangan "
        f"{NUMBERS.decimal(found.design_effect)}.",
    ]
    if not found.reachable:
        lines.append("Lebar itu tidak tercapai bahkan bila semua rumah tangga dikunjungi.")
    return "\n".join(lines)


def round_text(made: DrawnRound) -> str:
    """What was drawn, and what it takes to draw it again."""
    about, main = made.about, made.main()
    people = sum(one.members for one in main)
    lines = [
        f"Rancangan: {DESIGNS[about['design']['kind']]}",
        f"Terpilih : {NUMBERS.whole(len(main))} rumah tangga ({NUMBERS.whole(people)} orang di kartunya), "
        f"cadangan {NUMBERS.whole(len(made.households) - len(main))}, "
        f"{NUMBERS.whole(len({one.cluster for one in main}))} RT",
        f"Dasar    : {about['run_id']}, bulan {about['month'][:7]}",
    ]
    if made.random:
        left = about["frame"]["left_out"]
        lines += [
            f"Benih    : {about['seed']}",
            f"Kerangka : {NUMBERS.whole(about['frame']['households'])} rumah tangga, sidik {about['frame_sha256']}",
            f"Di luar kerangka: {NUMBERS.whole(left['no_family_card'])} orang tanpa kartu keluarga, "
            f"{NUMBERS.whole(left['no_village'])} tanpa kelurahan",
        ]
    else:
        lines.append("Bukan sampel acak: tidak ada perkiraan yang boleh dibuat darinya.")
    return "\n".join(lines)


def truth_text(found: RoundEstimate, path: Path) -> str:
    """Each estimate beside the truth of a made-up city, inside its interval or not."""
    try:
        truth = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Fault("Berkas kebenaran tidak dapat dibaca", path.name) from error
    city, residents = found.city, truth["residents"]
    rows = (
        ("terdaftar", city.coverage, truth["registered"] / residents),
        ("aktif", city.activity, truth["active"] / residents),
        ("tidak di register", city.missed_share, truth["missed"] / residents),
        ("register keliru", city.wrong_share, truth["wrong"] / truth["entries"]),
    )
    lines = [f"{'':20}{'perkiraan':>11}{'rentang':>20}{'sebenarnya':>12}"]
    for name, one, true in rows:
        span = f"{NUMBERS.decimal(one.low * 100)}–{NUMBERS.decimal(one.high * 100)}"
        inside = "di dalam" if one.low <= true <= one.high else "DI LUAR"
        lines.append(f"{name:20}{NUMBERS.percent(one.value):>11}{span:>20}{NUMBERS.percent(true):>12}  {inside}")
    one = city.residents
    inside = "di dalam" if one.low <= residents <= one.high else "DI LUAR"
    span = f"{NUMBERS.whole(round(one.low))}–{NUMBERS.whole(round(one.high))}"
    lines.append(
        f"{'penduduk':20}{NUMBERS.whole(round(one.value)):>11}{span:>20}{NUMBERS.whole(residents):>12}  {inside}"
    )
    return "\n".join(lines)


def share_text(one: Interval) -> str:
    """98,71 % (rentang 95 %: 98,20–99,07 %)"""
    return f"{NUMBERS.percent(one.value)} (rentang 95 %: {NUMBERS.decimal(one.low * 100)}–{NUMBERS.percent(one.high)})"


def count_text(one: Interval) -> str:
    """21.300 (rentang 95 %: 15.200–29.800)"""
    low, high = (NUMBERS.whole(round(value)) for value in (one.low, one.high))
    return f"{NUMBERS.whole(round(one.value))} (rentang 95 %: {low}–{high})"


def estimate_text(found: RoundEstimate, claim: float | None = None) -> str:
    """The round's estimates as lines; with `claim` (a share of 1), what the visits say of it."""
    city, register = found.city, found.register
    said = register.registered / register.residents if register.residents else 0.0
    active = register.active / register.residents if register.residents else 0.0
    lines = [
        f"Terundi {NUMBERS.whole(found.homes)} rumah tangga, {NUMBERS.whole(found.replacements)} pengganti; "
        f"{NUMBERS.whole(found.answered)} menjawab, {NUMBERS.whole(city.people)} orang ditemukan tinggal di sana.",
        "",
        f"Terdaftar, dari penduduk yang tinggal di sini : {share_text(city.coverage)}"
        f"   register: {NUMBERS.percent(said)}",
        f"Aktif, dari penduduk yang tinggal di sini     : {share_text(city.activity)}"
        f"   register: {NUMBERS.percent(active)}",
        f"Aktif, dari yang terdaftar                    : {share_text(city.activity_of_registered)}",
        f"Penduduk                                      : {count_text(city.residents)}"
        f"   register: {NUMBERS.whole(register.residents)}",
        f"Tinggal di sini, tidak ada di register        : {count_text(city.missed)}",
        f"Ada di register, tidak tinggal di sini        : {count_text(city.wrong)}",
        f"Efek rancangan (aktif)                        : {NUMBERS.decimal(city.design_effect)}",
    ]
    lines += ["", *reading(found, said if claim is None else claim)]
    for code, one in found.areas.items():
        lines.append(f"  {place_name(code):24} aktif {share_text(one.activity)}")
    return "\n".join(lines)


def reading(found: RoundEstimate, claim: float) -> list[str]:
    """What the visits mean for a published coverage."""
    coverage, said = found.city.coverage, NUMBERS.percent(claim)
    uncovered = coverage.other.scaled(found.city.residents.value)
    inactive = found.city.activity.other.scaled(found.city.residents.value)
    place = place_of(claim, coverage)
    first = {
        "above": f"{said} terlalu tinggi untuk apa yang ditemukan di rumah-rumah: sekitar {share_text(coverage)}"
        " penduduk terdaftar.",
        "below": f"{said} lebih rendah daripada yang ditemukan di rumah-rumah: {share_text(coverage)}.",
        "within": f"{said} tidak bertentangan dengan apa yang ditemukan di rumah-rumah: {share_text(coverage)}.",
    }[place]
    return [
        first,
        f"Itu berarti {count_text(uncovered)} penduduk tidak terdaftar, dan {count_text(inactive)} tidak aktif: mereka"
        " belum dijamin hari ini.",
        "Persentase register membagi peserta dengan penduduk di register; orang yang tinggal di sini tanpa masuk"
        " register tidak terlihat di dalamnya, dan yang sudah pindah atau meninggal masih dihitung.",
        "Orang yang tidak ditemukan oleh register maupun oleh kunjungan tidak masuk perkiraan ini: angka yang tidak"
        " terdaftar mungkin lebih besar.",
    ]


def place_of(claim: float, interval: Interval) -> str:
    """'above', 'within' or 'below' the interval."""
    return "above" if claim > interval.high else "below" if claim < interval.low else "within"
