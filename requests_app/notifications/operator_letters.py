"""What the letters to whoever runs the installation say."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation
from django.utils.translation import gettext

from requests_app.models import Event, Message
from requests_app.notifications.mime import email_of
from requests_app.tokens import in_groups


def compose(message: Message) -> EmailMultiAlternatives | None:
    """The head as the record holds it now, or None where its line is gone or another address is set meanwhile."""
    line = Event.objects.of(None).filter(number=message.params["line"]).first()
    if line is None or message.recipient != settings.RECORD_HEAD_TO:
        return None
    with translation.override(settings.LANGUAGE_CODE), timezone.override(ZoneInfo(settings.TIME_ZONE)):
        shop = gettext("Radio Code Desk")
        words = {
            "shop": shop,
            "day": line.data["until"][:10],
            "head": in_groups(line.data["head"]),
            "days": message.params["days"],
        }
        return email_of(message, words, folder="emails/operator", shop=shop, reply_to=settings.DEFAULT_FROM_EMAIL)
