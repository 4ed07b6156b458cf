"""Estimates from a random round: shares with intervals by design, and two lists held against each other (req 51)."""
