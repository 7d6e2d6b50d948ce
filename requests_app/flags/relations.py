"""How one request is related to others: the same car, radio, number or mailbox. Every question has a key."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value, When
from django.db.models.lookups import GreaterThan

from guides_app.identifiers import Kind
from requests_app.flags.kinds import FlagKind
from requests_app.likeness import look_alikes, same_file
from requests_app.models import AccessLink, AddressChange, Asker, CodeRequest, MachineReading, Page, WatchedItem

NEAR = timedelta(days=30)
LATELY = timedelta(days=90)
MANY = 3  # radios of one private person within LATELY
MOST_TRIES = 5  # wrong ends of the number from one link; then it opens nothing
STRANGERS = (FlagKind.SAME_VIN, FlagKind.SAME_RADIO, FlagKind.SAME_VIN_END, FlagKind.SHARED_NUMBER)
CHANGES = (FlagKind.ADDRESS_CHANGED, FlagKind.ADDRESS_CHANGED_LATE, FlagKind.ADDRESS_OBJECTED)
IMPLIED = {
    FlagKind.SAME_VIN: {FlagKind.SAME_VIN_END},
    FlagKind.SAME_RADIO: {FlagKind.SHARED_NUMBER},
    FlagKind.ADDRESS_CHANGED_LATE: {FlagKind.ADDRESS_CHANGED},
    FlagKind.ADDRESS_OBJECTED: {FlagKind.ADDRESS_CHANGED, FlagKind.ADDRESS_CHANGED_LATE},
}
"""What goes without saying beside a graver one."""
OF_OTHERS = (*STRANGERS, FlagKind.SWAPPED_RADIO, FlagKind.RELEASED_BEFORE, FlagKind.MANY_UNITS)
PRIVATE = (Asker.OWNER, Asker.FOR_OWNER)
Of = Callable[[str], Any]


def others(kind: FlagKind, of: Of) -> "QuerySet[CodeRequest]":
    """The sent requests that are related to one as `kind` says; `of` gives a column of that one.

    An address that was deleted is another one than any.
    """
    rows = CodeRequest.objects.sent().exclude(pk=of("pk")).filter(_same(kind, of))
    return rows.exclude(email_fingerprint=of("email_fingerprint")) if kind in STRANGERS else rows


def _same(kind: FlagKind, of: Of) -> Q:
    match kind:
        case FlagKind.SAME_VIN:
            return _both("vin_fingerprint", of)
        case FlagKind.SAME_VIN_END:
            return _both("vin_tail_fingerprint", of)
        case FlagKind.SAME_RADIO:
            return _unit(of)
        case FlagKind.SHARED_NUMBER:
            return _both("number_fingerprint", of) & _between(of, -NEAR, NEAR)
        case FlagKind.SWAPPED_RADIO:
            return _unit(of) & (_differ("vin_fingerprint", of) | _differ("vin_tail_fingerprint", of))
        case FlagKind.RELEASED_BEFORE:
            return _unit(of) & Q(delivered_at__isnull=False)
        case FlagKind.MANY_UNITS:
            another = ~Q(number_fingerprint=of("number_fingerprint")) & ~Q(number_fingerprint="")
            return _both("email_fingerprint", of) & another & _between(of, -LATELY, timedelta(0))
    raise ValueError(kind)


def _both(column: str, of: Of) -> Q:
    return Q(**{column: of(column)}) & ~Q(**{column: ""})


def _differ(column: str, of: Of) -> Q:
    """Known of both, and not the same."""
    return Q(**{f"{column}__gt": ""}) & Q(GreaterThan(of(column), Value(""))) & ~Q(**{column: of(column)})


def _unit(of: Of) -> Q:
    """The very radio: a pre-code, which thousands share, and part number or serial; or a serial as its number."""
    number = _both("number_fingerprint", of)
    serial = Q(number_kind=Kind.SERIAL) & Q(number_kind=of("number_kind"))
    return number & (_both("part_fingerprint", of) | _both("serial_fingerprint", of) | serial)


def _between(of: Of, least: timedelta, most: timedelta) -> Q:
    earliest, latest = (ExpressionWrapper(of("sent_at") + by, DateTimeField()) for by in (least, most))
    return Q(sent_at__gte=earliest, sent_at__lte=latest)


def watched(kind: FlagKind, of: Of, today: date) -> "QuerySet[WatchedItem]":
    """What the desk's list of stolen cars and radios says of one on a day."""
    rows = WatchedItem.objects.valid(today).filter(desk=of("desk_id"))
    if kind is FlagKind.WATCHED_END:
        return rows.filter(subject=WatchedItem.Subject.VIN, second_fingerprint=of("vin_tail_fingerprint")).exclude(
            fingerprint=of("vin_fingerprint")
        )
    whole = Q(fingerprint__in=[of("vin_fingerprint"), of("number_fingerprint")])
    serial = Q(subject=WatchedItem.Subject.UNIT, second_fingerprint=of("serial_fingerprint"))
    return rows.filter(whole | serial)


def changes(kind: FlagKind, of: Of) -> "QuerySet[AddressChange]":
    """A changed address: early it is mostly a slip of typing, late it may be a thief with the link."""
    rows = AddressChange.objects.filter(code_request=of("pk"))
    if kind is FlagKind.ADDRESS_OBJECTED:
        return rows.filter(objected_at__isnull=False)
    return rows.filter(late=True) if kind is FlagKind.ADDRESS_CHANGED_LATE else rows


def tried_links(of: Of) -> "QuerySet[AccessLink]":
    """Links from which the wrong end of the number was typed as often as it may be."""
    return AccessLink.objects.filter(code_request=of("pk"), failed_tries__gte=MOST_TRIES)


def odd_pages(of: Of) -> "QuerySet[Page]":
    """Pictures that stand and carry a sign."""
    live = {"upload__replaced_at": None, "upload__deleted_at": None}
    return Page.objects.filter(upload__code_request=of("pk"), **live).exclude(signs=[])


def differing_machines(of: Of) -> "QuerySet[MachineReading]":
    """What engines read off the label that stands, where it is not the number that staff settled on in this round."""
    live = {"page__upload__replaced_at": None, "page__upload__deleted_at": None}
    rows = MachineReading.objects.filter(page__upload__code_request=of("pk"), agrees=False, **live)
    return rows.filter(compared__round=of("verification_round"))


def questions(today: date) -> dict[str, Any]:
    """For one row of requests each: whether there is anything of a kind. Together they are one query."""
    found: dict[str, Any] = {
        kind.value: Exists(others(kind, OuterRef)) for kind in OF_OTHERS if kind is not FlagKind.MANY_UNITS
    }
    numbers = others(FlagKind.MANY_UNITS, OuterRef).order_by().values("number_fingerprint").distinct()
    many = Exists(numbers[MANY - 2 : MANY - 1])
    found[FlagKind.MANY_UNITS] = Case(When(asker__in=PRIVATE, then=many), default=Value(value=False))
    found |= {kind.value: Exists(watched(kind, OuterRef, today)) for kind in (FlagKind.WATCHED, FlagKind.WATCHED_END)}
    found |= {kind.value: Exists(changes(kind, OuterRef)) for kind in CHANGES}
    photos = (Exists(rows(OuterRef("pk"))) for rows in (same_file, look_alikes))
    return found | {
        FlagKind.SAME_PHOTO.value: next(photos) | next(photos),
        FlagKind.WRONG_TRIES.value: Exists(tried_links(OuterRef)),
        FlagKind.ODD_PICTURE.value: Exists(odd_pages(OuterRef)),
        FlagKind.MACHINE_DIFFERS.value: Exists(differing_machines(OuterRef)),
    }
