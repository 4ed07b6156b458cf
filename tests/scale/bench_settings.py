"""The application's settings with the pages of the bench."""

from semesta.web.site.settings import *  # noqa: F403

ROOT_URLCONF = "bench_pages"
