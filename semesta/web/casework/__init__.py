"""What the offices do: rows that people make, beside the tables of a run. Written by `actions` only."""
