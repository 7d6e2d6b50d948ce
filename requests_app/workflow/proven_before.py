"""Whether the same owner was given the code of the same radio before, after a whole verification that is young enough.

Then a desk may let the label be the only thing that is looked at again, and give the same code, never another one. All
of it is read off what stands there now: an earlier request whose person was forgotten proves nothing.
"""

from datetime import timedelta

from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app.flags.staff import words
from requests_app.lookup.chain import verified_reading
from requests_app.lookup.registry import vin_tail_fingerprint
from requests_app.missing import Code, Missing
from requests_app.models import AccessLink, AddressChange, CodeRequest, Event, KnownCode, Reading
from requests_app.policy import Policy, asks_less_than
from requests_app.states import APPROVE, CHANGE_ADDRESS, Status

NUMBER, VIN6 = Reading.Subject.NUMBER, Reading.Subject.VIN6


def missing(code_request: CodeRequest) -> tuple[Code, ...]:
    """Why this request cannot rely on the earlier one that it names, as codes; nothing where it can."""
    policy, earlier = Policy.of(code_request), code_request.again_of
    if not policy.has_short_way:
        return (Missing.AGAIN_OFF,)
    if earlier is None or earlier.desk_id != code_request.desk_id:
        return (Missing.AGAIN_UNKNOWN,)
    of_earlier = missing_of_earlier(earlier, policy)
    if Missing.AGAIN_UNVERIFIED in of_earlier:
        return of_earlier
    looked_at = {
        Missing.AGAIN_ADDRESS: same_address(code_request.email_fingerprint, earlier) and not _objected(code_request),
        Missing.AGAIN_HOLDER: code_request.asker == earlier.asker
        and same_name(code_request.name, earlier.name)
        and same_name(code_request.owner_name, earlier.owner_name),
        Missing.AGAIN_VIN: _same_car(code_request, earlier),
        Missing.AGAIN_NUMBER: _same_number(code_request, earlier),
    }
    return tuple(dict.fromkeys([*of_earlier, *(code for code, holds in looked_at.items() if not holds)]))


def missing_of_earlier(earlier: CodeRequest, policy: Policy) -> tuple[Code, ...]:
    """Why nothing can rely on the verification of this request where this is asked, whatever the new one says."""
    approval = approval_of(earlier)
    if approval is None:
        return (Missing.AGAIN_UNVERIFIED,)
    looked_at = {
        Missing.AGAIN_OLD: approval.at + timedelta(days=policy.again_days) >= timezone.now(),
        Missing.AGAIN_WEAKER: not asks_less_than(Policy.of(earlier), policy),
        Missing.AGAIN_CODE: code_before(earlier) is not None,
        Missing.AGAIN_ADDRESS: _address_is_proven(earlier),
        Missing.AGAIN_HOLDER: bool(words(earlier.name)),
        Missing.AGAIN_VIN: _vin_end_of(earlier) != "",
        Missing.AGAIN_NUMBER: earlier.number_kind != Kind.VIN and verified_reading(earlier, NUMBER) is not None,
    }
    return tuple(code for code, holds in looked_at.items() if not holds)


def approval_of(earlier: CodeRequest) -> Event | None:
    """The line by which the papers of a request that is over were approved as a whole; one that relied on another
    has none."""
    if earlier.status != Status.CLOSED or earlier.relies or earlier.approved_by_id is None:
        return None
    return earlier.events.filter(kind=APPROVE.name).order_by("number").last()


def code_before(earlier: CodeRequest) -> KnownCode | None:
    """The code that was given and worked, as the registry knows it for the radio; by a VIN it knows it for a car."""
    outcome = earlier.code_outcomes.filter(worked=True).order_by("pk").last()
    rows = KnownCode.objects.filter(pk__in=outcome.known if outcome else [], desk=earlier.desk_id, times_worked__gt=0)
    row = rows.select_related("batch").exclude(identity=KnownCode.Identity.VIN).first()
    return row if row and row.times_failed <= row.times_worked else None


def same_address(fingerprint: str, earlier: CodeRequest) -> bool:
    """Whether the mailbox with this fingerprint is that of the earlier request."""
    return bool(fingerprint) and fingerprint == earlier.email_fingerprint


def same_name(name: str, before: str) -> bool:
    """Whether a name is the one of then, however it is written."""
    return words(name) == words(before)


def _address_is_proven(earlier: CodeRequest) -> bool:
    """The code was shown through the link in a letter to the address that counts now, and nobody has objected to it."""
    changes = earlier.events.filter(kind=CHANGE_ADDRESS.name).order_by("number").values_list("number", flat=True)
    by_letter = earlier.events.filter(kind="reveal", data__by=AccessLink.Kind.LETTER)
    return by_letter.filter(number__gt=changes.last() or 0).exists() and not _objected(earlier)


def _objected(code_request: CodeRequest) -> bool:
    return AddressChange.objects.filter(code_request=code_request, objected_at__isnull=False).exists()


def _vin_end_of(earlier: CodeRequest) -> str:
    """The end of the VIN that was read off the papers then, where they name one."""
    read = verified_reading(earlier, VIN6)
    return read.value if read is not None and not read.not_on_paper else ""


def _same_car(code_request: CodeRequest, earlier: CodeRequest) -> bool:
    end = _vin_end_of(earlier)
    return bool(end) and code_request.vin_tail_fingerprint == vin_tail_fingerprint(end)


def _same_number(code_request: CodeRequest, earlier: CodeRequest) -> bool:
    """Read off the new photo, blind, by staff."""
    if Kind(code_request.number_kind or Kind.PRECODE) is Kind.VIN or code_request.number_kind != earlier.number_kind:
        return False
    now, then = verified_reading(code_request, NUMBER), verified_reading(earlier, NUMBER)
    return now is not None and then is not None and now.value == then.value
