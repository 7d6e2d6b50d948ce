"""Requests that customers' software files: begun with all answers, changed while they are drafts, sent.

The same as by the pages, but for the key of a device: nobody gets one, so the only way to the code is the link in the
letter, which asks for the end of the radio's number.
"""

from typing import Any

from django.db import transaction

from requests_app import keeping
from requests_app.missing import Missing
from requests_app.models import ApiToken, CodeRequest
from requests_app.states import Party
from requests_app.workflow.drafting import hand_in, save_answers
from requests_app.workflow.errors import NotComplete


@transaction.atomic
def open_by_software(token: ApiToken, *, language: str, answers: dict[str, Any]) -> CodeRequest:
    """A draft at the desk of this token, seen by it alone. NotComplete("desk_closed") where the desk takes none."""
    desk = token.desk
    if not desk.active:
        raise NotComplete(Missing.DESK_CLOSED)
    draft = CodeRequest.objects.create(desk=desk, language=language, filed_by=token, **keeping.days_of(desk))
    save_answers(draft, **answers)
    return draft


def send_by_software(draft: CodeRequest) -> None:
    """Send it, whole or not at all. MoveRefused when it was sent before, NotComplete while answers are missing."""
    hand_in(draft, party=Party.CUSTOMER)
