"""What about the letters must wake somebody up. It tells kinds, never a letter or a person."""

from datetime import timedelta
from enum import StrEnum

from django.db.models.functions import Now

from requests_app.models import Message, Problem
from requests_app.notifications import mail_server, sending

PATIENCE = timedelta(minutes=15)  # longer than a lease and a busy hour


class Alarm(StrEnum):
    """Something that mends itself not, or not without being seen."""

    STOPPED = "the mail server takes no letters"
    FAULT = "a letter cannot be written"
    NO_WORKER = "letters wait and nobody sends them"


def raised() -> list[Alarm]:
    """What is wrong now."""
    stopped = mail_server.is_stopped()
    found = {
        Alarm.STOPPED: stopped,
        Alarm.FAULT: Message.objects.troubled().filter(problem=Problem.FAULT).exists(),
        Alarm.NO_WORKER: not stopped and sending.due().filter(due_at__lte=Now() - PATIENCE).exists(),
    }
    return [alarm for alarm, is_raised in found.items() if is_raised]
