"""The audit trail: triggers that write it, events, seals, and the check that needs no database."""
