"""The desk of cases: work lists, sharing out, one case."""
