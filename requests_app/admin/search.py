"""Finding a request by what a caller can say: reference, e-mail, last 6 of the VIN, words of the name."""

from django.db.models import Q, QuerySet

from guides_app.identifiers import Read, read_vin_tail
from requests_app.identity import canonical_reference, words_of_name
from requests_app.lookup.registry import vin_tail_fingerprint
from requests_app.models import CodeRequest
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
        wanted = _named(text)
        if reference := canonical_reference(text):
            wanted |= Q(reference=reference)
        if isinstance(vin := read_vin_tail(text), Read):
            wanted |= Q(vin_tail_fingerprint=vin_tail_fingerprint(vin.value))
    return list(rows.filter(wanted).order_by("-pk")[:MOST])


def _named(text: str) -> Q:
    """Whose name, or whose owner's name, has all these words or beginnings of words, in whichever order."""
    words = words_of_name(text)
    found = Q() if words else Q(pk__in=())
    for word in words:
        found &= Q(name_search__startswith=word) | Q(name_search__contains=f" {word}")
    return found
