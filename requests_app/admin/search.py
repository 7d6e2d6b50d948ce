"""Finding a request by what a caller can say: reference, e-mail, last 6 of the VIN, words of the name."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from guides_app.identifiers import Read, read_vin_tail
from requests_app.identity import canonical_reference, words_of_name
from requests_app.lookup.registry import vin_tail_fingerprint
from requests_app.models import CodeRequest, Desk, record_folded
from requests_app.notifications.outbox import recipient_fingerprint
from requests_app.states import Party

if TYPE_CHECKING:
    from django.contrib.auth.models import User

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


def leave_a_line(user: "User", desks: Iterable[Desk], found: Sequence[CodeRequest]) -> None:
    """In the record of each desk that was searched: who, and how many were found there; never the words."""
    for desk in desks:
        hits = sum(row.desk_id == desk.pk for row in found)
        record_folded(desk, "search", party=Party.STAFF, user_id=user.pk, data={"hits": hits})


def _named(text: str) -> Q:
    """Whose name, or whose owner's name, has all these words or beginnings of words, in whichever order."""
    words = words_of_name(text)
    found = Q() if words else Q(pk__in=())
    for word in words:
        found &= Q(name_search__startswith=word) | Q(name_search__contains=f" {word}")
    return found
