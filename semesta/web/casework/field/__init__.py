"""Capture in the field: the form, the phone's lists, what comes back. No table is written here (casework/actions)."""
