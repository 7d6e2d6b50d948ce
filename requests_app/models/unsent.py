"""What a member of staff typed or ticked in a form of one request and did not send yet, sealed."""

import json
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import CodeRequest
from requests_app.models.sealed import open_text, seal_text

if TYPE_CHECKING:
    from collections.abc import Mapping


class FormName(models.TextChoices):
    """The forms of the Desk about one request."""

    REVIEW = "review", _("Reading and checks")
    SEND = "send", _("Send a code")
    TYPE_CODE = "type-code", _("Type a code")
    ASK = "ask", _("Ask for more")
    REFUSE = "refuse", _("Refuse")
    SECOND_LOOK = "second-look", _("Second look")
    ALONE = "alone", _("Release alone")
    RECHECK = "recheck", _("Check anew")
    LOOK_AGAIN = "look-again", _("Look up again")
    NOTE = "note", _("Internal note")
    FLAGS = "flags", _("Flags")
    HOLDER = "holder", _("Holder’s name")


class UnsentForm(models.Model):
    """One form of one request as one person left it in this round; what it holds opens for this row only."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="unsent_forms")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=12, choices=FormName.choices)
    round = models.PositiveSmallIntegerField()
    typed_sealed = models.BinaryField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["code_request", "by", "form"], name="one_unsent_form_for_each_person")
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.pk}"

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the form, by the names of its fields, opened. Raises Unreadable."""
        found: dict[str, str] = json.loads(open_text(self.typed_sealed, context=self._context))
        return found

    @property
    def _context(self) -> str:
        return unsent_context(self.code_request_id, self.by_id, self.form)


def unsent_context(code_request_id: int, user_id: int, form: str) -> str:
    """Binds what is sealed to the request, the person and the form."""
    return f"unsent:{code_request_id}:{user_id}:{form}"


def seal_unsent(code_request_id: int, user_id: int, form: FormName, typed: "Mapping[str, str]") -> bytes:
    """What a form holds, as `UnsentForm.typed_sealed` keeps it."""
    sealed = seal_text(json.dumps(dict(typed)), context=unsent_context(code_request_id, user_id, form))
    return sealed or b""
