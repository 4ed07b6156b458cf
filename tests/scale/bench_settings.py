"""The application's settings with the pages of the bench."""

from semesta.web.site.settings import *  # noqa: F403 all settings, then ours

ROOT_URLCONF = "bench_pages"
