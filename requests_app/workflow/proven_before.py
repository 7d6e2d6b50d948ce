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
from requests_app.models import AccessLink, AddressChange, CodeRequest, Event, EvidenceLevel, KnownCode, Reading
from requests_app.policy import Policy
from requests_app.states import APPROVE, CHANGE_ADDRESS, Status

NUMBER, VIN6 = Reading.Subject.NUMBER, Reading.Subject.VIN6


def lacking(code_request: CodeRequest) -> tuple[str, ...]:
    """Why this request cannot rely on the earlier one that it names, as codes; nothing where it can."""
    policy, earlier = Policy.of(code_request), code_request.again_of
    if not policy.again_days or policy.level is EvidenceLevel.COUNTER:
        return ("again_off",)
    if earlier is None or earlier.desk_id != code_request.desk_id:
        return ("again_unknown",)
    approval = approval_of(earlier)
    if approval is None:
        return ("again_unverified",)
    looked_at = {
        "again_old": approval.at + timedelta(days=policy.again_days) >= timezone.now(),
        "again_code": code_before(earlier) is not None,
        "again_address": _same_proven_address(code_request, earlier),
        "again_holder": _same_people(code_request, earlier),
        "again_vin": _same_car(code_request, earlier),
        "again_number": _same_number(code_request, earlier),
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


def _same_proven_address(code_request: CodeRequest, earlier: CodeRequest) -> bool:
    """The code was shown through the link in a letter to this very address, and nobody has objected to it."""
    if not code_request.email_fingerprint or code_request.email_fingerprint != earlier.email_fingerprint:
        return False
    if AddressChange.objects.filter(code_request__in=(code_request, earlier), objected_at__isnull=False).exists():
        return False
    changes = earlier.events.filter(kind=CHANGE_ADDRESS.name).order_by("number").values_list("number", flat=True)
    by_letter = earlier.events.filter(kind="reveal", data__by=AccessLink.Kind.LETTER)
    return by_letter.filter(number__gt=changes.last() or 0).exists()


def _same_people(code_request: CodeRequest, earlier: CodeRequest) -> bool:
    """Whoever asks, as what, and for whom; the names that the papers were held against."""
    two = [(one.asker, words(one.name), words(one.owner_name)) for one in (code_request, earlier)]
    return two[0] == two[1] and bool(two[0][1])


def _same_car(code_request: CodeRequest, earlier: CodeRequest) -> bool:
    read = verified_reading(earlier, VIN6)
    if read is None or read.not_on_paper or not read.value:
        return False
    return code_request.vin_tail_fingerprint == vin_tail_fingerprint(read.value)


def _same_number(code_request: CodeRequest, earlier: CodeRequest) -> bool:
    """Read off the new photo, blind, by staff."""
    if Kind(code_request.number_kind or Kind.PRECODE) is Kind.VIN or code_request.number_kind != earlier.number_kind:
        return False
    now, then = verified_reading(code_request, NUMBER), verified_reading(earlier, NUMBER)
    return now is not None and then is not None and now.value == then.value
