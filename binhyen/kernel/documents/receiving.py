"""Taking files off the wire: straight to the disk, never past the largest size allowed.

What is over the limit, or finds the disk full, is read and thrown away, so that the form still
arrives with its words; ``keep_upload`` then says the sentence about the file.
"""

import contextlib
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class CappedUpload(FileUploadHandler):
    """Writes each file to a temporary file until it is too big or the disk is full."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 (Django's word)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.UPLOAD_WHOLE_FORM:
            raise RequestDataTooBig("the whole form is larger than any honest one")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file: UploadedFile[bytes] | None = None
        self.disk_full = False
        with self._noting_a_full_disk():
            self.file = TemporaryUploadedFile(
                self.file_name or "", self.content_type or "", 0, self.charset
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file is None or self.disk_full or start >= settings.UPLOAD_LARGEST:
            return
        with self._noting_a_full_disk():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if self.file is None:
            self.file = UploadedFile(name=self.file_name or "", size=file_size)
        else:
            with self._noting_a_full_disk():
                self.file.seek(0)
        self.file.size = file_size
        self.file.disk_full = self.disk_full  # type: ignore[attr-defined]
        return self.file

    def upload_interrupted(self) -> None:
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.close()

    @contextlib.contextmanager
    def _noting_a_full_disk(self) -> Any:
        try:
            yield
        except OSError:
            self.disk_full = True
