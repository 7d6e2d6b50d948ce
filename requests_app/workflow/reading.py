"""Staff read number, VIN and holder off the papers, blind: what was read is kept and compared with what was typed."""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from guides_app.identifiers import VIN_LENGTH, Difference, Kind, Read, compare, read_number, read_vin
from guides_app.vin_signs import VinSign, vin_signs
from requests_app import evidence
from requests_app.flags.staff import words
from requests_app.identity import visible
from requests_app.lookup.chain import radio_of
from requests_app.lookup.registry import vin_tail_fingerprint
from requests_app.missing import Missing
from requests_app.models import VIN_TAIL, CheckKind, CodeRequest, Page, Reading, add_reading, record
from requests_app.states import Party
from requests_app.workflow.errors import NotComplete
from requests_app.workflow.noticing import notice, of_number, of_vin
from requests_app.workflow.verification import lock_checking, opened_for

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_NAME = 100


def clean_number(text: str, kind: Kind) -> str:
    """A number as staff type it: upper case, ASCII, no blanks; look-alikes put right only where position decides."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isascii() and c.isalnum())
    reading = read_number(folded, kind=kind)
    return reading.value if isinstance(reading, Read) else folded[:40]


def clean_vin_tail(text: str) -> str:
    """The last 6 of a VIN as staff type it, or of a whole VIN its end; raises NotComplete("vin6") for anything else."""
    typed = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isascii() and c.isalnum())
    if len(typed) not in (VIN_TAIL, VIN_LENGTH) or set(typed) & set("IOQ"):
        raise NotComplete(Missing.VIN6)
    return typed[-VIN_TAIL:]


def signs_of(code_request: CodeRequest, text: str) -> list[VinSign]:
    """What a whole VIN, as staff type it, says of the car that the customer named; nothing where only its end was
    typed."""
    whole = read_vin(text)
    if not isinstance(whole, Read):
        return []
    guide = code_request.guide
    make = guide.car_model.brand.slug if guide else ""
    years = (guide.year_from, guide.year_to or timezone.localdate().year) if guide and guide.year_from else None
    return vin_signs(whole.value, make=make, years=years)


@transaction.atomic
def read_number_off(
    code_request: CodeRequest, value: str, *, by: "User", override_reason: str = ""
) -> tuple[Reading, list[Difference]]:
    """Keep what a clerk read off the photo, and compare it with what the customer typed.

    Where the customer typed nothing, the reading before in this round stands in: two readings must agree. A reason
    lets the clerk's reading stand against the customer's. Returns the reading and the differing characters.
    """
    lock_checking(code_request, by)
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    number = clean_number(value, kind)
    if not number:
        raise NotComplete(Missing.NUMBER)
    pages = opened_for(code_request, CheckKind.NUMBER, by)
    other = _other_number(code_request, kind)
    reading = add_reading(
        code_request,
        Reading.Subject.NUMBER,
        number if kind is not Kind.VIN else number[-VIN_TAIL:],
        agrees=None if other is None else number == other,
        override_reason=override_reason.strip() if other is not None and number != other else "",
        pictures=[page.key for page in pages],
        by=by,
    )
    notice(code_request, of_number(code_request, number))
    evidence.hold_against(code_request)
    _record_reading(reading, "read_number", pages)
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
    """Keep the last 6 of the VIN as read off the certificate, and what a whole VIN says of the car.

    Its fingerprint finds the same car in other requests.

    Without anything to compare it with, `agrees` stays empty. A reason lets the reading stand against the customer's.
    """
    lock_checking(code_request, by)
    tail, signs = clean_vin_tail(value), signs_of(code_request, value)
    pages = opened_for(code_request, CheckKind.VIN, by)
    other = code_request.vin_tail
    reading = add_reading(
        code_request,
        Reading.Subject.VIN6,
        tail,
        agrees=tail == other if other else None,
        override_reason=override_reason.strip() if other and tail != other else "",
        pictures=[page.key for page in pages],
        vin_signs=signs,
        by=by,
    )
    _find_car_by(code_request, vin_tail_fingerprint(tail))
    notice(code_request, of_vin(whole.value if isinstance(whole := read_vin(value), Read) else tail))
    _record_reading(reading, "read_vin", pages)
    return reading


@transaction.atomic
def vin_not_on_paper(code_request: CodeRequest, *, by: "User", reason: str) -> Reading:
    """The papers name no VIN: `reason` says what stands in for it. A high flag; the same-car check learns nothing."""
    lock_checking(code_request, by)
    if not reason.strip():
        raise NotComplete(Missing.INSTEAD_OF_VIN)
    pages = opened_for(code_request, CheckKind.VIN, by)
    reading = add_reading(
        code_request,
        Reading.Subject.VIN6,
        "",
        not_on_paper=True,
        override_reason=reason.strip(),
        pictures=[page.key for page in pages],
        by=by,
    )
    theirs = code_request.vin_tail
    _find_car_by(code_request, vin_tail_fingerprint(theirs) if theirs else "")
    _record_reading(reading, "read_vin", pages)
    return reading


@transaction.atomic
def read_holder(code_request: CodeRequest, name: str, *, by: "User") -> Reading:
    """Keep the holder's name as a clerk read it on the papers; it agrees where its words are those the customer typed,
    in any order and spelling. A name that differs is a high flag; no verification asks for this reading."""
    lock_checking(code_request, by)
    if not words(name) or len(name.strip()) > LONGEST_NAME:
        raise NotComplete(Missing.HOLDER)
    pages = opened_for(code_request, CheckKind.HOLDER, by)
    reading = add_reading(
        code_request,
        Reading.Subject.HOLDER,
        visible(name),
        agrees=words(name) == words(code_request.owner_name or code_request.name),
        pictures=[page.key for page in pages],
        by=by,
    )
    _record_reading(reading, "read_holder", pages)
    return reading


def _find_car_by(code_request: CodeRequest, fingerprint: str) -> None:
    CodeRequest.objects.filter(pk=code_request.pk).update(vin_tail_fingerprint=fingerprint)
    code_request.refresh_from_db(fields=["vin_tail_fingerprint"])


def _record_reading(reading: Reading, kind: str, pages: Sequence[Page]) -> None:
    said = {
        "agrees": reading.agrees, "not_on_paper": reading.not_on_paper, "round": reading.round,
        "photos": [page.place for page in pages],
    }  # fmt: skip
    record(
        reading.code_request, kind, party=Party.STAFF, user_id=reading.by_id, reason=reading.override_reason, data=said
    )
