"""What each letter says, when it would no longer be true, and how it becomes an email.

One function per letter: it returns the words for its templates, or None where the request has moved on and the letter
would lie. No letter carries a code, a number, a note of the staff or a picture; its one link leads to the page of the
request.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation

from requests_app import shops
from requests_app.identity import visible
from requests_app.keeping import in_words
from requests_app.models import CodeRequest, Desk, DeskLogo, DocumentProblem, Letter, LetterSentence, Message
from requests_app.notifications.mime import Words, email_of, name_to_greet
from requests_app.notifications.wording import PROBLEMS, REFUSALS
from requests_app.states import Status

MOST_ITEMS = 3
ERASED_WAITS = timedelta(days=3)
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
    return {"photos_sent": code_request.uploads.exists()} if code_request.status == Status.WITHDRAWN else None


def merged(code_request: CodeRequest, message: Message) -> Words | None:
    """Two requests are one now, and which goes on; the letter goes to the address of the one that ended."""
    kept = code_request.merged_into
    if code_request.status != Status.MERGED or kept is None:
        return None
    same_mailbox = kept.email_fingerprint and kept.email_fingerprint == code_request.email_fingerprint
    return {"kept": kept.reference if same_mailbox else ""}


def erased(code_request: CodeRequest, message: Message) -> Words | None:
    """Everything about the person is gone; the last letter, without a link. Its address does not wait for ever."""
    if code_request.status != Status.ERASED or timezone.now() - message.created_at > ERASED_WAITS:
        return None
    return {"kept_for": in_words(code_request.record_days)}


def lost_link(code_request: CodeRequest, message: Message) -> Words | None:
    """A fresh link, because somebody asked for it or the address changed."""
    return {} if code_request.status not in (Status.DRAFT, Status.ERASED) else None


def former_address(code_request: CodeRequest, message: Message) -> Words | None:
    """The address was changed. It may be a stranger's by now, or always was: nothing of the request is said."""
    change = code_request.address_changes.filter(pk=message.params["change"]).first()
    gone = code_request.status in (Status.DRAFT, Status.ERASED)
    if gone or change is None or timezone.now() > change.may_object_until:
        return None
    link = f"{shops.base_of(code_request.desk)}{reverse('requests:not-me', args=[change.key])}"
    return {"name": "", "reference": "", "at": change.changed_at, "until": change.may_object_until, "link": link}


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
    Letter.MERGED: merged,
    Letter.ERASED: erased,
    Letter.LOST_LINK: lost_link,
    Letter.NOT_WORKED: not_worked,
    Letter.FORMER_ADDRESS: former_address,
}


def compose(message: Message, *, new_token: Callable[[], str]) -> EmailMultiAlternatives | None:
    """The email of this row as things stand now, or None where it would lie. `new_token` is asked for only if needed.

    Raises NotAnAddress where the recipient's or the desk's address is none.
    """
    code_request = cast("CodeRequest", message.code_request)
    language = code_request.language if code_request.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(ZoneInfo(code_request.desk.time_zone)):
        words = LETTERS[Letter(message.letter)](code_request, message)
        if words is None:
            return None
        if "link" not in words:
            base = shops.base_of(code_request.desk)
            words["link"] = "" if message.letter in WITHOUT_LINK else f"{base}/r/{new_token()}/"
        desk = code_request.desk
        all_words = {**_frame(code_request), **words}
        all_words["own"] = _own_sentence(code_request, message.letter, language)
        logo = _logo(desk)
        return email_of(message, all_words, folder="emails", shop=desk.name, reply_to=desk.email, logo=logo)


def _logo(desk: Desk) -> bytes:
    """The logo of this desk, or nothing."""
    found = DeskLogo.objects.filter(desk=desk).first() if desk.logo_digest else None
    return bytes(found.jpeg) if found else b""


def _own_sentence(code_request: CodeRequest, letter: str, language: str) -> str:
    """What this desk adds in its own words, or nothing."""
    own = LetterSentence.objects.filter(desk=code_request.desk_id, letter=letter, language=language).first()
    desk = code_request.desk
    words = {"reference": code_request.reference, "car": code_request.car, "price": desk.price_text}
    return visible(own.filled({**words, "shop": desk.name, "phone": desk.phone})) if own else ""


def _frame(code_request: CodeRequest) -> Words:
    """What every letter says around its words."""
    desk = code_request.desk
    return {
        "name": name_to_greet(code_request.name),
        "reference": code_request.reference,
        "shop": visible(desk.name),
        "phone": visible(desk.phone),
        "asked_at": code_request.sent_at,
        "colour": desk.colour,
    }


def _still_ahead(moment: datetime | None) -> datetime | None:
    """A promise that has passed is not repeated."""
    return moment if moment and moment > timezone.now() else None
