"""Reasons to look twice at a request, each with the requests that it rests on. Staff see them; customers never do.

The queue counts what the review page shows: one function finds the kinds for a whole page of requests, in a number of
queries that depends neither on how many there are nor on how many others share a number.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Value

from guides_app.identifiers import Kind
from requests_app.identity import mailbox, words_of_name
from requests_app.likeness import same_photo
from requests_app.models import AddressChange, Asker, Candidate, CodeRequest, Reading
from requests_app.policy import lowered_from, lowerings, sent_under_less
from requests_app.states import Status

SHOWN = 5
NEAR = timedelta(days=30)


class FlagKind(StrEnum):
    """What was noticed, in the order in which it is told."""

    SAME_VIN = "same_vin"
    SAME_RADIO = "same_radio"
    SAME_PHOTO = "same_photo"
    SAME_VIN_END = "same_vin_end"
    SHARED_NUMBER = "shared_number"
    NOT_OWNER = "not_owner"
    FOR_PERSON = "for_person"
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_CHANGED_LATE = "address_changed_late"
    ADDRESS_OBJECTED = "address_objected"
    FROM_STAFF = "from_staff"
    NAME_OF_STAFF = "name_of_staff"
    OVERRIDE = "override"
    NO_VIN = "no_vin"
    TYPED_CODE = "typed_code"
    POLICY_LOWERED = "policy_lowered"


LOW = frozenset(
    {FlagKind.SAME_VIN_END, FlagKind.SHARED_NUMBER, FlagKind.NOT_OWNER, FlagKind.FOR_PERSON, FlagKind.ADDRESS_CHANGED}
)
HIGH = frozenset(FlagKind) - LOW
AFTER_APPROVAL = frozenset({FlagKind.TYPED_CODE})
"""Raised by the look-up, when the checks are answered: the second person looks at them, no check does."""

SHARED = (FlagKind.SAME_VIN, FlagKind.SAME_RADIO, FlagKind.SAME_VIN_END, FlagKind.SHARED_NUMBER)
IMPLIED = {FlagKind.SAME_VIN: FlagKind.SAME_VIN_END, FlagKind.SAME_RADIO: FlagKind.SHARED_NUMBER}
Kinds = dict[int, set[FlagKind]]


@dataclass(frozen=True)
class Flag:
    """One reason, and the references of the other requests that it comes from (at most SHOWN, of this desk only)."""

    kind: FlagKind
    references: tuple[str, ...] = ()

    @property
    def high(self) -> bool:
        return self.kind in HIGH


def flags_for(code_request: CodeRequest) -> list[Flag]:
    """Every reason found now, with references. The same radio asked for by the same person again is no reason."""
    return [Flag(kind, _references(code_request, kind)) for kind in kinds_of([code_request])[code_request.pk]]


def kinds_of(code_requests: Sequence[CodeRequest]) -> dict[int, list[FlagKind]]:
    """What is noticed at each of these requests, by their keys."""
    found: Kinds = {code_request.pk: set() for code_request in code_requests}
    for finder in FINDERS:
        for pk, kinds in finder(code_requests).items():
            found[pk] |= kinds
    return {pk: [kind for kind in FlagKind if kind in kinds] for pk, kinds in found.items()}


def _same(kind: FlagKind, of: Callable[[str], Any]) -> Q:
    """Other requests that share with one what `kind` says; `of` gives a column of that one."""
    number = Q(number_fingerprint=of("number_fingerprint")) & ~Q(number_fingerprint="")
    match kind:
        case FlagKind.SAME_VIN:
            return Q(vin_fingerprint=of("vin_fingerprint")) & ~Q(vin_fingerprint="")
        case FlagKind.SAME_VIN_END:
            return Q(vin_tail_fingerprint=of("vin_tail_fingerprint")) & ~Q(vin_tail_fingerprint="")
        case FlagKind.SAME_RADIO:
            part = Q(part_fingerprint=of("part_fingerprint")) & ~Q(part_fingerprint="")
            serial = Q(serial_fingerprint=of("serial_fingerprint")) & ~Q(serial_fingerprint="")
            unit = Q(number_kind=Kind.SERIAL) & Q(number_kind=of("number_kind"))
            return number & (part | serial | unit)
        case FlagKind.SHARED_NUMBER:
            sent_at = of("sent_at")
            earliest, latest = (ExpressionWrapper(sent_at + by, DateTimeField()) for by in (-NEAR, NEAR))
            return number & Q(sent_at__gte=earliest, sent_at__lte=latest)
    raise ValueError(kind)


def _in_other_requests(code_requests: Sequence[CodeRequest]) -> Kinds:
    """The same car or radio under another address; an address that was deleted is another one."""
    strangers = CodeRequest.objects.exclude(status=Status.DRAFT).exclude(pk=OuterRef("pk"))
    strangers = strangers.exclude(email_fingerprint=OuterRef("email_fingerprint"))
    shared = {kind.value: Exists(strangers.filter(_same(kind, OuterRef))) for kind in SHARED}
    rows = CodeRequest.objects.filter(pk__in=_keys(code_requests)).order_by().annotate(**shared)
    found: Kinds = {}
    for pk, *answers in rows.values_list("pk", *shared):
        kinds = {kind for kind, answer in zip(SHARED, answers, strict=True) if answer}
        found[pk] = kinds - {IMPLIED[kind] for kind in kinds & IMPLIED.keys()}
    return found


def _same_photo(code_requests: Sequence[CodeRequest]) -> Kinds:
    return {pk: {FlagKind.SAME_PHOTO} for pk in same_photo(_keys(code_requests))}


def _of_the_asker(code_requests: Sequence[CodeRequest]) -> Kinds:
    found: Kinds = {}
    for one in code_requests:
        found[one.pk] = {FlagKind.NOT_OWNER} if one.asker != Asker.OWNER else set()
        if one.number_for_person or one.number_unknown:
            found[one.pk].add(FlagKind.FOR_PERSON)
    return found


def _of_the_address(code_requests: Sequence[CodeRequest]) -> Kinds:
    """A changed address: early it is mostly a slip of typing, late it may be a thief with the link."""
    changes: dict[int, list[AddressChange]] = {}
    for change in AddressChange.objects.filter(code_request__in=_keys(code_requests)):
        changes.setdefault(change.code_request_id, []).append(change)
    return {pk: {_of_changes(theirs)} for pk, theirs in changes.items()}


def _of_changes(changes: Iterable[AddressChange]) -> FlagKind:
    if any(change.objected_at for change in changes):
        return FlagKind.ADDRESS_OBJECTED
    late = any(change.late for change in changes)
    return FlagKind.ADDRESS_CHANGED_LATE if late else FlagKind.ADDRESS_CHANGED


def _of_staff(code_requests: Sequence[CodeRequest]) -> Kinds:
    """Signs that a member of the desk's staff asks for themselves."""
    desks = {code_request.desk_id for code_request in code_requests}
    members = list(
        User.objects.filter(desk_roles__desk__in=desks).values_list(
            "desk_roles__desk", "first_name", "last_name", "email", "username", "emailaddress__email"
        )
    )
    found: Kinds = {}
    for one in code_requests:
        here = [member[1:] for member in members if member[0] == one.desk_id]
        mailboxes = {own_mailbox(text) for _first, _last, *texts in here for text in texts if text}
        names = {_words(f"{first} {last}") for first, last, *_texts in here}
        asking = {_words(one.name), _words(one.owner_name)}
        found[one.pk] = {FlagKind.FROM_STAFF} if one.email and own_mailbox(one.email) in mailboxes else set()
        if one.email and any(len(name) > 1 for name in names & asking):
            found[one.pk].add(FlagKind.NAME_OF_STAFF)
    return found


def _of_the_work(code_requests: Sequence[CodeRequest]) -> Kinds:
    """What staff did in this round that another person should look at."""
    found: Kinds = {pk: set() for pk in _keys(code_requests)}
    this_round = {"round": F("code_request__verification_round")}
    readings = Reading.objects.filter(code_request__in=_keys(code_requests), **this_round).order_by("pk")
    last = {(reading.code_request_id, reading.subject): reading for reading in readings.defer("value_sealed")}
    for (pk, _subject), reading in last.items():
        if reading.overrides:
            found[pk].add(FlagKind.OVERRIDE)
        if reading.not_on_paper:
            found[pk].add(FlagKind.NO_VIN)
    approved = [code_request.pk for code_request in code_requests if code_request.approved_by_id]
    candidates = list(Candidate.objects.filter(code_request__in=approved, failed_at=None, **this_round))
    for one in candidates:
        if unconfirmed(one, [other for other in candidates if other.code_request_id == one.code_request_id]):
            found[one.code_request_id].add(FlagKind.TYPED_CODE)
    return found


def _of_the_policy(code_requests: Sequence[CodeRequest]) -> Kinds:
    """Sent while the desk asked less than shortly before: somebody may have lowered the rules for this request."""
    sent = [one for one in code_requests if one.sent_at]
    if not sent:
        return {}
    lines = lowerings({one.desk_id for one in sent}, since=min(map(lowered_from, sent)))
    return {one.pk: {FlagKind.POLICY_LOWERED} for one in sent if sent_under_less(one, lines)}


FINDERS = (_in_other_requests, _same_photo, _of_the_asker, _of_the_address, _of_staff, _of_the_work, _of_the_policy)


def _references(code_request: CodeRequest, kind: FlagKind) -> tuple[str, ...]:
    """The newest requests of this desk that a flag rests on; of other desks nothing is told."""
    if kind is FlagKind.SAME_PHOTO:
        same = Q(pk__in=same_photo([code_request.pk]).get(code_request.pk, ()))
    elif kind in SHARED:
        same = _same(kind, lambda name: Value(getattr(code_request, name)))
    else:
        return ()
    others = CodeRequest.objects.sent().exclude(pk=code_request.pk).filter(same, desk=code_request.desk_id)
    others = others.exclude(email_fingerprint=code_request.email_fingerprint).order_by("-pk").distinct()
    return tuple(str(reference) for reference in others.values_list("reference", flat=True)[:SHOWN])


def staff_with_mailbox(desk_id: int, address: str) -> list[int]:
    """The members of the desk's staff whose own mailbox this is."""
    wanted = own_mailbox(address)
    members = User.objects.filter(desk_roles__desk=desk_id)
    rows = members.values_list("pk", "email", "username", "emailaddress__email")
    return sorted({pk for pk, *theirs in rows if wanted and wanted in {own_mailbox(text or "") for text in theirs}})


def mailboxes_of(user: User) -> set[str]:
    """Every mailbox of this person's account."""
    more = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {own_mailbox(text) for text in (user.email, user.username, *more) if text}


def own_mailbox(address: str) -> str:
    """By what two spellings of one mailbox are known; what stands after a plus is the same person's."""
    local, at, domain = mailbox(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def unconfirmed(candidate: Candidate, candidates: Iterable[Candidate]) -> bool:
    """A code typed by hand that no source confirms: neither a look-up nor a dated answer of the manufacturer."""
    if not candidate.is_typed:
        return False
    return not any(
        one.code_fingerprint == candidate.code_fingerprint and not one.is_typed and one.failed_at is None
        for one in candidates
    )


def _words(name: str) -> frozenset[str]:
    """A name without accents, case and order."""
    return frozenset(words_of_name(name))


def _keys(code_requests: Iterable[CodeRequest]) -> list[int]:
    return [code_request.pk for code_request in code_requests]
