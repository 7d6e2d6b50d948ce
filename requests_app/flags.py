"""Reasons to look twice at a request, each with the requests that it rests on. Staff see them; customers never do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from requests_app.identity import mailbox, words_of_name
from requests_app.models import Asker, Candidate, CodeRequest, Reading, Upload
from requests_app.states import Status

SHOWN = 5
FULL_NAME = ("first_name", "last_name")


class FlagKind(StrEnum):
    """What was noticed."""

    SAME_VIN = "same_vin"
    SAME_PHOTO = "same_photo"
    SAME_NUMBER = "same_number"
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


LOW = frozenset({FlagKind.SAME_NUMBER, FlagKind.NOT_OWNER, FlagKind.FOR_PERSON, FlagKind.ADDRESS_CHANGED})
HIGH = frozenset(FlagKind) - LOW
AFTER_APPROVAL = frozenset({FlagKind.TYPED_CODE})
"""Raised by the look-up, when the checks are answered: the second person looks at them, no check does."""


@dataclass(frozen=True)
class Flag:
    """One reason, and the references of the other requests that it comes from (at most SHOWN, of this desk only)."""

    kind: FlagKind
    references: tuple[str, ...] = ()

    @property
    def high(self) -> bool:
        return self.kind in HIGH


def flags_for(code_request: CodeRequest) -> list[Flag]:
    """Every reason found now. The same radio asked for by the same person again is no reason."""
    flags = []
    others = CodeRequest.objects.exclude(pk=code_request.pk).exclude(status=Status.DRAFT)
    strangers = others.exclude(email_fingerprint=code_request.email_fingerprint)
    if code_request.vin_tail_fingerprint:
        flags += _flag(
            FlagKind.SAME_VIN, code_request, Q(vin_tail_fingerprint=code_request.vin_tail_fingerprint), strangers
        )
    photos = Upload.objects.filter(code_request=code_request).exclude(source_fingerprint="")
    same = Q(uploads__source_fingerprint__in=photos.values("source_fingerprint"))
    flags += _flag(FlagKind.SAME_PHOTO, code_request, same, strangers)
    if code_request.number_fingerprint:
        same = Q(number_fingerprint=code_request.number_fingerprint)
        flags += _flag(FlagKind.SAME_NUMBER, code_request, same, strangers)
    if code_request.asker != Asker.OWNER:
        flags.append(Flag(FlagKind.NOT_OWNER))
    if code_request.number_for_person or code_request.number_unknown:
        flags.append(Flag(FlagKind.FOR_PERSON))
    more = [Flag(kind) for kind in (*_of_staff(code_request), *_of_the_work(code_request))]
    return flags + _address_flags(code_request) + more


def _address_flags(code_request: CodeRequest) -> list[Flag]:
    """A changed address: early it is mostly a slip of typing, late it may be a thief with the link."""
    changes = list(code_request.address_changes.all())
    if any(change.objected_at for change in changes):
        return [Flag(FlagKind.ADDRESS_OBJECTED)]
    if any(change.late for change in changes):
        return [Flag(FlagKind.ADDRESS_CHANGED_LATE)]
    return [Flag(FlagKind.ADDRESS_CHANGED)] if changes else []


def staff_with_mailbox(desk_id: int, address: str) -> list[int]:
    """The members of the desk's staff whose own mailbox this is."""
    wanted = own_mailbox(address)
    rows = _members(desk_id).values_list("pk", "email", "username", "emailaddress__email")
    return sorted({pk for pk, *theirs in rows if wanted and wanted in {own_mailbox(text or "") for text in theirs}})


def _members(desk_id: int) -> "QuerySet[User]":
    return User.objects.filter(desk_roles__desk=desk_id)


def mailboxes_of(user: User) -> set[str]:
    """Every mailbox of this person's account."""
    more = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {own_mailbox(text) for text in (user.email, user.username, *more) if text}


def own_mailbox(address: str) -> str:
    """By what two spellings of one mailbox are known; what stands after a plus is the same person's."""
    local, at, domain = mailbox(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def _of_staff(code_request: CodeRequest) -> list[FlagKind]:
    """Signs that a member of the desk's staff asks for themselves."""
    if not code_request.email:
        return []
    found = [FlagKind.FROM_STAFF] if staff_with_mailbox(code_request.desk_id, code_request.email) else []
    names = {_words(f"{first} {last}") for first, last in _members(code_request.desk_id).values_list(*FULL_NAME)}
    asking = {_words(code_request.name), _words(code_request.owner_name)}
    return [*found, FlagKind.NAME_OF_STAFF] if any(len(name) > 1 for name in names & asking) else found


def _words(name: str) -> frozenset[str]:
    """A name without accents, case and order."""
    return frozenset(words_of_name(name))


def _of_the_work(code_request: CodeRequest) -> list[FlagKind]:
    """What staff did in this round that another person should look at."""
    here = {"code_request": code_request, "round": code_request.verification_round}
    last = {reading.subject: reading for reading in Reading.objects.filter(**here).order_by("pk")}
    found = []
    if any(reading.overrides for reading in last.values()):
        found.append(FlagKind.OVERRIDE)
    if any(reading.not_on_paper for reading in last.values()):
        found.append(FlagKind.NO_VIN)
    candidates = list(Candidate.objects.filter(**here, failed_at=None)) if code_request.approved_by_id else []
    if any(unconfirmed(one, candidates) for one in candidates):
        found.append(FlagKind.TYPED_CODE)
    return found


def unconfirmed(candidate: Candidate, candidates: Iterable[Candidate]) -> bool:
    """A code typed by hand that no source confirms: neither a look-up nor a dated answer of the manufacturer."""
    if not candidate.is_typed:
        return False
    return not any(
        one.code_fingerprint == candidate.code_fingerprint and not one.is_typed and one.failed_at is None
        for one in candidates
    )


def _flag(kind: FlagKind, code_request: CodeRequest, same: Q, others: "QuerySet[CodeRequest]") -> list[Flag]:
    found = others.filter(same).order_by("-pk").values_list("reference", "desk_id").distinct()[:SHOWN]
    rows = list(found)
    if not rows:
        return []
    return [Flag(kind, tuple(str(ref) for ref, desk in rows if desk == code_request.desk_id))]
