"""`python -m semesta.web.core.jobs JOB ATTEMPT WORKER PARENT`: one attempt, started by the worker."""

from __future__ import annotations

import sys

import django

django.setup()

from semesta.web.core.jobs.attempt import main  # noqa: E402  models exist once Django is set up

sys.exit(main(sys.argv[1:]))
