"""The application's own settings over a home folder that lasts as long as the tests."""

import os
import tempfile

os.environ.setdefault("SEMESTA_HOME", tempfile.mkdtemp(prefix="semesta-tests-"))

from semesta.web.site.settings import *  # noqa: F403
