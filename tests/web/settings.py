"""The application's own settings over a home folder that lasts as long as the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A worker of xdist inherits the environment of the process that started it, a child of a test that of its worker: only
# the latter shares the home. Nobody's own home is used.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
if os.environ.get("SEMESTA_TESTS_HOME_OF") != WORKER:
    os.environ["SEMESTA_TESTS_HOME_OF"] = WORKER
    os.environ["SEMESTA_HOME"] = tempfile.mkdtemp(prefix="semesta-tests-")
    atexit.register(shutil.rmtree, os.environ["SEMESTA_HOME"], ignore_errors=True)

from semesta.web.site.settings import *  # noqa: F403 all settings, then ours
from semesta.web.site.settings import DATABASES, LOCALE_PATHS, STORAGES
from semesta.web.site.texts import compile_texts

compile_texts(Path(LOCALE_PATHS[0]))
ALLOWED_HOSTS = ["testserver", "localhost"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file as in use, not memory: with its journal and locks.
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['SEMESTA_HOME']}/tests.sqlite3"}
else:
    from tests.web.postgres_cluster import MIGRATED

    DATABASES["default"]["TEST"] = {"TEMPLATE": MIGRATED}
# Argon2 is slow on purpose; that it is the one in use is tested against the application's settings.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SECOND_FACTOR_ASKED = False
