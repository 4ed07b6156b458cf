"""BPJS's bills to the city as the run judged them: sums per bill and reason, and every line that was not accepted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from semesta.web.core.published.tables.base import PublishedModel, day, flag, key, number, text


class InvoiceBill(PublishedModel):
    """One month billed: accepted + disputed + missing = billed, in rupiah; `area_code` is the city that is billed.

    `paid_rupiah` and both arrears are NULL as long as no payment of any month was told.
    """

    invoice_month = models.DateField(primary_key=True)
    area_code = models.TextField()
    evidence = text()
    evidence_missing = text()
    line_count = number()
    head_count = number()
    accepted_head_count = number()
    disputed_head_count = number()
    unbilled_head_count = number()
    billed_contribution = number()
    billed_help = number()
    billed_rupiah = number()
    accepted_contribution = number()
    accepted_help = number()
    accepted_rupiah = number()
    disputed_contribution = number()
    disputed_help = number()
    disputed_rupiah = number()
    missing_rupiah = number()
    unbilled_contribution = number()
    unbilled_help = number()
    letter_people = number()
    letter_rupiah = number()
    letter_difference_rupiah = number()
    replaced_line_count = number()
    replaced_rupiah = number()
    due_on = day()
    last_paid_on = day()
    paid_rupiah = number()
    late = flag()
    late_day_count = number()
    arrears_rupiah = number()
    arrears_as_bpjs_rupiah = number()
    ends_privilege = flag()

    class Meta(PublishedModel.Meta):
        db_table = "pub_invoice_bill"


class InvoiceReason(PublishedModel):
    """Lines of one bill with one reason: cards, lines, rupiah of both accounts."""

    INDEXED: ClassVar = ("invoice_month",)

    id = key()
    area_code = models.TextField()
    invoice_month = day()
    judgement = text()
    reason = text()
    head_count = number()
    line_count = number()
    contribution_rupiah = number()
    help_rupiah = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_invoice_reason"


class InvoiceOutcome(PublishedModel):
    """What later bills made of the disputed lines of one bill with one reason."""

    INDEXED: ClassVar = ("invoice_month",)

    id = key()
    area_code = models.TextField()
    invoice_month = day()
    dispute = text()
    outcome = text()
    head_count = number()
    line_count = number()
    disputed_rupiah = number()
    credited_rupiah = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_invoice_outcome"


class InvoiceClaim(PublishedModel):
    """All disputed lines of one reason over all bills: cards, card-months; withheld now, claimed back, given back."""

    dispute = models.TextField(primary_key=True)
    area_code = models.TextField()
    head_count = number()
    month_count = number()
    disputed_rupiah = number()
    withheld_rupiah = number()
    claimed_rupiah = number()
    credited_rupiah = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_invoice_claim"


class InvoiceWork(PublishedModel):
    """A line of the city's bills that was not accepted: 'disputed' with its outcome, or 'missing'.

    `nik` is the person's, `nik_raw` what the bill says. `area_code` is the billed city's or a kelurahan of it: who may
    see the bill sees all its lines, also of people who moved away.
    """

    INDEXED: ClassVar = (
        "invoice_month, dispute, invoice_line_id",
        "invoice_month, invoice_line_id",
        "psnoka, invoice_month",
        "person_id",
    )

    invoice_line_id = key()
    area_code = models.TextField()
    judgement = text()
    dispute = text()
    disputed_rupiah = number()
    accepted_rupiah = number()
    billed_rupiah = number()
    billed_contribution = number()
    billed_help = number()
    unbilled_rupiah = number()
    invoice_month = day()
    paid_for_month = day()
    psnoka = text()
    person_id = number()
    class_name = text()
    nik = text()
    nik_raw = text()
    nik_remark = text()
    name = text()
    event_on = day()
    outcome = text()
    credited_rupiah = number()

    class Meta(PublishedModel.Meta):
        db_table = "pub_invoice_work"
