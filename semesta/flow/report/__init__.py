"""The report of a run: one HTML page, XLSX worklists, a terminal summary."""

from semesta.flow.report.terminal import summary_text
from semesta.flow.report.write import write_page, write_report

__all__ = ["summary_text", "write_page", "write_report"]
