"""What staff tell each other about a request: notes, sealed, and the colleagues whom a note names."""

from django.conf import settings
from django.db import models

from requests_app.models.code_request import CodeRequest
from requests_app.models.sealed import open_text, seal_text

LONGEST_INTERNAL_NOTE = 1000


class InternalNote(models.Model):
    """One note; its text opens for this request and this writer only. No customer reads it on a page or in a letter."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="internal_notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text_sealed = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"internal note {self.pk}"

    @property
    def text(self) -> str:
        """What was written, opened. Raises Unreadable."""
        return open_text(self.text_sealed, context=self._context)

    def set_text(self, text: str) -> None:
        """Seal the text for this row, whose request and writer are set."""
        self.text_sealed = seal_text(text, context=self._context) or b""

    @property
    def _context(self) -> str:
        return f"internal-note:{self.code_request_id}:{self.by_id}"


class Mention(models.Model):
    """A colleague whom a note names; open until that person says that it is done."""

    note = models.ForeignKey(InternalNote, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="a_note_names_a_person_once")]
        indexes = [models.Index(fields=["user", "id"], condition=models.Q(done_at=None), name="open_mentions")]

    def __str__(self) -> str:
        return f"mention {self.pk}"
