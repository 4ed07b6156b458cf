"""Casework on pages of any desk."""
