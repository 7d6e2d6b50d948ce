"""The outbox: letters that must go out, written in the transaction that caused them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import CodeRequest
from requests_app.models.desk import Desk
from requests_app.models.outgoing import Outgoing
from requests_app.vault import cipher


class Letter(models.TextChoices):
    """Every letter the desk sends to a customer."""

    RECEIVED = "received", _("We have your request")
    NEEDS_INFO = "needs_info", _("We need more from you")
    READY = "ready", _("Your code is ready")
    NEW_CODE = "new_code", _("A new code")
    REFUSED = "refused", _("We cannot give the code")
    CLOSED = "closed", _("Finished")
    WITHDRAWN = "withdrawn", _("You withdrew")
    MERGED = "merged", _("Two requests are one")
    ERASED = "erased", _("Your data were deleted")
    LOST_LINK = "lost_link", _("Your link")
    NOT_WORKED = "not_worked", _("We are looking again")
    FORMER_ADDRESS = "former_address", _("The address was changed, to the former one")


class StaffLetter(models.TextChoices):
    """Every letter the desk sends to a member of its staff, about the account, a note that names the person, or work
    that waits."""

    INVITED = "invited", _("Invitation to the Desk")
    PASSWORD_RESET = "password_reset", _("New password")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    NEW_DEVICE = "new_device", _("New device")
    FACTOR_CHANGED = "factor_changed", _("Second factor changed")
    ADDRESS_CHANGED = "address_changed", _("Address changed")
    ADDRESS_WAS_CHANGED = "address_was_changed", _("Address changed, to the former one")
    DIGEST = "digest", _("What waits at the Desk")
    MENTIONED = "mentioned", _("Named in a note")
    SAMPLE_DIFFERS = "sample_differs", _("A quality sample did not agree")
    SECOND_LOOK = "second_look", _("A second look is wanted")
    PARTNER_HELD = "partner_held", _("A partner desk was stopped")
    WEBHOOK_OFF = "webhook_off", _("A webhook was switched off")


class OperatorLetter(models.TextChoices):
    """Every letter to whoever runs the installation, at RECORD_HEAD_TO."""

    RECORD_HEAD = "record_head", _("Head of the record")


class Problem(models.TextChoices):
    """Why a letter does not go. The first two are tried again until it is clear that the mail server is sound."""

    MAILBOX = "mailbox", _("The mailbox was refused")
    CONTENT = "content", _("The letter was refused")
    PUT_OFF = "put_off", _("The mail server put it off for three days")
    FAULT = "fault", _("It could not be written")
    BOUNCED = "bounced", _("It came back")


_WAITING = Q(sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True)


class MessageQuerySet(models.QuerySet["Message"]):
    """Letters, by what became of them."""

    def waiting(self) -> Self:
        """Those that neither went nor failed nor were set aside."""
        return self.filter(_WAITING)

    def troubled(self) -> Self:
        """Those that failed, and those that the mail server refused so far, but for those set aside."""
        failed = Q(failed_at__isnull=False) | Q(sent_at=None, problem__in=(Problem.MAILBOX, Problem.CONTENT))
        return self.filter(failed, cancelled_at=None)


class Message(Outgoing):
    """One letter, about a request, to a member of staff, or to the operator.

    The recipient rests sealed, and is emptied when the letter has gone; one that failed keeps it, to be sent again.
    `at_desk` is the desk of the request, where there is one: it follows from it and serves to find letters.
    `message_id` stays the same however often the letter is tried. `refused_at` is told by the database's clock.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, null=True, related_name="messages")
    at_desk = models.ForeignKey(Desk, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    letter = models.CharField(max_length=30, choices=[*Letter.choices, *StaffLetter.choices, *OperatorLetter.choices])
    key = models.CharField(max_length=80, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    recipient_sealed = models.BinaryField(null=True)
    recipient_fingerprint = models.CharField(max_length=64, db_index=True)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    refused_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=10, choices=Problem.choices, blank=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(code_request__isnull=False, user=None)
                | Q(code_request=None, user__isnull=False)
                | Q(code_request=None, user=None, letter__in=OperatorLetter.values),
                name="a_letter_is_about_a_request_an_account_or_the_record",
            ),
            models.CheckConstraint(
                condition=Q(code_request=None, at_desk=None) | Q(code_request__isnull=False, at_desk__isnull=False),
                name="a_letter_about_a_request_is_at_its_desk",
            ),
        ]
        indexes = [
            models.Index(
                F("due_at"),
                name="letters_to_send",
                condition=_WAITING,
            ),
            models.Index(fields=["at_desk", "-id"], name="letters_of_a_desk"),
            models.Index(fields=["at_desk", "-id"], name="letters_waiting", condition=_WAITING),
            models.Index(
                fields=["at_desk", "-id"],
                name="letters_in_trouble",
                condition=Q(failed_at__isnull=False, cancelled_at__isnull=True),
            ),
            models.Index(
                fields=["at_desk", "-id"],
                name="letters_refused_so_far",
                condition=Q(problem__in=(Problem.MAILBOX, Problem.CONTENT), sent_at=None, cancelled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.pk}"

    @property
    def recipient(self) -> str:
        """The address, opened; nothing once it has been emptied."""
        sealed = self.recipient_sealed
        return cipher.unseal(bytes(sealed), context=_context(self.message_id)).decode() if sealed else ""


class MailServer(models.Model):
    """What the workers know of the mail server: one row. Letters stop while `stopped_at` is set."""

    ONLY = 1

    accepted_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=80, blank=True)
    probes = models.PositiveIntegerField(default=0)
    probe_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "stopped" if self.stopped_at else "sound"


def seal_recipient(address: str, *, message_id: str) -> bytes:
    """An address as the letter with this Message-ID keeps it; it opens for no other letter."""
    return cipher.seal(address.encode(), context=_context(message_id))


def _context(message_id: str) -> str:
    return f"recipient:{message_id}"
