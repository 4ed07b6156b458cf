"""A plan in sentences, Indonesian and English: who, when, by which route, for what, how sure, and what still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.plan.people import CITY, UNKNOWN_DECILE
from semesta.rules.routes import route_titles
from semesta.terms.month import Month
from semesta.terms.rupiah import decimal_text, integer_text, percent_text, rupiah_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.plan.people import City
    from semesta.plan.wish import Plan, Wish


def plan_text(city: City, wish: Wish, plan: Plan) -> str:
    """All sentences; Indonesian, an empty line, English."""
    return "\n".join([*sentences(city, wish, plan, 0), "", *sentences(city, wish, plan, 1)])


def sentences(city: City, wish: Wish, plan: Plan, language: int) -> list[str]:
    """The plan in sentences, language 0 Indonesian, 1 English."""
    return [
        _reach(city, wish, plan)[language],
        *(pair[language] for pair in _by_route(city, plan)),
        _cost(plan)[language],
        *(pair[language] for pair in _fair(city, wish, plan)),
        *(pair[language] for pair in _price(plan)),
    ]


def _reach(city: City, wish: Wish, plan: Plan) -> tuple[str, str]:
    active, registered = (percent_text(part / city.population) for part in (wish.active_needed, wish.registered_needed))
    asked = [f"keaktifan {active} dan cakupan {registered}", f"Activity {active} and coverage {registered}"]
    if wish.pemda_needed:
        share = percent_text(wish.pemda_needed / city.population)
        asked = [
            f"keaktifan {active}, cakupan {registered} dan bagian Pemda {share}",
            f"Activity {active}, coverage {registered} and Pemda share {share}",
        ]
    if plan.reached_at is None:
        lacking = integer_text(plan.active_lacking), integer_text(plan.registered_lacking)
        by_city = integer_text(plan.pemda_lacking)
        more = (f", {by_city} peserta Pemda", f", {by_city} members of the city") if wish.pemda_needed else ("", "")
        return (
            f"Sasaran {asked[0]} tidak tercapai dengan anggaran dan batas ini: masih "
            f"kurang {lacking[0]} peserta aktif dan {lacking[1]} peserta terdaftar{more[0]}.",
            f"{asked[1]} cannot be reached with this budget and these limits: "
            f"{lacking[0]} active and {lacking[1]} registered members lack{more[1]}.",
        )
    month = Month.of(wish.months[plan.reached_at])
    return (
        f"Sasaran {asked[0]} paling cepat tercapai pada {month.title_id}.",
        f"{asked[1]} are reached in {month.title_en} at the earliest.",
    )


def _by_route(city: City, plan: Plan) -> list[tuple[str, str]]:
    people: dict[str, int] = {}
    for one in plan.choices:
        people[one.route] = people.get(one.route, 0) + one.people
    out = []
    for route, count in sorted(people.items(), key=lambda item: -item[1]):
        poor = sum(
            one.people for one in plan.choices if one.route == route and city.groups[one.group].decile < UNKNOWN_DECILE
        )
        name = ("lewat kuota APBD", "in the city's quota") if route == CITY else _named(route)
        out.append((
            f"{integer_text(count)} orang {name[0]} ({integer_text(poor)} dengan desil yang diketahui).",
            f"{integer_text(count)} people {name[1]} ({integer_text(poor)} of a known decile).",
        ))  # fmt: skip
    return out


def _named(route: str) -> tuple[str, str]:
    """'lewat jalur "Reaktivasi PBI APBN"' and its English."""
    titles = route_titles()[route]
    return f"lewat jalur “{titles[0]}”", f"by the route “{titles[1]}”"


def _cost(plan: Plan) -> tuple[str, str]:
    gap = percent_text(plan.gap, 4)
    return (
        f"Biaya Pemda sampai akhir masa rencana {rupiah_text(plan.cost_rupiah)}; terbukti paling jauh {gap} dari yang "
        "terbaik.",
        f"It costs the city {rupiah_text(plan.cost_rupiah)} to the end of the plan; proven to be at most {gap} from "
        "the best.",
    )


def _fair(city: City, wish: Wish, plan: Plan) -> list[tuple[str, str]]:
    fair, out = wish.fairness, []
    if fair.urgent_first:
        out.append(("Kasus katastropik lebih dulu.", "Catastrophic cases first."))
    if fair.poorest_first:
        top = max(
            (city.groups[one.group].decile for one in plan.choices if one.route == CITY
             and not city.groups[one.group].urgent), default=0,
        )  # fmt: skip
        last = ("yang desilnya tidak diketahui", "those of no known decile") if top == UNKNOWN_DECILE else (
            f"desil {top}", f"decile {top}")  # fmt: skip
        if top:
            out.append((
                f"Yang termiskin lebih dulu: kuota sampai ke {last[0]}.",
                f"The poorest first: the quota reaches {last[1]}.",
            ))  # fmt: skip
    if fair.village_share and plan.reached_at is not None:
        share = percent_text(fair.village_share)
        out.append((
            f"Tidak ada kelurahan dengan keaktifan di bawah {share}.", f"No kelurahan has activity below {share}."
        ))  # fmt: skip
    beyond = [note.partition(":")[2] for note in plan.notes if note.startswith("village_beyond_reach")]
    if beyond:
        out.append((
            f"Di {len(beyond)} kelurahan batas itu tidak terjangkau: {', '.join(beyond)}.",
            f"In {len(beyond)} kelurahan that share is beyond reach: {', '.join(beyond)}.",
        ))  # fmt: skip
    return out


def _price(plan: Plan) -> list[tuple[str, str]]:
    if plan.point_rupiah is None:
        return []
    if plan.point_rupiah == 0:
        return [("Sasaran keaktifan sudah terlampaui; satu poin berikutnya belum menambah biaya.",
                 "The target on activity is exceeded; the next point does not cost more yet.")]  # fmt: skip
    money = rupiah_text(plan.point_rupiah)
    return [(f"Satu poin keaktifan berikutnya: {money}.", f"The next point of activity: {money}.")]


def curve_text(curve: Sequence[tuple[float, int | None]]) -> str:
    """What so many points of activity above the aim would cost by the same month; both languages in one line each."""
    lines = []
    for points, rupiah in curve:
        money = "di luar anggaran atau batas / beyond budget or limits" if rupiah is None else rupiah_text(rupiah)
        lines.append(f"+{decimal_text(points, 1)} poin / points: {money}")
    return "\n".join(lines)
