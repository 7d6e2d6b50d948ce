"""How uploads wait in memory until the vault looks at them (`guides_app.pictures.memory_file`)."""

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from guides_app.pictures.limits import MAX_BYTES
from guides_app.pictures.memory_file import memory_file


class InMemoryUploadHandler(FileUploadHandler):
    """Django's way in for uploads. Keeps one byte more than a file may have; the sanitiser then refuses it."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._content = memory_file()
        self._kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._kept += self._content.write(raw_data[: MAX_BYTES + 1 - self._kept])

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self._content.seek(0)
        return UploadedFile(
            file=self._content,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "_content"):
            self._content.close()
