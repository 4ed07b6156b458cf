"""The only place that writes the tables of `casework`; each action checks, validates and writes in one transaction."""
