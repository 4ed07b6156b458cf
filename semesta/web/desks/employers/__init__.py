"""Employers: firms that should register their workers, or more of them."""
