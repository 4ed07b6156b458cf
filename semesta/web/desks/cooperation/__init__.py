"""City and BPJS Kesehatan: the difference between their figures, the statement both sign, agreements and exchanges."""
