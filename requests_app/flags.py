"""Reasons to look twice at a request, each with the requests that it rests on. Staff see them; customers never do."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from requests_app.models import Asker, CodeRequest, Upload
from requests_app.states import Status

SHOWN = 5


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


HIGH = frozenset({FlagKind.SAME_VIN, FlagKind.SAME_PHOTO, FlagKind.ADDRESS_CHANGED_LATE, FlagKind.ADDRESS_OBJECTED})


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
    return flags + _address_flags(code_request)


def _address_flags(code_request: CodeRequest) -> list[Flag]:
    """A changed address: early it is mostly a slip of typing, late it may be a thief with the link."""
    changes = list(code_request.address_changes.all())
    if any(change.objected_at for change in changes):
        return [Flag(FlagKind.ADDRESS_OBJECTED)]
    if any(change.late for change in changes):
        return [Flag(FlagKind.ADDRESS_CHANGED_LATE)]
    return [Flag(FlagKind.ADDRESS_CHANGED)] if changes else []


def _flag(kind: FlagKind, code_request: CodeRequest, same: Q, others: "QuerySet[CodeRequest]") -> list[Flag]:
    found = others.filter(same).order_by("-pk").values_list("reference", "desk_id").distinct()[:SHOWN]
    rows = list(found)
    if not rows:
        return []
    return [Flag(kind, tuple(str(ref) for ref, desk in rows if desk == code_request.desk_id))]
