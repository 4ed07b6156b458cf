"""The counter: a patient without proven cover is served, and what is started meanwhile."""
