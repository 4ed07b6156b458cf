"""A budget sheet for a made-up city, from the bills of its newest run: to see when its money would end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from semesta.flow.publish import published
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "Contoh: angka kota buatan, bukan anggaran siapa pun"
MONTHS_OF_APBD, MONTHS_OF_TAX = 10, 1
"""The year's own money lasts so many months at the newest bill, the cigarette tax one more: it ends in autumn."""
PAID_FOR_LATER = 20
"""One in so many members more falls out of the national list in August and is taken over."""


def put_demo_sheet(home: Path, area: str) -> int | None:
    """The year of a made-up city's newest bill has a sheet; the year, None where one stood or no bill came."""
    from django.utils import timezone

    from semesta.web.casework.actions.budget import keep_sheet
    from semesta.web.casework.queries.budget import budget_versions
    from semesta.web.core.acting import acting, acting_of
    from semesta.web.core.models import Membership
    from semesta.web.core.roles import ROLES
    from semesta.web.core.scope import Scope

    try:
        bills = pq.read_table(published(home, "invoice_bill")).sort_by("invoice_month").to_pylist()
    except Fault:
        bills = []  # nothing is published yet
    values = _values([bill for bill in bills if bill["head_count"]])
    year = int(values.pop("year", 0))
    if not year:
        return None
    held = Membership.objects.select_related("organisation").get(user__username="finance")
    scope = Scope(held.user_id, ROLES["finance"], held.organisation_id, held.organisation.name, (area,))
    with acting(acting_of(scope)):
        if budget_versions(scope, area, year).exists():
            return None
        keep_sheet(scope, area, year, values, version=0, note=NOTE, now=timezone.now())
    return year


def _values(bills: list[dict[str, Any]]) -> dict[str, Any]:
    """The sheet's values by key, and `year`; nothing without a bill."""
    if not bills:
        return {}
    last = bills[-1]
    month: date = last["invoice_month"]
    year, heads, rupiah = month.year, int(last["head_count"]), int(last["billed_rupiah"])
    own = MONTHS_OF_APBD * rupiah
    values: dict[str, Any] = {
        "year": year, "set_on": date(year - 1, 11, 28).isoformat(), "people.pbpu_pemda": heads,
        "sources.0": {"name": "apbd", "rupiah": own},
        "sources.1": {"name": "pajak_rokok", "rupiah": MONTHS_OF_TAX * rupiah, "from": f"{year}-04"},
        "changes.0": {"kind": "pbi_removed", "people": heads // PAID_FOR_LATER, "from": f"{year}-08"},
        "budgeted.pbpu_pemda": own, "evidence.pbpu_pemda": "DPA Dinas Kesehatan (contoh)", "local_scheme": False,
    }  # fmt: skip
    for bill in bills:
        name = f"{bill['invoice_month']:%Y-%m}"
        values[f"heads.{name}"] = int(bill["head_count"])
        if bill["paid_rupiah"] and bill["invoice_month"].year == year:
            values[f"spent.{name}"] = int(bill["paid_rupiah"])
    return values
