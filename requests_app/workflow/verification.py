"""Staff read and judge the evidence: blind readings, checks, the second person; and what is still missing."""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from guides_app.identifiers import Difference, Kind, Read, compare, read_number
from requests_app.flags import Flag, flags_for
from requests_app.lookup.chain import radio_of, verified_reading
from requests_app.lookup.registry import vin_tail_fingerprint
from requests_app.models import VIN_TAIL, Check, CheckKind, CodeRequest, Reading, Verdict, add_reading, record
from requests_app.policy import checks_for, missing_slots
from requests_app.states import Party, Status
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.people import allow, people_of_round

if TYPE_CHECKING:
    from django.contrib.auth.models import User

READ_CHECKS = {CheckKind.NUMBER: Reading.Subject.NUMBER, CheckKind.VIN: Reading.Subject.VIN6}


def clean_number(text: str, kind: Kind) -> str:
    """A number as staff type it: upper case, ASCII, no blanks; look-alikes put right only where position decides."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isascii() and c.isalnum())
    reading = read_number(folded, kind=kind)
    return reading.value if isinstance(reading, Read) else folded[:40]


@transaction.atomic
def read_number_off(
    code_request: CodeRequest, value: str, *, by: "User", override_reason: str = ""
) -> tuple[Reading, list[Difference]]:
    """Keep what a clerk read off the photo, and compare it with what the customer typed.

    Where the customer typed nothing, the reading before in this round stands in: two readings must agree. A reason
    lets the clerk's reading stand against the customer's. Returns the reading and the differing characters.
    """
    _checking(code_request, by)
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    number = clean_number(value, kind)
    if not number:
        raise NotComplete("number")
    other = _other_number(code_request, kind)
    reading = add_reading(
        code_request,
        Reading.Subject.NUMBER,
        number if kind is not Kind.VIN else number[-VIN_TAIL:],
        agrees=None if other is None else number == other,
        override_reason=override_reason.strip() if other is not None and number != other else "",
        by=by,
    )
    record(
        code_request,
        "read_number",
        party=Party.STAFF,
        user_id=by.pk,
        reason=reading.override_reason,
        data={"agrees": reading.agrees, "round": reading.round},
    )
    return reading, compare(number, other) if other else []


def _other_number(code_request: CodeRequest, kind: Kind) -> str | None:
    if kind is Kind.VIN:
        return radio_of(code_request).number or None
    if code_request.number:
        return clean_number(code_request.number, kind)
    before = code_request.readings.filter(subject=Reading.Subject.NUMBER, round=code_request.verification_round)
    last = before.order_by("pk").last()
    return last.value if last else None


@transaction.atomic
def read_vin_tail(code_request: CodeRequest, value: str, *, by: "User") -> Reading:
    """Keep the last 6 of the VIN as read off the certificate; its fingerprint finds the same car in other requests."""
    _checking(code_request, by)
    tail = "".join(c for c in unicodedata.normalize("NFKC", value).upper() if c.isascii() and c.isalnum())
    if len(tail) != VIN_TAIL or set(tail) & set("IOQ"):
        raise NotComplete("vin6")
    typed = code_request.vin_tail
    agrees = tail == typed if typed else None
    reading = add_reading(code_request, Reading.Subject.VIN6, tail, by=by, agrees=agrees)
    CodeRequest.objects.filter(pk=code_request.pk).update(vin_tail_fingerprint=vin_tail_fingerprint(tail))
    code_request.refresh_from_db(fields=["vin_tail_fingerprint"])
    record(code_request, "read_vin", party=Party.STAFF, user_id=by.pk, data={"agrees": agrees})
    return reading


@transaction.atomic
def answer_check(
    code_request: CodeRequest, kind: CheckKind, verdict: Verdict, *, by: "User", reason: str = ""
) -> Check:
    """Keep the answer to one question of the verification. A no needs a reason; a reading is not answered by a tick."""
    _checking(code_request, by)
    if kind in READ_CHECKS or kind not in required_checks(code_request):
        raise NotComplete(kind)
    if verdict == Verdict.NO and not reason.strip():
        raise NotComplete("reason")
    check = Check.objects.create(
        code_request=code_request,
        kind=kind,
        round=code_request.verification_round,
        verdict=verdict,
        reason=reason.strip(),
        by=by,
    )
    record(
        code_request,
        "check",
        party=Party.STAFF,
        user_id=by.pk,
        reason=check.reason,
        data={"check": kind, "is": verdict},
    )
    return check


@transaction.atomic
def second_look(code_request: CodeRequest, *, by: "User", reason: str) -> None:
    """A second, different person stands behind the verification of this round, and says why."""
    allow(code_request, by)
    if not reason.strip():
        raise NotComplete("reason")
    if by.pk in people_of_round(code_request):
        raise NotComplete("second_person")
    updated = CodeRequest.objects.filter(
        pk=code_request.pk,
        verification_round=code_request.verification_round,
        status__in=(Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED),
    ).update(second_person=by)
    if not updated:
        raise MoveRefused("second_look")
    code_request.second_person = by
    record(code_request, "second_look", party=Party.STAFF, user_id=by.pk, reason=reason.strip())


def required_checks(code_request: CodeRequest, *, flags: Sequence[Flag] | None = None) -> tuple[CheckKind, ...]:
    """The questions of the policy, and the flags where a flag is high. A page that has the flags may pass them."""
    found = flags_for(code_request) if flags is None else flags
    checks = checks_for(code_request)
    return (*checks, CheckKind.FLAGS) if any(flag.high for flag in found) else checks


def missing(code_request: CodeRequest, *, flags: Sequence[Flag] | None = None) -> tuple[str, ...]:
    """What the verification of this round still lacks, as codes: slots, checks, readings. Nothing means complete."""
    present = code_request.uploads.filter(deleted_at=None, replaced_at=None).values_list("slot", flat=True)
    lacking = [f"slot:{slot}" for slot in missing_slots(code_request, list(present))]
    answered = dict(
        Check.objects.filter(code_request=code_request, round=code_request.verification_round)
        .order_by("pk")
        .values_list("kind", "verdict")
    )
    for kind in required_checks(code_request, flags=flags):
        if subject := READ_CHECKS.get(kind):
            if verified_reading(code_request, subject) is None:
                lacking.append(f"reading:{kind}")
        elif answered.get(kind) != Verdict.YES:
            lacking.append(f"check:{kind}")
    return tuple(lacking)


def needs_second_person(code_request: CodeRequest) -> bool:
    """Whether a high flag stands and this desk wants a second person for it."""
    return code_request.desk.second_person and any(flag.high for flag in flags_for(code_request))


def _checking(code_request: CodeRequest, by: "User") -> None:
    allow(code_request, by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if current.status != Status.CHECKING or current.verification_round != code_request.verification_round:
        raise MoveRefused("check")
    if by.pk == current.refused_by_id:
        raise NotComplete("another_person")
