"""Whole files of a plain form: received on the home's own disk, and not at all when they would fill it."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

KEPT_FREE = 512 << 20
"""So much of the disk stays free for the database and for running work."""


class RoomFirst(TemporaryFileUploadHandler):
    """Without room the files are passed over: the view finds none, and can say why by the announced length."""

    def new_file(self, *args: Any, **more: Any) -> None:
        """A temporary file, unless the request would leave less than KEPT_FREE."""
        announced = int(self.content_length or 0)
        if shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free - announced < KEPT_FREE:
            raise StopUpload(connection_reset=False)
        super().new_file(*args, **more)
