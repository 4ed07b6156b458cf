"""Bills of BPJS Kesehatan: what they ask, what is wrong with them, the papers about it, and who signed."""
