"""Uploads stay bounded while they arrive: what is over the limit is counted and thrown away, never written."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Every file goes to a temporary file on disk, of at most UPLOAD_MOST_BYTES.

    A larger one arrives at the form with its true size and no content, so that the form can say so in a sentence
    instead of the connection breaking off.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.over and start + len(raw_data) > settings.UPLOAD_MOST_BYTES:
            self.over = True
            self.file.truncate(0)
        if not self.over:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.file.seek(0)
        self.file.size = file_size
        return self.file
