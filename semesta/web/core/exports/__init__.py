"""Lists that leave the application: asked for with a purpose, above a limit let go by a second person, marked, counted.

A desk calls `request_export` (actions.py) with a query that already keeps to the scope; the rest is the same for all
lists. The rows are kept as they were when asked for (stash.py), so that what was let go is what leaves.
"""
