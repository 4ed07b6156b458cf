"""The public check: a form that holds once, what it costs to send, what is counted, and what is answered."""
