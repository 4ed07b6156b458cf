"""The waterfall of a bill: what was billed, reason by reason less, down to what is to be paid."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.utils.translation import gettext as _

from semesta.flow.report import charts
from semesta.flow.report.theme import GOLD, GREY, RIVER
from semesta.web.casework.queries.bills import rupiah_of
from semesta.web.core.charts import drawn, drawn_with_links
from semesta.web.core.reading import language, numbers
from semesta.web.desks.invoice.words import bill_url, reason_text, title_of

if TYPE_CHECKING:
    from semesta.web.casework.queries.bills import OneBill

AT_MOST = 12
"""Reasons drawn each on its own; the smallest of more are drawn as one."""
LABEL_LETTERS = 21
STEP = 34


def waterfall_of(one: OneBill) -> dict[str, Any] | None:
    """svg whose bars lead to lines, the same without links for a phone, its words; None where nothing is less."""
    parts = _parts(one)
    if not parts:
        return None
    billed, accepted = one.bill["billed_rupiah"], one.bill["accepted_rupiah"]
    floor = max(0, accepted - (billed - accepted) // 2)
    kinds = {"total": _("sum"), "disputed": _("disputed"), "missing": _("cannot be checked")}
    write = numbers()
    lines = [(_("Billed"), floor, billed, kinds["total"], write.rupiah_short(billed), billed, "")]
    left = billed
    for title, kind, rupiah, key in parts:
        lines.append((title, left - rupiah, left, kinds[kind], f"−{write.rupiah_short(rupiah)}", left, key))
        left -= rupiah
    lines.append((_("To be paid"), floor, accepted, kinds["total"], write.rupiah_short(accepted), accepted, ""))
    names = ("name", "start", "end", "kind", "label", "at", "href")
    table = pa.table(dict(zip(names, map(list, zip(*lines, strict=True)), strict=True)))
    used = set(table["kind"].to_pylist())
    colours = {kinds["total"]: RIVER, kinds["disputed"]: GOLD, kinds["missing"]: GREY}
    spec = charts.waterfall(language(), table, colours={key: one for key, one in colours.items() if key in used})
    _with_room_for_reasons(spec)
    label = _("From %(billed)s billed to %(paid)s to be paid, reason by reason; the figures are in the table.") % {
        "billed": write.rupiah(billed), "paid": write.rupiah(accepted),
    }  # fmt: skip
    plain = drawn(spec, "bill-plain", label)
    spec["layer"][0]["encoding"]["href"] = {"field": "href", "type": "nominal"}
    to_lines = bill_url(one.bill["invoice_month"], "bill_lines")
    links = {
        key.removeprefix("#"): (
            f"{to_lines}?alasan={key.removeprefix('#')}", f"{title}: {numbers().rupiah(rupiah)}"
        )
        for title, _kind, rupiah, key in parts
        if key
    }  # fmt: skip
    return {
        "svg": drawn_with_links(spec, "bill", label, links), "narrow": plain, "describe": label,
        "title": title_of(one.bill["invoice_month"]),
    }  # fmt: skip


def _parts(one: OneBill) -> list[tuple[str, str, int, str]]:
    """(title, kind, rupiah taken away, '#reason') of each reason, the largest first."""
    found = [
        (
            "|".join(wrap(reason_text(row["reason"]), LABEL_LETTERS)),
            row["judgement"],
            rupiah_of(row),
            f"#{row['reason']}",
        )
        for row in one.reasons
        if row["judgement"] != "accepted" and row["reason"] != "not_billed" and rupiah_of(row)
    ]
    if len(found) <= AT_MOST:
        return found if found or one.by_name else _nothing_checked(one)
    rest = found[AT_MOST - 1 :]
    return [*found[: AT_MOST - 1], (_("Other reasons"), "disputed", sum(rupiah for *_, rupiah, _key in rest), "")]


def _nothing_checked(one: OneBill) -> list[tuple[str, str, int, str]]:
    """A bill of numbers only: all of it."""
    return [(_("No names"), "missing", one.bill["missing_rupiah"], "")]


def _with_room_for_reasons(spec: charts.Spec) -> None:
    """Reasons on several lines beside bars of a fitting height."""
    spec["height"] = {"step": STEP}
    for layer in spec["layer"]:
        layer["encoding"]["y"] = {
            **layer["encoding"]["y"], "axis": {"labelExpr": "split(datum.label, '|')", "labelLimit": 0}
        }  # fmt: skip
