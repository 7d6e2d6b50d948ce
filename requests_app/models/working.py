"""Which member of staff has which request open at this moment."""

from django.conf import settings
from django.db import models

from requests_app.models.code_request import CodeRequest


class Presence(models.Model):
    """A member of staff has a request open; `seen_at` is the last sign, by the database's clock."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="presences", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code_request", "user"], name="a_person_is_there_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.code_request_id}"
