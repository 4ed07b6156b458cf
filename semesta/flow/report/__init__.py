"""The report of a run: one HTML page, XLSX worklists, a terminal summary."""
