"""Uploads stay bounded while they arrive: what is over the limit is counted and thrown away, never written."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


def most_bytes(path: str) -> int:
    """How large a file may be that is sent to an address."""
    found = (most for start, most in settings.UPLOAD_MOST_BYTES_UNDER.items() if path.startswith(start))
    return next(found, settings.UPLOAD_MOST_BYTES)


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Every file goes to a temporary file on disk, of at most UPLOAD_MOST_BYTES (or what the address allows).

    A larger one arrives at the form with its true size and no content, so that the form can say so in a sentence
    instead of the connection breaking off.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.over = False
        self.most = most_bytes(self.request.path if self.request is not None else "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.over and start + len(raw_data) > self.most:
            self.over = True
            self.file.truncate(0)
        if not self.over:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.file.seek(0)
        self.file.size = file_size
        return self.file
