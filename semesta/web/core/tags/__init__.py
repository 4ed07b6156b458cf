"""The template tags of the house, by theme; templatetags/semesta.py offers them as one library."""
