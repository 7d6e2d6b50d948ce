"""Finding a request by what a caller can say: reference, name, address, number, VIN, case number, or a part of them.

Every way goes over an index and stops at MOST, so a common word costs no more than a rare one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from guides_app.identifiers import Kind, Read, read_vin_tail
from requests_app.identity import canonical_reference, words_of_name
from requests_app.lookup import registry
from requests_app.models import CodeRequest, Desk, Scope, SearchTerm, record_folded_each
from requests_app.notifications.outbox import recipient_fingerprint
from requests_app.queue_order import counts, keys_of
from requests_app.states import Party, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LEAST, MOST = 3, 1000
LONGEST = 254
MOST_WORDS = 8
VIN_LENGTH = 17


@dataclass(frozen=True)
class Found:
    """The keys of what was found, the newest first; `more`: there are others than these MOST."""

    keys: tuple[int, ...]
    more: bool


def problem_of(text: str) -> str:
    """Why nothing is looked for by this text: it is too short, or more than is looked for at once. Or nothing."""
    text = text.strip()
    if len(text) < LEAST:
        return _("Type at least 3 characters.")
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return _("That is too much to look for at once: at most 8 words and 254 characters.")
    return ""


def find_by_words(desks: Sequence[int], text: str) -> Found | None:
    """What matches at these desks; None where the text has a problem."""
    if problem_of(text):
        return None
    text = text.replace("\0", "").strip()
    rows = CodeRequest.objects.filter(desk__in=desks).exclude(status=Status.DRAFT).order_by()
    parts: list[QuerySet[CodeRequest] | QuerySet[SearchTerm]] = [rows.filter(one) for one in _exactly(text)]
    if words := _rarest_first(list(_words(text)), desks):
        parts += [_with_all(words, desk) for desk in desks]
    keys = keys_of(parts, MOST + 1)
    return Found(tuple(keys[:MOST]), len(keys) > MOST)


def leave_a_line(user: "User", desks: Iterable[Desk], found: Iterable[CodeRequest]) -> None:
    """In the record of each desk that was searched: who, and how many were shown there; never the words."""
    shown = [row.desk_id for row in found]
    hits: dict[Scope, dict[str, int] | None] = {desk: {"hits": shown.count(desk.pk)} for desk in desks}
    record_folded_each(hits, "search", party=Party.STAFF, user_id=user.pk)


def _exactly(text: str) -> Iterator[Q]:
    """As something that has one spelling: an address, a reference, a number of the radio, a VIN or its last 6."""
    if "@" in text:
        yield Q(email_fingerprint=recipient_fingerprint(text))
        return
    if reference := canonical_reference(text):
        yield Q(reference=reference)
    bare = "".join(text.split()).upper()
    number = registry.number_fingerprint(bare, Kind.PRECODE)
    yield Q(number_fingerprint=number)
    yield from (Q(**{column: value}) for column, value in registry.label_fingerprints(text).items() if value)
    yield from (Q(**{column: value}) for column, value in registry.unit_fingerprints(bare).items())
    if len(bare) == VIN_LENGTH:
        yield Q(vin_fingerprint=registry.number_fingerprint(bare, Kind.VIN))
    if isinstance(tail := read_vin_tail(text), Read):
        yield Q(vin_tail_fingerprint=registry.vin_tail_fingerprint(tail.value))


def _words(text: str) -> Iterator[set[str]]:
    """What every request that is found must have: for each word the spellings in which it may be kept."""
    if "@" in text:
        yield from ({part.casefold()} for part in text.split("@") if part)
        return
    for typed in re.sub(r"(?i)^rc-|(?<=\w)-(?=\w{1,2}$)", "", text).split():  # as references are written
        words = words_of_name(typed)
        if len(words) > 1:
            yield from ({word} for word in words)
        elif words:
            yield {words[0], typed.casefold()}
        else:
            yield {typed.casefold()}


def _rarest_first(words: list[set[str]], desks: Sequence[int]) -> list[set[str]]:
    """By how many terms begin with each, none counted beyond MOST: the others are only looked for beside the first."""
    if len(words) < 2:
        return words
    terms = [SearchTerm.objects.filter(_begins(word), desk__in=desks) for word in words]
    found = counts(terms, MOST)
    return [word for _number, word in sorted(zip(found, words, strict=True), key=lambda pair: pair[0])]


def _with_all(words: list[set[str]], desk: int) -> QuerySet[SearchTerm]:
    """The terms that begin with the first word, of requests that have words beginning with the others, too."""
    first, *others = words
    rows = SearchTerm.objects.filter(_begins(first), desk=desk)
    for word in others:
        beside = SearchTerm.objects.filter(_begins(word), desk=desk, code_request=OuterRef("code_request"))
        rows = rows.filter(Exists(beside))
    return rows


def _begins(spellings: set[str]) -> Q:
    found = Q()
    for word in sorted(spellings):
        found |= Q(term__begins_with=word[:64])
    return found
