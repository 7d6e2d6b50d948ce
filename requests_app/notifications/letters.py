"""What each letter says, when it would no longer be true, and how it becomes an e-mail.

One function per letter: it returns the words for its templates, or None where the request has moved on and the letter
would lie. No letter carries a code, a number, a note of the staff or a picture; its one link leads to the page of the
request.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html

from requests_app.models import CodeRequest, DocumentProblem, Letter, Message
from requests_app.notifications.wording import PROBLEMS, REFUSALS
from requests_app.states import Status

Words = dict[str, Any]
DISPLAY = ("CODE", "ERROR", "WAIT", "SAFE")
MOST_ITEMS = 3
LONGEST_NAME = 40
SUBJECT_LENGTH = 78
STILL_WAITING = (Status.RECEIVED, Status.CHECKING, Status.LOOKUP)
LOOKING_AGAIN = (Status.NOT_WORKED, Status.CHECKING, Status.LOOKUP)
WITHOUT_LINK = (Letter.ERASED,)


def received(code_request: CodeRequest, message: Message) -> Words | None:
    """We have the request; nothing to do."""
    if code_request.status not in STILL_WAITING:
        return None
    return {"car": code_request.car, "by": _still_ahead(code_request.promised_at)}


def needs_info(code_request: CodeRequest, message: Message) -> Words | None:
    """What we still need, item by item, and until when."""
    round_ = message.params.get("round")
    if code_request.status != Status.NEEDS_INFO or round_ != code_request.verification_round:
        return None
    asked = list(code_request.asked_items.filter(round=round_))
    items = [
        {"name": item.get_slot_display(), "problem": PROBLEMS[DocumentProblem(item.problem)]}
        for item in asked[:MOST_ITEMS]
    ]
    return {"items": items, "more": len(asked) - len(items), "until": _still_ahead(code_request.answer_until)}


def ready(code_request: CodeRequest, message: Message) -> Words | None:
    """The code is there; where, never which."""
    return {} if code_request.status == Status.READY else None


def new_code(code_request: CodeRequest, message: Message) -> Words | None:
    """A corrected code after one that did not work."""
    return {} if code_request.status == Status.READY else None


def refused(code_request: CodeRequest, message: Message) -> Words | None:
    """We give no code: why, what else works, and how to disagree."""
    words = REFUSALS.get(code_request.refusal)
    if code_request.status != Status.REFUSED or words is None:
        return None
    return {"why": words.why, "way_on": words.way_on, "until": _still_ahead(code_request.answer_until)}


def closed(code_request: CodeRequest, message: Message) -> Words | None:
    """The radio plays."""
    return {} if code_request.status == Status.CLOSED else None


def withdrawn(code_request: CodeRequest, message: Message) -> Words | None:
    """The customer stopped."""
    return {} if code_request.status == Status.WITHDRAWN else None


def erased(code_request: CodeRequest, message: Message) -> Words | None:
    """Everything about the person is gone; the last letter, without a link."""
    return {} if code_request.status == Status.ERASED else None


def lost_link(code_request: CodeRequest, message: Message) -> Words | None:
    """A fresh link, because somebody asked for it or the address changed."""
    return {} if code_request.status not in (Status.DRAFT, Status.ERASED) else None


def not_worked(code_request: CodeRequest, message: Message) -> Words | None:
    """The code did not do it; we look again."""
    if code_request.status not in LOOKING_AGAIN:
        return None
    return {"by": _still_ahead(code_request.promised_at)}


LETTERS: dict[Letter, Callable[[CodeRequest, Message], Words | None]] = {
    Letter.RECEIVED: received,
    Letter.NEEDS_INFO: needs_info,
    Letter.READY: ready,
    Letter.NEW_CODE: new_code,
    Letter.REFUSED: refused,
    Letter.CLOSED: closed,
    Letter.WITHDRAWN: withdrawn,
    Letter.ERASED: erased,
    Letter.LOST_LINK: lost_link,
    Letter.NOT_WORKED: not_worked,
}


def compose(message: Message, *, new_token: Callable[[], str]) -> EmailMultiAlternatives | None:
    """The e-mail of this row as things stand now, or None where it would lie. `new_token` is asked for only if needed.

    Raises ValidationError for an address that is none.
    """
    code_request = message.code_request
    language = code_request.language if code_request.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(ZoneInfo(code_request.desk.time_zone)):
        words = LETTERS[Letter(message.letter)](code_request, message)
        if words is None:
            return None
        validate_email(message.recipient)
        link = "" if message.letter in WITHOUT_LINK else f"{settings.BASE_URL}/r/{new_token()}/"
        return _email(message, {**_frame(code_request), **words, "link": link})


def _email(message: Message, words: Words) -> EmailMultiAlternatives:
    desk = message.code_request.desk
    place = f"emails/{message.letter}"
    plain = {word.lower(): word for word in DISPLAY}
    marked = {name: format_html('<span translate="no">{}</span>', word) for name, word in plain.items()}
    subject = one_line(render_to_string(f"{place}.subject.txt", words))[:SUBJECT_LENGTH]
    text = render_to_string(f"{place}.txt", {**words, "display": plain})
    email = EmailMultiAlternatives(
        subject=subject,
        body=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        from_email=formataddr((one_line(desk.name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[message.recipient],
        reply_to=[one_line(desk.email)],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    html = render_to_string(f"{place}.html", {**words, "display": marked, "subject": subject})
    email.attach_alternative(html, "text/html")
    return email


def _frame(code_request: CodeRequest) -> Words:
    """What every letter says around its words."""
    desk = code_request.desk
    return {
        "name": name_to_greet(code_request.name),
        "reference": code_request.reference,
        "shop": one_line(desk.name),
        "phone": one_line(desk.phone),
        "asked_at": code_request.sent_at,
    }


def name_to_greet(name: str) -> str:
    """The name as somebody typed it if it reads like a name, else nothing.

    Whoever types another person's address must not be able to write that person a message, an address of a page or a
    line of a header by way of the greeting.
    """
    folded = one_line(unicodedata.normalize("NFC", name))
    sound = all(c in " .'’-" or unicodedata.category(c)[0] in "LM" or c.isdecimal() for c in folded)
    return folded if sound and len(folded) <= LONGEST_NAME and not re.search(r"\.\w|\d{3}", folded) else ""


def one_line(text: str) -> str:
    """Text that fits into one header: no control or format characters, single blanks."""
    visible = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(visible.split())


def _still_ahead(moment: datetime | None) -> datetime | None:
    """A promise that has passed is not repeated."""
    return moment if moment and moment > timezone.now() else None
