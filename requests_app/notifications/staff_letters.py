"""What each letter to a member of staff says.


None carries a secret but the link to a new password. That link is made when the letter leaves, so it is never older
than the letter.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from requests_app.allauth_internals import default_token_generator, user_pk_to_url_str
from requests_app.identity import visible
from requests_app.models import CodeRequest, Desk, DigestOf, Message, PartnerAccess, StaffLetter, WebhookEndpoint
from requests_app.notifications.mime import Words, email_of, name_to_greet

RESET_WAITS = timedelta(days=1)
MOST_TOLD = 100
BY_ITSELF = (WebhookEndpoint.Off.FAILED, WebhookEndpoint.Off.GONE)


def password_link(user: User) -> str:
    """Where this person chooses a new password: once, and for PASSWORD_RESET_TIMEOUT."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=key)


def _reset(user: User, message: Message) -> Words | None:
    """Only to the address that the account has now, and while somebody still waits for it."""
    if message.recipient != user.email or timezone.now() - message.created_at > RESET_WAITS:
        return None
    return {"link": password_link(user), "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}


def _invited(user: User, message: Message) -> Words | None:
    """To choose a password for whoever has none; everybody else signs in as ever."""
    if message.recipient != user.email:
        return None
    has_one = user.has_usable_password()
    link = settings.BASE_URL + reverse("account_login") if has_one else password_link(user)
    return {"link": link, "has_one": has_one, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}


def _was_it_you(user: User, message: Message) -> Words | None:
    """What happened and when; whoever did not do it asks for a new password."""
    return {
        "at": message.created_at,
        "device": visible(str(message.params.get("device", ""))),
        "link": settings.BASE_URL + reverse("account_reset_password"),
    }


def _without_link(user: User, message: Message) -> Words | None:
    return {"at": message.created_at, "link": ""}


def _mentioned(user: User, message: Message) -> Words | None:
    """Which request, and nothing of what the note says; only to whoever still has a seat."""
    if not user.desk_roles.exists():
        return None
    reference = str(message.params["reference"])
    return {"reference": reference, "link": settings.BASE_URL + reverse("admin:review", args=[reference])}


def _second_look(user: User, message: Message) -> Words | None:
    """While it is wanted, and while this person has a seat at its desk. Only the reference is said of the request."""
    rows = CodeRequest.objects.filter(pk=message.params["request"], second_look_since__isnull=False)
    code_request = rows.filter(desk__members__user=user.pk).first()
    if code_request is None:
        return None
    page = reverse("admin:review", args=(code_request.reference,))
    return {"reference": code_request.reference, "link": settings.BASE_URL + page}


def _sample_differs(user: User, message: Message) -> Words | None:
    """Which request, to whoever still has a seat at its desk."""
    code_request = CodeRequest.objects.filter(pk=message.params["request"], desk__members__user=user.pk).first()
    if code_request is None:
        return None
    return {"reference": code_request.reference, "link": settings.BASE_URL + reverse("admin:samples")}


def _partner_held(user: User, message: Message) -> Words | None:
    """Which token, while it is held, to whoever has a seat at its desk."""
    rows = PartnerAccess.objects.filter(token=message.params["token"], held_at__isnull=False)
    access = rows.filter(token__desk__members__user=user.pk).select_related("token").first()
    if access is None:
        return None
    page = reverse("admin:requests_app_apitoken_changelist")
    return {"partner": visible(access.token.name), "misses": access.misses, "link": settings.BASE_URL + page}


def _webhook_off(user: User, message: Message) -> Words | None:
    """Whose webhook and why, while it is off for that, to whoever has a seat at its desk. Its address is not told: it
    may hold a secret."""
    rows = WebhookEndpoint.objects.filter(pk=message.params["webhook"], off_because__in=BY_ITSELF)
    endpoint = rows.filter(token__desk__members__user=user.pk).select_related("token").first()
    if endpoint is None:
        return None
    page = reverse("admin:requests_app_webhookendpoint_log", args=[endpoint.pk])
    is_gone = endpoint.off_because == WebhookEndpoint.Off.GONE
    return {"software": visible(endpoint.token.name), "is_gone": is_gone, "link": settings.BASE_URL + page}


def _digest(user: User, message: Message) -> Words | None:
    """Numbers, as they were when it was written; to whoever still has a seat."""
    if not user.desk_roles.exists():
        return None
    counted = message.params.get("counts", {})
    lines = [(DigestOf(kind).label, f"{n}" if n < MOST_TOLD else f"{MOST_TOLD - 1}+") for kind, n in counted.items()]
    return {"lines": lines, "link": settings.BASE_URL + reverse("admin:queue")}


STAFF_LETTERS: dict[StaffLetter, Callable[[User, Message], Words | None]] = {
    StaffLetter.INVITED: _invited,
    StaffLetter.PASSWORD_RESET: _reset,
    StaffLetter.PASSWORD_CHANGED: _was_it_you,
    StaffLetter.NEW_DEVICE: _was_it_you,
    StaffLetter.FACTOR_CHANGED: _was_it_you,
    StaffLetter.ADDRESS_CHANGED: _without_link,
    StaffLetter.ADDRESS_WAS_CHANGED: _without_link,
    StaffLetter.DIGEST: _digest,
    StaffLetter.MENTIONED: _mentioned,
    StaffLetter.SAMPLE_DIFFERS: _sample_differs,
    StaffLetter.SECOND_LOOK: _second_look,
    StaffLetter.PARTNER_HELD: _partner_held,
    StaffLetter.WEBHOOK_OFF: _webhook_off,
}


def compose(message: Message) -> EmailMultiAlternatives | None:
    """The email of this row as things stand now, or None where it would lie or the account is closed."""
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
