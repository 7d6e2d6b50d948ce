"""What each letter to a member of staff says about the account. None carries a secret but the link to a new password.

That link is made when the letter leaves, so it is never older than the letter.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import cast
from zoneinfo import ZoneInfo

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from requests_app.identity import visible
from requests_app.models import Desk, Message, StaffLetter
from requests_app.notifications.mime import Words, email_of, name_to_greet

RESET_WAITS = timedelta(days=1)


def password_link(user: User) -> str:
    """Where this person chooses a new password: once, and for PASSWORD_RESET_TIMEOUT."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=key)


def _reset(user: User, message: Message) -> Words | None:
    """Only to the address that the account has now, and while somebody still waits for it."""
    if message.recipient != user.email or timezone.now() - message.created_at > RESET_WAITS:
        return None
    return {"link": password_link(user), "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}


def _was_it_you(user: User, message: Message) -> Words | None:
    """What happened and when; whoever did not do it asks for a new password."""
    return {
        "at": message.created_at,
        "device": visible(str(message.params.get("device", ""))),
        "link": settings.BASE_URL + reverse("account_reset_password"),
    }


def _without_link(user: User, message: Message) -> Words | None:
    return {"at": message.created_at, "link": ""}


STAFF_LETTERS: dict[StaffLetter, Callable[[User, Message], Words | None]] = {
    StaffLetter.PASSWORD_RESET: _reset,
    StaffLetter.PASSWORD_CHANGED: _was_it_you,
    StaffLetter.NEW_DEVICE: _was_it_you,
    StaffLetter.FACTOR_CHANGED: _was_it_you,
    StaffLetter.ADDRESS_CHANGED: _without_link,
    StaffLetter.ADDRESS_WAS_CHANGED: _without_link,
}


def compose(message: Message) -> EmailMultiAlternatives | None:
    """The e-mail of this row as things stand now, or None where it would lie or the account is closed."""
    user = cast("User", message.user)
    desk = Desk.objects.filter(members__user=user.pk).order_by("pk").first()
    zone = desk.time_zone if desk else settings.TIME_ZONE
    with translation.override(settings.LANGUAGE_CODE), timezone.override(ZoneInfo(zone)):
        words = STAFF_LETTERS[StaffLetter(message.letter)](user, message) if user.is_active else None
        if words is None:
            return None
        shop = visible(desk.name) if desk else gettext("Radio Code Desk")
        frame = {"name": name_to_greet(user.first_name), "shop": shop, "phone": visible(desk.phone) if desk else ""}
        reply_to = desk.email if desk else settings.DEFAULT_FROM_EMAIL
        return email_of(message, {**frame, **words}, folder="emails/staff", shop=shop, reply_to=reply_to)
