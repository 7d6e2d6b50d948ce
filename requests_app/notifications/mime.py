"""A letter's words as an email: subject, text, HTML and headers. Nothing that somebody typed leaves its line."""

import re
import unicodedata
from email.mime.image import MIMEImage
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import format_html

from requests_app.identity import canonical_email, visible
from requests_app.models import Message
from requests_app.notifications.bounces import envelope_sender

Words = dict[str, Any]
DISPLAY = ("CODE", "ERROR", "WAIT", "SAFE")
LONGEST_NAME = 40
LOGO = "logo"
SUBJECT_LENGTH = 78
NO_AUTOMATIC_ANSWERS = {
    "Auto-Submitted": "auto-generated",  # RFC 3834
    "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",  # Exchange: everything but reports of failure (NDR)
    "Precedence": "bulk",  # older vacation programs
}


def email_of(
    message: Message, words: Words, *, folder: str, shop: str, reply_to: str, logo: bytes = b""
) -> EmailMultiAlternatives:
    """The email to this letter's recipient, from the templates of its kind in `folder`; the logo comes with it.

    Raises NotAnAddress where the recipient's or the reply address is none.
    """
    to = canonical_email(message.recipient)
    place = f"{folder}/{message.letter}"
    plain = {word.lower(): word for word in DISPLAY}
    marked = {name: format_html('<span translate="no">{}</span>', word) for name, word in plain.items()}
    subject = visible(render_to_string(f"{place}.subject.txt", words))[:SUBJECT_LENGTH]
    text = render_to_string(f"{place}.txt", {**words, "display": plain})
    email = EmailMultiAlternatives(
        subject=subject,
        body=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        from_email=envelope_sender(message),
        to=[to],
        reply_to=[canonical_email(reply_to)],
        headers={
            "From": formataddr((visible(shop), settings.DEFAULT_FROM_EMAIL)),
            "Message-ID": message.message_id,
            **NO_AUTOMATIC_ANSWERS,
        },
    )
    html = render_to_string(f"{place}.html", {**words, "display": marked, "subject": subject, "logo": bool(logo)})
    email.attach_alternative(html, "text/html")
    if logo:
        picture = MIMEImage(logo, "jpeg")
        picture.add_header("Content-ID", f"<{LOGO}>")
        picture.add_header("Content-Disposition", "inline", filename="logo.jpg")
        email.attach(picture)
        email.mixed_subtype = "related"  # type: ignore[attr-defined]  # not in the stubs
    return email


def name_to_greet(name: str) -> str:
    """The name as somebody typed it if it reads like a name, else nothing.

    Whoever types another person's address must not be able to write that person a message, an address of a page or a
    line of a header by way of the greeting.
    """
    folded = visible(name)
    sound = all(c in " .'’-" or unicodedata.category(c)[0] in "LM" or c.isdecimal() for c in folded)
    return folded if sound and len(folded) <= LONGEST_NAME and not re.search(r"\.\w|\d{3}", folded) else ""
