"""Work lists as the run made them; a person's own work stands with the person (Person.priority, route, …)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from semesta.web.core.published.tables.base import PublishedModel, day, flag, key, number, text


class VisitWork(PublishedModel):
    """A household to visit."""

    INDEXED: ClassVar = ("area_code, visit_order",)

    nkk = models.TextField(primary_key=True)
    area_code = models.TextField()
    rt = text()
    rw = text()
    address = text()
    reach_count = number()
    uncovered_count = number()
    inactive_count = number()
    doubt_count = number()
    priority = number()
    first_deadline_on = day()
    first_person_id = number()
    member_count = number()
    visit_order = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_visit_work"


class EmployerWork(PublishedModel):
    """A firm to write to."""

    INDEXED: ClassVar = ("area_code, work_order", "firm_id")

    work_order = key()
    area_code = models.TextField()
    firm_id = text()
    firm_key = text()
    name = text()
    employer_code = text()
    nib = text()
    address = text()
    finding = text()
    expected_uncovered_count = number()
    missing_worker_count = number()
    worker_count_elsewhere = number()
    worker_count_bpjs = number()
    worker_card_count = number()
    active_card_count = number()
    arrears_month_count = number()
    low_wage_count = number()
    listed_worker_count = number()
    listed_state_paid_count = number()
    listed_uncovered_count = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_employer_work"


class RecoverablePlace(PublishedModel):
    """A person whose cover the city or the centre pays and an employer should pay: a worker, or a worker's family."""

    INDEXED: ClassVar = ("firm_id, role, person_id", "area_code, firm_id")

    person_id = key()
    area_code = models.TextField()
    firm_id = text()
    firm_name = text()
    finding = text()
    segment = text()
    role = text()
    worker_person_id = number()
    saved_rupiah = number()
    city_saved_rupiah = number()
    due_rupiah = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_recoverable_place"


class FirmOutcome(PublishedModel):
    """What the lists and the file show of a firm that the desks wrote to."""

    action_id = models.TextField(primary_key=True)
    area_code = models.TextField()
    firm_id = text()
    decision = text()
    decided_on = day()
    finding_before = text()
    finding_now = text()
    registered_now = flag()
    worker_card_count = number()
    active_card_count = number()
    missing_worker_count = number()
    outcome = text()

    class Meta(PublishedModel.Meta):
        db_table = "pub_firm_outcome"


class NewbornWork(PublishedModel):
    """A reported birth whose baby has no active card."""

    INDEXED: ClassVar = ("area_code, deadline_on",)

    event_id = key()
    area_code = models.TextField()
    name = text()
    sex = text()
    born_on = day()
    nik = text()
    mother_nik = text()
    nkk = text()
    mother_segment = text()
    mother_active = flag()
    in_register = flag()
    document_number = text()
    reported_by = text()
    deadline_on = day()
    late = flag()

    class Meta(PublishedModel.Meta):
        db_table = "pub_newborn_work"


class ContactWork(PublishedModel):
    """A contact to make, by which rule, and the phone to call: the person's own or one of the family card."""

    INDEXED: ClassVar = ("area_code, contact_rule",)

    id = key()
    area_code = models.TextField()
    contact_rule = text()
    person_id = number()
    family_count = number()
    arrears_month_count = number()
    paid_count = number()
    due_on = day()
    phone = text()
    phone_from = text()

    class Meta(PublishedModel.Meta):
        db_table = "pub_contact_work"


class ArrearsArea(PublishedModel):
    """A kelurahan: residents who pay for themselves, and how many of them are without cover for arrears."""

    area_code = models.TextField(primary_key=True)
    payer_count = number()
    arrears_count = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_arrears_area"


class ActionOutcome(PublishedModel):
    """What became of a thing the desks did."""

    INDEXED: ClassVar = ("person_id",)

    action_id = models.TextField(primary_key=True)
    area_code = models.TextField()
    action = text()
    route = text()
    decision = text()
    decided_on = day()
    person_id = number()
    class_name = text()
    active_before = flag()
    active_now = flag()
    became_active = flag()
    outcome = text()

    class Meta(PublishedModel.Meta):
        db_table = "pub_action_outcome"


class VisitProof(PublishedModel):
    """What the file shows of somebody whom a household visit met: registered and active are two things."""

    INDEXED: ClassVar = ("person_id", "household_id")

    visit_row_id = key()
    area_code = models.TextField()
    visit_id = text()
    household_id = text()
    visited_on = day()
    found = text()
    membership_shown = text()
    willing = flag()
    chosen_route = text()
    person_id = number()
    class_name = text()
    registered_before = flag()
    registered_now = flag()
    became_registered = flag()
    active_before = flag()
    active_now = flag()
    became_active = flag()
    outcome = text()

    class Meta(PublishedModel.Meta):
        db_table = "pub_visit_outcome"
