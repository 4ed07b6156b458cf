"""What is true of a human, restated in plain Python from jkn.md (R1.6, R2.23 to R2.31, 2.7, req 18 to 29)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from people import AS_OF, RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from people import Human

ARREARS_OF_FIRM = {"00000021": 2, "00000022": 0}
PEMDA_START_ON = date(2025, 6, 1)
FREE_PLACES = 5
CITY_COST = RULES["pbpu_pemda_contribution_rupiah"] + RULES["pbpu_help_pemda_rupiah"]


@dataclass(frozen=True)
class Answer:
    """Class and reason of a human."""

    name: str
    reason: str | None


@dataclass(frozen=True)
class Way:
    """The route of a human in need."""

    route: str
    start_on: date | None
    deadline_on: date | None
    cost: int


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def age(born: date | None) -> int | None:
    """Completed years on the day judged."""
    if born is None:
        return None
    return AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))


def living(human: Human) -> bool:
    """Whether the human is a living resident who is counted."""
    return human.row is not None and human.row.register_status == "LIVING" and not human.row.duplicate_row


def judged(human: Human) -> Answer:
    """The one class, and the reason of a card that is not active."""
    return Answer(_class(human), _reason(human))


def _class(human: Human) -> str:
    row, card = human.row, human.card
    if row is None:
        return "member_not_in_register"
    if row.duplicate_row:
        return "duplicate_register_row"
    if row.register_status != "LIVING":
        if card is None:
            return "left_register"
        return {"DEAD": "dead_but_member", "MOVED": "moved_but_member"}.get(
            row.register_status, "member_not_in_register"
        )
    if card is None:
        return "uncovered"
    return {"ACTIVE": "covered_active", "INACTIVE": "covered_inactive", "UNKNOWN": "status_unknown"}[card.status]


def _reason(human: Human) -> str | None:  # noqa: PLR0911 one way out per reason
    row, card = human.row, human.card
    if card is None or card.status == "ACTIVE":
        return None
    if card.status == "UNKNOWN":
        return "TIDAK_DIKETAHUI"
    if card.reason_stated:
        return card.reason_stated
    if row and row.register_status in ("DEAD", "MOVED"):
        return "MENINGGAL" if row.register_status == "DEAD" else "PINDAH"
    if human.decree and card.segment == "PBI_APBN":
        return "PBI_DIKELUARKAN"
    if card.start_on and card.start_on > AS_OF:
        return "MENUNGGU_TMT"
    return _reason_of_segment(human) or "TIDAK_DIKETAHUI"


def _reason_of_segment(human: Human) -> str | None:
    card = human.card
    assert card is not None
    years = age(birth_on(human))
    ended = card.end_on is not None and card.end_on <= AS_OF
    if card.segment in ("PBPU", "BP"):
        return "PREMI" if (card.arrears_month_count or 0) > 0 else None
    if card.segment == "PPU":
        if card.pisa == "4" and years is not None and years >= RULES["child_age_limit_year"]:
            return "ANAK_USIA"
        if ARREARS_OF_FIRM.get(card.employer_code or "", 0) > 0:
            return "EMPLOYER_ARREARS"
        return "PPU_KELUAR" if ended else None
    left = {"PBI_APBN": "PBI_DIKELUARKAN", "PBPU_PEMDA": "PEMDA_DIKELUARKAN"}
    return left.get(card.segment) if ended else None


def birth_on(human: Human) -> date | None:
    """The register's birth date, else the card's."""
    own = human.row.birth_on if human.row else None
    return own or (human.card.birth_on if human.card else None)


def ends_on(human: Human) -> date | None:
    """The day on which active cover ends by itself, if one is known."""
    card, born = human.card, birth_on(human)
    years = age(born)
    if card is None:
        return None
    if card.segment == "PPU" and card.pisa == "4" and born is not None and years is not None:
        for limit in (RULES["child_age_limit_year"], RULES["child_student_age_limit_year"]):
            if years < limit:
                return months_later(born, 12 * limit)
    return card.end_on if card.reason_stated == "PPU_PHK" else None


def is_upcoming(human: Human) -> bool:
    """Active today, and not in sixty days."""
    last = ends_on(human)
    soon = AS_OF + timedelta(days=RULES["upcoming_warning_day"])
    return judged(human).name == "covered_active" and last is not None and AS_OF < last <= soon


def ways(humans: Sequence[Human]) -> dict[int, Way]:
    """The route of every human in need, the city's free places given to the poorest and oldest first."""
    needy = [one for one in humans if living(one) and (judged(one).name != "covered_active" or is_upcoming(one))]
    families = {}
    for one in humans:
        if one.row and judged(one).name == "covered_active" and one.card:
            families.setdefault(one.row.nkk, []).append(one.card)
    deciles: dict[str, int] = {}
    for one in humans:
        if one.row and one.own_decile is not None:
            deciles[one.row.nkk] = min(one.own_decile, deciles.get(one.row.nkk, 99))
    first = {one.person_id: _first(one, families, deciles) for one in needy}
    asking = sorted((one for one in needy if first[one.person_id] == "apbd_quota"), key=lambda one: _turn(one, deciles))
    late = {one.person_id for one in asking[FREE_PLACES:]}
    return {
        one.person_id: _way(one, "mandiri" if one.person_id in late else first[one.person_id], families)
        for one in needy
    }


def _decile(human: Human, deciles: dict[str, int]) -> int | None:
    assert human.row is not None
    if human.own_decile is not None:
        return human.own_decile
    if human.decree and human.decree.decile is not None:
        return human.decree.decile
    return deciles.get(human.row.nkk)


def _turn(human: Human, deciles: dict[str, int]) -> tuple[object, ...]:
    decile, born = _decile(human, deciles), birth_on(human)
    urgent = human.decree is not None and human.decree.catastrophic
    return (not urgent, decile is None, decile or 0, born is None, born or AS_OF, human.person_id)


def _first(human: Human, families: dict[str, list], deciles: dict[str, int]) -> str:  # noqa: PLR0911, PLR0912 the law, case by case
    row, card, answer = human.row, human.card, judged(human)
    assert row is not None
    born, years = birth_on(human), age(birth_on(human))
    decile = _decile(human, deciles)
    poor = decile is not None and decile <= RULES["dtsen_pbi_decile_max"]
    able = decile is not None and decile > RULES["dtsen_pbi_decile_max"]
    child = years is not None and years < RULES["child_age_limit_year"]
    student = years is not None and years < RULES["child_student_age_limit_year"]
    stated = card.reason_stated if card else None
    if is_upcoming(human) and child and stated != "PPU_PHK":
        return "child_study_letter"
    if answer.name == "uncovered" and human.has_doubt:
        return "resolve_doubt"
    if answer.reason in ("NIK_TIDAK_VALID", "GANDA") or (answer.name == "uncovered" and (not row.nik or not born)):
        return "fix_identity"
    if answer.name == "status_unknown":
        return "read_status"
    if answer.name == "uncovered" and born and 0 <= (AS_OF - born).days <= RULES["newborn_window_day"]:
        return "newborn"
    simple = {
        "MENINGGAL": "correct_register", "PINDAH": "report_move", "MENUNGGU_TMT": "wait_start",
        "BELUM_BAYAR_PERTAMA": "pay_first",
    }  # fmt: skip
    if answer.reason in simple:
        return simple[answer.reason]
    if answer.reason == "PPU_PHK" and months_later(_since(human) or AS_OF, RULES["phk_guarantee_month"]) > AS_OF:
        return "phk_guarantee"
    if answer.reason == "ANAK_USIA" and student:
        return "child_study_letter"
    if answer.reason == "EMPLOYER_ARREARS":
        return "employer_arrears"
    window = RULES["reactivation_window_month"]
    listed = answer.reason == "PBI_DIKELUARKAN" and human.decree and not able
    if listed and months_later(human.decree.effective_on, window) > AS_OF:
        return "pbi_reactivation"
    has_worker = any(one.segment == "PPU" and one.pisa in (None, "1") for one in families.get(row.nkk, ()))
    if human.has_wage or (answer.name == "uncovered" and has_worker and child):
        return "employer"
    if poor:
        return "dtsen_pbi"
    if answer.reason == "PREMI":
        arrears = (card.arrears_month_count if card else None) or 0
        return "rehab" if arrears >= RULES["rehab_min_arrears_month"] else "pay_arrears"
    if able:
        return "mandiri"
    return "read_status" if answer.reason == "TIDAK_DIKETAHUI" else "apbd_quota"


def _since(human: Human) -> date | None:
    card = human.card
    if card is None or card.status != "INACTIVE":
        return None
    if human.decree:
        return human.decree.effective_on
    return card.end_on if card.end_on and card.end_on <= AS_OF else None


def _way(human: Human, route: str, families: dict[str, list]) -> Way:
    card, row = human.card, human.row
    assert row is not None
    last = ends_on(human) if judged(human).name == "covered_active" else None
    wait = timedelta(days=RULES["mandiri_wait_day"])
    start = {
        "newborn": AS_OF,
        "wait_start": card.start_on if card else None,
        "apbd_quota": PEMDA_START_ON,
        "phk_guarantee": AS_OF,
        "mandiri": max(AS_OF, last or AS_OF) + wait,
        "pay_first": max(AS_OF, ((card.start_on if card else None) or AS_OF) + wait),
        "pay_arrears": AS_OF + timedelta(days=1),
    }.get(route)
    return Way(route, start, last if is_upcoming(human) else _deadline(human, route), _cost(human, route, families))


def _deadline(human: Human, route: str) -> date | None:
    born = birth_on(human)
    if route == "newborn" and born:
        return born + timedelta(days=RULES["newborn_window_day"])
    if route == "phk_guarantee":
        return months_later(_since(human) or AS_OF, RULES["phk_guarantee_month"])
    if route == "child_study_letter" and born:
        return months_later(born, 12 * RULES["child_student_age_limit_year"])
    if route == "pbi_reactivation" and human.decree:
        return months_later(human.decree.effective_on, RULES["reactivation_window_month"])
    return None


def _cost(human: Human, route: str, families: dict[str, list]) -> int:
    cards = families.get(human.row.nkk, ()) if human.row else ()
    by_city = any(one.segment == "PBPU_PEMDA" for one in cards)
    by_firm = any(one.segment == "PPU" and one.pisa in (None, "1") for one in cards)
    if route == "apbd_quota" or (route == "newborn" and by_city and not by_firm):
        return CITY_COST
    class_three = human.card is None or human.card.ward_class in (None, "3")
    own = route in ("mandiri", "pay_first", "pay_arrears", "rehab")
    return RULES["pbpu_help_pemda_rupiah"] if own and class_three else 0
