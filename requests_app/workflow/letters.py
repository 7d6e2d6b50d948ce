"""What staff do with a letter that failed: send it again, or set it aside."""

from typing import TYPE_CHECKING

from django.db import transaction

from requests_app.models import Message, record
from requests_app.notifications import outbox
from requests_app.states import Party
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def send_letter_again(message: Message, *, by: "User") -> None:
    """The letter goes once more, as things stand now. One whose recipient is forgotten cannot."""
    _note(message, "letter_again", by)
    if not outbox.send_again(Message.objects.filter(pk=message.pk)):
        raise MoveRefused("letter_again")


@transaction.atomic
def set_letter_aside(message: Message, *, by: "User") -> None:
    """Nobody waits for this letter any more."""
    _note(message, "letter_aside", by)
    if not outbox.set_aside(Message.objects.filter(pk=message.pk)):
        raise MoveRefused("letter_aside")


def _note(message: Message, kind: str, by: "User") -> None:
    """Into the record of the request. A letter about an account belongs to no request; who may see it may send it."""
    if message.code_request:
        allow(message.code_request, by)
        record(message.code_request, kind, party=Party.STAFF, user_id=by.pk, data={"letter": message.letter})
