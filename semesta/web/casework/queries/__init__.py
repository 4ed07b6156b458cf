"""Questions to the tables of `casework`; each takes the scope of who asks."""
