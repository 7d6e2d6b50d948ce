"""Which kinds of flags stand at requests, and what each of one request rests on.

The queue asks for the kinds of a whole page at once, in a number of queries that depends neither on how many requests
there are nor on how many others share a number. The evidence of one request is asked for kind by kind, bounded.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils import timezone

from requests_app.flags.disposable import is_disposable
from requests_app.flags.kinds import ORDER, Evidence, Flag, FlagKind
from requests_app.flags.relations import (
    CHANGES,
    IMPLIED,
    OF_OTHERS,
    changes,
    differing_machines,
    odd_pages,
    others,
    questions,
    tried_links,
    watched,
)
from requests_app.flags.staff import signs_of_staff
from requests_app.identity import masked_email, masked_name
from requests_app.likeness import Twin, twins_of
from requests_app.models import Asker, Candidate, CodeRequest, Event, Reading
from requests_app.policy import lowered_from, lowerings, sent_under_less
from requests_app.written_once import WrittenOnce

MOST_EVIDENCE = 50
ACTS_FOR_OTHERS = (Asker.FOR_OWNER, Asker.TRADE)
RELATED = ("pk", "reference", "desk_id", "sent_at")
Kinds = dict[int, dict[FlagKind, tuple[Evidence, ...]]]
Found = Iterable[tuple[int, FlagKind, tuple[Evidence, ...]]]
"""A request, what was noticed at it, and its evidence where the question brought that along."""


@dataclass(frozen=True)
class Known:
    """What a page has read of its one request already, and of its desk; what is missing is asked for."""

    readings: Sequence[Reading] | None = None
    candidates: Sequence[Candidate] | None = None
    lowerings: Sequence[Event] | None = None


NOTHING_KNOWN = Known()


def flags_for(code_request: CodeRequest, known: Known = NOTHING_KNOWN) -> list[Flag]:
    """Every reason found now, the gravest first, with its evidence."""
    found = _found([code_request], known)[code_request.pk]
    return [Flag(kind, found[kind] or _evidence(code_request, kind)) for kind in ORDER if kind in found]


def kinds_of(code_requests: Sequence[CodeRequest]) -> dict[int, list[FlagKind]]:
    """What is noticed at each of these requests, by their keys; the gravest first."""
    found = _found(code_requests, NOTHING_KNOWN)
    return {pk: [kind for kind in ORDER if kind in kinds] for pk, kinds in found.items()}


def _found(code_requests: Sequence[CodeRequest], known: Known) -> Kinds:
    found: Kinds = {code_request.pk: {} for code_request in code_requests}
    for finder in FINDERS:
        for pk, kind, evidence in finder(code_requests, known):
            found[pk][kind] = found[pk].get(kind, ()) + evidence
    return found


def _in_other_rows(code_requests: Sequence[CodeRequest], _known: Known) -> Found:
    """What other requests, the list of the desk, links, addresses and pictures say: one query for all of it."""
    if not code_requests:
        return
    today = timezone.localdate()
    for pk, *answers in IN_OTHER_ROWS.fetch(*_keys(code_requests), today=today):
        kinds = {FlagKind(name) for name, answer in zip(_asked(today), answers, strict=True) if answer}
        for kind in kinds.difference(*(IMPLIED[kind] for kind in kinds & IMPLIED.keys())):
            yield pk, kind, ()


@lru_cache(maxsize=2)
def _asked(today: date) -> dict[str, Any]:
    return questions(today)


def _answered(*keys: int, today: date) -> QuerySet[CodeRequest, Any]:
    return CodeRequest.objects.filter(pk__in=keys).order_by().values_list("pk", *_asked(today).values())


IN_OTHER_ROWS = WrittenOnce(_answered)


def _of_the_asker(code_requests: Sequence[CodeRequest], _known: Known) -> Found:
    """What its own row says, and what was noticed when its numbers came."""
    for one in code_requests:
        if one.asker in ACTS_FOR_OTHERS:
            yield one.pk, FlagKind.NOT_OWNER, (Evidence(f"asker:{one.asker}"),)
        if why := one.number_for_person or one.number_unknown:
            yield one.pk, FlagKind.FOR_PERSON, (Evidence(f"number:{why}"),)
        if one.email and is_disposable(one.email):
            domain = one.email.rpartition("@")[2]
            evidence = Evidence(f"address:{one.email_fingerprint[:16]}", value=domain)
            yield one.pk, FlagKind.DISPOSABLE_ADDRESS, (evidence,)
        for kind in one.noticed:
            yield one.pk, FlagKind(kind), (Evidence(f"noticed:{kind}"),)


def _of_staff(code_requests: Sequence[CodeRequest], _known: Known) -> Found:
    """What is said of them is masked; who of the staff it is, is not said at all."""
    rows = {one.pk: one for one in code_requests}
    for pk, kind, member in sorted(set(signs_of_staff(code_requests))):
        one = rows[pk]
        value = masked_email(one.email) if kind is FlagKind.FROM_STAFF else masked_name(one.name)
        yield pk, kind, (Evidence(f"staff:{member}", value=value),)


def _of_the_work(code_requests: Sequence[CodeRequest], known: Known) -> Found:
    """What staff did in this round that another person should look at."""
    this_round = {"code_request__in": _keys(code_requests), "round": F("code_request__verification_round")}
    readings = known.readings
    if readings is None:
        readings = list(Reading.objects.filter(**this_round).order_by("pk").defer("value_sealed"))
    last = {(reading.code_request_id, reading.subject): reading for reading in readings}
    for (pk, subject), reading in last.items():
        evidence = (Evidence(f"reading:{reading.pk}", at=reading.at),)
        if subject == Reading.Subject.HOLDER:
            if not reading.agrees:
                yield pk, FlagKind.HOLDER_DIFFERS, evidence
        elif reading.overrides:
            yield pk, FlagKind.OVERRIDE, evidence
        if reading.not_on_paper:
            yield pk, FlagKind.NO_VIN, evidence


def _of_typed_codes(code_requests: Sequence[CodeRequest], known: Known) -> Found:
    """Codes of this round that no source confirms."""
    approved = {code_request.pk for code_request in code_requests if code_request.approved_by_id}
    if not approved:
        return
    candidates = known.candidates
    if candidates is None:
        rows = Candidate.objects.filter(code_request__in=approved, round=F("code_request__verification_round"))
        candidates = list(rows.with_pictured())
    standing = [one for one in candidates if one.failed_at is None]
    for one in standing:
        if unconfirmed(one, [other for other in standing if other.code_request_id == one.code_request_id]):
            yield one.code_request_id, FlagKind.TYPED_CODE, (Evidence(f"code:{one.pk}", at=one.at),)


def _of_the_policy(code_requests: Sequence[CodeRequest], known: Known) -> Found:
    """Sent while the desk asked less than shortly before: somebody may have lowered the rules for this request."""
    sent = [one for one in code_requests if one.sent_at]
    if not sent:
        return
    lines = known.lowerings
    if lines is None:
        lines = lowerings({one.desk_id for one in sent}, since=min(map(lowered_from, sent)))
    for one in sent:
        if here := tuple(_line(line) for line in lines if sent_under_less(one, [line])):
            yield one.pk, FlagKind.POLICY_LOWERED, here


def _line(line: Event) -> Evidence:
    return Evidence(f"line:{line.pk}", at=line.at)


FINDERS: tuple[Callable[[Sequence[CodeRequest], Known], Found], ...] = (
    _in_other_rows, _of_the_asker, _of_staff, _of_the_work, _of_typed_codes, _of_the_policy,
)  # fmt: skip


def _evidence(code_request: CodeRequest, kind: FlagKind) -> tuple[Evidence, ...]:
    """What a flag rests on whose finder only said that there is something; the newest first, at most MOST_EVIDENCE."""

    def of(name: str) -> Value:
        return Value(getattr(code_request, name))

    if kind is FlagKind.SAME_PHOTO:
        return _twins(code_request, twins_of(code_request.pk, most=MOST_EVIDENCE))
    if kind in OF_OTHERS:
        found = others(kind, of).order_by("-pk").values_list(*RELATED)[:MOST_EVIDENCE]
        return tuple(_request(code_request, f"request:{row[0]}", row) for row in found)
    if kind in (FlagKind.WATCHED, FlagKind.WATCHED_END):
        items = watched(kind, of, timezone.localdate()).order_by("-pk")[:MOST_EVIDENCE]
        return tuple(Evidence(f"watched:{one.pk}", at=one.added_at, value=one.source) for one in items)
    if kind in CHANGES:
        every = changes(FlagKind.ADDRESS_CHANGED, of)[:MOST_EVIDENCE]
        return tuple(Evidence(f"change:{one.pk}", at=one.changed_at) for one in every)
    if kind is FlagKind.WRONG_TRIES:
        return tuple(Evidence(f"link:{one.pk}:{one.failed_tries}") for one in tried_links(of)[:MOST_EVIDENCE])
    if kind is FlagKind.MACHINE_DIFFERS:
        rows = differing_machines(of)[:MOST_EVIDENCE].values_list("pk", "compared", "compared__at")
        return tuple(Evidence(f"machine:{pk}:{reading}", at=at) for pk, reading, at in rows)
    pages = odd_pages(of).select_related("upload").order_by("-pk")[:MOST_EVIDENCE]
    return tuple(Evidence(f"picture:{page.key}:{sign}", value=sign) for page in pages for sign in page.signs)


def _twins(code_request: CodeRequest, twins: list[Twin]) -> tuple[Evidence, ...]:
    rows = CodeRequest.objects.filter(pk__in={twin.request for twin in twins})
    by_pk = {
        row[0]: row for row in rows.exclude(email_fingerprint=code_request.email_fingerprint).values_list(*RELATED)
    }
    return tuple(
        _request(code_request, f"photo:{twin.ours}:{twin.theirs}", by_pk[twin.request])
        for twin in twins
        if twin.request in by_pk
    )


def _request(code_request: CodeRequest, key: str, row: tuple[int, str, int, datetime]) -> Evidence:
    """Another request; of one at another desk nothing is told but that it is there, and since which day."""
    _pk, reference, desk, sent_at = row
    if desk == code_request.desk_id:
        return Evidence(key, reference, sent_at)
    return Evidence(key, at=sent_at, elsewhere=True)


def unconfirmed(candidate: Candidate, candidates: Iterable[Candidate]) -> bool:
    """A code typed by hand that no source confirms: neither a look-up nor a manufacturer's answer that can be seen."""
    if not candidate.is_typed:
        return False
    return not any(
        one.code_fingerprint == candidate.code_fingerprint and not one.is_typed and one.failed_at is None
        for one in candidates
    )


def _keys(code_requests: Iterable[CodeRequest]) -> list[int]:
    return [code_request.pk for code_request in code_requests]
