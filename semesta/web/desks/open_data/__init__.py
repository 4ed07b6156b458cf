"""The desk of open data: figures that everybody may take away."""
