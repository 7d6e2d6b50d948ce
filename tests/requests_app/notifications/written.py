"""Letters as the tests of this room read them: every kind, made for one request in the state that the letter is for."""

import html
import re
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from requests_app.models import AddressChange, AskedItem, CodeRequest, DocumentProblem, Letter, Message, Slot
from requests_app.notifications import letters, outbox
from requests_app.states import Status

TOKEN = "Tt0" * 14 + "x"
STATE = {
    Letter.RECEIVED: Status.RECEIVED,
    Letter.NEEDS_INFO: Status.NEEDS_INFO,
    Letter.READY: Status.READY,
    Letter.NEW_CODE: Status.READY,
    Letter.REFUSED: Status.REFUSED,
    Letter.CLOSED: Status.CLOSED,
    Letter.WITHDRAWN: Status.WITHDRAWN,
    Letter.MERGED: Status.MERGED,
    Letter.ERASED: Status.ERASED,
    Letter.LOST_LINK: Status.CHECKING,
    Letter.NOT_WORKED: Status.NOT_WORKED,
    Letter.FORMER_ADDRESS: Status.CHECKING,
}
# more than a letter names, and the wordiest first
ASKED = [
    (Slot.PURCHASE, DocumentProblem.OLD_HOLDER),
    (Slot.LABEL, DocumentProblem.PART_NUMBER),
    (Slot.PERMISSION, DocumentProblem.GLARE),
    (Slot.VIN_PLATE, DocumentProblem.MISMATCH),
    (Slot.IDENTITY, DocumentProblem.MISSING),
]


def put_in_state(code_request: CodeRequest, letter: Letter) -> Message:
    """The row of this letter; the request stands, in memory, where the letter is true."""
    code_request.status = STATE[letter]
    code_request.promised_at = code_request.answer_until = timezone.now() + timedelta(days=2)
    code_request.refusal = "not_holder" if letter is Letter.REFUSED else ""
    params: dict[str, int] = {"round": code_request.verification_round} if letter is Letter.NEEDS_INFO else {}
    if letter is Letter.FORMER_ADDRESS:
        params = {"change": AddressChange.objects.create(code_request=code_request, late=False).pk}
    if letter is Letter.NEEDS_INFO:
        AskedItem.objects.bulk_create(
            AskedItem(code_request=code_request, round=1, slot=slot, problem=problem, note="a note of the staff")
            for slot, problem in ASKED
        )
    code_request.merged_into = code_request if letter is Letter.MERGED else None
    message = outbox.write(code_request, letter, key="test", params=params)
    message.code_request = code_request
    return message


def write(code_request: CodeRequest, letter: Letter) -> EmailMultiAlternatives:
    """This letter for this request."""
    email = letters.compose(put_in_state(code_request, letter), new_token=lambda: TOKEN)
    assert email, f"{letter} was not written"
    return email


def html_of(email: EmailMultiAlternatives) -> str:
    """The HTML part."""
    ((content, _),) = email.alternatives
    return str(content)


def words(text: str) -> list[str]:
    """The words that a reader sees, of text or HTML alike; addresses of pages do not count."""
    bare = re.sub(r"<(head|title)\b.*?</\1>|<[^>]*>|https?://\S+", " ", text, flags=re.DOTALL)
    return re.findall(r"\w[\w'’@-]*", html.unescape(bare))
