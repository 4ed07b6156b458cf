"""The web application: what offices see and do. Django lives here and nowhere else."""
