"""Staff read and judge the evidence: blind readings and checks of what was opened; and what is still missing."""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from guides_app.identifiers import Difference, Kind, Read, compare, read_number
from requests_app.flags import AFTER_APPROVAL, Flag, flags_for
from requests_app.lookup.chain import radio_of, verified_reading
from requests_app.lookup.registry import vin_tail_fingerprint
from requests_app.models import VIN_TAIL, Check, CheckKind, CodeRequest, Reading, Verdict, add_reading, record
from requests_app.policy import checks_for, missing_slots, shown_on
from requests_app.states import Party, Status
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.people import work_on
from requests_app.workflow.seeing import standing_pages, unopened

if TYPE_CHECKING:
    from django.contrib.auth.models import User

READ_CHECKS = {CheckKind.NUMBER: Reading.Subject.NUMBER, CheckKind.VIN: Reading.Subject.VIN6}


def clean_number(text: str, kind: Kind) -> str:
    """A number as staff type it: upper case, ASCII, no blanks; look-alikes put right only where position decides."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isascii() and c.isalnum())
    reading = read_number(folded, kind=kind)
    return reading.value if isinstance(reading, Read) else folded[:40]


def clean_vin_tail(text: str) -> str:
    """The last 6 of a VIN as staff type it; raises NotComplete("vin6") for what cannot be one."""
    tail = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isascii() and c.isalnum())
    if len(tail) != VIN_TAIL or set(tail) & set("IOQ"):
        raise NotComplete("vin6")
    return tail


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
    pictures = _opened_for(code_request, CheckKind.NUMBER, by)
    other = _other_number(code_request, kind)
    reading = add_reading(
        code_request,
        Reading.Subject.NUMBER,
        number if kind is not Kind.VIN else number[-VIN_TAIL:],
        agrees=None if other is None else number == other,
        override_reason=override_reason.strip() if other is not None and number != other else "",
        pictures=pictures,
        by=by,
    )
    _record_reading(reading, "read_number")
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
def read_vin_tail(code_request: CodeRequest, value: str, *, by: "User", override_reason: str = "") -> Reading:
    """Keep the last 6 of the VIN as read off the certificate; its fingerprint finds the same car in other requests.

    Without anything to compare it with, `agrees` stays empty. A reason lets the reading stand against the customer's.
    """
    _checking(code_request, by)
    tail = clean_vin_tail(value)
    pictures = _opened_for(code_request, CheckKind.VIN, by)
    other = code_request.vin_tail
    reading = add_reading(
        code_request,
        Reading.Subject.VIN6,
        tail,
        agrees=tail == other if other else None,
        override_reason=override_reason.strip() if other and tail != other else "",
        pictures=pictures,
        by=by,
    )
    _find_car_by(code_request, vin_tail_fingerprint(tail))
    _record_reading(reading, "read_vin")
    return reading


@transaction.atomic
def vin_not_on_paper(code_request: CodeRequest, *, by: "User", reason: str) -> Reading:
    """The papers name no VIN: `reason` says what stands in for it. A high flag; the same-car check learns nothing."""
    _checking(code_request, by)
    if not reason.strip():
        raise NotComplete("instead_of_vin")
    reading = add_reading(
        code_request,
        Reading.Subject.VIN6,
        "",
        not_on_paper=True,
        override_reason=reason.strip(),
        pictures=_opened_for(code_request, CheckKind.VIN, by),
        by=by,
    )
    theirs = code_request.vin_tail
    _find_car_by(code_request, vin_tail_fingerprint(theirs) if theirs else "")
    _record_reading(reading, "read_vin")
    return reading


def _find_car_by(code_request: CodeRequest, fingerprint: str) -> None:
    CodeRequest.objects.filter(pk=code_request.pk).update(vin_tail_fingerprint=fingerprint)
    code_request.refresh_from_db(fields=["vin_tail_fingerprint"])


def _record_reading(reading: Reading, kind: str) -> None:
    said = {"agrees": reading.agrees, "not_on_paper": reading.not_on_paper, "round": reading.round}
    record(
        reading.code_request, kind, party=Party.STAFF, user_id=reading.by_id, reason=reading.override_reason, data=said
    )


@transaction.atomic
def answer_check(
    code_request: CodeRequest, kind: CheckKind, verdict: Verdict, *, by: "User", reason: str = ""
) -> Check:
    """Keep the answer to one question of the verification. A reading is not answered by a tick.

    A yes is for who has opened every page of the documents that it speaks of; a no needs a reason.
    """
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
        pictures=_opened_for(code_request, kind, by) if verdict == Verdict.YES else [],
        by=by,
    )
    record(
        code_request,
        "check",
        party=Party.STAFF,
        user_id=by.pk,
        reason=check.reason,
        data={"check": kind, "is": verdict, "round": check.round},
    )
    return check


def _opened_for(code_request: CodeRequest, kind: CheckKind, by: "User") -> list[str]:
    """The keys of the pictures that an answer rests on; NotComplete while this person has not opened them all."""
    slots = shown_on(code_request, kind)
    if not slots:
        return []
    if lacking := unopened(code_request, *slots, by=by):
        raise NotComplete(*lacking)
    return [page.key for page in standing_pages(code_request, *slots)]


def required_checks(code_request: CodeRequest, *, flags: Sequence[Flag] | None = None) -> tuple[CheckKind, ...]:
    """The questions of the policy, and the flags where a flag is high. A page that has the flags may pass them."""
    found = flags_for(code_request) if flags is None else flags
    checks = checks_for(code_request)
    to_check = any(flag.high and flag.kind not in AFTER_APPROVAL for flag in found)
    return (*checks, CheckKind.FLAGS) if to_check else checks


def missing(code_request: CodeRequest, *, flags: Sequence[Flag] | None = None) -> tuple[str, ...]:
    """What the verification of this round still lacks, as codes: slots, checks, readings. Nothing means complete.

    A document that retention deleted after the approval was there when it was looked at.
    """
    there = Q(deleted_at=None)
    if code_request.approved_at:
        there |= Q(deleted_at__gte=code_request.approved_at)
    present = code_request.uploads.filter(there, replaced_at=None).values_list("slot", flat=True)
    lacking = [f"slot:{slot}" for slot in missing_slots(code_request, list(present))]
    keys = _keys_by_slot(code_request)
    answered = _standing_checks(code_request, keys)
    for kind in required_checks(code_request, flags=flags):
        if subject := READ_CHECKS.get(kind):
            reading = verified_reading(code_request, subject)
            if reading is None or not _rests_on(reading, code_request, kind, keys):
                lacking.append(f"reading:{kind}")
        elif kind not in answered or answered[kind].verdict != Verdict.YES:
            lacking.append(f"check:{kind}")
    return tuple(lacking)


def standing_checks(code_request: CodeRequest) -> dict[str, Check]:
    """The newest answer to each question in this round; a yes to pictures that are not those there now is none."""
    return _standing_checks(code_request, _keys_by_slot(code_request))


def _standing_checks(code_request: CodeRequest, keys: dict[str, set[str]]) -> dict[str, Check]:
    rows = code_request.checks.filter(round=code_request.verification_round).select_related("by")
    newest = {check.kind: check for check in rows.order_by("pk")}
    return {
        kind: check
        for kind, check in newest.items()
        if check.verdict == Verdict.NO or _rests_on(check, code_request, CheckKind(kind), keys)
    }


def _keys_by_slot(code_request: CodeRequest) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for page in standing_pages(code_request):
        keys.setdefault(page.upload.slot, set()).add(page.key)
    return keys


def _rests_on(answer: Check | Reading, code_request: CodeRequest, kind: CheckKind, keys: dict[str, set[str]]) -> bool:
    there = set().union(*(keys.get(slot, set()) for slot in shown_on(code_request, kind)))
    return there <= set(answer.pictures)


def _checking(code_request: CodeRequest, by: "User") -> None:
    """Lock the request, and make sure that it is being checked in this round and this person may do it."""
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    work_on(current, by)
    if current.status != Status.CHECKING or current.verification_round != code_request.verification_round:
        raise MoveRefused("check")
