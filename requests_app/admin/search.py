"""Finding a request by what a caller can say: reference, e-mail, last 6 of the VIN, beginning of the name."""

from django.db.models import Q, QuerySet

from requests_app.identity import canonical_reference
from requests_app.lookup.registry import vin_tail_fingerprint
from requests_app.models import VIN_TAIL, CodeRequest
from requests_app.notifications.outbox import recipient_fingerprint

LEAST, MOST = 3, 20
LONGEST = 254


def find_by_words(rows: QuerySet[CodeRequest], text: str) -> list[CodeRequest] | None:
    """At most MOST requests, newest first; None when the text is too short to search for."""
    text = text.replace("\0", "").strip()[:LONGEST]
    if len(text) < LEAST:
        return None
    if "@" in text:
        wanted = Q(email_fingerprint=recipient_fingerprint(text))
    else:
        wanted = Q(name__istartswith=text)
        if reference := canonical_reference(text):
            wanted |= Q(reference=reference)
        tail = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
        if len(tail) == VIN_TAIL:
            wanted |= Q(vin_tail_fingerprint=vin_tail_fingerprint(tail))
    return list(rows.filter(wanted).order_by("-pk")[:MOST])
