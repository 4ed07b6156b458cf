"""The file that leaves: who took it, when and why stands in its first and last row, its footer and its properties."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.web.core.exports.cells import AS_NUMBER, safe_text
from semesta.web.core.exports.stash import rows_of
from semesta.web.core.places import area_name
from semesta.web.core.reading import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from semesta.web.core.exports.models import ExportRequest
    from semesta.web.core.models import User

XLSX_ROWS = 1_000_000
"""A sheet ends at row 1,048,576."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Watermark:
    """What marks every file of one fetch."""

    name: str
    head: str
    foot: str
    user: str
    organisation: str
    purpose: str
    token: str


def watermark(request: ExportRequest, user: User, now: datetime) -> Watermark:
    """Who fetches the list, for which office, when, why, who let it go."""
    areas = ", ".join(area_name(code) for code in request.areas)
    head = _("%(name)s · %(areas)s · fetched by %(user)s, %(office)s, %(at)s · purpose: %(purpose)s") % {
        "name": request.name, "areas": areas, "user": f"{user.name} ({user.username})", "office": request.organisation,
        "at": moment(now), "purpose": request.purpose,
    }  # fmt: skip
    foot = _("%(count)s rows · run %(run)s · list %(token)s · personal data: for this purpose only") % {
        "count": request.row_count, "run": request.run_id or "–", "token": request.token,
    }  # fmt: skip
    if request.decided_by is not None:
        foot += " · " + _("let go by %(user)s") % {"user": request.decided_by.name}
    return Watermark(request.name, head, foot, user.name, request.organisation, request.purpose, request.token)


def csv_lines(request: ExportRequest, mark: Watermark) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, every cell quoted; first line and last line the mark."""

    def line(cells: list[Any]) -> bytes:
        held = io.StringIO()
        csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
        return held.getvalue().encode()

    yield b"\xef\xbb\xbf" + line([safe_text(mark.head)])
    yield line([safe_text(title) for title in request.columns])
    for cells in rows_of(request.token):
        yield line(
            ["" if one is None else one if isinstance(one, int) else safe_text(one, for_csv=True) for one in cells]
        )
    yield line([safe_text(mark.foot)])


def xlsx_file(request: ExportRequest, mark: Watermark) -> Any:
    """An open temporary file; texts are text cells, nothing is a formula or a link. A Fault above XLSX_ROWS rows."""
    import xlsxwriter

    if request.row_count > XLSX_ROWS:
        raise Fault(_("A sheet holds at most 1,000,000 rows: fetch the list as CSV."))
    made = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 the answer closes it
    # Rows go to the disk as they come: a city's list does not fit into memory.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({
        "title": safe_text(mark.name), "author": safe_text(mark.user), "company": safe_text(mark.organisation),
        "subject": safe_text(mark.purpose), "keywords": mark.token, "comments": safe_text(mark.head),
    })  # fmt: skip
    sheet = book.add_worksheet("Semesta")
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, max(len(request.columns) - 1, 0), 22)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    # A footer's `&` begins a code, and a footer holds 255 characters.
    sheet.set_footer("&L&8" + safe_text(mark.head).replace("&", "&&")[:200] + "&R&8&P/&N")
    sheet.write_string(0, 0, safe_text(mark.head), book.add_format({"italic": True}))
    for place, title in enumerate(request.columns):
        sheet.write_string(1, place, safe_text(title), bold)
    row = 1
    for row, cells in enumerate(rows_of(request.token), 2):
        for place, one in enumerate(cells):
            if one is None:
                continue
            if isinstance(one, int) and request.kinds[place] in AS_NUMBER:
                sheet.write_number(row, place, one)
            else:
                sheet.write_string(row, place, safe_text(str(one))[:32_767], text)
    sheet.write_string(row + 1, 0, safe_text(mark.foot))
    book.close()
    made.seek(0)
    return made
