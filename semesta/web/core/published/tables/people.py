"""People of the newest month: found, shown, and what changed about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from semesta.web.core.published.tables.base import PublishedModel, day, flag, key, number, ratio, text


class Person(PublishedModel):
    """One human of the month. `person_key` holds a NIK: it never leaves the server in an address.

    `resident_id` tells the row of the register file (decision 4); the rows of the membership files stand at the cards.
    """

    INDEXED: ClassVar = (
        "nik WHERE nik IS NOT NULL",
        "nik_raw WHERE nik_raw IS NOT NULL",
        "birth_on, said, area_code",
        "area_code, rw, rt, person_id",
        "class_name, area_code, person_id",
        "nkk WHERE nkk IS NOT NULL",
        "area_code, priority, person_id WHERE priority IS NOT NULL",
    )

    person_id = key()
    person_key = text()
    area_code = models.TextField()
    resident_id = number()
    in_register = flag()
    nik = text()
    nik_raw = text()
    nik_damage = text()
    nkk = text()
    name = text()
    said = text()
    birth_on = day()
    sex = text()
    mother_name = text()
    family_relation = text()
    address = text()
    rt = text()
    rw = text()
    phone = text()
    register_status = text()
    class_name = text()
    segment = text()
    status = text()
    active = flag()
    reason = text()
    reason_from = text()
    funding = text()
    paid_by_city = flag()
    inactive_since_on = day()
    psnoka = text()
    card_count = number()
    active_card_count = number()
    pemda_card_count = number()
    link_probability = ratio()
    link_method = text()
    has_doubt = flag()
    route = text()
    expected_start_on = day()
    deadline_on = day()
    monthly_cost_rupiah = number()
    route_note = text()
    urgent = flag()
    priority = number()
    upcoming = flag()
    decile = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_person"


class Card(PublishedModel):
    """One row of a membership file. Its own words stand here where `differs` names them; else they are the person's."""

    INDEXED: ClassVar = (
        "psnoka",
        "noka",
        "person_id",
        "nik WHERE nik IS NOT NULL",
        "nik_raw WHERE nik_raw IS NOT NULL",
        "birth_on, said WHERE birth_on IS NOT NULL",
    )

    member_id = key()
    person_id = number()
    area_code = models.TextField()
    psnoka = text()
    noka = text()
    segment = text()
    segment_detail = text()
    status = text()
    status_text = text()
    class_name = text()
    paid_by_city = flag()
    start_on = day()
    end_on = day()
    segment_from_on = day()
    pisa = text()
    ward_class = text()
    facility_code = text()
    employer_code = text()
    arrears_month_count = number()
    link_probability = ratio()
    link_method = text()
    link_pattern = text()
    differs = text()
    nik = text()
    nik_raw = text()
    nik_damage = text()
    name = text()
    said = text()
    birth_on = day()
    sex = text()
    nkk = text()
    mother_name = text()
    address = text()
    village_code = text()

    class Meta(PublishedModel.Meta):
        db_table = "pub_card"


class Spell(PublishedModel):
    """A card's time in a segment that is over or comes beside the one the card itself tells of."""

    pk = models.CompositePrimaryKey("psnoka", "from_on", "segment")
    psnoka = models.TextField()
    from_on = models.DateField()
    segment = models.TextField()
    to_on = day()
    person_id = number()
    area_code = models.TextField()

    class Meta(PublishedModel.Meta):
        db_table = "pub_spell"


class PersonChange(PublishedModel):
    """A human whose class, segment or area is not what it was in the month before; NULL before: new, NULL now: gone."""

    INDEXED: ClassVar = ("area_code, class_before, class_now",)

    person_id = key()
    area_code = models.TextField()
    class_before = text()
    class_now = text()
    segment_before = text()
    segment_now = text()
    active_before = flag()
    active_now = flag()
    area_before = text()

    class Meta(PublishedModel.Meta):
        db_table = "pub_person_change"


class Doubt(PublishedModel):
    """A register row and a card that may be one human, with the words of both; a person decides."""

    INDEXED: ClassVar = ("area_code, probability", "person_id", "card_person_id")

    pk = models.CompositePrimaryKey("member_id", "resident_id")
    member_id = models.BigIntegerField()
    resident_id = models.BigIntegerField()
    area_code = models.TextField()
    probability = ratio()
    weight = ratio()
    pattern = text()
    person_id = number()
    nik = text()
    name = text()
    birth_on = day()
    sex = text()
    nkk = text()
    mother_name = text()
    address = text()
    register_status = text()
    card_person_id = number()
    card_area_code = text()
    psnoka = text()
    card_nik = text()
    card_name = text()
    card_birth_on = day()
    card_sex = text()
    card_nkk = text()
    card_mother_name = text()
    card_address = text()
    card_segment = text()
    card_status = text()

    class Meta(PublishedModel.Meta):
        db_table = "pub_doubt"


class NameWord(PublishedModel):
    """A word of a person's name by its sound (link/words.py), from the register's name and from the cards'."""

    pk = models.CompositePrimaryKey("sound", "area_code", "person_id")
    sound = models.TextField()
    area_code = models.TextField()
    person_id = models.BigIntegerField()

    class Meta(PublishedModel.Meta):
        db_table = "pub_name_word"


class NameCount(PublishedModel):
    """How many people have a word of this sound in their name: which word of a name to look up first."""

    AREA: ClassVar = ""

    sound = models.TextField(primary_key=True)
    people = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_name_count"
