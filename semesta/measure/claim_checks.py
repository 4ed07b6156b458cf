"""One check per kind of number a sentence may hold. Each gives its findings; none when the sentence is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from semesta.measure.claim_finding import (
    TITLES,
    Said,
    claimed_percent,
    count_finding,
    english,
    plain,
    ratio_finding,
    unchecked,
    verdict_of,
    whole,
)
from semesta.measure.claimed import Claim, Finding
from semesta.measure.printed import Printed
from semesta.rules.load import Rules
from semesta.rules.population import population_series
from semesta.terms.rupiah import integer_text

Check = Callable[[Claim, Rules], Iterator[Finding]]

_POPULATION = Said("jumlah penduduk", "the population")
_MEMBERS = Said("jumlah peserta", "the number of members")
_ACTIVE_MEMBERS = Said("jumlah peserta aktif", "the number of active members")
_SILENT = Said("", "")


def _registered(claim: Claim) -> Decimal | None:
    """Members as printed, else the sum of the segments."""
    if claim.registered:
        return claim.registered.value
    return sum((number.value for number in claim.segments.values()), Decimal()) or None


def check_registered(claim: Claim, _: Rules) -> Iterator[Finding]:
    """Members as printed against the sum of the segments."""
    if claim.registered and claim.segments:
        total = sum((number.value for number in claim.segments.values()), Decimal())
        slack = sum((number.half_unit for number in claim.segments.values() if number.half_unit > 1), Decimal())
        yield count_finding("registered", claim.registered, total - slack, total + slack, "sum_of_segments")


def check_coverage(claim: Claim, rules: Rules) -> Iterator[Finding]:
    """Coverage = registered / population (R2.5); without a population, what each published one would give."""
    registered = _registered(claim)
    if claim.coverage is None:
        return
    if registered is None or claim.population is None:
        yield unchecked("coverage", f"{claim.coverage.value:f}", _MEMBERS if registered is None else _POPULATION)
        if registered is not None and claim.area:
            yield from _under_known_populations(claim, claim.coverage, registered)
        return
    formula = str(rules.value_or_none("coverage_formula", claim.on) or "registered_of_population")
    yield ratio_finding("coverage", claim.coverage, registered, claim.population.value, formula, _SILENT)


def _under_known_populations(claim: Claim, coverage: Printed, registered: Decimal) -> Iterator[Finding]:
    """Coverage under the newest figure of every series for the area that held on that day; no verdict (trap 2)."""
    newest: dict[str, tuple[date, int]] = {}
    for row in population_series().to_pylist():
        if row["region_code"] == claim.area and row["valid_from"] <= claim.on:
            newest[row["series"]] = max(newest.get(row["series"], (date.min, 0)), (row["valid_from"], row["people"]))
    for series, (valid_from, people) in sorted(newest.items()):
        note = Said(f" (penduduk {series} {valid_from})", f" (population {series} {valid_from})")
        found = ratio_finding("coverage", coverage, registered, Decimal(people), f"population:{series}", note)
        yield replace(found, verdict="cannot_check")


def check_activity(claim: Claim, rules: Rules) -> Iterator[Finding]:
    """Activity by the formula of that day; when only the other formula fits, the sentence says so (R2.6, R2.7)."""
    if claim.activity is None:
        return
    registered, active = _registered(claim), _active(claim)
    bases = {
        "active_of_registered": registered,
        "active_of_population": claim.population.value if claim.population else None,
    }
    known = {formula: base for formula, base in bases.items() if base}
    if active is None or not known:
        yield unchecked("activity", f"{claim.activity.value:f}", _ACTIVE_MEMBERS)
        return
    ruled = str(rules.value_or_none("activity_formula", claim.on) or "active_of_registered")
    fitting = [formula for formula, base in known.items() if claim.activity.fits(active / base * 100)]
    formula = ruled if ruled in known and (ruled in fitting or not fitting) else (fitting or list(known))[0]
    note = _SILENT
    if formula != ruled:
        note = Said(f" (rumus {formula}, bukan {ruled} yang berlaku)", f" (formula {formula}, not {ruled} in force)")
    yield ratio_finding("activity", claim.activity, active, known[formula], formula, note)


def _active(claim: Claim) -> Decimal | None:
    if claim.active:
        return claim.active.value
    registered = _registered(claim)
    return registered - claim.inactive.value if registered and claim.inactive else None


def check_pemda_share(claim: Claim, rules: Rules) -> Iterator[Finding]:
    """Pemda share = PBPU Pemda / population (R2.9); never above coverage."""
    if claim.pemda_share is None:
        return
    pemda = claim.segments.get("PBPU_PEMDA")
    if claim.coverage and claim.pemda_share.low > claim.coverage.high:
        yield _beyond(claim.pemda_share, claim.coverage)
    elif pemda is None or claim.population is None:
        yield unchecked("pemda_share", f"{claim.pemda_share.value:f}", _POPULATION if pemda else _MEMBERS)
    else:
        formula = str(rules.value_or_none("pemda_share_formula", claim.on) or "pemda_of_population")
        yield ratio_finding("pemda_share", claim.pemda_share, pemda.value, claim.population.value, formula, _SILENT)


def _beyond(part: Printed, whole: Printed) -> Finding:
    said, most = claimed_percent(part), claimed_percent(whole)
    return Finding(
        "pemda_share", str(part.value), f"<= {whole.value}", str(part.value - whole.value), "does_not_reproduce",
        "part_of_coverage",
        f"Bagian Pemda {said.id} tidak terulang: lebih besar daripada cakupan seluruhnya {most.id}",
        f"Pemda share {said.en} does not reproduce: more than the whole coverage {most.en}",
    )  # fmt: skip


def check_uncovered(claim: Claim, _: Rules) -> Iterator[Finding]:
    """Uncovered = population - registered; without a population, out of coverage with its printed precision."""
    registered = _registered(claim)
    if claim.uncovered is None:
        return
    if registered is not None and claim.population is not None:
        gap = claim.population.value - registered
        yield count_finding("uncovered", claim.uncovered, gap, gap, "population_minus_registered")
    elif registered is not None and claim.coverage is not None and claim.coverage.low > 0:
        low = registered / (claim.coverage.high / 100) - registered
        high = registered / (claim.coverage.low / 100) - registered
        yield count_finding("uncovered", claim.uncovered, low, high, "implied_by_coverage")
    else:
        yield unchecked("uncovered", f"{claim.uncovered.value:f}", _MEMBERS if registered is None else _POPULATION)


def check_inactive(claim: Claim, rules: Rules) -> Iterator[Finding]:
    """Inactive = registered - active; active as printed, else out of activity by the formula of that day.

    When the other formula is what fits, that one is used.
    """
    registered = _registered(claim)
    if claim.inactive is None or (claim.active is None and claim.activity is None):
        return
    if registered is None:
        yield unchecked("inactive", f"{claim.inactive.value:f}", _MEMBERS)
    elif claim.active is not None:
        gap = registered - claim.active.value
        yield count_finding("inactive", claim.inactive, gap, gap, "registered_minus_active")
    elif claim.activity is not None:
        ruled = str(rules.value_or_none("activity_formula", claim.on) or "active_of_registered")
        yield _inactive_by_formula(claim, claim.inactive, claim.activity, registered, ruled)


def _inactive_by_formula(
    claim: Claim, inactive: Printed, activity: Printed, registered: Decimal, ruled: str
) -> Finding:
    least, most = activity.low / 100, activity.high / 100
    found = [
        count_finding("inactive", inactive, registered - most * base, registered - least * base, formula)
        for formula, base in _bases(claim, registered).items()
    ]
    in_order = sorted(found, key=lambda finding: (finding.verdict != "reproduces", finding.formula != ruled))
    return in_order[0]


def _bases(claim: Claim, registered: Decimal) -> dict[str, Decimal]:
    bases = {"active_of_registered": registered}
    if claim.population:
        bases["active_of_population"] = claim.population.value
    return bases


def check_award(claim: Claim, rules: Rules) -> Iterator[Finding]:
    """An award category needs a coverage and an activity (2.2): the printed ones must reach them."""
    if not claim.award:
        return
    for what, claimed, rule in (
        ("coverage", claim.coverage, f"award_{claim.award}_coverage_min"),
        ("activity", claim.activity, f"award_{claim.award}_activity_min"),
    ):
        least = rules.value_or_none(rule, claim.on) if rule in rules.rules else None
        if claimed is None or least is None:
            continue
        need = Decimal(str(least)) * 100
        fits = claimed.high > need
        said, wanted, title = claimed_percent(claimed), plain(need, 2), TITLES[what]
        yield Finding(
            f"award_{what}", str(claimed.value), f">= {need.normalize():f}", str(claimed.value - need),
            verdict_of(fits), rule,
            f"{title.id} {said.id} {'cukup' if fits else 'tidak cukup'} untuk {claim.award}: syarat {wanted.id} %",
            f"{title.en} {said.en} is {'enough' if fits else 'not enough'} for {claim.award}: {wanted.en} % required",
        )  # fmt: skip


def check_sums(claim: Claim, _: Rules) -> Iterator[Finding]:
    """A printed total against the sum of its printed parts."""
    for part in claim.sums:
        total = sum((number.value for number in part.parts), Decimal())
        slack = sum((number.half_unit for number in part.parts if number.half_unit > 1), Decimal())
        title = Said(part.what, part.what)
        yield count_finding(f"sum:{part.what}", part.whole, total - slack, total + slack, "sum_of_parts", title)


def check_within(claim: Claim, _: Rules) -> Iterator[Finding]:
    """A part is never more than the whole in which it is said to lie."""
    for held in claim.within:
        part = held.parts[0]
        fits = part.low <= held.whole.high
        small, great = plain(part.value), plain(held.whole.value)
        yield Finding(
            f"within:{held.what}", str(held.whole.value), f">= {part.value}", str(held.whole.value - part.value),
            verdict_of(fits), "part_of_whole",
            f"{held.what}: {small.id} {'termasuk dalam' if fits else 'tidak mungkin termasuk dalam'} {great.id}",
            f"{held.what}: {small.en} {'lies within' if fits else 'cannot lie within'} {great.en}",
        )  # fmt: skip


def check_budget(claim: Claim, rules: Rules) -> Iterator[Finding]:
    """A budget for people = (contribution + help of the Pemda) x people x months, by the rules of the day (R2.16)."""
    if claim.budget is None:
        return
    on = claim.budget_on or claim.on
    rates = [rules.value_or_none(name, on) for name in ("pbpu_pemda_contribution_rupiah", "pbpu_help_pemda_rupiah")]
    if claim.budget_people is None or not claim.budget_people.value or rates[0] is None:
        missing = Said("jumlah orang", "the number of people")
        if claim.budget_people is not None and claim.budget_people.value:
            missing = Said(f"iuran Pemda pada {on}", f"the Pemda contribution on {on}")
        yield unchecked("budget", f"{claim.budget.value:f}", missing)
        return
    months = claim.budget_month_count or int(rules.value("budget_month_count", on))
    yield _budget(claim.budget, claim.budget_people, sum(int(rate or 0) for rate in rates), months)


def _budget(claimed: Printed, people: Printed, rate: int, months: int) -> Finding:
    cost = people.value * rate * months
    slack = (people.half_unit if people.half_unit > 1 else Decimal()) * rate * months
    fits = claimed.high >= cost - slack and claimed.low <= cost + slack
    head = integer_text(int(whole(claimed.value / people.value / months)))
    enough = integer_text(int(claimed.value / rate / months))
    sum_id = f"{integer_text(rate)} × {plain(people.value).id} × {months} = Rp {plain(cost).id}"
    more_id = "" if fits else f"; yang disebut = Rp {head} per orang per bulan, cukup untuk {enough} orang"
    more_en = "" if fits else f"; as printed Rp {head} per person and month, enough for {enough} people"
    return Finding(
        "budget", str(claimed.value.quantize(Decimal(1))), str(int(cost)), str(int(claimed.value - cost)),
        verdict_of(fits), f"{rate} x people x {months}",
        f"Anggaran Rp {plain(claimed.value).id} {'terulang' if fits else 'tidak terulang'}: {sum_id}{more_id}",
        f"Budget Rp {plain(claimed.value).en} {'reproduces' if fits else 'does not reproduce'}: {english(sum_id)}"
        + english(more_en),
    )  # fmt: skip


CHECKS: tuple[Check, ...] = (
    check_registered, check_coverage, check_activity, check_pemda_share, check_uncovered, check_inactive, check_award,
    check_sums, check_within, check_budget,
)  # fmt: skip
