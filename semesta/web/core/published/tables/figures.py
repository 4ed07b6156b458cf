"""Figures about areas and runs: counts only, no person; months since the first published one where it says so."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from semesta.web.core.published.tables.base import PublishedModel, day, flag, key, number, ratio, text


class Figures(PublishedModel):
    """A table of figures about areas, no person in it."""

    AREA: ClassVar = ""

    class Meta(PublishedModel.Meta):
        abstract = True


class IndicatorMonth(Figures):
    """Every indicator of the newest month; of earlier months those that are not broken down."""

    pk = models.CompositePrimaryKey(
        "region_code", "indicator", "month", "breakdown", "breakdown_value", "population_series", "formula"
    )
    region_code = models.TextField()
    indicator = models.TextField()
    month = models.DateField()
    breakdown = models.TextField()
    breakdown_value = models.TextField()
    population_series = models.TextField()
    formula = models.TextField()
    region_level = text()
    numerator = number()
    denominator = number()
    value = ratio()
    low = ratio()
    high = ratio()

    class Meta(Figures.Meta):
        db_table = "pub_indicator_month"


class _Condition(Figures):
    id = key()
    month = day()
    region_code = text()
    region_level = text()
    figure = text()
    population_series = text()
    verdict = text()
    condition = text()
    formula = text()
    required = ratio()
    actual = ratio()
    met = flag()
    gap_people = number()
    gap_rupiah = number()
    margin_people = number()
    numerator = number()
    denominator = number()
    rule = text()
    law = text()

    class Meta(Figures.Meta):
        abstract = True


class UhcStatus(_Condition):
    """The verdict that an area is shown, month by month."""

    INDEXED: ClassVar = ("region_code, month",)

    class Meta(_Condition.Meta):
        abstract = False
        db_table = "pub_uhc_status"


class UhcCondition(_Condition):
    """Every condition under every population series and way of counting, of the newest month."""

    INDEXED: ClassVar = ("region_code",)

    class Meta(_Condition.Meta):
        abstract = False
        db_table = "pub_uhc_condition"


class MemberBalance(Figures):
    """Opening, in, out, closing by segment, month by month."""

    id = key()
    month = day()
    segment = text()
    kind = text()
    cause = text()
    card_count = number()

    class Meta(Figures.Meta):
        db_table = "pub_member_balance"


class RegisterGap(Figures):
    """From the city's figure to BPJS's, step by step, month by month."""

    id = key()
    month = day()
    region_code = text()
    step = number()
    class_name = text()
    sign = number()
    people = number()

    class Meta(Figures.Meta):
        db_table = "pub_register_gap"


class AreaSplit(Figures):
    """Members in the branch's files by regency, month by month."""

    id = key()
    month = day()
    regency_code = text()
    own_area = flag()
    card_count = number()
    active_card_count = number()
    resident_count = number()

    class Meta(Figures.Meta):
        db_table = "pub_area_split"


class QualityItem(Figures):
    """Rows concerned by a data-quality item, month by month."""

    id = key()
    month = day()
    item = text()
    region_code = text()
    row_count = number()

    class Meta(Figures.Meta):
        db_table = "pub_quality_item"


class RegionRank(Figures):
    """A region's place among its neighbours, newest month."""

    INDEXED: ClassVar = ("indicator, region_level, parent_code",)

    id = key()
    month = day()
    indicator = text()
    population_series = text()
    formula = text()
    region_level = text()
    region_code = text()
    name = text()
    parent_code = text()
    value = ratio()
    numerator = number()
    denominator = number()
    place = number()
    tie_count = number()
    known_count = number()
    region_count = number()

    class Meta(Figures.Meta):
        db_table = "pub_region_rank"


class ClaimRank(Figures):
    """What was announced of the regencies of the province up to the day judged, with their places."""

    id = key()
    indicator = text()
    region_code = text()
    name = text()
    value = ratio()
    said_on = day()
    certainty = text()
    source = text()
    kind = text()
    numerator = number()
    denominator = number()
    denominator_from = text()
    own_value = ratio()
    own_formula = text()
    place = number()
    tie_count = number()
    known_count = number()
    region_count = number()

    class Meta(Figures.Meta):
        db_table = "pub_claim_rank"


class RouteCost(Figures):
    """People and rupiah per route, month by month."""

    id = key()
    month = day()
    route = text()
    person_count = number()
    city_rupiah_month = number()
    city_rupiah_year = number()
    deadline_count = number()
    first_deadline_on = day()
    first_start_on = day()

    class Meta(Figures.Meta):
        db_table = "pub_route_cost"


class TotalCheck(Figures):
    """Totals that must hold, newest month."""

    id = key()
    item = text()
    file_no = number()
    expected = number()
    actual = number()
    ok = flag()

    class Meta(Figures.Meta):
        db_table = "pub_total_check"


class RejectedCount(Figures):
    """Rows or values not understood, by file and reason, newest month."""

    id = key()
    file_no = number()
    relation = text()
    reason = text()
    row_count = number()

    class Meta(Figures.Meta):
        db_table = "pub_rejected_count"


class PopulationFigure(Figures):
    """The population series in force on the day judged; `comparable`: it can be of the people in the register."""

    id = key()
    region_code = text()
    series = text()
    valid_from = day()
    people = number()
    source = text()
    sent = flag()
    comparable = flag()

    class Meta(Figures.Meta):
        db_table = "pub_population_figure"


class ManifestOfMonth(Figures):
    """The manifest (JSON) of the run behind each published month: input files with digests, rule values, versions."""

    month = models.DateField(primary_key=True)
    run_id = text()
    manifest = text()

    class Meta(Figures.Meta):
        db_table = "pub_manifest"
